"""What the site's scripts are given of events: columns for the map, and the details that a card shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from geomap.articletext import quotations, quote_marks
from geomap.journeys import Journey, by_event
from geomap.legend import TYPE_FAMILY, TYPES
from geomap.messages import Language
from geomap.messages import language as language_of
from geomap.records import Event, Place
from geomap.sitedata import SiteData, event_title, place_name, place_within, relation_text, script_json, shape
from geomap.titles import name_in
from geomap.toll_words import toll_lines
from geomap.wording import reason_texts

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
ROWS = 20_000
"""At most so many events' rows are kept for the next map; some 600 bytes each."""
_TYPE_NUMBERS = {id: number for number, id in enumerate(TYPES)}
_ID, _PLACE, _ARTICLES, _WHO = (_COLUMNS.index(name) for name in ("id", "place", "articles", "who"))


class Lines:
    """The journeys that maps draw.

    Attributes:
        by_id: each of them.
        of: those that an event is a part of, by its id.
    """

    def __init__(self, journeys: Iterable[Journey]) -> None:
        self.by_id = {journey.id: journey for journey in journeys if journey.line}
        self.of = by_event(self.by_id.values())


class MapTables:
    """What one language's maps have in common: an event stands on its own page's map, its place's, its day's, …"""

    def __init__(self, data: SiteData, language: Language) -> None:
        events = {event.id: event for event in data.events}
        self.lines = Lines(data.journeys)
        self.row = lru_cache(maxsize=ROWS)(lambda id: event_row(data, events[id], language))


def map_columns(
    data: SiteData,
    events: Sequence[Event],
    language: Language,
    slugs: Mapping[str, str] | None = None,
    tables: MapTables | None = None,
) -> dict[str, Any]:
    """The map's data: columns of events, with the tables of places, articles and names that they point into.

    `slugs` takes the place of the collection's own file names where an event is not one of the collection's; `tables`
    are those of `data` and `language`, which who asks for many maps has at hand.

    Shapes: every list under "events" is as long as `events`; "place" holds indices into "places" or -1, "articles",
    "who" and "paths" lists of indices. Dates are ISO strings cut to what is known, or null; confidence is in per cent.
    """
    places = {event.place.id: event.place for event in events if event.place}
    if slugs or tables is None:
        rows = [event_row(data, event, language, slugs) for event in events]
    else:
        rows = [tables.row(event.id) for event in events]
    return columns_of(data, rows, language, places, tables.lines if tables else None)


def columns_json(
    data: SiteData, events: Sequence[Event], language: Language, slugs: Mapping[str, str] | None, tables: MapTables
) -> str:
    """`map_columns` as JSON that is safe inside a script."""
    columns = map_columns(data, events, language, slugs, tables)
    del columns["types"]
    return f'{{"types":{_types_json(language.code)},{script_json(columns)[1:]}'


def event_row(data: SiteData, event: Event, language: Language, slugs: Mapping[str, str] | None = None) -> list[Any]:
    """An event's values of the columns, but for the last two: places, articles and people by their ids and names."""
    where = shape(event)
    return [
        event.id,
        (slugs or data.event_slugs)[event.id],
        event_title(event, language),
        _TYPE_NUMBERS.get(event.type, len(TYPES) - 1),
        event.status,
        event.date,
        event.date_end,
        event.place.id if event.place else None,
        event.place_precision,
        relation_text(event.relation, language),
        round(where.lat, 4) if where else None,
        round(where.lon, 4) if where else None,
        [round(value, 3) for value in where.box] if where and where.box else None,
        round(event.confidence * 100),
        [article.id for article in data.sources(event)],
        [[person.name, name_in(language.code, person)] for person in event.participants],
    ]


def columns_of(
    data: SiteData,
    rows: Iterable[Sequence[Any]],
    language: Language,
    places: Mapping[str, Place],
    lines: Lines | None = None,
) -> dict[str, Any]:
    """The columns of events' rows (`event_row`); `places` has those that they name, by id."""
    place_at: dict[str, int] = {}
    article_at: dict[str, int] = {}
    who_at: dict[str, int] = {}
    who_shown: dict[str, str] = {}
    path_at: dict[str, int] = {}
    drawn = lines or Lines(data.journeys)
    full = []
    for row in rows:
        one = [*row, data.shard(row[_ID]), [path_at.setdefault(j.id, len(path_at)) for j in drawn.of.get(row[_ID], ())]]
        one[_PLACE] = -1 if row[_PLACE] is None else place_at.setdefault(row[_PLACE], len(place_at))
        one[_ARTICLES] = [article_at.setdefault(id, len(article_at)) for id in row[_ARTICLES]]
        one[_WHO] = [who_at.setdefault(name, len(who_at)) for name, _ in row[_WHO]]
        for name, shown in row[_WHO]:
            who_shown.setdefault(name, shown)
        full.append(one)
    listed = [places[id] for id in place_at]
    told = [data.articles[id] for id in article_at]
    columns = zip(*full, strict=True) if full else [()] * len(_COLUMNS)
    return {
        "types": _types(language.code),
        "events": {name: list(values) for name, values in zip(_COLUMNS, columns, strict=True)},
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
            "title": [article.heading for article in told],
            "source": [article.source or "" for article in told],
            "date": [article.published.isoformat() if article.published else None for article in told],
        },
        "who": list(who_at),
        # Names in the page's language script, where they differ; filters keep to the articles' language.
        **({"who_shown": list(who_shown.values())} if list(who_shown.values()) != list(who_at) else {}),
        "paths": [_path(drawn.by_id[id]) for id in path_at],
    }


@cache
def _types(code: str) -> list[list[str]]:
    """All kinds of events: id, the language's word, family."""
    own = language_of(code)
    return [[id, own.text(words), TYPE_FAMILY[id]] for id, words in TYPES.items()]


@cache
def _types_json(code: str) -> str:
    return script_json(_types(code))


def _path(journey: Journey) -> list[list[float | int]]:
    """A journey's line for the map: latitude, longitude and whether the way there is only planned (1), a row a stop."""
    return [[round(s.place.lat, 4), round(s.place.lon, 4), int(s.planned)] for s in journey.line]


def event_details(data: SiteData, event: Event, language: Language) -> dict[str, Any]:
    """What a card tells beyond the columns: tolls, sources, quotations with their marked spans, reasons, conflicts."""
    quotes = []
    for told in quotations(event.evidence):
        evidence = told[0]
        article = data.articles.get(evidence.article)
        if article is None:
            continue
        marks = [[start - evidence.start, end - evidence.start, kind] for start, end, kind in quote_marks(told)]
        quotes.append(
            {
                "article": data.article_slugs[article.id],
                "title": article.heading,
                "source": article.source or "",
                "publisher": data.publisher_slugs.get(article.source or ""),
                "date": article.published.isoformat() if article.published else None,
                "lang": article.language,
                "text": data.quote(evidence),
                "marks": marks,
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
