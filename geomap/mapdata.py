"""What the site's scripts are given of events: columns for the map, and the details that a card shows."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

from geomap.area_units import area_units
from geomap.articletext import quotations, quote_marks
from geomap.journeys import Journey, by_event
from geomap.legend import PRECISIONS, STATUSES, TYPE_FAMILY, TYPES
from geomap.messages import Language
from geomap.messages import language as language_of
from geomap.records import Event, Place
from geomap.sitedata import SiteData, event_title, place_name, place_within, relation_text, script_json, shape
from geomap.titles import name_in
from geomap.toll_words import toll_lines
from geomap.wording import reason_texts

ROWS = 20_000
"""At most so many events' rows are kept for the next map; some 600 bytes each."""
_TYPE_NUMBERS = {id: number for number, id in enumerate(TYPES)}
_STATUS_NUMBERS = {id: number for number, id in enumerate(STATUSES)}
_PRECISION_NUMBERS: Mapping[str | None, int] = {None: len(PRECISIONS)} | {id: n for n, id in enumerate(PRECISIONS)}

Columns = dict[str, Any]
"""Lists of numbers, of texts and of few other things by name, and further ones below a name."""


class MapColumns(NamedTuple):
    """The events of a map in columns: what its drawing and most filters need, and what only its words do.

    Events, places, articles and people have numbers, from 0 on, in the order of the lists; the rest points to them.
    Degrees are in ten thousandths, those of boxes in thousandths.
    """

    numbers: Columns
    """"events": a number each of its type, status and sureness (per cent), its "when" in "dates" (ISO texts cut to what
    is known, two with a slash between for a span, "" for none), its "spot" and those who "told" it in "tellers" (lists
    of numbers in "sources", of which "reports" has how many articles each published).

    "spots" have a "place" (-1 for none), a "precision", "lat" and "lon", which are 0 for those without a place; of few
    of them "box" has rows of the spot, west, south, east and north in one list, "relation" pairs of the spot and words,
    "unit" pairs of the spot and its place's id, where outlines may go by that. "country" has a number in "countries"
    for each place."""
    texts: Columns
    """"id" and "title" of events, "slug" pairs of an event and its file name where that does not follow from the id,
    "shard" the number of the file with its details; "articles" and "who": how many of each event ("n") and, an event
    after the other, which ("of"), in "articles_told" and "people"; "ways": pairs of event and journeys in "paths".
    "places": "id", "slug" as above, "name", "also" (that of the other language), "within", a number in "named"."""


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
        self.row = lru_cache(maxsize=ROWS)(lambda id: event_row(data, events[id]))
        self.words = lru_cache(maxsize=ROWS)(lambda id: event_words(events[id], language))


def map_columns(
    data: SiteData,
    events: Sequence[Event],
    language: Language,
    slugs: Mapping[str, str] | None = None,
    tables: MapTables | None = None,
) -> Columns:
    """The data of a page's own map: `MapColumns` in one, the texts below "texts".

    `slugs` takes the place of the collection's own file names where an event is not one of the collection's; `tables`
    are those of `data` and `language`, which who asks for many maps has at hand.
    """
    places = {event.place.id: event.place for event in events if event.place}
    if slugs or tables is None:
        rows = [event_row(data, event, slugs) for event in events]
        words = [event_words(event, language) for event in events]
    else:
        rows, words = ([made(event.id) for event in events] for made in (tables.row, tables.words))
    common = common_columns(data, rows, places, tables.lines if tables else None)
    made = columns_of(data, common, words, language)
    return {**made.numbers, "texts": made.texts}


def columns_json(
    data: SiteData, events: Sequence[Event], language: Language, slugs: Mapping[str, str] | None, tables: MapTables
) -> str:
    """`map_columns` as JSON that is safe inside a script."""
    columns = map_columns(data, events, language, slugs, tables)
    del columns["types"]
    return f'{{"types":{_types_json(language.code)},{script_json(columns)[1:]}'


