"""What is new, as a page: the changes that the last builds brought, newest first, each with its reasons and links.

Where no build before is known, as in a fresh clone, it lists the events that were reported last instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from geomap.assets import page_scripts
from geomap.comparing import AWAY, KINDS, SPAN, WORDS, Change, Named, Reason
from geomap.departed import Departed
from geomap.feeds import Report
from geomap.history import Brought
from geomap.legend import STATUSES, TYPES
from geomap.messages import Language
from geomap.news_feeds import ATOM, CHANGES, PAGE, Entry, news_feed_files
from geomap.pagecontext import page_context, render
from geomap.records import Event
from geomap.sitedata import SiteData, event_title, event_where, slug
from geomap.wording import reason_text

CONTEXT = "change"
"""Of the reasons of changes in the catalogues."""
_SIDES = {"type": "What kind", "subtype": "What kind", "status": "Status", "relation": "Where", "participants": "Who"}
_PART = re.compile(r" \((?:actor|target|other)\)")
NEWEST = 50
"""Events that are listed where no changes are known."""


@dataclass(frozen=True, slots=True)
class ToldReason:
    """A reason in words; what it is about stands between `first` and `last`, with its page's path if it has one."""

    first: str
    about: str = ""
    path: str | None = None
    last: str = ""

    def __str__(self) -> str:
        return f"{self.first}{self.about}{self.last}"


@dataclass(frozen=True, slots=True)
class Row:
    """A change in one language's words; `path` is its event's page below the language's folder, if it has one."""

    change: Change
    title: str
    path: str | None
    facts: tuple[str, ...]
    """When and where, of an event that came."""
    way: tuple[str, str] | None
    """What it was and what it is."""
    reasons: tuple[ToldReason, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The changes of one day, by kind, and how many more there were than are listed."""

    day: str
    kinds: tuple[tuple[str, int, tuple[Row, ...]], ...]
    """Kind, how many there were, those that are listed."""


class News:
    """The changes of one language's page and feeds."""

    def __init__(self, data: SiteData, departed: Collection[Departed], own: Language) -> None:
        self._data, self._own = data, own
        self._events = {event.id: event for event in data.events}
        self._departed = {one.id: one for one in departed}

    def days(self, builds: Sequence[Brought]) -> tuple[Day, ...]:
        """All days with changes, newest first."""
        found = []
        for day, group in groupby(builds, key=lambda build: build.at[:10]):
            those = list(group)
            kinds = []
            for kind in KINDS:
                rows = tuple(self.row(one) for build in those for one in build.changes if one.kind == kind)
                if count := sum(build.counts.get(kind, 0) for build in those):
                    kinds.append((kind, count, rows))
            found.append(Day(day, tuple(kinds)))
        return tuple(found)

    def row(self, change: Change) -> Row:
        """One change."""
        own = self._own
        event = self._events.get(change.id)
        titles = (change.title_ar, change.title_en) if own.code == "ar" else (change.title_en, change.title_ar)
        facts: tuple[str, ...] = ()
        if event is not None and change.kind in ("added", "split"):
            where = event_where(event, own) or own.text("Place not known")
            facts = (own.date(event.date, event.date_end, short=True), where)
        return Row(
            change,
            titles[0] or titles[1] or own.text(TYPES["other"]),
            self._path(change.id),
            facts,
            self._way(change, event),
            self.reasons(change.reasons),
        )

    def reasons(self, reasons: Sequence[Reason]) -> tuple[ToldReason, ...]:
        """Reasons in words, those not meant for readers left out."""
        told = (self._reason(reason) for reason in reasons)
        return tuple(reason for reason in told if str(reason))

    def _path(self, id: str) -> str | None:
        if id in self._events or id in self._departed:
            return f"event/{self._data.event_slugs.get(id) or slug(id)}.html"
        return None

    def _way(self, change: Change, event: Event | None) -> tuple[str, str] | None:
        own = self._own
        if change.places:
            before, after = (self._place(place) for place in change.places)
            # Where only the spot at the same place is another, the event as it is now tells it.
            if before == after and event is not None:
                after = event_where(event, own) or after
            return (before, after)
        if change.kind == "redated":
            return (self._dates(change.before), self._dates(change.after))
        if change.kind == "changed":
            before, after = (self._value(change.what, value) for value in (change.before, change.after))
            # Where only somebody's part in it is another, there is nothing to show.
            return (f"{own.text(_SIDES[change.what])}: {before}", after) if before != after else None
        if change.kind in ("merged", "renamed") and (heir := self._events.get(change.after or "")):
            return ("", event_title(heir, own))
        return None

    def _place(self, place: Named | None) -> str:
        own = self._own
        if place is None:
            return own.text("Place not known")
        name = (place.name_ar or place.name) if own.code == "ar" else place.name
        country = own.country(place.country)
        return name if country in ("", name, place.name) else f"{name}{'، ' if own.code == 'ar' else ', '}{country}"

    def _dates(self, told: str | None) -> str:
        first, _, last = (told or "").partition(SPAN)
        return self._own.date(first or None, last or None, short=True)

    def _value(self, what: str, value: str | None) -> str:
        if value is None:
            return self._own.text("not told")
        if what == "participants":
            return _PART.sub("", value)
        words = {"type": TYPES, "status": STATUSES}.get(what, {})
        return self._own.text(words[value]) if value in words else value

    def _reason(self, reason: Reason) -> ToldReason:
        own = self._own
        if reason.words not in WORDS:
            return ToldReason(reason_text(reason.words, own))
        first, _, last = str(own.translations.pgettext(CONTEXT, reason.words)).partition("%(a)s")
        about, path = reason.about, None
        if reason.words == AWAY:
            about = own.numerals(about)
        elif article := self._data.articles.get(about):
            about, path = article.heading, f"article/{self._data.article_slugs[article.id]}.html"
        elif about in self._events:
            about, path = event_title(self._events[about], own), self._path(about)
        elif about in self._departed:
            one = self._departed[about]
            about, path = (one.title_ar if own.code == "ar" else one.title_en), self._path(about)
        return ToldReason(first, about, path, last)


def news_pages(
    data: SiteData,
    builds: Sequence[Brought],
    reports: Sequence[Report],
    departed: Sequence[Departed],
    shared: dict[str, Any],
) -> Iterator[tuple[str, str]]:
    """The page of one language and, where the site's address is known, its feeds: paths below its folder, and texts.

    `reports` are the newest ones, which stand there where no build before is known.
    """
    own, base_url = shared["language"], shared["base_url"]
    news = News(data, departed, own)
    newest = () if builds else tuple(report.event for report in reports[:NEWEST])
    context = page_context(
        shared,
        PAGE,
        section="events",
        days=news.days(builds),
        kinds_of_change=CHANGES,
        newest=newest,
        news_feed=ATOM if builds and base_url else None,
        scripts=page_scripts(None, own.code),
    )
    yield PAGE, render("news.html", context)
    if builds and base_url:
        entries = [_entry(build.at, news.row(one)) for build in builds for one in build.changes]
        yield from news_feed_files(data.title, entries, base_url, own)


def _entry(at: str, row: Row) -> Entry:
    """What the feeds tell of a change."""
    way = " → ".join(part for part in row.way if part) if row.way else ""
    told = [" · ".join(row.facts), way, *(str(reason) for reason in row.reasons)]
    one = row.change
    key = (at, one.kind, one.id, one.before or "", one.after or "", one.what)
    return Entry(key, at, one.kind, one.id, row.title, row.path, "\n".join(part for part in told if part))
