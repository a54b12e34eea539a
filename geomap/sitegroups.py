"""Events by the day they are on and by who reports them: what the pages of days and sources show."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geomap.records import Article, Event


@dataclass(frozen=True, slots=True)
class DayNotes:
    """A day (ISO) with the events that begin on it, and those of several days that began before and go on."""

    day: str
    events: tuple[Event, ...]
    going_on: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class SourceNotes:
    """Who published articles, with these and the events they tell. Both newest first, undated ones last."""

    name: str
    articles: tuple[Article, ...]
    events: tuple[Event, ...]
    span: tuple[str, str] | None
    """The first and the last day of publication that is known."""


def days_of(events: Iterable[Event]) -> dict[str, DayNotes]:
    """A day for each that an event begins on, the earliest first; events known to the month or year have none."""
    began: dict[str, list[Event]] = {}
    for event in events:
        if event.date in began or _is_day(event.date):
            began.setdefault(str(event.date), []).append(event)
    days = sorted(began)
    going_on: dict[str, list[Event]] = {}
    for event in (event for found in began.values() for event in found):
        if event.date_end and _is_day(event.date_end):
            for day in days[bisect_right(days, str(event.date)) : bisect_right(days, str(event.date_end))]:
                going_on.setdefault(day, []).append(event)
    return {day: DayNotes(day, tuple(began[day]), tuple(going_on.get(day, ()))) for day in days}


def _is_day(value: str | None) -> bool:
    if not value or len(value) != 10:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def sources_of(
    articles: Sequence[Article], told: Mapping[str, tuple[Event, ...]], order: Sequence[Event]
) -> dict[str, SourceNotes]:
    """The sources of articles that name one, by name; `told` has the events of each article, `order` that of events."""
    own: dict[str, list[Article]] = {}
    for article in articles:
        if article.source:
            own.setdefault(article.source, []).append(article)
    rank = {event.id: number for number, event in enumerate(order)}
    notes = []
    for name, published in own.items():
        found = {event.id: event for article in published for event in told.get(article.id, ())}
        days = [article.published for article in published if article.published]
        span = (min(days).isoformat(), max(days).isoformat()) if days else None
        events = [found[id] for id in sorted(found, key=rank.__getitem__)]
        notes.append(SourceNotes(name, tuple(published), tuple(events), span))
    notes.sort(key=lambda n: (-len(n.events), -len(n.articles), n.name))
    return {note.name: note for note in notes}
