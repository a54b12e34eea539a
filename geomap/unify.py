"""Tellings of one event inside one article joined: a title, a lead and a caption often tell the same meeting.

Two tellings are one event when type, place, date, status and participants allow it; the joined event keeps the most
specific place and the finest date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from geomap.areas import are_opposite
from geomap.clauses import Spot, Telling, Use
from geomap.dating import Dated, overlap
from geomap.demonyms import is_country
from geomap.placing import OCCASIONS, Told
from geomap.records import Participant, Place

_KIN = (
    frozenset({"attack", "death", "clash"}),
    frozenset({"accident", "disaster", "death"}),
    frozenset({"arrest", "trial"}),
)
_MUTUAL = frozenset({"meeting", "agreement"})
_TALKS = frozenset({"meeting", "agreement", "visit"})
"""What an article tells once for a country and once for a town in it, and means one event by."""
_LEAVING = frozenset({"leave", "cross"})
_GRAIN = {"facility": 0, "district": 1, "city": 2, "natural": 3, "region": 4, "area": 5, "water": 5, "country": 6}


@dataclass(frozen=True, slots=True)
class Account:
    """One trigger's telling of an event with what was read for it. Scores are 0..1."""

    told: Told
    spot: Spot | None
    use: Use | None
    pair: float
    place_score: float
    dated: Dated | None
    people: tuple[Participant, ...]
    news: float
    reasons: tuple[str, ...] = ()
    type: str = field(init=False)
    subtype: str = field(init=False)
    persons: frozenset[str] = field(init=False)
    """Who takes part, countries left out."""

    def __post_init__(self) -> None:
        # Kept, since each account is held against many others.
        trigger = self.told.hit.trigger
        object.__setattr__(self, "type", trigger.type)
        object.__setattr__(self, "subtype", trigger.subtype)
        object.__setattr__(self, "persons", frozenset(p.name for p in self.people if not is_country(p.name)))

    @property
    def loose(self) -> bool:
        """Whether the place is only where somebody was going: "met him during a visit to the capital"."""
        return self.use is not None and self.use.preposition == "to" and self.type != "visit"


def grain(place: Place) -> int:
    """How wide a place is by its kind; smaller is more specific."""
    return _GRAIN.get(place.kind, 5)


def contains(outer: Place, inner: Place) -> bool:
    """Whether `inner` lies in `outer`, by country for countries and by bounding box for other wide places."""
    if outer.id == inner.id:
        return True
    if grain(outer) <= grain(inner):
        return False
    if outer.kind == "country":
        return outer.country is not None and outer.country == inner.country
    if outer.bbox:
        west, south, east, north = outer.bbox
        inside = south <= inner.lat <= north and (
            west <= inner.lon <= east if west <= east else inner.lon >= west or inner.lon <= east
        )
        return inside and (outer.country is None or inner.country is None or outer.country == inner.country)
    return (
        outer.kind == "region"
        and outer.admin1 is not None
        and (outer.country, outer.admin1) == (inner.country, inner.admin1)
    )


def unify(telling: Telling, accounts: Sequence[Account]) -> list[list[Account]]:
    """Groups of accounts that tell the same event, each in the order of the text."""
    groups: list[list[Account]] = []
    kinds: list[set[str]] = []
    # The surest first, so that the vague ones find the event they retell.
    for account in sorted(accounts, key=lambda a: (-a.news, a.told.hit.first, a.spot is None)):
        kin = _kin(account.type)
        best = max(
            (
                (score, -n)
                for n, group in enumerate(groups)
                if kinds[n] <= kin and (score := _fit(telling, group, account)) > 0
            ),
            default=None,
        )
        if best:
            groups[-best[1]].append(account)
            kinds[-best[1]].add(account.type)
        else:
            groups.append([account])
            kinds.append({account.type})
    for group in groups:
        group.sort(key=lambda a: a.told.hit.first)
    return sorted(groups, key=lambda g: g[0].told.hit.first)


@cache
def _kin(kind: str) -> frozenset[str]:
    """The types that one event may be told as."""
    return frozenset({kind}).union(*(k for k in _KIN if kind in k))


def _fit(telling: Telling, group: Sequence[Account], account: Account) -> float:
    """How well an account fits an event already told; 0 where it tells another one."""
    best = 0.0
    for other in group:
        score = _pair_fit(telling, other, account)
        if score < 0:
            return 0.0
        best = max(best, score)
    return best


def _pair_fit(telling: Telling, a: Account, b: Account) -> float:
    """-1 where two accounts contradict each other, else how alike they are (0: nothing in common but the type)."""
    if (a.told.status == "denied") != (b.told.status == "denied"):
        return -1.0
    if a.told.status != b.told.status and (_unreal(a) or _unreal(b)):
        return -1.0
    if a.type == b.type == "visit" and _legs_differ(a, b):
        return -1.0
    dates = _dates(a, b)
    if dates is False:
        return -1.0
    place = _places(a, b)
    if place < 0:
        return -1.0
    people = _people(a, b)
    if people < 0:
        return -1.0
    near = abs(a.told.span - b.told.span) <= 1
    if a.type == b.type == "statement" and not near and not a.persons & b.persons:
        return 0.0  # what others said elsewhere in the article is another statement, also where it was said
    # A noun without names right behind ("للرجلين خلال اجتماع") is the event just told.
    refers = near and a.type == b.type and any(x.told.hit.tense == "noun" and not x.people for x in (a, b))
    alike = a.subtype == b.subtype or a.type in ("meeting", "visit")
    if place == 0 and people <= 0.1 and not (near and alike):
        return 0.0
    if 0 < place < 1 and people <= 0.1 and a.type not in _TALKS and not (dates or near):
        return 0.0  # "a storm hits the country" tells more than "a storm closed the schools in its capital"
    if a.type != b.type and not (near and place > 0):
        return -1.0 if place == 0 else 0.3 * place
    return place + people + (0.5 if dates else 0.0) + (1.0 if refers else 0.3 if near else 0.0) - 0.4


