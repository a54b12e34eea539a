"""geomap.toml: what it may hold, and what a mistake in it is answered with."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.config import Config, load_config
from geomap.errors import ConfigError


def load(folder: Path, content: str) -> Config:
    (folder / "geomap.toml").write_text(content, encoding="utf-8")
    return load_config(folder)


def test_without_a_file_the_settings_are_the_default_ones(tmp_path: Path) -> None:
    assert load_config(tmp_path) == Config(root=tmp_path)


def test_the_settings_are_read_and_paths_start_at_the_file(tmp_path: Path) -> None:
    config = load(tmp_path, 'title = "خريطة"\narticles = ["a", "b"]\nlanguage = "en"\ngazetteer = "cache"\n')
    assert config.title == "خريطة"
    assert config.language == "en"
    assert config.article_paths() == (tmp_path / "a", tmp_path / "b")
    assert config.gazetteer == tmp_path / "cache"


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, '\ufefftitle = "x"').title == "x"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('titel = "x"', "did you mean 'title'"),
        ("colour_of_the_sea = 1", "known are title"),
        ('language = "fr"', "ar, en"),
        ("max_bytes = true", "whole number"),
        ("max_bytes = 0", "1 or more"),
        ("jobs = -1", "0 .one a core."),
        ("cards = -1", "cards must be 0 or more"),
        ("title = 3", "text in quotes"),
        ("articles = []", "list of paths"),
        ('base_url = "ftp://x"', "https"),
        ('base_url = "https://example.org/?a=b"', "without"),
        ('base_url = "https://example.org/a b"', "without"),
        ('base_url = "https:///a"', "without"),
        ('recogniser = "stanza"', "geomap, camel, spacy"),
        ('recogniser_model = "xx_ent_wiki_sm"', "is for recogniser"),
        ('recogniser = "spacy"\nrecogniser_model = 3', "text in quotes"),
        ("title =", "not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_the_file_and_what_would_be_right(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(ConfigError, match=rf"geomap\.toml.*{told}"):
        load(tmp_path, content)


def test_options_that_were_not_given_leave_the_settings_as_they_are() -> None:
    config = Config(title="a", jobs=2)
    assert config.with_options(title=None, jobs=None) == config
    assert config.with_options(title="b").title == "b"
