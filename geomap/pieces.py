"""What each event brings to the files that hold all events: kept between builds, so that files are put together of it.

The map's columns, GeoJSON, CSV and KML are written whole when one event changes; making each event's part anew would
take as long as the first time.
"""

from __future__ import annotations

from typing import NamedTuple

from geomap.export import csv_line, feature_text, records
from geomap.kml import placemark
from geomap.mapdata import event_row
from geomap.messages import LANGUAGES, Language
from geomap.records import Event
from geomap.sitedata import SiteData
from geomap.store import Store


class Piece(NamedTuple):
    """The parts of one event."""

    rows: str
    """Its rows of the map's columns (`mapdata.event_row`), a line a language in the order of `LANGUAGES`."""
    feature: str
    csv: str
    kml: str


def piece_of(data: SiteData, event: Event, languages: dict[str, Language], first: Language) -> Piece:
    """Makes an event's parts; `first` is the language of titles where there is room for one."""
    (record,) = records([event], data.sources(event))
    rows = [event_row(data, event, languages[code]) for code in LANGUAGES]
    return Piece("\n".join(rows), feature_text(event, record), csv_line(record), placemark(event, record, first))


class Pieces:
    """The parts of all events by keys of what they follow from; without a store they are made and not kept."""

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
        """Keeps those that were used, and no others."""
        if self._store is not None:
            new = [(key, piece) for key, piece in self._used.items() if key not in self._known]
            self._store.put_texts("piece", [(key, *piece) for key, piece in new])
            self._store.drop("piece", self._known.keys() - self._used.keys())


def rows_of(pieces: list[Piece]) -> dict[str, list[str]]:
    """The rows of the map's columns by language."""
    rows = [piece.rows.split("\n") for piece in pieces]
    return {code: [both[n] for both in rows] for n, code in enumerate(LANGUAGES)}
