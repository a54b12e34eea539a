"""Events that were on the site and are no longer: where each went, so that links to them keep leading somewhere.

Kept beside the store as `.geomap/NAME.gone.json`, one entry an event. It is written before the site: an entry of an
event that the site has counts for nothing, so a build that is killed between the two loses nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from geomap.comparing import Record, compare, read_events
from geomap.errors import SiteError
from geomap.export import records
from geomap.records import Article, Event


@dataclass(frozen=True, slots=True)
class Departed:
    """An event that is no longer there: its id and titles, and the event that it became part of, if any."""

    id: str
    title_en: str
    title_ar: str
    into: str | None = None


def departed_since(
    path: Path, site: Path, events: Sequence[Event], articles: Iterable[Article]
) -> tuple[Departed, ...]:
    """What is gone by now, by id: what the file at `path` knows, and what the site has that `events` have not.

    Each leads to an event of now, or nowhere, however many steps away that is. Writes the file where it changed.

    Raises:
        SiteError: it cannot be written.
    """
    known = {one.id: one for one in _read(path)}
    before: list[dict[str, Any]] = []
    # A site that is no longer as geomap wrote it tells nothing; what was gone before it is known all the same.
    with suppress(SiteError):
        before = read_events(site)
    here = {event.id for event in events}
    for one in _left(before, records(events, articles)) if {str(one["id"]) for one in before} - here else ():
        known[one.id] = one
    for id in known.keys() - here:
        known[id] = replace(known[id], into=_end(known[id], known, here))
    if known:
        _write(path, [one for _, one in sorted(known.items())])
    return tuple(one for id, one in sorted(known.items()) if id not in here)


def _left(before: Sequence[Record], now: Sequence[Record]) -> list[Departed]:
    return [
        Departed(one.id, one.title_en, one.title_ar, one.after if one.kind == "merged" else None)
        for one in compare(before, now)
        if one.kind in ("merged", "gone")
    ]


def _end(one: Departed, known: dict[str, Departed], here: set[str]) -> str | None:
    """The event of now that one leads to, over those that have left meanwhile."""
    seen = {one.id}
    at = one.into
    while at is not None and at not in here:
        if at in seen or at not in known:
            return None
        seen.add(at)
        at = known[at].into
    return at


def _read(path: Path) -> list[Departed]:
    try:
        return [Departed(**one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _write(path: Path, found: Sequence[Departed]) -> None:
    text = json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=0) + "\n"
    beside = path.with_name(path.name + ".new")
    try:
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, encoding="utf-8", newline="\n")
            os.replace(beside, path)
    except OSError as error:
        raise SiteError(f"{path}: cannot be written ({error.strerror or error})") from error
