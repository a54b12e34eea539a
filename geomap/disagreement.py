"""What the reports of one event disagree on: each value with the sources that give it, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from geomap.dating import overlap
from geomap.event_tolls import KINDS
from geomap.records import Event, Toll

ROUGH = 0.15
"""How far a number that its text calls rough may be off."""

Told = tuple[Event, str]
"""A report's event, and the name of its source."""


def conflicts(reports: Sequence[Told]) -> tuple[str, ...]:
    """A line for the dates, one for the statuses and one for each kind of toll on which the reports disagree."""
    return tuple(line for line in (_dates(reports), _statuses(reports), *_tolls(reports)) if line)


def _dates(reports: Sequence[Told]) -> str | None:
    """Days that cannot be one; a month or a span that holds the others' day is no disagreement."""
    known = [((event.date, event.date_end), source) for event, source in reports if event.date]
    apart = {when for (a, _), (b, _) in combinations(known, 2) if overlap(a, b) is False for when in (a, b)}
    values = [(f"{date}/{end}" if end and end != date else str(date), source) for (date, end), source in known
              if (date, end) in apart]  # fmt: skip
    return _line("date", values)


def _statuses(reports: Sequence[Told]) -> str | None:
    return _line("status", [(event.status, source) for event, source in reports])


def _tolls(reports: Sequence[Told]) -> Iterable[str | None]:
    for kind in KINDS:
        known = [(toll, source) for event, source in reports for toll in event.tolls if toll.kind == kind]
        if any(_differ(a, b) for (a, _), (b, _) in combinations(known, 2)):
            yield _line(kind, [(amount(toll), source) for toll, source in known])


def _differ(a: Toll, b: Toll) -> bool:
    """Whether two tolls cannot both be right."""
    return _least(a) > _most(b) or _least(b) > _most(a)


def _least(toll: Toll) -> float:
    return (toll.low or 0) * (1 - ROUGH if toll.about else 1)


def _most(toll: Toll) -> float:
    return float("inf") if toll.high is None else toll.high * (1 + ROUGH if toll.about else 1)


def amount(toll: Toll) -> str:
    """A toll's number without words: "12", "≥20", "≤5", "3–5", "~40"."""
    about = "~" if toll.about else ""
    if toll.low is None:
        return f"{about}≤{toll.high}"
    if toll.high is None:
        return f"{about}≥{toll.low}"
    return f"{about}{toll.low}" if toll.low == toll.high else f"{about}{toll.low}–{toll.high}"


def _line(label: str, values: Iterable[tuple[str, str]]) -> str | None:
    """The values of one thing with their sources; None where there are not two."""
    known: dict[str, set[str]] = defaultdict(set)
    for value, source in values:
        known[value].add(source)
    if len(known) < 2:
        return None
    return f"{label}: " + "; ".join(f"{value} ({', '.join(sorted(known[value]))})" for value in sorted(known))
