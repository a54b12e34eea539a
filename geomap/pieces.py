"""What events bring to the files that hold all events: kept between builds, so that files are put together of it.

The map's columns, GeoJSON, CSV and KML are written whole when one event changes; making each event's part anew would
take as long as the first time. The parts go by runs of some `RUN` events: fewer are found sooner.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from geomap.export import csv_line, feature_text, records
from geomap.kml import placemark
from geomap.mapdata import event_row, event_words
from geomap.messages import LANGUAGES, Language
from geomap.records import Event
from geomap.sitedata import SiteData
from geomap.store import Store

RUN = 8
"""About how many events go into one part."""


class Piece(NamedTuple):
    """The parts of a run of events."""

    rows: str
    """For each event a line of the map's columns (`mapdata.event_row`), and one of its words (`mapdata.event_words`) in
    each of the `LANGUAGES`."""
    features: str
    csv: str
    kml: str


def runs_of(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """The events in runs that begin and end with the same ones when others come and go elsewhere."""
    start = 0
    for n, event in enumerate(events, start=1):
        if n == len(events) or (zlib.crc32(event.id.encode("utf-8", "surrogatepass")) >> 16) % RUN == 0:
            yield events[start:n]
            start = n


def piece_of(data: SiteData, events: Sequence[Event], languages: dict[str, Language], first: Language) -> Piece:
    """Makes the parts of a run; `first` is the language of titles where there is room for one."""
    told = [records([event], data.sources(event))[0] for event in events]
    return Piece(
        "\n".join([line for event in events for line in _lines(data, event, languages)]),
        ",\n".join(map(feature_text, events, told)),
        "".join(map(csv_line, told)),
        "".join([placemark(event, record, first) for event, record in zip(events, told, strict=True)]),
    )


def _lines(data: SiteData, event: Event, languages: dict[str, Language]) -> Iterator[str]:
    yield event_row(data, event)
    for code in LANGUAGES:
        yield event_words(event, languages[code])


class Pieces:
    """The parts of all runs by keys of what they follow from; without a store they are made and not kept."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._known = {key: Piece(*texts) for key, *texts in store.texts("piece")} if store else {}
        self._used: dict[str, Piece] = {}

    def get(self, key: str) -> Piece | None:
        """The parts that go by a key, if they are kept."""
        return self._known.get(key)

    def use(self, key: str, piece: Piece) -> None:
        """Has the parts be kept for the next build."""
        self._used[key] = piece

    def keep(self) -> None:
        """Keeps those that were used, and no others; the next build may go on with them."""
        if self._store is not None:
            new = [(key, piece) for key, piece in self._used.items() if key not in self._known]
            self._store.put_texts("piece", [(key, *piece) for key, piece in new])
            self._store.drop("piece", self._known.keys() - self._used.keys())
        self._known, self._used = self._used, {}


def rows_of(pieces: Sequence[Piece]) -> tuple[list[str], dict[str, list[str]]]:
    """The rows of the map's columns, and those of their words by language."""
    lines = "\n".join([piece.rows for piece in pieces]).split("\n") if pieces else []
    step = 1 + len(LANGUAGES)
    return lines[::step], {code: lines[n::step] for n, code in enumerate(LANGUAGES, start=1)}
