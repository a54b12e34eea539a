"""What is in a collection, what changed since its last build, and what needs a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geomap.articles import read_articles
from geomap.collection import Collection, common_root
from geomap.config import Config
from geomap.records import Article, Event, Reading, Skipped

LEAST = 10
"""So many of the least sure pins and of the names without a place are told."""


@dataclass(frozen=True, slots=True)
class Pin:
    """An event that carries a pin, and how sure its place is, 0..1."""

    event: Event
    sure: float


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
    least_sure: tuple[Pin, ...]
    """The `LEAST` pins whose places are least sure, the least sure first."""
    unplaced: tuple[tuple[str, int], ...]
    """The names that most often stand for a place and have none, with how often."""


def overview(config: Config) -> Overview:
    """Looks at the articles of the settings and the last build of their site; writes nothing.

    Raises:
        ConfigError: there are no articles.
        SiteError: the store of the last build cannot be read.
    """
    from geomap.collection import sources_of

    sources = sources_of(None, config)
    found = list(read_articles(sources, root=common_root(sources), max_bytes=config.max_bytes))
    articles = tuple(sorted((one for one in found if isinstance(one, Article)), key=lambda one: one.id))
    skipped = [one for one in found if isinstance(one, Skipped)]
    collection = Collection(config, config.site_path())
    last = collection.last_build()
    readings = collection.stored_readings() if last else ()
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
        _least_sure(last.events if last else (), {reading.article.id: reading for reading in readings}),
        _unplaced(readings),
    )


def _same(article: Article, before: Article) -> bool:
    # A reading may be that of the article as one of its source's country, or with what people corrected.
    return replace(before, country=article.country, corrections=article.corrections) == article


def _least_sure(events: Sequence[Event], readings: Mapping[str, Reading]) -> tuple[Pin, ...]:
    at = {(id, one.mention.start): one.confidence for id, reading in readings.items() for one in reading.resolutions}
    pins = []
    for event in events:
        # What a person corrected or confirmed needs no second look.
        if event.place is None or event.corrected:
            continue
        told = [at[e.article, e.place_start] for e in event.evidence if (e.article, e.place_start) in at]  # type: ignore[index]
        pins.append(Pin(event, round(max(told, default=event.confidence), 4)))
    return tuple(sorted(pins, key=lambda pin: (pin.sure, pin.event.id))[:LEAST])


def _unplaced(readings: Sequence[Reading]) -> tuple[tuple[str, int], ...]:
    names = Counter(
        one.mention.surface
        for reading in readings
        for one in reading.resolutions
        if one.place is None and one.mention.role == "literal"
    )
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
                    "event": pin.event.id,
                    "title_en": pin.event.title_en,
                    "title_ar": pin.event.title_ar,
                    "place": pin.event.place.id if pin.event.place else None,
                    "confidence": pin.sure,
                    "articles": sorted(pin.event.articles),
                }
                for pin in seen.least_sure
            ],
            "without_place": [{"name": name, "times": times} for name, times in seen.unplaced],
            "not_read": [{"path": one.path, "reason": one.reason} for one in seen.unread],
        },
    }


def _counts(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda one: (-one[1], one[0])))
