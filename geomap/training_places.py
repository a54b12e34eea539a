"""Trains the weights of `geomap.places`: `python -m geomap.training_places ../shared/bench`.

A conditional logit over the candidates of each annotated mention that has coordinates: the right ones are those within
reach of the gold's point (for countries: of its code), and "none of these" where there is none. Corpora as in
`geomap.training`. The weights are few and name no place, so a handful of numbers is all that is learned.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geomap.articles import article_from_text
from geomap.gazetteer import Gazetteer, open_gazetteer
from geomap.geodesy import kilometres
from geomap.places import Weights, names_of, option_features, surroundings_of
from geomap.records import Mention, Place
from geomap.text import name_key
from geomap.training import read_corpus

FIRST_WEIGHTS: Weights = {
    "fame": 8.0,
    "strength 5": 1.5,
    "strength 4": 1.0,
    "article's country": 2.0,
    "kind country": 1.0,
}
"""Where training starts: only used to choose the context of the first round."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Annotated articles, the reach in km within which a candidate counts as right, and what each mention counts."""

    articles: Sequence[dict[str, Any]]
    reach_km: float
    importance: float


Choice = tuple[list[dict[str, float]], list[bool]]
"""The features of a mention's candidates, "none" last, and which are right."""


def choices(article: dict[str, Any], gazetteer: Gazetteer, weights: Weights, reach_km: float) -> Iterator[Choice]:
    """The choices that an annotated article poses, with context as `weights` would choose it."""
    read = article_from_text(article["text"], id=str(article["id"]))
    gold = sorted(article["mentions"], key=lambda m: (m["start"], m["end"]))
    mentions = [Mention(m["start"], m["end"], read.text[m["start"] : m["end"]], "literal") for m in gold]
    names = names_of(read.text, mentions, gazetteer)
    around = surroundings_of(read, names, gazetteer, weights)
    for index, target in enumerate(gold):
        options = names.options[index]
        if target.get("lat") is None or not options:
            continue
        told = [option_features(option, index, names, around, gazetteer) for option in options]
        right = [_is_right(target, option.row, gazetteer, reach_km) for option in options]
        yield [*told, {"none": 1.0}], [*right, not any(right)]


def _is_right(gold: dict[str, Any], row: int, gazetteer: Gazetteer, reach_km: float) -> bool:
    if gold.get("kind") == "country" and gold.get("cc"):
        return gazetteer.kind_of(row) == "country" and gazetteer.country_of(row) == gold["cc"]
    lat, lon = gazetteer.column("lat")[row], gazetteer.column("lon")[row]
    return kilometres(gold["lat"], gold["lon"], lat, lon) <= reach_km


def fit(posed: Sequence[Choice], importance: Sequence[float], decay: float = 0.5) -> dict[str, float]:
    """The weights that make the right candidates likeliest (L-BFGS, with L2 decay)."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    names = sorted({name for told, _ in posed for features in told for name in features})
    index = {name: i for i, name in enumerate(names)}
    rows = [features for told, _ in posed for features in told]
    matrix = np.zeros((len(rows), len(names)))
    for i, features in enumerate(rows):
        for name, value in features.items():
            matrix[i, index[name]] = value
    right = np.array([answer for _, answers in posed for answer in answers], dtype=float)
    starts = np.cumsum([0] + [len(told) for told, _ in posed])[:-1]
    sizes = np.array([len(told) for told, _ in posed])
    weight = np.array(importance)
    weight_of_row = np.repeat(weight, sizes)

    def loss(weights: Any) -> tuple[float, Any]:
        scores = matrix @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        odds = np.exp(scores)
        total = np.repeat(np.add.reduceat(odds, starts), sizes)
        good = np.repeat(np.add.reduceat(odds * right, starts), sizes)
        gradient = matrix.T @ (weight_of_row * (odds / total - odds * right / good)) + decay * weights
        value = float((weight * np.log(total[starts] / good[starts])).sum() + decay / 2 * weights @ weights)
        return value, gradient

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return {name: round(float(weight), 2) for name, weight in zip(names, found.x, strict=True) if abs(weight) >= 0.01}


def train(corpora: Iterable[Corpus], gazetteer: Gazetteer) -> dict[str, float]:
    """Two rounds: the second sees the context that the first one's weights choose."""
    corpora = list(corpora)
    weights: dict[str, float] = dict(FIRST_WEIGHTS)
    for _ in range(2):
        posed = [
            (choice, corpus.importance)
            for corpus in corpora
            for article in corpus.articles
            for choice in choices(article, gazetteer, weights, corpus.reach_km)
        ]
        weights = fit([choice for choice, _ in posed], [importance for _, importance in posed])
    return weights


