"""The site is made again when files change, once each time, and not while they are being written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from geomap.config import Config, load_config
from geomap.watching import watch

from .test_pipeline import STORIES


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("one")
    return tmp_path


def builds(desk: Path, *steps: Callable[[], object]) -> list[int]:
    """At which looks the site is made, when each step is done before the next look."""
    made: list[int] = []
    look = 0

    def wait(seconds: float) -> None:
        nonlocal look
        if look < len(steps):
            steps[look]()
        look += 1

    watch(lambda: Config(root=desk), lambda: made.append(look), looks=len(steps) + 1, sleep=wait)
    return made


def nothing() -> None:
    pass


def test_nothing_is_made_again_while_nothing_changes(desk: Path) -> None:
    assert builds(desk, nothing, nothing, nothing) == [0]


@pytest.mark.parametrize("name", ["articles/new.txt", "articles/a.yaml", "corrections.yaml", "geomap.toml"])
def test_a_change_is_seen_and_made_once_it_holds_still(desk: Path, name: str) -> None:
    def change() -> None:
        (desk / name).write_text("x")

    assert builds(desk, nothing, change, nothing, nothing) == [0, 3]


def test_a_file_that_grows_is_waited_for(desk: Path) -> None:
    def grow() -> None:
        with (desk / "articles" / "a.txt").open("a") as file:
            file.write("more")

    assert builds(desk, grow, grow, grow, nothing, nothing) == [0, 4]


def test_an_article_that_goes_is_a_change(desk: Path) -> None:
    assert builds(desk, (desk / "articles" / "a.txt").unlink, nothing, nothing) == [0, 2]


def test_the_site_and_hidden_files_are_no_change(desk: Path) -> None:
    def elsewhere() -> None:
        (desk / "site").mkdir()
        (desk / "site" / "index.html").touch()
        (desk / "articles" / ".geomap-adding").touch()

    assert builds(desk, elsewhere, nothing, nothing) == [0]


def test_the_command_builds_tells_and_ends_at_ctrl_c(desk: Path, gazetteer: object) -> None:
    assert load_config(desk).root == desk
    (desk / "articles" / "a.txt").write_text(STORIES["protest.txt"], "utf-8")
    command = [sys.executable, "-m", "geomap", "watch", "--every", "0.1"]
    process = subprocess.Popen(command, cwd=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ)
    try:
        assert process.stdout
        assert b"1 article" in process.stdout.readline()
        (desk / "articles" / "b.txt").write_text(STORIES["hospital.txt"], "utf-8")
        assert b"2 articles" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    finally:
        process.kill()
    assert process.stderr
    assert b"Traceback" not in process.stderr.read()
