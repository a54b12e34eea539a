"""Resolves mentions to places of the gazetteer: candidates, scores, reasons, or an honest "none of them".

A linear conditional model (weights in `data/places.json`, made by `geomap.training_places`) scores the candidates of a
name by the features of `geomap.place_features`: spelling, fame and kind, the countries and regions the article is
about, the places beside it in the sentence ("X, Y") and those elsewhere in the article. It runs three times, each with
what the round before found as context, so that the article's places are chosen together. "None of these" is a candidate
too, with its own weight, so the confidence is a probability over all of them.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple, cast

from geomap.arabic import with_and_without_article
from geomap.cues import generic_kinds
from geomap.focus import Beliefs, read_demonyms, read_focus
from geomap.gazetteer import Gazetteer
from geomap.geodesy import kilometres
from geomap.layout import LOOSE
from geomap.place_features import (
    BESIDE,
    ELSEWHERE,
    Names,
    Option,
    Surroundings,
    context_features,
    link_between,
    spots_of,
    standing_features,
)
from geomap.records import Article, Candidate, Mention, Resolution
from geomap.text import article_sentences, name_key

MOST = 24
"""Candidates weighed for one name; the best known ones come first."""
CONTAINERS = 6
"""Options of a name, the best known first, that another one may lie in."""
NAMESAKES = 60
"""Places that sound like a name, looked through for those in the country behind it."""
SHOWN = 5
"""Candidates kept with a resolution."""
SAME_SPOT_KM = 30.0
"""A city and its district of the same name are one spot for a reader: their chances add up."""
UNSURE = 0.3
"""Under this confidence a mention stays without a place."""
UNLIKELY = 0.02
"""Chances below this say nothing of what an article is about."""

Weights = Mapping[str, float]


class Ranked(NamedTuple):
    """An option with its raw score, the parts the score is made of, and whether its region or country is beside it."""

    score: float
    option: Option
    parts: list[tuple[str, float]]
    beside: bool


@cache
def shipped_weights() -> Weights:
    """The weights that geomap ships."""
    with resources.files("geomap").joinpath("data/places.json").open(encoding="utf-8") as stream:
        return cast("Weights", json.load(stream))


def resolve(
    article: Article, mentions: Sequence[Mention], gazetteer: Gazetteer, weights: Weights | None = None
) -> tuple[Resolution, ...]:
    """The mentions, each with the place it most likely means, or None where no candidate is sure enough."""
    weights = weights if weights is not None else shipped_weights()
    names = names_of(article, mentions, gazetteer)
    scorer = _Scorer(names, gazetteer, weights)
    scored = scorer.ranked(_surroundings(scorer))
    return tuple(
        _resolution(mention, ranked, gazetteer, weights)
        for mention, ranked in zip(mentions, _told_once(names.keys, scored), strict=True)
    )


def names_of(article: Article, mentions: Sequence[Mention], gazetteer: Gazetteer) -> Names:
    """The mentions of an article with their keys, their options and the demonyms around them."""
    text = article.text
    keys = [mention_key(text, mention, gazetteer) for mention in mentions]
    ends = [sentence.end for sentence in article_sentences(article)]
    sentences = [bisect_right(ends, mention.start) for mention in mentions]
    links = [link_between(text[one.end : two.start]) for one, two in pairwise(mentions)]
    options = [options_of(key, gazetteer) for key in keys]
    for index, link in enumerate(links):
        if link == "within" and sentences[index] == sentences[index + 1]:
            options[index] += _namesakes(keys[index], options[index], options[index + 1], gazetteer)
    demonyms = read_demonyms(article, mentions, gazetteer)
    containers = [frozenset(option.row for option in each[:CONTAINERS]) for each in options]
    return Names(mentions, keys, options, containers, Counter(keys), sentences, links, demonyms, article.country)


def surroundings_of(names: Names, gazetteer: Gazetteer, weights: Weights) -> Surroundings:
    """What an article's names tell of each other: two rounds, the first of which judges each by itself."""
    return _surroundings(_Scorer(names, gazetteer, weights))


def _surroundings(scorer: _Scorer) -> Surroundings:
    keys, gazetteer = scorer.names.keys, scorer.gazetteer
    around = Surroundings()
    for _ in range(2):
        scored = scorer.ranked(around)
        focus = read_focus(keys, [_beliefs(ranked, scorer.weights) for ranked in scored], gazetteer)
        chosen = _agreed(keys, scored)
        around = Surroundings(focus, chosen, _supported(keys, scored), spots_of(chosen, gazetteer))
    return around


