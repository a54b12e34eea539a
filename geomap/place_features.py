"""The features by which the candidates of a name are told apart: see `geomap.places`, which weighs them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from geomap.focus import Demonyms, Focus
from geomap.gazetteer import Gazetteer
from geomap.geodesy import in_box, kilometres
from geomap.layout import ALTERNATE, WEAK
from geomap.records import Mention
from geomap.text import fold

NEAR_KM = 150.0
FAR_DEGREES = 4 * NEAR_KM / 111
"""Places that are further apart in latitude alone are not near."""
UNHEARD = 0.02
"""Under this share of an article's votes nothing speaks for a country."""
WORLD_FAME = 3.0
"""How many powers of ten better known a place is that is meant even in its namesake's country."""
BESIDE_GAP = 14
"""Code points that may part a name from the wider place beside it ("X in Y")."""
BESIDE = ("region beside it", "country beside it", "region right behind it", "country right behind it")
ELSEWHERE = "its region or country beside it elsewhere"
_HOW = {"apart": "in the sentence", "near": "beside it", "within": "right behind it"}
_AND = frozenset(["و", "and", "&", "او", "or", "بين", "الي", "to", "من", "from"])


Link = Literal["within", "near", "apart"]
"""Of two names, one behind the other: "X, Y" or "X in Y"; a few words between them; anything else, or "X and Y"."""


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate row for a name: how well the name stands for it, and how far its spelling is (0 exact, to 1)."""

    row: int
    strength: int
    distance: float


@dataclass(frozen=True, slots=True)
class Names:
    """The mentions of an article side by side with their gazetteer keys and the places that each may mean."""

    mentions: Sequence[Mention]
    keys: Sequence[str]
    options: Sequence[Sequence[Option]]
    containers: Sequence[frozenset[int]]
    """The best known rows of each mention's options: what another name may lie in."""
    counts: Mapping[str, int]
    """How many mentions have a key."""
    sentences: Sequence[int]
    """The number of each mention's sentence."""
    links: Sequence[Link]
    """How each mention hangs together with the one behind it."""
    demonyms: Demonyms
    home: str | None = None
    """The country that the article is known to be about."""


class ChosenSpot(NamedTuple):
    """A place that a name was taken for: the name's key, its row, point (degrees) and first-level unit."""

    key: str
    row: int
    lat: float
    lon: float
    unit: int | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rounds before have chosen for an article's names; empty in the first one."""

    focus: Focus | None = None
    chosen: Mapping[str, int] = field(default_factory=dict)
    """Key to row."""
    supported: frozenset[tuple[str, int]] = frozenset()
    """Keys and rows for which some mention has the region or country beside it."""
    spots: Sequence[ChosenSpot] = ()
    """The chosen places that are no countries, areas or waters."""


def link_between(text: str) -> Link:
    """How two names hang together by the text between them: what follows says what the first lies in, or not."""
    if len(text) > BESIDE_GAP:
        return "apart"
    parts = [fold(part) for part in text.split()]
    if not parts or parts in ([","], ["،"], ["في"], ["ب"], ["in"], [",", "in"], ["،", "في"]):
        return "within"
    return "apart" if not _AND.isdisjoint(parts) else "near"


def option_features(
    option: Option, index: int, names: Names, around: Surroundings, gazetteer: Gazetteer
) -> dict[str, float]:
    """The features of one candidate: names as they stand in the weights file, values about 0..1."""
    standing = standing_features(option, index, names, gazetteer)
    told = standing | context_features(option, names.keys[index], names, around, gazetteer)
    if (names.keys[index], option.row) in around.supported and not any(name in standing for name in BESIDE):
        told[ELSEWHERE] = 1.0
    return told


def standing_features(option: Option, index: int, names: Names, gazetteer: Gazetteer) -> dict[str, float]:
    """What a candidate of a mention is by itself and by the words around, whatever the other names stand for."""
    row = option.row
    kind = gazetteer.kind_of(row)
    told = _alone(option, kind, names.mentions[index].kind_hint, gazetteer)
    _beside(told, row, index, names, gazetteer)
    country = gazetteer.country_of(row)
    if not country:
        return told
    demonyms = names.demonyms
    if kind == "country":
        if country in demonyms.beside[index]:
            told["country's demonym in the sentence"] = 1.0
        return told
    if country == names.home:
        told["article's home"] = _at_home(row, names.options[index], gazetteer)
    told["article's demonyms"] = min(1.0, 2 * demonyms.share(country))
    if demonyms.behind[index] == country:
        told["demonym right behind it"] = 1.0
    elif country in demonyms.beside[index]:
        told["demonym in the sentence"] = 1.0
    return told


def context_features(
    option: Option, key: str, names: Names, around: Surroundings, gazetteer: Gazetteer
) -> dict[str, float]:
    """What the article's other names, as they were taken, say for a candidate: the same wherever its name stands."""
    row, focus = option.row, around.focus
    told: dict[str, float] = {}
    if focus is None:
        return told
    kind, country = gazetteer.kind_of(row), gazetteer.country_of(row)
    if country:
        share = focus.countries.share(key, country)
        told["country's towns in the article" if kind == "country" else "article's country"] = min(1.0, 2 * share)
        if kind != "country" and share < UNHEARD and not names.demonyms.counts.get(country):
            how = "changed spelling" if option.distance > 0 else "as written"
            told[f"nothing else of its country, {how}"] = 1.0
    unit = row if kind == "region" else gazetteer.admin1_of(row)
    if unit is not None:
        told["article's region"] = min(1.0, 2 * focus.regions.share(key, unit))
    if around.chosen:
        if around.chosen.get(key) == row and names.counts[key] > 1:
            told["elsewhere in the article"] = 1.0
        _distances(told, row, key, around, gazetteer)
    return told


