"""Asks a geocoder for names that the gazetteer lacks: only when the user says --online, and never more than told to.

Any geocoder that geopy knows, named in geomap.toml. Requests keep to a rate and a budget a run, are repeated when they
fail, and all answers, empty and failed ones too, are kept on the disk. What is found is marked with its source and
never more than `MOST_SURE`; what goes wrong is told in one warning and changes nothing else.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import logging
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from geomap import __version__
from geomap.arabic import spelling_distance
from geomap.config import Online
from geomap.errors import ConfigError
from geomap.geodesy import kilometres
from geomap.progress import count
from geomap.records import Article, Candidate, Kind, Place, Resolution
from geomap.text import name_key

MOST_SURE, LESS_SURE, UNSURE = 0.6, 0.5, 0.4
"""Confidence of an answer in a country that the article names, of one without rivals, and of one among several."""
FURTHEST = 0.35
"""Spelling distance at the most between a name and what the geocoder calls its answer."""
RETRY_WAIT = 2.0
"""Seconds before a request that failed is made again."""
RETRIES = 2
_GIVE_UP = 3
"""After as many names in a row whose requests failed, nothing more is asked in this run."""
_ANSWERS = 5
_DAY = 86_400.0
_KEPT = {"found": 90 * _DAY, "none": 30 * _DAY, "failed": _DAY}
"""Seconds for which answers are kept."""
_ASKED_ROLES = frozenset(["literal", "associative", "dateline", "measure", "origin", "title"])
_RIVAL_KM = 50.0
_NO_PLACES = frozenset(["shop", "highway", "office", "craft", "leisure", "club", "emergency"])


def state_of(settings: Online, folder: Path) -> str:
    """What readings made online depend on beside the settings: changes once names were left for a later run."""
    kept = _Kept(folder)
    state = kept.state(_service(settings))
    kept.close()
    return state


class Geocoding:
    """A geocoder with its rate, budget and memory.

    Args:
        settings: those of geomap.toml.
        folder: where answers are kept.
        retry_wait: seconds before a failed request is repeated.

    Raises:
        ConfigError: geopy has no such geocoder, or it needs settings that are not there.
    """

    def __init__(self, settings: Online, folder: Path, retry_wait: float = RETRY_WAIT) -> None:
        from geopy.extra.rate_limiter import RateLimiter

        # geopy would write each failure with its traceback to standard error.
        logging.getLogger("geopy").addHandler(logging.NullHandler())
        self.settings = settings
        self.asked = 0
        self.left: set[str] = set()
        """Names that were not asked for, for want of budget or of a network."""
        self.failed: set[str] = set()
        """Names whose requests failed."""
        self._failures: Counter[str] = Counter()
        self._in_a_row = 0
        self._kept = _Kept(folder)
        geocode = _geocoder(settings)
        self._takes = set(inspect.signature(geocode).parameters)
        delay = 1 / settings.rate
        self._geocode = RateLimiter(geocode, min_delay_seconds=delay, max_retries=RETRIES,
                                    error_wait_seconds=max(delay, retry_wait), swallow_exceptions=False)  # fmt: skip

    def fill(self, article: Article, resolutions: Sequence[Resolution]) -> tuple[Resolution, ...]:
        """The resolutions, those without a place filled in where the geocoder knows one of that name."""
        countries = {one.place.country for one in resolutions if one.place is not None and one.place.country}
        return tuple(
            self._filled(one, article.language, countries)
            if one.place is None and one.mention.role in _ASKED_ROLES
            else one
            for one in resolutions
        )

    def close(self) -> None:
        """Ends a run: what failed is told in one warning, and names that were left are asked for in the next."""
        if self.left:
            self._kept.next_state(_service(self.settings))
        if self._failures:
            why = ", ".join(f"{reason} ({times})" for reason, times in self._failures.most_common(3))
            names = count(len(self.failed | self.left), "name")
            print(f"geomap: {self.settings.geocoder} did not answer for {names}: {why}; going on without them, they "
                  "stay without a place", file=sys.stderr)  # fmt: skip
        elif self.left:
            print(f"geomap: the budget of {count(self.settings.budget, 'question')} is used up, "
                  f"{count(len(self.left), 'name')} not asked for; build again, or raise budget under [online]",
                  file=sys.stderr)  # fmt: skip
        self._kept.close()

    def _filled(self, one: Resolution, language: str, countries: set[str]) -> Resolution:
        surface = " ".join(one.mention.surface.split())
        if len(name_key(surface)) < 3:
            return one
        answers = [place for place, names in self._answers(surface, language) if _sounds_like(surface, names)]
        if not answers:
            return one
        inside = [place for place in answers if place.country in countries]
        best = (inside or answers)[0]
        rivals = [p for p in inside or answers if kilometres(p.lat, p.lon, best.lat, best.lon) > _RIVAL_KM]
        sure = UNSURE if rivals else MOST_SURE if inside else LESS_SURE
        reasons: tuple[str, ...] = (f"found online by {self.settings.geocoder}",)
        if inside:
            reasons += ("in a country that the article names",)
        candidates = (Candidate(best, sure, reasons), *one.candidates)
        return replace(one, place=best, confidence=sure, reasons=reasons, candidates=candidates)

    def _answers(self, name: str, language: str) -> list[tuple[Place, tuple[str, ...]]]:
        key = json.dumps([_service(self.settings), name, language], ensure_ascii=False)
        known = self._kept.get(key)
        if known is None:
            known = self._ask(key, name, language)
        return [(Place(**place), tuple(names)) for place, names in known]

    def _ask(self, key: str, name: str, language: str) -> list[Any]:
        if self.asked >= self.settings.budget or self._in_a_row >= _GIVE_UP:
            self.left.add(name)
            return []
        self.asked += 1
        wanted: dict[str, Any] = {"exactly_one": False, "limit": _ANSWERS, "addressdetails": True, "namedetails": True}
        if language != "und":
            wanted["language"] = language
        try:
            found = self._geocode(name, **{word: value for word, value in wanted.items() if word in self._takes})
            answers = [answer for one in found or () if (answer := _answer(one, self.settings.geocoder))]
        except Exception as error:
            # Whatever a service answers, or a geocoder of geopy makes of it, is no reason to fail.
            self._in_a_row += 1
            self._failures[_why(error)] += 1
            self.failed.add(name)
            self._kept.put(key, "failed", [])
            return []
        self._in_a_row = 0
        kept = [[asdict(place), names] for place, names in answers]
        self._kept.put(key, "found" if kept else "none", kept)
        return kept


def _service(settings: Online) -> str:
    return f"{settings.geocoder} {settings.domain or ''}"


def _geocoder(settings: Online) -> Callable[..., Any]:
    """The method of a geopy geocoder that answers for a name."""
    from geopy.adapters import URLLibAdapter
    from geopy.exc import GeopyError
    from geopy.geocoders import get_geocoder_for_service

    # The plain adapter: the other one repeats requests by itself, which nobody who waits or serves would like.
    given: dict[str, Any] = {"user_agent": settings.user_agent or f"geomap/{__version__}", "timeout": settings.timeout,
                             "adapter_factory": URLLibAdapter}  # fmt: skip
    if settings.domain:
        # geopy takes the scheme by itself: "http://127.0.0.1:8080" for a server of one's own.
        parts = urlsplit(settings.domain if "//" in settings.domain else f"//{settings.domain}")
        given |= {"domain": parts.netloc + parts.path.rstrip("/")} | ({"scheme": parts.scheme} if parts.scheme else {})
    if settings.api_key:
        given["api_key"] = settings.api_key
    try:
        made = get_geocoder_for_service(settings.geocoder)
        takes = inspect.signature(made).parameters
        missing = [name for name, one in takes.items() if one.default is one.empty and name not in given]
        if missing:
            raise ConfigError(f"[online] geocoder {settings.geocoder!r} needs {', '.join(missing)}")
        return cast("Callable[..., Any]", made(**{k: v for k, v in given.items() if k in takes}).geocode)
    except (GeopyError, TypeError, ValueError) as error:
        raise ConfigError(f"[online] geocoder {settings.geocoder!r} cannot be used: {error}") from error


def _answer(location: Any, geocoder: str) -> tuple[Place, tuple[str, ...]] | None:
    """A place and the names it goes by of a geocoder's answer; None for shops, roads and the like."""
    raw: Mapping[str, Any] = location.raw if isinstance(location.raw, Mapping) else {}
    told = cast("Mapping[str, Any]", raw.get("properties") if isinstance(raw.get("properties"), Mapping) else raw)
    category = str(told.get("osm_key") or told.get("class") or told.get("category") or "")
    if category in _NO_PLACES:
        return None
    lat, lon = float(location.latitude), float(location.longitude)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    address = cast("Mapping[str, Any]", told["address"] if isinstance(told.get("address"), Mapping) else {})
    country = str(told.get("countrycode") or address.get("country_code") or "").upper()
    main = str(told.get("name") or str(location.address).partition(",")[0]).strip()
    details = told["namedetails"] if isinstance(told.get("namedetails"), Mapping) else {}
    names = tuple(dict.fromkeys([main, *(str(name) for name in details.values())]))
    kind = _kind(category, str(told.get("addresstype") or told.get("osm_value") or told.get("type") or ""))
    arabic = str(details.get("name:ar") or next((n for n in names if any("\u0620" <= c <= "\u064a" for c in n)), ""))
    place = Place(
        id=f"online:{geocoder}/{_number(told, lat, lon)}", name=str(details.get("name:en") or main),
        name_ar=arabic or None, lat=round(lat, 5), lon=round(lon, 5), kind=kind,
        country=country if len(country) == 2 and country.isalpha() else None,
        admin1=str(address.get("state") or told.get("state") or "") or None,
    )  # fmt: skip
    return (place, names) if main else None


