"""A file of the site before it is made: its path, a key of all that its bytes follow from, and how to make it.

A build keeps the keys of what it wrote. A page whose key is the same in the next build is left where it lies and not
made again, so that work follows what changed and not how much there is. A page without a key is made each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from geomap import packing
from geomap.journeys import by_event
from geomap.kept_records import KeptArticle, KeptEvent, KeptReading
from geomap.records import Article, Event, Place, Reading
from geomap.sitedata import SiteData

T = TypeVar("T")


class Page(NamedTuple):
    """A file of the site."""

    path: str
    """Below the site's folder, with forward slashes."""
    key: str | None
    """The same for the same content, as far as the version of geomap is; None where that cannot be told. One line."""
    make: Callable[[], bytes]


class Batch(NamedTuple):
    """Files of one kind: there may be ten thousand of them, of which one has changed."""

    paths: list[str]
    keys: list[str]
    make: Callable[[int], bytes]
    """Makes the file of a number."""


def singly(pages: Iterable[Page | Batch]) -> Iterator[Page]:
    """All files, one by one."""
    for one in pages:
        if isinstance(one, Page):
            yield one
        else:
            for n, (path, key) in enumerate(zip(one.paths, one.keys, strict=True)):
                yield Page(path, key, partial(one.make, n))


class Keys:
    """Makes the keys of a collection's pages; what several pages tell is looked at once.

    Args:
        data: the collection.
        constants: what all pages follow from besides; their `repr` tells it.
        told: what an earlier build found of events that are as they were, by id.
    """

    def __init__(self, data: SiteData, *constants: object, told: Mapping[str, str] | None = None) -> None:
        self._data = data
        self.constant = digest(repr((data.title, data.shards, *constants)))
        """What every page follows from, besides what its own key tells."""
        self._once: dict[str, list[Any]] = {}
        self._articles: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._told = told or {}
        journeys = by_event(data.journeys).items()
        self._journeys = {id: digest(repr([(one.person, one.stops) for one in found])) for id, found in journeys}

    def of(self, *parts: object) -> str:
        """The key of a page that tells these texts, numbers and keys, in this order."""
        return digest("\0".join(map(str, parts)))

    def once(self, kind: str, make: Callable[[], Iterable[T]]) -> list[T]:
        """What is the same in each language, and made once: the keys of all pages of a kind."""
        if kind not in self._once:
            self._once[kind] = list(make())
        return self._once[kind]

    def event(self, event: Event) -> str:
        """All that a page may tell of an event: itself, the articles that tell it, its journeys."""
        return self._events[event.id]

    def events(self, events: Iterable[Event]) -> str:
        """The same of several."""
        known = self._events
        return digest("\0".join([known[event.id] for event in events]))

    @cached_property
    def _events(self) -> dict[str, str]:
        told = self.told
        return told | {id: told[id] + moved for id, moved in self._journeys.items() if id in told}

    @cached_property
    def told(self) -> dict[str, str]:
        """What the events themselves and their articles tell, by the events' ids; of use to the next build."""
        last = self._told
        return {event.id: last.get(event.id) or self._tell(event) for event in self._data.events}

    def _tell(self, event: Event) -> str:
        return digest("\0".join((event_key(event), *map(self.article, self._data.sources(event)))))

    def place(self, place: Place) -> str:
        """All that a page may tell of a place itself."""
        if place.id not in self._places:
            self._places[place.id] = digest(repr(place))
        return self._places[place.id]

    def article(self, article: Article) -> str:
        """All that a page may tell of an article, but for its events."""
        known = self._articles.get(article.id)
        if known is None:
            known = article.key if isinstance(article, KeptArticle) else digest_of(article)
            self._articles[article.id] = known
        return known

    def reading(self, reading: Reading) -> str:
        """All that was read from an article."""
        return reading.key if isinstance(reading, KeptReading) else digest_of(reading)

    def row(self, article: Article) -> str:
        """What a list tells of an article of the collection."""
        return self._rows[article.id]

    def rows(self, articles: Iterable[Article]) -> str:
        """The same of several."""
        known = self._rows
        return digest("\0".join([known[article.id] for article in articles]))

    @cached_property
    def _rows(self) -> dict[str, str]:
        told = self._data.article_events
        return {id: f"{self.article(one)} {len(told[id])}" for id, one in self._data.articles.items()}


def digest(text: str) -> str:
    """A short hash: two contents of one page have the same one time in 10^19."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def event_key(event: Event) -> str:
    """The hash of an event."""
    return event.key if isinstance(event, KeptEvent) else digest_of(event)


def digest_of(record: Event | Article | Reading) -> str:
    """The hash of a record."""
    return hashlib.blake2b(packing.plain(record), digest_size=8).hexdigest()
