"""A name that stands in a sentence, and the sentence while its names are looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from geomap.gazetteer import Gazetteer
from geomap.records import Kind
from geomap.text import Word

PLACE_CUES = frozenset(
    ["prep_place", "from", "direction", *(f"generic:{kind}" for kind in ("city", "region", "district", "facility"))]
)
"""Cue classes of words behind which a place stands."""


class Match(NamedTuple):
    """A stretch of words `first`..`last` (inclusive, of the sentence) that spells a name.

    `start` and `end` are offsets in the text, attached clitics left out.
    """

    first: int
    last: int
    start: int
    end: int
    key: str
    clitic: str
    how: str
    """"exact", "article" (the article gained or lost), "near0".."near2" (by the cross-script key, with its distance
    in tenths), "introduced" (only a generic word says that it is a name) or "behind" (a short form that counts right
    behind a place only)."""
    kind: Kind
    row: int | None = None
    """The best known place of that name; None for an introduced one."""
    strength: int = 0
    prior: float = 0.0


class Reader(NamedTuple):
    """A sentence while it is read."""

    text: str
    words: Sequence[Word]
    norms: Sequence[str]
    ends: Sequence[int]
    """For each word the last one that a name beginning there can reach: none runs across punctuation."""
    gazetteer: Gazetteer

    def capital(self, at: int) -> bool:
        """Whether a word is written as names are: not in small letters, in scripts that have two cases."""
        return not self.text[self.words[at].start].islower()

    def known(self, first: int, last: int, key: str, how: str, row: int, strength: int, skipped: int = 0,
              clitic: str = "") -> Match:  # fmt: skip
        """The match of a name of the gazetteer."""
        word = self.words[first]
        start = word.at(self.text, skipped) if skipped else word.start
        prior, kind = self.gazetteer.fame_of(row), self.gazetteer.kind_of(row)
        return Match(first, last, start, self.words[last].end, key, clitic, how, kind, row, strength, prior)
