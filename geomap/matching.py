"""Where names stand in a sentence: every stretch of words that could be a place name.

Whether it is one, `geomap.mentions` decides; here only spelling counts: clitics, the article gained or lost, the
longest match, the cross-script key, case in scripts that have it, and generic words that introduce a name which the
gazetteer lacks ("قرية X", "the village of X").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from geomap.arabic import ARTICLE, stems, with_and_without_article
from geomap.cues import classes, generic_kinds
from geomap.gazetteer import Gazetteer
from geomap.layout import LOOSE, OWN, PRIMARY, WEAK
from geomap.records import Kind
from geomap.text import FORMS, Word

LONGEST = 7
"""Words in the longest name looked for."""
COMMON = 2.6
"""Words more common than this (Zipf) are not looked up by the cross-script key."""
ORDINARY, ORDINARY_CAPITALS, WELL_KNOWN = 4.5, 5.8, 6.0
"""From this frequency (Zipf) on a word is an ordinary one (in scripts with capitals, a function word), unless the place
of its name is as well known as that."""
KNOWN = 5.5
"""The least fame of a place that a word behind "to" is taken for by the cross-script key."""
FURTHEST = 0.2
"""Spelling distance of a name found by the cross-script key, at the most."""

_PLACE_CUES = frozenset(
    ["prep_place", "from", "direction", *(f"generic:{kind}" for kind in ("city", "region", "district", "facility"))]
)
_OPEN_QUOTES = frozenset(['"', "“", "«", "‘", "'"])
_BREAK = re.compile(r"[,،;؛:()\[\]{}!?؟\n\"“”«»|]")


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


class _Reading(NamedTuple):
    """One way to read an Arabic word as a clitic and the first word of a name of the gazetteer."""

    form: str
    skipped: int
    clitic: str
    how: str
    against: float
    """What a clitic, and a changed article, count against it: the bare word must be less known."""
    seconds: frozenset[str] | None
    """`Gazetteer.seconds` of the form."""


class _Spelling(NamedTuple):
    """What an Arabic word may be by its spelling, whatever stands beside it."""

    stems: tuple[tuple[_Reading, ...], ...]
    """For each stem the readings that some name begins with: as written, then (if need be) its article changed."""
    seconds: frozenset[str] | None
    """The words behind it that would make a name of two words and more; None where they are many."""
    alone: Match | None
    """The name that the word is where no longer one begins: at word and offset 0."""
    unknown: tuple[tuple[str, int, str], ...]
    """The stems that may be a name which the gazetteer has in another spelling only."""
    compounds: tuple[tuple[str, int, str], ...]
    """The stems that begin names of two words."""


@lru_cache(maxsize=FORMS)
def _spelling(norm: str, gazetteer: Gazetteer) -> _Spelling:
    """Reads a folded Arabic word by itself."""
    found = []
    for form, skipped, clitic in stems(norm):
        readings = []
        for how, name in (("exact", form), ("article", with_and_without_article(form))):
            seconds, whole = gazetteer.seconds(name), name in gazetteer
            if seconds or seconds is None or whole:
                against = (1.5 if clitic else 0.0) + (1.0 if how == "article" else 0.0)
                readings.append(_Reading(name, skipped, clitic, how, against, seconds))
            if whole:
                break  # as it is written it always makes a name
        if readings:
            found.append(tuple(readings))
    lists = [reading.seconds for readings in found for reading in readings]
    every = None if None in lists else frozenset().union(*(one for one in lists if one))
    unknown: tuple[tuple[str, int, str], ...] = ()
    if len(norm) >= 4 and gazetteer.zipf(norm) <= COMMON:
        unknown = tuple(one for one in stems(norm) if len(one[0]) >= 4 and gazetteer.zipf(one[0]) <= COMMON)
    lone = _Reader("", (Word(0, 0, norm, "arabic"),), (norm,), (0,), gazetteer)
    compounds = tuple(one for one in stems(norm) if one[0] in _COMPOUND)
    return _Spelling(tuple(found), every, _best(lone, 0, found), unknown, compounds)


class _Reader(NamedTuple):
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


def find_matches(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> list[Match]:
    """The longest names from left to right, no two overlapping."""
    reader = _Reader(text, words, [word.norm for word in words], _ends(text, words), gazetteer)
    found: list[Match] = []
    at = 0
    while at < len(words):
        match = None
        if words[at].script == "arabic":
            spelling = _spelling(words[at].norm, gazetteer)
            match = _arabic(reader, at, spelling)
            if match is not None and _is_ordinary(reader, match):
                match = None
            if match is not None and match.first == match.last and match.key.removeprefix(ARTICLE) in _COMPOUND:
                match = _unknown(reader, at, spelling, found) or match
            match = match or _near(reader, at, spelling) or _introduced_arabic(reader, at)
            match = match or _unknown(reader, at, spelling, found)
        elif words[at].script == "other" and reader.capital(at):
            match = _short_form(reader, at, found) or _plain(reader, at)
            if match is not None and match.how == "exact" and _is_ordinary(reader, match):
                match = None
            match = match or _inflected(reader, at) or _introduced_plain(reader, at)
        if match is None:
            at += 1
        else:
            found.append(match)
            at = match.last + 1
    return found


def _is_ordinary(reader: _Reader, match: Match) -> bool:
    """Whether a match is a common word that is also the name of a lesser place, where nothing announces a place."""
    if match.first < match.last or match.prior >= WELL_KNOWN or match.clitic.endswith("ب"):
        return False
    arabic = reader.words[match.first].script == "arabic"
    if arabic and match.strength >= PRIMARY:
        return False
    if reader.gazetteer.zipf(match.key) < (ORDINARY if arabic else ORDINARY_CAPITALS):
        return False
    before = classes().get(reader.norms[match.first - 1], ()) if match.first else ()
    return not any(cue == "prep_place" or cue.startswith("generic:") for cue in before)


def _ends(text: str, words: Sequence[Word]) -> list[int]:
    """For each word the last one before punctuation that no name runs across."""
    ends = [len(words) - 1] * len(words)
    for at in range(len(words) - 2, -1, -1):
        gap = text[words[at].end : words[at + 1].start]
        ends[at] = at if gap != " " and _BREAK.search(gap) else ends[at + 1]
    return ends


def _longest(reader: _Reader, first: str, seconds: frozenset[str] | None, at: int) -> tuple[str, int]:
    """The longest name that begins with the form `first` in place of word `at`: its key and its number of words."""
    gazetteer = reader.gazetteer
    end = min(reader.ends[at] + 1, at + LONGEST)
    if end > at + 1 and (seconds is None or reader.norms[at + 1] in seconds):
        joined = " ".join([first, *reader.norms[at + 1 : end]])
        # The trie answers with all its keys that the text begins with, also those that end inside a word.
        for key in sorted(gazetteer.prefixes(joined), key=len, reverse=True):
            if len(key) == len(joined) or joined[len(key)] == " ":
                return key, key.count(" ") + 1
        return "", 0
    return (first, 1) if first in gazetteer else ("", 0)


def _arabic(reader: _Reader, at: int, spelling: _Spelling) -> Match | None:
    """The best reading of an Arabic word as clitics and a name that begins there."""
    if reader.ends[at] == at or (spelling.seconds is not None and reader.norms[at + 1] not in spelling.seconds):
        alone = spelling.alone
        if alone is None:
            return None
        word = reader.words[at]
        start = word.at(reader.text, len(alone.clitic)) if alone.clitic else word.start
        return alone._replace(first=at, last=at, start=start, end=word.end)
    return _best(reader, at, spelling.stems)


def _best(reader: _Reader, at: int, stems: Sequence[Sequence[_Reading]]) -> Match | None:
    """The best known of the names that begin with readings of word `at`, the longer the better."""
    gazetteer = reader.gazetteer
    best: tuple[float, _Reading, str, int] | None = None
    for readings in stems:
        for reading in readings:
            key, length = _longest(reader, reading.form, reading.seconds, at)
            if key:
                row, strength = gazetteer.entries(key)[0]
                value = gazetteer.fame_of(row) + 0.3 * strength + 4 * (length - 1) - reading.against
                if best is None or value > best[0]:
                    best = value, reading, key, length
                break
    if best is None:
        return None
    _, reading, key, length = best
    row, strength = gazetteer.entries(key)[0]
    if strength < OWN and _is_word(key, row, gazetteer):
        return None
    match = reader.known(at, at + length - 1, key, reading.how, row, strength, reading.skipped, reading.clitic)
    return _without_generic(reader, match)


def _is_word(key: str, row: int, gazetteer: Gazetteer) -> bool:
    """Whether a name is rather a generic word ("المدينة") or an adjective of a country ("كوري", not Corry).

    "مالي" may be the country as well as its adjective, or that of money: there the sentence tells.
    """
    return key in generic_kinds() or (key in gazetteer.demonyms and gazetteer.kind_of(row) != "country")


def _without_generic(reader: _Reader, match: Match) -> Match:
    """The match without a generic word in front that is no part of the name ("محافظة الحسكة"): a cue, not a name."""
    head, _, rest = match.key.partition(" ")
    if not rest or match.strength == OWN or head not in generic_kinds():
        return match
    if rest not in reader.gazetteer or rest in generic_kinds():
        return match
    row, strength = reader.gazetteer.entries(rest)[0]
    return reader.known(match.first + 1, match.last, rest, match.how, row, strength)


def _near(reader: _Reader, at: int, spelling: _Spelling) -> Match | None:
    """A name by the cross-script key: only for a word that is no ordinary one and stands where a place stands."""
    readings = spelling.unknown
    if at == 0 or not readings:
        return None
    norms, gazetteer = reader.norms, reader.gazetteer
    if not any(cue in _PLACE_CUES for cue in classes().get(norms[at - 1], ())):
        # Without a cue before it only a preposition written on the word itself speaks for a place: "in", or "to" where
        # the word is no word otherwise.
        strange = not gazetteer.zipf(norms[at])
        readings = tuple(one for one in readings if one[2].endswith("ب") or (strange and one[2] == "ل"))
    for form, skipped, clitic in readings:
        for length in (3, 2, 1):
            more = norms[at + 1 : at + length]
            if at + length - 1 > reader.ends[at] or any(gazetteer.zipf(norm) > COMMON + 1 for norm in more):
                continue
            name = " ".join([form, *more])
            near = gazetteer.near(name)
            if near and near[0].distance <= FURTHEST and (clitic != "ل" or gazetteer.fame_of(near[0].row) >= KNOWN):
                how = f"near{round(near[0].distance * 10)}"
                return reader.known(at, at + length - 1, name, how, near[0].row, LOOSE, skipped, clitic)
    return None


def _unknown(reader: _Reader, at: int, spelling: _Spelling, found: Sequence[Match]) -> Match | None:
    """A name that the gazetteer lacks where a place stands: behind a word of place, ب, or a name and "and" or a comma.

    It is a rare word, or two of which the first begins names ("بني X", "عين X").
    """
    norms = reader.norms
    readings = spelling.unknown or (spelling.compounds if at < reader.ends[at] else ())
    if not at or not readings:
        return None
    cued = norms[at - 1] == "بين" or any(cue in _PLACE_CUES for cue in classes().get(norms[at - 1], ()))
    joined = bool(found) and found[-1].last == at - 1
    if joined and norms[at].startswith("و"):
        readings = tuple(sorted(readings, key=lambda one: one[2] != "و"))  # "and X" rather than a name in و
    listed = joined and reader.ends[at - 1] < at
    for form, skipped, clitic in readings:
        stands = clitic == "ب" or (joined and clitic == "و") or (not clitic and (cued or listed))
        if not stands and not (form in _COMPOUND and clitic in ("ل", "لل")):
            continue
        last = at
        if form in _COMPOUND:
            last += 1
            if last > reader.ends[at] or reader.gazetteer.zipf(norms[last]) > _FUNCTION:
                continue
        elif not skipped:
            last = max(at, _name_end(reader, at, 2))
        key = " ".join([form, *norms[at + 1 : last + 1]])
        word = reader.words[at]
        start = word.at(reader.text, skipped) if skipped else word.start
        return Match(at, last, start, reader.words[last].end, key, clitic, "unknown", "city")
    return None


_COMPOUND = frozenset(
    ["بيت", "عين", "تل", "كفر", "دير", "ام", "ابو", "بني", "خان", "راس", "بير", "دار", "سيدي", "اولاد", "ايت",
     "ابن", "بن", "قصر", "مولاي", "الشيخ", "شيخ", "عرب", "برج", "باب", "خربه", "وادي", "واد", "لاله", "سوق",
     "قصبه", "زاويه", "درب", "حد", "سبت", "احد", "اثنين", "ثلاثاء", "اربعاء", "خميس", "جمعه", "حوش", "كوم",
     "ميت", "منيه", "نزله", "عزبه", "كوت", "شط", "حاسي", "ذراع", "قلعه", "مشته", "خشم", "دوار", "جنان", "بو",
     "بئر", "مشرع", "فم", "تيزي", "اغبال", "رباط", "حمام", "عوينه", "سان", "سانت", "سانتا", "لوس", "لاس", "نيو",
     "بورت", "فورت", "قبه"]
)  # fmt: skip
"""First words of names of two words, mostly of villages, quarters and market places."""
_ENDS_NAME = frozenset(
    ["prep_place", "from", "say", "decide", "office", "relation", "direction", "measure", "day", "move"]
)
_NAME_LIKE = 4.6
"""A first word without an article that is more common than this (Zipf) is rather an adjective ("قاعدة عسكرية")."""
_FUNCTION = 5.3
"""Words more common than this (Zipf) are function words, no part of a name."""


class _Generic(NamedTuple):
    """What a word says as a generic one, clitics aside."""

    facility: tuple[str, int, str] | None
    """Its stem where that is a kind of facility, which belongs to the name behind it ("مستشفى X")."""
    introduces: Kind | None
    """The kind of place whose name follows it. A definite "the town" is followed by an adjective, not by its name."""


@lru_cache(maxsize=FORMS)
def _generic(norm: str) -> _Generic:
    kinds = generic_kinds()
    own = next((one for one in stems(norm) if one[0] in kinds), None)
    if own is None:
        return _Generic(None, None)
    kind = kinds[own[0]]
    introduces = not own[0].startswith(ARTICLE) and kind in ("city", "region", "district", "natural", "water")
    return _Generic(own if kind == "facility" else None, kind if introduces else None)


def _introduced_arabic(reader: _Reader, at: int) -> Match | None:
    """A name that only a generic word introduces: facilities with that word ("مستشفى X"), settlements without it."""
    norms, words = reader.norms, reader.words
    own = _generic(norms[at]).facility
    if own and at < reader.ends[at]:
        last = _name_end(reader, at + 1, 3)
        if last > at:
            form, skipped, clitic = own
            key = " ".join([form, *norms[at + 1 : last + 1]])
            start = words[at].at(reader.text, skipped) if skipped else words[at].start
            return Match(at, last, start, words[last].end, key, clitic, "introduced", "facility")
    kind = _generic(norms[at - 1]).introduces if at and _reaches(reader, at) else None
    adjective = norms[at].endswith("يه") and reader.gazetteer.zipf(norms[at]) > 0 and not norms[at].startswith(ARTICLE)
    if kind is None or adjective or norms[at] in generic_kinds():
        return None
    last = _name_end(reader, at, 2)
    if last < at:
        return None
    key = " ".join(norms[at : last + 1])
    return Match(at, last, words[at].start, words[last].end, key, "", "introduced", kind)


def _reaches(reader: _Reader, at: int) -> bool:
    """Whether the word before word `at` may introduce a name there: also one in quotation marks (قرية "X")."""
    if reader.ends[at - 1] >= at:
        return True
    gap = reader.text[reader.words[at - 1].end : reader.words[at].start].strip()
    return gap in _OPEN_QUOTES


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
            if reader.ends[last] == last:
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
    key, length = _longest(reader, reader.norms[at], None, at)
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
    key, length = _longest(reader, reader.norms[at], reader.gazetteer.seconds(reader.norms[at]), at)
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
    while last < reader.ends[at] and last - at < 3 and reader.capital(last + 1):
        if reader.norms[last + 1] in kinds:
            break
        last += 1
    if reader.norms[at] in kinds:
        return None
    kind = None
    if at > 1 and reader.norms[at - 1] == "of":
        kind = kinds.get(reader.norms[at - 2])
    if kind is None and last < reader.ends[last]:
        kind = kinds.get(reader.norms[last + 1])
        if kind is not None and reader.capital(last + 1):
            last += 1
    if kind is None:
        return None
    key = " ".join(reader.norms[at : last + 1])
    return Match(at, last, reader.words[at].start, reader.words[last].end, key, "", "introduced", kind)
