"""What the site's pages and map ask of readings and events: orders, links, file names, and the map's columns.

Text of articles goes into the columns as it stands; `script_text` makes a `.js` file of them in which it cannot end the
script, and the site's scripts put it on the page with textContent.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from geomap.area_units import area_units
from geomap.areas import Box, disc_box, radius_km
from geomap.correcting import Outcome, in_order
from geomap.journeys import Journey, by_event, find_journeys
from geomap.legend import TYPE_FAMILY, TYPES
from geomap.messages import Language
from geomap.phrases import told_before
from geomap.records import Article, Event, Evidence, Place, Reading, Relation, Skipped
from geomap.sitegroups import DayNotes, SourceNotes, days_of, sources_of
from geomap.toll_words import toll_lines
from geomap.wording import reason_texts

SHARD = 100
"""About how many events' details go into one file that the map loads on demand."""

_COLUMNS = (
    "id",
    "slug",
    "title",
    "type",
    "status",
    "date",
    "end",
    "place",
    "precision",
    "relation",
    "lat",
    "lon",
    "box",
    "confidence",
    "articles",
    "who",
    "shard",
    "paths",
)
_UNSAFE = re.compile(r"[^a-z0-9._-]+")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Shape:
    """Where an event is drawn: a point, with the box of a soft shape around it where the place is vague."""

    lat: float
    lon: float
    box: Box | None


@dataclass(frozen=True, slots=True)
class PlaceNotes:
    """What the collection says about a place: its events, and its mentions by article."""

    place: Place
    events: tuple[Event, ...]
    mentions: tuple[tuple[Article, int], ...]


@dataclass(frozen=True, slots=True)
class SiteData:
    """A collection, in the order and with the links that pages need. Sequences are sorted; file names are stable."""

    title: str
    readings: tuple[Reading, ...]
    """By publication date, newest first, then id."""
    events: tuple[Event, ...]
    """By date, newest first, undated last, then id."""
    skipped: tuple[Skipped, ...]
    articles: Mapping[str, Article]
    places: tuple[PlaceNotes, ...]
    """By number of events, then of mentions, then name."""
    article_events: Mapping[str, tuple[Event, ...]]
    event_slugs: Mapping[str, str]
    place_slugs: Mapping[str, str]
    article_slugs: Mapping[str, str]
    days: Mapping[str, DayNotes]
    """The days (ISO) on which an event is, the earliest first."""
    publishers: Mapping[str, SourceNotes]
    """Who published the articles, by name: those of most events, then of most articles, first."""
    publisher_slugs: Mapping[str, str]
    shards: int
    journeys: tuple[Journey, ...] = ()
    """By id."""
    corrections: tuple[Outcome, ...] = ()
    """Newest first, then by what they say."""

    def shard(self, event: Event) -> int:
        """The number of the file with an event's details; steady while the collection grows little."""
        return zlib.crc32(event.id.encode("utf-8", "surrogatepass")) % self.shards

    def sources(self, event: Event) -> tuple[Article, ...]:
        """The articles that tell an event, in the order of its evidence, each once."""
        seen = dict.fromkeys(evidence.article for evidence in event.evidence)
        return tuple(self.articles[id] for id in seen if id in self.articles)

    def quote(self, evidence: Evidence) -> str:
        """The evidence sentence, as the article has it; "" for an article that is not in the collection."""
        article = self.articles.get(evidence.article)
        return article.text[evidence.start : evidence.end] if article else ""


def site_data(
    readings: Sequence[Reading],
    events: Sequence[Event],
    skipped: Sequence[Skipped],
    title: str,
    corrections: Iterable[Outcome] = (),
) -> SiteData:
    """Order a collection for the site. Events are merged ones; their evidence names the readings' articles."""
    readings = sorted(readings, key=lambda reading: reading.article.id)
    readings.sort(key=lambda reading: str(reading.article.published or ""), reverse=True)
    events = sorted(events, key=lambda event: event.id)
    events.sort(key=lambda event: event.date or "", reverse=True)
    articles = {reading.article.id: reading.article for reading in readings}
    by_article: dict[str, list[Event]] = {id: [] for id in articles}
    for event in events:
        for id in dict.fromkeys(evidence.article for evidence in event.evidence):
            by_article.setdefault(id, []).append(event)
    places = _places(readings, events)
    article_events = {id: tuple(found) for id, found in by_article.items()}
    publishers = sources_of([reading.article for reading in readings], article_events, events)
    return SiteData(
        title=title,
        readings=tuple(readings),
        events=tuple(events),
        skipped=tuple(sorted(skipped, key=lambda item: (item.path, item.reason))),
        articles=articles,
        places=places,
        article_events=article_events,
        event_slugs=slugs(event.id for event in events),
        place_slugs=slugs(notes.place.id for notes in places),
        article_slugs=slugs(articles),
        journeys=find_journeys(events),
        corrections=in_order(corrections),
        days=days_of(events),
        publishers=publishers,
        publisher_slugs=slugs(publishers),
        shards=max(1, 2 ** math.ceil(math.log2(max(1, len(events) / SHARD)))),
    )


