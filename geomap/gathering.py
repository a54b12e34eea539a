"""The gazetteer while it is compiled: places and names as they are gathered, and the files they are written to.

What the files hold is what `geomap.gazetteer` maps: tries of names, keys, ids and words, lists of numbers in CSR form
(`name_at[i]`..`name_at[i + 1]` bound the entries of name i), one array a column, and one file of strings.
"""

from __future__ import annotations

import shutil
from array import array
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from geomap.arabic import LONGEST, consonant_key, respelled, sound_codes, spelled
from geomap.errors import GazetteerError
from geomap.imported_bulk import Bulk, read_lines
from geomap.layout import ALTERNATE, KINDS, OWN, PRIMARY
from geomap.text import name_key

RESPELLED_FROM = 4.0
"""Names of places from this fame on (10,000 people) also go under the key as their country's language reads them."""

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


def write_names(folder: Path, rows: Rows, tell: Progress) -> int:
    """Writes the names with the places they may mean, the best known first, and the cross-script keys.

    Empties `rows.names` on the way, to make room. Returns the number of names.
    """
    listed = folder / "names.txt"
    lengths, of_rows, strengths = _listed_names(listed, rows)
    bulk = rows.bulk
    trie = marisa_trie.Trie(chain(read_lines(listed), bulk.names() if bulk else ()))
    trie.save(str(folder / "names.marisa"))
    tell("writing names", 0.7)
    numbers = np.repeat(np.fromiter((trie[name] for name in read_lines(listed)), np.uint32, len(lengths)), lengths)
    listed.unlink()
    if bulk:
        entries = bulk.entries()
        numbers = np.concatenate([numbers, np.fromiter((trie[name] for name in bulk.names()), np.uint32, len(entries))])
        of_rows = np.concatenate([of_rows, entries["row"]])
        strengths = np.concatenate([strengths, entries["strength"]])
    prior = _prior(rows)
    order = np.lexsort((of_rows, -(strengths + prior[of_rows]), numbers))
    numbers, of_rows, strengths = numbers[order], of_rows[order], strengths[order]
    del order
    at = _bounds(np.bincount(numbers, minlength=len(trie)))
    np.save(folder / "name_at.npy", at)
    np.save(folder / "name_fame.npy", np.maximum.reduceat(prior[of_rows], at[:-1]).astype(np.float32))
    np.save(folder / "name_rows.npy", of_rows)
    np.save(folder / "name_strength.npy", strengths)
    tell("writing the cross-script key", 0.78)
    # Main names go under the key, and the other ones of places that are not small (10,000 people).
    keyed = (strengths == PRIMARY) | (strengths == OWN) | ((strengths == ALTERNATE) & (prior[of_rows] >= 4.0))
    known = keyed & (prior[of_rows] >= RESPELLED_FROM)
    countries = _where_read(rows, numbers[known], of_rows[known])
    _write_keys(folder, trie, np.unique(numbers[keyed]), countries)
    return len(trie)


