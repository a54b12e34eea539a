"""The figures on annotated corpora stay above the floors of quality.toml, where the corpora lie beside the project."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from geomap.evaluate import Reader, answers, answers_in_folds, load_corpus
from geomap.gazetteer import Gazetteer
from geomap.training import Sample, reader_without, training_samples

Pool = dict[tuple[str, str], list[Sample]]

FLOORS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("quality.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "bench" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pool(shared: Path, gazetteer: Gazetteer) -> Pool:
    """All that trains the weights of mentions and roles."""
    return training_samples(shared / "bench", gazetteer)


def corpus_answers(
    records: list[dict[str, Any]], name: str, gazetteer: Gazetteer, pool: Pool
) -> dict[str, dict[str, Any]]:
    """A corpus that trains what ships is judged in five folds, each read by what the others trained."""
    if all((name, str(record["id"])) not in pool for record in records):
        return answers(records, gazetteer)

    def trained(rest: Sequence[dict[str, Any]]) -> Reader:
        kept = {(name, str(record["id"])) for record in rest}
        return reader_without(pool, {key for key in pool if key[0] == name} - kept)

    return answers_in_folds(records, gazetteer, trained)


@pytest.mark.slow
@pytest.mark.parametrize("name", FLOORS)
def test_the_figures_of_a_corpus_stay_above_their_floors(
    name: str, shared: Path, scorer: ModuleType, gazetteer: Gazetteer, pool: Pool
) -> None:
    path = shared / "bench" / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"needs the corpus {path.name}, which is not beside the project")
    floors = dict(FLOORS[name])
    records = load_corpus(path)[:: 2 if floors.pop("lines", "all") == "odd" else 1]
    said = corpus_answers(records, name, gazetteer, pool)
    figures = scorer.mentions(records, said)
    if any(record.get("events") for record in records):
        figures |= scorer.events(records, said)
    print(name, "  ".join(f"{key} {value:.3f}" for key, value in figures.items()))
    short = {key: round(figures[key], 3) for key, floor in floors.items() if not figures[key] >= floor}
    assert not short, f"{name}: under the floors of quality.toml: {short}"
