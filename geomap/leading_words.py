"""The words right before a name, read backwards from it by the phrases of the table `data/relations.csv`.

A phrase has a kind ("near", "unit", "bearing" …) and a value; `taken`, `skipped` and `bearings` read phrases that end
at a word of the tail before a name and tell where they begin.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from geomap.tables import rows
from geomap.text import FORMS, fold, words

REACH = 80
"""Characters before a name that are read."""
LONGEST = 4
"""Words in the longest phrase of the table."""
BREAK = re.compile(r"[^\w\s\-–ـ\u064b-\u0652'’]|\n")
"""Punctuation over which no relation reaches; quotation marks are among it."""

_CLITICS = ("وب", "ول", "و", "ف", "ب", "ل")
_ASIDE = re.compile(r"\([^()]*\d[^()]*\)")
"""The distance once more in other units: "30 miles (48 km) north of"."""


@cache
def _kinds() -> frozenset[str]:
    return frozenset(row["kind"] for row in rows("relations.csv"))


@cache
def forms(kind: str) -> dict[tuple[str, ...], str]:
    """The folded phrases of a kind with their values."""
    return {tuple(map(fold, row["form"].split())): row["value"] for row in rows("relations.csv") if row["kind"] == kind}


def word_start(text: str, start: int) -> int:
    """Where the word begins that a name is part of, clitics included."""
    while start and (text[start - 1].isalpha() or unicodedata.combining(text[start - 1])):
        start -= 1
    return start


def may_lead(text: str, end: int) -> bool:
    """Whether the word right before an offset may end a phrase of the table: mostly it does not, and nothing else has
    to be read.
    """
    part = text[max(0, end - REACH) : end].rsplit(None, 1)
    if not part or ")" in part[-1]:
        return bool(part)  # what stands in brackets may be passed over
    return _may_end(part[-1])


@lru_cache(maxsize=FORMS)
def _may_end(part: str) -> bool:
    """Whether a phrase may end with the last word of a stretch without blanks."""
    last = words(part)
    return not last or bool(ending(last[-1].norm))


def tail_before(text: str, end: int) -> list[str]:
    """The folded words right before an offset, back to the last punctuation; "1,500" is one of them."""
    part = text[max(0, end - REACH) : end]
    if ")" in part:
        part = _ASIDE.sub(" ", part)
    found: list[str] = []
    previous = len(part)
    for word in reversed(words(part)):
        gap = part[word.end : previous]
        digits = word.script == "digits" and bool(found) and found[-1][:1].isdigit()
        if digits and gap in (",", "٬", ".", "٫"):
            found[-1] = word.norm + ("" if gap in ",٬" else ".") + found[-1]
        elif BREAK.search(gap):
            break
        else:
            found.append(word.norm)
        previous = word.start
    return found[::-1]


@cache
def _endings() -> dict[str, frozenset[str]]:
    """The last words of the table's phrases with the kinds of these."""
    found: dict[str, set[str]] = {}
    for kind in _kinds():
        for phrase in forms(kind):
            found.setdefault(phrase[-1], set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@lru_cache(maxsize=FORMS)
def ending(word: str) -> frozenset[str]:
    """The kinds of which some phrase may end with a folded word: most words have none, and are done with quickly."""
    known = _endings()
    bare = [word, *(word[len(clitic) :] for clitic in _CLITICS if word.startswith(clitic))]
    return frozenset().union(*(known[form] for form in bare if form in known))


def taken(tail: Sequence[str], end: int, kind: str) -> tuple[str, int] | None:
    """The value of the longest phrase of a kind that ends at word `end` (excluded), and where it begins."""
    if not end or kind not in ending(tail[end - 1]):
        return None
    known = forms(kind)
    for length in range(min(LONGEST, end), 0, -1):
        phrase = tuple(tail[end - length : end])
        if phrase in known:
            return known[phrase], end - length
        for clitic in _CLITICS:
            if phrase[0].startswith(clitic) and (bare := (phrase[0][len(clitic) :], *phrase[1:])) in known:
                return known[bare], end - length
    return None


def skipped(tail: Sequence[str], end: int, *kinds: str) -> int:
    """Where the words of some kinds that end at `end` begin."""
    while found := next((one for kind in kinds if (one := taken(tail, end, kind))), None):
        end = found[1]
    return end


def bearings(tail: Sequence[str], end: int, *kinds: str) -> tuple[float | None, int]:
    """One bearing of the direction words that end at `end` ("north and west of", "شمال غرب"), and where they begin."""
    degrees: list[float] = []
    while len(degrees) < 3:
        at = end - 1 if degrees and end and tail[end - 1] == "and" else end
        found = next((one for kind in kinds if (one := taken(tail, at, kind))), None)
        if not found:
            break
        degrees.append(float(found[0]))
        end = found[1]
    x = sum(math.sin(math.radians(one)) for one in degrees)
    y = sum(math.cos(math.radians(one)) for one in degrees)
    # North and south together are everywhere.
    return (None if math.hypot(x, y) < 0.1 else round(math.degrees(math.atan2(x, y)) / 45) % 8 * 45.0), end


def distance_told(tail: Sequence[str]) -> tuple[float | None, float | None] | None:
    """The distance in km (None when it is not told in numbers) and the bearing that lead to the name behind `tail`."""
    end = skipped(tail, len(tail), "link", "generic", "border")
    linked = end < len(tail)
    bearing, begin = bearings(tail, end, "bearing", "definite")
    turned = begin < end
    unit = taken(tail, skipped(tail, begin, "toward", "link"), "unit")
    if not unit or not (linked or turned):
        return None
    number = _number(tail[: unit[1]])
    return (None if number is None else number * float(unit[0])), bearing


def _number(tail: Sequence[str]) -> float | None:
    """The number that the last words say ("100", "مئة", "a hundred"), or None."""
    found: float | None = None
    known = forms("number")
    for word in reversed(tail[-4:]):
        told = word if word[:1].isdigit() else known.get((word,)) or known.get((word.removeprefix("و"),))
        if told is None:
            break
        value = float(told)
        found = value if found is None else found * value if found >= 100 else found + value
    return found
