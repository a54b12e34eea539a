"""Which place an event happened at: features of a trigger and a place, and a learned score for the pair.

The weights (`data/placing.json`) come from `train/placing.py`: two logistic regressions on annotated news. The first
scores a pair (this trigger's event happened at this place), the second a place (something the article reports
happened there) from its pairs. Both are sums of named features, so a score can be explained.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import log
from typing import NamedTuple

from geomap.clauses import Spot, Telling, Use, nearest
from geomap.records import DateSpan, Place, Resolution, Status
from geomap.regression import Features, linear, logit, sigmoid
from geomap.status import status_of
from geomap.tables import word_set
from geomap.triggers import Hit, find_triggers

OCCASIONS = ("press conference", "speech")
"""Sayings that are occasions of their own, at a place and a time."""
REACH, LEAD_REACH = 2, 3
"""How many sentences away a place may stand that a trigger means; of triggers in the title and the lead."""


@dataclass(frozen=True, slots=True)
class Told:
    """A trigger in its article: the hit, its sentence, and its status with the word that gives it."""

    hit: Hit
    span: int
    status: Status
    cue: str


class Pair(NamedTuple):
    """A trigger and the use of a place that it may mean, with what tells whether it happened there.

    Only `own` is the pair's alone: all pairs of a trigger share one list of what tells the trigger, all pairs of a use
    one of what tells the name, so that either is weighed once an article.
    """

    use: Use
    trigger: Features
    own: Features
    name: Features

    @property
    def features(self) -> Features:
        """All of them."""
        return [*self.trigger, *self.own, *self.name]


Pairs = dict[tuple[int, int], Pair]
"""By the index of the trigger and that of the place."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The learned scores of an article: each place's, and each pair's with the use of the place that it reads.

    `pairs` maps (index of the trigger, index of the place) to the use and the score.
    """

    places: tuple[float, ...]
    pairs: dict[tuple[int, int], tuple[Use, float]]
    choices: dict[tuple[int, int], float]
    """For each pair, how likely the place is the trigger's own rather than another of the article's."""
    bases: tuple[Features, ...] = ()
    """For each place, what it is to its article."""


@cache
def weights() -> dict[str, dict[str, float]]:
    """The learned weights: for `pair` and `place`, feature name to weight; "bias" among them."""
    text = resources.files("geomap").joinpath("data", "placing.json").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, float]] = json.loads(text)
    return loaded


def kind_name(place: Place) -> str:
    """A place's kind for the scores: an area or natural region inside one country counts as a region."""
    return "region" if place.kind in ("area", "natural") and place.country else place.kind


def spot_features(telling: Telling, spot: Spot, spots: Sequence[Spot]) -> Features:
    """What a place is to its article: how often and where it is named, and what other places lie in it."""
    first = spot.uses[0]
    sections = {telling.spans[use.span].sentence.section for use in spot.uses}
    total = sum(len(s.uses) for s in spots)
    wide = spot.place.kind in ("country", "region", "area", "natural", "water")
    inner = wide and any(
        s.place.id != spot.place.id
        and s.place.country == spot.place.country
        and s.place.country
        and (
            (s.place.kind not in ("country", "area", "natural", "water") and spot.place.kind == "country")
            or s.place.kind in ("city", "district", "facility")
        )
        for s in spots
    )
    twin = (
        any(
            use.span == other.span and 0 < abs(use.word - other.word) <= 5
            for use in spot.uses
            for s in spots
            if s is not spot and s.place.kind not in ("country", "area")
            for other in s.uses
        )
        if wide
        else False
    )
    found = [
        ("log count", log(len(spot.uses))),
        ("share", len(spot.uses) / total),
        ("kind " + kind_name(spot.place), 1.0),
        ("log places", log(len(spots))),
        ("first place", float(spot is spots[0])),
        ("late", first.span / max(1, len(telling.spans))),
    ]
    if "title" in sections:
        found.append(("in title", 1.0))
    if any(use.span <= 2 and telling.spans[use.span].sentence.section != "title" for use in spot.uses):
        found.append(("in lead", 1.0))
    if inner:
        found.append(("has inner", 1.0))
    if twin:
        found.append(("beside inner", 1.0))
    if len(spots) == 1:
        found.append(("only place", 1.0))
    return found


