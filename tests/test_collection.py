"""The store: what is kept, what makes it stale, and what a broken or locked one does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from geomap import collecting
from geomap import collection as module
from geomap.collecting import Working
from geomap.collection import Collection, common_root, store_path
from geomap.config import Config
from geomap.errors import SiteError
from geomap.inputs import code_version
from geomap.records import Article, Reading, Skipped

SITE = "site"


class Reader:
    """Reads by making an empty reading; remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, articles: Sequence[Article]) -> Iterator[Reading | Skipped]:
        for article in articles:
            self.asked.append(article.id)
            yield Skipped(article.id, "bad") if article.id == "bad" else Reading(article, (), (), ())


def articles(*ids: str, text: str = "نص") -> tuple[Article, ...]:
    return tuple(Article(id, text, "ar") for id in ids)


def read(folder: Path, *ids: str, text: str = "نص", inputs: str = "1") -> tuple[list[str], tuple[Reading, ...]]:
    reader = Reader()
    with Working(Config(), folder / SITE) as collection:
        readings, skipped, _ = collection.readings(articles(*ids, text=text), reader)
        collection.finish(inputs, collection.merged(readings), skipped)
    return reader.asked, readings


def test_only_new_articles_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, "a", "b")[0] == ["a", "b"]
    asked, readings = read(tmp_path, "a", "c", "b")
    assert asked == ["c"]
    assert [reading.article.id for reading in readings] == ["a", "c", "b"]


def test_an_article_whose_text_changed_is_read_again(tmp_path: Path) -> None:
    read(tmp_path, "a", text="old")
    assert read(tmp_path, "a", text="new")[0] == ["a"]


def test_another_version_of_geomap_reads_all_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(tmp_path, "a")
    monkeypatch.setattr(module, "code_version", lambda: "another")
    assert read(tmp_path, "a")[0] == ["a"]


def test_an_article_that_failed_is_tried_again_the_next_time(tmp_path: Path) -> None:
    assert read(tmp_path, "a", "bad")[0] == ["a", "bad"]
    assert read(tmp_path, "a", "bad")[0] == ["bad"]


def test_readings_that_are_no_longer_used_are_let_go(tmp_path: Path) -> None:
    read(tmp_path, "a", "b")
    read(tmp_path, "a")
    assert read(tmp_path, "a", "b")[0] == ["b"]


def test_a_build_that_is_killed_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_BATCH", 2)

    def dies(found: Sequence[Article]) -> Iterator[Reading | Skipped]:
        yield from Reader()(found[:5])
        raise KeyboardInterrupt

    with Working(Config(), tmp_path / SITE) as collection, pytest.raises(KeyboardInterrupt):
        collection.readings(articles(*"abcdefg"), dies)
    assert read(tmp_path, *"abcdefg")[0] == ["e", "f", "g"]


def test_the_last_build_is_found_only_for_the_same_inputs(tmp_path: Path) -> None:
    read(tmp_path, "a", inputs="1")
    collection = Collection(Config(), tmp_path / SITE)
    last = collection.last_build("1")
    assert last is not None
    assert last.articles == 1
    assert collection.last_build("2") is None


def test_the_last_build_does_not_count_when_its_site_was_touched(tmp_path: Path) -> None:
    page = tmp_path / SITE / "index.html"
    page.parent.mkdir()
    page.write_text("map")
    read(tmp_path, "a")
    assert Collection(Config(), tmp_path / SITE).last_build("1")
    page.unlink()
    assert Collection(Config(), tmp_path / SITE).last_build("1") is None


def test_asking_for_the_last_build_writes_nothing(tmp_path: Path) -> None:
    assert Collection(Config(), tmp_path / SITE).last_build("1") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no database at all, only text that is long enough to look at" * 20])
def test_a_store_that_is_no_store_is_made_anew(tmp_path: Path, content: bytes) -> None:
    path = store_path(Config(), tmp_path / SITE)
    path.parent.mkdir()
    path.write_bytes(content)
    assert Collection(Config(), tmp_path / SITE).last_build("1") is None
    assert read(tmp_path, "a")[0] == ["a"]
    assert read(tmp_path, "a")[0] == []


def test_a_store_of_an_older_format_is_made_anew(tmp_path: Path) -> None:
    read(tmp_path, "a")
    with sqlite3.connect(store_path(Config(), tmp_path / SITE)) as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    assert Collection(Config(), tmp_path / SITE).last_build("1") is None
    assert read(tmp_path, "a")[0] == ["a"]


def test_a_store_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / ".geomap").write_text("a file where the folder should be")
    with pytest.raises(SiteError, match=r"\.geomap.*cannot be written"):
        read(tmp_path, "a")


def test_the_store_lies_beside_the_settings_or_else_beside_the_site(tmp_path: Path) -> None:
    (tmp_path / "geomap.toml").touch()
    assert store_path(Config(root=tmp_path), tmp_path / "public" / "map") == tmp_path / ".geomap" / "map.sqlite"
    assert store_path(Config(), tmp_path / "public" / "map") == tmp_path / "public" / ".geomap" / "map.sqlite"


def test_the_store_keeps_itself_out_of_git(tmp_path: Path) -> None:
    read(tmp_path, "a")
    assert (tmp_path / ".geomap" / ".gitignore").read_text() == "*\n"


def test_the_inputs_change_with_names_bytes_settings_and_sidecars(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    file = folder / "one.txt"
    file.write_text("one")
    site = tmp_path / SITE

    def inputs(source: Path = folder, **options: str) -> str:
        return Collection(Config().with_options(**options), site).inputs([source])

    seen = [inputs(), inputs(title="Another")]
    assert inputs() == inputs(file) == seen[0]
    (folder / "one.yaml").write_text("source: someone")
    assert inputs(file) == inputs()
    seen.append(inputs())
    file.write_text("two")
    seen.append(inputs())
    file.rename(folder / "two.txt")
    seen.append(inputs())
    assert len(set(seen)) == len(seen)


def test_the_inputs_do_not_depend_on_where_the_collection_lies(tmp_path: Path) -> None:
    answers = set()
    for place in ("here", "there"):
        folder = tmp_path / place / "articles"
        folder.mkdir(parents=True)
        (folder / "one.txt").write_text("one")
        collection = Collection(Config(root=tmp_path / place, jobs=len(place)), tmp_path / place / SITE)
        answers.add(collection.inputs([folder]))
    assert len(answers) == 1


def test_the_common_root_of_sources_is_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "a" / "one.txt"
    file.parent.mkdir()
    file.touch()
    assert common_root([file]) == file.parent
    assert common_root([file, tmp_path]) == tmp_path


def test_the_code_version_holds_still() -> None:
    assert code_version() == code_version()
