"""The gazetteer while it is compiled: places and names as they are gathered, and the files they are written to.

What the files hold is what `geomap.gazetteer` maps: tries of names, keys, ids and words, lists of numbers in CSR form
(`name_at[i]`..`name_at[i + 1]` bound the entries of name i), one array a column, and one file of strings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from geomap.arabic import consonant_key
from geomap.errors import GazetteerError
from geomap.layout import ALTERNATE, KINDS, OWN, PRIMARY
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


def write_names(folder: Path, rows: Rows, tell: Progress) -> None:
    """Writes the names with the places they may mean, the best known first, and the cross-script keys."""
    trie = marisa_trie.Trie(rows.names)
    trie.save(str(folder / "names.marisa"))
    tell("writing names", 0.7)
    prior = rows.prior
    by_number: list[tuple[str, dict[int, int]]] = [("", {})] * len(rows.names)
    for name, entries in rows.names.items():
        by_number[trie[name]] = (name, entries)
    ordered = [
        sorted(entries.items(), key=lambda entry: (-(entry[1] + prior[entry[0]]), entry[0]))
        if len(entries) > 1
        else list(entries.items())
        for _, entries in by_number
    ]
    _save_lists(folder, "name", [[row for row, _ in entries] for entries in ordered], "rows")
    flat = [strength for entries in ordered for _, strength in entries]
    np.save(folder / "name_strength.npy", np.array(flat, dtype=np.uint8))
    tell("writing the cross-script key", 0.78)
    keys: dict[str, list[int]] = defaultdict(list)
    for number, (name, entries) in enumerate(by_number):
        if any(_keyed(strength, prior[row]) for row, strength in entries.items()):
            key = consonant_key.__wrapped__(name)
            if len(key) >= 2:
                keys[key].append(number)
    key_trie = marisa_trie.Trie(keys)
    key_trie.save(str(folder / "keys.marisa"))
    members: list[list[int]] = [[]] * len(keys)
    for key, numbers in keys.items():
        members[key_trie[key]] = numbers
    _save_lists(folder, "key", members, "names")


def _keyed(strength: int, prior: float) -> bool:
    """Main names go under the cross-script key, and the other ones of places that are not small (10,000 people)."""
    return strength in (PRIMARY, OWN) or (strength == ALTERNATE and prior >= 4.0)


def _save_lists(folder: Path, stem: str, lists: list[list[int]], what: str) -> None:
    at = np.zeros(len(lists) + 1, dtype=np.uint32)
    np.cumsum([len(one) for one in lists], out=at[1:])
    np.save(folder / f"{stem}_at.npy", at)
    np.save(folder / f"{stem}_{what}.npy", np.array([n for one in lists for n in one], dtype=np.uint32))


def write_places(folder: Path, rows: Rows) -> None:
    """Writes the columns of the places, their strings and the index of their ids."""
    codes = sorted(set(rows.country) | set(rows.stands_for) | {""})
    index = {code: i for i, code in enumerate(codes)}
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
        "boxes": np.array(rows.boxes, dtype=np.float32).reshape(-1, 4),
    }
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", column)
    encoded = [string.encode("utf-8") for string in rows.strings]
    at = np.zeros(len(encoded) + 1, dtype=np.uint32)
    np.cumsum([len(one) for one in encoded], out=at[1:])
    np.save(folder / "string_at.npy", at)
    (folder / "strings.bin").write_bytes(b"".join(encoded))
    ids = marisa_trie.Trie(rows.ids)
    ids.save(str(folder / "ids.marisa"))
    id_row = np.zeros(len(rows.ids), dtype=np.uint32)
    for place_id, row in rows.ids.items():
        id_row[ids[place_id]] = row
    np.save(folder / "id_row.npy", id_row)


def write_words(folder: Path, words: dict[str, float]) -> None:
    """Writes how common words are: Zipf frequency × 25 in a byte."""
    trie = marisa_trie.Trie(words)
    trie.save(str(folder / "words.marisa"))
    zipf = np.zeros(len(words), dtype=np.uint8)
    for word, frequency in words.items():
        zipf[trie[word]] = min(255, max(0, round(frequency * 25)))
    np.save(folder / "zipf.npy", zipf)
