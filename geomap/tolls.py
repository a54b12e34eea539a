"""How many were killed, wounded, missing, arrested or displaced in an event, with the words that say so.

A number counts people where a noun of people stands behind it ("12 soldiers", "5 جنود"), where it is the dual or
singular of one ("قتيلان", "مقتل شخص"), or where it stands bare right beside the word of what befell them ("killed 12",
"12 dead"). What befell them stands before it (مقتل), behind it ("were killed") or is counted itself ("12 قتيلا"). Ages,
years, distances, sums and parts of another number ("including 3 children") are none; nor are the dead "since the war
began" or of another day than the event's. The words stand in `data/tolls.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from geomap.clauses import Telling
from geomap.demonyms import demonym_at
from geomap.quantities import Quantity, is_role, joined, may_begin, phrase_at, quantities, table
from geomap.records import TollKind
from geomap.tables import word_set

BEFORE, COUNTED, BEHIND, COUNT = 8, 4, 10, 14
"""How many words before a number what befell its people may stand; behind it the people; behind them what befell them;
before it "the death toll"."""
NEAR = 4
"""So many words a comma between the two does no harm."""
_PLURAL = ("s", "ese", "ين", "ون", "يا")
"""How the names of peoples end where they count people."""
_BEFELL = ("act", "state", "count", "head", "one or two")
"""The roles of words without which a sentence tells no toll."""
_OPENERS = word_set("openers") | word_set("content")


@dataclass(frozen=True, slots=True)
class Told:
    """A toll at its words: `first..last`, both included."""

    kind: TollKind
    number: Quantity
    first: int
    last: int
    span: int
    total: bool = False
    """Whether it may be a running total that goes beyond the event."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """A number with the people that it counts: up to word `last`; `kind` where they are called by what befell them."""

    number: Quantity
    last: int
    kind: str
    people: bool
    """Whether they are named at all ("12 soldiers"), rather than only counted ("killed 12")."""


def find_tolls(telling: Telling, span: int) -> tuple[Told, ...]:
    """The tolls that a sentence tells, in order; of a kind told both for itself and as a running total the former."""
    first, stop = telling.spans[span].first, telling.spans[span].last
    if not any(may_begin(telling.words[i].norm, _BEFELL) for i in range(first, stop)):
        return ()
    numbers = _people(telling, first, stop)
    found: list[Told] = []
    for n, counted in enumerate(numbers):
        read = _told(telling, counted, numbers[n - 1] if n else None, found[-1] if found else None, span)
        if read is None:
            continue
        if found and read.kind == found[-1].kind and read.first <= found[-1].last:
            read = _both_counted(telling, found.pop(), read)
        found.append(read)
    return tuple(t for t in found if not (t.total and any(o.kind == t.kind and not o.total for o in found)))


def _people(telling: Telling, first: int, stop: int) -> list[_Counted]:
    """The numbers of a sentence that may count people, in order."""
    words, text = telling.words, telling.article.text
    found: list[_Counted] = []
    behind = first
    for number in quantities(text, words, first, stop):
        found += _ones(telling, behind, number.first)
        behind = number.last + 1
        counted = _counted(telling, number, stop)
        if counted is not None:
            found.append(counted)
            behind = counted.last + 1
    return [*found, *_ones(telling, behind, stop)]


def _ones(telling: Telling, first: int, stop: int) -> Iterator[_Counted]:
    """Words that are one or two people by themselves: "قتيلان", "مقتل شخص"."""
    words = telling.words
    for i in range(first, stop):
        if words[i].script != "arabic" or not may_begin(words[i].norm, ("one or two",)):
            continue
        found = phrase_at(words, i, "one or two", i + 1)
        if found is None:
            continue
        kind, value = found[1], found[2] or 1
        # "مقتل شخص" is one, "قتيل واحد" too; "شخص" alone is nobody in particular.
        counted = i + 1 < len(words) and _is_one(words[i + 1].norm)
        if value == 1 and not counted and (kind or not (i > first and phrase_at(words, i - 1, "act", i))):
            continue
        last = i + counted
        yield _Counted(Quantity(value, value, False, i, i, last), last, kind, True)


def _is_one(norm: str) -> bool:
    return table()["number"].get((norm,), ("", None))[1] == 1


def _counted(telling: Telling, number: Quantity, stop: int) -> _Counted | None:
    """What a number counts; None where that is certainly no people."""
    words = telling.words
    first = telling.spans[telling.span_of[number.core]].first
    if number.first > first and is_role(words, number.first - 1, "part"):
        return None
    at = number.last + 1
    single = number.core == number.last and words[number.core].norm in ("a", "an")
    if at < stop and (part := phrase_at(words, at, "part", stop)) and part[0] > at:
        return None  # "3 of them"
    for i in range(at, min(at + COUNTED, stop)):
        word = words[i]
        if _apart(telling, i - 1, i):
            break
        if is_role(words, i, "unit") or word.script == "digits" or (i > at and is_role(words, i, "number")):
            return None
        if single and is_role(words, i, "of"):
            return None  # "a raft of others"
        # An article is written on to the people behind "of": "عشرات من المدنيين".
        bare = _without_article(word.norm)
        for role in ("head", "person"):
            if (known := phrase_at(words, i, role, i + 1)) or _is(bare, role):
                least = phrase_at(words, i + 1, "least behind", stop) if i + 1 < stop else None
                exact = replace(number, high=None) if least else number
                return _Counted(exact, least[0] if least else i, known[1] if known else "", True)
        if (people := _of_a_country(telling, i, stop)) is not None:
            return _Counted(number, people, "", True)
        if word.script == "arabic" and not is_role(words, i, "of"):
            break
        if any(phrase_at(words, i, role, stop) for role in ("act", "state", "aux", "behind")) and not is_role(
            words, i, "of"
        ):
            break
    # Nothing behind it says what it counts; a year never counts people.
    year = number.low == number.high and 1900 <= (number.low or 0) <= 2100
    return (
        None if single or (year and words[number.core].script == "digits") else _Counted(number, number.last, "", False)
    )


def _without_article(norm: str) -> str:
    """An Arabic word without its article; "" for one without."""
    bare = norm.removeprefix("و")
    return bare[2:] if bare[:2] == "ال" and len(bare) > 4 else ""


def _is(norm: str, role: str) -> bool:
    return bool(norm) and (norm,) in table()[role]


def _of_a_country(telling: Telling, i: int, stop: int) -> int | None:
    """The last word of a people's name in the plural ("12 Syrians", سوريين); None where it is only an adjective."""
    words = telling.words
    if not words[i].norm.endswith(_PLURAL):
        return None
    # The first letter of فلسطينيين is no "and so".
    whole = words[i]._replace(norm="ال" + words[i].norm) if words[i].norm[:1] == "ف" else words[i]
    people = demonym_at((*words[:i], whole, *words[i + 1 : i + 2]), i)
    if people is None:
        return None
    behind = people[1] + 1
    person = (
        behind < stop and not _apart(telling, behind - 1, behind) and phrase_at(words, behind, "person", behind + 1)
    )
    return None if person else people[1]


