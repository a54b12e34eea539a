"""Writes the names while the gazetteer is compiled: tries, the places each name may mean, and the cross-script key.

Names of places that were imported by the million come in parts: each is a trie of its own, numbered from where the one
before ended, and is sorted by itself. Only a few bytes a name are kept of the parts that are done.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from geomap.arabic import LONGEST, consonant_key, respelled, sound_codes, spelled
from geomap.gathering import Progress, Rows, bounds, bulk_column, country_codes
from geomap.imported_bulk import Bulk, read_lines
from geomap.layout import ALTERNATE, OWN, PRIMARY, names_file, trie_of

RESPELLED_FROM = 4.0
"""Names of places from this fame on (10,000 people) also go under the key as their country's language reads them."""


def write_names(folder: Path, rows: Rows, tell: Progress) -> int:
    """Writes the names with the places they may mean, the best known first, and the cross-script keys.

    Empties `rows.names` on the way, to make room. Returns the number of names.
    """
    bulk = rows.bulk
    parts = bulk.parts if bulk else 1
    listed = _listed_names(folder, rows, parts)
    index = _Index(rows)
    for part in range(parts):
        which = f", part {part + 1} of {parts}" if parts > 1 else ""
        tell(f"writing names{which}", 0.65 + 0.13 * part / parts)
        trie, entries = _numbered(listed, bulk, part)
        trie.save(str(folder / names_file(part)))
        index.add(trie, entries)
    index.save(folder)
    tell("writing the cross-script key", 0.78)
    _write_keys(folder, index)
    return index.count


class _Listed(NamedTuple):
    """The names of the rows in memory, moved into files."""

    files: tuple[Path, ...]
    """One a part, a name a line."""
    parts: NDArray[np.uint16]
    """The part of each name."""
    lengths: NDArray[np.int64]
    """How many places each name has."""
    rows: NDArray[np.uint32]
    """The places of all names, one name's behind the other's."""
    strengths: NDArray[np.uint8]
    """Of each of these."""


def _listed_names(folder: Path, rows: Rows, parts: int) -> _Listed:
    entries = rows.names.values()
    lengths = np.fromiter(map(len, entries), np.int64, len(entries))
    total = int(lengths.sum())
    of_rows = np.fromiter(chain.from_iterable(entries), np.uint32, total)
    strengths = np.fromiter((how for one in entries for how in one.values()), np.uint8, total)
    part_of = np.fromiter((trie_of(name, parts) for name in rows.names), np.uint16, len(entries))
    files = tuple(folder / f"names-{part}.txt" for part in range(parts))
    streams = [path.open("w", encoding="utf-8", newline="\n") for path in files]
    for name, part in zip(rows.names, part_of.tolist(), strict=True):
        streams[part].write(f"{name}\n")
    for stream in streams:
        stream.close()
    rows.names.clear()
    return _Listed(files, part_of, lengths, of_rows, strengths)


class _Entries(NamedTuple):
    """Names' numbers in their trie, the rows of the places that they may mean, how well they stand for them."""

    numbers: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    strengths: NDArray[np.uint8]


def _numbered(listed: _Listed, bulk: Bulk | None, part: int) -> tuple[marisa_trie.Trie, _Entries]:
    """The trie of a part's names and, in no order, what they stand for."""
    path = listed.files[part]
    trie = marisa_trie.Trie(chain(read_lines(path), bulk.names(part) if bulk else ()))
    here = listed.parts == part
    lengths, chosen = listed.lengths[here], np.repeat(here, listed.lengths)
    numbers = np.repeat(np.fromiter((trie[name] for name in read_lines(path)), np.uint32, len(lengths)), lengths)
    path.unlink()
    own = _Entries(numbers, listed.rows[chosen], listed.strengths[chosen])
    if bulk is None:
        return trie, own
    more = bulk.entries(part)
    numbers = np.fromiter((trie[name] for name in bulk.names(part)), np.uint32, len(more))
    return trie, _Entries(
        np.concatenate([own.numbers, numbers]),
        np.concatenate([own.rows, more["row"]]),
        np.concatenate([own.strengths, more["strength"]]),
    )


