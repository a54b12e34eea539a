"""Where names stand in a sentence: every stretch of words that could be a place name.

Whether it is one, `geomap.mentions` decides; here only spelling counts: clitics, the article gained or lost, the
longest match, the cross-script key, case in scripts that have it, and generic words that introduce a name which the
gazetteer lacks ("قرية X", "the village of X").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.arabic import ARTICLE, stems, with_and_without_article
from geomap.cues import classes, generic_kinds
from geomap.gazetteer import Gazetteer
from geomap.layout import LOOSE, OWN, WEAK
from geomap.records import Kind
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
_BREAK = re.compile(r"[,،;؛:()\[\]{}!?؟\n\"“”«»|]")


@dataclass(frozen=True, slots=True)
class Match:
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


@dataclass(frozen=True, slots=True)
class _Reader:
    """A sentence while it is read."""

    text: str
    words: Sequence[Word]
    norms: Sequence[str]
    gazetteer: Gazetteer

    def breaks(self, first: int, last: int) -> bool:
        """Whether punctuation that no name runs across stands between the words `first` and `last`."""
        return last > first and bool(_BREAK.search(self.text, self.words[first].end, self.words[last].start))

    def capital(self, at: int) -> bool:
        """Whether a word is written as names are: not in small letters, in scripts that have two cases."""
        return not self.text[self.words[at].start].islower()

    def known(self, first: int, last: int, key: str, how: str, row: int, strength: int, skipped: int = 0,
              clitic: str = "") -> Match:  # fmt: skip
        """The match of a name of the gazetteer."""
        word = self.words[first]
        start = word.at(self.text, skipped) if skipped else word.start
        prior = float(self.gazetteer.column("prior")[row])
        kind = self.gazetteer.kind_of(row)
        return Match(first, last, start, self.words[last].end, key, clitic, how, kind, row, strength, prior)


def find_matches(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> list[Match]:
    """The longest names from left to right, no two overlapping."""
    reader = _Reader(text, words, [word.norm for word in words], gazetteer)
    found: list[Match] = []
    at = 0
    while at < len(words):
        match = None
        if words[at].script == "arabic":
            match = _arabic(reader, at) or _near(reader, at) or _introduced_arabic(reader, at)
        elif words[at].script == "other" and reader.capital(at):
            match = _short_form(reader, at, found) or _plain(reader, at)
            match = match or _inflected(reader, at) or _introduced_plain(reader, at)
        if match is None:
            at += 1
        else:
            found.append(match)
            at = match.last + 1
    return found


def _longest(reader: _Reader, first: str, at: int) -> tuple[str, int]:
    """The longest name that begins with the form `first` in place of word `at`: its key and its number of words."""
    if not reader.gazetteer.begins(first):
        return "", 0
    rest = reader.norms[at + 1 : at + LONGEST]
    joined = " ".join([first, *rest]) if rest else first
    keys = [key for key in reader.gazetteer.prefixes(joined) if len(key) == len(joined) or joined[len(key)] == " "]
    for key in sorted(keys, key=len, reverse=True):
        length = key.count(" ") + 1
        if not reader.breaks(at, at + length - 1):
            return key, length
    return "", 0


def _arabic(reader: _Reader, at: int) -> Match | None:
    """The best reading of an Arabic word as clitics and a name that begins there."""
    gazetteer = reader.gazetteer
    best: tuple[float, Match] | None = None
    for form, skipped, clitic in stems(reader.norms[at]):
        key, length = _longest(reader, form, at)
        how = "exact"
        if not key or (length == 1 and key != form):
            key, length = _longest(reader, with_and_without_article(form), at)
            how = "article"
        if not key:
            continue
        row, strength = gazetteer.entries(key)[0]
        match = reader.known(at, at + length - 1, key, how, row, strength, skipped, clitic)
        # A clitic reading must be better known than the bare one; a changed article counts against a reading.
        changed = (1.5 if clitic else 0.0) + (1.0 if how == "article" else 0.0)
        value = match.prior + 0.3 * strength + 4 * (length - 1) - changed
        if best is None or value > best[0]:
            best = value, match
    if best is None or (best[1].strength < OWN and _is_word(best[1].key, gazetteer)):
        return None
    return _without_generic(reader, best[1])


def _is_word(key: str, gazetteer: Gazetteer) -> bool:
    """Whether a name is rather a generic word ("المدينة") or an adjective of a country ("كوري", not Corry)."""
    return key in generic_kinds() or key in gazetteer.demonyms


def _without_generic(reader: _Reader, match: Match) -> Match:
    """The match without a generic word in front that is no part of the name ("محافظة الحسكة"): a cue, not a name."""
    head, _, rest = match.key.partition(" ")
    if not rest or match.strength == OWN or head not in generic_kinds():
        return match
    if rest not in reader.gazetteer or rest in generic_kinds():
        return match
    row, strength = reader.gazetteer.entries(rest)[0]
    return reader.known(match.first + 1, match.last, rest, match.how, row, strength)


def _near(reader: _Reader, at: int) -> Match | None:
    """A name by the cross-script key: only for a word that is no ordinary one and stands where a place stands."""
    norms, gazetteer = reader.norms, reader.gazetteer
    if at == 0 or len(norms[at]) < 4 or gazetteer.zipf(norms[at]) > COMMON:
        return None
    readings = [one for one in stems(norms[at]) if len(one[0]) >= 4 and gazetteer.zipf(one[0]) <= COMMON]
    if not any(cue in _PLACE_CUES for cue in classes().get(norms[at - 1], ())):
        # Without a cue before it only a preposition written on the word itself speaks for a place.
        readings = [one for one in readings if one[2].endswith("ب")]
    for form, skipped, clitic in readings:
        for length in (3, 2, 1):
            more = norms[at + 1 : at + length]
            if len(more) < length - 1 or any(gazetteer.zipf(norm) > COMMON + 1 for norm in more):
                continue
            if reader.breaks(at, at + length - 1):
                continue
            name = " ".join([form, *more])
            near = gazetteer.near(name)
            if near and near[0].distance <= FURTHEST:
                how = f"near{round(near[0].distance * 10)}"
                return reader.known(at, at + length - 1, name, how, near[0].row, LOOSE, skipped, clitic)
    return None


_COMPOUND = frozenset(
    ["بيت", "عين", "تل", "كفر", "دير", "ام", "ابو", "بني", "خان", "راس", "بير", "دار", "سيدي", "اولاد", "ايت", "ابن"]
) | {"بن", "قصر", "مولاي", "الشيخ", "شيخ", "عرب", "برج", "باب", "خربه", "وادي"}
"""First words of names of two words, mostly of villages and quarters."""
_ENDS_NAME = frozenset(
    ["prep_place", "from", "say", "decide", "office", "relation", "direction", "measure", "day", "move"]
)
_NAME_LIKE = 3.6
"""A first word without an article that is more common than this (Zipf) is rather an adjective ("قاعدة عسكرية")."""
_FUNCTION = 5.3
"""Words more common than this (Zipf) are function words, no part of a name."""


def _introduced_arabic(reader: _Reader, at: int) -> Match | None:
    """A name that only a generic word introduces: facilities with that word ("مستشفى X"), settlements without it."""
    kinds = generic_kinds()
    norm = reader.norms[at]
    own = next(((form, skipped, clitic) for form, skipped, clitic in stems(norm) if form in kinds), None)
    if own and kinds[own[0]] == "facility" and at + 1 < len(reader.norms):
        last = _name_end(reader, at + 1, 3)
        if last > at and not reader.breaks(at, at + 1):
            form, skipped, clitic = own
            key = " ".join([form, *reader.norms[at + 1 : last + 1]])
            start = reader.words[at].at(reader.text, skipped) if skipped else reader.words[at].start
            return Match(at, last, start, reader.words[last].end, key, clitic, "introduced", "facility")
    if at == 0 or reader.breaks(at - 1, at) or norm in kinds:
        return None
    before = next((form for form, _, _ in stems(reader.norms[at - 1]) if form in kinds), None)
    # A definite "the town" is followed by an adjective, not by its name.
    if before is None or before.startswith(ARTICLE) or kinds[before] not in ("city", "district", "natural", "water"):
        return None
    last = _name_end(reader, at, 2)
    if last < at:
        return None
    key = " ".join(reader.norms[at : last + 1])
    start, end = reader.words[at].start, reader.words[last].end
    return Match(at, last, start, end, key, "", "introduced", kinds[before])


def _name_end(reader: _Reader, at: int, most: int) -> int:
    """The last word of a name that begins at word `at`, of at most `most` words; `at` - 1 when none begins there."""
    last = at - 1
    table, gazetteer = classes(), reader.gazetteer
    while last + 1 < len(reader.words) and last + 1 < at + most:
        norm = reader.norms[last + 1]
        word = reader.words[last + 1]
        if word.script != "arabic" or len(norm) < 2 or gazetteer.zipf(norm) > _FUNCTION:
            break
        if any(cue in _ENDS_NAME for cue in table.get(norm, ())) or norm in gazetteer.demonyms:
            break
        if last < at and not norm.startswith(ARTICLE) and norm not in _COMPOUND and gazetteer.zipf(norm) > _NAME_LIKE:
            break
        if last >= at:
            if reader.breaks(last, last + 1):
                break
            agrees = norm.startswith(ARTICLE) and reader.norms[last].startswith(ARTICLE)
            if not agrees and reader.norms[last] not in _COMPOUND:
                break
        last += 1
    return last


def _short_form(reader: _Reader, at: int, found: Sequence[Match]) -> Match | None:
    """A short form of a state right behind a place in it ("Columbia, Ky.", "Paris, TX").

    Nowhere else: most are words or names of persons too. It is written in capitals, or with a full stop behind it.
    """
    if not found or found[-1].last != at - 1 or reader.text[found[-1].end : reader.words[at].start] != ", ":
        return None
    key, length = _longest(reader, reader.norms[at], at)
    while key:
        states = {row for row, strength in reader.gazetteer.entries(key) if strength == WEAK}
        start, end = reader.words[at].start, reader.words[at + length - 1].end
        if states and (reader.text[end : end + 1] == "." or reader.text[start:end].isupper()):
            named = (row for row, how in reader.gazetteer.entries(found[-1].key) if how > LOOSE)
            state = next((unit for unit in map(reader.gazetteer.admin1_of, named) if unit in states), None)
            if state is not None:
                return reader.known(at, at + length - 1, key, "behind", state, WEAK)
        key, length = key.rpartition(" ")[0], length - 1
    return None


def _plain(reader: _Reader, at: int) -> Match | None:
    """The longest name in a script with capitals; its last word has a capital too ("Bay of" is no name)."""
    key, length = _longest(reader, reader.norms[at], at)
    while key and (key not in reader.gazetteer or not reader.capital(at + length - 1)):
        key = key.rpartition(" ")[0]
        length -= 1
    if not key:
        return None
    row, strength = next((one for one in reader.gazetteer.entries(key) if one.strength != WEAK), (None, WEAK))
    if row is None:
        return None
    if length == 1 and strength < OWN and key in reader.gazetteer.demonyms:
        return None  # "Canadian" is an adjective, not the town in Texas
    return reader.known(at, at + length - 1, key, "exact", row, strength)


CYRILLIC_BEFORE_PLACE = frozenset(["в", "во", "из", "на", "под", "к", "до", "через", "около", "у", "біля", "від", "до"])


def _inflected(reader: _Reader, at: int) -> Match | None:
    """A Cyrillic name in another case than the gazetteer's ("в Москве"): by the key, behind a preposition of place."""
    norm = reader.norms[at]
    if at == 0 or not "а" <= norm[0] <= "ї" or len(norm) < 4 or reader.norms[at - 1] not in CYRILLIC_BEFORE_PLACE:
        return None
    near = [one for one in reader.gazetteer.near(norm) if one.distance <= FURTHEST / 2]
    return reader.known(at, at, norm, f"near{round(near[0].distance * 10)}", near[0].row, LOOSE) if near else None


def _introduced_plain(reader: _Reader, at: int) -> Match | None:
    """A name in a script with capitals beside a generic word: "the village of X", "X District"."""
    kinds = generic_kinds()
    last = at
    while (
        last + 1 < len(reader.words) and last - at < 3 and reader.capital(last + 1) and not reader.breaks(at, last + 1)
    ):
        if reader.norms[last + 1] in kinds:
            break
        last += 1
    if reader.norms[at] in kinds:
        return None
    kind = None
    if at > 1 and reader.norms[at - 1] == "of":
        kind = kinds.get(reader.norms[at - 2])
    if kind is None and last + 1 < len(reader.words) and not reader.breaks(last, last + 1):
        kind = kinds.get(reader.norms[last + 1])
        if kind is not None and reader.capital(last + 1):
            last += 1
    if kind is None:
        return None
    key = " ".join(reader.norms[at : last + 1])
    return Match(at, last, reader.words[at].start, reader.words[last].end, key, "", "introduced", kind)