def _listed_names(path: Path, rows: Rows) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Moves the names into a file, one a line; how many places each has, their rows and strengths."""
    entries = rows.names.values()
    lengths = np.fromiter(map(len, entries), np.int64, len(entries))
    total = int(lengths.sum())
    of_rows = np.fromiter(chain.from_iterable(entries), np.uint32, total)
    strengths = np.fromiter((how for one in entries for how in one.values()), np.uint8, total)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{name}\n" for name in rows.names)
    rows.names.clear()
    return lengths, of_rows, strengths


def _write_keys(folder: Path, trie: marisa_trie.Trie, numbers: NDArray[Any], countries: dict[int, set[str]]) -> None:
    """Writes which names stand under each cross-script key, and how each sounds.

    `countries`: where the better known places of a name lie; the name also goes by how it is read there.
    """
    keys: dict[str, list[int]] = defaultdict(list)
    heard = array("I")
    unsorted = folder / "sounds.bin"
    with unsorted.open("wb") as stream:
        for number in numbers.tolist():
            name = trie.restore_key(number)
            there = sorted(countries.get(number, ()))
            for reading in dict.fromkeys([name, *(respelled(name, country) for country in there)]):
                key = consonant_key.__wrapped__(reading)
                if key:
                    keys[key].append(len(heard))
                    heard.append(number)
                    stream.write(sound_codes(spelled.__wrapped__(reading)))
    key_trie = marisa_trie.Trie(keys)
    key_trie.save(str(folder / "keys.marisa"))
    members: list[list[int]] = [[]] * len(keys)
    for key, those in keys.items():
        members[key_trie[key]] = those
    np.save(folder / "key_at.npy", _bounds(np.fromiter(map(len, members), np.int64, len(members))))
    order = np.fromiter(chain.from_iterable(members), np.uint32)
    np.save(folder / "key_names.npy", np.frombuffer(heard, dtype=np.uint32)[order])
    sounds = np.fromfile(unsorted, dtype=np.uint8).reshape(-1, LONGEST)
    np.save(folder / "key_sounds.npy", sounds[order])
    unsorted.unlink()


def _where_read(rows: Rows, numbers: NDArray[Any], of_rows: NDArray[Any]) -> dict[int, set[str]]:
    """The countries of some names' places."""
    codes = country_codes(rows)
    index = {code: i for i, code in enumerate(codes)}
    column = np.array([index[code] for code in rows.country], dtype=np.uint16)
    if rows.bulk:
        column = np.concatenate([column, _bulk_column(rows.bulk, "country", index)])
    found: dict[int, set[str]] = {}
    for number, country in zip(numbers.tolist(), column[of_rows].tolist(), strict=True):
        found.setdefault(number, set()).add(codes[country])
    return found


def _bounds(lengths: NDArray[Any]) -> NDArray[Any]:
    """Where lists of these lengths begin, one behind the other, and where the last ends."""
    at = np.zeros(len(lengths) + 1, dtype=np.uint32)
    np.cumsum(lengths, out=at[1:], dtype=np.uint32)
    return at


def _prior(rows: Rows) -> NDArray[Any]:
    own: NDArray[Any] = np.array(rows.prior, dtype=np.float64)
    more: NDArray[Any] = rows.bulk.places()["prior"] if rows.bulk else own[:0]
    both: NDArray[Any] = np.concatenate([own, more])
    return both


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
        more = _bulk_column(rows.bulk, name, index) if rows.bulk else None
        np.save(folder / f"{name}.npy", column if more is None else np.concatenate([column, more], dtype=column.dtype))
    np.save(folder / "boxes.npy", np.array(rows.boxes, dtype=np.float32).reshape(-1, 4))
    encoded = [string.encode("utf-8") for string in rows.strings]
    lengths = np.array([len(one) for one in encoded], dtype=np.uint32)
    with (folder / "strings.bin").open("wb") as stream:
        stream.writelines(encoded)
        if rows.bulk:
            lengths = np.concatenate([lengths, rows.bulk.places()["string"]])
            with rows.bulk.strings() as more_strings:
                shutil.copyfileobj(more_strings, stream, 1 << 20)
    np.save(folder / "string_at.npy", _bounds(lengths))
    _write_ids(folder, rows)


def _bulk_column(bulk: Bulk, name: str, index: dict[str, int]) -> NDArray[Any]:
    """A column of the places on the disk, with the numbers of countries as all places have them."""
    places = bulk.places()
    if name == "country":
        here: NDArray[Any] = np.array([index[code] for code in bulk.countries], dtype=np.uint16)
        there: NDArray[Any] = here[places["country"]]
        return there
    if name == "stands_for":
        return np.full(len(places), index[""], dtype=np.uint16)
    if name == "bbox":
        return np.full(len(places), -1, dtype=np.int32)
    column: NDArray[Any] = places[name]
    return column


def _write_ids(folder: Path, rows: Rows) -> None:
    more = rows.bulk.ids if rows.bulk else tuple
    ids = marisa_trie.Trie(chain(rows.ids, more()))
    ids.save(str(folder / "ids.marisa"))
    id_row = np.zeros(len(ids), dtype=np.uint32)
    for place_id, row in rows.ids.items():
        id_row[ids[place_id]] = row
    for row, place_id in enumerate(more(), start=len(rows.ids)):
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