def _unreal(a: Account) -> bool:
    return a.told.status == "planned" or (a.told.status == "hypothetical" and a.type in ("visit", "meeting"))


def _legs_differ(a: Account, b: Account) -> bool:
    """Whether two movements are different legs of a journey; a noun without a date of its own is the whole visit."""
    if a.subtype == b.subtype or (a.subtype not in _LEAVING and b.subtype not in _LEAVING):
        return False
    return not any(x.told.hit.tense == "noun" and x.dated is None and x.subtype == "visit" for x in (a, b))


def _dates(a: Account, b: Account) -> bool | None:
    if a.dated is None or b.dated is None:
        return None
    x, y = a.dated.record, b.dated.record
    return overlap((x.date, x.date_end), (y.date, y.date_end))


def _places(a: Account, b: Account) -> float:
    if a.spot is None or b.spot is None:
        return 0.0
    p, q = a.spot.place, b.spot.place
    if p.id == q.id:
        sides = [use.resolution.relation for use in (a.use, b.use) if use]
        return -1.0 if len(sides) == 2 and are_opposite(*sides) else 1.0
    if contains(p, q) or contains(q, p):
        return 0.4
    if (a.loose != b.loose) and p.country == q.country is not None:
        return 0.2
    return -1.0


def _people(a: Account, b: Account) -> float:
    first, second = a.persons, b.persons
    if not first or not second:
        return 0.1
    shared = len(first & second)
    if a.type in _MUTUAL and b.type in _MUTUAL and first - second and second - first:
        return -1.0
    if not shared:
        return -1.0 if a.type == "visit" else 0.0
    return 0.4 * shared


OWN = 0.5
"""From which score with it a place of its own sentence is surely an event's."""
BEHIND = 4
"""How many words behind a noun its own place may stand."""


def without_echoes(accounts: Sequence[Account]) -> list[Account]:
    """The accounts, those that only refer back to a meeting or visit told elsewhere ("خلال القمة", "لقائهما") without a
    place.

    A definite noun brings no place of its own unless it stands right behind; one that stands near it is another
    event's, and so is one of another sentence where the same meeting is told at its own place.
    """
    return [replace(a, spot=None, use=None, pair=0.0, place_score=0.0) if _echoes(a, accounts) else a for a in accounts]


def _echoes(a: Account, accounts: Sequence[Account]) -> bool:
    hit = a.told.hit
    if a.spot is None or a.use is None or a.type not in ("meeting", "visit") or hit.tense != "noun" or hit.light:
        return False
    far = a.use.span != a.told.span
    own = ("in",) if a.type == "meeting" else ("in", "to")
    if not (hit.definite or far) or (a.use.preposition in own and 0 < a.use.word - hit.last <= BEHIND):
        return False
    return any(
        b.spot is not None
        and b.type == a.type
        and (b.pair > a.pair or (far and b.pair >= OWN and b.use is not None and b.use.span == b.told.span))
        and _places(a, b) < 0
        and (_dates(a, b) or (_dates(a, b) is None and hit.definite))
        and (a.persons & b.persons or not a.persons)
        for b in accounts
    )


SCENE = 3
"""How many sentences back an undated occasion may take its place from."""


def with_scene(groups: Sequence[list[Account]]) -> list[list[Account]]:
    """Meetings and press conferences without a place set where the same people were the same day.

    "In his talk with reporters after a meeting with his colleague": the visit that the article has told before is the
    scene. Dates must overlap; an undated occasion takes the scene of the sentences just before it.
    """
    placed = [
        (g, a)
        for g in groups
        for a in g
        if a.spot and a.type in ("meeting", "visit") and a.subtype not in _LEAVING and a.told.status == "happened"
    ]
    found = []
    for group in groups:
        occasion = next((a for a in group if a.type == "meeting" or a.subtype in OCCASIONS), None)
        if occasion is None or any(a.spot for a in group) or occasion.told.status != "happened":
            found.append(group)
            continue
        scenes = [(s, a) for g, a in placed if (s := _scene_fit(group, g)) > 0]
        if not scenes:
            found.append(group)
            continue
        _, scene = max(scenes, key=lambda s: (s[0], -s[1].told.hit.first))
        moved = replace(
            occasion,
            spot=scene.spot,
            use=scene.use,
            pair=scene.pair,
            place_score=scene.place_score,
            reasons=("where the same people were at that time",),
        )
        found.append([moved if a is occasion else a for a in group])
    return found


def _scene_fit(group: Sequence[Account], scene: Sequence[Account]) -> float:
    shared = len({n for a in group for n in a.persons} & {n for a in scene for n in a.persons})
    if not shared:
        return 0.0
    dates = [d for a in group for b in scene if (d := _dates(a, b)) is not None]
    if dates:
        return shared + 1.0 if all(dates) else 0.0
    back = min(abs(a.told.span - b.told.span) for a in group for b in scene)
    return shared + 1.0 / (1 + back) if back <= SCENE else 0.0
