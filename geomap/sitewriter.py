"""Lands a site in its folder whole or not at all, writing only what changed.

Changed files are written beside the folder (`SITE.new`). When all are there, what did not change is linked to them and
the two folders change names, in one step where the system can; a build that is killed before leaves the old site as it
was, and the next one clears up.
Where the folder cannot change its name (a mount), files are replaced one by one.

`SITE/.geomap-site.json` lists what geomap wrote, so that stale pages go and a stranger's files are never touched.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geomap.errors import SiteError

MANIFEST = ".geomap-site.json"

_HERE, _SWAP = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux' renameat2."""
_YIELDING = frozenset(("404.html", "sitemap.xml"))
"""Files that the site's owner may have put there before geomap made any: theirs stay."""


@dataclass(frozen=True, slots=True)
class WriteResult:
    """How many files a build wrote, left as they were and removed."""

    written: int
    unchanged: int
    removed: int
    folder: Path


def write_files(files: Iterable[tuple[str, bytes]], dest: Path) -> WriteResult:
    """Make `dest` hold `files` (path with forward slashes, content), and what others put there besides.

    Raises SiteError when `dest` is a file, holds files but no site of geomap's, or cannot be written.
    """
    dest = dest.expanduser().absolute()
    dest = dest.resolve() if dest.is_symlink() else dest
    if not dest.name:
        raise SiteError(f"{dest} cannot be the site's folder; name a new one")
    staging, retired = _beside(dest, "new"), _beside(dest, "old")
    try:
        _clear_up(dest, staging, retired)
        before = _manifest(dest)
        result = _stage(files, dest, staging, before)
        if result.written or result.removed:
            _complete(dest, staging, before)
            _swap(dest, staging, retired, before)
        else:
            _remove(staging)
    except OSError as error:
        reason = error.strerror or error
        raise SiteError(f"{dest}: the site cannot be written ({reason}); the old one is as it was") from error
    return result


def _beside(dest: Path, suffix: str) -> Path:
    return dest.with_name(f".{dest.name}.geomap-{suffix}")


def _clear_up(dest: Path, staging: Path, retired: Path) -> None:
    """Undo what a killed build left."""
    _remove(staging)
    if retired.exists():
        if dest.exists():
            _remove(retired)
        else:
            retired.rename(dest)


def _manifest(dest: Path) -> set[str]:
    """The paths that geomap wrote in `dest` before."""
    if not dest.exists():
        return set()
    if not dest.is_dir():
        raise SiteError(f"{dest} is a file; name a folder for the site")
    listing = dest / MANIFEST
    if not listing.exists():
        if any(dest.iterdir()):
            raise SiteError(f"{dest} is not empty and no site of geomap's; name an empty or a new folder")
        return set()
    try:
        paths = json.loads(listing.read_text(encoding="utf-8"))["files"]
        return {path for path in paths if isinstance(path, str) and _inside(path)}
    except (ValueError, KeyError, TypeError) as error:
        raise SiteError(f"{listing} is damaged; remove the folder {dest} and build again") from error


def _inside(path: str) -> bool:
    return bool(path) and not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts


def _stage(files: Iterable[tuple[str, bytes]], dest: Path, staging: Path, before: set[str]) -> WriteResult:
    staging.mkdir(parents=True)
    paths: set[str] = set()
    made: set[Path] = set()
    written = unchanged = 0
    for path, content in files:
        if not _inside(path) or path in paths:
            raise SiteError(f"{path}: two pages of one name, or one outside the site")
        if path in _YIELDING and path not in before and (dest / path).exists():
            continue
        paths.add(path)
        if path in before and _same(dest / path, content):
            unchanged += 1
            continue
        target = staging / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(content)
        written += 1
    removed = len(before - paths)
    if written or removed:
        listing = {"about": "Written by geomap; it replaces and removes these files.", "files": sorted(paths)}
        (staging / MANIFEST).write_text(json.dumps(listing, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return WriteResult(written, unchanged, removed, dest)


def _same(file: Path, content: bytes) -> bool:
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False


def _complete(dest: Path, staging: Path, before: set[str]) -> None:
    """Link into `staging` what stays: pages that did not change, and files that are not geomap's."""
    if not dest.exists():
        return
    kept = set(json.loads((staging / MANIFEST).read_text(encoding="utf-8"))["files"])
    # Plain strings: a large site has a hundred thousand files, and each build goes over all of them.
    base, new = os.fspath(dest), os.fspath(staging)
    for folder, _, names in os.walk(base):
        inside = os.path.relpath(folder, base)
        prefix = "" if inside == os.curdir else inside.replace(os.sep, "/") + "/"
        made = False
        for name in names:
            path, target = prefix + name, os.path.join(new, inside, name)
            if path == MANIFEST or (path in before and path not in kept) or os.path.exists(target):
                continue
            if not made:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                made = True
            _link(os.path.join(folder, name), target)


def _link(file: str, target: str) -> None:
    try:
        os.link(file, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(file, target, follow_symlinks=False)


def _swap(dest: Path, staging: Path, retired: Path, before: set[str]) -> None:
    if not dest.exists():
        staging.rename(dest)
        return
    if _exchange(staging, dest):
        # What changed names in one step is the old site now.
        _remove(staging)
        return
    try:
        dest.rename(retired)
    except OSError:
        # A mount, or a folder that another program holds open, cannot change its name.
        _replace_each(dest, staging, before)
        return
    try:
        staging.rename(dest)
    except OSError:
        retired.rename(dest)
        raise
    _remove(retired)


def _exchange(a: Path, b: Path) -> bool:
    """Lets two folders change names in one step, so that there is no moment without a site; False where none can."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        change = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(change(_HERE, os.fsencode(a), _HERE, os.fsencode(b), _SWAP) == 0)


def _replace_each(dest: Path, staging: Path, before: set[str]) -> None:
    """Replace file by file, what pages load before the pages: each file is whole at any moment, if not the site."""
    paths = [file.relative_to(staging).as_posix() for file in staging.rglob("*") if not file.is_dir()]
    for path in sorted(paths, key=lambda path: (path == MANIFEST, path.endswith(".html"), path)):
        target = dest / path
        if target.exists() and target.samefile(staging / path):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.geomap-new")
        shutil.copyfile(staging / path, beside)
        os.replace(beside, target)
    for path in before - set(paths):
        (dest / path).unlink(missing_ok=True)
    _remove(staging)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
