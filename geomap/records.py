"""The records that flow through geomap: frozen, slotted, comparable.

Offsets are code points into `Article.text`, the original text, never into a normalised one. Coordinates are WGS 84
degrees, latitude first in names (`lat`, `lon`). Dates are ISO 8601 strings cut to what is known ("2023-09-13",
"2023-09", "2023"), or None where the text does not tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

SectionKind = Literal["title", "dateline", "byline", "body", "caption", "credit", "cut"]
"""Parts of an article. Mentions in `credit` (closing credit lines) are bylines; `cut` is not the article at all."""

Role = Literal["literal", "associative", "dateline", "byline", "measure", "title", "origin", "name"]
"""What a mention stands for. Only `literal` may carry a pin. `title`: "governor of X"; `origin`: "the X-born";
`name`: part of another name."""

Kind = Literal["country", "region", "city", "district", "facility", "natural", "water", "area"]
"""What a place is."""

Status = Literal["happened", "ongoing", "planned", "hypothetical", "denied"]

DatePrecision = Literal["day", "month", "year", "none"]

PlacePrecision = Literal["site", "city", "district", "region", "country", "area"]

RelationKind = Literal["distance", "direction", "part", "near", "around", "off", "between", "border"]
"""How something lies to a named place: km and bearing from it, beyond or in a part of it, beside it, on its outskirts,
off its coast, between it and another place, on the border (of the two, where the text names both)."""

TollKind = Literal["killed", "wounded", "missing", "arrested", "displaced"]
"""What befell the people whom a toll counts."""

EVENT_TYPES = (
    "meeting",
    "visit",
    "statement",
    "agreement",
    "aid",
    "protest",
    "sanction",
    "threat",
    "military",
    "attack",
    "clash",
    "arrest",
    "trial",
    "accident",
    "disaster",
    "death",
    "migration",
    "election",
    "economy",
    "culture",
    "sport",
    "other",
)
"""Event types, after PLOVER's families and modes, in the order of the legend."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article's text; `reason` says why a `cut` or `credit` part is not the article proper."""

    kind: SectionKind
    start: int
    end: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A gazetteer's entry; `id` says its source: geonames:1871859, ne:RUS-2329, geomap:vostochny-cosmodrome."""

    id: str
    name: str
    name_ar: str | None
    lat: float
    lon: float
    kind: Kind
    country: str | None
    """ISO 3166-1 alpha-2; None for seas and places that span countries."""
    admin1: str | None = None
    population: int = 0
    bbox: tuple[float, float, float, float] | None = None
    """west, south, east, north in degrees, for places that are areas."""


@dataclass(frozen=True, slots=True)
class NameCorrection:
    """What a person says of a name in an article: it overrules what geomap would read."""

    name: str
    """As the person wrote it; it counts wherever the article has the same name, folded."""
    said: str
    """Who says so, when and why: "corrected by AUTHOR, DATE: REASON"."""
    occurrence: int | None = None
    """Which time the article has the name, from 1; None for every time."""
    offset: int | None = None
    """A code point of the article's text inside the one name that is meant; None where that is not told so."""
    role: Role | None = None
    """What it stands for; None where nothing is said of that."""
    no_place: bool = False
    """Whether it is said to be no place at all."""
    place: Place | None = None
    """The place that it is; None where nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Article:
    """A news article as read. `text` is the original; `sections` are ordered and cover all of its non-blank text."""

    id: str
    text: str
    language: str
    """ISO 639-1 code of most of the text ("ar", "en", …; "und" when unknown)."""
    title: str | None = None
    published: date | None = None
    published_from: Literal["given", "text"] | None = None
    source: str | None = None
    url: str | None = None
    path: str | None = None
    """Where it was read, relative to the collection, with forward slashes."""
    sections: tuple[Section, ...] = ()
    country: str | None = None
    """ISO 3166-1 alpha-2 of the country it is told in or about, where that is known: by its front matter, or by what
    else its source writes about. A name that may stand in several countries leans to it."""
    corrections: tuple[NameCorrection, ...] = ()
    """What people say of names in it."""

    @property
    def heading(self) -> str:
        """Its title, else the beginning of its text, else its id."""
        if self.title and self.title.strip():
            return " ".join(self.title.split())
        first = " ".join(self.text[:400].split())
        return (first[:80] + "…" if len(first) > 80 else first) or self.id


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's span, with the kind of the section it stands in."""

    start: int
    end: int
    section: SectionKind = "body"