def trigger_features(telling: Telling, told: Told) -> Features:
    """What a trigger is to all places that it may have happened at."""
    hit, trigger = told.hit, told.hit.trigger
    found: Features = [
        ("type " + trigger.type, 1.0),
        ("weight", trigger.weight),
        ("tense " + hit.tense, 1.0),
        ("status " + told.status, 1.0),
        ("log sentence", log(1 + told.span)),
    ]
    if hit.light or hit.last > hit.first:
        found.append(("compound", 1.0))
    if telling.spans[told.span].sentence.section == "title":
        found.append(("trigger in title", 1.0))
    if telling.quoted(hit.first):
        found.append(("quoted", 1.0))
    if hit.definite:
        found.append(("definite", 1.0))
    return found


def pair_features(
    telling: Telling, told: Told, spot: Spot, use: Use, tells: Sequence[Told], uses: Sequence[tuple[Spot, Use]]
) -> Features:
    """How a trigger and the nearest use of a place stand to each other; `tells` and `uses`: all of its sentence."""
    hit, trigger = told.hit, told.hit.trigger
    if away := use.span - told.span:
        found: Features = [
            ("use " + use.preposition + " far", 1.0),
            ("away " + ("before" if away < 0 else "after") + str(min(3, abs(away))), 1.0),
        ]
        if trigger.saying:
            found.append(("saying away", 1.0))
        return found
    low, high = sorted((hit.last, use.word)) if use.word > hit.last else (use.last, hit.first)
    between = max(0, high - low - 1)
    found = [
        ("use " + use.preposition + " near", 1.0),
        ("log distance", log(1 + between)),
        ("after" if use.word > hit.last else "ahead", 1.0),
    ]
    if telling.clauses[use.word] == telling.clauses[hit.last]:
        found.append(("same clause", 1.0))
        found.append(("clause " + use.preposition + " " + _width(spot.place), 1.0))
        found.append(("moves " + (trigger.moves or "no") + " " + use.preposition, 1.0))
    else:
        found.append(("clauses between", float(min(4, abs(telling.clauses[use.word] - telling.clauses[hit.last])))))
    if use.preposition == "to" and any(
        t.hit is not hit and t.hit.trigger.moves and low < t.hit.first < high for t in tells
    ):
        found.append(("destination of another", 1.0))
    if _where(telling, hit, use):
        found.append(("where", 1.0))
    if trigger.saying:
        found.append(("saying " + ("content" if telling.content[use.word] else "frame"), 1.0))
    if taker := next((t.hit for t in tells if t.hit is not hit and 0 < use.word - t.hit.last <= 2), None):
        # "دعوة لزيارة X وجهها خلال القمة": the visit's place, not the summit's.
        found.append(("taken by " + ("noun" if taker.tense == "noun" else "verb"), 1.0))
    rivals = sum([low < t.hit.first < high for t in tells])
    places = sum([low < u.word < high for s, u in uses if s is not spot])
    found += [("log triggers between", log(1 + rivals)), ("log places between", log(1 + places))]
    return found


def _width(place: Place) -> str:
    """How exact a place is where a pair stands in one clause."""
    if place.kind in ("country", "area", "natural", "water"):
        return "wide"
    return "region" if place.kind == "region" else "spot"


def use_features(use: Use) -> Features:
    """How sure it is that a name is a place's, that it stands for the place itself, and which place it is."""
    mention = use.resolution.mention
    return [
        ("sure role", logit(mention.role_confidence)),
        ("sure name", logit(mention.confidence)),
        ("sure place", logit(use.resolution.confidence)),
    ]


_WHERE = word_set("where")


