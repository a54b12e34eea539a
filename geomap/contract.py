"""The parse contract: the JSON lines that `geomap parse` reads and writes.

In: {"id", "text"[, "title", "published", "source", "url", "language"]}. Out: what `reading_to_json` returns. Offsets
are code points in the original text, coordinates WGS 84 degrees, dates ISO 8601 cut to what is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from geomap.errors import ArticleError
from geomap.records import Article, Event, Place, Reading, Resolution, Skipped

_OPTIONAL = ("title", "source", "url", "language")


def articles_from_json_lines(lines: Iterable[str], max_bytes: int = 5_000_000) -> Iterator[Article | Skipped]:
    """An article for each line as it comes, blank lines left out; a line that is none is answered with the reason."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            if len(line) > max_bytes:
                raise ArticleError(f"longer than {max_bytes:,} characters; raise max_bytes to read it")
            yield article_from_record(json.loads(line), id=str(number))
        except json.JSONDecodeError as error:
            yield Skipped(f"line {number}", f"not JSON: {error}")
        except ArticleError as error:
            yield Skipped(f"line {number}", str(error))


def article_from_record(record: Any, *, id: str) -> Article:
    """The article of one line's object; `id` is taken where it has none.

    Raises:
        ArticleError: it is no object with a text, or one of its values is of the wrong kind.
    """
    from geomap.articles import article_from_text

    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ArticleError('not an object with a "text"')
    for key in (*_OPTIONAL, "published"):
        if not isinstance(record.get(key), str | None):
            raise ArticleError(f'"{key}" must be text, not {record[key]!r}')
    published = record.get("published")
    return article_from_text(
        record["text"],
        id=str(record.get("id", id)),
        published=iso_date(published) if published else None,
        **{key: record.get(key) for key in _OPTIONAL},
    )


def iso_date(text: str) -> date:
    """The day of "2023-09-13", also when a time follows it.

    Raises:
        ArticleError: it is no such date.
    """
    try:
        return date.fromisoformat(text[:10] if text[10:11] in ("T", " ") else text)
    except ValueError as error:
        raise ArticleError(f'"published" must be a date like 2023-09-13, not {text!r}') from error


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """A reading as `geomap parse` prints it: offsets are code points in the original text, places WGS 84 degrees."""
    article = reading.article
    arabic = article.language == "ar"
    return {
        "id": article.id,
        "language": article.language,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "published_from": article.published_from,
        "mentions": [_mention_json(resolution) for resolution in reading.resolutions],
        "events": [_event_json(event, arabic) for event in reading.events],
    }


def _mention_json(resolution: Resolution) -> dict[str, Any]:
    mention = resolution.mention
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "role": mention.role,
        "place": place_to_json(resolution.place),
        "confidence": round(resolution.confidence if resolution.place else mention.confidence, 4),
        "reasons": [*mention.reasons, *resolution.reasons],
        "candidates": [
            {"id": candidate.place.id, "name": candidate.place.name, "score": round(candidate.score, 4)}
            for candidate in resolution.candidates
        ],
    }


def _event_json(event: Event, arabic: bool) -> dict[str, Any]:
    evidence = event.evidence[0] if event.evidence else None
    return {
        "id": event.id,
        "type": event.type,
        "subtype": event.subtype,
        "title": event.title_ar if arabic else event.title_en,
        "status": event.status,
        "date": event.date,
        "date_end": event.date_end,
        "date_precision": event.date_precision,
        "place": place_to_json(event.place),
        "place_precision": event.place_precision,
        "relation": event.relation,
        "participants": [{"name": who.name, "role": who.role} for who in event.participants],
        "evidence": {"start": evidence.start, "end": evidence.end} if evidence else None,
        "confidence": round(event.confidence, 4),
        "main": event.main,
    }


def place_to_json(place: Place | None) -> dict[str, Any] | None:
    """A place as `geomap parse` prints it."""
    if place is None:
        return None
    names = ("id", "name", "name_ar", "lat", "lon", "kind", "country", "admin1", "population")
    return {name: getattr(place, name) for name in names}
