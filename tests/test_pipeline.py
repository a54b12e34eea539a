"""The flow from files to a site: order, what is done again, what a fault costs, the same bytes every time."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import signal
from datetime import date
from pathlib import Path

import pytest

import geomap
from geomap import additions, pipeline, publishing, readers
from geomap import collection as kept
from geomap.config import Config
from geomap.contract import reading_to_json
from geomap.errors import ArticleError, ConfigError, SiteError
from geomap.gazetteer import Gazetteer
from geomap.pipeline import BuildResult
from geomap.readers import read_all
from geomap.records import Article, Reading, Skipped
from geomap.selecting import Selection

STORIES = {
    "hospital.txt": "---\npublished: 2024-05-08\n---\nافتتاح مستشفى في وهران\n\n"
    "افتتح وزير الصحة الجزائري الثلاثاء مستشفى جديدا في مدينة وهران بحضور عدد من الأطباء.\n",
    "protest.txt": "---\npublished: 2024-05-09\n---\nاحتجاج في صفاقس\n\n"
    "تظاهر مئات العمال أمس الأربعاء في مدينة صفاقس التونسية احتجاجا على تأخر صرف الأجور.\n",
    "visit.md": "---\npublished: 2024-05-09\nlanguage: en\n---\nMinister visits Oran\n\n"
    "The Algerian health minister visited a new hospital in Oran on Tuesday, the ministry said.\n",
}


@pytest.fixture(autouse=True)
def _code_that_holds_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Someone may save a file of geomap's while the tests run."""
    monkeypatch.setattr(kept, "code_version", lambda: "fixed")


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in STORIES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def build(folder: Path, dest: str = "site", **options: object) -> BuildResult:
    return pipeline.build([folder], folder.parent / dest, Config(root=folder.parent).with_options(**options))


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file under a folder, with what would tell that it was written again."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {name: content for name, (_, _, content) in snapshot(folder).items()}


def but_news(site: Path) -> dict[str, bytes]:
    """The site without the pages and feeds of what is new, which tell its history and not its articles."""
    news = ("news.html", "news.xml", "news.json")
    return {name: content for name, content in contents(site).items() if not name.endswith(news)}


def many(count: int) -> list[Article]:
    return [Article(str(number), "نص", "ar") for number in range(count)]


def test_a_text_is_read_by_one_call(gazetteer: Gazetteer) -> None:
    reading = geomap.parse(STORIES["protest.txt"].split("---\n")[2], published="2024-05-09", gazetteer=gazetteer)
    assert reading.article.published == date(2024, 5, 9)
    assert "Sfax" in {found.place.name for found in reading.resolutions if found.place}


def test_a_day_of_publication_that_is_none_is_refused() -> None:
    with pytest.raises(ArticleError, match="yesterday"):
        geomap.parse("نص", published="yesterday")


def test_the_answer_of_parse_is_json_with_offsets_into_the_original(gazetteer: Gazetteer) -> None:
    text = STORIES["hospital.txt"].split("---\n")[2]
    answer = json.loads(json.dumps(reading_to_json(geomap.parse(text, published="2024-05-08", gazetteer=gazetteer))))
    assert answer["mentions"]
    for mention in answer["mentions"]:
        assert text[mention["start"] : mention["end"]] == mention["surface"]
    for event in answer["events"]:
        assert 0 <= event["evidence"]["start"] < event["evidence"]["end"] <= len(text)


def test_a_build_writes_a_site_and_tells_what_it_did(collection: Path, gazetteer: Gazetteer) -> None:
    result = build(collection)
    assert (result.dest / "index.html").is_file()
    assert (result.articles, result.read, result.skipped, result.unchanged) == (3, 3, (), False)
    assert "Oran" in {event.place.name for event in result.events if event.place}


def test_the_events_come_as_a_geodataframe(collection: Path, gazetteer: Gazetteer) -> None:
    result = build(collection)
    frame = result.geodataframe()
    assert len(frame) == len(result.events)
    assert frame.crs == "EPSG:4326"


def test_the_map_of_a_built_site_is_one_file(collection: Path, gazetteer: Gazetteer, tmp_path: Path) -> None:
    result = build(collection)
    config = Config(root=tmp_path)
    publishing.embed(result.dest, tmp_path / "map.html", Selection(), config, gazetteer)
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "<html" in page
    assert "src=" not in re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    publishing.embed(result.dest, tmp_path / "one.html", Selection(result.events[0].id), config, gazetteer)
    with pytest.raises(SiteError, match="no-such-event"):
        publishing.embed(result.dest, tmp_path / "none.html", Selection("no-such-event"), config, gazetteer)
    assert not (tmp_path / "none.html").exists()


def test_an_embed_of_no_site_is_a_clear_error(tmp_path: Path, gazetteer: Gazetteer) -> None:
    with pytest.raises(SiteError, match="run 'geomap build' first"):
        publishing.embed(tmp_path / "site", tmp_path / "map.html", Selection(), Config(), gazetteer)


