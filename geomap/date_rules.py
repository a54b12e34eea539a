"""The date that an expression means, given the day of writing and which way its sentence looks.

A date is cut to what is known: "2023-09-13", "2023-09", "2023". Nothing is guessed: what the words and the day of
writing do not fix stays None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hijridate import Hijri

from geomap.date_reading import Expression
from geomap.records import DatePrecision

Direction = Literal["past", "future", "any"]
Hint = Literal["past", "said", "future"]
"""Which way a sentence looks: at what happened, at what someone said (then about anything), at what is to come."""


@dataclass(frozen=True, slots=True)
class When:
    """A resolved expression: ISO dates cut to `precision`, and the direction that was needed to tell them."""

    date: str | None = None
    date_end: str | None = None
    precision: DatePrecision = "none"
    direction: Direction = "any"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the words around an expression tell. `hint` is asked only when it matters: it reads the sentence."""

    published: date | None
    hint: Callable[[], Hint | None]
    year_before: int | None = None
    """The year that the text named last, for "of the same year"."""
    day_first: bool = True
    """Whether 3/4/2023 means the 3rd of April; otherwise only its year is known."""
    told: str | None = None
    """The ISO date that the text told just before, cut to a month or a day, for "the same day", "two days later"."""
    quoted: bool = False
    """Whether it stands in someone's quoted words, which may be of another day."""


UNKNOWN = When()


def resolve(found: Expression, setting: Setting) -> When:
    """The date that `found` means; `UNKNOWN` where it cannot be told."""
    if found.vague:
        return UNKNOWN
    if found.hijri:
        return _hijri(found)
    if found.month is not None:
        return _month(found, setting)
    if found.year is not None:
        return _when_year(found.year, found.year_end)
    if found.since_told is not None or found.same_month:
        return _after_told(found, setting.told)
    published = setting.published
    if published is None:
        return UNKNOWN
    if found.unit == "month" and found.day is not None and found.shift is not None:
        year, month = _months_on(published, found.shift)
        return _when_day(year, month, found.day, found.day_end, "any")
    if found.unit is not None and found.count is not None:
        # "After three days" tells of what is to come only where its sentence does: else it counts from something told.
        return UNKNOWN if found.shift == 1 and setting.hint() != "future" else _amount(found, published)
    if found.unit is not None:
        return _unit(found, published)
    if found.offset is not None or found.weekday is not None:
        return _day(found, setting, published)
    return UNKNOWN


def _after_told(found: Expression, told: str | None) -> When:
    """What is counted from the date that the text told just before."""
    if told is None:
        return UNKNOWN
    if found.same_month:
        return _when_day(int(told[:4]), int(told[5:7]), found.day or 1, None, "any")
    return _shifted(date.fromisoformat(told), timedelta(days=found.since_told or 0)) if len(told) == 10 else UNKNOWN


def iso(day: date, precision: DatePrecision) -> str:
    """`day` cut to `precision`."""
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4, "none": 0}[precision]]


