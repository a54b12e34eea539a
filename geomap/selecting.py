"""Which events of a collection an embed or a picture shows: one, those of a place, of some types, of a span of time."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.errors import SiteError
from geomap.records import EVENT_TYPES, Event, Place

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; all of it together. `first` and `last` are dates cut to what is meant: a year, month or day.

    Raises SiteError for a type that there is not, or what is no date.
    """

    event: str | None = None
    place: str | None = None
    types: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None

    def __post_init__(self) -> None:
        for kind in self.types:
            if kind not in EVENT_TYPES:
                raise SiteError(f"no event type {kind!r}; there are {', '.join(EVENT_TYPES)}")
        for value in (self.first, self.last):
            if value is not None and days_meant(value) is None:
                raise SiteError(f"{value!r} is no date; write 2024, 2024-05 or 2024-05-31")

    def of(self, events: Sequence[Event]) -> list[Event]:
        """The events asked for, in their order; a span of time leaves undated ones out. Raises SiteError for none."""
        found = [event for event in events if self._takes(event)]
        if found or self == Selection():
            return found
        if self.event is not None:
            raise SiteError(f"no event {self.event!r}; `geomap parse` and the site's event pages tell the ids")
        if self.place is not None and all(event.place is None or event.place.id != self.place for event in events):
            raise SiteError(f"no event at a place {self.place!r}; the site's place pages tell the ids")
        raise SiteError("no event is all that was asked for")

    def place_of(self, events: Sequence[Event]) -> Place | None:
        """The place that was asked for."""
        return next((event.place for event in events if event.place and event.place.id == self.place), None)

    def _takes(self, event: Event) -> bool:
        if self.event is not None and event.id != self.event:
            return False
        if self.place is not None and (event.place is None or event.place.id != self.place):
            return False
        if self.types and event.type not in self.types:
            return False
        if self.first is None and self.last is None:
            return True
        known = days_meant(event.date) if event.date else None
        if known is None:
            return False
        until = days_meant(event.date_end) if event.date_end else None
        begins, _ = days_meant(self.first or "0001") or ("", "")
        _, ends = days_meant(self.last or "9999") or ("", "")
        return known[0] <= ends and max(known[1], until[1] if until else "") >= begins


def days_meant(date: str) -> tuple[str, str] | None:
    """The first and the last day (ISO) that a date cut to what is known may mean; None for what is no date."""
    match = _DATE.fullmatch(date)
    if match is None:
        return None
    year, month, day = match.groups()
    if int(year) < 1 or (month and not 1 <= int(month) <= 12):
        return None
    if day:
        return (date, date) if 1 <= int(day) <= calendar.monthrange(int(year), int(month))[1] else None
    if month:
        return f"{date}-01", f"{date}-{calendar.monthrange(int(year), int(month))[1]}"
    return f"{year}-01-01", f"{year}-12-31"