def _number(told: Mapping[str, Any], lat: float, lon: float) -> str:
    """The number of an answer in OpenStreetMap, else one that its point makes."""
    if told.get("osm_id"):
        return f"{str(told.get('osm_type', ''))[:1].lower()}{told['osm_id']}"
    return hashlib.sha256(f"{lat:.5f} {lon:.5f}".encode()).hexdigest()[:10]


_KINDS: Mapping[str, Kind] = {
    "country": "country", "state": "region", "province": "region", "region": "region", "county": "region",
    "city": "city", "town": "city", "village": "city", "hamlet": "city", "municipality": "city",
    "suburb": "district", "neighbourhood": "district", "quarter": "district", "district": "district",
    "borough": "district", "locality": "district", "island": "natural", "peak": "natural", "sea": "water",
}  # fmt: skip
_CATEGORIES: Mapping[str, Kind] = {
    "natural": "natural", "waterway": "water", "water": "water", "aeroway": "facility", "military": "facility",
    "amenity": "facility", "historic": "facility", "man_made": "facility", "building": "facility",
    "railway": "facility", "tourism": "facility", "landuse": "area", "boundary": "region",
}  # fmt: skip


def _kind(category: str, what: str) -> Kind:
    return _KINDS.get(what) or _CATEGORIES.get(category) or "city"