def event_row(data: SiteData, event: Event, slugs: Mapping[str, str] | None = None) -> str:
    """What an event brings to the columns, but for words: one text that is quick to read, since each build reads all.

    It has no line breaks. Places, articles and people go by their ids and names; what tells a spot is JSON.
    """
    where, relation = shape(event), event.relation
    spot = [
        event.place.id if event.place else None,
        _PRECISION_NUMBERS[event.place_precision],
        [relation.kind, relation.bearing, relation.km, relation.other and relation.other.id] if relation else None,
        *((round(where.lat * 10_000), round(where.lon * 10_000)) if where else (0, 0)),
        [round(value * 1000) for value in where.box] if where and where.box else None,
    ]
    fields = (
        event.id,
        (slugs or data.event_slugs)[event.id],
        str(_TYPE_NUMBERS.get(event.type, len(TYPES) - 1)),
        str(_STATUS_NUMBERS[event.status]),
        str(round(event.confidence * 100)),
        "/".join(day for day in (event.date, event.date_end) if day),
        json.dumps(spot, ensure_ascii=False),
        "".join(f"{_escaped(article.id)}{_ITEM}" for article in data.sources(event)),
        "".join(f"{_escaped(person.name)}{_ITEM}" for person in event.participants),
    )
    return _FIELD.join([*map(_escaped, fields[:7]), *fields[7:]])


def event_words(event: Event, language: Language) -> str:
    """What an event brings to the columns in one language, as one text without line breaks."""
    shown = "".join(f"{_escaped(name_in(language.code, person))}{_ITEM}" for person in event.participants)
    return _FIELD.join((*map(_escaped, (event_title(event, language), relation_text(event.relation, language))), shown))


_FIELD, _ITEM, _ESCAPE = "\x1f", "\x1e", "\x1b"
_ESCAPES = {_ESCAPE: "0", _FIELD: "1", _ITEM: "2", "\n": "3"}
_ESCAPED = re.compile(f"[{''.join(_ESCAPES)}]")
_UNESCAPED = {f"{_ESCAPE}{digit}": own for own, digit in _ESCAPES.items()}


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: _ESCAPE + _ESCAPES[found[0]], text)


def _plain(texts: Sequence[str]) -> Sequence[str]:
    """Texts without the escapes."""
    if _ESCAPE not in "".join(texts):
        return texts
    return [re.sub("\x1b[0-3]", lambda e: _UNESCAPED[e[0]], text) for text in texts]


def _counts(lists: Sequence[str]) -> list[int]:
    return [own.count(_ITEM) for own in lists]


def _items(lists: Sequence[str]) -> Sequence[str]:
    """All items of a column's lists, one after the other."""
    return _plain("".join(lists).split(_ITEM)[:-1])


class CommonColumns(NamedTuple):
    """What a map's columns are in each language."""

    columns: MapColumns
    """Those without words."""
    related: list[list[int]]
    """The spots that lie in some relation to their place, each with the number of the first event there."""
    places: list[Place]
    who: Sequence[str]
    """The participants of all events, one event after the other."""


def common_columns(
    data: SiteData, rows: Sequence[str], places: Mapping[str, Place], lines: Lines | None = None
) -> CommonColumns:
    """The columns of events' rows (`event_row`) without words; `places` has those that they name, by id."""
    shard_of = data.shard_of
    columns = list(zip(*[row.split(_FIELD) for row in rows], strict=True)) if rows else [()] * 9
    ids, own_slugs, whens, wheres = map(_plain, (*columns[:2], *columns[5:7]))
    types, statuses, sure = (list(map(int, column)) for column in columns[2:5])
    articles, participants = columns[7:]
    dates, when = _numbered(whens)
    spot_texts, spot = _numbered(wheres)
    told_spots = [json.loads(text) for text in spot_texts]
    spots, place_ids = _spots(told_spots, places)
    at = dict(zip(reversed(spot), reversed(range(len(spot))), strict=True))
    related = [[number, at[number]] for number, (_, _, relation, *_) in enumerate(told_spots) if relation]
    counts = _counts(articles)
    told, article_of = _numbered(_items(articles))
    sources, source_of = _numbered(data.articles[id].source or "" for id in told)
    tellers, told_by = _tellers(counts, (source_of[number] for number in article_of))
    countries, country = _numbered(places[id].country or "" for id in place_ids)
    reports = Counter(source_of)
    who = _items(participants)
    people, person_of = _numbered(who)
    numbers = {
        "events": {"type": types, "status": statuses, "sure": sure, "when": when, "spot": spot, "told": told_by},
        "dates": dates,
        "spots": spots,
        "countries": countries,
        "country": country,
        "sources": sources,
        "reports": [reports[number] for number in range(len(sources))],
        "tellers": tellers,
    }
    texts = {
        "id": ids,
        "slug": _odd_slugs(ids, own_slugs),
        "shard": [shard_of.get(id, 0) for id in ids],
        "articles": {"n": counts, "of": article_of},
        "articles_told": {
            "slug": [data.article_slugs[id] for id in told],
            "title": [data.articles[id].heading for id in told],
            "source": source_of,
        },
        "who": {"n": _counts(participants), "of": person_of},
        "people": people,
        **_ways(lines or Lines(data.journeys), ids),
    }
    return CommonColumns(MapColumns(numbers, texts), related, [places[id] for id in place_ids], who)


