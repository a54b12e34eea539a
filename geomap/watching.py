"""Makes the site again when files of the collection change: looks at names, sizes and times, over and over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from geomap import config as settings
from geomap.config import Config

State = frozenset[tuple[str, int, int]]
"""Path, size in bytes and time of change in nanoseconds of every file."""


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
        before = now
        sleep(every)


def state_of(config: Config) -> State:
    """All files that the site is made from, as they lie there now; hidden ones left out."""
    found = set()
    for path in _files(config):
        try:
            status = path.stat()
        except OSError:
            continue
        found.add((str(path), status.st_size, status.st_mtime_ns))
    return frozenset(found)


def _files(config: Config) -> Iterator[Path]:
    yield from (config.root / settings.FILE, config.corrections_path())
    for source in config.article_paths():
        if source.is_dir():
            inside = (path for path in source.rglob("*") if path.is_file())
            yield from (path for path in inside if not _hidden(path.relative_to(source)))
        else:
            yield from source.parent.glob(f"{source.stem}.*")


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