class _Index:
    """What the names that have their numbers lead to, a part behind the other."""

    def __init__(self, rows: Rows) -> None:
        self._codes = country_codes(rows)
        self._prior, self._country = _prior(rows), _countries(rows, self._codes)
        self._places: list[NDArray[np.uint32]] = []
        self._fame: list[NDArray[np.float32]] = []
        self._rows: list[NDArray[np.uint32]] = []
        self._strengths: list[NDArray[np.uint8]] = []
        self.count = 0
        """Names so far."""
        self.keyed: list[tuple[int, str]] = []
        """Numbers and names of those that go under a cross-script key."""
        self.countries: dict[int, set[str]] = {}
        """Where the better known places of a name lie, by the name's number."""

    def add(self, trie: marisa_trie.Trie, entries: _Entries) -> None:
        """Adds a part."""
        numbers, rows, strengths = entries
        order = np.lexsort((rows, -(strengths + self._prior[rows]), numbers))
        numbers, rows, strengths = numbers[order], rows[order], strengths[order]
        del order
        prior = self._prior[rows]
        places = np.bincount(numbers, minlength=len(trie)).astype(np.uint32)
        self._places.append(places)
        self._fame.append(np.maximum.reduceat(prior, bounds(places)[:-1]).astype(np.float32))
        self._rows.append(rows)
        self._strengths.append(strengths)
        # Main names go under the key, and the other ones of places that are not small (10,000 people).
        keyed = (strengths == PRIMARY) | (strengths == OWN) | ((strengths == ALTERNATE) & (prior >= 4.0))
        self.keyed += [(self.count + number, trie.restore_key(number)) for number in np.unique(numbers[keyed]).tolist()]
        known = keyed & (prior >= RESPELLED_FROM)
        read_in = self._country[rows[known]].tolist()
        for number, country in zip((numbers[known] + np.uint32(self.count)).tolist(), read_in, strict=True):
            self.countries.setdefault(number, set()).add(self._codes[country])
        self.count += len(trie)

    def save(self, folder: Path) -> None:
        """Writes the lists of places, and how well known the best known of each is; they are gone then."""
        np.save(folder / "name_at.npy", bounds(np.concatenate(self._places)))
        np.save(folder / "name_fame.npy", np.concatenate(self._fame))
        np.save(folder / "name_rows.npy", np.concatenate(self._rows))
        np.save(folder / "name_strength.npy", np.concatenate(self._strengths))
        for column in (self._places, self._fame, self._rows, self._strengths):
            column.clear()


def _prior(rows: Rows) -> NDArray[np.float64]:
    own = np.array(rows.prior, dtype=np.float64)
    return np.concatenate([own, rows.bulk.column("prior")]) if rows.bulk else own


def _countries(rows: Rows, codes: list[str]) -> NDArray[np.uint16]:
    """The countries of all places, by their number in `codes`."""
    index = {code: i for i, code in enumerate(codes)}
    own = np.array([index[code] for code in rows.country], dtype=np.uint16)
    return np.concatenate([own, bulk_column(rows.bulk, "country", index)]) if rows.bulk else own


def _write_keys(folder: Path, index: _Index) -> None:
    """Writes which names stand under each cross-script key, and how each sounds."""
    keys: dict[str, int] = {}
    key_of, heard = array("I"), array("I")
    unsorted = folder / "sounds.bin"
    with unsorted.open("wb") as stream:
        for number, reading in _readings(index):
            key = consonant_key.__wrapped__(reading)
            if key:
                key_of.append(keys.setdefault(key, len(keys)))
                heard.append(number)
                stream.write(sound_codes(spelled.__wrapped__(reading)))
    trie = marisa_trie.Trie(keys)
    trie.save(str(folder / "keys.marisa"))
    in_trie = np.fromiter((trie[key] for key in keys), np.uint32, len(keys))
    del keys
    numbers = in_trie[np.frombuffer(key_of, dtype=np.uint32)]
    np.save(folder / "key_at.npy", bounds(np.bincount(numbers, minlength=len(trie))))
    order = np.argsort(numbers, kind="stable")
    np.save(folder / "key_names.npy", np.frombuffer(heard, dtype=np.uint32)[order])
    sounds = np.fromfile(unsorted, dtype=np.uint8).reshape(-1, LONGEST)
    np.save(folder / "key_sounds.npy", sounds[order])
    unsorted.unlink()


def _readings(index: _Index) -> Iterator[tuple[int, str]]:
    """The names under keys, each as it is and as it is read where its better known places lie."""
    for number, name in index.keyed:
        there: Iterable[str] = sorted(index.countries.get(number, ()))
        for reading in dict.fromkeys([name, *(respelled(name, country) for country in there)]):
            yield number, reading
