"""Trains the weights of `geomap.model`: `python -m geomap.training ../shared/bench`.

Corpora (annotated texts stay where they are; only weights are kept):
arabic-news-train (Arabic news, every place with its role), idrisi-train (IDRISI-D, Arabic disaster tweets without
roles, CC BY 4.0, Suwaileh, Elsayed and Imran 2023) and the even lines of trnews (TR-News, English news without roles,
Kamalloo and Rafiei 2018).

scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from zlib import crc32

from geomap.articles import article_from_text
from geomap.features import features, read_context
from geomap.gazetteer import Entry, Gazetteer, Near, open_gazetteer
from geomap.mentions import read_lines, script_of
from geomap.model import model_from_json
from geomap.readers import read_article
from geomap.records import Article, Reading
from geomap.roles import role_features

FAMOUS = 6.3
"""Places as well known as this are in every gazetteer."""
THINNED, THIN_WEIGHT = (0.3, 0.6, 0.8), 0.35
"""The shares of lesser names that the thinned gazetteers lack, and what a sample of theirs counts."""
ROLES = ("literal", "associative", "dateline", "measure")


@dataclass(frozen=True, slots=True)
class Sample:
    """One stretch that spells a name: its features and whether it is a place, and for places with a role, that."""

    script: str
    place: list[str]
    is_place: bool
    role: str | None
    role_told: list[str]
    weight: float


def samples(article: dict[str, Any], gazetteer: Gazetteer, weight: float = 1.0) -> Iterator[Sample]:
    """The samples of one annotated article (see the corpora's README for the format)."""
    read = article_from_text(article["text"], id=str(article["id"]))
    lines = read_lines(read, gazetteer)
    context = read_context(lines, gazetteer)
    for line in lines:
        previous = "none"
        for index, match in enumerate(line.matches):
            if any(n["start"] < match.end and match.start < n["end"] for n in article.get("neutral") or ()):
                continue
            gold = [m for m in article["mentions"] if m["start"] < match.end and match.start < m["end"]]
            role = gold[0].get("use") if gold else None
            told = role_features(line, index, context, read.text, gazetteer, previous) if role else []
            script = script_of(line.words[match.first])
            place = features(line, index, context, read.text, gazetteer, previous != "none")
            yield Sample(script, place, bool(gold), role, told, weight)
            previous = role or ("literal" if gold else "none")


def train(samples: Sequence[Sample], c_place: float = 0.3, c_role: float = 0.5) -> dict[str, Any]:
    """Fits the weights; the content of a weights file."""
    place = {}
    for script in ("arabic", "other"):
        mine = [sample for sample in samples if sample.script == script]
        place[script] = _fit([s.place for s in mine], [s.is_place for s in mine], [s.weight for s in mine], c_place)
    with_role = [sample for sample in samples if sample.role]
    return {
        "place": {script: {f: w[0] for f, w in table.items()} for script, table in place.items()},
        "role_names": list(ROLES),
        "roles": _fit([s.role_told for s in with_role], [s.role for s in with_role], None, c_role, ROLES),
        "threshold": 0.45,
    }


def _fit(
    told: list[list[str]], answers: Sequence[Any], weights: list[float] | None, c: float, classes: Sequence[str] = ()
) -> dict[str, list[float]]:
    """A logistic regression over the features that stand at least three times; weights by feature, rounded."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    counts = Counter(feature for features in told for feature in set(features))
    kept = [{feature: 1.0 for feature in features if counts[feature] >= 3} for features in told]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(kept)
    regression = LogisticRegression(C=c, max_iter=300, fit_intercept=False, random_state=0)
    regression.fit(matrix, list(answers), sample_weight=weights)
    names = vectorizer.get_feature_names_out()
    rows = regression.coef_
    if classes:
        order = [list(regression.classes_).index(name) for name in classes]
        rows = rows[order]
    table = {}
    for column, name in enumerate(names):
        values = [round(float(row[column]), 2) for row in rows]
        if any(abs(value) >= 0.02 for value in values):
            table[str(name)] = values
    return table


def read_corpus(path: Path) -> list[dict[str, Any]]:
    """The articles of an annotated corpus."""
    return [json.loads(line) for line in path.open(encoding="utf-8") if line.strip()]


class Thinned(Gazetteer):
    """A gazetteer that lacks a share of the lesser names, drawn by their hash: some villages are then in no list.

    Learned from it is how a text treats names that are new to the gazetteer.
    """

    def __init__(self, gazetteer: Gazetteer, share: float = 0.3, seed: int = 0) -> None:
        super().__init__(gazetteer.folder)
        self._draw = f"{seed} ", 1000 * share
        every, prefixes, near = self.entries, self.prefixes, self.near

        def entries(key: str) -> tuple[Entry, ...]:
            found = every(key)
            return () if found and self._lacks(key, self.fame_of(found[0].row)) else found

        def near_known(name: str, limit: int = 12, furthest: float = 0.3) -> tuple[Near, ...]:
            return tuple(one for one in near(name, limit, furthest) if one.name in self)

        self.entries = lru_cache(maxsize=50_000)(entries)
        self.prefixes = lambda text: [name for name in prefixes(text) if name in self]
        self.near = lru_cache(maxsize=20_000)(near_known)

    def _lacks(self, key: str, fame: float) -> bool:
        seed, per_mille = self._draw
        return fame < FAMOUS and crc32(f"{seed}{key}".encode()) % 1000 < per_mille

    def __contains__(self, key: str) -> bool:
        return bool(self.entries(key))


def training_samples(bench: Path, gazetteer: Gazetteer) -> dict[tuple[str, str], list[Sample]]:
    """The samples of every training article, by corpus and article id; tweets count for less than news."""
    pool: dict[tuple[str, str], list[Sample]] = {}
    thin = [Thinned(gazetteer, share, seed) for seed, share in enumerate(THINNED)]
    for corpus, step, weight in (("arabic-news-train", 1, 1.0), ("idrisi-train", 1, 0.12), ("trnews", 2, 1.0)):
        for article in read_corpus(bench / f"{corpus}.jsonl")[step - 1 :: step]:
            its = list(samples(article, gazetteer, weight))
            if corpus == "arabic-news-train":
                # What a name stands for does not hang on who lists it: roles are learned from each article once.
                for lacking in thin:
                    its += (replace(sample, role=None) for sample in samples(article, lacking, THIN_WEIGHT))
            pool[corpus, str(article["id"])] = its
    return pool


def reader_without(
    pool: Mapping[tuple[str, str], Sequence[Sample]], unseen: Collection[tuple[str, str]]
) -> Callable[[Article, Gazetteer], Reading]:
    """What reads an article with weights that were trained on all of the pool but the unseen articles."""
    seen = [sample for key, its in pool.items() if key not in unseen for sample in its]
    model = model_from_json(train(seen))
    return partial(read_article, model=model)


def main() -> None:
    """Trains on everything and writes the shipped weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bench", type=Path, help="the folder of the annotated corpora")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data" / "mentions.json")
    args = parser.parse_args()
    pool = training_samples(args.bench, open_gazetteer())
    weights = train([sample for its in pool.values() for sample in its])
    args.out.write_text(json.dumps(weights, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")
    print(f"{args.out}: {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