def _places(readings: Iterable[Reading], events: Iterable[Event]) -> tuple[PlaceNotes, ...]:
    places: dict[str, Place] = {}
    mentions: dict[str, dict[str, int]] = {}
    articles: dict[str, Article] = {}
    for reading in readings:
        articles[reading.article.id] = reading.article
        for resolution in reading.resolutions:
            if resolution.place is not None:
                places.setdefault(resolution.place.id, resolution.place)
                counts = mentions.setdefault(resolution.place.id, {})
                counts[reading.article.id] = counts.get(reading.article.id, 0) + 1
    here: dict[str, list[Event]] = {}
    for event in events:
        if event.place is not None:
            places.setdefault(event.place.id, event.place)
            here.setdefault(event.place.id, []).append(event)
    notes = [
        PlaceNotes(
            place,
            tuple(here.get(id, ())),
            tuple((articles[article], count) for article, count in mentions.get(id, {}).items()),
        )
        for id, place in places.items()
    ]
    notes.sort(key=lambda n: (-len(n.events), -sum(count for _, count in n.mentions), n.place.name, n.place.id))
    return tuple(notes)


def slugs(ids: Iterable[str]) -> dict[str, str]:
    """File names for ids: lower-case ASCII, alike for alike ids, never two the same, never a path."""
    return {id: slug(id) for id in ids}


def slug(id: str) -> str:
    """A file name for one id; a short hash marks those that had to be changed."""
    plain = _UNSAFE.sub("-", id.lower().replace(":", "-")).strip("-.")[:60]
    if plain == id.replace(":", "-") and plain:
        return plain
    digest = hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain}-{digest}" if plain else digest


def web_url(url: str | None) -> str | None:
    """The URL if it is one that a reader may be sent to (http or https with a host), else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else None


def query_value(text: str) -> str:
    """The text as a value in the query of an address; lone surrogates as U+FFFD, as the data files have them."""
    return quote(_SURROGATE.sub("\ufffd", text), safe="")


def clean(text: str) -> str:
    """The text with the characters that HTML does not allow (controls, lone surrogates) shown as U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def script_json(value: Any) -> str:
    """JSON that is safe inside a script: no `<`, `>`, `&`, U+2028 or U+2029 stands for itself; keys in given order."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = _SURROGATE.sub("\ufffd", text)
    for character in "<>&\u2028\u2029\x7f":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def place_name(place: Place, language: Language) -> str:
    """The place's name in the interface language as far as the gazetteer has one."""
    if place.kind == "country" and place.country:
        return language.country(place.country)
    return (place.name_ar or place.name) if language.code == "ar" else place.name


def place_within(place: Place, language: Language) -> str:
    """What the place lies in, for telling it from its namesakes: its country, "" for countries and seas."""
    return "" if place.kind == "country" else language.country(place.country)


def event_where(event: Event, language: Language) -> str:
    """Where an event was, in words: "100 km S of Pyongyang, North Korea"; "" for one without a place."""
    if event.place is None:
        return ""
    comma = "، " if language.code == "ar" else ", "
    name = f"{relation_text(event.relation, language)} {place_name(event.place, language)}".strip()
    return comma.join(part for part in (name, place_within(event.place, language)) if part)


def event_title(event: Event, language: Language) -> str:
    """The event's title in the interface language."""
    first, second = (event.title_ar, event.title_en) if language.code == "ar" else (event.title_en, event.title_ar)
    return first or second or language.text(TYPES.get(event.type, "Other"))


def shape(event: Event) -> Shape | None:
    """Where to draw an event; None for one without a place.

    One that a relation ("100 km S of") leads away from its place is a disc of that spot's uncertainty; a place that is
    an area is drawn as its box; a town or site is a point.
    """
    place = event.place
    if place is None:
        return None
    if event.spot is not None:
        lat, lon = event.spot.lat, event.spot.lon
        return Shape(lat, lon, disc_box(lat, lon, event.spot.uncertainty_km))
    if event.place_precision in ("site", "city", "country", None):
        return Shape(place.lat, place.lon, None)
    made_of = area_units().get(place.id)
    box = made_of.box if made_of else place.bbox
    return Shape(place.lat, place.lon, box or disc_box(place.lat, place.lon, radius_km(place)))


def uncertainty_km(event: Event) -> float | None:
    """How far from where it is drawn an event may have been: its spot's uncertainty, else its place's radius."""
    if event.spot is not None:
        return event.spot.uncertainty_km
    return round(radius_km(event.place), 1) if event.place else None


