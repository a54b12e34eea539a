"""Resolves mentions to places of the gazetteer: candidates, scores, reasons, or an honest "none of them".

A linear conditional model (weights in `data/places.json`, made by `geomap.training_places`) scores the candidates of a
name by how it is spelled, how well known and of which kind they are, the countries the article is about, the places
beside it in the sentence ("X, Y") and those elsewhere in the article. It runs twice: the second time with what the
first found as context, so that the article's places are chosen together. "None of these" is a candidate too, with
its own weight, so the confidence is a probability over all of them.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import zip_longest
from typing import cast

from geomap.arabic import with_and_without_article
from geomap.cues import generic_kinds
from geomap.gazetteer import Gazetteer
from geomap.geodesy import kilometres
from geomap.layout import LOOSE
from geomap.records import Article, Candidate, Mention, Resolution
from geomap.text import article_sentences, name_key, words

MOST = 24
"""Candidates weighed for one name; the best known ones come first."""
SHOWN = 5
"""Candidates kept with a resolution."""
NEAR_KM = 150.0
TEMPERATURE = 0.85
"""Divides the scores, so that a confidence of .8 is right about 80 % of the time (docs/quality.md)."""
UNSURE = 0.3
"""Under this probability a mention stays without a place."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate row for a name: how well the name stands for it, and how far its spelling is (0 exact, to 1)."""

    row: int
    strength: int
    distance: float


Ranked = tuple[float, Option, list[tuple[str, float]]]
"""An option with its raw score and the parts the score is made of."""


@dataclass(frozen=True, slots=True)
class Names:
    """The mentions of an article side by side with their gazetteer keys and the places that each may mean."""

    mentions: Sequence[Mention]
    keys: Sequence[str]
    options: Sequence[Sequence[Option]]
    counts: Mapping[str, int]
    """How many mentions have a key."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about the article while its names are resolved."""

    countries: Mapping[str, float]
    """ISO code to its share, 0..1, of what the article's countries, adjectives and sure places say."""
    chosen: Mapping[str, int] = field(default_factory=dict)
    """Key to row, as the round before chose it."""
    supported: frozenset[tuple[str, int]] = frozenset()
    """Keys and rows for which some mention has the region or country beside it."""


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
    names = names_of(article.text, mentions, gazetteer)
    scored = score_names(names, surroundings_of(article, names, gazetteer, weights), gazetteer, weights)
    return tuple(
        _resolution(article, mention, ranked, gazetteer, weights)
        for mention, ranked in zip(mentions, _told_once(names.keys, scored), strict=True)
    )