def _sounds_like(surface: str, names: Iterable[str]) -> bool:
    """Whether an answer is called what was asked for, in any script: geocoders answer with what is near it, too."""
    key = name_key(surface)
    return any(spelling_distance(key, name_key(name)) <= FURTHEST for name in names if name_key(name))


def _why(error: Exception) -> str:
    from geopy import exc

    if isinstance(error, exc.GeocoderRateLimited | exc.GeocoderQuotaExceeded):
        return "too many requests"
    if isinstance(error, exc.GeocoderTimedOut):
        return "timed out"
    if isinstance(error, exc.GeocoderUnavailable) or "[Errno" in str(error):
        return "cannot be reached"
    if isinstance(error, exc.GeocoderServiceError) and not isinstance(error, exc.GeocoderParseError):
        return f"service error: {str(error)[:80]}"
    return f"an answer that makes no sense ({type(error).__name__})"


@dataclass(slots=True)
class _Kept:
    """Answers on the disk; where that cannot be written nothing is kept, and nothing fails."""

    folder: Path
    _database: sqlite3.Connection | None = field(default=None, repr=False)

    def get(self, key: str) -> list[Any] | None:
        """The answer to a question, None when it is not known or too old."""
        with suppress(sqlite3.Error, OSError, ValueError):
            row = self._open().execute("SELECT at, how, answer FROM answer WHERE question = ?", (key,)).fetchone()
            if row and 0 <= time.time() - row[0] < _KEPT[row[1]]:
                return cast("list[Any]", json.loads(row[2]))
        return None

    def put(self, key: str, how: str, answer: list[Any]) -> None:
        """Keeps an answer: "found", "none" or "failed"."""
        row = (key, time.time(), how, json.dumps(answer, ensure_ascii=False))
        with suppress(sqlite3.Error, OSError):
            self._open().execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)", row)

    def state(self, service: str) -> str:
        """How often there was something left to ask: names that a run left, failures that a day has passed over."""
        with suppress(sqlite3.Error, OSError):
            if not (self.folder / "online.sqlite").exists():
                return "0"
            gone = (time.time() - _KEPT["failed"],)
            if self._open().execute("DELETE FROM answer WHERE how = 'failed' AND at < ?", gone).rowcount:
                self.next_state(service)
            row = self._open().execute("SELECT runs FROM unfinished WHERE service = ?", (service,)).fetchone()
            return str(row[0]) if row else "0"
        return "0"

    def next_state(self, service: str) -> None:
        """Counts a run that left names."""
        with suppress(sqlite3.Error, OSError):
            self._open().execute(
                "INSERT INTO unfinished VALUES (?, 1) ON CONFLICT (service) DO UPDATE SET runs = runs + 1", (service,)
            )

    def close(self) -> None:
        """Closes the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self.folder / "online.sqlite", timeout=5, isolation_level=None)
            self._database.executescript(
                "CREATE TABLE IF NOT EXISTS answer (question TEXT PRIMARY KEY, at REAL, how TEXT, answer TEXT);"
                "CREATE TABLE IF NOT EXISTS unfinished (service TEXT PRIMARY KEY, runs INTEGER);"
            )
        return self._database
