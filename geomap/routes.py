"""The way of a movement: where from, by way of what and where to, as the sentence that tells it says.

"غادر بيونغ يانغ متوجها إلى فلاديفوستوك", "arrived in Y from X via Z". A preposition gives a place its part; a place
without one is where a verb of arriving goes and a verb of leaving starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from geomap.clauses import Spot, Telling, Use
from geomap.placing import Told
from geomap.records import Place, Stop
from geomap.tables import word_set
from geomap.triggers import Hit
from geomap.unify import Account, contains

Part = Literal["origin", "via", "destination"]

REACH = 16
"""How many words behind its verb a stop may stand."""
LISTED = 3
"""How many words apart the places of a list are named ("Egypt, Jordan and Qatar")."""
MOST = 6
"""Stops a movement has at most."""
_ORDER: tuple[Part, ...] = ("origin", "via", "destination")
_BOUND, _COMING = word_set("bound for"), word_set("coming from")


def route_of(
    telling: Telling, group: Sequence[Account], spots: Sequence[Spot], tells: Sequence[Told]
) -> tuple[Stop, ...]:
    """The way of an event, from all accounts of it, in the order of travel; nothing where only one stop is told.

    The parts of the account that tells most of the way count first; the others add what it lacks.
    """
    ways = []
    for account in group:
        if account.told.hit.trigger.moves:
            verbs = [
                t.hit for t in tells if t.span == account.told.span and (t.hit.trigger.moves or t.hit.tense != "noun")
            ]
            ways.append(_way(telling, account, spots, verbs))
    parts: dict[Part, list[Place]] = {}
    for way in sorted(ways, key=lambda way: -sum(map(len, way.values()))):
        for part, places in way.items():
            parts.setdefault(part, places)
    stops = [Stop(place, part) for part in _ORDER for place in _sharpest(parts.get(part, ()))]
    kept = [s for n, s in enumerate(stops) if not any(_touch(s.place, o.place) for o in stops[:n])]
    return tuple(kept[:MOST]) if len(kept) > 1 else ()


def _touch(place: Place, other: Place) -> bool:
    """Whether two stops are one place or one lies in the other, so that no way leads between them."""
    return contains(place, other) or contains(other, place)


def _sharpest(places: Iterable[Place]) -> list[Place]:
    """Places of one part, each once, those that only say where another one lies left out."""
    known = list(dict.fromkeys(places))
    return [p for p in known if not any(p.id != o.id and contains(p, o) for o in known)]


def _way(telling: Telling, account: Account, spots: Sequence[Spot], verbs: Sequence[Hit]) -> dict[Part, list[Place]]:
    """The places of a telling's sentence by their part in its movement."""
    hit = account.told.hit
    found: dict[Part, list[Place]] = {}
    before: tuple[Use, Part] | None = None
    uses = sorted(
        (
            (use, spot.place)
            for spot in spots
            for use in spot.uses
            if use.span == account.told.span and not use.measured
        ),
        key=lambda pair: pair[0].word,
    )
    for use, place in uses:
        if not hit.last < use.word <= hit.last + REACH or _others(use, hit, verbs):
            continue
        part = _part(telling, use, hit, before)
        if part is not None:
            found.setdefault(part, []).append(place)
            before = (use, part)
    if account.spot and account.use and account.use.span == account.told.span:
        own: Part | None = {"origin": "origin", "destination": "destination"}.get(hit.trigger.moves)  # type: ignore[assignment]
        if own and own not in found and not any(account.spot.place.id == p.id for ps in found.values() for p in ps):
            found[own] = [account.spot.place]
    return found


def _others(use: Use, hit: Hit, verbs: Sequence[Hit]) -> bool:
    """Whether another verb stands between a movement's and a place: "left X on Sunday and arrived in Y"."""
    return any(hit.last < v.first < use.word for v in verbs if v is not hit)


def _part(telling: Telling, use: Use, hit: Hit, before: tuple[Use, Part] | None) -> Part | None:
    """What a place behind a movement's verb is to it."""
    words, moves = telling.words, hit.trigger.moves
    near = {words[k].norm for k in range(max(hit.last + 1, use.word - 3), use.word)}
    if use.preposition == "from":
        return "origin" if near & _COMING or telling.clauses[use.word] == telling.clauses[hit.last] else None
    if use.preposition == "to" or near & _BOUND:
        return "destination"
    if use.preposition == "via":
        return "via"
    if before and use.word - before[0].last <= LISTED and use.preposition == before[0].preposition:
        return before[1]  # a list goes on
    if before is None and telling.clauses[use.word] == telling.clauses[hit.last]:
        if moves == "destination" and use.preposition in ("in", "bare"):
            return "destination"
        if moves == "origin" and use.preposition == "bare" and use.word - hit.last <= LISTED:
            return "origin"
        if moves == "route" and use.preposition in ("in", "bare", "between"):
            return "via"
    return None
