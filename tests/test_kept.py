"""What builds keep for each other: the same answers with it, without it and where it is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest

from geomap import kept, maps
from geomap.kept import KeptTemplates, keep, read_kept
from geomap.messages import language
from geomap.templating import Templates


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where things are kept, empty."""
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path))
    kept._folder.cache_clear()
    maps.render_map.cache_clear()
    yield tmp_path / "site"
    kept._folder.cache_clear()
    maps.render_map.cache_clear()


def test_texts_are_read_by_the_version_that_kept_them_only(folder: Path) -> None:
    assert read_kept("one.json", "1") is None
    keep("one.json", "1", {"text": "خريطة"})
    assert read_kept("one.json", "1") == {"text": "خريطة"}
    assert read_kept("one.json", "2") is None
    assert [path.name for path in folder.iterdir()] == ["one.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xff", b'{"version": "1"'])
def test_a_damaged_file_is_none(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "one.json").write_bytes(content)
    assert read_kept("one.json", "1") is None


def test_a_folder_that_others_may_write_is_not_used(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    keep("one.json", "1", {"text": "x"})
    assert read_kept("one.json", "1") is None
    assert not list(folder.iterdir())


def test_a_folder_that_cannot_be_made_is_not_used(folder: Path) -> None:
    folder.write_text("a file", encoding="utf-8")
    keep("one.json", "1", {"text": "x"})
    assert read_kept("one.json", "1") is None


def test_a_kept_map_is_the_rendered_one(folder: Path) -> None:
    rendered = maps.render_map("small", "ar")
    maps.render_map.cache_clear()
    assert (folder / "map-small-ar.json").exists()
    assert maps.render_map("small", "ar") == rendered
    (folder / "map-small-ar.json").write_text("{}", encoding="utf-8")
    maps.render_map.cache_clear()
    assert maps.render_map("small", "ar") == rendered


def test_templates_are_compiled_anew_when_they_or_what_compiles_them_changed(folder: Path) -> None:
    def render(source: str, version: str) -> str:
        loader = jinja2.DictLoader({"page.html": source})
        environment = jinja2.Environment(loader=loader, autoescape=True, bytecode_cache=KeptTemplates(version))
        return environment.get_template("page.html").render()

    assert render("first", "1") == "first"
    (file,) = folder.iterdir()
    first = file.read_bytes()
    assert render("first", "1") == "first"
    assert file.read_bytes() == first
    assert render("second", "1") == "second"
    assert file.read_bytes() != first
    assert render("first", "2") == "first"
    assert file.read_bytes() != first
    file.write_bytes(b"no bytecode")
    assert render("first", "2") == "first"


def test_what_templates_are_compiled_to_for_two_languages_is_kept_apart(folder: Path) -> None:
    for code in ("ar", "en", "ar"):
        names = {"home": None, "first": True, "language": language(code)}
        assert Templates(language(code)).part("404-section.html", names).count("<h1>") == 1
    assert sorted(file.name[:11] for file in folder.iterdir()) == ["template-ar", "template-en"]