def _apart(telling: Telling, i: int, j: int) -> bool:
    """Whether a punctuation mark stands between two words next to each other."""
    gap = telling.article.text[telling.words[i].end : telling.words[j].start].strip()
    return bool(gap) and gap not in ("-", "'", "’", '"', "“", "”", "«", "»")


def _told(telling: Telling, counted: _Counted, before: _Counted | None, last: Told | None, span: int) -> Told | None:
    """What befell the people of a number; None where the text tells nothing of it here."""
    words, number = telling.words, counted.number
    first, stop = telling.spans[span].first, telling.spans[span].last
    kind, begin, end = counted.kind, number.first, counted.last
    if not kind:
        found = _behind(telling, counted, stop) or _before(telling, counted, first, last)
        if found is None:
            return None
        kind, begin, end = found[0], min(begin, found[1]), max(end, found[2])
    if _of_others(telling, kind, begin, end, span):
        return None
    total = any(is_role(words, i, "total") for i in range(max(first, begin - 6), begin))
    return Told(cast("TollKind", kind), number, begin, end, span, total)


def _both_counted(telling: Telling, a: Told, b: Told) -> Told:
    """Two numbers under one word of what befell them: "five soldiers and three civilians" are eight.

    Where no "and" stands between them, the second is no more than a part of the first.
    """
    begin = b.number.first
    linked = joined(telling.words[begin]) or telling.words[begin - 1].norm in ("and", "و")
    if not linked or b.number.about:
        return a
    return replace(a, number=_sum(a.number, b.number), first=min(a.first, b.first), last=max(a.last, b.last))


def _sum(a: Quantity, b: Quantity) -> Quantity:
    """Two numbers of people added up."""
    low = (a.low or 0) + (b.low or 0)
    high = None if a.high is None or b.high is None else a.high + b.high
    return replace(b, low=low, high=high, first=a.first, core=a.core)


