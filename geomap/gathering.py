"""The gazetteer while it is compiled: places and names as they are gathered, and the files they are written to.

What the files hold is what `geomap.gazetteer` maps: tries of names, keys, ids and words, lists of numbers in CSR form
(`name_at[i]`..`name_at[i + 1]` bound the entries of name i), one array a column, and one file of strings. Where places
were imported by the million, names are in several tries, each made, numbered and sorted by itself, so that memory does
not grow with them, and GeoNames' ids are sorted numbers beside the trie of the other ids.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from geomap.errors import GazetteerError
from geomap.imported_bulk import Bulk
from geomap.layout import KINDS
from geomap.text import name_key

Progress = Callable[[str, float], None]
"""Told a stage and the share done of the whole, 0..1."""


@dataclass(slots=True)
class Rows:
    """The places as they are gathered, a column each, and the names that lead to them."""

    ids: dict[str, int] = field(default_factory=dict)
    strings: list[str] = field(default_factory=list)
    lat: list[float] = field(default_factory=list)
    lon: list[float] = field(default_factory=list)
    population: list[int] = field(default_factory=list)
    prior: list[float] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    country: list[str] = field(default_factory=list)
    admin1: list[int] = field(default_factory=list)
    stands_for: list[str] = field(default_factory=list)
    bbox: list[int] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    names: dict[str, dict[int, int]] = field(default_factory=dict)
    bulk: Bulk | None = None
    """Places by the million that come behind these."""

    def add(self, place_id: str, name: str, name_ar: str, lat: float, lon: float, *, kind: str, country: str,
            prior: float, population: int = 0, stands_for: str = "",
            box: tuple[float, float, float, float] | None = None) -> int:  # fmt: skip
        """Adds a place (degrees WGS 84; `box` west, south, east, north) and returns its row."""
        row = len(self.strings)
        if place_id in self.ids:
            raise GazetteerError(f"gazetteer tables: the id {place_id} stands there twice")
        self.ids[place_id] = row
        self.strings.append(f"{place_id}\t{name}\t{name_ar}")
        self.lat.append(lat)
        self.lon.append(lon)
        self.population.append(population)
        self.prior.append(prior)
        self.kind.append(KINDS.index(kind))
        self.country.append(country)
        self.admin1.append(-1)
        self.stands_for.append(stands_for)
        self.bbox.append(-1 if box is None else len(self.boxes))
        if box is not None:
            self.boxes.append(box)
        return row

    def name(self, row: int, name: str, strength: int) -> None:
        """Adds a name of a place; of two strengths the greater stays."""
        key = name_key(name)
        if len(key) < 2:
            return
        rows = self.names.setdefault(key, {})
        rows[row] = max(rows.get(row, 0), strength)

    def rename(self, row: int, name: str, name_ar: str) -> None:
        """Gives a place other display names; "" leaves one as it is."""
        place_id, old, old_ar = self.strings[row].split("\t")
        self.strings[row] = f"{place_id}\t{name or old}\t{name_ar or old_ar}"


def bounds(lengths: NDArray[Any]) -> NDArray[Any]:
    """Where lists of these lengths begin, one behind the other, and where the last ends."""
    at = np.zeros(len(lengths) + 1, dtype=np.uint32)
    np.cumsum(lengths, out=at[1:], dtype=np.uint32)
    return at


def country_codes(rows: Rows) -> list[str]:
    """All countries' codes that places have, by their numbers in the columns."""
    return sorted(set(rows.country) | set(rows.stands_for) | set(rows.bulk.countries if rows.bulk else ()) | {""})


def write_places(folder: Path, rows: Rows) -> None:
    """Writes the columns of the places, their strings and the index of their ids."""
    index = {code: i for i, code in enumerate(country_codes(rows))}
    columns: dict[str, NDArray[Any]] = {
        "lat": np.array(rows.lat, dtype=np.float64),
        "lon": np.array(rows.lon, dtype=np.float64),
        "population": np.array(rows.population, dtype=np.uint32),
        "prior": np.array(rows.prior, dtype=np.float32),
        "kind": np.array(rows.kind, dtype=np.uint8),
        "country": np.array([index[code] for code in rows.country], dtype=np.uint16),
        "stands_for": np.array([index[code] for code in rows.stands_for], dtype=np.uint16),
        "admin1": np.array(rows.admin1, dtype=np.int32),
        "bbox": np.array(rows.bbox, dtype=np.int32),
    }
    for name, column in columns.items():
        more = bulk_column(rows.bulk, name, index) if rows.bulk else None
        np.save(folder / f"{name}.npy", column if more is None else np.concatenate([column, more], dtype=column.dtype))
    np.save(folder / "boxes.npy", np.array(rows.boxes, dtype=np.float32).reshape(-1, 4))
    encoded = [string.encode("utf-8") for string in rows.strings]
    lengths = np.array([len(one) for one in encoded], dtype=np.uint32)
    with (folder / "strings.bin").open("wb") as stream:
        stream.writelines(encoded)
        if rows.bulk:
            lengths = np.concatenate([lengths, rows.bulk.column("string")])
            with rows.bulk.strings() as more_strings:
                shutil.copyfileobj(more_strings, stream, 1 << 20)
    np.save(folder / "string_at.npy", bounds(lengths))
    _write_ids(folder, rows)


def bulk_column(bulk: Bulk, name: str, index: dict[str, int]) -> NDArray[Any]:
    """A column of the places on the disk, with the numbers of countries as all places have them."""
    if name == "country":
        here: NDArray[Any] = np.array([index[code] for code in bulk.countries], dtype=np.uint16)
        there: NDArray[Any] = here[bulk.column("country")]
        return there
    if name == "stands_for":
        return np.full(bulk.count, index[""], dtype=np.uint16)
    if name == "bbox":
        return np.full(bulk.count, -1, dtype=np.int32)
    return bulk.column(name)


def _write_ids(folder: Path, rows: Rows) -> None:
    ids = marisa_trie.Trie(rows.ids)
    ids.save(str(folder / "ids.marisa"))
    id_row = np.zeros(len(ids), dtype=np.uint32)
    for place_id, row in rows.ids.items():
        id_row[ids[place_id]] = row
    np.save(folder / "id_row.npy", id_row)
    if rows.bulk:
        # Numbers take a quarter of the room of a trie, and are made without one.
        numbers = rows.bulk.column("number")
        order = np.argsort(numbers, kind="stable").astype(np.uint32)
        np.save(folder / "bulk_id.npy", numbers[order])
        np.save(folder / "bulk_row.npy", order + np.uint32(rows.bulk.first))


def write_words(folder: Path, words: dict[str, float]) -> None:
    """Writes how common words are: Zipf frequency × 25 in a byte."""
    trie = marisa_trie.Trie(words)
    trie.save(str(folder / "words.marisa"))
    zipf = np.zeros(len(words), dtype=np.uint8)
    for word, frequency in words.items():
        zipf[trie[word]] = min(255, max(0, round(frequency * 25)))
    np.save(folder / "zipf.npy", zipf)
