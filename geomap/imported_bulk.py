"""Places by the million while the gazetteer is compiled: on the disk, a few bytes a place, not in Python objects.

They come behind the rows of `geomap.gathering.Rows`; its writers read both.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

COLUMNS = np.dtype(
    [("lat", "<f8"), ("lon", "<f8"), ("prior", "<f8"), ("population", "<u4"), ("kind", "u1"), ("country", "<u2"),
     ("admin1", "<i4"), ("unit", "<i4"), ("string", "<u4")]
)  # fmt: skip
"""A place: its point, how well known it is, its kind; country and unit by their number; the bytes of its strings."""
ENTRIES = np.dtype([("row", "<u4"), ("strength", "u1")])
"""A name's place; the name itself is the line of the same number in another file."""
_PLACE, _ENTRY = struct.Struct("<dddIBHiiI"), struct.Struct("<IB")


class Bulk:
    """Places and names in files of a folder; to be filled once, then read.

    Args:
        folder: an empty folder, or none yet, for the files.
        first: the row of the first place.
    """

    def __init__(self, folder: Path, first: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.first = first
        self.count = 0
        self.countries: dict[str, int] = {"": 0}
        self.units: dict[str, int] = {}
        self._open = ExitStack()
        self._places, self._strings, self._ids, self._names, self._entries = (
            self._open.enter_context((folder / name).open("wb", buffering=1 << 18))
            for name in ("places", "strings", "ids", "names", "entries")
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, place_id: str, strings: str, lat: float, lon: float, *, kind: int, country: str, prior: float,
            population: int, admin1: int, unit: str, names: Mapping[str, int]) -> int:  # fmt: skip
        """Adds a place and returns its row.

        Args:
            place_id: its id, of no other place.
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
        self._places.write(_PLACE.pack(lat, lon, prior, population, kind, code, admin1, ref, len(encoded)))
        self._strings.write(encoded)
        self._ids.write(place_id.encode() + b"\n")
        for name, strength in names.items():
            self._names.write(name.encode("utf-8") + b"\n")
            self._entries.write(_ENTRY.pack(row, strength))
        return row

    def close(self, unit_rows: Mapping[str, int]) -> None:
        """Ends the filling; units that were given by their id get the rows of `unit_rows`."""
        self._open.close()
        if self.count and self.units:
            rows = np.array([unit_rows.get(unit, -1) for unit in self.units], dtype=np.int32)
            places = np.memmap(self.folder / "places", dtype=COLUMNS, mode="r+")
            refs = places["unit"]
            known = (refs >= 0) & (places["admin1"] < 0)
            places["admin1"][known] = rows[refs[known]]
            places.flush()

    def places(self) -> NDArray[Any]:
        """The places, mapped, of `COLUMNS`."""
        return _mapped(self.folder / "places", COLUMNS)

    def entries(self) -> NDArray[Any]:
        """The names' places, mapped, of `ENTRIES`."""
        return _mapped(self.folder / "entries", ENTRIES)

    def names(self) -> Iterator[str]:
        """The names, one for each of `entries`."""
        return read_lines(self.folder / "names")

    def ids(self) -> Iterator[str]:
        """The ids in the order of the rows."""
        return read_lines(self.folder / "ids")

    def strings(self) -> IO[bytes]:
        """The file of the strings, one behind the other."""
        return (self.folder / "strings").open("rb")


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a file of names or ids."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line[:-1]


def _mapped(path: Path, dtype: np.dtype[Any]) -> NDArray[Any]:
    # An empty file cannot be mapped.
    return np.memmap(path, dtype=dtype, mode="r") if path.stat().st_size else np.zeros(0, dtype=dtype)
