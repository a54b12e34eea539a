"""What the compiled gazetteer's writer and reader agree on."""

from __future__ import annotations

from zlib import crc32

from geomap.records import Kind

FORMAT = 8
"""Raised whenever the compiled folder's layout changes."""

KINDS: tuple[Kind, ...] = ("country", "region", "city", "district", "facility", "natural", "water", "area")
"""The kinds of places, by the number that stands in the column "kind"."""

OWN, PRIMARY, ALTERNATE, LOOSE, WEAK = 5, 4, 3, 2, 1
"""How well a name stands for a place: reviewed by hand, its main name, another name of a place that is not small, any
other name, a name that needs support from the text."""

COLUMNS = ("lat", "lon", "population", "prior", "kind", "country", "admin1", "stands_for", "bbox")
"""One array a column, one element a place."""

BEGINNING = 2
"""Letters of a name that tell which trie it stands in, where there are several; every name has so many."""


def trie_of(name: str, tries: int) -> int:
    """The number of the trie that a folded name stands in, of so many.

    It depends on the beginning alone, so that all names that begin alike are in one trie.
    """
    return crc32(name[:BEGINNING].encode()) % tries if tries > 1 else 0


def names_file(trie: int) -> str:
    """The file of the trie of that number."""
    return f"names-{trie}.marisa" if trie else "names.marisa"
