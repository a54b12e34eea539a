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
from geomap.geodesy import in_box, kilometres
from geomap.mentions import find_mentions
from geomap.place_features import option_features
from geomap.places import Weights, chance_of_best, logit, names_of, surroundings_of
from geomap.records import Mention
from geomap.text import name_key
from geomap.training import read_corpus

LEAST_PEOPLE, WELL_KNOWN = 3_000, 50_000
"""How many live in a place that a sentence of our own names with what it lies in, or with a mere demonym."""
METROPOLIS = 1.8
"""How many powers of ten better known a place is that is meant even in its namesake's country."""
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
    natural: bool = True
    """Whether people wrote it: how sure the model may be is learned from such texts alone."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a mention poses: the features of its candidates with "none" as the last, which are right, and their rows."""

    told: list[dict[str, float]]
    right: list[bool]
    rows: list[int]


def choices(article: dict[str, Any], gazetteer: Gazetteer, weights: Weights, reach_km: float) -> Iterator[Choice]:
    """The choices that an annotated article poses: its found names, with context as `weights` would choose it."""
    read = article_from_text(article["text"], id=str(article["id"]), country=article.get("home"))
    mentions = find_mentions(read, gazetteer)
    names = names_of(read, mentions, gazetteer)
    around = surroundings_of(names, gazetteer, weights)
    for index, target in _matched(mentions, article["mentions"]):
        options = names.options[index]
        if target.get("lat") is None or not options:
            continue
        told = [option_features(option, index, names, around, gazetteer) for option in options]
        right = [_is_right(target, option.row, gazetteer, reach_km) for option in options]
        yield Choice([*told, {"none": 1.0}], [*right, not any(right)], [option.row for option in options])


def _matched(mentions: Sequence[Mention], gold: Sequence[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The found mentions, by their number, that overlap an annotated one, with that one."""
    for index, mention in enumerate(mentions):
        shared = [(min(mention.end, one["end"]) - max(mention.start, one["start"]), i) for i, one in enumerate(gold)]
        most, which = max(shared, default=(0, 0))
        if most > 0:
            yield index, gold[which]


_WIDE = frozenset(["area", "water", "natural"])
_ANNOTATED_WIDE = frozenset([None, "continent", "region", *_WIDE])


def _is_right(gold: dict[str, Any], row: int, gazetteer: Gazetteer, reach_km: float) -> bool:
    """Whether a candidate is the annotated place: within reach of its point, a country by its code.

    Continents, waters and the like have no one point: they are right where the annotated point lies in their box. So is
    the part of a country where the country is annotated ("شمالي العراق").
    """
    kind = gazetteer.kind_of(row)
    if gold.get("kind") == "country" and gold.get("cc"):
        return kind in ("country", "area") and gazetteer.country_of(row) == gold["cc"]
    if kind in _WIDE and gold.get("kind") in _ANNOTATED_WIDE:
        box = gazetteer.box_of(row)
        if box and in_box(gold["lat"], gold["lon"], box):
            return True
    return kilometres(gold["lat"], gold["lon"], *gazetteer.point(row)) <= reach_km


def fit(posed: Sequence[Choice], importance: Sequence[float], decay: float = 0.5) -> dict[str, float]:
    """The weights that make the right candidates likeliest (L-BFGS, with L2 decay)."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    rows = [features for choice in posed for features in choice.told]
    names = sorted({name for features in rows for name in features})
    index = {name: i for i, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for i, features in enumerate(rows):
        for name, value in features.items():
            matrix[i, index[name]] = value
    right = np.array([answer for choice in posed for answer in choice.right], dtype=float)
    sizes = np.array([len(choice.told) for choice in posed])
    starts = np.cumsum([0, *sizes])[:-1]
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


def calibrate(
    posed: Sequence[Choice], importance: Sequence[float], weights: Weights, gazetteer: Gazetteer
) -> dict[str, float]:
    """The two numbers that turn the chance of a choice's best candidate into how often it is right (Platt 1999)."""
    from scipy.optimize import minimize

    logits, hits = [], []
    for choice in posed:
        scores = [sum(value * weights.get(name, 0.0) for name, value in one.items()) for one in choice.told[:-1]]
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], choice.rows[i]))
        rows = [choice.rows[i] for i in order]
        chance = chance_of_best(rows, [scores[i] for i in order], weights, gazetteer)
        logits.append(logit(chance))
        hits.append(choice.right[order[0]])
    x, hit, weight = np.array(logits), np.array(hits, dtype=float), np.array(importance)

    def loss(line: Any) -> float:
        z = line[0] * x + line[1]
        return float((weight * (np.logaddexp(0.0, z) - hit * z)).sum())

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return {"calibration slope": round(float(slope), 2), "calibration offset": round(float(offset), 2)}


def train(corpora: Iterable[Corpus], gazetteer: Gazetteer) -> dict[str, float]:
    """Two rounds: the second sees the context that the first one's weights choose; then the calibration."""
    corpora = list(corpora)
    weights: dict[str, float] = dict(FIRST_WEIGHTS)
    for _ in range(2):
        posed = [
            (choice, corpus)
            for corpus in corpora
            for article in corpus.articles
            for choice in choices(article, gazetteer, weights, corpus.reach_km)
        ]
        weights = fit([choice for choice, _ in posed], [corpus.importance for _, corpus in posed])
    natural = [(choice, corpus.importance) for choice, corpus in posed if corpus.natural]
    return weights | calibrate([choice for choice, _ in natural], [how for _, how in natural], weights, gazetteer)


