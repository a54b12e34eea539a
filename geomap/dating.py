"""When an event happened: which of the article's date expressions belongs to a trigger.

A date belongs to the verb whose clause holds it; alone between commas, to the nearest trigger. It never crosses the
"that" of a saying: in "said on Wednesday that Kim would visit", Wednesday is the day of the saying.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from geomap.clauses import Telling
from geomap.records import DateSpan
from geomap.triggers import Hit, word_set

REACH = 24
"""How many words a date may stand away from its trigger."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date expression at its words."""

    first: int
    last: int
    span: int
    record: DateSpan


def place_dates(telling: Telling, dates: Sequence[DateSpan]) -> dict[int, list[Dated]]:
    """The date expressions by the sentence they stand in."""
    found: dict[int, list[Dated]] = {}
    if not telling.words:
        return found
    for record in dates:
        first = telling.word_at(record.start)
        last = max(first, bisect_right(telling.starts, record.end - 1) - 1)
        span = telling.span_of[first]
        if span >= 0:
            found.setdefault(span, []).append(Dated(first, last, span, record))
    return found


def date_of(telling: Telling, hit: Hit, dates: dict[int, list[Dated]], hits: Sequence[Hit]) -> Dated | None:
    """The date of the event that `hit` tells, or None; `hits` are all triggers of its sentence."""
    best: tuple[int, Dated] | None = None
    for dated in dates.get(telling.span_of[hit.first], ()):
        if dated.record.date is None:
            continue
        cost = _cost(telling, hit, dated, hits)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, dated)
    return best[1] if best else None


def _cost(telling: Telling, hit: Hit, dated: Dated, hits: Sequence[Hit]) -> int | None:
    if telling.content[dated.first] != telling.content[hit.first]:
        return None
    distance = _distance(hit, dated)
    if distance > REACH:
        return None
    same = telling.clauses[dated.first] in (telling.clauses[hit.first], telling.clauses[hit.last])
    owners = [h for h in hits if telling.clauses[h.first] == telling.clauses[dated.first]]
    if same:
        between = [
            h
            for h in owners
            if h.tense != "noun"
            and (hit.last < h.first <= dated.first if dated.first > hit.last else dated.last < h.first < hit.first)
        ]
        if between and hit.tense != "noun":
            return None
        # Behind an earlier verb of the clause a date is that verb's: "left on Sunday and crossed on Tuesday".
        earlier = any(h.tense != "noun" and h.last < dated.first for h in owners) and dated.last < hit.first
        return distance + 6 * len(between) + 10 * earlier
    if owners:
        where = dated.last < hit.first and telling.words[_opener(telling, hit.first)].norm in _WHERE
        return distance + 12 if where else None
    # Alone between commas: the nearest trigger's.
    nearest = min((_distance(h, dated) for h in hits), default=distance)
    return (
        distance + 4
        if distance <= nearest + 1
        else distance + 30
        if hit.tense == "noun" and distance <= nearest + 4
        else None
    )


_WHERE = word_set("where")


def _opener(telling: Telling, word: int) -> int:
    """The first word of a word's clause."""
    while word > 0 and telling.clauses[word - 1] == telling.clauses[word]:
        word -= 1
    return word


def _distance(hit: Hit, dated: Dated) -> int:
    return dated.first - hit.last if dated.first > hit.last else hit.first - dated.last


@lru_cache(maxsize=5_000)
def bounds(value: str | None, end: str | None) -> tuple[date, date] | None:
    """The first and the last day that a date cut to what is known may mean; None for an unknown or unreadable one."""
    if not value:
        return None
    try:
        return _edge(value, last=False), _edge(end or value, last=True)
    except ValueError:
        return None


def _edge(value: str, *, last: bool) -> date:
    parts = [int(p) for p in value.split("-")]
    if len(parts) >= 3:
        return date(parts[0], parts[1], parts[2])
    if len(parts) == 1:
        return date(parts[0], 12, 31) if last else date(parts[0], 1, 1)
    first = date(parts[0], parts[1], 1)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) if last else first


def overlap(a: tuple[str | None, str | None], b: tuple[str | None, str | None], slack: int = 0) -> bool | None:
    """Whether two dates can be one, `slack` days allowed; None when one of them is unknown."""
    first, second = bounds(*a), bounds(*b)
    if first is None or second is None:
        return None
    days = timedelta(days=slack)
    return first[0] <= second[1] + days and second[0] <= first[1] + days


_PRECISION = {"day": 3, "month": 2, "year": 1, "none": 0}


def finer(precision: str) -> int:
    """The rank of a date's precision; a day is the finest."""
    return _PRECISION.get(precision, 0)
