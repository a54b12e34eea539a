"""Date expressions of an article, resolved against its publication date.

One pass over the text finds them (`date_patterns`), `date_reading` reads what they say, neighbours are joined, and
`date_rules` works out the date. Without a publication date, what depends on it stays None: the span is still given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from geomap.date_hints import hint, is_quoted
from geomap.date_patterns import finder
from geomap.date_reading import Expression, joined, listed, ranged, read
from geomap.date_rules import Setting, When, real_day, resolve
from geomap.months import plain
from geomap.records import Article, DateSpan

# What is written but not read: vowel signs, tatweel, bidirectional marks; and presentation forms, which fold to others.
_ODD = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u06d6-\u06ed]+"
    "|[\ufb50-\ufdff\ufe70-\ufefc]+"
)
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]*")
_SINCE = re.compile(r"(?:منذ|since|Since) *$")
_ARABIC_LETTER = re.compile("[\u0620-\u064a\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN_LETTER = re.compile("[A-Za-z]{3}")


class _Plain:
    """A part of a text in plain form, with the way back to the original's offsets."""

    __slots__ = ("_at", "_from", "text")

    def __init__(self, original: str) -> None:
        self._at, self._from = [0], [0]
        parts: list[str] = []
        length = done = 0
        for odd in _ODD.finditer(original):
            parts.append(original[done : odd.start()])
            length += odd.start() - done
            for offset, character in enumerate(odd.group(), odd.start()):
                form = (
                    unicodedata.normalize("NFKC", character) if character >= "\ufb50" and character != "\ufeff" else ""
                )
                if form:
                    self._mark(length, offset)
                    parts.append(form)
                    length += len(form)
            self._mark(length, odd.end())
            done = odd.end()
        parts.append(original[done:])
        self.text = plain("".join(parts))

    def _mark(self, at: int, original: int) -> None:
        if self._at[-1] == at:
            self._from[-1] = original
        else:
            self._at.append(at)
            self._from.append(original)

    def original(self, offset: int) -> int:
        """The original's offset of the character at `offset`."""
        index = bisect_right(self._at, offset) - 1
        step = offset - self._at[index]
        if index + 1 < len(self._from):  # the letters that one ligature folds to share its offset
            step = min(step, self._from[index + 1] - self._from[index] - 1)
        return self._from[index] + max(step, 0)


def find_dates(article: Article) -> tuple[DateSpan, ...]:
    """The date expressions of all of `article`'s sections but those cut off, in order, none overlapping.

    Offsets lead into `article.text`; attached one-letter clitics are left out. `date` is None where the words and
    `article.published` do not fix it, and always where they speak of no certain time ("days ago", "for three days").
    Where nothing tells the day of publication, "today, Friday 13 May 2022" does.
    """
    parts = [
        (section, part, list(_ranges(_neighbours(_expressions(part.text), part.text), part.text)))
        for section in article.sections
        if section.kind != "cut"
        for part in (_Plain(article.text[section.start : section.end]),)
    ]
    published = article.published or _day_of_writing(one for _, _, found in parts for one, _ in found)
    spans: list[DateSpan] = []
    read: list[Expression] = []
    year: int | None = None
    for section, part, found_here in parts:
        earlier: Expression | None = None
        told: tuple[int, str] | None = None
        for one, until in found_here:
            found = _carried(one, earlier, part.text)
            setting = Setting(
                published,
                partial(hint, part.text, found.start, found.end),
                year,
                article.language != "en",
                told[1] if told and found.start - told[0] <= _NEAR else None,
                found.offset is not None and is_quoted(part.text, found.start),
            )
            when = resolve(found, setting) if until is None else _span(found, until, setting)
            start = section.start + part.original(found.start)
            end = section.start + part.original((until or found).end - 1) + 1
            end = _whole_end(article.text, start, end, section.end)
            spans.append(
                DateSpan(start, end, article.text[start:end], when.date, when.date_end, when.precision, when.direction)
            )
            read.append(found)
            if when.date and when.precision in ("day", "month"):
                told = ((until or found).end, when.date_end or when.date)
            if found.year is not None and not found.hijri:
                year, earlier = found.year, found
    return tuple(spans) if published else _with_years_named(article.text, spans, read)


_NEAR = 300
"""Characters behind a date in which "the same day" and "two days later" count from it."""
_ANNIVERSARY = re.compile(r"ذكرى|سنوي|كل عام|كل سنة|[Aa]nniversar|[Ee]very|[Aa]nnual|[Yy]early")


def _day_of_writing(expressions: Iterable[Expression]) -> date | None:
    """The day that a whole date beside "today" or "yesterday" tells; None where there is none or they disagree."""
    days = {
        day - timedelta(days=one.offset)
        for one in expressions
        if one.offset is not None and one.year is not None and one.month is not None and one.day is not None
        if not one.hijri and (day := real_day(one.year, one.month, one.day))
    }
    return days.pop() if len(days) == 1 else None