def corpora_of(bench: Path, gazetteer: Gazetteer) -> list[Corpus]:
    """The training corpora; a tweet's few repeated names count for less than a place in the news."""
    return [
        Corpus(read_corpus(bench / "arabic-news-train.jsonl"), 50.0, 1.0),
        Corpus(read_corpus(bench / "idrisi-train.jsonl"), 50.0, 0.1),
        Corpus(read_corpus(bench / "trnews.jsonl")[1::2], 50.0, 1.0),
        Corpus(homonyms(gazetteer), 50.0, 0.6, natural=False),
    ]


_IN = {
    "en": ("A fire broke out in {0}, {1}.", "The meeting was held in {0} in {1}.",
           "Rescuers from {1} reached the site near {0} by noon."),
    "ar": ("اندلع حريق في {0} شمال {1}.", "عقد اللقاء في {0}، {1}.", "وصل رجال إنقاذ من {1} إلى الموقع قرب {0} ظهرا."),
}  # fmt: skip
_DEMONYM = {
    "en": ("{1} police arrested a man in {0}.", "{1} firefighters were sent to a burning mill in {0}."),
    "ar": ("أوقفت الشرطة {1} رجلا في {0}.", "تظاهر عمال في {0} ضد قرار الحكومة {1}."),
}
_BARE = {"en": "A fire broke out in {0} on Monday.", "ar": "اندلع حريق في {0} يوم الاثنين."}
_CUED = {
    "en": {"region": "Floods hit the province of {0} on Monday.", "city": "A fire broke out in the city of {0}."},
    "ar": {"region": "ضربت فيضانات ولاية {0} يوم الاثنين.", "city": "اندلع حريق في مدينة {0}."},
}
"""How the news names a place with what it lies in, with a demonym, by itself, or with what it is; texts of our own."""


def homonyms(gazetteer: Gazetteer, most: int = 900) -> list[dict[str, Any]]:
    """Sentences of our own that name a lesser place of a name together with what tells it from the better known one.

    The annotated corpora hold few such names; the gazetteer itself knows thousands, so what "X, Y", a demonym or
    "the city of X" weigh is learned from them. Every name counts once, the choice of names follows their number alone.
    """
    made: list[dict[str, Any]] = []
    for row in gazetteer.meta["largest"]:
        for language, name in zip(("en", "ar"), gazetteer.names_of(row)[1:], strict=True):
            if name:
                made += _of_name(name, language, gazetteer)
        if len(made) >= most:
            break
    return made


def _of_name(name: str, language: str, gazetteer: Gazetteer) -> Iterator[dict[str, Any]]:
    """The sentences about the lesser places of one name."""
    first, *others = [entry.row for entry in gazetteer.entries(name_key(name))[:8]] or [0]
    for kind, template in _CUED[language].items():
        cued = next((row for row in others if gazetteer.kind_of(row) == kind), None)
        if cued is not None and gazetteer.kind_of(first) != kind:
            yield _told(template, [(name, cued)], gazetteer)
    people = gazetteer.column("population")
    lesser = next((row for row in others if gazetteer.kind_of(row) == "city" and people[row] >= LEAST_PEOPLE), None)
    if lesser is None:
        return
    country = gazetteer.country_of(lesser) or ""
    home = gazetteer.country_rows.get(country)
    for template, container in zip(_IN[language], (gazetteer.admin1_of(lesser), home, home), strict=True):
        label = gazetteer.names_of(container)[1 if language == "en" else 2] if container is not None else ""
        if container is not None and label and name_key(label) != name_key(name):
            yield _told(template, [(name, lesser), (label, container)], gazetteer)
    demonym = _demonym(country, language, gazetteer)
    if people[lesser] >= WELL_KNOWN and gazetteer.country_of(first) != country:
        # In a newspaper of its country the lesser place is meant, elsewhere the better known one; a metropolis is meant
        # everywhere.
        prior = gazetteer.column("prior")
        meant = first if prior[first] - prior[lesser] > METROPOLIS else lesser
        yield _told(_BARE[language], [(name, meant)], gazetteer) | {"home": country}
        yield _told(_BARE[language], [(name, first)], gazetteer)
        for template in _DEMONYM[language] if demonym else ():
            yield _told(template, [(name, lesser)], gazetteer, demonym)


def _demonym(country: str, language: str, gazetteer: Gazetteer) -> str:
    """A country's demonym as it stands with a noun (in Arabic definite and feminine), "" for none."""
    forms = (form for form, code in gazetteer.demonyms.items() if code == country and " " not in form)
    if language == "en":
        return next((form.title() for form in forms if form.isascii()), "")
    return next((form for form in forms if form.startswith("ال") and form.endswith("يه")), "")


def _told(
    template: str, named: Sequence[tuple[str, int]], gazetteer: Gazetteer, demonym: str = ""
) -> dict[str, Any]:  # fmt: skip
    names = [name for name, _ in named]
    text = template.format(*names, demonym) if demonym else template.format(*names)
    spots: list[dict[str, Any]] = []
    for name, row in named:
        place = gazetteer.place_at(row)
        start = text.index(name)
        spots.append({"start": start, "end": start + len(name), "lat": place.lat, "lon": place.lon,
                      "kind": place.kind, "cc": place.country})  # fmt: skip
    return {"id": f"{named[0][1]} {text}", "text": text, "mentions": spots}


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
