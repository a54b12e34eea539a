"""Makes the site again when files of the collection change: looks at names, sizes and times, over and over."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from geomap import config as settings
from geomap.config import Config

State = frozenset[tuple[str, int, int]]
"""Path, size in bytes and time of change in nanoseconds of every file."""

SOON = 0.25
"""Seconds after which what has changed is looked at again: whether it holds still."""


def watch(
    load: Callable[[], Config],
    build: Callable[[], None],
    *,
    every: float = 1.0,
    looks: int | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Builds at once, and then whenever something changed and has held still for one look.

    Args:
        load: the settings as they are now.
        build: makes the site; it tells its errors itself.
        every: seconds between two looks.
        looks: how often to look; None for ever.
        sleep: waits so many seconds.
    """
    built: State | None = None
    before: State | None = None
    for _ in count() if looks is None else range(looks):
        now = state_of(load())
        # While files are still being written, a build would read halves.
        if now != built and (now == before or built is None):
            build()
            built = now
        sleep(every if now in (built, before) else min(every, SOON))
        before = now


def state_of(config: Config) -> State:
    """All files that the site is made from, as they lie there now; hidden ones left out."""
    found = set(_files([config.root / settings.FILE, config.corrections_path()]))
    for source in config.article_paths():
        found.update(_below(source) if source.is_dir() else _files(source.parent.glob(f"{source.stem}.*")))
    return frozenset(found)


def _files(paths: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        with suppress(OSError):
            status = path.stat()
            yield str(path), status.st_size, status.st_mtime_ns


def _below(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Plain names and few calls: ten thousand files are looked at every second."""
    waiting = [os.fspath(folder)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    continue
                with suppress(OSError):
                    status = entry.stat()
                    yield entry.path, status.st_size, status.st_mtime_ns
