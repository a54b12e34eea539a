"""Tolls in the reader's words: "at least 20 killed", بين 3 و5 قتلى, with the article's own words and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geomap.event_tolls import KINDS
from geomap.messages import Language
from geomap.records import Article, Event, Toll, TollKind

_COUNTED: dict[TollKind, str] = {kind: f"%(num)s {kind}" for kind in KINDS}


@dataclass(frozen=True, slots=True)
class TollLine:
    """One number as sources tell it: in the reader's words, and in those of the first article that tells it."""

    text: str
    words: str
    language: str
    """That of `words`."""
    sources: tuple[str, ...]


def toll_text(toll: Toll, language: Language) -> str:
    """A toll in words; the noun agrees with the number next to it."""
    least, most = toll.low, toll.high
    number = most if most is not None else least or 0
    text = language.count(_COUNTED[toll.kind], _COUNTED[toll.kind], number)
    if least is None:
        text = language.text("at most %(what)s") % {"what": text}
    elif most is None:
        text = language.text("at least %(what)s") % {"what": text}
    elif least != most:
        text = language.text("between %(low)s and %(what)s") % {"low": language.number(least), "what": text}
    return language.text("about %(what)s") % {"what": text} if toll.about else text


def toll_lines(event: Event, articles: Mapping[str, Article], language: Language) -> list[TollLine]:
    """An event's tolls, alike ones with their sources together, in the order of their kinds."""
    found: dict[str, list[Toll]] = {}
    for toll in event.tolls:
        found.setdefault(toll_text(toll, language), []).append(toll)
    lines = []
    for text, tolls in found.items():
        told = [articles[toll.article] for toll in tolls if toll.article in articles]
        sources = tuple(dict.fromkeys(article.source for article in told if article.source))
        lines.append(TollLine(text, tolls[0].surface, told[0].language if told else "und", sources))
    return lines
