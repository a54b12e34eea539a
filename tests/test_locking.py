"""Two builds at once, and builds that are killed: the site is whole at any moment, and nothing is lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from geomap import collection as kept
from geomap import pipeline, sitewriter, store
from geomap.collection import lock_path, store_path
from geomap.config import Config
from geomap.errors import SiteError
from geomap.gazetteer import Gazetteer
from geomap.locking import locked

from .test_pipeline import STORIES, but_news, contents

KILLS = int(os.environ.get("GEOMAP_KILLS", "50"))
HOLD = "import sys, time; from pathlib import Path; from geomap.locking import locked\n" + (
    "with locked(Path(sys.argv[1]), print):\n    print('held', flush=True); time.sleep(float(sys.argv[2]))"
)


def hold(path: Path, seconds: float) -> subprocess.Popen[bytes]:
    """Another process that has the lock for so long."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path), str(seconds)], stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    return process


def test_who_waits_is_told_for_whom_and_goes_on_when_it_is_free(tmp_path: Path) -> None:
    other = hold(tmp_path / "lock", 0.5)
    told: list[str] = []
    with locked(tmp_path / "lock", told.append):
        other.wait()
    assert len(told) == 1
    assert f"process {other.pid}, since" in told[0]


def test_a_lock_that_does_not_come_free_is_an_error_that_names_its_holder(tmp_path: Path) -> None:
    other = hold(tmp_path / "lock", 60)
    try:
        with pytest.raises(SiteError, match=f"process {other.pid}"), locked(tmp_path / "lock", print, patience=0.2):
            pass
    finally:
        other.kill()
        other.wait()


def test_the_lock_of_one_that_was_killed_is_free(tmp_path: Path) -> None:
    other = hold(tmp_path / "lock", 60)
    other.kill()
    other.wait()
    with locked(tmp_path / "lock", pytest.fail, patience=5.0):
        pass


def test_a_lock_in_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SiteError, match="cannot be written"), locked(tmp_path / "file" / "lock", print):
        pass


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setattr(kept, "code_version", lambda: "fixed")
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in STORIES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Config(root=tmp_path, jobs=1)


def turn(config: Config, number: int) -> None:
    """Makes the collection one of two: every article changes, one comes or goes."""
    folder = config.root / "articles"
    for name, text in STORIES.items():
        (folder / name).write_text(text.replace("2024-05", "2024-06") if number % 2 else text, encoding="utf-8")
    if number % 2:
        (folder / "more.txt").write_text(STORIES["protest.txt"].replace("صفاقس", "سوسة"), encoding="utf-8")
    else:
        (folder / "more.txt").unlink(missing_ok=True)


def test_the_second_of_two_builds_waits_and_has_nothing_left_to_do(desk: Config, gazetteer: Gazetteer) -> None:
    pipeline.build(config=desk)
    turn(desk, 1)
    fork = multiprocessing.get_context("fork")
    both = [fork.Process(target=pipeline.build, kwargs={"config": desk}) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(120)
    assert [process.exitcode for process in both] == [0, 0]
    assert pipeline.build(config=desk).unchanged


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked")
def test_a_build_killed_at_any_moment_leaves_a_whole_site_and_a_sound_store(desk: Config, gazetteer: Gazetteer) -> None:
    """GEOMAP_KILLS tells how often; the moments are spread over the whole build, another one each run.

    The page of news tells the collection's own history, of which each build is a part: it is another after each.
    """
    wholes, took = [], 0.0
    # The second time round nothing is new any more, the events that were once there among it.
    for number in (0, 1, 0, 1, 0):
        turn(desk, number)
        began = time.monotonic()
        pipeline.build(config=desk)
        took = time.monotonic() - began
        wholes.append(but_news(desk.site_path()))
    rng, killed = random.Random(), 0
    fork = multiprocessing.get_context("fork")
    for number in range(1, KILLS + 1):
        turn(desk, number)
        process = fork.Process(target=pipeline.build, kwargs={"config": desk})
        process.start()
        moment = took * (number - rng.random()) / KILLS
        process.join(moment)
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        assert but_news(desk.site_path()) in wholes[3:], f"killed after {moment:.3f} s"
        database = sqlite3.connect(store_path(desk, desk.site_path()))
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()
    assert killed > KILLS / 4, "most builds were over before they were killed"
    for number in (1, 0):
        turn(desk, number)
        pipeline.build(config=desk)
        assert but_news(desk.site_path()) == wholes[4 - number]
    # A build that was killed before its site landed has told nothing; two that landed never bring the same.
    news = json.loads(store_path(desk, desk.site_path()).with_suffix(".news.json").read_text(encoding="utf-8"))
    assert len(news) > 2
    assert all(one["counts"] != other["counts"] for one, other in pairwise(news))
    left = {path.name for path in desk.root.iterdir()}
    assert left == {"articles", "site", ".geomap"}


def without_room(database: sqlite3.Connection | None) -> sqlite3.Connection:
    """The store, as on a disk that has no room for another page of it."""
    assert database
    database.execute("PRAGMA max_page_count = 1")
    return database


@pytest.mark.parametrize("where", ["store", "site"])
def test_a_full_disk_is_a_clear_error_and_loses_nothing(
    desk: Config, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    pipeline.build(config=desk)
    before = contents(desk.site_path())
    turn(desk, 1)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        if where == "site":
            patch.setattr(Path, "write_bytes", full)
        else:
            opened = store._connected
            patch.setattr(store, "_connected", lambda *where: without_room(opened(*where)))
        with pytest.raises(SiteError, match=r"No space left|is full"):
            pipeline.build(config=desk)
    assert contents(desk.site_path()) == before
    assert pipeline.build(config=desk).articles == 4


def test_a_folder_that_cannot_be_written_is_a_clear_error(desk: Config, gazetteer: Gazetteer) -> None:
    pipeline.build(config=desk)
    before = contents(desk.site_path())
    turn(desk, 1)
    lock_path(desk, desk.site_path()).unlink()
    shutil.rmtree(desk.root / ".geomap")
    (desk.root / ".geomap").touch()
    with pytest.raises(SiteError, match="cannot be written"):
        pipeline.build(config=desk)
    assert contents(desk.site_path()) == before


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_who_interrupts_a_build_while_the_site_changes_gets_the_new_one_whole(
    desk: Config, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    number = getattr(signal, name)
    before = signal.getsignal(number)
    came: list[int] = []
    signal.signal(number, lambda one, _: came.append(one))
    exchange = sitewriter._exchange
    seen: list[list[int]] = []

    def interrupted(staging: Path, dest: Path) -> bool:
        signal.raise_signal(number)
        seen.append(list(came))
        return exchange(staging, dest)

    try:
        pipeline.build(config=desk)
        (desk.root / "articles" / "late.txt").write_text(STORIES["protest.txt"], encoding="utf-8")
        monkeypatch.setattr(sitewriter, "_exchange", interrupted)
        pipeline.build(config=desk)
        assert (seen, came) == ([[]], [number])
        assert pipeline.build(config=desk).unchanged
    finally:
        signal.signal(number, before)


def test_ctrl_c_stops_a_build_before_the_site_changes(
    desk: Config, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.build(config=desk)
    before = contents(desk.site_path())
    (desk.root / "articles" / "late.txt").write_text(STORIES["protest.txt"], encoding="utf-8")
    stage = sitewriter._stage

    def interrupted(*given: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return stage(*given)

    monkeypatch.setattr(sitewriter, "_stage", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pipeline.build(config=desk)
    assert contents(desk.site_path()) == before
