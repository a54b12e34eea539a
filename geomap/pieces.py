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
from geomap.mapdata import event_row
from geomap.messages import LANGUAGES, Language
from geomap.records import Event
from geomap.sitedata import SiteData
from geomap.store import Store

RUN = 8
"""About how many events go into one part."""


class Piece(NamedTuple):
    """The parts of a run of events."""

    rows: str
    """Their rows of the map's columns (`mapdata.event_row`), for each event a line a language in the order of
    `LANGUAGES`."""
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
        "\n".join([event_row(data, event, languages[code]) for event in events for code in LANGUAGES]),
        ",\n".join(map(feature_text, events, told)),
        "".join(map(csv_line, told)),
        "".join([placemark(event, record, first) for event, record in zip(events, told, strict=True)]),
    )


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


def rows_of(pieces: Sequence[Piece]) -> dict[str, list[str]]:
    """The rows of the map's columns by language."""
    rows = "\n".join([piece.rows for piece in pieces]).split("\n") if pieces else []
    return {code: rows[n :: len(LANGUAGES)] for n, code in enumerate(LANGUAGES)}
