"""A collection's habits: a name that stands in several countries leans to the one that its source mostly writes about.

Each source (its name, else the host of its address) has a habit when most of its articles, and not just a few, have
most of their sure places in one country. Articles that leave a name in doubt and say nothing of their country are then
read again as articles of that country. The habits follow from the set of articles alone, in whatever order they came.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from geomap.records import Article, Reading
from geomap.summaries import summary_of

FEWEST = 5
"""Articles of a source from which it has habits."""
MOSTLY = 0.6
"""The share of a source's articles that must be about one country."""


def leaning(readings: Sequence[Reading]) -> tuple[tuple[Reading, str], ...]:
    """The readings to be made again, each with the country of its source's habit as that of its article."""
    habits = habits_of(readings)
    found = []
    for reading in readings:
        country = habits.get(_source(reading.article))
        if country and not reading.article.country and country in summary_of(reading).doubts:
            found.append((reading, country))
    return tuple(found)


def habits_of(readings: Iterable[Reading]) -> Mapping[str, str]:
    """The sources that mostly write about one country, with its code."""
    votes: dict[str, Counter[str | None]] = defaultdict(Counter)
    for reading in readings:
        votes[_source(reading.article)][summary_of(reading).country] += 1
    habits = {}
    for source, counts in votes.items():
        articles = sum(counts.values())
        country, most = max(counts.items(), key=lambda one: (one[1], one[0] or ""))
        if source and country and articles >= FEWEST and most >= MOSTLY * articles:
            habits[source] = country
    return habits


def _source(article: Article) -> str:
    return article.source or urlsplit(article.url or "").netloc