class _Scorer:
    """Ranks the options of an article's names, round by round; what no round changes is weighed once."""

    def __init__(self, names: Names, gazetteer: Gazetteer, weights: Weights) -> None:
        self.names, self.gazetteer, self.weights = names, gazetteer, weights
        self._standing = [
            [self._ranked(option, standing_features(option, index, names, gazetteer)) for option in options]
            for index, options in enumerate(names.options)
        ]

    def _ranked(self, option: Option, told: Mapping[str, float]) -> Ranked:
        parts = [(name, value * self.weights.get(name, 0.0)) for name, value in told.items()]
        beside = any(name in told for name in BESIDE)
        return Ranked(sum([part for _, part in parts]), option, parts, beside)

    def ranked(self, around: Surroundings) -> list[list[Ranked]]:
        """The options of every mention with their raw scores, best first."""
        context: dict[tuple[str, int], Ranked] = {}
        elsewhere = self.weights.get(ELSEWHERE, 0.0)
        found = []
        for key, standing in zip(self.names.keys, self._standing, strict=True):
            ranked = []
            for one in standing:
                option = one.option
                told = context.get((key, option.row))
                if told is None:
                    features = context_features(option, key, self.names, around, self.gazetteer)
                    told = context[key, option.row] = self._ranked(option, features)
                score, parts = one.score + told.score, one.parts + told.parts
                if not one.beside and (key, option.row) in around.supported:
                    score += elsewhere
                    parts.append((ELSEWHERE, elsewhere))
                ranked.append(Ranked(score, option, parts, one.beside))
            found.append(sorted(ranked, key=lambda one: (-one.score, one.option.row)))
        return found


def _namesakes(key: str, known: Sequence[Option], behind: Sequence[Option], gazetteer: Gazetteer) -> list[Option]:
    """The towns that sound like a name, of the country behind it, where that has none of the name's own options.

    "فالنسيا في فنزويلا": the gazetteer has the Arabic name for the Spanish Valencia alone.
    """
    wider = behind[0].row if behind else None
    if not known or wider is None or gazetteer.kind_of(wider) != "country":
        return []
    country = gazetteer.country_of(wider)
    if any(gazetteer.country_of(one.row) == country or gazetteer.kind_of(one.row) == "country" for one in known):
        return []
    alike = gazetteer.near(key, NAMESAKES)
    return [Option(near.row, LOOSE, 0.2 + near.distance) for near in alike if gazetteer.country_of(near.row) == country]


def _told_once(keys: Sequence[str], scored: Sequence[list[Ranked]]) -> Sequence[list[Ranked]]:
    """The rankings, where a name told once with what it lies in ("X, Y") means the same wherever it stands alone."""
    outright: dict[str, list[Ranked]] = {}
    for key, ranked in zip(keys, scored, strict=True):
        if ranked and ranked[0].beside:
            outright.setdefault(key, ranked)
    return [
        ranked if any(one.beside for one in ranked) else outright.get(key, ranked)
        for key, ranked in zip(keys, scored, strict=True)
    ]


def mention_key(text: str, mention: Mention, gazetteer: Gazetteer) -> str:
    """The gazetteer key of a mention: its folded surface, its article put back where "لل" took it."""
    key = _surface_key(mention.surface)
    if mention.start and text[mention.start - 1] == "ل" and key.startswith("ل") and "ا" + key in gazetteer:
        return "ا" + key
    return key


_surface_key = lru_cache(maxsize=10_000)(name_key)


def options_of(key: str, gazetteer: Gazetteer) -> list[Option]:
    """The places that a folded name may mean: exact, with the article gained or lost, else by the cross-script key."""
    found: dict[int, Option] = {}
    for form, distance in ((key, 0.0), (with_and_without_article(key), 0.1)):
        for entry in gazetteer.entries(form)[:MOST]:
            if entry.row not in found:
                found[entry.row] = Option(entry.row, entry.strength, distance)
    head, _, rest = key.partition(" ")
    if not found and rest and generic_kinds().get(head) == "facility":
        # "ميناء فلاديفوستوك": a facility that the gazetteer lacks lies in the place it is named after.
        for entry in gazetteer.entries(rest)[:MOST]:
            found[entry.row] = Option(entry.row, entry.strength, 0.0)
    if not found:
        for near in gazetteer.near(key):
            found[near.row] = Option(near.row, LOOSE, 0.2 + near.distance)
    return list(found.values())[:MOST]


