"""The lists of everything: events, days, places, articles and sources.

What has a date is listed by decade, year, month or day, whichever is short enough for a page, so that something new
changes the page of its time and no other. Pages by number would all move on by a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from geomap.assets import page_scripts
from geomap.messages import Language
from geomap.pagecontext import page_context, render
from geomap.records import Article, Event
from geomap.sitedata import PlaceNotes, SiteData
from geomap.sitegroups import DayNotes, SourceNotes
from geomap.sitepages import Keys, Page

LIST_LENGTH = 500
"""Rows on one page of a list; a page of a day or source shows no more, and leads to the map for the rest."""

NEAR = 6
"""As many parts before and after it a part of a list leads to, besides the first and the last."""

# Characters of an ISO date: decade, year, month, day.
_PERIODS = (3, 4, 7, 10)
# A list that stands beside another one under the same heading of the menu.
_SECTIONS = {"days": "events", "sources": "articles"}


class Part(NamedTuple):
    """What stands on one page of a list. `name` is "" where a list is one page, else tells the part apart."""

    name: str
    items: Sequence[Any]


class _List(NamedTuple):
    name: str
    heading: str
    lead: str
    parts: list[Part]
    keys: list[str]
    """What the rows of each part tell."""


def list_pages(data: SiteData, shared: dict[str, Any], keys: Keys) -> Iterator[Page]:
    """The lists, at most about `LIST_LENGTH` rows a page."""
    own = shared["language"]
    for one in _lists(data, own, keys):
        paths = [f"{one.name}.html" if n == 0 else f"{one.name}-{part.name}.html" for n, part in enumerate(one.parts)]
        labels = [_label(part.name, own) for part in one.parts]
        for n, part in enumerate(one.parts):
            lead = one.lead if n == 0 else labels[n]
            told = {"list": one.name, "heading": own.text(one.heading), "lead": lead, "items": part.items}
            pager = _pager(labels, paths, n)
            more = {**told, "section": _SECTIONS.get(one.name, one.name), "pager": pager, "here_is": paths[n]}
            known = keys.of(lead, pager, one.keys[n])
            yield Page(shared["folder"] + paths[n], known, partial(_page, shared, paths[n], more))


def _pager(labels: Sequence[str], paths: Sequence[str], here: int) -> list[tuple[str, str]]:
    """Words and paths of the parts that a part leads to: the first, the last, and those around it; "" for a gap."""
    if len(paths) == 1:
        return []
    wanted = sorted({0, len(paths) - 1, *range(max(0, here - NEAR), min(len(paths), here + NEAR + 1))})
    found: list[tuple[str, str]] = []
    for before, n in zip((0, *wanted), wanted, strict=False):
        if n > before + 1:
            found.append(("…", ""))
        found.append((labels[n], paths[n]))
    return found


def _page(shared: dict[str, Any], path: str, more: dict[str, Any]) -> bytes:
    scripts = page_scripts(None, shared["language"].code)
    return render("list.html", page_context(shared, path, scripts=scripts, **more)).encode()


def _lists(data: SiteData, own: Language, keys: Keys) -> Iterator[_List]:
    def event_day(event: Event) -> str:
        return event.date or ""

    def article_day(article: Article) -> str:
        return article.published.isoformat() if article.published else ""

    def day(notes: DayNotes) -> str:
        return notes.day

    def told(name: str, heading: str, lead: str, parts: Callable[[], list[Part]], key: Callable[[Any], str]) -> _List:
        made = keys.once(f"parts of {name}", parts)
        known = keys.once(f"rows of {name}", lambda: (key(part.items) for part in made))
        return _List(name, heading, lead, made, known)

    def of(row: Callable[[Any], str]) -> Callable[[Sequence[Any]], str]:
        return lambda items: keys.of(*map(row, items))

    def in_time(items: Sequence[Any], date_of: Callable[[Any], str]) -> Callable[[], list[Part]]:
        return partial(by_period, items, date_of)

    articles = [reading.article for reading in data.readings]
    days, sources = list(data.days.values())[::-1], list(data.publishers.values())
    lead = own.count("%(num)s event", "%(num)s events", len(data.events))
    yield told("events", "Events", lead, in_time(data.events, event_day), keys.events)
    lead = own.count("%(num)s day", "%(num)s days", len(days))
    yield told("days", "Days", lead, in_time(days, day), of(lambda notes: f"{notes.day} {len(notes.events)}"))
    lead = own.count("%(num)s place", "%(num)s places", len(data.places))
    yield told("places", "Places", lead, partial(by_number, data.places), of(partial(_place, keys)))
    lead = own.count("%(num)s article", "%(num)s articles", len(articles))
    yield told("articles", "Articles", lead, in_time(articles, article_day), keys.rows)
    lead = own.count("%(num)s source", "%(num)s sources", len(sources))
    yield told("sources", "Sources", lead, partial(by_number, sources), of(_source))


def _place(keys: Keys, notes: PlaceNotes) -> str:
    return f"{keys.place(notes.place)} {len(notes.events)} {len(notes.mentions)}"


def _source(notes: SourceNotes) -> str:
    return f"{notes.name} {notes.span} {len(notes.events)} {len(notes.articles)}"


def by_number(items: Sequence[Any]) -> list[Part]:
    """A list in parts of one length."""
    starts = range(0, max(1, len(items)), LIST_LENGTH)
    return [Part(str(n + 1), items[at : at + LIST_LENGTH]) for n, at in enumerate(starts)]


def by_period(items: Sequence[Any], date_of: Callable[[Any], str]) -> list[Part]:
    """A list in the order of time, newest first, in parts of a decade, year, month or day: the longest that is short.

    `date_of` gives ISO dates, cut to what is known; "" for what has none. A day that is too long has several parts.
    """
    return list(_periods(items, [date_of(item) for item in items], "", 0))


def _periods(items: Sequence[Any], days: Sequence[str], name: str, level: int) -> Iterator[Part]:
    if len(items) <= LIST_LENGTH:
        yield Part(name, items)
        return
    if level == len(_PERIODS) or (name and len(name) < _PERIODS[level - 1]):
        for part in by_number(items):
            yield Part(f"{name}_{part.name}" if part.name != "1" else name, part.items)
        return
    start = 0
    for period, same in groupby([day[: _PERIODS[level]] for day in days]):
        end = start + len(list(same))
        inner = f"{period}0s" if level == 0 and period else period or "undated"
        yield from _periods(items[start:end], days[start:end], inner, level + 1 if period else len(_PERIODS))
        start = end


def _label(name: str, own: Language) -> str:
    period, _, number = name.partition("_")
    if period == "undated":
        label = own.text("Date not told")
    elif period.endswith("s"):
        label = f"{own.date(period[:4])}–{own.date(period[:3] + '9')}"
    else:
        label = own.date(period, short=True) if len(period) > 3 else own.number(int(period or 1))
    return f"{label} ({own.number(int(number))})" if number else label
