"""Journeys: the movements of one person that an article tells, joined in the order of time.

A movement of its own with two stops or more is a journey too, whoever makes it. Only movements with a day are joined,
since an article may tell them in any order; one that is planned for no day comes last. Where somebody met others on a
day between is a stop as well. Whole countries are kept as stops but carry no point: a line to the middle
of one would look exact.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from geomap.demonyms import is_country
from geomap.identity import name_parts, same_person
from geomap.records import Event, Place
from geomap.unify import contains

MOVES = ("visit", "migration")
"""The types of events that take somebody somewhere."""
APART = 21
"""Days between two movements from which they are two journeys."""
_RANK = {"cross": 1, "return": 3}
"""The order of the legs of one day; those that are not here stand between."""


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A place on a journey, with the event that tells of it. `planned`: the way there is not made yet."""

    place: Place
    event: str
    planned: bool

    @property
    def sharp(self) -> bool:
        """Whether the place's point is where somebody was, not the middle of something wide."""
        return self.place.kind in ("city", "district", "facility") or (
            self.place.kind in ("natural", "region") and self.place.bbox is None
        )


@dataclass(frozen=True, slots=True)
class Journey:
    """A person's way through places, in the order of travel; `person` None where the text names nobody."""

    id: str
    person: str | None
    events: tuple[str, ...]
    """Ids of its events, in order."""
    stops: tuple[Waypoint, ...]

    @property
    def line(self) -> tuple[Waypoint, ...]:
        """The stops that have a point, two or more; empty where fewer do."""
        sharp = tuple(stop for stop in self.stops if stop.sharp)
        return sharp if len(sharp) > 1 else ()


def find_journeys(events: Iterable[Event]) -> tuple[Journey, ...]:
    """The journeys that the events' articles tell, sorted by id; none is a part of another.

    Of read and of merged events alike: an article's are those that have evidence in it.
    """
    known = sorted((e for e in events if e.type in (*MOVES, "meeting") and e.status != "denied"), key=lambda e: e.id)
    moving = [event for event in known if event.type in MOVES]
    by_article: dict[str, list[Event]] = {}
    for event in known:
        for article in event.articles:
            by_article.setdefault(article, []).append(event)
    found: dict[str, Journey] = {}
    for article, told in sorted(by_article.items()):
        for person, own in _by_person(told):
            for run in _runs(_in_order(own, article)):
                if (journey := _journey(person, run)) and len(run) > 1:
                    found.setdefault(journey.id, journey)
    longest = _without_parts(list(found.values()))
    joined = {id for journey in longest for id in journey.events}
    for event in moving:
        if event.id not in joined and event.route and (journey := _journey(_traveller(event), [event])):
            longest.append(journey)
    return tuple(sorted(longest, key=lambda journey: journey.id))


def by_event(journeys: Iterable[Journey]) -> dict[str, list[Journey]]:
    """The journeys that each event is a part of, by its id."""
    found: dict[str, list[Journey]] = {}
    for journey in journeys:
        for event in journey.events:
            found.setdefault(event, []).append(journey)
    return found


def _traveller(event: Event) -> str | None:
    """Who moves: the first person that takes part, else the first other than a country."""
    return next((p.name for p in event.participants if p.role != "target" and not is_country(p.name)), None)


def _by_person(events: Sequence[Event]) -> list[tuple[str, list[Event]]]:
    """Each traveller's movements, under the longest name that one of them has."""
    groups: list[tuple[str, list[Event]]] = []
    named = [(name, event) for event in events if event.type in MOVES and (name := _traveller(event))]
    for name, event in sorted(named, key=lambda pair: (-len(name_parts(pair[0])), pair[0], pair[1].id)):
        own = next((group for known, group in groups if same_person(known, name)), None)
        if own is None:
            groups.append((name, [event]))
        else:
            own.append(event)
    met = [event for event in events if event.type == "meeting" and event.status == "happened"]
    return [(name, own + [e for e in met if any(same_person(name, p.name) for p in e.participants)])
            for name, own in groups]  # fmt: skip