def real_day(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _when_day(year: int, month: int, day: int, day_end: int | None, direction: Direction) -> When:
    first = real_day(year, month, day)
    if first is None:
        return When(f"{year:04}-{month:02}", None, "month", direction)
    last = real_day(year, month, day_end) if day_end else None
    return When(first.isoformat(), last.isoformat() if last and last > first else None, "day", direction)


def _when_year(year: int, year_end: int | None) -> When:
    return When(f"{year:04}", f"{year_end:04}" if year_end and year_end > year else None, "year")


def _over(days: Iterable[date]) -> When:
    """The month or months that the days lie in."""
    months = sorted({iso(day, "month") for day in days})
    return When(months[0], months[-1] if len(months) > 1 else None, "month")


def _months_on(day: date, count: int) -> tuple[int, int]:
    months = day.year * 12 + day.month - 1 + count
    return months // 12, months % 12 + 1


def _hijri(found: Expression) -> When:
    if found.year is None:
        return UNKNOWN
    try:
        if found.month is None:
            first, last = Hijri(found.year, 1, 1), Hijri(found.year + 1, 1, 1)
            return _when_year(first.to_gregorian().year, last.to_gregorian().year)
        if found.day is None:
            start = Hijri(found.year, found.month, 1)
            day = start.to_gregorian()
            return When(day.isoformat(), (day + timedelta(days=start.month_length() - 1)).isoformat(), "day")
        return When(Hijri(found.year, found.month, found.day).to_gregorian().isoformat(), None, "day")
    except (ValueError, OverflowError):  # a year outside the tables (1343 to 1500) or a day that no month has
        return UNKNOWN


def _month(found: Expression, setting: Setting) -> When:
    month, day = found.month or 1, found.day
    if found.kind == "dmy" and not setting.day_first and day is not None and day <= 12 and day != month:
        return _when_year(found.year or 0, None)
    year, direction = _year(found, month, day, setting)
    if year is None:
        return UNKNOWN
    if day is not None:
        return _when_day(year, month, day, found.day_end, direction)
    end = f"{year:04}-{found.month_end:02}" if found.month_end else None
    return When(f"{year:04}-{month:02}", end, "month", direction)


def _year(found: Expression, month: int, day: int | None, setting: Setting) -> tuple[int | None, Direction]:
    """The year of a day and month or of a month, and the direction that told it."""
    if found.year is not None:
        return found.year, "any"
    if found.same_year:
        return setting.year_before, "any"
    published = setting.published
    if published is None:
        return None, "any"
    if found.year_shift is not None:
        return published.year + found.year_shift, "any"
    years = [year for year in range(published.year - 8, published.year + 9) if real_day(year, month, day or 1)]
    if found.weekday is not None and day is not None:
        fitting = [y for y in years if abs(y - published.year) <= 1 and date(y, month, day).weekday() == found.weekday]
        years = fitting or years
    here = (published.month, published.day) if day else (published.month, 0)
    there = (month, day or 0)
    before = [y for y in years if (y, *there) < (published.year, *here)]
    now = [y for y in years if (y, *there) == (published.year, *here)]
    after = [y for y in years if (y, *there) > (published.year, *here)]
    if found.shift == -1:
        return (before[-1] if before else None), "any"
    if found.shift == 1:
        return (after[0] if after else None), "any"
    if found.shift == 0 or now:
        near = min(years, key=lambda y: abs((date(y, month, day or 1) - published).days), default=None)
        return near, "any" if found.shift == 0 else "past"
    return _nearest(before, after, date(2000, month, min(day or 15, 28)), published, setting.hint())


def _nearest(
    before: list[int], after: list[int], when: date, published: date, hint: Hint | None
) -> tuple[int | None, Direction]:
    """The year on the side that the sentence looks at; where it only reports words, the nearer side."""
    past = before[-1] if before else None
    future = after[0] if after else None
    if hint == "future" and future is not None:
        return future, "future"
    if past is None or future is None:
        return (past, "past") if past is not None else (future, "future")
    back = (published - when.replace(year=past)).days
    ahead = (when.replace(year=future) - published).days
    # A year is left out when it is clear; eight months back is where it starts not to be.
    far = back > 240 and ahead < back
    if hint == "past":
        return (None, "any") if far and ahead < 60 else (past, "past")
    return (future, "future") if far else (past, "past")


def _unit(found: Expression, published: date) -> When:
    shift = found.shift or 0
    if found.unit == "year":
        return _when_year(published.year + shift, None)
    if found.unit == "month":
        year, month = _months_on(published, shift)
        return When(f"{year:04}-{month:02}", None, "month")
    # Weeks begin on Sunday in some countries and on Monday in others: the days of both.
    monday = published - timedelta(days=published.weekday()) + timedelta(weeks=shift)
    sunday = published - timedelta(days=(published.weekday() + 1) % 7) + timedelta(weeks=shift)
    if found.weekday is not None:
        days = {monday + timedelta(days=found.weekday), sunday + timedelta(days=(found.weekday + 1) % 7)}
        return When(days.pop().isoformat(), None, "day") if len(days) == 1 else _over(days)
    first, last = min(monday, sunday), max(monday, sunday) + timedelta(days=6)
    return _over((first, last))


def _amount(found: Expression, published: date) -> When:
    count = (found.count or 0) * (found.shift or -1)
    if found.unit == "day" and not found.about:
        return _shifted(published, timedelta(days=count))
    if found.unit in ("day", "week"):
        middle = timedelta(days=count) if found.unit == "day" else timedelta(weeks=count)
        slack = timedelta(days=max(3, abs(middle.days) // 4) if found.about else 3)
        try:
            return _over((published + middle - slack, published + middle + slack))
        except OverflowError:
            return UNKNOWN
    months = count if found.unit == "month" else count * 12
    slack_months = max(1, abs(months) // 4) if found.about else 0
    years = {_months_on(published, months + step)[0] for step in (-slack_months, slack_months)}
    if min(years) < 1000:
        return UNKNOWN
    if found.unit == "year" or found.about:
        return _when_year(years.pop(), None) if len(years) == 1 else UNKNOWN
    year, month = _months_on(published, months)
    return When(f"{year:04}-{month:02}", None, "month")


def _shifted(day: date, step: timedelta) -> When:
    try:
        return When((day + step).isoformat(), None, "day")
    except OverflowError:
        return UNKNOWN


def _day(found: Expression, setting: Setting, published: date) -> When:
    if found.weekday is None:
        if setting.quoted:
            return UNKNOWN  # "today" in quoted words is the speaker's day
        return _shifted(published, timedelta(days=found.offset or 0))
    if found.offset is not None:
        # A text that is put out days after it was written still says today: its weekday tells the true day.
        target = published + timedelta(days=found.offset)
        nearest = (target + timedelta(days=step) for step in (0, -1, 1, -2, -3, -4, -5))
        return When(next(day for day in nearest if day.weekday() == found.weekday).isoformat(), None, "day")
    back = (published.weekday() - found.weekday) % 7
    direction: Direction = "any"
    if found.shift == -1:
        step = -(back or 7)
    elif found.shift == 1:
        step = 7 - back
    else:
        direction = "future" if setting.hint() == "future" else "past"
        step = (7 - back) % 7 if direction == "future" else -back
    day = published + timedelta(days=step)
    end = None
    if found.weekday_end not in (None, found.weekday):
        end = (day + timedelta(days=(found.weekday_end - found.weekday) % 7)).isoformat()
    return When(day.isoformat(), end, "day", direction)