def columns_of(data: SiteData, common: CommonColumns, words: Sequence[str], language: Language) -> MapColumns:
    """A map's columns in one language, of its events' words (`event_words`)."""
    columns = list(zip(*[own.split(_FIELD) for own in words], strict=True)) if words else [()] * 3
    titles, relations = map(_plain, columns[:2])
    numbers, texts = common.columns
    relation = [[spot, relations[event]] for spot, event in common.related if relations[event]]
    return MapColumns(
        {"types": _types(language.code), **numbers, "spots": {**numbers["spots"], "relation": relation}},
        {
            **texts,
            "title": titles,
            "people_shown": _shown(texts["people"], common.who, _items(columns[2])),
            **_place_texts(data, common.places, language),
        },
    )


def _shown(people: Sequence[str], who: Sequence[str], shown: Sequence[str]) -> list[str]:
    """The names of people in the page's script; none where they are those that the articles have."""
    first = dict(zip(reversed(who), reversed(shown), strict=True))
    own_script = [first[name] for name in people]
    return [] if own_script == people else own_script


def _ways(lines: Lines, ids: Sequence[str]) -> Columns:
    own = [(n, [journey.id for journey in lines.of[id]]) for n, id in enumerate(ids) if id in lines.of]
    at = {id: number for number, id in enumerate(dict.fromkeys(chain.from_iterable(found for _, found in own)))}
    return {"ways": [[n, [at[id] for id in found]] for n, found in own], "paths": [_path(lines.by_id[id]) for id in at]}


def _place_texts(data: SiteData, places: Sequence[Place], language: Language) -> Columns:
    ids = [place.id for place in places]
    named, within = _numbered(place_within(place, language) for place in places)
    texts = {
        "id": ids,
        "slug": _odd_slugs(ids, [data.place_slugs[id] for id in ids]),
        "name": [place_name(place, language) for place in places],
        "also": [place.name if language.code == "ar" else place.name_ar or "" for place in places],
        "within": within,
    }
    return {"places": texts, "named": named}


def _numbered(values: Iterable[str]) -> tuple[list[str], list[int]]:
    """The different ones of some texts in the order in which they come, and the number of each text among them."""
    values = list(values)
    at = {text: number for number, text in enumerate(dict.fromkeys(values))}
    return list(at), [at[text] for text in values]


def _spots(found: Sequence[Sequence[Any]], places: Mapping[str, Place]) -> tuple[Columns, list[str]]:
    """The table of spots (`MapColumns`) without words, and the ids of the places that they are at."""
    ids = list(dict.fromkeys(id for id, *_ in found if id is not None))
    at = {id: number for number, id in enumerate(ids)}
    box: list[int] = []
    unit = []
    for number, (id, precision, relation, _, _, sides) in enumerate(found):
        if sides:
            box += [number, *sides]
        if sides and not relation and (id in area_units() or (precision == _REGION and _has_units(places[id]))):
            unit.append([number, id])
    columns = {
        "place": [-1 if id is None else at[id] for id, *_ in found],
        "precision": [precision for _, precision, *_ in found],
        "lat": [lat for _, _, _, lat, _, _ in found],
        "lon": [lon for _, _, _, _, lon, _ in found],
        "box": box,
        "unit": unit,
    }
    return columns, ids


_REGION = _PRECISION_NUMBERS["region"]


def _has_units(place: Place) -> bool:
    return bool(place.country) and place.id.startswith("ne:")


def _tellers(counts: Sequence[int], source_of: Iterable[int]) -> tuple[list[list[int]], list[int]]:
    """The different sets of sources that told events, as lists of numbers, and the number of each event's own.

    Args:
        counts: how many articles tell each event.
        source_of: the sources of these articles, one event after the other.
    """
    left = iter(source_of)
    sets = [(next(left),) if count == 1 else tuple(sorted(set(islice(left, count)))) for count in counts]
    at = {told: number for number, told in enumerate(dict.fromkeys(sets))}
    return [list(told) for told in at], [at[told] for told in sets]


def _odd_slugs(ids: Sequence[str], slugs: Sequence[str]) -> list[list[Any]]:
    if "\0".join(ids).replace(":", "-") == "\0".join(slugs):
        return []
    return [[n, own] for n, (id, own) in enumerate(zip(ids, slugs, strict=True)) if own != id.replace(":", "-")]


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