def _where(telling: Telling, hit: Hit, use: Use) -> bool:
    """Whether the trigger stands in a "where" clause right behind the place ("كوالالمبور، حيث شارك في اجتماعات")."""
    opener = use.last + 1
    while opener < hit.first and telling.clauses[opener] == telling.clauses[use.last]:
        opener += 1
    return (
        opener - use.last <= 4
        and opener <= hit.first
        and telling.words[opener].norm in _WHERE
        and telling.clauses[hit.first] == telling.clauses[opener]
    )


def place_features(base: Sequence[tuple[str, float]], told: Sequence[tuple[float, str]]) -> Features:
    """What a place's pairs say together: its own features, its best scores, and the type of its best trigger."""
    ranked = sorted((p for p, _ in told), reverse=True)
    found = list(base)
    best = ranked[0] if ranked else 0.01
    found += [("best", logit(best)), ("second", logit(ranked[1] if len(ranked) > 1 else 0.01))]
    found.append(("sum", log(1 + sum(ranked[:6]))))
    found += [("told " + max(told)[1], 1.0)] if told else []
    return found


def in_reach(telling: Telling, told: Told, spot: Spot) -> Use | None:
    """The use of a place that a trigger may mean: its own sentence's, one up to two sentences away, or, for the title
    and the lead, the first one of the article; None where it is too far.
    """
    use, _ = nearest(spot, telling, told.hit.first)
    return use if abs(use.span - told.span) <= (REACH if told.span > 1 else LEAD_REACH) else None


def read_tells(
    telling: Telling, resolutions: Sequence[Resolution] = (), dates: Sequence[DateSpan] = ()
) -> tuple[Told, ...]:
    """All triggers of an article with their status, in order.

    Words of place names and dates are none ("سيول" is Seoul there, not floods; "فجر الثلاثاء" is dawn, not "blew up").
    """
    found: list[Told] = []
    taken = [(r.mention.start, r.mention.end) for r in resolutions if r.mention.role != "name"]
    taken += [(date.start, date.end) for date in dates]
    names = frozenset(
        i
        for start, end in taken
        if telling.words
        for i in range(telling.word_at(start), telling.word_at(max(start, end - 1)) + 1)
    )
    for span in telling.spans:
        for hit in find_triggers(telling.words, telling.clauses, span.first, span.last, names):
            status, cue = status_of(telling, hit)
            status, cue = _inherited(telling, found, hit, span.number, status, cue)
            found.append(Told(hit, span.number, status, cue))
    return tuple(found)


_PURPOSE = ("للم", "للا", "لا", "لح", "لت", "لل")


def _inherited(
    telling: Telling, found: Sequence[Told], hit: Hit, span: int, status: Status, cue: str
) -> tuple[Status, str]:
    """An event noun that completes a denied, planned or imagined verb shares its status.

    "لم يتم توقيع أي اتفاق": nothing was agreed; "يتوجه إلى الصين، للمشاركة في اجتماع": the meeting is planned, too.
    """
    if hit.tense != "noun" or status != "happened":
        return status, cue
    purpose = telling.words[hit.first].norm.startswith(_PURPOSE)
    for previous in reversed(found):
        if previous.span != span:
            break
        unreal = previous.status not in ("happened", "ongoing") and not previous.hit.trigger.saying
        same = telling.clauses[previous.hit.last] == telling.clauses[hit.first]
        if unreal and same and hit.first - previous.hit.last <= 6 and not hit.owned:
            return previous.status, previous.cue
        if unreal and purpose and previous.status == "planned":
            return previous.status, previous.cue
        if not purpose:
            break
    return status, cue


