"""What people correct in a collection: `corrections.yaml`, read and checked into records.

A list, one entry a correction, each with who says so, when and why, and one action:

    - author: Huda
      date: 2024-05-09
      reason: the agency, not the city
      mention: {article: visit, name: Oran, occurrence: 2}   # which time the text has it, or offset: 120; all without
      is: not a place                                        # or: a place, or a role as associative
    - place: {article: visit, name: Oran}                    # without article: everywhere
      is: geonames:2485926                                   # or {name, name_ar, lat, lon, kind, country, id}
    - event: 1a2b3c4d5e6f
      set: {place: geonames:2485926, date: 2024-05-07, date_end: 2024-05-08, type: visit, status: happened}
      hint: {article: visit, type: visit, trigger: visited}  # finds it again when another reading changed its id
    - accept: 1a2b3c4d5e6f                                   # it is right as it stands; says nothing of another one
      as: {place: geonames:2485926, date: 2024-05-07, date_end: 2024-05-08, type: visit, status: happened}
    - drop: 1a2b3c4d5e6f
    - split: 1a2b3c4d5e6f                                    # these articles' reports are another event
      articles: [visit, hospital]
    - join: [1a2b3c4d5e6f, 6f5e4d3c2b1a]                     # these events are one; hints: a list in their order

`none` takes an event's place or date away. Points are WGS 84 degrees. Nothing in the file is run or looked up on a
network; whether articles, names and events are still there is for the build to tell (`geomap.correcting`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar, get_args

from geomap.config import CORRECTIONS, Config
from geomap.demonyms import country_names
from geomap.errors import ConfigError
from geomap.layout import KINDS
from geomap.records import EVENT_TYPES, Place, Role, Status
from geomap.text import language_of, name_key
from geomap.yaml_nodes import Entry, entries_of

PlaceOf = Callable[[str], Place | None]
"""The gazetteer's place of an id."""

MOST_BYTES = 5_000_000
NONE = "none"
"""Takes an event's place or date away."""
OWN = "own:"
"""What the ids of places begin with that a correction brings along."""
ROLES: tuple[Role, ...] = get_args(Role)
STATUSES: tuple[Status, ...] = get_args(Status)
_IS: dict[str, Role | None] = {"a place": "literal", "not a place": None, **{role: role for role in ROLES}}
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_WORD = TypeVar("_WORD", bound=str)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in an article, or in all of them: every time it stands there, one time, or where an offset lies."""

    article: str | None
    name: str
    occurrence: int | None = None
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Mentioned:
    """That a name has a role; `role` None: that it is no place."""

    name: Name
    role: Role | None


@dataclass(frozen=True, slots=True)
class Placed:
    """That a name is a place."""

    name: Name
    place: Place


@dataclass(frozen=True, slots=True)
class Hint:
    """How an event whose id changed is found again: an article that tells it, its type, the words that tell it."""

    article: str
    type: str
    trigger: str


@dataclass(frozen=True, slots=True)
class Target:
    """An event by its id."""

    id: str
    hint: Hint | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What else an event is; None for what stays. `placeless` and `dateless` take its place and date away."""

    event: Target
    place: Place | None = None
    placeless: bool = False
    date: str | None = None
    date_end: str | None = None
    dateless: bool = False
    type: str | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """That an event is right as it stood when somebody looked at it: its place's id, its dates, type and status."""

    event: Target
    place: str | None
    date: str | None
    date_end: str | None
    type: str
    status: Status


@dataclass(frozen=True, slots=True)
class Dropped:
    """That an event is none."""

    event: Target


@dataclass(frozen=True, slots=True)
class Split:
    """That what these articles tell is another event."""

    event: Target
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """That these events are one."""

    events: tuple[Target, ...]