def _agreed(keys: Sequence[str], scored: Sequence[Sequence[Ranked]]) -> dict[str, int]:
    """The row that each key got: one sense an article, by the best total over its mentions."""
    totals: dict[str, dict[int, float]] = {}
    for key, ranked in zip(keys, scored, strict=True):
        rows = totals.setdefault(key, {})
        for one in ranked:
            rows[one.option.row] = rows.get(one.option.row, 0.0) + one.score
    return {key: max(rows, key=lambda row: (rows[row], -row)) for key, rows in totals.items() if rows}


def _supported(keys: Sequence[str], scored: Sequence[Sequence[Ranked]]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (key, one.option.row) for key, ranked in zip(keys, scored, strict=True) for one in ranked if one.beside
    )


def _beliefs(ranked: Sequence[Ranked], weights: Weights) -> Beliefs:
    """The chances of a mention's options, the unlikely ones left out."""
    odds, total = _odds([one.score for one in ranked], weights)
    return {one.option.row: odd / total for one, odd in zip(ranked, odds, strict=True) if odd >= UNLIKELY * total}


def _odds(scores: Sequence[float], weights: Weights) -> tuple[list[float], float]:
    """The odds of scores, and the sum of these and of "none of them"."""
    none = weights.get("none", 0.0)
    top = max([none, *scores])
    odds = [math.exp(score - top) for score in scores]
    return odds, sum(odds) + math.exp(none - top)


def chance_of_best(rows: Sequence[int], scores: Sequence[float], weights: Weights, gazetteer: Gazetteer) -> float:
    """The chance, before calibration, that the first of ranked rows is right: its own and its spot's."""
    odds, total = _odds(scores, weights)
    return sum(odd for row, odd in zip(rows, odds, strict=True) if _same_spot(rows[0], row, gazetteer)) / total


def _same_spot(one: int, other: int, gazetteer: Gazetteer) -> bool:
    wide = ("country", "area", "water")
    if one == other or gazetteer.kind_of(one) in wide or gazetteer.kind_of(other) in wide:
        return one == other
    return kilometres(*gazetteer.point(one), *gazetteer.point(other)) <= SAME_SPOT_KM


def logit(chance: float) -> float:
    """The log odds of a chance, kept finite."""
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(chance / (1 - chance))


def calibrated(chance: float, weights: Weights) -> float:
    """A chance as a confidence that is right as often as it says (Platt scaling, fitted with the weights)."""
    slope, offset = weights.get("calibration slope", 1.0), weights.get("calibration offset", 0.0)
    return 1 / (1 + math.exp(-slope * logit(chance) - offset))


def _resolution(
    mention: Mention,
    ranked: Sequence[Ranked],
    gazetteer: Gazetteer,
    weights: Weights,
) -> Resolution:
    if not ranked:
        return Resolution(mention, None, 0.0, ("the gazetteer has no place of this name",))
    scores = [one.score for one in ranked]
    odds, total = _odds(scores, weights)
    rows = [one.option.row for one in ranked]
    confidence = calibrated(chance_of_best(rows, scores, weights, gazetteer), weights)
    # The others share what is left as the model weighs them.
    share = (1 - confidence) / max(total - odds[0], 1e-9)
    candidates = tuple(
        Candidate(
            gazetteer.place_at(one.option.row), round(odd * share if rank else confidence, 3), _reasons(one.parts)
        )
        for rank, (one, odd) in enumerate(zip(ranked[:SHOWN], odds, strict=False))
    )
    best = candidates[0]
    if best.score < UNSURE:
        why = f"no candidate is sure enough ({best.place.name}: {best.score:.2f})"
        return Resolution(mention, None, best.score, (why,), candidates)
    return Resolution(mention, best.place, best.score, best.reasons, candidates)


def _reasons(parts: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """The parts of a score that count, loudest first, as "fame +3.1"."""
    loud = sorted([(-abs(value), name, value) for name, value in parts if abs(value) >= 0.2])
    return tuple([f"{name} {value:+.1f}" for _, name, value in loud[:5]])
