"""A new collection: what it holds, that it is read as settings, and that nothing of the user's is touched."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from geomap.config import Config, load_config
from geomap.errors import ConfigError
from geomap.starting import _STARTER, FILES, start

from .test_cli import geomap


def test_a_new_collection_has_all_that_it_needs(tmp_path: Path) -> None:
    made, kept = start(tmp_path / "news" / "desk")
    assert kept == ()
    assert set(made) == {*FILES, "articles/"}
    assert (tmp_path / "news" / "desk" / "articles").is_dir()
    assert not yaml.safe_load((tmp_path / "news" / "desk" / "corrections.yaml").read_text("utf-8"))


def test_its_settings_are_those_of_no_file_at_all(tmp_path: Path) -> None:
    start(tmp_path)
    assert load_config(tmp_path) == Config(root=tmp_path)


def test_every_line_that_is_commented_out_is_a_setting_that_can_be_made() -> None:
    lines = (_STARTER / "geomap.toml").read_text("utf-8").splitlines()[2:]
    settings = tomllib.loads("\n".join(line.removeprefix("# ") for line in lines))
    assert set(settings) <= {field.name for field in fields(Config)}
    assert {"title", "language", "base_url", "online"} <= set(settings)


def test_the_commented_correction_is_a_list_of_one() -> None:
    text = (_STARTER / "corrections.yaml").read_text("utf-8")
    example = [line.removeprefix("#").removeprefix(" ") for line in text.splitlines()[3:] if line.startswith("#")]
    (one,) = yaml.safe_load("\n".join(example))
    assert {"author", "date", "reason"} <= set(one)


def test_the_workflow_is_yaml_that_builds_and_deploys() -> None:
    steps = yaml.safe_load((_STARTER / "publish.yml").read_text("utf-8"))["jobs"]["publish"]["steps"]
    assert any("geomap build" in step.get("run", "") for step in steps)
    assert any(step.get("uses", "").startswith("actions/deploy-pages") for step in steps)


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "geomap.toml").write_text('title = "mine"\n')
    made, kept = start(tmp_path)
    assert kept == ("geomap.toml",)
    assert (tmp_path / "geomap.toml").read_text() == 'title = "mine"\n'
    assert start(tmp_path)[0] == ()
    assert "geomap.toml" not in made


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be made"):
        start(tmp_path / "file")


def test_the_command_tells_what_it_made_and_what_to_do_next(tmp_path: Path) -> None:
    status, out, _ = geomap("init", "desk", cwd=tmp_path)
    assert status == 0
    assert "made desk/geomap.toml" in out
    assert "cd desk" in out
    assert "geomap build" in out
    assert "left as it was: desk/geomap.toml" in geomap("init", "desk", cwd=tmp_path)[1]