def _behind(telling: Telling, counted: _Counted, stop: int) -> tuple[str, int, int] | None:
    """What befell the people, told behind them: its kind, first and last word."""
    words = telling.words
    passive = False
    for i in range(counted.last + 1, min(counted.last + 1 + BEHIND, stop)):
        if found := phrase_at(words, i, "state", stop):
            direct = all(is_role(words, k, "aux") for k in range(counted.last + 1, i))
            if not (direct or (passive and counted.people)) or _both(telling, found[0], stop, found[1]):
                return None
            return found[1], counted.number.first, found[0]
        if phrase_at(words, i, "act", stop) or words[i].norm in _OPENERS:
            return None
        passive = is_role(words, i, "passive")
        if not counted.people and not is_role(words, i, "aux"):
            return None
    return None


def _both(telling: Telling, last: int, stop: int, kind: str) -> bool:
    """Whether a word of what befell people is followed by "or wounded", so that the number is of neither alone."""
    words = telling.words
    if last + 2 >= stop or words[last + 1].norm not in ("and", "or", "او", "و"):
        return False
    other = phrase_at(words, last + 2, "state", stop)
    return bool(other and other[1] != kind)


def _before(telling: Telling, counted: _Counted, first: int, last: Told | None) -> tuple[str, int, int] | None:
    """What befell the people, told before the number: its kind, first and last word."""
    words, start = telling.words, counted.number.first
    for i in range(start - 1, max(first, start - COUNT) - 1, -1):
        near = start - i <= BEFORE
        if found := phrase_at(words, i, "count", start):
            straight = found[0] == start - 1 or is_role(words, start - 1, "link")
            return (found[1], i, counted.last) if straight else None
        found = phrase_at(words, i, "act", start) if near else None
        if found is None:
            if near and (words[i].norm in _OPENERS or phrase_at(words, i, "state", start)):
                near = False
            continue
        if _two_acts(telling, i, first, found[1]):
            return None
        apart = telling.clauses[i] != telling.clauses[start]
        if apart and (start - found[0] > NEAR or any(words[k].norm in _OPENERS for k in range(i, start))):
            return None
        if last and last.first <= i <= last.last:
            linked = start - last.last <= 2 and joined(words[last.last + 1])
            return (found[1], last.first, counted.last) if linked and counted.people else None
        if any(is_role(words, k, "unit") for k in range(found[0] + 1, start)):
            return None
        if not counted.people and not _bare(telling, counted, found[0]):
            return None
        if start > found[0] + 1 and _is_glued(words[start].norm):
            return None  # "قتل المهاجرين … لمئات": of others
        return found[1], i, counted.last
    return None


def _is_glued(norm: str) -> bool:
    """Whether an Arabic number has a preposition written on to it (بعشرات)."""
    return norm[:1] in ("ب", "ل", "ك") and not any((norm,) in entries for entries in table().values())


def _two_acts(telling: Telling, i: int, first: int, kind: str) -> bool:
    """Whether "killed or wounded", "مقتل وإصابة" stands before a number, which then is of neither alone."""
    words = telling.words
    apart = words[i - 1].norm in ("and", "or", "او", "و") if i > first else False
    k = i - 1 - apart
    other = phrase_at(words, k, "act", i) if k >= first else None
    return bool(other and other[1] != kind and (apart or joined(words[i])))


def _bare(telling: Telling, counted: _Counted, act: int) -> bool:
    """Whether a number without a noun counts people: right behind what befell them, and nothing counted behind it."""
    words, behind = telling.words, counted.last + 1
    if counted.number.first != act + 1:
        return False
    stop = telling.spans[telling.span_of[act]].last
    return (
        behind >= stop
        or _apart(telling, counted.last, behind)
        or bool(is_role(words, behind, "behind") or joined(words[behind]))
    )


def _of_others(telling: Telling, kind: str, begin: int, end: int, span: int) -> bool:
    """Whether a toll is that of all "since the war began", or of an illness."""
    words = telling.words
    first, stop = telling.spans[span].first, telling.spans[span].last
    clause = {telling.clauses[begin], telling.clauses[end]}
    for i in range(first, stop):
        if telling.clauses[i] not in clause:
            continue
        if (never := phrase_at(words, i, "never", stop)) and never[1] == kind:
            return True
        if phrase_at(words, i, "since", stop):
            fresh = any(is_role(words, k, "fresh") for k in range(i + 1, min(i + 4, stop)))
            if not fresh:
                return True
    return False
