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
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from geomap.area_units import area_units
from geomap.areas import Box, disc_box, radius_km
from geomap.correcting import Outcome, in_order
from geomap.journeys import Journey, find_journeys
from geomap.legend import TYPES
from geomap.messages import Language
from geomap.phrases import told_before
from geomap.records import Article, Event, Evidence, Place, Reading, Relation, Skipped
from geomap.sitegroups import DayNotes, SourceNotes, days_of, sources_of
from geomap.summaries import summary_of

SHARD = 50
"""About how many events' details go into one file that the map loads on demand."""

_UNSAFE = re.compile(r"[^a-z0-9._-]+")
_SAFE = re.compile(r"(?![-.])[a-z0-9._-]{1,60}(?<![-.])")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


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
    shard_of: Mapping[str, int]
    """The numbers of the events' files of details, by id; steady while the collection grows little."""
    journeys: tuple[Journey, ...] = ()
    """By id."""
    corrections: tuple[Outcome, ...] = ()
    """Newest first, then by what they say."""

    def shard(self, event_id: str) -> int:
        """The number of the file with an event's details; the first for what is none of the collection's."""
        return self.shard_of.get(event_id, 0)

    def sources(self, event: Event) -> tuple[Article, ...]:
        """The articles that tell an event, in the order of its evidence, each once."""
        return tuple(self.articles[id] for id in event.articles if id in self.articles)

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
    readings.sort(key=lambda reading: reading.article.published or date.min, reverse=True)
    events = sorted(events, key=lambda event: event.id)
    events.sort(key=lambda event: event.date or "", reverse=True)
    articles = {reading.article.id: reading.article for reading in readings}
    by_article: dict[str, list[Event]] = {id: [] for id in articles}
    for event in events:
        for id in event.articles:
            by_article.setdefault(id, []).append(event)
    places = _places(readings, events)
    article_events = {id: tuple(found) for id, found in by_article.items()}
    shards = max(1, 2 ** math.ceil(math.log2(max(1, len(events) / SHARD))))
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
        shards=shards,
        shard_of={event.id: zlib.crc32(event.id.encode("utf-8", "surrogatepass")) % shards for event in events},
    )


def _places(readings: Iterable[Reading], events: Iterable[Event]) -> tuple[PlaceNotes, ...]:
    places: dict[str, Place] = {}
    mentions: dict[str, list[tuple[Article, int]]] = {}
    for reading in readings:
        for place, count in summary_of(reading).places:
            places.setdefault(place.id, place)
            mentions.setdefault(place.id, []).append((reading.article, count))
    here: dict[str, list[Event]] = {}
    for event in events:
        if event.place is not None:
            places.setdefault(event.place.id, event.place)
            here.setdefault(event.place.id, []).append(event)
    notes = [PlaceNotes(place, tuple(here.get(id, ())), tuple(mentions.get(id, ()))) for id, place in places.items()]
    notes.sort(key=lambda n: (-len(n.events), -sum(count for _, count in n.mentions), n.place.name, n.place.id))
    return tuple(notes)


def slugs(ids: Iterable[str]) -> dict[str, str]:
    """File names for ids: lower-case ASCII, alike for alike ids, never two the same, never a path."""
    return {id: slug(id) for id in ids}


def slug(id: str) -> str:
    """A file name for one id; a short hash marks those that had to be changed."""
    if _SAFE.fullmatch(id):
        return id
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
    # None of them can be printed, and to ask that is a tenth of looking for them.
    return text if text.isprintable() else _FORBIDDEN.sub("\ufffd", text)


def script_json(value: Any) -> str:
    """JSON that is safe inside a script: no `<`, `>`, `&`, U+2028 or U+2029 stands for itself; keys in given order."""
    text = _JSON.encode(value)
    if not text.isprintable():
        text = _SURROGATE.sub("\ufffd", text)
        for character in "\u2028\u2029\x7f":
            text = text.replace(character, f"\\u{ord(character):04x}")
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


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


def relation_text(relation: Relation | None, language: Language) -> str:
    """The words of a relation that stand before the place's name ("100 km S of"), in the interface language."""
    return language.numerals(told_before(relation, lambda place: place_name(place, language), language.text))
