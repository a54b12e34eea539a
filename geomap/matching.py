"""Where names of the gazetteer stand in a sentence: every stretch of words that could be a place name.

Whether it is one, `geomap.mentions` decides; here only spelling counts: clitics, the article gained or lost, the
longest match, case in scripts that have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geomap.arabic import stems, with_and_without_article
from geomap.cues import classes, generic_kinds
from geomap.gazetteer import Gazetteer
from geomap.layout import LOOSE, OWN, WEAK
from geomap.text import Word

LONGEST = 7
"""Words in the longest name looked for."""
COMMON = 2.6
"""Words more common than this (Zipf) are not looked up by the cross-script key."""
FURTHEST = 0.2
"""Spelling distance of a name found by the cross-script key, at the most."""
_PLACE_CUES = frozenset(
    ["prep_place", "from", "direction", *(f"generic:{kind}" for kind in ("city", "region", "district", "facility"))]
)


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of words `first`..`last` (inclusive, of the sentence) that spells a name of the gazetteer.

    `start` and `end` are offsets in the text, attached clitics left out.
    """

    first: int
    last: int
    start: int
    end: int
    key: str
    clitic: str
    how: str
    """"exact", "article" (the article gained or lost) or "near" (by the cross-script key)."""
    row: int
    """The best known place of that name."""
    strength: int
    prior: float


def find_matches(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> list[Match]:
    """The longest names from left to right, no two overlapping."""
    norms = [word.norm for word in words]
    found: list[Match] = []
    at = 0
    while at < len(words):
        word = words[at]
        match = None
        if word.script == "arabic":
            match = _arabic_match(text, words, norms, at, gazetteer)
            if match is None:
                match = _near_match(text, words, norms, at, gazetteer)
        elif word.script == "other" and _starts_name(text, words, at):
            match = _plain_match(text, words, norms, at, gazetteer)
        if match is None:
            at += 1
            continue
        found.append(match)
        at = match.last + 1
    return found


def _starts_name(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a word is written as names are: a capital in scripts that have capitals."""
    first = text[words[at].start]
    return first.isupper() or not first.islower()


def _longest(first: str, norms: Sequence[str], at: int, gazetteer: Gazetteer) -> tuple[str, int]:
    """The longest name that begins with the form `first` in place of word `at`: its key and its number of words."""
    joined = first if at + 1 == len(norms) else " ".join([first, *norms[at + 1 : at + LONGEST]])
    best = ""
    for key in gazetteer.prefixes(joined):
        if len(key) > len(best) and (len(key) == len(joined) or joined[len(key)] == " "):
            best = key
    return best, best.count(" ") + 1 if best else 0


def _arabic_match(
    text: str, words: Sequence[Word], norms: Sequence[str], at: int, gazetteer: Gazetteer
) -> Match | None:
    word = words[at]
    options = []
    for form, skipped, clitic in stems(word.norm):
        key, length = _longest(form, norms, at, gazetteer)
        how = "exact"
        if not key or (length == 1 and key != form):
            key, length = _longest(with_and_without_article(form), norms, at, gazetteer)
            how = "article"
        if key and (length > 1 or len(key) >= 2):
            row, strength = gazetteer.entries(key)[0]
            prior = float(gazetteer.column("prior")[row])
            # A clitic reading must be better known than the bare one; a changed article counts against a reading.
            changed = (1.5 if clitic else 0.0) + (1.0 if how == "article" else 0.0)
            value = prior + 0.3 * strength + 4 * (length - 1) - changed
            options.append((value, -len(options), key, length, how, skipped, clitic, row, strength, prior))
    if not options:
        return None
    _, _, key, length, how, skipped, clitic, row, strength, prior = max(options)
    first, last = at, at + length - 1
    start = word.at(text, skipped) if skipped else word.start
    if length > 1 and strength != OWN and norms[at][skipped:] in generic_kinds():
        rest = key.partition(" ")[2]
        if rest in gazetteer and rest not in generic_kinds():
            # "محافظة الحسكة": the generic word is no part of the name, it is a cue.
            key, first, start = rest, at + 1, words[at + 1].start
            row, strength = gazetteer.entries(key)[0]
            prior, clitic = float(gazetteer.column("prior")[row]), ""
    return Match(first, last, start, words[last].end, key, clitic, how, row, strength, prior)


def _near_match(text: str, words: Sequence[Word], norms: Sequence[str], at: int, gazetteer: Gazetteer) -> Match | None:
    """A name by the cross-script key: only for a word that is no ordinary one and stands where a place stands."""
    word = words[at]
    if at == 0 or len(word.norm) < 4:
        return None
    readings = [one for one in stems(word.norm) if len(one[0]) >= 4]
    if not any(cue in _PLACE_CUES for cue in classes().get(norms[at - 1], ())):
        # Without a cue before it only a preposition written on the word itself speaks for a place.
        readings = [one for one in readings if one[2].endswith("ب")]
    for form, skipped, clitic in readings:
        if gazetteer.zipf(form) > COMMON or gazetteer.zipf(word.norm) > COMMON:
            continue
        for length in (3, 2, 1):
            if at + length > len(words) or any(
                gazetteer.zipf(norm) > COMMON + 1 for norm in norms[at + 1 : at + length]
            ):
                continue
            name = " ".join([form, *norms[at + 1 : at + length]])
            near = gazetteer.near(name)
            if near and near[0].distance <= FURTHEST:
                best = near[0]
                start = word.at(text, skipped) if skipped else word.start
                prior = float(gazetteer.column("prior")[best.row])
                how = f"near{round(best.distance * 10)}"
                return Match(
                    at, at + length - 1, start, words[at + length - 1].end, name, clitic, how, best.row, LOOSE, prior
                )
    return None


def _plain_match(text: str, words: Sequence[Word], norms: Sequence[str], at: int, gazetteer: Gazetteer) -> Match | None:
    key, length = _longest(norms[at], norms, at, gazetteer)
    while length > 1 and not _starts_name(text, words, at + length - 1):
        # "Bay of" is no name: the last word of a name has a capital too.
        key = key.rpartition(" ")[0]
        length -= 1
        while key and key not in gazetteer:
            key = key.rpartition(" ")[0]
            length -= 1
    if not key:
        return None
    row, strength = gazetteer.entries(key)[0]
    if length == 1 and strength < WEAK:
        return None
    last = at + length - 1
    prior = float(gazetteer.column("prior")[row])
    return Match(at, last, words[at].start, words[last].end, key, "", "exact", row, strength, prior)