def names_of(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> Names:
    """The mentions of a text with their keys and options."""
    keys = [mention_key(text, mention, gazetteer) for mention in mentions]
    return Names(mentions, keys, [options_of(key, gazetteer) for key in keys], Counter(keys))


def surroundings_of(article: Article, names: Names, gazetteer: Gazetteer, weights: Weights) -> Surroundings:
    """What an article tells of its names: its countries, and what a first round of choosing each by itself gives."""
    countries = _countries(article, names.options, gazetteer)
    scored = score_names(names, Surroundings(countries), gazetteer, weights)
    return Surroundings(countries, _agreed(names.keys, scored), _supported(names.keys, scored))


def score_names(names: Names, around: Surroundings, gazetteer: Gazetteer, weights: Weights) -> list[list[Ranked]]:
    """The ranked options of every mention."""
    return [_score(index, names, around, gazetteer, weights) for index in range(len(names.mentions))]


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
    return any(name in _BESIDE for name, _ in one[2])


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


def _countries(article: Article, options: Sequence[Sequence[Option]], gazetteer: Gazetteer) -> dict[str, float]:
    """The countries an article is about, by its names of countries, its adjectives and its well-known places."""
    votes: Counter[str] = Counter()
    for choices in options:
        if not choices:
            continue
        best = max(choices, key=lambda option: (_fame(option, gazetteer), -option.row))
        country = gazetteer.country_of(best.row)
        if country and _fame(best, gazetteer) >= 6.0:
            votes[country] += 2 if gazetteer.kind_of(best.row) == "country" else 1
    demonyms = gazetteer.demonyms
    for sentence in article_sentences(article):
        tokens = [word.norm for word in words(article.text, sentence.start, sentence.end)]
        for token, following in zip_longest(tokens, tokens[1:], fillvalue=""):
            code = demonyms.get(f"{token} {following}") or demonyms.get(token)
            if code:
                votes[code] += 1
    total = sum(votes.values()) + 2
    return {code: count / total for code, count in votes.items()}


def _fame(option: Option, gazetteer: Gazetteer) -> float:
    return float(gazetteer.column("prior")[option.row]) + 0.4 * option.strength - 4 * option.distance


def _agreed(keys: Sequence[str], scored: Sequence[Sequence[Ranked]]) -> dict[str, int]:
    """The row that each key got: one sense an article, by the best total over its mentions."""
    totals: dict[str, Counter[int]] = {}
    for key, ranked in zip(keys, scored, strict=True):
        for score, option, _ in ranked:
            totals.setdefault(key, Counter())[option.row] += score  # type: ignore[assignment]
    return {key: max(rows, key=lambda row: (rows[row], -row)) for key, rows in totals.items() if rows}


_BESIDE = ("region beside it", "country beside it", "region right behind it", "country right behind it")


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


def option_features(
    option: Option, index: int, names: Names, around: Surroundings, gazetteer: Gazetteer
) -> dict[str, float]:
    """The features of one candidate: names as they stand in the weights file, values about 0..1."""
    row, key = option.row, names.keys[index]
    mention = names.mentions[index]
    kind = gazetteer.kind_of(row)
    country = gazetteer.country_of(row)
    told = {
        "fame": float(gazetteer.column("prior")[row]) / 8,
        f"strength {option.strength}": 1.0,
        f"kind {kind}": 1.0,
        "spelling distance": option.distance,
        "changed spelling": float(option.distance > 0),
    }
    if country:
        told["article's country"] = min(1.0, 2 * around.countries.get(country, 0.0)) if kind != "country" else 0.0
    if mention.kind_hint:
        told["cue says its kind" if mention.kind_hint == kind else "cue says another kind"] = 1.0
    if gazetteer.stands_for(row) and kind == "city":
        told["capital"] = 1.0
    _beside(told, row, index, names, gazetteer)
    if (key, row) in around.supported and not any(name in told for name in _BESIDE):
        told["its region or country beside it elsewhere"] = 1.0
    if around.chosen:
        if around.chosen.get(key) == row and names.counts[key] > 1:
            told["elsewhere in the article"] = 1.0
        _distances(told, row, key, around, gazetteer)
    return told


def _beside(told: dict[str, float], row: int, index: int, names: Names, gazetteer: Gazetteer) -> None:
    """Whether the name right behind or before it names what this candidate lies in ("X, Y", "X in Y")."""
    mentions, keys = names.mentions, names.keys
    for step in (1, -1):
        other = index + step
        if not 0 <= other < len(mentions) or keys[other] == keys[index]:
            continue
        gap = mentions[other].start - mentions[index].end if step > 0 else mentions[index].start - mentions[other].end
        if gap > 12:
            continue
        containers = {option.row for option in names.options[other][:6]}
        unit = gazetteer.admin1_of(row)
        country = gazetteer.country_of(row)
        home = gazetteer.country_rows.get(country) if country else None
        # "X, Y" says it outright; words between the two, or the wider name first, say it less surely.
        how = "right behind it" if step > 0 and gap <= 2 else "beside it"
        if unit in containers and unit != row:
            told[f"region {how}"] = 1.0
        elif home != row and _within(containers, home, country, gazetteer):
            told[f"country {how}"] = 1.0


def _within(containers: set[int], home: int | None, country: str | None, gazetteer: Gazetteer) -> bool:
    """Whether a country, or an area inside it ("شمالي لبنان"), is among the rows that a name may mean."""
    if home is None:
        return False
    return home in containers or any(
        gazetteer.kind_of(row) == "area" and gazetteer.country_of(row) == country for row in containers
    )


def _distances(told: dict[str, float], row: int, key: str, around: Surroundings, gazetteer: Gazetteer) -> None:
    """How near the article's other places are, and whether they lie in the same first-level unit."""
    here = gazetteer.point(row)
    nearest = math.inf
    unit = gazetteer.admin1_of(row)
    for other_key, other in around.chosen.items():
        if other_key == key or other == row or gazetteer.kind_of(other) in ("country", "area", "water"):
            continue
        nearest = min(nearest, kilometres(*here, *gazetteer.point(other)))
        if unit is not None and unit in (other, gazetteer.admin1_of(other)):
            told["same region as another place"] = 1.0
    if nearest < NEAR_KM:
        told["another place near"] = 1 - nearest / NEAR_KM
    elif nearest < 4 * NEAR_KM:
        told["another place not far"] = 1.0


def _resolution(
    article: Article,
    mention: Mention,
    ranked: Sequence[Ranked],
    gazetteer: Gazetteer,
    weights: Weights,
) -> Resolution:
    if not ranked:
        return Resolution(mention, None, 0.0, ("the gazetteer has no place of this name",))
    none = weights.get("none", 0.0)
    top = max(ranked[0][0], none)

    def odds(score: float) -> float:
        return math.exp((score - top) / TEMPERATURE)

    total = odds(none) + sum(odds(score) for score, _, _ in ranked)
    candidates = tuple(
        Candidate(gazetteer.place_at(option.row), round(odds(score) / total, 3), _reasons(parts))
        for score, option, parts in ranked[:SHOWN]
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
