"""Where names stand in a sentence: every stretch of words that could be a place name.

Whether it is one, `geomap.mentions` decides; here only spelling counts: clitics, the article gained or lost, the
longest match, the cross-script key and case in scripts that have it. Names that the gazetteer lacks: `geomap.unlisted`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from geomap.arabic import ARTICLE, stems, with_and_without_article
from geomap.cues import classes, generic_kinds
from geomap.gazetteer import Gazetteer, Near
from geomap.layout import LOOSE, OWN, PRIMARY, WEAK
from geomap.matches import PLACE_CUES, Match, Reader
from geomap.text import FORMS, Word
from geomap.unlisted import COMPOUND, generic, introduced_arabic, introduced_plain, unknown

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

_BREAK = re.compile(r"[,،;؛:()\[\]{}!?؟\n\"“”«»|]")


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
    plain: bool
    """Whether no name begins with it unless the words beside it make one: so it is with most words."""


@lru_cache(maxsize=FORMS)
def _spelling(norm: str, gazetteer: Gazetteer) -> _Spelling:
    """Reads a folded Arabic word by itself."""
    found = []
    every_stem = stems(norm)
    for form, skipped, clitic in every_stem:
        readings = []
        for how, name in (("exact", form), ("article", with_and_without_article(form))):
            if not gazetteer.begins(name):
                continue
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
        unknown = tuple([one for one in every_stem if len(one[0]) >= 4 and gazetteer.zipf(one[0]) <= COMMON])
    alone = None
    if found:
        alone = _best(Reader("", (Word(0, 0, norm, "arabic"),), (norm,), (0,), gazetteer), 0, found)
    compounds = tuple([one for one in every_stem if one[0] in COMPOUND])
    plain = alone is None and not unknown and not compounds and generic(norm).facility is None
    return _Spelling(tuple(found), every, alone, unknown, compounds, plain)


def find_matches(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> list[Match]:
    """The longest names from left to right, no two overlapping."""
    reader = Reader(text, words, [word.norm for word in words], _ends(text, words), gazetteer)
    found: list[Match] = []
    at = 0
    while at < len(words):
        match = None
        if words[at].script == "arabic":
            spelling = _spelling(words[at].norm, gazetteer)
            if spelling.plain and _is_alone(reader, at, spelling):
                at += 1
                continue
            match = _arabic(reader, at, spelling)
            if match is not None and _is_ordinary(reader, match):
                match = None
            if match is not None and match.first == match.last and match.key.removeprefix(ARTICLE) in COMPOUND:
                match = unknown(reader, at, spelling.unknown, spelling.compounds, found) or match
            match = match or _near(reader, at, spelling) or introduced_arabic(reader, at)
            match = match or unknown(reader, at, spelling.unknown, spelling.compounds, found)
        elif words[at].script == "other" and reader.capital(at):
            match = _short_form(reader, at, found) or _plain(reader, at)
            if match is not None and match.how == "exact" and _is_ordinary(reader, match):
                match = None
            match = match or _inflected(reader, at) or introduced_plain(reader, at)
        if match is None:
            at += 1
        else:
            found.append(match)
            at = match.last + 1
    return found


def _is_ordinary(reader: Reader, match: Match) -> bool:
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


def _longest(reader: Reader, first: str, seconds: frozenset[str] | None, at: int) -> tuple[str, int]:
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


def _ends_with(reader: Reader, at: int, spelling: _Spelling) -> bool:
    """Whether no name of two words begins at a word."""
    if reader.ends[at] == at:
        return True
    return spelling.seconds is not None and reader.norms[at + 1] not in spelling.seconds


def _is_alone(reader: Reader, at: int, spelling: _Spelling) -> bool:
    """Whether neither the word behind makes a name with a word, nor the one before introduces it as one."""
    return _ends_with(reader, at, spelling) and not (at and generic(reader.norms[at - 1]).introduces)


def _arabic(reader: Reader, at: int, spelling: _Spelling) -> Match | None:
    """The best reading of an Arabic word as clitics and a name that begins there."""
    if _ends_with(reader, at, spelling):
        alone = spelling.alone
        if alone is None:
            return None
        word = reader.words[at]
        start = word.at(reader.text, len(alone.clitic)) if alone.clitic else word.start
        return alone._replace(first=at, last=at, start=start, end=word.end)
    return _best(reader, at, spelling.stems)


def _best(reader: Reader, at: int, stems: Sequence[Sequence[_Reading]]) -> Match | None:
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
    return _withoutgeneric(reader, match)


def _is_word(key: str, row: int, gazetteer: Gazetteer) -> bool:
    """Whether a name is rather a generic word ("المدينة") or an adjective of a country ("كوري", not Corry).

    "مالي" may be the country as well as its adjective, or that of money: there the sentence tells.
    """
    return key in generic_kinds() or (key in gazetteer.demonyms and gazetteer.kind_of(row) != "country")


def _withoutgeneric(reader: Reader, match: Match) -> Match:
    """The match without a generic word in front that is no part of the name ("محافظة الحسكة"): a cue, not a name."""
    head, _, rest = match.key.partition(" ")
    if not rest or match.strength == OWN or head not in generic_kinds():
        return match
    if rest not in reader.gazetteer or rest in generic_kinds():
        return match
    row, strength = reader.gazetteer.entries(rest)[0]
    return reader.known(match.first + 1, match.last, rest, match.how, row, strength)


def _near(reader: Reader, at: int, spelling: _Spelling) -> Match | None:
    """A name by the cross-script key: only for a word that is no ordinary one and stands where a place stands."""
    readings = spelling.unknown
    if at == 0 or not readings:
        return None
    norms, gazetteer = reader.norms, reader.gazetteer
    if not any(cue in PLACE_CUES for cue in classes().get(norms[at - 1], ())):
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
            near = _alike(name, gazetteer)
            if near is not None and (clitic != "ل" or gazetteer.fame_of(near.row) >= KNOWN):
                how = f"near{round(near.distance * 10)}"
                return reader.known(at, at + length - 1, name, how, near.row, LOOSE, skipped, clitic)
    return None


@lru_cache(maxsize=5_000)
def _alike(name: str, gazetteer: Gazetteer) -> Near | None:
    """The place whose name is spelled most like a folded one, where it is near enough."""
    if not gazetteer.sounds_like(name, FURTHEST):
        return None
    near = gazetteer.near(name)
    return near[0] if near and near[0].distance <= FURTHEST else None


def _short_form(reader: Reader, at: int, found: Sequence[Match]) -> Match | None:
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


def _plain(reader: Reader, at: int) -> Match | None:
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


def _inflected(reader: Reader, at: int) -> Match | None:
    """A Cyrillic name in another case than the gazetteer's ("в Москве"): by the key, behind a preposition of place."""
    norm = reader.norms[at]
    if at == 0 or not "а" <= norm[0] <= "ї" or len(norm) < 4 or reader.norms[at - 1] not in CYRILLIC_BEFORE_PLACE:
        return None
    near = [one for one in reader.gazetteer.near(norm) if one.distance <= FURTHEST / 2]
    return reader.known(at, at, norm, f"near{round(near[0].distance * 10)}", near[0].row, LOOSE) if near else None
