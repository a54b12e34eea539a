"""What `geomap status` tells: what is there, what changed since the last build, what needs a look."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geomap import additions, inputs, packing, pipeline
from geomap import collection as kept
from geomap.articles import parse_file
from geomap.config import Config
from geomap.correction_writing import add_entries, last_build, stood
from geomap.gazetteer import Gazetteer
from geomap.overview import overview, to_json

from .test_cli import geomap
from .test_pipeline import STORIES


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """A collection that is not built yet, one of its files no article."""
    monkeypatch.setattr(kept, "code_version", lambda: "fixed")
    (tmp_path / "articles").mkdir()
    for name, text in STORIES.items():
        (tmp_path / "articles" / name).write_text(text, encoding="utf-8")
    (tmp_path / "articles" / "empty.txt").touch()
    return Config(root=tmp_path)


def test_before_the_first_build_every_article_is_new(desk: Config) -> None:
    seen = overview(desk)
    assert not seen.built
    assert seen.new == ("hospital", "protest", "visit")
    assert [one.path for one in seen.unread] == ["empty.txt"]
    assert not (desk.root / ".geomap").exists()


def test_after_a_build_nothing_has_changed_until_something_does(desk: Config, gazetteer: Gazetteer) -> None:
    pipeline.build(config=desk)
    seen = overview(desk)
    assert seen.built
    assert (seen.new, seen.changed, seen.gone) == ((), (), ())
    folder = desk.root / "articles"
    (folder / "hospital.txt").write_text(STORIES["hospital.txt"] + "وقال الوزير إن العمل يبدأ غدا.\n", "utf-8")
    (folder / "protest.txt").rename(folder / "march.txt")
    seen = overview(desk)
    assert (seen.new, seen.changed, seen.gone) == (("march",), ("hospital",), ("protest",))


def test_nothing_that_did_not_change_is_opened_to_tell(
    desk: Config, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "YOUNG", -1000.0)
    (desk.root / "articles" / "empty.txt").unlink()
    pipeline.build(config=desk)
    read: list[str] = []
    whole = overview(desk)
    monkeypatch.setattr(additions, "parse_file", lambda one, size: read.append(one.shown) or parse_file(one, size))
    monkeypatch.setattr(packing, "unpack", lambda *packed: read.append(repr(packed)))
    assert to_json(overview(desk)) == to_json(whole)
    assert not read
    (desk.root / "articles" / "new.txt").write_text(STORIES["protest.txt"], encoding="utf-8")
    assert overview(desk).new == ("new",)
    assert read == ["new.txt"]


def test_what_needs_a_look_is_told_least_sure_first(desk: Config, gazetteer: Gazetteer) -> None:
    pipeline.build(config=desk)
    told = to_json(overview(desk))
    sure = [pin["confidence"] for pin in told["look"]["least_sure"]]
    assert sure
    assert sure == sorted(sure)
    assert told["articles"]["languages"] == {"ar": 2, "en": 1}
    assert (told["articles"]["first"], told["articles"]["last"]) == ("2024-05-08", "2024-05-09")
    assert told["events"]["placed"] == len([event for event in overview(desk).events if event.place])


def test_what_a_person_confirmed_needs_no_second_look(desk: Config, gazetteer: Gazetteer) -> None:
    pipeline.build(config=desk)
    first = overview(desk).least_sure[0]
    built = last_build(desk, desk.site_path())
    said = {"author": "A", "date": "2024-05-10", "reason": "r", "accept": first.id, "as": stood(first)}
    add_entries([said], desk, built, gazetteer.place)
    pipeline.build(config=desk)
    assert first.id not in {event.id for event in overview(desk).least_sure}


def test_the_command_prints_it_for_people_and_for_programs(desk: Config) -> None:
    status, out, _ = geomap("status", cwd=desk.root)
    assert status == 0
    assert "3 articles, 2024-05-08 to 2024-05-09" in out
    assert "geomap build" in out
    assert "empty.txt: is empty" in out
    told = json.loads(geomap("status", "--json", cwd=desk.root)[1])
    assert told["changes"]["new"] == ["hospital", "protest", "visit"]


def test_a_folder_without_articles_is_told(tmp_path: Path) -> None:
    status, _, err = geomap("status", cwd=tmp_path)
    assert status == 2
    assert "articles" in err
