"""Events that were on the site and are no longer: where each went, so that links to them keep leading somewhere.

Kept beside the store as `.geomap/NAME.gone.json`, one entry an event. It is written before the site: an entry of an
event that the site has counts for nothing, so a build that is killed between the two loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from geomap.comparing import Change, Reason
from geomap.history import write_state


@dataclass(frozen=True, slots=True)
class Departed:
    """An event that is no longer there: its id and titles, and the event that it became part of, if any."""

    id: str
    title_en: str
    title_ar: str
    into: str | None = None
    reasons: tuple[Reason, ...] = ()
    """Why it is gone."""
    renamed: bool = False
    """Whether it is the same event as `into`, under another id."""


def departed_since(path: Path, changes: Sequence[Change], here: Collection[str]) -> tuple[Departed, ...]:
    """What is gone by now, by id: what the file at `path` knows, and what left with `changes`.

    Each leads to an event of now, or nowhere, however many steps away that is. Writes the file where it changed.

    Args:
        path: the file.
        changes: since the site was last built.
        here: the ids of the events of now.

    Raises:
        SiteError: it cannot be written.
    """
    known = {one.id: one for one in _read(path)}
    for one in changes:
        if one.kind in ("merged", "renamed", "gone"):
            into = None if one.kind == "gone" else one.after
            reasons = one.reasons if one.kind == "gone" else ()
            known[one.id] = Departed(one.id, one.title_en, one.title_ar, into, reasons, one.kind == "renamed")
    for id in known.keys() - here:
        into = _end(known[id], known, here)
        known[id] = replace(known[id], into=into, renamed=known[id].renamed and into is not None)
    if known:
        _write(path, [one for _, one in sorted(known.items())])
    return tuple(one for id, one in sorted(known.items()) if id not in here)


def _end(one: Departed, known: dict[str, Departed], here: Collection[str]) -> str | None:
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
        found = [Departed(**one) for one in json.loads(path.read_text(encoding="utf-8"))]
        return [replace(one, reasons=tuple(Reason(**told) for told in one.reasons)) for one in found]  # type: ignore[arg-type]
    except (OSError, ValueError, TypeError):
        return []


def _write(path: Path, found: Sequence[Departed]) -> None:
    write_state(path, json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=0) + "\n")
