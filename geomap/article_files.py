"""The files of a collection that are articles: found in folders, with their sidecars, and what is refused and why."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

TEXTS = (".txt", ".md")
PAGES = (".html", ".htm")
LINES = (".jsonl", ".ndjson")
_SIDECARS = (".yaml", ".yml")
READ = (*TEXTS, *PAGES, *LINES)
"""File name endings of the articles that are read."""
_ABOUT = frozenset(("README", "LICENSE", "NOTICE"))
_PASSED_OVER = frozenset(("geomap.toml", "corrections.yaml", "corrections.yml", "thumbs.db", "desktop.ini"))


class Found(NamedTuple):
    """A file that holds articles; `shown` is how it is told to people."""

    file: str
    shown: str
    sidecar: Path | None = None
    status: os.stat_result | None = None

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.file)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not read, and why."""

    shown: str
    reason: str


class _Listed(NamedTuple):
    """A file that was named, or found in a folder that was."""

    file: str
    name: str
    real: str
    """Without links."""
    status: os.stat_result | OSError
    """Of what a link leads to, or why it has none."""
    link: bool = False
    walked: bool = False

    @property
    def path(self) -> Path:
        return Path(self.file)

    @property
    def is_file(self) -> bool:
        """Whether it is an ordinary file, or a link to one."""
        return isinstance(self.status, os.stat_result) and stat.S_ISREG(self.status.st_mode)


def find_files(paths: Iterable[str | os.PathLike[str]], root: Path | None) -> list[Found | Refused]:
    """The files of files and folders that are articles, and those refused, in order; each file once.

    Folders are walked in sorted order; hidden files, a README, sidecars and geomap's own files in them are no articles.
    `root` is the folder that files are told from; without it the folder given, or a file's own.
    """
    files: list[Found | Refused] = []
    seen: set[str] = set()
    for given in map(Path, paths):
        folder = given.is_dir()
        base = os.path.join(os.path.realpath(root or (given if folder else given.parent)), "")
        inside = list(_walk(given)) if folder else [_listed(given)]
        # Each article that `geomap add` brought has a sidecar: they are looked for here and not one by one on the disk.
        there = {one.real for one in inside if not one.link and one.is_file} if folder else set()
        beside = {real.rpartition(os.sep)[2].lower() for real in there if real.lower().endswith(_SIDECARS)}
        for one in inside:
            reason = _refusal(one, there)
            if reason == "" or (reason is None and one.real in seen):
                continue
            shown = _shown(one, base)
            if reason is not None:
                files.append(Refused(shown, reason))
                continue
            seen.add(one.real)
            near = not folder or (beside and any(name.lower() in beside for name in _sidecars(one.name)))
            status = one.status if isinstance(one.status, os.stat_result) else None
            files.append(Found(one.file, shown, _sidecar(one, there) if near else None, status))
    return files


def sidecar_of(path: Path) -> Path | None:
    """The sidecar of an article: NAME.yaml or NAME.txt.yaml."""
    return next((beside for name in _sidecars(path.name) if (beside := path.with_name(name)).is_file()), None)


def _sidecar(one: _Listed, there: set[str]) -> Path | None:
    """As `sidecar_of`; `there` are the files of the folder that it was found in."""
    folder, mark, name = one.real.rpartition(os.sep)
    if not one.link:
        for beside in _sidecars(name):
            if folder + mark + beside in there:
                return one.path.with_name(beside)
    return sidecar_of(one.path)


def _sidecars(name: str) -> list[str]:
    stem = os.path.splitext(name)[0]
    return [f"{one}{suffix}" for suffix in _SIDECARS for one in (name, stem)]


def _listed(path: Path) -> _Listed:
    try:
        status: os.stat_result | OSError = path.stat()
    except OSError as error:
        status = error
    return _Listed(str(path), path.name, os.path.realpath(path), status, path.is_symlink())


def _walk(folder: Path) -> list[_Listed]:
    """The files under a folder in the order of their parts; hidden ones and those below hidden folders left out."""
    found: list[tuple[tuple[str, ...], _Listed]] = []
    waiting: list[tuple[str, str, tuple[str, ...]]] = [(str(folder), os.path.realpath(folder), ())]
    while waiting:
        here, real, parts = waiting.pop()
        # A folder named "." is left out of its files' names, as pathlib does.
        before, own_before = os.path.join("" if here == "." else here, ""), os.path.join(real, "")
        with os.scandir(here) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                inner, file, own = (*parts, entry.name), before + entry.name, own_before + entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((file, own, inner))
                elif entry.is_symlink():
                    if not entry.is_dir():
                        found.append((inner, _listed(Path(file))._replace(walked=True)))
                else:
                    found.append((inner, _Listed(file, entry.name, own, entry.stat(), walked=True)))
    return [one for _, one in sorted(found, key=itemgetter(0))]


def is_passed_over(name: str) -> bool:
    """Whether a file of a folder is by its name no article by design."""
    return name.lower() in _PASSED_OVER or name.rpartition(".")[0].upper() in _ABOUT or name.upper() in _ABOUT


def _refusal(one: _Listed, there: set[str]) -> str | None:
    """Why a file is not read: "" for what is no article by design, None when it is to be read.

    `there` are the files of the folder that it was found in.
    """
    name = one.name
    stem, _, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending.lower()}") if stem else (name, "")
    if one.walked and is_passed_over(name):
        return ""
    if ending in _SIDECARS:
        path, bare = one.path, os.path.splitext(one.real)[0]
        if not one.link and (bare in there or any(bare + suffix in there for suffix in READ)):
            return ""
        beside = [path.with_suffix(suffix) for suffix in READ] + [path.with_suffix("")]
        return "" if any(other.is_file() for other in beside) else "no article of that name lies beside this sidecar"
    if isinstance(one.status, FileNotFoundError):
        return "is a link that leads nowhere" if one.link else "no such file or folder"
    if isinstance(one.status, OSError):
        return f"cannot be read: {one.status.strerror or one.status}"
    if not stat.S_ISREG(one.status.st_mode):
        return "is no ordinary file"
    if ending not in READ:
        return f"is no article file: {ending or 'no ending'}; read are {', '.join(READ)}"
    return None


def _shown(one: _Listed, base: str) -> str:
    """How a file is told: from the base, a folder with its separator, where it lies below it, else as it was named."""
    return one.real.removeprefix(base).replace(os.sep, "/") if one.real.startswith(base) else one.path.as_posix()