def _in_order(events: Sequence[Event], article: str) -> list[Event]:
    """Movements with a day, in the order of travel: those of one day by what leg they are, then as the text has them.

    Behind them those that are planned for no day.
    """
    told = [e for e in events if e.place or e.route]
    dated = [e for e in told if e.date and len(e.date) == 10]

    def key(event: Event) -> tuple[str, float, int, str]:
        at = min((e.trigger_start for e in event.evidence if e.article == article), default=0)
        return (
            event.date or "",
            _rank(event, [e for e in dated if e is not event and e.date == event.date]),
            at,
            event.id,
        )

    return sorted(dated, key=key) + sorted((e for e in told if e.status == "planned" and not e.date), key=key)


def _rank(event: Event, others: Sequence[Event]) -> float:
    """When on its day a movement is: `others` are those of the same day."""
    here = event.place.id if event.place else ""
    if not event.route and here in {s.place.id for e in others for s in e.route if s.part == "destination"}:
        return 2.8
    if event.subtype == "leave":
        # "visited X on Friday and left it in the evening": who leaves was there before.
        return 2.5 if here in {e.place.id for e in others if e.place and e.subtype != "leave"} else 0.0
    if here in {e.route[0].place.id for e in others if e.route and e.route[0].part == "origin"}:
        return -0.5  # what happens where another movement of the day starts
    return float(_RANK.get(event.subtype or "", 2))


def _runs(events: Sequence[Event]) -> list[list[Event]]:
    """Movements cut where weeks lie between them, or what was told as done meets what is only thought of."""
    runs: list[list[Event]] = []
    for event in events:
        last = runs[-1][-1] if runs else None
        if last and _near(last, event) and "hypothetical" not in (event.status, last.status):
            runs[-1].append(event)
        else:
            runs.append([event])
    return [run for run in runs if any(event.type in MOVES for event in run)]


def _near(first: Event, second: Event) -> bool:
    """Whether no more than weeks lie between two movements in order; what is planned for no day is near."""
    if not first.date or not second.date:
        return True
    return (date.fromisoformat(second.date) - date.fromisoformat(first.date)).days <= APART


def _journey(person: str | None, events: Sequence[Event]) -> Journey | None:
    """The journey of movements in order; None where it has no two stops."""
    stops: list[Waypoint] = []
    for event in events:
        places = [stop.place for stop in event.route] or ([event.place] if event.place else [])
        for place in places:
            here = Waypoint(place, event.id, event.status in ("planned", "hypothetical"))
            last = stops[-1].place if stops else None
            if last and contains(place, last):
                continue  # where one is already, or what that lies in
            if last and contains(last, place):
                stops.pop()
            stops.append(here)
    if len(stops) < 2:
        return None
    ids = tuple(dict.fromkeys(event.id for event in events))
    digest = hashlib.sha256("|".join(sorted(ids)).encode()).hexdigest()[:12]
    return Journey(digest, person, ids, tuple(stops))


def _without_parts(journeys: list[Journey]) -> list[Journey]:
    """The journeys that are not told whole in a longer one, with the same events or past the same places."""
    longest: list[Journey] = []
    with_event: dict[str, list[Journey]] = {}
    for journey in sorted(journeys, key=lambda j: (-len(j.stops), -len(j.events), j.id)):
        others = {other.id: other for event in journey.events for other in with_event.get(event, ())}
        if not any(_is_part(journey, other) for other in others.values()):
            longest.append(journey)
            for event in journey.events:
                with_event.setdefault(event, []).append(journey)
    return longest


def _is_part(journey: Journey, other: Journey) -> bool:
    """Whether a journey that shares an event with another is a part of it: `other` has no fewer stops."""
    if set(journey.events) <= set(other.events):
        return True
    if not journey.person or not other.person or not same_person(journey.person, other.person):
        return False
    way = iter(stop.place.id for stop in other.stops)
    return all(stop.place.id in way for stop in journey.stops)
