"""Learns `geomap/data/placing.json`: the weights that put events at places and tell news from background.

    python train/placing.py ../shared/bench/arabic-news-train.jsonl            # five-fold figures
    python train/placing.py ../shared/bench/arabic-news-train.jsonl --write    # learn from all, write the weights

Logistic regressions (see `geomap.placing`): `pair` (this trigger's event happened at this place), `place` (the article
reports something there), `choice` (of the article's places, this one is the trigger's own), `news` (this trigger tells
an event that a careful reader lists). Then, for groups of tellings that are one event (see `geomap.selection`): `keep`
and `list` (it is listed, with a place or without), `main` (the article is about it). The places are those that geomap
finds by weights that never saw the article. Takes some five minutes. The corpus is described by its own guide; only
numbers learned from it are kept. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from geomap.articles import article_from_text
from geomap.clauses import Spot, Telling, literal_spots, read_clauses
from geomap.events import read_accounts, told_groups
from geomap.gazetteer import open_gazetteer
from geomap.people import find_named
from geomap.placing import (
    Pairs,
    Scores,
    Told,
    all_pair_features,
    kind_of,
    place_features,
    read_tells,
    scored,
    told_features,
)
from geomap.records import Article, DateSpan, Place, Resolution
from geomap.regression import Features
from geomap.selection import groups_features, news_of, spot_of
from geomap.training import reader_without, training_samples
from geomap.triggers import event_types
from geomap.unify import Account

PAIR_C, PLACE_C, CHOICE_C, NEWS_C = 0.03, 0.03, 0.3, 0.1
"""Inverse strengths of the regularisation, by five-fold figures."""
KEEP_C, LIST_C, MAIN_C = 0.1, 0.1, 0.1
FOLDS = 4
FIRST, TWICE = 0.5, 0.5
"""What weighs an event at the place of annotated ones that it is none of: the first told there, and further ones."""
FAMILIES = {name: t.family for name, t in event_types().items()}
Weights = dict[str, dict[str, float]]


@dataclass
class Example:
    """An annotated article, read."""

    record: dict[str, Any]
    telling: Telling
    tells: tuple[Told, ...]
    spots: tuple[Spot, ...]
    named: Any
    dates: Any
    bases: list[Features]
    pairs: Pairs
    good: list[bool]
    labels: dict[tuple[int, int], tuple[int, float]]
    news: list[int]
    own: dict[tuple[int, int], int]
    """For triggers that an annotated placed event points at: whether the place is its."""
    resolutions: Sequence[Resolution]
    at: Callable[[dict[str, Any], Spot], bool]
    """Whether a place is an annotated event's."""


def as_place(place: Place) -> dict[str, Any]:
    """A place as the scorer reads it."""
    return {"lat": place.lat, "lon": place.lon, "kind": place.kind, "country": place.country}


