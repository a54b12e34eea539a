"""What an article is about: the countries and regions of its places, and its demonyms ("Lebanese troops").

A name is judged by what the article's OTHER names and its adjectives say: its own best known meaning is no evidence for
itself. The votes are soft, each name's by the chances of what it may mean.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geomap.gazetteer import Gazetteer
from geomap.records import Article, Mention
from geomap.text import tokens_of

LOUDEST = 3.0
"""The most that one name's mentions count for together."""
RESERVE = 1.0
"""Votes that nobody cast: what few say weighs less than what many do."""

Beliefs = Mapping[int, float]
"""Row to the chance that a mention means it; they sum to 1 with what is left for "none"."""


@dataclass(frozen=True, slots=True)
class Demonyms:
    """The demonyms of an article, and those in each mention's sentence and right behind it (ISO codes, "" for none)."""

    counts: Mapping[str, int]
    beside: Sequence[frozenset[str]]
    behind: Sequence[str]

    def share(self, country: str) -> float:
        """How much of the article's demonyms a country has, 0..1."""
        return self.counts.get(country, 0) / (sum(self.counts.values()) + RESERVE)


@dataclass(frozen=True, slots=True)
class Votes:
    """What names say of countries or regions: all together, and each key's own part in it."""

    total: Mapping[int | str, float]
    own: Mapping[str, Mapping[int | str, float]]
    cast: Mapping[str, float]
    """How many votes all other names than a key cast; "" for a key that casts none."""

    def share(self, key: str, of: int | str) -> float:
        """The share, 0..1, that all other names than `key` give to a country (its code) or region (its row)."""
        mine = self.own.get(key, {}).get(of, 0.0)
        return max(0.0, self.total.get(of, 0.0) - mine) / (self.cast.get(key, self.cast[""]) + RESERVE)


@dataclass(frozen=True, slots=True)
class Focus:
    """The votes of an article's names for the countries and the first-level regions it is about."""

    countries: Votes
    regions: Votes


def read_demonyms(article: Article, mentions: Sequence[Mention], gazetteer: Gazetteer) -> Demonyms:
    """Finds the demonyms of an article's sentences."""
    demonyms, leads = gazetteer.demonyms, gazetteer.demonym_leads
    counts: Counter[str] = Counter()
    beside: list[frozenset[str]] = [frozenset()] * len(mentions)
    behind = [""] * len(mentions)
    starts = [mention.start for mention in mentions]
    tokens = tokens_of(article)
    for sentence, (first, last) in zip(tokens.sentences, tokens.spans, strict=True):
        found: dict[int, str] = {}
        for at in range(first, last):
            norm = tokens.words[at].norm
            two = norm in leads and at + 1 < last and demonyms.get(f"{norm} {tokens.words[at + 1].norm}")
            code = two or demonyms.get(norm)
            if code:
                counts[code] += 1
                found[tokens.words[at].start] = code
        at = bisect_right(starts, sentence.start - 1)
        until = bisect_right(starts, sentence.end - 1)
        for index in range(at, until) if found else ():
            beside[index] = frozenset(found.values())
            behind[index] = next((code for start, code in found.items() if 0 < start - mentions[index].end <= 3), "")
    return Demonyms(counts, beside, behind)


def read_focus(keys: Sequence[str], beliefs: Iterable[Beliefs], gazetteer: Gazetteer) -> Focus:
    """Adds up what the mentions' chances say; a country's own name counts as two towns."""
    countries: dict[str, Counter[int | str]] = {}
    regions: dict[str, Counter[int | str]] = {}
    counts = Counter(keys)
    for key, chances in zip(keys, beliefs, strict=True):
        weight = min(1.0, LOUDEST / counts[key])
        for row, chance in chances.items():
            country = gazetteer.country_of(row)
            kind = gazetteer.kind_of(row)
            if country:
                twice = 2 if kind == "country" else 1
                countries.setdefault(key, Counter())[country] += twice * weight * chance  # type: ignore[assignment]
            unit = row if kind == "region" else gazetteer.admin1_of(row)
            if unit is not None:
                regions.setdefault(key, Counter())[unit] += weight * chance  # type: ignore[assignment]
    return Focus(_votes(countries), _votes(regions))


def _votes(own: Mapping[str, Counter[int | str]]) -> Votes:
    total: Counter[int | str] = Counter()
    for its in own.values():
        total.update(its)
    every = sum(total.values())
    return Votes(total, own, {"": every} | {key: every - sum(its.values()) for key, its in own.items()})
