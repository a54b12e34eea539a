"""Names that the gazetteer lacks: where a place stands, in lists of places, and behind the generic words that introduce
them ("قرية X", "the village of X").
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from geomap.arabic import ARTICLE, stems
from geomap.cues import classes, generic_kinds
from geomap.matches import PLACE_CUES, Match, Reader
from geomap.records import Kind
from geomap.text import FORMS

Stems = tuple[tuple[str, int, str], ...]
"""Readings of a word as a stem behind clitics: the stem, letters skipped, the clitic."""
_OPEN_QUOTES = frozenset(['"', "“", "«", "‘", "'"])


def unknown(reader: Reader, at: int, rare: Stems, compounds: Stems, found: Sequence[Match]) -> Match | None:
    """A name that the gazetteer lacks where a place stands: behind a word of place, ب, or a name and "and" or a comma.

    It is a rare word, or two of which the first begins names ("بني X", "عين X"): `rare` and `compounds` are the stems
    of word `at` that are such.
    """
    norms = reader.norms
    readings = rare or (compounds if at < reader.ends[at] else ())
    if not at or not readings:
        return None
    cued = norms[at - 1] == "بين" or any(cue in PLACE_CUES for cue in classes().get(norms[at - 1], ()))
    joined = bool(found) and found[-1].last == at - 1
    if joined and norms[at].startswith("و"):
        readings = tuple(sorted(readings, key=lambda one: one[2] != "و"))  # "and X" rather than a name in و
    listed = joined and reader.ends[at - 1] < at
    for form, skipped, clitic in readings:
        stands = clitic == "ب" or (joined and clitic == "و") or (not clitic and (cued or listed))
        if not stands and not (form in COMPOUND and clitic in ("ل", "لل")):
            continue
        last = at
        if form in COMPOUND:
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


COMPOUND = frozenset(
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
def generic(norm: str) -> _Generic:
    """What a folded Arabic word introduces."""
    kinds = generic_kinds()
    own = next((one for one in stems(norm) if one[0] in kinds), None)
    if own is None:
        return _Generic(None, None)
    kind = kinds[own[0]]
    introduces = not own[0].startswith(ARTICLE) and kind in ("city", "region", "district", "natural", "water")
    return _Generic(own if kind == "facility" else None, kind if introduces else None)


def introduced_arabic(reader: Reader, at: int) -> Match | None:
    """A name that only a generic word introduces: facilities with that word ("مستشفى X"), settlements without it."""
    norms, words = reader.norms, reader.words
    own = generic(norms[at]).facility
    if own and at < reader.ends[at]:
        last = _name_end(reader, at + 1, 3)
        if last > at:
            form, skipped, clitic = own
            key = " ".join([form, *norms[at + 1 : last + 1]])
            start = words[at].at(reader.text, skipped) if skipped else words[at].start
            return Match(at, last, start, words[last].end, key, clitic, "introduced", "facility")
    kind = generic(norms[at - 1]).introduces if at and _reaches(reader, at) else None
    adjective = norms[at].endswith("يه") and reader.gazetteer.zipf(norms[at]) > 0 and not norms[at].startswith(ARTICLE)
    if kind is None or adjective or norms[at] in generic_kinds():
        return None
    last = _name_end(reader, at, 2)
    if last < at:
        return None
    key = " ".join(norms[at : last + 1])
    return Match(at, last, words[at].start, words[last].end, key, "", "introduced", kind)


def _reaches(reader: Reader, at: int) -> bool:
    """Whether the word before word `at` may introduce a name there: also one in quotation marks (قرية "X")."""
    if reader.ends[at - 1] >= at:
        return True
    gap = reader.text[reader.words[at - 1].end : reader.words[at].start].strip()
    return gap in _OPEN_QUOTES


def _name_end(reader: Reader, at: int, most: int) -> int:
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
        if last < at and not norm.startswith(ARTICLE) and norm not in COMPOUND and gazetteer.zipf(norm) > _NAME_LIKE:
            break
        if last >= at:
            if reader.ends[last] == last:
                break
            agrees = norm.startswith(ARTICLE) and reader.norms[last].startswith(ARTICLE)
            if not agrees and reader.norms[last] not in COMPOUND:
                break
        last += 1
    return last


def introduced_plain(reader: Reader, at: int) -> Match | None:
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
