"""The compiled names: one trie, or several that are asked as one where places were imported by the million."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from pathlib import Path

import marisa_trie

from geomap.layout import BEGINNING, names_file, trie_of


class NameTries:
    """Several tries as one `marisa_trie.Trie`: a name's beginning tells its trie, and numbers run through them all."""

    def __init__(self, tries: Sequence[marisa_trie.Trie]) -> None:
        self._tries = tries
        self._first = [0, *accumulate(map(len, tries))]

    def __len__(self) -> int:
        return self._first[-1]

    def __contains__(self, name: str) -> bool:
        return name in self._tries[trie_of(name, len(self._tries))]

    def __getitem__(self, name: str) -> int:
        at = trie_of(name, len(self._tries))
        return self._first[at] + int(self._tries[at][name])

    def prefixes(self, text: str) -> list[str]:
        """The names that a text begins with, the shortest first."""
        found: list[str] = self._tries[trie_of(text, len(self._tries))].prefixes(text)
        return found

    def iterkeys(self, prefix: str) -> Iterator[str]:
        """The names that begin so."""
        if len(prefix) < BEGINNING:
            return chain.from_iterable(trie.iterkeys(prefix) for trie in self._tries)
        names: Iterator[str] = self._tries[trie_of(prefix, len(self._tries))].iterkeys(prefix)
        return names

    def restore_key(self, number: int) -> str:
        """The name of a number."""
        at = bisect_right(self._first, number) - 1
        return str(self._tries[at].restore_key(number - self._first[at]))


def open_trie(path: Path) -> marisa_trie.Trie:
    """A trie, mapped.

    Raises:
        OSError, RuntimeError: it cannot be read.
    """
    trie = marisa_trie.Trie()
    trie.mmap(str(path))
    return trie


def open_names(folder: Path) -> marisa_trie.Trie | NameTries:
    """The names of a compiled gazetteer, mapped: the one trie itself, with nothing between, where there is one.

    Raises:
        OSError, RuntimeError: they cannot be read.
    """
    count = len(list(folder.glob("names*.marisa")))
    tries = [open_trie(folder / names_file(number)) for number in range(max(1, count))]
    return tries[0] if len(tries) == 1 else NameTries(tries)
