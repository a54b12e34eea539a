"""Events told apart: a stable id for each, words by which one is found again, none listed twice for two places."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from geomap.records import Event, Participant, Reading, Spot
from geomap.tables import event_types
from geomap.text import fold


def event_id(
    kind: str, place: str | None, date: str | None, people: Sequence[Participant], title: str, again: int = 0
) -> str:
    """A short stable name of what an event is: its family, place, date and participants, not the article's."""
    who = sorted(fold(p.name) for p in people)
    what = "|".join([event_types()[kind].family, place or "", date or "", *(who or [fold(title)]), str(again or "")])
    return hashlib.sha256(what.encode()).hexdigest()[:12]


def once_between(events: Sequence[Event]) -> list[Event]:
    """The events without those that are told once more at the other one of two places that they happened between."""
    kept: list[Event] = []
    for event in events:
        twin = next((n for n, e in enumerate(kept) if e.spot and _told(e) == _told(event)), None)
        if twin is None or event.place == kept[twin].place:
            kept.append(event)
        elif event.main and not kept[twin].main:
            kept[twin] = event
    return kept


def _told(event: Event) -> tuple[str, str | None, Spot | None]:
    return event.type, event.date, event.spot


def event_hint(event: Event, reading: Reading) -> dict[str, str]:
    """How to find an event again when its id changed; `reading` is that of its first evidence's article."""
    first = event.evidence[0]
    # The type that the article's own event has: what people said of the event may change, or be taken back.
    kind = next((one.type for one in reading.events if first in one.evidence), event.type)
    trigger = " ".join(reading.article.text[first.trigger_start : first.trigger_end].split())
    return {"article": first.article, "type": kind, "trigger": trigger}


def unique(events: Sequence[Event]) -> tuple[Event, ...]:
    """Events with ids that differ inside the article."""
    seen: set[str] = set()
    kept = []
    for event in events:
        where = event.place.id if event.place else None
        again = 0
        while event.id in seen:
            again += 1
            event = replace(
                event, id=event_id(event.type, where, event.date, event.participants, event.title_ar, again)
            )
        seen.add(event.id)
        kept.append(event)
    return tuple(kept)
