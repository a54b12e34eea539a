"""Everything below `data/`: the events for the site's scripts and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from geomap.assets import map_labels, put
from geomap.export import csv_of, geojson_of
from geomap.export_journeys import journeys_text
from geomap.kml import kml_of
from geomap.mapdata import columns_of, common_columns, event_details
from geomap.messages import Language
from geomap.packed_columns import column_files
from geomap.pieces import Piece, Pieces, piece_of, rows_of, runs_of
from geomap.records import Event, Place
from geomap.review import Queue, review_data, review_queue
from geomap.sitedata import SiteData
from geomap.sitepages import Keys, Page


def data_pages(
    data: SiteData,
    labels: Sequence[Place],
    languages: dict[str, Language],
    first: Language,
    keys: Keys,
    kept: Pieces,
) -> Iterator[Page]:
    """The data files. `first` is the language that the site opens in: that of the titles where there is room for one.

    `kept` are the parts that an earlier build made of runs of events.
    """
    parts = _parts(data, languages, first, keys, kept)
    rows, words = rows_of(parts)
    places = {notes.place.id: notes.place for notes in data.places}
    shards: list[list[Event]] = [[] for _ in range(data.shards)]
    for event in data.events:
        shards[data.shard_of[event.id]].append(event)
    known = [keys.events(events) for events in shards]
    queue = review_queue(data)
    yield _made("data/review-counts.js", put("review-counts", {"open": queue.open, "done": queue.done}))
    common = common_columns(data, rows, places)
    maps = {code: columns_of(data, common, words[code], own) for code, own in languages.items()}
    for name, columns in column_files(maps).items():
        yield _made(f"data/{name}.js", put(name, columns))
    for code, own in languages.items():
        yield _made(f"data/labels-{code}.js", put(f"labels-{code}", map_labels(labels, own)))
        page = partial(_review, data, own, queue)
        yield Page(f"data/review-{code}.js", keys.events(queue.events), page)
        for number, events in enumerate(shards):
            name = f"details-{code}-{number}"
            yield Page(f"data/{name}.js", known[number], partial(_details, data, events, name, own))
    yield _made("data/events.geojson", geojson_of(part.features for part in parts))
    yield _made("data/journeys.geojson", journeys_text(data.events))
    yield _made("data/events.csv", "\ufeff" + csv_of(part.csv for part in parts))
    yield _made("data/events.kml", kml_of((part.kml for part in parts), data.title))


def _parts(data: SiteData, languages: dict[str, Language], first: Language, keys: Keys, kept: Pieces) -> list[Piece]:
    found = []
    for events in runs_of(data.events):
        key = keys.constant + keys.events(events)
        piece = kept.get(key) or piece_of(data, events, languages, first)
        kept.use(key, piece)
        found.append(piece)
    return found


def _review(data: SiteData, own: Language, queue: Queue) -> bytes:
    return put(f"review-{own.code}", review_data(data, own, queue)).encode()


def _details(data: SiteData, events: Sequence[Event], name: str, own: Language) -> bytes:
    return put(name, {event.id: event_details(data, event, own) for event in events}).encode()


def _made(path: str, text: str) -> Page:
    return Page(path, None, partial(str.encode, text))