def test_the_events_of_a_built_site_are_exported_as_the_site_has_them(
    collection: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    result = build(collection)
    for name in ("events.geojson", "events.csv", "events.kml"):
        publishing.export(result.dest, tmp_path / name, None, Config(root=tmp_path))
        assert (tmp_path / name).read_bytes() == (result.dest / "data" / name).read_bytes()
    # A file that lies in the site itself, to be published with it, is in the way of no other.
    for name in ("first.db", "second.db"):
        publishing.export(result.dest, result.dest / name, "gpkg", Config(root=tmp_path))
        assert (result.dest / name).read_bytes().startswith(b"SQLite format 3")
    assert not list(tmp_path.rglob("*.new*"))
    build(collection)
    assert (result.dest / "first.db").is_file()


def test_events_of_a_site_that_is_gone_are_not_exported(collection: Path, gazetteer: Gazetteer, tmp_path: Path) -> None:
    result = build(collection)
    shutil.rmtree(result.dest)
    with pytest.raises(SiteError, match="run 'geomap build' first"):
        publishing.export(result.dest, tmp_path / "events.csv", None, Config(root=tmp_path))


def test_a_second_build_with_nothing_changed_writes_nothing(
    collection: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(collection)
    before = snapshot(collection.parent)
    # Neither the articles nor the gazetteer are to be opened.
    monkeypatch.setattr(pipeline, "shared_gazetteer", None)
    monkeypatch.setattr(additions, "parse_file", None)
    second = build(collection)
    assert second.unchanged
    assert second.events == first.events
    assert snapshot(collection.parent) == before


def test_only_an_article_that_was_added_is_read(
    collection: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(collection)
    asked = []
    read = readers.read_article
    monkeypatch.setattr(
        readers, "read_article", lambda article, places: asked.append(article.path) or read(article, places)
    )
    (collection / "new.txt").write_text("عاصفة\n\nضربت عاصفة مدينة بنغازي الليبية.\n", encoding="utf-8")
    assert build(collection).read == 1
    assert [Path(path).name for path in asked if path] == ["new.txt"]


def test_building_step_by_step_gives_the_same_bytes_as_building_at_once(collection: Path, gazetteer: Gazetteer) -> None:
    late = collection / "protest.txt"
    text = late.read_text(encoding="utf-8")
    late.unlink()
    build(collection, "site")
    late.write_text(text, encoding="utf-8")
    build(collection, "site")
    build(collection, "other/site")
    # The second site has no history to tell.
    assert but_news(collection.parent / "site") == but_news(collection.parent / "other" / "site")


def test_a_site_that_was_deleted_is_built_again(collection: Path, gazetteer: Gazetteer) -> None:
    result = build(collection)
    (result.dest / "index.html").unlink()
    again = build(collection)
    assert not again.unchanged
    assert again.read == 0
    assert (result.dest / "index.html").is_file()


def test_files_that_cannot_be_read_are_told_and_the_rest_built(collection: Path, gazetteer: Gazetteer) -> None:
    (collection / "empty.txt").touch()
    (collection / "picture.txt").write_bytes(bytes(range(256)) * 20)
    result = build(collection)
    assert result.articles == 3
    assert {Path(one.path).name for one in result.skipped} == {"empty.txt", "picture.txt"}
    assert all(one.reason for one in result.skipped)
    assert build(collection).skipped == result.skipped


def test_two_articles_that_claim_one_id_are_both_read(tmp_path: Path, gazetteer: Gazetteer) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    lines = [json.dumps({"id": "same", "text": f"خبر {number}\n\nزار الوزير مدينة وهران."}) for number in range(2)]
    (folder / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = build(folder)
    assert result.articles == 2
    assert result.skipped == ()


def test_nothing_to_read_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no .*articles"):
        pipeline.build(config=Config(root=tmp_path))


def test_many_articles_are_read_by_workers_in_order(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "read_article", lambda article, places: Reading(article, (), (), ()))
    articles = many(readers.POOL_FROM + 21)
    told: list[int] = []
    answers = list(read_all(articles, Config(jobs=2), lambda stage, done, of: told.append(done)))
    assert [answer.article for answer in answers if isinstance(answer, Reading)] == articles
    assert told[-1] == len(articles)


def test_a_fault_on_one_article_skips_that_one_only(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(article: Article, places: Gazetteer) -> Reading:
        if article.id == "1":
            raise ZeroDivisionError("by nothing")
        return Reading(article, (), (), ())

    monkeypatch.setattr(readers, "read_article", faulty)
    monkeypatch.delenv("GEOMAP_DEBUG", raising=False)
    first, second, third = read_all(many(3))
    assert isinstance(first, Reading)
    assert isinstance(second, Skipped)
    assert "ZeroDivisionError: by nothing" in second.reason
    assert isinstance(third, Reading)
    monkeypatch.setenv("GEOMAP_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        list(read_all(many(3)))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill a process")
def test_when_a_worker_is_killed_the_rest_is_read_all_the_same(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deadly(article: Article, places: Gazetteer) -> Reading:
        if article.id == "30" and multiprocessing.parent_process():
            os.kill(os.getpid(), signal.SIGKILL)
        return Reading(article, (), (), ())

    monkeypatch.setattr(readers, "read_article", deadly)
    articles = many(readers.POOL_FROM + 10)
    answers = list(read_all(articles, Config(jobs=2)))
    assert [answer.article for answer in answers if isinstance(answer, Reading)] == articles
