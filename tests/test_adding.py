"""Articles brought into a collection: as they came, once each, all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from geomap import adding, pipeline
from geomap.adding import Added, Incoming, add_all
from geomap.articles import read_articles
from geomap.config import Config
from geomap.errors import ConfigError
from geomap.fetching import Fetcher
from geomap.gazetteer import Gazetteer
from geomap.incoming import incoming
from geomap.records import Article, Skipped

from .test_cli import geomap

STORY = (
    "احتجاج في صفاقس\n\n"
    "تظاهر مئات العمال الأربعاء في مدينة صفاقس التونسية احتجاجا على تأخر صرف الأجور منذ شهرين كاملين. "
    "ورفع المشاركون لافتات تطالب بالحوار مع الإدارة، ثم تفرقوا بعد الظهر دون حوادث تذكر.\n"
)
OTHER = "حريق في وهران\n\nاندلع حريق كبير صباح اليوم في سوق قديم وسط مدينة وهران غربي البلاد.\n"


def wire(source: str, body: str = STORY) -> bytes:
    return f"---\npublished: 2024-05-09\nsource: {source}\n---\n{body}".encode()


@pytest.fixture
def desk(tmp_path: Path) -> Config:
    return Config(root=tmp_path / "desk")


def add(desk: Config, *files: tuple[str, bytes]) -> tuple[Added, ...]:
    return add_all([Incoming(f"from/{name}", name, data) for name, data in files], desk)


def names(desk: Config) -> list[str]:
    return sorted(path.name for path in (desk.root / "articles").iterdir())


def articles(desk: Config) -> list[Article]:
    found = list(read_articles([desk.root / "articles"]))
    assert not [one for one in found if isinstance(one, Skipped)]
    return [one for one in found if isinstance(one, Article)]


def test_an_article_is_copied_as_it_came_with_where_it_came_from(desk: Config) -> None:
    (told,) = add(desk, ("march.txt", wire("أ")))
    assert (told.outcome, told.path, told.article) == ("added", "march.txt", "march")
    assert (desk.root / "articles" / "march.txt").read_bytes() == wire("أ")
    sidecar = yaml.safe_load((desk.root / "articles" / "march.yaml").read_text("utf-8"))
    assert sidecar["added_from"] == "from/march.txt"
    assert len(sidecar["sha256"]) == 64
    assert [one.source for one in articles(desk)] == ["أ"]


def test_the_sidecar_that_it_had_comes_along(desk: Config) -> None:
    add_all([Incoming("x", "march.txt", STORY.encode(), "source: ب # as told\n".encode())], desk)
    assert [one.source for one in articles(desk)] == ["ب"]


@pytest.mark.parametrize("again", [wire("أ"), wire("أ", STORY + "\n\n"), STORY.encode()])
def test_what_is_there_already_is_told_and_not_added(desk: Config, again: bytes) -> None:
    add(desk, ("march.txt", wire("أ")))
    before = names(desk)
    (told,) = add(desk, ("other-name.txt", again))
    assert (told.outcome, told.like) == ("duplicate", ("march",))
    assert names(desk) == before


def test_a_thing_given_twice_is_added_once(desk: Config) -> None:
    told = add(desk, ("a.txt", wire("أ")), ("a.txt", wire("أ")))
    assert [one.outcome for one in told] == ["added", "duplicate"]
    assert names(desk) == ["a.txt", "a.yaml"]


def test_a_copy_of_another_source_is_added_and_linked(desk: Config) -> None:
    add(desk, ("march.txt", wire("أ")))
    (told,) = add(desk, ("march.txt", wire("ب", STORY + "وقال مصدر آخر إن الحوار يبدأ غدا.\n")))
    assert (told.outcome, told.path, told.like) == ("added", "march-2.txt", ("march",))
    assert yaml.safe_load((desk.root / "articles" / "march-2.yaml").read_text("utf-8"))["copy_of"] == "march"


def test_copies_are_one_voice_on_the_site(desk: Config, gazetteer: Gazetteer) -> None:
    add(desk, ("a.txt", wire("أ")), ("b.txt", wire("ب")))
    events = [event for event in pipeline.build(config=desk).events if event.type == "protest"]
    assert events
    assert {(len({e.article for e in event.evidence}), event.independent) for event in events} == {(2, 1)}


def test_another_story_is_no_copy(desk: Config) -> None:
    told = add(desk, ("a.txt", wire("أ")), ("b.txt", wire("ب", OTHER)))
    assert [one.like for one in told] == [(), ()]


def test_what_is_no_article_is_told_and_the_rest_is_added(desk: Config) -> None:
    told = add(desk, ("empty.txt", b""), ("bad.txt", b"---\nlanguage: 12 34\n---\ntext"), ("a.txt", wire("أ")))
    assert [one.outcome for one in told] == ["failed", "failed", "added"]
    assert names(desk) == ["a.txt", "a.yaml"]


def test_of_json_lines_only_the_new_ones_are_kept(desk: Config) -> None:
    first, second = (json.dumps({"id": str(n), "text": text}) for n, text in enumerate((STORY, OTHER)))
    add(desk, ("one.jsonl", first.encode()))
    told = add(desk, ("two.jsonl", f"{first}\n\nnot json\n{second}\n".encode()))
    assert sorted(one.outcome for one in told) == ["added", "duplicate", "failed"]
    assert (desk.root / "articles" / "two.jsonl").read_text() == second + "\n"


def test_a_failure_leaves_everything_as_it_was(desk: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    add(desk, ("march.txt", wire("أ")))
    before = names(desk)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(adding, "_note", full)
    with pytest.raises(ConfigError, match=r"No space left.*nothing was added"):
        add(desk, ("a.txt", wire("أ", OTHER)), ("b.txt", wire("ب")))
    assert names(desk) == before


def test_an_addition_that_was_cut_short_is_finished_by_the_next(desk: Config) -> None:
    left = desk.root / "articles" / adding.COMMITTED
    left.mkdir(parents=True)
    (left / "march.txt").write_bytes(wire("أ"))
    assert articles(desk) == []
    (told,) = add(desk, ("again.txt", wire("أ")))
    assert told.outcome == "duplicate"
    assert names(desk) == ["march.txt"]


def test_a_folder_brings_its_articles(desk: Config, tmp_path: Path) -> None:
    for name in ("x/a.txt", "b.md", "README.md", ".hidden.txt", "picture.png", "x/a.yaml"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("source: ج" if name.endswith("yaml") else name + STORY + name, "utf-8")
    told = add_all(incoming([str(tmp_path / "in"), str(tmp_path / "none.txt")], Fetcher()), desk)
    assert [(one.path, one.outcome) for one in told] == [("b.md", "added"), ("a.txt", "added"), (None, "failed")]


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "march.txt").write_bytes(wire("أ"))
    assert geomap("add", "march.txt", cwd=tmp_path)[:2] == (
        0,
        "added march.txt\n1 article added, 0 there already, 0 not added\n",
    )
    status, out, err = geomap("add", "march.txt", "gone.txt", cwd=tmp_path)
    assert status == 1
    assert "already there as march: march.txt" in out
    assert "gone.txt: cannot be read" in err