def _with_years_named(text: str, spans: list[DateSpan], read: list[Expression]) -> tuple[DateSpan, ...]:
    """The spans of a text of no known day, days without a year in the one that it names for the same day elsewhere.

    Not where an anniversary may be meant, nor what is still to come.
    """
    years: dict[tuple[int, int], set[int]] = {}
    for one in read:
        if one.year is not None and one.month is not None and one.day is not None and not one.hijri:
            years.setdefault((one.month, one.day), set()).add(one.year)
    latest = max((one.year for one in read if one.year is not None and not one.hijri), default=None)
    found = []
    for span, one in zip(spans, read, strict=True):
        named = years.get((one.month or 0, one.day or 0), set())
        bare = span.date is None and one.day_end is None and one.unit is None and one.shift in (None, -1)
        if bare and len(named) == 1 and (one.shift is None or named == {latest}):
            around = text[max(0, span.start - 60) : span.end + 20]
            day = real_day(min(named), one.month or 0, one.day or 0)
            if day and not _ANNIVERSARY.search(around):
                span = replace(span, date=day.isoformat(), precision="day")
        found.append(span)
    return tuple(found)


def _whole_end(text: str, start: int, end: int, stop: int) -> int:
    """`end` behind the marks on its last letter and the bracket that the span opened."""
    marks = _MARKS.match(text, end, stop)
    end = marks.end() if marks else end
    opened = text.count("(", start, end) > text.count(")", start, end)
    return end + 1 if opened and end < stop and text[end] == ")" else end


def full_date(text: str, *, day_first: bool = True) -> tuple[date, int, int] | None:
    """The first whole date of `text` that needs no other to be told, with its span; None when there is none."""
    part = _Plain(text)
    for found in _neighbours(_expressions(part.text), part.text):
        setting = Setting(None, lambda: None, None, day_first)
        when = resolve(found, setting)
        if when.precision == "day" and when.date and not when.date_end:
            return date.fromisoformat(when.date), part.original(found.start), part.original(found.end - 1) + 1
    return None


def _expressions(text: str) -> Iterator[Expression]:
    matches = []
    if _ARABIC_LETTER.search(text):
        matches.append(_scan(finder(arabic=True), text))
        if _LATIN_LETTER.search(text):
            matches.append(_scan(finder(arabic=False), text))
    else:
        matches.append(_scan(finder(arabic=False), text))
    found = sorted((one for scan in matches for one in scan), key=lambda one: (one.start, -one.end))
    end = 0
    for one in found:
        if one.start >= end:
            yield one
            end = one.end


def _scan(pattern: re.Pattern[str], text: str) -> Iterator[Expression]:
    match = pattern.search(text)
    while match:
        found = read(match.lastgroup or "", text, match.start())
        if found is not None:
            yield found
        # What is no date after all may hide one: look again behind its first word.
        again = found.end if found is not None else match.start() + _first_word(match.group())
        match = pattern.search(text, again)


def _first_word(words: str) -> int:
    return max(1, len(words.split(" ", 1)[0]))


def _neighbours(found: Iterator[Expression], text: str) -> Iterator[Expression]:
    held: Expression | None = None
    for one in found:
        if held is not None:
            both = joined(held, one, text)
            if both is None:
                yield held
            held = both or one
        else:
            held = one
    if held is not None:
        yield held


def _ranges(found: Iterator[Expression], text: str) -> Iterator[tuple[Expression, Expression | None]]:
    held: Expression | None = None
    for one in found:
        if held is not None and ranged(held, one, text):
            yield held, one
            held = None
            continue
        if held is not None:
            yield (_like(held, one) if listed(held, one, text) else held), None
        held = one
    if held is not None:
        yield held, None


def _carried(found: Expression, earlier: Expression | None, text: str) -> Expression:
    """`found` in the year that its sentence has just named: في عام 2011، وتحديدا في 15 مارس."""
    if found.month is None or found.year is not None or earlier is None or not earlier.kind.endswith("_year"):
        return found
    if found.shift is not None or found.year_shift is not None or found.same_year or earlier.year_end is not None:
        return found
    gap = text[earlier.end : found.start]
    if len(gap) > 60 or re.search(r"[.!?؟\n]", gap) or _SINCE.search(text[max(0, earlier.start - 8) : earlier.start]):
        return found
    return replace(found, year=earlier.year)


def _span(first: Expression, last: Expression, setting: Setting) -> When:
    """The time from `first` to `last`."""
    when = resolve(_like(first, last), setting)
    end = resolve(last, setting)
    if when.date and end.date and end.date < when.date and last.weekday is not None and last.day is None:
        # The end of a span lies ahead of its start: "from Thursday to Monday".
        end = resolve(last, replace(setting, published=date.fromisoformat(when.date), hint=lambda: "future"))
    if not when.date or not end.date or len(end.date) != len(when.date):
        return when
    last_day = end.date_end or end.date
    return replace(when, date_end=last_day) if last_day > when.date else when


def _like(first: Expression, last: Expression) -> Expression:
    """`first` with the year or step that only the end of the span tells: من 28 أبريل إلى 3 مايو 2023."""
    if first.month is None or first.year is not None or first.shift is not None or first.year_shift is not None:
        return first
    year = last.year
    if year is not None and last.month is not None and (last.month, last.day or 0) < (first.month, first.day or 0):
        year -= 1
    return replace(first, year=year, shift=last.shift, year_shift=last.year_shift)