def corpora_of(bench: Path, gazetteer: Gazetteer) -> list[Corpus]:
    """The training corpora; a tweet's few repeated names count for less than a place in the news."""
    return [
        Corpus(read_corpus(bench / "arabic-news-train.jsonl"), 50.0, 1.0),
        Corpus(read_corpus(bench / "idrisi-train.jsonl"), 50.0, 0.1),
        Corpus(read_corpus(bench / "trnews.jsonl")[1::2], 50.0, 1.0),
        Corpus(homonyms(gazetteer), 50.0, 0.3),
    ]


_TOLD = (
    "A fire broke out in {0}, {1}.",
    "The meeting was held in {0} in {1}.",
    "اندلع حريق في {0} شمال {1}.",
    "عقد اللقاء في {0}، {1}.",
)
"""How the news names a place with what it lies in; texts of our own."""


def homonyms(gazetteer: Gazetteer, most: int = 600) -> list[dict[str, Any]]:
    """Sentences of our own that name a lesser place of a name together with its region or country.

    The annotated corpora hold few such names; the gazetteer itself knows thousands, so the weight of "X, Y" is learned
    from them. Every name counts once, the choice of names follows their number alone.
    """
    made: list[dict[str, Any]] = []
    for row in gazetteer.meta["largest"]:
        for name, templates in zip(gazetteer.names_of(row)[1:], (_TOLD[:2], _TOLD[2:]), strict=True):
            others = [e.row for e in gazetteer.entries(name_key(name))[1:8] if gazetteer.kind_of(e.row) == "city"]
            lesser = next((r for r in others if gazetteer.column("population")[r] >= 3000), None)
            if not name or lesser is None:
                continue
            unit = gazetteer.admin1_of(lesser)
            home = gazetteer.country_rows.get(gazetteer.country_of(lesser) or "")
            for template, container in zip(templates, (unit, home), strict=True):
                around = gazetteer.place_at(container) if container is not None else None
                label = around and (around.name_ar if template in _TOLD[2:] else around.name)
                if around is None or not label or name_key(label) == name_key(name):
                    continue
                made.append(_told(template, name, label, gazetteer.place_at(lesser), around))
        if len(made) >= most:
            break
    return made


def _told(template: str, name: str, label: str, place: Place, around: Place) -> dict[str, Any]:
    text = template.format(name, label)
    spots: list[dict[str, Any]] = []
    end = 0
    for surface, target in ((name, place), (label, around)):
        start = text.index(surface, end)
        end = start + len(surface)
        spots.append({"start": start, "end": end, "lat": target.lat, "lon": target.lon,
                      "kind": target.kind, "cc": target.country})  # fmt: skip
    return {"id": f"{place.id} {label}", "text": text, "mentions": spots}


def main() -> None:
    """Trains on everything and writes the shipped weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bench", type=Path, help="the folder of the annotated corpora")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data" / "places.json")
    args = parser.parse_args()
    gazetteer = open_gazetteer()
    weights = train(corpora_of(args.bench, gazetteer), gazetteer)
    args.out.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{args.out}: {len(weights)} weights")


if __name__ == "__main__":
    main()