@dataclass(frozen=True, slots=True)
class Relation:
    """How the spot that a text means lies to the place that it names: "100 km south of", "off the coast of"."""

    kind: RelationKind
    bearing: float | None = None
    """Degrees clockwise from north."""
    km: float | None = None
    """The distance told, or how far "around" reaches."""
    other: Place | None = None
    """The second place of "between" and "border"."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in WGS 84 degrees, and how far from it in km the spot that is meant may well lie."""

    lat: float
    lon: float
    uncertainty_km: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name in an article's text, attached one-letter clitics left out, with what it stands for."""

    start: int
    end: int
    surface: str
    role: Role
    confidence: float = 1.0
    """That it is a place name at all, 0..1."""
    reasons: tuple[str, ...] = ()
    kind_hint: Kind | None = None
    """What a cue word beside the name says it is ("city of", ميناء)."""
    role_confidence: float = 1.0
    """That it has this role, 0..1."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a mention may mean, with its score (higher is better, 0..1) and the reasons for it."""

    place: Place
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """A mention and the place it was resolved to; None where the gazetteer has none that is sure enough."""

    mention: Mention
    place: Place | None
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    relation: Relation | None = None
    """How the spot that is meant lies to the place, or None for the place itself."""
    spot: Spot | None = None
    """Where that is; None without a relation."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date expression. `date` is None where it cannot be told without a publication date."""

    start: int
    end: int
    surface: str
    date: str | None
    date_end: str | None = None
    precision: DatePrecision = "none"
    direction: Literal["past", "future", "any"] = "any"
    """Where a bare weekday or month points when it was resolved; "any" where the words say it by themselves."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Who took part: a person, country, organisation or group, as the article names it first in full."""

    name: str
    role: Literal["actor", "target", "other"] = "other"
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that tells an event, in one article."""

    article: str
    """`Article.id`."""
    start: int
    end: int
    trigger_start: int
    trigger_end: int
    place_start: int | None = None
    place_end: int | None = None
    date_start: int | None = None
    date_end: int | None = None


@dataclass(frozen=True, slots=True)
class Toll:
    """How many were killed, wounded and so on, as one article tells it.

    "20" has both ends alike; "at least 20", "dozens" no `high`; "up to 20" no `low`; one of the two is always there.
    """

    kind: TollKind
    low: int | None
    high: int | None
    about: bool
    """Whether the text calls it a rough number ("some 20", نحو 20)."""
    article: str
    """`Article.id`."""
    start: int
    end: int
    surface: str
    """The words that tell it: the article's text from `start` to `end`."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on somebody's way, with the part that the text gives it."""

    place: Place
    part: Literal["origin", "via", "destination"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, happens or is to happen. `place` None: it is listed, and carries no pin."""

    id: str
    type: str
    """One of EVENT_TYPES."""
    subtype: str | None
    code: str
    """CAMEO/PLOVER code for the exports."""
    title_ar: str
    title_en: str
    status: Status
    date: str | None
    date_end: str | None
    date_precision: DatePrecision
    place: Place | None
    place_precision: PlacePrecision | None
    relation: Relation | None
    place_reasons: tuple[str, ...]
    """Why it is placed there, or why it has no place."""
    candidates: tuple[Candidate, ...]
    participants: tuple[Participant, ...]
    evidence: tuple[Evidence, ...]
    """One a report; after a merge one or more an article."""
    confidence: float
    reasons: tuple[str, ...] = ()
    """How it was read and, after a merge, why the reports are one event."""
    conflicts: tuple[str, ...] = ()
    """What the reports disagree on, after a merge."""
    main: bool = False
    """The article's main event."""
    spot: Spot | None = None
    """Where the relation puts it; None without one: it is drawn at the place."""
    tolls: tuple[Toll, ...] = ()
    """How many were killed, wounded and so on: one of a kind an article, by kind and then article."""
    route: tuple[Stop, ...] = ()
    """Of a movement: where from, by way of what and where to, in the order of travel; two stops or more, or none."""
    first_seen: str | None = None
    """The earliest day of publication of the articles that tell it; after a merge."""
    last_updated: str | None = None
    """The latest one."""
    independent: int = 0
    """How many sources tell it that are not each other's copies; after a merge, 0 before."""
    corrected: tuple[str, ...] = ()
    """Who corrected what it rests on, when and why ("corrected by AUTHOR, DATE: REASON"); () for geomap's own word."""

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of the articles that tell it, in the order of its evidence, each once."""
        return tuple(dict.fromkeys(one.article for one in self.evidence))


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one article: the unit that is kept between builds."""

    article: Article
    resolutions: tuple[Resolution, ...]
    dates: tuple[DateSpan, ...]
    events: tuple[Event, ...]

    def __repr__(self) -> str:
        placed = sum(event.place is not None for event in self.events)
        names, events = len(self.resolutions), len(self.events)
        return f"<Reading of {self.article.id!r}: {names} names, {events} events, {placed} placed>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the map, as a frame that needs nothing beside it."""
        from geomap.notebooks import reading_html

        return reading_html(self)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that could not be read, and why."""

    path: str
    reason: str
