"""Records that an earlier build kept: what most pages ask of them is at hand, the rest is loaded when it is asked for.

They are the records of `geomap.records` in all that they answer. A collection of ten thousand articles is opened in a
fraction of a second this way, and only the few readings that a change touches are unpacked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, ClassVar

from geomap.records import Article, Event, Place, Reading
from geomap.summaries import Summary, summary_of

Row = list[Any]
"""What is at hand of a record, as JSON has it; places are numbers."""
Number = Callable[[Place], int]
"""Gives a place its number."""

_EVENT_LATER = ("relation", "place_reasons", "candidates", "participants", "evidence", "reasons", "conflicts", "spot",
                "tolls", "route", "corrected")  # fmt: skip
_EMPTY: tuple[Any, ...] = tuple(None if name in ("relation", "spot") else () for name in _EVENT_LATER)
"""What those are where they say nothing: such ones are at hand too."""
_ARTICLE_LATER = ("text", "sections", "corrections")
_READING_LATER = ("resolutions", "dates", "events")


def _at_hand(kind: Any, later: Sequence[str]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in later)


_ARTICLE_NOW = _at_hand(Article, _ARTICLE_LATER)
_EVENT_NOW = _at_hand(Event, _EVENT_LATER)
_PLACE_AT = _EVENT_NOW.index("place")
_set = object.__setattr__


def _fill(record: object, names: Iterable[str], full: object) -> None:
    for name in names:
        _set(record, name, getattr(full, name))


class Later:
    """A record some of whose fields are loaded when one of them is asked for.

    A class of such records names them, and what comes later; one made of it (`dataclasses.replace`) is a plain one.
    """

    __slots__ = ()

    record: ClassVar[Any]
    later: ClassVar[Sequence[str]]
    _load: Callable[[], object]

    def __new__(cls, *args: Any, **values: Any) -> Any:
        """The plain record of these values."""
        return cls.record(*args, **values)

    def __getattr__(self, name: str) -> Any:
        if name not in self.later:
            raise AttributeError(name)
        _fill(self, self.later, self._load())
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        kind = self.record
        return isinstance(other, kind) and all(getattr(self, f.name) == getattr(other, f.name) for f in fields(kind))

    def __hash__(self) -> int:
        return int(self.record.__hash__(self))


class KeptArticle(Later, Article):
    """An article whose text is loaded when it is asked for."""

    __slots__ = ("_heading", "_load", "key")

    record, later = Article, _ARTICLE_LATER
    _heading: str
    key: str
    """A hash of the article and of all that decides how it is read."""

    @property
    def heading(self) -> str:
        """As `Article.heading`."""
        return self._heading


class KeptReading(Later, Reading):
    """A reading of which what was read is loaded when it is asked for."""

    __slots__ = ("_load", "key", "summary")

    record, later = Reading, _READING_LATER
    key: str
    """As that of its article."""
    summary: Summary


class KeptEvent(Later, Event):
    """An event of which evidence, reasons and the like are loaded when they are asked for."""

    __slots__ = ("_articles", "_load", "key")

    record, later = Event, _EVENT_LATER
    _articles: tuple[str, ...]
    key: str
    """A hash of the event."""

    @property
    def articles(self) -> tuple[str, ...]:
        """As `Event.articles`."""
        return self._articles


def event_row(event: Event, key: str, number: Number) -> Row:
    """What is at hand of an event."""
    values = [getattr(event, name) for name in _EVENT_NOW]
    if event.place is not None:
        values[_PLACE_AT] = number(event.place)
    later = [n for n, name in enumerate(_EVENT_LATER) if getattr(event, name) not in (None, ())]
    return [key, list(event.articles), later, *values]


def kept_event(row: Row, places: Sequence[Place], load: Callable[[], Event]) -> KeptEvent:
    """The event of a row."""
    key, articles, later, *values = row
    if values[_PLACE_AT] is not None:
        values[_PLACE_AT] = places[values[_PLACE_AT]]
    event = object.__new__(KeptEvent)
    _set(event, "key", key)
    _set(event, "_articles", tuple(articles))
    _set(event, "_load", load)
    for name, value in zip(_EVENT_NOW, values, strict=True):
        _set(event, name, value)
    for n, name in enumerate(_EVENT_LATER):
        if n not in later:
            _set(event, name, _EMPTY[n])
    return event


def reading_row(reading: Reading, number: Number) -> Row:
    """What is at hand of a reading and of its article."""
    article = reading.article
    values = [getattr(article, name) for name in _ARTICLE_NOW]
    values = [value.isoformat() if isinstance(value, date) else value for value in values]
    places, *others = summary_of(reading)
    return [article.heading, values, [[number(place), count] for place, count in places], *others]


def kept_reading(key: str, row: Row, places: Sequence[Place], load: Callable[[str], Reading]) -> KeptReading:
    """The reading of a row, with its article."""
    heading, values, named, country, doubts, cuts, unplaced, events = row
    article = object.__new__(KeptArticle)
    _set(article, "key", key)
    _set(article, "_heading", heading)
    _set(article, "_load", lambda: load(key).article)
    for name, value in zip(_ARTICLE_NOW, values, strict=True):
        _set(article, name, value)
    if article.published is not None:
        _set(article, "published", date.fromisoformat(str(article.published)))
    reading = object.__new__(KeptReading)
    _set(reading, "key", key)
    _set(reading, "article", article)
    summary = Summary(
        tuple([(places[place], count) for place, count in named]),
        country,
        tuple(doubts),
        tuple([(text, reason) for text, reason in cuts]),
        tuple([(name, times) for name, times in unplaced]),
        events,
    )
    _set(reading, "summary", summary)
    _set(reading, "_load", lambda: load(key))
    return reading


def as_kept(reading: Reading, key: str) -> KeptReading:
    """A reading that was just made as one that was kept: everything is at hand."""
    article = object.__new__(KeptArticle)
    _fill(article, (*_ARTICLE_NOW, *_ARTICLE_LATER), reading.article)
    _set(article, "key", key)
    _set(article, "_heading", reading.article.heading)
    kept = object.__new__(KeptReading)
    _set(kept, "key", key)
    _set(kept, "article", article)
    _fill(kept, _READING_LATER, reading)
    _set(kept, "summary", summary_of(reading))
    return kept
