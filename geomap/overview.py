"""What is in a collection, what changed since its last build, and what needs a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from pathlib import Path
from typing import Any

from geomap.additions import look_through
from geomap.collection import Collection, common_root, sources_of
from geomap.config import Config
from geomap.kept_records import KeptArticle, KeptReading
from geomap.records import Article, Event, Reading, Skipped
from geomap.summaries import summary_of

LEAST = 10
"""So many of the least sure pins and of the names without a place are told."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A collection as it lies there, beside what the last build made of it; article ids are sorted."""

    articles: tuple[Article, ...]
    unread: tuple[Skipped, ...]
    """Files that are no readable articles now, and articles on which the last build failed."""
    built: bool
    """Whether there is a build by this version of geomap: without one all below is empty, and all articles are new."""
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    events: tuple[Event, ...]
    least_sure: tuple[Event, ...]
    """The `LEAST` events with a place that are least sure, as a review has them: the least sure first."""
    unplaced: tuple[tuple[str, int], ...]
    """The names that most often stand for a place and have none, with how often."""


def overview(config: Config) -> Overview:
    """Looks at the articles of the settings and the last build of their site; writes nothing.

    Raises:
        ConfigError: there are no articles.
        SiteError: the store of the last build cannot be read.
    """
    sources = sources_of(None, config)
    collection = Collection(config, config.site_path())
    last = collection.last_build()
    kept = collection.all_readings() if last else {}
    found = list(_articles(collection, sources, kept, config.max_bytes))
    articles = tuple(sorted((one for one in found if isinstance(one, Article)), key=lambda one: one.id))
    skipped = [one for one in found if isinstance(one, Skipped)]
    readings = collection.stored_readings(kept) if last else ()
    known = {reading.article.id: reading.article for reading in readings}
    if last:
        failed = [one for one in last.skipped if one.path not in {other.path for other in skipped}]
        skipped += [one for one in failed if any(one.path in (article.path, article.id) for article in articles)]
    here = {article.id for article in articles}
    # What failed was seen by the last build all the same.
    tried = {one.path for one in skipped}
    return Overview(
        articles,
        tuple(skipped),
        last is not None,
        tuple(one.id for one in articles if one.id not in known and not tried & {one.path, one.id}),
        tuple(one.id for one in articles if one.id in known and not _same(one, known[one.id])),
        tuple(sorted(known.keys() - here)),
        last.events if last else (),
        _least_sure(last.events if last else ()),
        _unplaced(readings),
    )


def _articles(
    collection: Collection, sources: Sequence[Path], kept: Mapping[str, KeptReading], max_bytes: int
) -> Iterator[Article | Skipped]:
    """The articles as they are now: those that the last build had just so as it kept them."""

    def article(key: str) -> Article | None:
        return kept[key].article if key in kept else None

    before = collection.entries(sources) if kept else {}
    for _, _, one in look_through(sources, common_root(sources), max_bytes, before, article):
        yield one if isinstance(one, Skipped) else one.article


def _same(article: Article, before: Article) -> bool:
    # One that was kept was not looked at again. A reading may be that of the article as one of its source's country, or
    # with what people corrected.
    if isinstance(article, KeptArticle):
        return True
    return replace(before, country=article.country, corrections=article.corrections) == article


def _least_sure(events: Sequence[Event]) -> tuple[Event, ...]:
    # What a person corrected or confirmed needs no second look.
    waiting = [event for event in events if event.place is not None and not event.corrected]
    return tuple(nsmallest(LEAST, waiting, key=lambda event: (event.confidence, event.id)))


def _unplaced(readings: Sequence[Reading]) -> tuple[tuple[str, int], ...]:
    names: Counter[str] = Counter()
    for reading in readings:
        names.update(dict(summary_of(reading).unplaced))
    return tuple(sorted(names.items(), key=lambda one: (-one[1], one[0]))[:LEAST])


def to_json(seen: Overview) -> dict[str, Any]:
    """The overview as `geomap status --json` prints it; dates as YYYY-MM-DD."""
    days = sorted(one.published.isoformat() for one in seen.articles if one.published)
    placed = [event.place for event in seen.events if event.place]
    return {
        "articles": {
            "count": len(seen.articles),
            "sources": _counts(one.source or "" for one in seen.articles),
            "languages": _counts(one.language for one in seen.articles),
            "first": days[0] if days else None,
            "last": days[-1] if days else None,
            "undated": len(seen.articles) - len(days),
        },
        "built": seen.built,
        "events": {"count": len(seen.events), "placed": len(placed), "places": len({place.id for place in placed})},
        "changes": {"new": list(seen.new), "changed": list(seen.changed), "gone": list(seen.gone)},
        "look": {
            "least_sure": [
                {
                    "event": event.id,
                    "title_en": event.title_en,
                    "title_ar": event.title_ar,
                    "place": event.place.id if event.place else None,
                    "confidence": event.confidence,
                    "articles": sorted(event.articles),
                }
                for event in seen.least_sure
            ],
            "without_place": [{"name": name, "times": times} for name, times in seen.unplaced],
            "not_read": [{"path": one.path, "reason": one.reason} for one in seen.unread],
        },
    }


def _counts(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda one: (-one[1], one[0])))
