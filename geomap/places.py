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
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import cast

from geomap.arabic import with_and_without_article
from geomap.cues import generic_kinds
from geomap.focus import Beliefs, read_demonyms, read_focus
from geomap.gazetteer import Gazetteer
from geomap.geodesy import kilometres
from geomap.layout import LOOSE
from geomap.place_features import BESIDE, Names, Option, Surroundings, link_between, option_features
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

Ranked = tuple[float, Option, list[tuple[str, float]]]
"""An option with its raw score and the parts the score is made of."""


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
    scored = score_names(names, surroundings_of(names, gazetteer, weights), gazetteer, weights)
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
    around = Surroundings()
    for _ in range(2):
        scored = score_names(names, around, gazetteer, weights)
        focus = read_focus(names.keys, [_beliefs(ranked, weights) for ranked in scored], gazetteer)
        around = Surroundings(focus, _agreed(names.keys, scored), _supported(names.keys, scored))
    return around


def score_names(names: Names, around: Surroundings, gazetteer: Gazetteer, weights: Weights) -> list[list[Ranked]]:
    """The ranked options of every mention."""
    return [_score(index, names, around, gazetteer, weights) for index in range(len(names.mentions))]


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
        if ranked and _is_beside(ranked[0]):
            outright.setdefault(key, ranked)
    return [
        ranked if any(map(_is_beside, ranked)) else outright.get(key, ranked)
        for key, ranked in zip(keys, scored, strict=True)
    ]


def _is_beside(one: Ranked) -> bool:
    """Whether a ranked option has its region or country beside it."""
    return any(name in BESIDE for name, _ in one[2])


def mention_key(text: str, mention: Mention, gazetteer: Gazetteer) -> str:
    """The gazetteer key of a mention: its folded surface, its article put back where "لل" took it."""
    key = name_key(mention.surface)
    if mention.start and text[mention.start - 1] == "ل" and key.startswith("ل") and "ا" + key in gazetteer:
        return "ا" + key
    return key


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
    totals: dict[str, Counter[int]] = {}
    for key, ranked in zip(keys, scored, strict=True):
        for score, option, _ in ranked:
            totals.setdefault(key, Counter())[option.row] += score  # type: ignore[assignment]
    return {key: max(rows, key=lambda row: (rows[row], -row)) for key, rows in totals.items() if rows}


def _supported(keys: Sequence[str], scored: Sequence[Sequence[Ranked]]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (key, one[1].row) for key, ranked in zip(keys, scored, strict=True) for one in ranked if _is_beside(one)
    )


def _score(index: int, names: Names, around: Surroundings, gazetteer: Gazetteer, weights: Weights) -> list[Ranked]:
    """The options of one mention with their raw scores and the parts these are made of, best first."""
    ranked = []
    for option in names.options[index]:
        told = option_features(option, index, names, around, gazetteer)
        parts = [(name, value * weights.get(name, 0.0)) for name, value in told.items()]
        ranked.append((sum(part for _, part in parts), option, parts))
    return sorted(ranked, key=lambda one: (-one[0], one[1].row))


def _beliefs(ranked: Sequence[Ranked], weights: Weights) -> Beliefs:
    """The chances of a mention's options, the unlikely ones left out."""
    odds, total = _odds([score for score, _, _ in ranked], weights)
    return {one[1].row: odd / total for one, odd in zip(ranked, odds, strict=True) if odd >= UNLIKELY * total}


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
    scores = [score for score, _, _ in ranked]
    odds, total = _odds(scores, weights)
    rows = [option.row for _, option, _ in ranked]
    confidence = calibrated(chance_of_best(rows, scores, weights, gazetteer), weights)
    # The others share what is left as the model weighs them.
    share = (1 - confidence) / max(total - odds[0], 1e-9)
    candidates = tuple(
        Candidate(gazetteer.place_at(option.row), round(odd * share if rank else confidence, 3), _reasons(parts))
        for rank, ((_, option, parts), odd) in enumerate(zip(ranked[:SHOWN], odds, strict=False))
    )
    best = candidates[0]
    if best.score < UNSURE:
        why = f"no candidate is sure enough ({best.place.name}: {best.score:.2f})"
        return Resolution(mention, None, best.score, (why,), candidates)
    return Resolution(mention, best.place, best.score, best.reasons, candidates)


def _reasons(parts: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """The parts of a score that count, loudest first, as "fame +3.1"."""
    loud = sorted((part for part in parts if abs(part[1]) >= 0.2), key=lambda part: (-abs(part[1]), part[0]))
    return tuple(f"{name} {value:+.1f}" for name, value in loud[:5])
