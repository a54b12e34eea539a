"""Places by the million while the gazetteer is compiled: on the disk, a few bytes a place, not in Python objects.

They come behind the rows of `geomap.gathering.Rows`; its writers read both. Names lie in parts that are small enough
to be sorted in memory, one after the other.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from geomap.layout import trie_of

COLUMNS = np.dtype(
    [("lat", "<f8"), ("lon", "<f8"), ("prior", "<f8"), ("population", "<u4"), ("kind", "u1"), ("country", "<u2"),
     ("admin1", "<i4"), ("unit", "<i4"), ("string", "<u4"), ("number", "<u4")]
)  # fmt: skip
"""A place: its point, how well known it is, its kind; country and unit by their number; the bytes of its strings; the
number in its id."""
ENTRIES = np.dtype([("row", "<u4"), ("strength", "u1")])
"""A name's place; the name itself is the line of the same number in another file."""
PLACES_A_PART = 500_000
"""Places to each part of the names."""
_PLACE, _ENTRY = struct.Struct("<dddIBHiiII"), struct.Struct("<IB")
_CHUNK = 1 << 14
"""Places that are read at once."""


class Bulk:
    """Places of GeoNames and their names, in files of a folder; to be filled once, then read.

    Args:
        folder: an empty folder, or none yet, for the files.
        first: the row of the first place.
        places: how many are about to come: the more, the more parts the names lie in.
    """

    def __init__(self, folder: Path, first: int, places: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.first = first
        self.parts = 1 + places // PLACES_A_PART
        self.count = 0
        self.countries: dict[str, int] = {"": 0}
        self.units: dict[str, int] = {}
        self._unit_rows = np.zeros(0, dtype=np.int32)
        self._open = ExitStack()
        self._places, self._strings = self._writer("places"), self._writer("strings")
        self._names = [self._writer(f"names-{part}") for part in range(self.parts)]
        self._entries = [self._writer(f"entries-{part}") for part in range(self.parts)]

    def _writer(self, name: str) -> IO[bytes]:
        return self._open.enter_context((self.folder / name).open("wb", buffering=1 << 16))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, number: int, strings: str, lat: float, lon: float, *, kind: int, country: str, prior: float,
            population: int, admin1: int, unit: str, names: Mapping[str, int]) -> int:  # fmt: skip
        """Adds a place and returns its row.

        Args:
            number: that in its id, "geonames:NUMBER", of no other place; below 2³².
            strings: what stands in the file of strings.
            lat: degrees WGS 84, as `lon`.
            lon: see `lat`.
            kind: the number of its kind.
            country: ISO code or "".
            prior: how well known it is.
            population: 0 where it is not known.
            admin1: the row of its first-level unit, -1 for none.
            unit: the id of that unit where its row is not known yet, else "".
            names: folded names with their strengths.
        """
        row = self.first + self.count
        self.count += 1
        encoded = strings.encode("utf-8")
        code = self.countries.setdefault(country, len(self.countries))
        ref = self.units.setdefault(unit, len(self.units)) if unit else -1
        self._places.write(_PLACE.pack(lat, lon, prior, population, kind, code, admin1, ref, len(encoded), number))
        self._strings.write(encoded)
        for name, strength in names.items():
            part = trie_of(name, self.parts)
            self._names[part].write(name.encode("utf-8") + b"\n")
            self._entries[part].write(_ENTRY.pack(row, strength))
        return row

    def close(self, unit_rows: Mapping[str, int]) -> None:
        """Ends the filling; units that were given by their id get the rows of `unit_rows`."""
        self._open.close()
        self._unit_rows = np.array([unit_rows.get(unit, -1) for unit in self.units], dtype=np.int32)

    def column(self, name: str) -> NDArray[Any]:
        """One of `COLUMNS` over all places."""
        column = np.empty(self.count, dtype=COLUMNS[name])
        at = 0
        # Read, not mapped: mapped, all columns would be in memory for the sake of one.
        with (self.folder / "places").open("rb") as stream:
            while len(places := np.fromfile(stream, COLUMNS, _CHUNK)):
                values = places[name]
                if name == "admin1":
                    units = places["unit"]
                    open_ones = (units >= 0) & (values < 0)
                    values[open_ones] = self._unit_rows[units[open_ones]]
                column[at : at + len(places)] = values
                at += len(places)
        return column

    def entries(self, part: int) -> NDArray[Any]:
        """The places of a part's names, of `ENTRIES`."""
        return np.fromfile(self.folder / f"entries-{part}", ENTRIES)

    def names(self, part: int) -> Iterator[str]:
        """The names of a part, one for each of its `entries`."""
        return read_lines(self.folder / f"names-{part}")

    def strings(self) -> IO[bytes]:
        """The file of the strings, one behind the other."""
        return (self.folder / "strings").open("rb")


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a file of names."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line[:-1]