def _alone(option: Option, kind: str, hint: str | None, gazetteer: Gazetteer) -> dict[str, float]:
    """What a candidate is by itself and by the word beside its name."""
    row = option.row
    # A name that needs support has it in a word beside it that says what it is ("ولاية واشنطن").
    strength = ALTERNATE if option.strength == WEAK and hint == kind else option.strength
    told = {
        "fame": gazetteer.fame_of(row) / 8,
        f"strength {strength}": 1.0,
        f"kind {kind}": 1.0,
        "spelling distance": option.distance,
        "changed spelling": float(option.distance > 0),
    }
    if hint:
        told[f"cue says {hint}: {kind}" if kind in ("country", hint) else f"cue says {hint}: other"] = 1.0
    if gazetteer.stands_for(row) and kind == "city":
        told["capital"] = 1.0
    return told


def _beside(told: dict[str, float], row: int, index: int, names: Names, gazetteer: Gazetteer) -> None:
    """Whether the name right behind or before it names what this candidate lies in ("X, Y", "X in Y")."""
    keys = names.keys
    home = gazetteer.country_rows.get(gazetteer.country_of(row) or "")
    for other in _same_sentence(index, names):
        if keys[other] == keys[index]:
            continue
        containers = names.containers[other]
        # "X, Y" says it outright; words between the two, or the wider name first, say it less surely.
        link = names.links[min(index, other)] if abs(other - index) == 1 else "apart"
        how = "beside it" if other < index and link == "within" else _HOW[link]
        if _lies_in(row, containers, gazetteer):
            told[f"region {how}"] = 1.0
        elif home != row and home in containers:
            told[f"country {how}"] = 1.0
        elif home != row and how == "right behind it" and _is_country(names.options[other], gazetteer):
            told["another country right behind it"] = 1.0


def _is_country(options: Sequence[Option], gazetteer: Gazetteer) -> bool:
    """Whether a name is best known as a country's."""
    return bool(options) and gazetteer.kind_of(options[0].row) == "country"


def _same_sentence(index: int, names: Names) -> range:
    """The mentions of a mention's sentence."""
    first = last = index
    while first and names.sentences[first - 1] == names.sentences[index]:
        first -= 1
    while last + 1 < len(names.sentences) and names.sentences[last + 1] == names.sentences[index]:
        last += 1
    return range(first, last + 1)


def _at_home(row: int, options: Sequence[Option], gazetteer: Gazetteer) -> float:
    """What it says for a place that the article is of its country: less, the better known its namesakes elsewhere are.

    Newspapers in Texas, too, mean the French capital by a bare "Paris"; but a Jordanian one means its own capital, not
    the country that Arabic spells as that.
    """
    best = max((gazetteer.fame_of(one.row) for one in options if gazetteer.kind_of(one.row) != "country"), default=0.0)
    return max(0.0, 1 - (best - gazetteer.fame_of(row)) / WORLD_FAME)


def _lies_in(row: int, containers: Iterable[int], gazetteer: Gazetteer) -> bool:
    """Whether a place lies in one of some regions or areas.

    What lies in a first-level unit is known; other areas ("West Bank", "Scotland") hold what their box does.
    """
    unit, country = gazetteer.admin1_of(row), gazetteer.country_of(row)
    for other in containers:
        if other == unit and other != row:
            return True
        if other == row or other in gazetteer.units or gazetteer.country_of(other) != country:
            continue
        box = gazetteer.box_of(other) if gazetteer.kind_of(other) in ("region", "area") else None
        if box and in_box(*gazetteer.point(row), box) and not _as_wide(row, box, gazetteer):
            return True
    return False


def _as_wide(row: int, box: tuple[float, float, float, float], gazetteer: Gazetteer) -> bool:
    """Whether a place's own box is wider than another one: what holds a place is larger than it."""
    own = gazetteer.box_of(row)
    return own is not None and (own[2] - own[0]) * (own[3] - own[1]) >= (box[2] - box[0]) * (box[3] - box[1])


def _distances(told: dict[str, float], row: int, key: str, around: Surroundings, gazetteer: Gazetteer) -> None:
    """How near the article's other places are, and whether they lie in the same first-level unit."""
    lat, lon = gazetteer.point(row)
    nearest = math.inf
    unit = gazetteer.admin1_of(row)
    for other in around.spots:
        if other.key == key or other.row == row:
            continue
        if abs(other.lat - lat) < FAR_DEGREES:
            nearest = min(nearest, kilometres(lat, lon, other.lat, other.lon))
        if unit is not None and unit in (other.row, other.unit):
            told["same region as another place"] = 1.0
    if nearest < NEAR_KM:
        told["another place near"] = 1 - nearest / NEAR_KM
    elif nearest < 4 * NEAR_KM:
        told["another place not far"] = 1.0


def spots_of(chosen: Mapping[str, int], gazetteer: Gazetteer) -> list[ChosenSpot]:
    """Those of the chosen places (key to row) that are no countries, areas or waters."""
    return [
        ChosenSpot(key, row, *gazetteer.point(row), gazetteer.admin1_of(row))
        for key, row in chosen.items()
        if gazetteer.kind_of(row) not in ("country", "area", "water")
    ]
