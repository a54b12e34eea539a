"""Which event of an article a toll belongs to: the nearest one of its sentence that can have such a toll."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import get_args

from geomap.clauses import Telling
from geomap.dating import Dated, bounds, overlap
from geomap.quantities import Quantity, table
from geomap.records import Toll, TollKind
from geomap.tables import rows
from geomap.tolls import Told, find_tolls
from geomap.unify import Account

KINDS: tuple[TollKind, ...] = get_args(TollKind)
OLD = timedelta(days=200)
"""How long before the day of publication the dead of a date are none of an undated event's."""
OTHER_CLAUSE = 10.0
"""As many words away counts an event of another clause."""
_REAL = ("happened", "ongoing")


@cache
def _types() -> dict[str, dict[str, int]]:
    """For each kind the types of events that have such a toll, the likeliest first."""
    return {
        row["kind"]: {name: rank for rank, name in enumerate(row["words"].split())}
        for row in rows("tolls.csv")
        if row["role"] == "types"
    }


@cache
def _harmful() -> frozenset[str]:
    """The types of events that may have a toll at all."""
    return frozenset(name for names in _types().values() for name in names)


def tolls_of(telling: Telling, groups: Sequence[Sequence[Account]], dates: dict[int, list[Dated]]) -> list[list[Toll]]:
    """For each event, as the group of its accounts, what it cost: of each kind the largest number told of it.

    A toll is that of the nearest fitting event of its sentence; where the sentence tells none, of the one before it.
    """
    chosen: list[list[Told]] = [[] for _ in groups]
    by_span: dict[int, list[tuple[int, Account]]] = {}
    for n, group in enumerate(groups):
        for account in group:
            by_span.setdefault(account.told.span, []).append((n, account))
    for span in sorted({s for told in by_span for s in (told, told + 1) if s < len(telling.spans)}):
        near = by_span.get(span) or by_span.get(span - 1, [])
        if not any(a.told.status in _REAL and a.type in _harmful() for _, a in near):
            continue
        for told in find_tolls(telling, span):
            costs = [(c, n) for n, a in near if (c := _cost(telling, told, a, groups[n], dates)) is not None]
            if costs:
                chosen[min(costs)[1]].append(told)
    return [[_record(telling, told) for told in _largest(found)] for found in chosen]


def _cost(
    telling: Telling, told: Told, account: Account, group: Sequence[Account], dates: dict[int, list[Dated]]
) -> float | None:
    """How far a toll is from an event's telling; None where it is not the event's."""
    rank = _types()[told.kind].get(account.type)
    if rank is None or account.told.status not in _REAL or account.subtype == "funeral":
        return None
    day = next((a.dated.record for a in (account, *group) if a.dated), None)
    inside = {telling.clauses[told.first], telling.clauses[told.last]}
    for dated in dates.get(told.span, ()):
        if telling.clauses[dated.first] not in inside:
            continue
        if day and overlap((day.date, day.date_end), (dated.record.date, dated.record.date_end)) is False:
            return None
        known, published = bounds(dated.record.date, dated.record.date_end), telling.article.published
        if not day and known and published and known[1] < published - OLD:
            return None
    hit = account.told.hit
    if hit.first <= told.last and told.first <= hit.last:
        return 0.1 * rank
    gap = min(abs(hit.first - told.last), abs(told.first - hit.last))
    same = telling.clauses[hit.first] in inside
    return 1.0 + 0.1 * rank + gap + (0.0 if same else OTHER_CLAUSE)


def _largest(found: Sequence[Told]) -> list[Told]:
    """One of each kind: the highest, then the exactest, then the first told."""
    best: dict[TollKind, Told] = {}
    for told in found:
        if told.kind not in best or _rank(told.number) > _rank(best[told.kind].number):
            best[told.kind] = told
    return [best[kind] for kind in KINDS if kind in best]


def _rank(number: Quantity) -> tuple[int, bool, bool]:
    return number.low or number.high or 0, number.low == number.high, not number.about


def _record(telling: Telling, told: Told) -> Toll:
    start, end = telling.words[told.first].start, telling.words[told.last].end
    start += _is_and_written_on(telling.words[told.first].norm)
    number, article = told.number, telling.article
    return Toll(told.kind, number.low, number.high, number.about, article.id, start, end, article.text[start:end])


def _is_and_written_on(norm: str) -> bool:
    """Whether a word of a toll begins with "and" rather than with a letter of its own (وفاة)."""
    return norm[:1] == "و" and len(norm) > 2 and not any((norm,) in entries for entries in table().values())
