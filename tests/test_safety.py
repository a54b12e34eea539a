"""What the system may do to geomap: kill it while it adds, give it no room, forbid it to write, hand it an old store.

Each is done for real, in a process of its own: a limit of file sizes stands for a full disk, and folders are made
read-only for that process even where it is root's.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import random
import signal
import sqlite3
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from geomap import collection as kept
from geomap import pipeline
from geomap.adding import COMMITTED, STAGED, Incoming, add_all, finish_interrupted
from geomap.articles import read_articles
from geomap.collection import store_path
from geomap.config import Config
from geomap.errors import GeomapError
from geomap.gazetteer import Gazetteer

from .test_pipeline import STORIES, but_news, contents

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux for its limits")

KILLS = int(os.environ.get("GEOMAP_KILLS", "50"))
FORK = multiprocessing.get_context("fork")
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2
"""What lets root pass over the modes of files (linux/capability.h)."""


@pytest.fixture
def desk(tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> Config:
    """A collection with a site, to which an article has come since."""
    monkeypatch.setattr(kept, "code_version", lambda: "fixed")
    config = Config(root=tmp_path / "desk", jobs=1)
    (config.root / "articles").mkdir(parents=True)
    for name, text in STORIES.items():
        (config.root / "articles" / name).write_text(text, encoding="utf-8")
    pipeline.build(config=config)
    (config.root / "articles" / "more.txt").write_text(STORIES["protest.txt"].replace("صفاقس", "سوسة"), "utf-8")
    return config


def said(limit: Callable[[], None], work: Callable[[], object]) -> str:
    """What geomap's error says when a process under a limit does something; "" where it succeeds."""
    here, there = FORK.Pipe(duplex=False)

    def run() -> None:
        limit()
        try:
            work()
        except GeomapError as error:
            there.send(str(error))
        else:
            there.send("")

    process = FORK.Process(target=run)
    process.start()
    there.close()
    told = here.recv()
    process.join()
    return str(told)


def room_for(size: int) -> Callable[[], None]:
    """Lets no file of this process grow beyond so many bytes."""
    import resource

    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def as_others() -> None:
    """Takes from root what lets it write where modes forbid it, as they forbid everybody else."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    sets[0] &= ~(1 << DAC_OVERRIDE | 1 << DAC_READ_SEARCH)
    assert libc.capset(header, sets) == 0


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    mode = stat.S_IMODE(folder.stat().st_mode)
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(mode)


def stories(count: int) -> list[Incoming]:
    """Articles that are no copies of each other, each with a sidecar."""
    return [
        Incoming(f"from/{n}", f"story-{n}.txt", " ".join(f"word{n}x{i}" for i in range(40)).encode(), b"source: a\n")
        for n in range(count)
    ]


@pytest.mark.parametrize("size", [0, 500, 3_000, 8_000])
def test_a_build_without_room_is_a_clear_error_and_loses_nothing(desk: Config, size: int) -> None:
    before = contents(desk.site_path())
    told = said(room_for(size), lambda: pipeline.build(config=desk))
    assert str(desk.root) in told
    assert "cannot be written" in told
    assert contents(desk.site_path()) == before
    assert pipeline.build(config=desk).articles == 4
    assert {path.name for path in desk.root.iterdir()} == {"articles", "site", ".geomap"}


@pytest.mark.parametrize("size", [0, 100, 300])
def test_an_addition_without_room_is_a_clear_error_and_adds_nothing(desk: Config, size: int) -> None:
    before = contents(desk.root / "articles")
    told = said(room_for(size), lambda: add_all(stories(3), desk))
    assert str(desk.root) in told
    assert "cannot be written" in told
    assert contents(desk.root / "articles") == before
    assert [one.outcome for one in add_all(stories(3), desk)] == ["added"] * 3


@pytest.mark.parametrize("where", [".", ".geomap"])
def test_a_build_into_a_read_only_folder_is_a_clear_error_and_loses_nothing(desk: Config, where: str) -> None:
    before = contents(desk.site_path())
    with read_only(desk.root / where):
        told = said(as_others, lambda: pipeline.build(config=desk))
    assert str(desk.root) in told
    assert "cannot be written" in told
    assert contents(desk.site_path()) == before
    assert pipeline.build(config=desk).articles == 4


def test_what_is_built_can_be_looked_at_where_nothing_can_be_written(desk: Config) -> None:
    pipeline.build(config=desk)
    with read_only(desk.root), read_only(desk.root / ".geomap"):
        assert said(as_others, lambda: pipeline.build(config=desk)) == ""


def test_an_addition_to_a_read_only_folder_is_a_clear_error_and_adds_nothing(desk: Config) -> None:
    before = contents(desk.root / "articles")
    with read_only(desk.root / "articles"):
        told = said(as_others, lambda: add_all(stories(3), desk))
    assert "articles: cannot be written" in told
    assert "nothing was added" in told
    assert contents(desk.root / "articles") == before


def test_an_addition_killed_at_any_moment_is_whole_or_not_there_and_the_next_one_ends_it(desk: Config) -> None:
    """GEOMAP_KILLS tells how often; the moments are spread over the whole addition."""
    folder, new = desk.root / "articles", stories(8)
    before = contents(folder)
    whole = {one.name: one.data for one in new}

    def forget() -> None:
        for path in folder.glob("story-*"):
            path.unlink()

    began = time.monotonic()
    add_all(new, desk)
    took = time.monotonic() - began
    forget()
    rng, killed = random.Random(), 0
    for number in range(1, KILLS + 1):
        process = FORK.Process(target=add_all, args=(new, desk))
        process.start()
        moment = took * (number - rng.random()) / KILLS
        process.join(moment)
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        # At no moment there is half an article, or one without what is known of it.
        for name, data in whole.items():
            if (folder / name).exists():
                assert (folder / name).read_bytes() == data, f"killed after {moment:.4f} s"
                assert b"added_from" in (folder / name).with_suffix(".yaml").read_bytes()
        # What was decided is finished, what was not is forgotten.
        finish_interrupted(folder)
        there = {path.name for path in folder.glob("story-*.txt")}
        assert there in (set(), set(whole)), f"killed after {moment:.4f} s"
        outcomes = {one.outcome for one in add_all(new, desk)}
        assert outcomes == ({"duplicate"} if there else {"added"})
        assert not (folder / STAGED).exists()
        assert not (folder / COMMITTED).exists()
        forget()
    assert killed > KILLS / 4, "most additions were over before they were killed"
    assert contents(folder) == before
    assert len(list(read_articles([folder]))) == 4


@pytest.mark.parametrize("spoil", ["another format", "no store", "cut short", "overwritten"])
def test_a_store_that_cannot_be_used_is_made_anew_and_the_site_is_the_same(desk: Config, spoil: str) -> None:
    pipeline.build(config=desk)
    before = but_news(desk.site_path())
    path = store_path(desk, desk.site_path())
    if spoil == "another format":
        with sqlite3.connect(path) as store:
            store.execute("PRAGMA user_version = 999")
        store.close()
    else:
        whole = path.read_bytes()
        other = {"no store": b"", "cut short": whole[: len(whole) // 2], "overwritten": b"\0" * len(whole)}
        path.write_bytes(other[spoil])
    done = pipeline.build(config=desk)
    assert (done.unchanged, done.read) == (False, 4)
    assert but_news(desk.site_path()) == before
    assert pipeline.build(config=desk).unchanged
