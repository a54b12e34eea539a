"""How much two reports look like the same event: a score with reasons, or why they cannot be one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from geomap.areas import are_opposite
from geomap.dating import bounds, overlap
from geomap.demonyms import is_country
from geomap.geodesy import kilometres
from geomap.identity import same_person
from geomap.records import Event, Place
from geomap.tables import event_types
from geomap.unify import contains

ENOUGH = 0.55
"""The least score for one event."""
_LEGS = frozenset({"arrive", "leave", "cross", "return"})
_UNREAL = frozenset({"planned", "hypothetical"})
_MUTUAL = frozenset({"meeting", "agreement"})
_NEAR_KM = {"city": 30.0, "facility": 25.0, "district": 15.0, "region": 150.0, "area": 200.0, "natural": 100.0}


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score (0 and more; `ENOUGH` makes one event), the reasons, and what the two disagree on.

    `possible` False: they are two events, whatever else agrees; the last reason says why.
    """

    score: float
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...] = ()
    possible: bool = True


# Most pairs that meet are two events for one of few reasons.
@cache
def _never(reason: str) -> Likeness:
    return Likeness(0.0, (reason,), possible=False)


Brief = tuple[str, bool, str | None, int, int]
"""What keeps most pairs apart at a glance: family, whether denied, leg, first and last day (ordinals; all time where
no date is known)."""


def brief(event: Event) -> Brief:
    """An event's brief."""
    days = bounds(event.date, event.date_end)
    first, last = (days[0].toordinal(), days[1].toordinal()) if days else (-(10**9), 10**9)
    return event_types()[event.type].family, event.status == "denied", _leg(event), first, last


def apart(a: Brief, b: Brief) -> Likeness | None:
    """What `likeness` says of two events that their briefs keep apart; None for those that must be looked at."""
    if a[0] != b[0] or a[1] != b[1] or a[2] != b[2]:
        return _never("different kinds of event")
    if a[3] > b[4] + 1 or b[3] > a[4] + 1:
        return _never("different dates")
    return None


def likeness(a: Event, b: Event) -> Likeness:
    """How much two reports look like one event. Symmetric."""
    if a.id > b.id:
        a, b = b, a
    types = _types(a, b)
    if types is None:
        return _never("different kinds of event")
    first, second = (a.date, a.date_end), (b.date, b.date_end)
    days = True if first == second and a.date else overlap(first, second)
    if days is False and not overlap(first, second, slack=1):
        return _never("different dates")
    # What lies between two places may be told at either.
    twins = a.place is not None and a.spot is not None and a.spot == b.spot
    place = _places(a.place, a.place if twins else b.place)
    same = a.place is not None and b.place is not None and a.place.id == b.place.id
    if place is None or (same and are_opposite(a.relation, b.relation)):
        return _never("different places")
    shared, apart, countries = _people(a, b)
    if apart:
        return _never("different people")
    # Reports a day apart can be one event with a date in dispute, if the same people were at the same place.
    close = days is False
    if close and shared < 2:
        return _never("different dates")
    if close and place[0] < 0.35:
        return _never("different dates")
    if days is None and (shared < 2 or place[0] < 0.25):
        return _never("a date is unknown and too few people agree")
    if (a.place is None or b.place is None) and (shared < 2 or days is None):
        return _never("a place is unknown and too little else agrees")
    score, found = _agreement(a, b, types, place, days, shared, countries)
    return Likeness(score, found, tuple(_conflicts(a, b, close)))


def agreement(a: Event, b: Event) -> Likeness:
    """As `likeness`, of what agrees alone, whatever else keeps the two apart: how near they are to being one."""
    if a.id > b.id:
        a, b = b, a
    types = _types(a, b)
    if types is None:
        return _never("different kinds of event")
    shared, _, countries = _people(a, b)
    days = overlap((a.date, a.date_end), (b.date, b.date_end))
    score, found = _agreement(a, b, types, _places(a.place, b.place) or (0.0, ""), days, shared, countries)
    return Likeness(score, found)


def _agreement(
    a: Event,
    b: Event,
    types: tuple[float, list[str]],
    place: tuple[float, str],
    days: bool | None,
    shared: int,
    countries: int,
) -> tuple[float, tuple[str, ...]]:
    """The score of what two reports have in common, and what that is."""
    score, reasons = types
    score += place[0] + (0.25 if days and a.date == b.date else 0.15 if days else 0.0)
    score += (0.2 if shared else 0.0) + (0.1 if shared > 1 else 0.0) + min(0.1, 0.05 * countries)
    wide = a.place is not None and a.place.kind == "country" and b.place is not None and b.place.kind == "country"
    if wide and not shared:
        score -= 0.4  # two events of a kind on a day in a country are two unless the same people took part
    found = [*reasons, place[1]]
    found += ["same date" if a.date == b.date else "dates overlap"] if days else []
    found += [f"{shared} of the same people"] if shared else []
    return round(score, 3), tuple(r for r in found if r)


def _types(a: Event, b: Event) -> tuple[float, list[str]] | None:
    if a.type != b.type:
        families = event_types()
        if families[a.type].family != families[b.type].family:
            return None
    if a.status != b.status:
        if "denied" in (a.status, b.status):
            return None
        if (a.status in _UNREAL) != (b.status in _UNREAL) and a.date != b.date:
            return None
    if _leg(a) != _leg(b):
        return None
    if a.type == b.type:
        return 0.3, [f"both {a.type}"]
    return 0.15, [f"{min(a.type, b.type)} and {max(a.type, b.type)}"]


def _leg(event: Event) -> str | None:
    """Which leg of a journey a visit is; None for a whole one and for other events."""
    return event.subtype if event.type == "visit" and event.subtype in _LEGS else None


def _people(a: Event, b: Event) -> tuple[int, bool, int]:
    """How many people are shared, whether the two name others altogether, and how many countries are shared."""
    first = [p.name for p in a.participants if not is_country(p.name)]
    second = [p.name for p in b.participants if not is_country(p.name)]
    met = [n for n in first if any(same_person(n, m) for m in second)]
    extra = [m for m in second if not any(same_person(n, m) for n in first)]
    # One person under two spellings on one side is one person.
    shared = min(len(met), len(second) - len(extra))
    mutual = a.type in _MUTUAL and b.type in _MUTUAL
    apart = bool(first and second) and (not met and (mutual or "visit" in (a.type, b.type)))
    if mutual and len(first) > 1 and len(second) > 1 and shared < 2 and len(met) < len(first) and extra:
        apart = True
    states = {p.country for p in a.participants if p.country} & {p.country for p in b.participants if p.country}
    return shared, apart, len(states)


def _places(a: Place | None, b: Place | None) -> tuple[float, str] | None:
    if a is None or b is None:
        return 0.0, ""
    if a.id == b.id:
        return 0.35, f"both at {a.name}"
    if contains(a, b) or contains(b, a):
        inner, outer = (b, a) if contains(a, b) else (a, b)
        return 0.25, f"{inner.name} lies in {outer.name}"
    reach = min(_NEAR_KM.get(a.kind, 0.0), _NEAR_KM.get(b.kind, 0.0))
    away = kilometres(a.lat, a.lon, b.lat, b.lon)
    if away <= reach:
        return 0.2, f"{min(a.name, b.name)} and {max(a.name, b.name)} lie {away:.0f} km apart"
    return None


def _conflicts(a: Event, b: Event, close: bool) -> list[str]:
    found = ["date"] if close else []
    if a.status != b.status:
        found.append("status")
    return found
