"""The compiled gazetteer: names in a mapped trie, places in mapped columns, shared by all processes that open it.

A folder made by `geomap.compiler` holds it. Nothing is loaded whole into Python objects: opening takes milliseconds, a
name is looked up in microseconds, and a `Place` is made only when one is asked for.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from geomap.arabic import article_as_name, consonant_key, edited_keys, encoded, spelling_distances
from geomap.compiler import compile_gazetteer, source_version
from geomap.errors import GazetteerError
from geomap.gathering import Progress
from geomap.layout import COLUMNS, FORMAT, KINDS
from geomap.name_tries import open_names, open_trie
from geomap.records import Kind, Place
from geomap.text import FORMS, name_key

SURE = 0.1
"""A name this near is what was asked for: no other keys are tried."""
EDITED = 0.21
"""The least spelling distance of a name that is reached by another key than its own: few ask for names that far."""
KNOWN = 4.17
"""The least fame of a place (15,000 people) that is reached by another key than its own."""
FAR = 18.0
"""Orders of magnitude of people that outweigh a spelling distance of 1."""

MANY = 64
"""Names that begin with one word from which on their second words are not listed."""

OWN_NAME = 0.4
"""The same for one step of how well a name stands for a place."""


class Entry(NamedTuple):
    """One place that a name may mean: its row, and how well the name stands for it (`OWN` … `WEAK`)."""

    row: int
    strength: int


class Near(NamedTuple):
    """A place found by the cross-script key: its row, the name it was found by, and the spelling distance, 0..1."""

    row: int
    name: str
    distance: float


def cache_dir() -> Path:
    """The folder that holds compiled gazetteers: GEOMAP_CACHE, else the user's cache folder."""
    chosen = os.environ.get("GEOMAP_CACHE")
    return Path(chosen) if chosen else user_cache_path("geomap", appauthor=False)


def open_gazetteer(folder: Path | None = None, progress: Progress | None = None) -> Gazetteer:
    """Opens the gazetteer of this version of geomap and its packages, compiling it first where it is missing.

    Args:
        folder: where compiled gazetteers are kept; `cache_dir()` by default.
        progress: told the stages of compiling.

    Raises:
        GazetteerError: it cannot be compiled or read.
    """
    compiled = (folder or cache_dir()) / f"gazetteer-{source_version()}"
    if not (compiled / "meta.json").exists():
        compile_gazetteer(compiled, progress)
    return Gazetteer(compiled)