Action = Mentioned | Placed | Changed | Accepted | Dropped | Split | Joined


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the file."""

    author: str
    date: str
    """YYYY-MM-DD."""
    reason: str
    action: Action
    line: int
    """Where it begins in the file, from 1."""

    @property
    def said(self) -> str:
        """Who says so, when and why, as the reasons of what was corrected tell it."""
        done = "confirmed" if isinstance(self.action, Accepted) else "corrected"
        return f"{done} by {self.author}, {self.date}: {self.reason}"


def corrections_of(config: Config, place_of: PlaceOf) -> tuple[Correction, ...]:
    """The corrections of a collection. Raises `ConfigError`, also where the settings name a file that is not there."""
    path = config.corrections_path()
    if config.corrections != CORRECTIONS and not path.is_file():
        raise ConfigError(f"{path}: no such file, though geomap.toml names it as the corrections")
    return load_corrections(path, place_of)


def load_corrections(path: Path, place_of: PlaceOf) -> tuple[Correction, ...]:
    """The corrections of a file, in its order; none where there is no such file.

    Raises:
        ConfigError: it cannot be read, or an entry is wrong; names the line and says what to do.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ConfigError(f"{path}: longer than {MOST_BYTES:,} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    return read_corrections(text, path.name, place_of)


def read_corrections(text: str, name: str, place_of: PlaceOf) -> tuple[Correction, ...]:
    """The corrections of a file's text; `name` is what errors call it. Raises as `load_corrections` does."""
    entries = entries_of(text, name)
    own: dict[str, tuple[Place, int]] = {}
    for entry in entries:
        if (given := _given_place(entry)) and (inner := given[0].mapping(given[1])):
            place = own_place(inner)
            known = own.setdefault(place.id, (place, inner.line))
            if known[0] != place:
                raise inner.error(f"line {known[1]} has another place as {place.id}; give one of them an id of its own")

    def find(place_id: str) -> Place | None:
        return own[place_id][0] if place_id in own else place_of(place_id)

    return tuple(_correction(entry, find) for entry in entries)


def _given_place(entry: Entry) -> tuple[Entry, str] | None:
    """Where an entry tells a place: the mapping and its key."""
    if "place" in entry:
        return entry, "is"
    changes = entry.mapping("set") if "event" in entry else None
    return (changes, "place") if changes and "place" in changes else None


def _correction(entry: Entry, place_of: PlaceOf) -> Correction:
    found = [name for name in _ACTIONS if name in entry]
    if len(found) != 1:
        told = "has no action" if not found else f"has several actions ({', '.join(found)})"
        raise entry.error(f"an entry {told}; give it one of {', '.join(_ACTIONS)}")
    keys, read = _ACTIONS[found[0]]
    entry.only(("author", "date", "reason", found[0], *keys))
    author, reason = (" ".join(entry.text(key).split()) for key in ("author", "reason"))
    day = entry.text("date")
    if not is_date(day) or len(day) != 10:
        raise entry.error(f"{day!r} is no day; write it as 2024-05-09", "date")
    return Correction(author, day, reason, read(entry, place_of), entry.line)


def _mentioned(entry: Entry, place_of: PlaceOf) -> Mentioned:
    name = _name(entry, "mention")
    if name.article is None:
        raise entry.error("tell the article: mention: {article: …, name: …}", "mention")
    told = _one_of(entry, "is", tuple(_IS))
    return Mentioned(name, _IS[told])


def _placed(entry: Entry, place_of: PlaceOf) -> Placed:
    return Placed(_name(entry, "place"), _place(entry, "is", place_of))


def _name(entry: Entry, key: str) -> Name:
    inner = entry.mapping(key)
    if inner is None:
        raise entry.error(f"{key} must be a mapping: {key}: {{article: …, name: …}}", key)
    inner.only(("article", "name", "occurrence", "offset"))
    name = inner.text("name")
    if not name_key(name):
        raise inner.error(f"{name!r} is no name", "name")
    article = inner.text("article") if "article" in inner else None
    occurrence, offset = inner.whole("occurrence", 1), inner.whole("offset", 0)
    if occurrence is not None and offset is not None:
        raise inner.error("give occurrence or offset, not both", "offset")
    if article is None and (occurrence is not None or offset is not None):
        raise inner.error("occurrence and offset need an article")
    return Name(article, name, occurrence, offset)


def _place(entry: Entry, key: str, place_of: PlaceOf) -> Place:
    if inner := entry.mapping(key):
        return own_place(inner)
    place_id = entry.text(key)
    place = place_of(place_id)
    if place is None:
        raise entry.error(
            f"there is no place {place_id!r}; find its id with geomap gazetteer search, "
            "or give {name, lat, lon, kind, country}",
            key,
        )
    return place


def own_place(given: Entry) -> Place:
    """A place that a correction brings along, with a point in WGS 84 degrees. Raises `ConfigError`."""
    given.only(("id", "name", "name_ar", "lat", "lon", "kind", "country"))
    name = " ".join(given.text("name").split())
    kind = _one_of(given, "kind", KINDS)
    lat, lon = given.number("lat"), given.number("lon")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        swapped = "; lat and lon look swapped" if -90 <= lon <= 90 and -180 <= lat <= 180 else ""
        raise given.error(
            f"{lat}, {lon} is no point in degrees: lat is -90..90, lon -180..180 (WGS 84){swapped}", "lat"
        )
    country = given.text("country").upper() if "country" in given else None
    if country is not None and country not in country_names():
        raise given.error(f"{country!r} is no country's code; write it as MA, EG or US", "country")
    name_ar = given.text("name_ar") if "name_ar" in given else name if language_of(name) == "ar" else None
    place_id = given.text("id") if "id" in given else OWN + re.sub(r"\W+", "-", name.lower()).strip("-")
    if not place_id.startswith(OWN):
        raise given.error(f"the id of a place of one's own begins with {OWN}", "id")
    return Place(place_id, name, name_ar, lat, lon, kind, country)


def _changed(entry: Entry, place_of: PlaceOf) -> Changed:
    changes = entry.mapping("set")
    if changes is None or not changes.keys():
        raise entry.error("tell what changes: set: {place, date, date_end, type, status}")
    changes.only(("place", "date", "date_end", "type", "status"))
    placeless = "place" in changes and changes.plain("place") == NONE
    dateless = "date" in changes and changes.plain("date") == NONE
    day = _date(changes, "date") if not dateless else None
    last = _date(changes, "date_end")
    if last and (not day or last < day or len(last) != len(day)):
        raise changes.error("date_end needs a date before it, told to the day, month or year alike", "date_end")
    return Changed(
        _target(entry, "event"),
        place=_place(changes, "place", place_of) if "place" in changes and not placeless else None,
        placeless=placeless,
        date=day,
        date_end=last,
        dateless=dateless,
        type=_one_of(changes, "type", EVENT_TYPES) if "type" in changes else None,
        status=_one_of(changes, "status", STATUSES) if "status" in changes else None,
    )


def _accepted(entry: Entry, place_of: PlaceOf) -> Accepted:
    was = entry.mapping("as")
    if was is None:
        raise entry.error("tell what it was like: as: {place: ID or none, date: DAY or none, type: …, status: …}")
    was.only(("place", "date", "date_end", "type", "status"))
    place, day = (None if was.text(key) == NONE else was.text(key) for key in ("place", "date"))
    kind, status = _one_of(was, "type", EVENT_TYPES), _one_of(was, "status", STATUSES)
    return Accepted(_target(entry, "accept"), place, day and _date(was, "date"), _date(was, "date_end"), kind, status)


def _dropped(entry: Entry, place_of: PlaceOf) -> Dropped:
    return Dropped(_target(entry, "drop"))


def _split(entry: Entry, place_of: PlaceOf) -> Split:
    articles = entry.texts("articles")
    return Split(_target(entry, "split"), tuple(sorted(set(articles))))


def _joined(entry: Entry, place_of: PlaceOf) -> Joined:
    ids = entry.texts("join")
    if len(set(ids)) < 2:
        raise entry.error("join needs two events or more: join: [ID, ID]", "join")
    hints = [_hint(one) for one in entry.mappings("hints")] if "hints" in entry else [None] * len(ids)
    if len(hints) != len(ids):
        raise entry.error("hints must be as many as the events, in their order", "hints")
    return Joined(tuple(sorted((Target(*pair) for pair in zip(ids, hints, strict=True)), key=lambda one: one.id)))


def _target(entry: Entry, key: str) -> Target:
    hint = entry.mapping("hint")
    if "hint" in entry and hint is None:
        raise entry.error("hint must be a mapping: hint: {article: …, type: …, trigger: …}", "hint")
    return Target(entry.text(key), _hint(hint) if hint else None)


def _hint(given: Entry) -> Hint:
    given.only(("article", "type", "trigger"))
    return Hint(given.text("article"), given.text("type"), given.text("trigger"))


def _one_of(entry: Entry, key: str, known: tuple[_WORD, ...]) -> _WORD:
    told = entry.text(key)
    if told not in known:
        raise entry.unknown(told, known, key)
    return known[known.index(told)]


def _date(entry: Entry, key: str) -> str | None:
    if key not in entry:
        return None
    told = entry.text(key)
    if not is_date(told):
        raise entry.error(f"{told!r} is no date; write it as 2024-05-09, 2024-05 or 2024", key)
    return told


def is_date(words: str) -> bool:
    """Whether it is an ISO date cut to what is known: YYYY, YYYY-MM or YYYY-MM-DD."""
    if not _DAY.fullmatch(words):
        return False
    try:
        date.fromisoformat(words + "-01-01"[: 3 * (2 - words.count("-"))])
    except ValueError:
        return False
    return True


_ACTIONS: dict[str, tuple[tuple[str, ...], Callable[[Entry, PlaceOf], Action]]] = {
    "mention": (("is",), _mentioned),
    "place": (("is",), _placed),
    "event": (("set", "hint"), _changed),
    "accept": (("as", "hint"), _accepted),
    "drop": (("hint",), _dropped),
    "split": (("articles", "hint"), _split),
    "join": (("hints",), _joined),
}
"""The actions, with the keys that belong to each beside its own."""