def map_columns(
    data: SiteData, events: Sequence[Event], language: Language, slugs: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The map's data: columns of events, with the tables of places, articles and names that they point into.

    `slugs` takes the place of the collection's own file names where an event is not one of the collection's.

    Shapes: every list under "events" is as long as `events`; "place" holds indices into "places" or -1, "articles",
    "who" and "paths" lists of indices. Dates are ISO strings cut to what is known, or null; confidence is in per cent.
    """
    places: dict[str, int] = {}
    articles: dict[str, int] = {}
    who: dict[str, int] = {}
    by_place: dict[str, Place] = {}
    named = data.event_slugs if slugs is None else slugs
    paths: dict[str, int] = {}
    lines = {journey.id: journey for journey in data.journeys if journey.line}
    drawn = by_event(lines.values())
    rows: list[dict[str, Any]] = []
    types = list(TYPES)
    for event in events:
        where = shape(event)
        if event.place is not None:
            by_place[event.place.id] = event.place
        sources = [article.id for article in data.sources(event)]
        row = {
            "id": event.id,
            "slug": named[event.id],
            "title": event_title(event, language),
            "type": types.index(event.type) if event.type in types else len(types) - 1,
            "status": event.status,
            "date": event.date,
            "end": event.date_end,
            "place": places.setdefault(event.place.id, len(places)) if event.place else -1,
            "precision": event.place_precision,
            "relation": relation_text(event.relation, language),
            "lat": round(where.lat, 4) if where else None,
            "lon": round(where.lon, 4) if where else None,
            "box": [round(value, 3) for value in where.box] if where and where.box else None,
            "confidence": round(event.confidence * 100),
            "articles": [articles.setdefault(id, len(articles)) for id in sources],
            "who": [who.setdefault(person.name, len(who)) for person in event.participants],
            "shard": data.shard(event),
            "paths": [paths.setdefault(journey.id, len(paths)) for journey in drawn.get(event.id, ())],
        }
        rows.append(row)
    listed = [by_place[id] for id in places]
    told = [data.articles[id] for id in articles]
    return {
        "types": [[id, language.text(words), TYPE_FAMILY[id]] for id, words in TYPES.items()],
        "events": {name: [row[name] for row in rows] for name in _COLUMNS},
        "places": {
            "id": [place.id for place in listed],
            "slug": [data.place_slugs[place.id] for place in listed],
            "name": [place_name(place, language) for place in listed],
            "also": [place.name if language.code == "ar" else place.name_ar or "" for place in listed],
            "within": [place_within(place, language) for place in listed],
            "kind": [place.kind for place in listed],
            "country": [place.country for place in listed],
        },
        "articles": {
            "slug": [data.article_slugs[article.id] for article in told],
            "title": [article_title(article) for article in told],
            "source": [article.source or "" for article in told],
            "date": [article.published.isoformat() if article.published else None for article in told],
        },
        "who": list(who),
        "paths": [_path(lines[id]) for id in paths],
    }


def _path(journey: Journey) -> list[list[float | int]]:
    """A journey's line for the map: latitude, longitude and whether the way there is only planned (1), a row a stop."""
    return [[round(s.place.lat, 4), round(s.place.lon, 4), int(s.planned)] for s in journey.line]


def event_details(data: SiteData, event: Event, language: Language) -> dict[str, Any]:
    """What a card tells beyond the columns: tolls, sources, quotations with their marked spans, reasons, conflicts."""
    quotes = []
    for evidence in event.evidence:
        article = data.articles.get(evidence.article)
        if article is None:
            continue
        marks = []
        for kind, start, end in (
            ("trigger", evidence.trigger_start, evidence.trigger_end),
            ("place", evidence.place_start, evidence.place_end),
            ("date", evidence.date_start, evidence.date_end),
        ):
            if start is not None and end is not None and evidence.start <= start < end <= evidence.end:
                marks.append([start - evidence.start, end - evidence.start, kind])
        quotes.append(
            {
                "article": data.article_slugs[article.id],
                "title": article_title(article),
                "source": article.source or "",
                "publisher": data.publisher_slugs.get(article.source or ""),
                "date": article.published.isoformat() if article.published else None,
                "lang": article.language,
                "text": data.quote(evidence),
                "marks": sorted(marks),
            }
        )
    # Only what was corrected carries the key, so that the files of other events stay as they are.
    corrected = {"corrected": reason_texts(event.corrected, language)} if event.corrected else {}
    return corrected | {
        "tolls": [[line.text, line.words, line.language] for line in toll_lines(event, data.articles, language)],
        "independent": event.independent,
        "quotes": quotes,
        "conflicts": reason_texts(event.conflicts, language),
        "reasons": reason_texts(event.place_reasons, language),
    }


def article_title(article: Article) -> str:
    """The article's title, else the beginning of its text, else its id."""
    if article.title and article.title.strip():
        return " ".join(article.title.split())
    first = " ".join(article.text[:400].split())
    return (first[:80] + "…" if len(first) > 80 else first) or article.id


def relation_text(relation: Relation | None, language: Language) -> str:
    """The words of a relation that stand before the place's name ("100 km S of"), in the interface language."""
    return language.numerals(told_before(relation, lambda place: place_name(place, language), language.text))