def all_pair_features(telling: Telling, tells: Sequence[Told], spots: Sequence[Spot]) -> tuple[list[Features], Pairs]:
    """The features of every place, and those of every pair within reach without the place's own."""
    pairs: Pairs = {}
    told_in: dict[int, list[Told]] = {}
    for told in tells:
        told_in.setdefault(told.span, []).append(told)
    used_in: dict[int, list[tuple[Spot, Use]]] = {}
    names: dict[int, Features] = {}
    for spot in spots:
        for use in spot.uses:
            used_in.setdefault(use.span, []).append((spot, use))
            names[id(use)] = use_features(use)
    near = [{use.span + step for use in spot.uses for step in range(-LEAD_REACH, LEAD_REACH + 1)} for spot in spots]
    for i, told in enumerate(tells):
        siblings, uses = told_in[told.span], used_in.get(told.span, ())
        trigger = trigger_features(telling, told)
        for j, spot in enumerate(spots):
            if told.span in near[j] and (found := in_reach(telling, told, spot)):
                own = pair_features(telling, told, spot, found, siblings, uses)
                pairs[i, j] = Pair(found, trigger, own, names[id(found)])
    return [spot_features(telling, spot, spots) for spot in spots], pairs


def score_places(telling: Telling, tells: Sequence[Told], spots: Sequence[Spot]) -> Scores:
    """The learned scores of an article's places and of its triggers with them."""
    return scored(tells, *all_pair_features(telling, tells, spots), weights())


def scored(
    tells: Sequence[Told], bases: Sequence[Features], pairs: Pairs, learned: dict[str, dict[str, float]]
) -> Scores:
    """The scores under given weights: the pairs first, then each place by its pairs."""
    pair_weights, choice = learned["pair"], learned.get("choice", {})
    own = [linear(base, pair_weights) + pair_weights.get("bias", 0.0) for base in bases]
    kinds = [choice.get(kind_of(base), 0.0) + choice.get("bias", 0.0) for base in bases]
    shared: dict[int, tuple[float, float]] = {}

    def weighed(features: Features) -> tuple[float, float]:
        return linear(features, pair_weights), linear(features, choice)

    def once(features: Features) -> tuple[float, float]:
        return shared.get(id(features)) or shared.setdefault(id(features), weighed(features))

    told: dict[tuple[int, int], tuple[Use, float]] = {}
    choices: dict[tuple[int, int], float] = {}
    by_place: list[list[tuple[float, str]]] = [[] for _ in bases]
    for (i, j), pair in pairs.items():
        trigger, name, here = once(pair.trigger), once(pair.name), weighed(pair.own)
        score = sigmoid(own[j] + trigger[0] + here[0] + name[0])
        told[i, j] = pair.use, score
        choices[i, j] = sigmoid(kinds[j] + trigger[1] + here[1] + name[1])
        by_place[j].append((score, tells[i].hit.trigger.type))
    bias = learned["place"].get("bias", 0.0)
    places = [linear(place_features(*one), learned["place"]) for one in zip(bases, by_place, strict=True)]
    return Scores(tuple(sigmoid(total + bias) for total in places), told, choices, tuple(bases))


def kind_of(base: Sequence[tuple[str, float]]) -> str:
    """The name of the feature that tells a place's kind."""
    return next(name for name, _ in base if name.startswith("kind "))


def told_features(telling: Telling, told: Told, first_of_type: bool, people: int, dated: bool, best: float) -> Features:
    """What tells news from background: the trigger, where it stands, who and when it names, how sure its place is."""
    hit, trigger = told.hit, told.hit.trigger
    section = telling.spans[told.span].sentence.section
    found: Features = [
        ("type " + trigger.type, 1.0),
        ("weight", trigger.weight),
        ("tense " + hit.tense, 1.0),
        ("status " + told.status, 1.0),
        ("section " + section, 1.0),
        ("log sentence", log(1 + told.span)),
        ("placed", float(best > 0)),
        ("best", best),
        ("people", float(min(2, people))),
        ("dated", float(dated)),
        ("first of type", float(first_of_type)),
    ]
    if trigger.subtype in OCCASIONS:
        found.append(("occasion", 1.0))
    if trigger.saying and told.span <= 1:
        found.append(("saying lead", 1.0))
    if telling.quoted(hit.first):
        found.append(("quoted", 1.0))
    if telling.content[hit.first]:
        found.append(("content", 1.0))
    if hit.definite:
        found.append(("definite", 1.0))
    if hit.light or hit.last > hit.first:
        found.append(("compound", 1.0))
    return found