def gold_events(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The annotated events with the kind and country of their places."""
    kinds = {m.get("name"): {"kind": m.get("kind"), "cc": m.get("cc")} for m in record["mentions"]}
    return [e | kinds.get(e.get("place"), {"kind": None, "cc": None}) for e in record["events"]]


Found = tuple[Article, Sequence[Resolution], Sequence[DateSpan]]


def found_in_folds(records: list[dict[str, Any]], bench: Path, corpus: str) -> dict[str, Found]:
    """What geomap itself finds in each article, by weights of names and roles that never saw it: by the record's id.

    Its mistakes are part of what events must be told from: a name that is wrongly held for a place, or for one where
    something happens, carries pins that the annotated names never would.
    """
    gazetteer = open_gazetteer()
    pool = training_samples(bench, gazetteer)
    found = {}
    for fold in range(5):
        unseen = records[fold::5]
        reader = reader_without(pool, {(corpus, str(record["id"])) for record in unseen})
        for record in unseen:
            published = date.fromisoformat(record["published"]) if record.get("published") else None
            reading = reader(article_from_text(record["text"], id=record["id"], published=published), gazetteer)
            found[record["id"]] = (reading.article, reading.resolutions, reading.dates)
    return found


def read(record: dict[str, Any], score: Any, found: Found) -> Example:
    """An annotated article as geomap finds it, with features and labels."""
    article, resolutions, dates = found
    telling = read_clauses(article)
    tells, spots = read_tells(telling, resolutions, dates), literal_spots(telling, resolutions)
    bases, pairs = all_pair_features(telling, tells, spots)
    gold = gold_events(record)

    def at(event: dict[str, Any], spot: Spot) -> bool:
        points = [p for p in [event, *(event.get("also") or [])] if p.get("lat") is not None]
        return any(score.same_spot(event | p, as_place(spot.place)) for p in points)

    words = [telling.word_at(e["at"]) if "at" in e else -9 for e in gold]
    labels = {}
    own_labels = {}
    for i, told in enumerate(tells):
        mine = [n for n, w in enumerate(words) if told.hit.first - 1 <= w <= told.hit.last + 1]
        if not mine:
            mine = [
                n
                for n, w in enumerate(words)
                if w >= 0
                and telling.span_of[w] == told.span
                and FAMILIES[gold[n]["type"]] == FAMILIES[told.hit.trigger.type]
            ]
        there = [j for j, s in enumerate(spots) if (i, j) in pairs and any(at(gold[n], s) for n in mine)]
        if there:
            own_labels |= {(i, j): int(j in there) for j in range(len(spots)) if (i, j) in pairs}
    for i, j in pairs:
        hit = tells[i].hit
        there = [n for n, e in enumerate(gold) if at(e, spots[j])]
        own = [n for n, w in enumerate(words) if hit.first - 1 <= w <= hit.last + 1]
        if not there or (own and not set(own) & set(there) and any(gold[n].get("lat") is not None for n in own)):
            labels[i, j] = (0, 1.0)
        elif any(telling.span_of[words[n]] == tells[i].span for n in there):
            labels[i, j] = (1, 1.0)
        else:
            alike = any(FAMILIES[gold[n]["type"]] == FAMILIES[hit.trigger.type] for n in there)
            labels[i, j] = (1, 0.5 if alike else 0.25)
    news = []
    for told in tells:
        near = any(told.hit.first - 2 <= w <= told.hit.last + 2 for w in words)
        alike = any(
            telling.span_of[w] == told.span and FAMILIES[e["type"]] == FAMILIES[told.hit.trigger.type]
            for w, e in zip(words, gold, strict=True)
            if w >= 0
        )
        news.append(int(near or alike))
    good = [any(at(e, spot) for e in gold) for spot in spots]
    return Example(
        record,
        telling,
        tells,
        spots,
        find_named(telling, resolutions),
        dates,
        bases,
        pairs,
        good,
        labels,
        news,
        own_labels,
        resolutions,
        at,
    )


def fit(features: list[Features], y: list[int], sample: list[float] | None, c: float) -> dict[str, float]:
    """A logistic regression as feature name to weight."""
    vectors = DictVectorizer()
    x = vectors.fit_transform([dict(f) for f in features])
    model = LogisticRegression(C=c, max_iter=3000).fit(x, y, sample_weight=sample)
    found = {name: round(float(w), 3) for name, w in zip(vectors.feature_names_, model.coef_[0], strict=True)}
    return {"bias": round(float(model.intercept_[0]), 3)} | {k: v for k, v in found.items() if v}


def fit_pairs(examples: list[Example]) -> dict[str, float]:
    """Learns whether a pair is told."""
    features, y, sample = [], [], []
    for x in examples:
        for key, pair in x.pairs.items():
            features.append(pair.features + x.bases[key[1]])
            y.append(x.labels[key][0])
            sample.append(x.labels[key][1])
    return fit(features, y, sample, PAIR_C)


def fit_choice(examples: list[Example]) -> dict[str, float]:
    """Learns which of the places in reach is a trigger's own."""
    rows = [([*x.pairs[k].features, (kind_of(x.bases[k[1]]), 1.0)], y) for x in examples for k, y in x.own.items()]
    return fit([f for f, _ in rows], [y for _, y in rows], None, CHOICE_C)


def learn_tellings(examples: list[Example]) -> Weights:
    """The regressions of single tellings; the later ones see pair scores from weights learned without their article."""
    place_x: list[Features] = []
    place_y: list[int] = []
    news_x: list[Features] = []
    news_y: list[int] = []
    pairs = [fit_pairs([x for n, x in enumerate(examples) if n % FOLDS != fold]) for fold in range(FOLDS)]
    for fold, pair in enumerate(pairs):
        for x in examples[fold::FOLDS]:
            scores = scored(x.tells, x.bases, x.pairs, {"pair": pair, "place": {}})
            told: list[list[tuple[float, str]]] = [[] for _ in x.spots]
            for (i, j), (_, p) in scores.pairs.items():
                told[j].append((p, x.tells[i].hit.trigger.type))
            place_x += [place_features(b, t) for b, t in zip(x.bases, told, strict=True)]
            place_y += [int(g) for g in x.good]
    place = fit(place_x, place_y, None, PLACE_C)
    choice = fit_choice(examples)
    for fold, pair in enumerate(pairs):
        for x in examples[fold::FOLDS]:
            _, accounts = tellings(x, {"pair": pair, "place": place, "choice": choice, "news": {}})
            seen: set[str] = set()
            for account in accounts[: len(x.tells)]:
                kind = account.told.hit.trigger.type
                dated = account.dated is not None
                news_x.append(
                    told_features(x.telling, account.told, kind not in seen, len(account.people), dated, account.pair)
                )
                seen.add(kind)
            news_y += x.news
    return {"pair": fit_pairs(examples), "place": place, "choice": choice, "news": fit(news_x, news_y, None, NEWS_C)}


def tellings(x: Example, learned: Weights) -> tuple[Scores, list[Account]]:
    """An article's scores and accounts under given weights."""
    scores = scored(x.tells, x.bases, x.pairs, learned)
    return scores, read_accounts(x.telling, x.tells, x.spots, scores, x.named, x.dates, news=learned["news"])


def learn(examples: list[Example]) -> Weights:
    """All regressions; those of groups see tellings scored by weights that were learned without their article."""
    return learn_tellings(examples) | learn_groups(group_rows(examples))


Rows = dict[str, list[tuple[Features, int, float]]]


def group_rows(examples: list[Example]) -> Rows:
    """Features, label and weight of every group, by the score that they teach."""
    rows: Rows = {"keep": [], "list": [], "main": []}
    for fold in range(FOLDS):
        learned = learn_tellings([x for n, x in enumerate(examples) if n % FOLDS != fold])
        for x in examples[fold::FOLDS]:
            scores, accounts = tellings(x, learned)
            groups = told_groups(x.telling, accounts)
            features = groups_features(x.telling, groups, x.spots, scores)
            for kind, n, y, weight in group_labels(x, groups):
                rows[kind].append((features[n], y, weight))
    return rows


def learn_groups(rows: Rows) -> Weights:
    """The regressions of groups."""
    found = {}
    for kind, c in (("keep", KEEP_C), ("list", LIST_C), ("main", MAIN_C)):
        features, y, sample = zip(*rows[kind], strict=True)
        found[kind] = fit(list(features), list(y), list(sample), c)
    return found


def group_labels(x: Example, groups: list[list[Account]]) -> Iterator[tuple[str, int, int, float]]:
    """For each group what it should score: the score's name, the group's index, 0 or 1, and how much that weighs."""
    gold = gold_events(x.record)
    words = [x.telling.word_at(e["at"]) if "at" in e else -9 for e in gold]
    fits = [[_fit(x, group, e, w) for e, w in zip(gold, words, strict=True)] for group in groups]
    claimed: set[int] = set()
    places: set[str] = set()
    for n in sorted(range(len(groups)), key=lambda n: -news_of(groups[n])):
        place = spot_of(groups[n])
        if place is None:
            told = any(f >= SENTENCE and e.get("lat") is None for f, e in zip(fits[n], gold, strict=True))
            yield "list", n, int(told), 1.0
            continue
        there = [m for m, e in enumerate(gold) if x.at(e, place[0])]
        own = max((m for m in there if fits[n][m] >= KIN and m not in claimed), key=lambda m: fits[n][m], default=None)
        first = place[0].place.id not in places
        if own is not None:
            claimed.add(own)
            yield "keep", n, 1, 1.0
        elif there:
            yield "keep", n, int(first), FIRST if first else TWICE
        else:
            yield "keep", n, 0, 1.0
        places.add(place[0].place.id)
    mains = [n for n, e in enumerate(gold) if e.get("main")]
    best = max((fits[g][m] for g in range(len(groups)) for m in mains), default=0)
    if best:
        for n in range(len(groups)):
            yield "main", n, int(any(fits[n][m] == best for m in mains)), 1.0


WORD, SENTENCE, KIN, THERE = 4, 3, 2, 1
"""How a group tells an annotated event: by its very word, in its sentence, as the same kind at its place, there."""


def _fit(x: Example, group: list[Account], event: dict[str, Any], word: int) -> int:
    place = spot_of(group)
    there = place is not None and x.at(event, place[0])
    if word >= 0 and any(a.told.hit.first - 2 <= word <= a.told.hit.last + 2 for a in group):
        return WORD
    kin = any(FAMILIES[event["type"]] == FAMILIES[a.type] for a in group)
    if word >= 0 and kin and any(x.telling.span_of[word] == a.told.span for a in group):
        return SENTENCE
    return KIN if kin and there else THERE if there else 0


def answers(examples: list[Example], learned: Weights) -> dict[str, Any]:
    """What `find_events` says under given weights, as the scorer reads it."""
    from geomap import events, placing, selection

    found = {}
    original = placing.weights
    for module in (placing, events, selection):
        module.weights = lambda: learned  # type: ignore[attr-defined]
    try:
        for x in examples:
            told = events.find_events(x.telling.article, x.resolutions, x.dates)
            found[x.record["id"]] = {
                "events": [
                    {"type": e.type, "date": e.date, "place": as_place(e.place) if e.place else None, "main": e.main}
                    for e in told
                ]
            }
    finally:
        for module in (placing, events, selection):
            module.weights = original  # type: ignore[attr-defined]
    return found


def main() -> None:
    """Prints five-fold figures, and writes the weights when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true", help="learn from all and write the weights")
    args = parser.parse_args()
    spec = importlib.util.spec_from_file_location("score", args.corpus.parent / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{args.corpus.parent} holds no score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    records = [json.loads(line) for line in args.corpus.read_text(encoding="utf-8").split("\n") if line.strip()]
    found = found_in_folds(records, args.corpus.parent, args.corpus.stem)
    examples = [read(record, score, found[record["id"]]) for record in records]
    order = list(range(len(examples)))
    random.Random(3).shuffle(order)  # noqa: S311
    out: dict[str, Any] = {}
    for fold in range(5):
        learned = learn([examples[i] for n, i in enumerate(order) if n % 5 != fold])
        out |= answers([examples[i] for n, i in enumerate(order) if n % 5 == fold], learned)
    figures = score.events(records, out)
    print("five-fold", {k: round(v, 3) for k, v in figures.items()})
    counts = collections.Counter(e["type"] for a in out.values() for e in a["events"])
    print("events an article", round(sum(counts.values()) / len(records), 2), counts.most_common())
    if args.write:
        learned = learn([examples[i] for i in order])
        target = Path(__file__).parents[1] / "geomap" / "data" / "placing.json"
        target.write_text(json.dumps(learned, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(
            "with its own articles",
            {k: round(v, 3) for k, v in score.events(records, answers(examples, learned)).items()},
        )


if __name__ == "__main__":
    main()
