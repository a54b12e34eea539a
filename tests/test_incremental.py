"""A site after any sequence of changes is, to the byte, the site that is built of the same articles at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap import collection as kept
from geomap import pipeline
from geomap.config import Config
from geomap.gazetteer import Gazetteer

from .test_pipeline import contents

NAMES = ("a", "b", "c", "d")
TEXTS = (
    "---\npublished: 2024-05-09\nsource: أ\n---\nاحتجاج في صفاقس\n\nتظاهر مئات العمال أمس الأربعاء في مدينة صفاقس.\n",
    "---\npublished: 2024-05-09\nsource: ب\n---\nمسيرة في صفاقس\n\nتظاهر عمال أمس الأربعاء في صفاقس.\n",
    "---\npublished: 2024-05-08\n---\nافتتاح مستشفى في وهران\n\nافتتح وزير الصحة الثلاثاء مستشفى في وهران.\n",
    "---\nlanguage: en\n---\nMinister visits Oran\n\nThe Algerian health minister visited a new hospital in Oran.\n",
    "---\nlanguage: 12\n---\nno article\n",
)
STEPS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from((*TEXTS, None))), min_size=1, max_size=6)
"""What each step does to the file of a name: its new text, or None to remove it."""


def fresh(folder: Path) -> Config:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "articles").mkdir(parents=True)
    return Config(root=folder, jobs=1)


@pytest.fixture(autouse=True)
def _code_that_holds_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "code_version", lambda: "fixed")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_of_builds_gives_the_bytes_of_one_build(
    tmp_path: Path, gazetteer: Gazetteer, steps: list[tuple[str, str | None]]
) -> None:
    config = fresh(tmp_path / "steps")
    for name, text in steps:
        path = config.root / "articles" / f"{name}.txt"
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")
        pipeline.build(config=config)
    at_once = fresh(tmp_path / "once")
    shutil.copytree(config.root / "articles", at_once.root / "articles", dirs_exist_ok=True)
    # Which events were there once is history: it is no part of the articles, and lies in a file of its own.
    history = Path(".geomap") / "site.gone.json"
    if (config.root / history).exists():
        (at_once.root / history).parent.mkdir()
        shutil.copy(config.root / history, at_once.root / history)
    pipeline.build(config=at_once)
    assert contents(config.site_path()) == contents(at_once.site_path())