class Gazetteer:
    """A compiled gazetteer, opened read-only.

    Args:
        folder: what `geomap gazetteer build` made.

    Raises:
        GazetteerError: the folder is missing, incomplete or of another format.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            if self.meta.get("format") != FORMAT:
                raise GazetteerError(f"{folder}: made by another version of geomap; run 'geomap gazetteer build'")
            self._names = open_names(folder)
            self._keys = open_trie(folder / "keys.marisa")
            self._words = open_trie(folder / "words.marisa")
            self._ids = open_trie(folder / "ids.marisa")
            arrays: dict[str, NDArray[Any]] = {
                path.stem: np.asarray(np.load(path, mmap_mode="r")) for path in sorted(folder.glob("*.npy"))
            }
        except (OSError, ValueError, RuntimeError) as error:
            raise GazetteerError(f"{folder}: no usable gazetteer ({error}); run 'geomap gazetteer build'") from error
        self._name_at = arrays["name_at"]
        self._name_rows = arrays["name_rows"]
        self._name_strength = arrays["name_strength"]
        self._key_at = arrays["key_at"]
        self._key_names = arrays["key_names"]
        self._key_sounds = arrays["key_sounds"]
        self._name_fame = arrays["name_fame"]
        self._zipf = arrays["zipf"]
        if len(self._names) != len(self._name_at) - 1:
            raise GazetteerError(f"{folder}: incomplete; run 'geomap gazetteer build'")
        self._id_row = arrays["id_row"]
        # GeoNames' ids where they were imported by the million: sorted numbers, and the rows of each.
        self._bulk_ids, self._bulk_rows = arrays.get("bulk_id", _NO_NUMBERS), arrays.get("bulk_row", _NO_NUMBERS)
        self._strings = np.memmap(folder / "strings.bin", dtype=np.uint8, mode="r")
        self._string_at = arrays["string_at"]
        self._columns = {name: arrays[name] for name in COLUMNS}
        # One element of a memory view is a plain number, and read in a fraction of what an array's element takes.
        self._cells = {name: array.data for name, array in self._columns.items()}
        self._kind, self._country = self._cells["kind"], self._cells["country"]
        self._prior, self._admin1 = self._cells["prior"], self._cells["admin1"]
        self._stands_for = self._cells["stands_for"]
        self._lat, self._lon = self._cells["lat"], self._cells["lon"]
        self._boxes = arrays["boxes"]
        self.countries: tuple[str, ...] = tuple(self.meta["countries"])
        self.prefixes: Callable[[str], list[str]] = self._names.prefixes
        self.place_at = lru_cache(maxsize=5_000)(self._place_at)
        self.entries = lru_cache(maxsize=10_000)(self._entries)
        self.zipf = lru_cache(maxsize=FORMS)(self._zipf_of)
        self.seconds = lru_cache(maxsize=5_000)(self._seconds)
        self.near = lru_cache(maxsize=5_000)(self._near)

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        return Gazetteer, (self.folder,)

    def __len__(self) -> int:
        return len(self._columns["lat"])

    def __contains__(self, key: str) -> bool:
        return key in self._names

    @property
    def version(self) -> str:
        """A hash of everything that went into it."""
        return str(self.meta["version"])

    def info(self) -> dict[str, Any]:
        """What it was made from: sources with licences and counts, when, and how many places and names."""
        return self.meta

    def find(self, name: str) -> tuple[Place, ...]:
        """The places that have exactly this name once it is folded, the best known first."""
        return tuple(self.place_at(entry.row) for entry in self.entries(name_key(name)))

    def place(self, place_id: str) -> Place | None:
        """The place of an id such as "geonames:1871859"; None where there is none."""
        row = self.row_of(place_id)
        return None if row is None else self.place_at(row)

    def row_of(self, place_id: str) -> int | None:
        """The row of a place's id."""
        if place_id in self._ids:
            return int(self._id_row[self._ids[place_id]])
        source, _, number = place_id.partition(":")
        if source != "geonames" or not _NUMBER.fullmatch(number):
            return None
        at = int(np.searchsorted(self._bulk_ids, np.uint32(number)))
        found = at < len(self._bulk_ids) and self._bulk_ids[at] == int(number)
        return int(self._bulk_rows[at]) if found else None

    def column(self, name: str) -> NDArray[Any]:
        """One of `COLUMNS` over all rows, mapped."""
        return self._columns[name]

    def country_of(self, row: int) -> str | None:
        """The ISO code of the country a place lies in; None for seas and the like."""
        return self.countries[self._country[row]] or None

    def stands_for(self, row: int) -> str | None:
        """The ISO code of the state for which a place's name stands in the news (capitals, palaces), or None."""
        return self.countries[self._stands_for[row]] or None

    def kind_of(self, row: int) -> Kind:
        """The kind of a place."""
        return KINDS[self._kind[row]]

    def fame_of(self, row: int) -> float:
        """How well known a place is: about the order of magnitude of its people, 8 for countries."""
        fame: float = self._prior[row]
        return fame

    def point(self, row: int) -> tuple[float, float]:
        """Latitude and longitude of a place in degrees."""
        return self._lat[row], self._lon[row]

    def admin1_of(self, row: int) -> int | None:
        """The row of the first-level unit that a place lies in."""
        found: int = self._admin1[row]
        return None if found < 0 else found

    def box_of(self, row: int) -> tuple[float, float, float, float] | None:
        """west, south, east, north of a place that is an area, in degrees."""
        found = int(self._columns["bbox"][row])
        return None if found < 0 else cast("tuple[float, float, float, float]", tuple(map(float, self._boxes[found])))

    def names_of(self, row: int) -> tuple[str, str, str]:
        """Id, main name and Arabic name ("" for none) of a place."""
        start, end = int(self._string_at[row]), int(self._string_at[row + 1])
        parts = bytes(self._strings[start:end]).decode("utf-8").split("\t")
        return parts[0], parts[1], parts[2]

    @cached_property
    def demonyms(self) -> dict[str, str]:
        """Folded adjectives and names of peoples ("روسي", "russian") to the ISO code of the country, "" for several."""
        return cast("dict[str, str]", json.loads((self.folder / "demonyms.json").read_text(encoding="utf-8")))

    @cached_property
    def demonym_leads(self) -> frozenset[str]:
        """The first words of demonyms of two words ("كوري شمالي")."""
        return frozenset(form.partition(" ")[0] for form in self.demonyms if " " in form)

    @cached_property
    def units(self) -> frozenset[int]:
        """The rows of the first-level units that places are said to lie in."""
        return frozenset(np.unique(self._columns["admin1"]).tolist()) - {-1}

    @cached_property
    def country_rows(self) -> dict[str, int]:
        """ISO code to the row of the country."""
        return {self.countries[self._columns["country"][row]]: row for row in self.meta["country_rows"]}

    @cached_property
    def capital_rows(self) -> dict[str, int]:
        """ISO code to the row of the capital: the best known city that stands for the state."""
        columns = self._columns
        rows = np.flatnonzero((columns["stands_for"] > 0) & (columns["kind"] == KINDS.index("city")))
        ranked = sorted(rows.tolist(), key=lambda row: (float(columns["prior"][row]), -row))
        return {code: row for row in ranked if (code := self.stands_for(row))}

    def largest(self, count: int) -> Iterator[Place]:
        """The most populous places, for a map's labels."""
        for row in self.meta["largest"][:count]:
            yield self.place_at(row)

    def _place_at(self, row: int) -> Place:
        place_id, name, name_ar = self.names_of(row)
        admin1 = self.admin1_of(row)
        columns = self._columns
        return Place(
            id=place_id,
            name=name,
            name_ar=name_ar or None,
            lat=round(float(columns["lat"][row]), 5),
            lon=round(float(columns["lon"][row]), 5),
            kind=self.kind_of(row),
            country=self.country_of(row),
            admin1=None if admin1 is None else self.names_of(admin1)[1],
            population=int(columns["population"][row]),
            bbox=self.box_of(row),
        )

    def _entries(self, key: str) -> tuple[Entry, ...]:
        if key not in self._names:
            return ()
        number = self._names[key]
        start, end = int(self._name_at[number]), int(self._name_at[number + 1])
        return tuple(map(Entry, self._name_rows[start:end].tolist(), self._name_strength[start:end].tolist()))

    def _zipf_of(self, word: str) -> float:
        """How common a folded word is on the Zipf scale (log10 per billion words), 0 when it is not known."""
        return float(self._zipf[self._words[word]]) / 25 if word in self._words else 0.0

    def _seconds(self, word: str) -> frozenset[str] | None:
        """The words that stand behind a folded word in names that begin with it; None where they are many."""
        found = self._names.iterkeys(word + " ")
        first = next(found, None)
        if first is None:
            return _NO_WORDS
        names = [first, *islice(found, MANY - 1)]
        return None if len(names) == MANY else frozenset(name.split(" ", 2)[1] for name in names)

    def begins(self, letters: str) -> bool:
        """Whether some folded name begins with these letters: quicker than what names there are."""
        return next(self._names.iterkeys(letters), None) is not None

    def all_names(self) -> Iterator[str]:
        """Every folded name."""
        return iter(self._names.iterkeys(""))

    def _near(self, name: str, limit: int = 12, furthest: float = 0.3) -> tuple[Near, ...]:
        """Places whose name sounds like a folded name of any script, nearest and best known first."""
        return self.near_without(name, frozenset(), limit, furthest)

    def sounds_like(self, name: str, furthest: float) -> bool:
        """Whether `near` may have a place within a spelling distance less than `EDITED`: mostly not, and soon told.

        Names of other keys than that of the folded name itself are not as near.
        """
        key = consonant_key(name)
        distances = self._compared(encoded(name), [key], 0.0)[2] if len(key) > 1 else _NO_FAME
        return float(np.min(distances, initial=1.0)) <= furthest

    def near_without(self, name: str, hidden: frozenset[str], limit: int, furthest: float) -> tuple[Near, ...]:
        """As `near`, as if the gazetteer had no place of the hidden folded names: to measure how well it does."""
        numbers, fame, distances = self._heard(name, furthest)
        best: dict[int, tuple[float, Near]] = {}
        for at in np.argsort(distances * FAR - fame, kind="stable"):
            if len(best) >= 2 * limit:
                break
            known = self._names.restore_key(int(numbers[at]))
            if known in hidden:
                continue
            distance = float(distances[at])
            for row, strength in self.entries(known):
                score = distance * FAR - self._prior[row] - OWN_NAME * strength
                if row not in best or score < best[row][0]:
                    best[row] = score, Near(row, known, distance)
        ranked = sorted(best.values(), key=lambda one: (one[0], one[1].row))
        return tuple(near for _, near in ranked[:limit])

    def _heard(self, name: str, furthest: float) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Numbers, fame and spelling distances of the names within reach that sound like a folded name."""
        key = consonant_key(name)
        own = encoded(name)
        parts = [self._compared(own, [key], EDITED if len(key) < 2 else 0.0)]
        if not (np.min(parts[0][2], initial=1.0) <= SURE and furthest <= 0.3):
            parts.append(self._compared(own, edited_keys(key), EDITED, KNOWN))
            as_name = article_as_name(name)
            if as_name:
                parts.append(self._compared(encoded(as_name), [consonant_key(as_name)], EDITED, KNOWN))
        numbers, fame, distances = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        close = np.flatnonzero(distances <= furthest)
        return numbers[close], fame[close], distances[close]

    def _compared(
        self, own: NDArray[np.uint8], keys: Iterable[str], least: float, fame_from: float = 0.0
    ) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """The names of some keys: their numbers, fame and spelling distance, which is `least` at least."""
        those = [number for number in map(self._keys.get, keys) if number is not None]
        if not those:
            return _NO_NUMBERS, _NO_FAME, _NO_FAME
        at = np.concatenate([np.arange(int(self._key_at[one]), int(self._key_at[one + 1])) for one in those])
        numbers = self._key_names[at]
        fame = self._name_fame[numbers]
        if fame_from:
            known = fame >= fame_from
            at, numbers, fame = at[known], numbers[known], fame[known]
        return numbers, fame, np.maximum(spelling_distances(own, self._key_sounds[at]), np.float32(least))


_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_NO_WORDS: frozenset[str] = frozenset()
_NO_NUMBERS = np.zeros(0, dtype=np.uint32)
_NO_FAME = np.zeros(0, dtype=np.float32)
