"""Lands a site in its folder whole or not at all, writing only what changed.

Changed files are written beside the folder (`SITE.new`). When all are there, what did not change is linked to them and
the two folders change names, in one step where the system can; a build that is killed before leaves the old site as it
was, and the next one clears up.
Where the folder cannot change its name (a mount), files are replaced one by one.

Of a large site of which little changes, neither is done: linking a hundred thousand files takes longer than making the
few that change. These are moved into the folder one by one, by a list that lies beside them: a build that is killed
meanwhile leaves each page as it was or as it will be, all it links to there, and the next build goes on with the list.

`SITE/.geomap-site.json` lists what geomap wrote, so that stale pages go and a stranger's files are never touched.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

from geomap.errors import SiteError
from geomap.sitepages import Batch, Page
from geomap.standing import MANIFEST, Known, folder_times, folders_of, sizes

_MOVES = ".geomap-moves.json"

_HERE, _SWAP = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux' renameat2."""
_YIELDING = frozenset(("404.html", "sitemap.xml"))
"""Files that the site's owner may have put there before geomap made any: theirs stay."""


_MANY, _FEW = 2000, 20
"""Of more files than _MANY, a change of less than one in _FEW is moved in."""


@dataclass(frozen=True, slots=True)
class WriteResult:
    """How many files a build wrote, left as they were and removed."""

    written: int
    unchanged: int
    removed: int
    folder: Path
    known: Known = field(default=Known(), repr=False, compare=False)
    """What lies there now, for the next build."""


def write_files(files: Iterable[tuple[str, bytes]], dest: Path) -> WriteResult:
    """Make `dest` hold `files` (path with forward slashes, content), and what others put there besides.

    Raises SiteError when `dest` is a file, holds files but no site of geomap's, or cannot be written.
    """
    return write_pages((Page(path, None, partial(bytes, content)) for path, content in files), dest, Known())


def write_pages(
    pages: Iterable[Page | Batch],
    dest: Path,
    known: Known,
    before_changing: Callable[[], None] | None = None,
) -> WriteResult:
    """Make `dest` hold `pages`, and what others put there besides; those that lie there by `known` are not made.

    `before_changing` is called once before the first file in `dest` changes, if one does: what `known` tells is over
    then. Raises SiteError as `write_files` does.
    """
    dest = dest.expanduser().absolute()
    dest = dest.resolve() if dest.is_symlink() else dest
    if not dest.name:
        raise SiteError(f"{dest} cannot be the site's folder; name a new one")
    staging, retired = _beside(dest, "new"), _beside(dest, "old")
    try:
        _clear_up(dest, staging, retired)
        untouched = known.is_as_left(dest)
        before = set(known.keys) if untouched else _manifest(dest)
        result, removed = _stage(pages, dest, staging, before, known, known.sizes if untouched else sizes(dest))
        if not result.written and not removed:
            _remove(staging)
        else:
            if before_changing:
                before_changing()
            if result.unchanged > _MANY and (result.written + len(removed)) * _FEW < result.unchanged:
                _list_moves(staging, before, removed)
                _move_in(staging, dest)
            else:
                _complete(dest, staging, before)
                _swap(dest, staging, retired, before)
    except OSError as error:
        reason = error.strerror or error
        raise SiteError(f"{dest}: the site cannot be written ({reason}); the old one is as it was") from error
    now = result.known
    folders = known.folders.keys() | folders_of(now.keys.keys() - before) if untouched else folders_of(now.sizes)
    return replace(result, known=now._replace(folders=folder_times(dest, folders)))


def _beside(dest: Path, suffix: str) -> Path:
    return dest.with_name(f".{dest.name}.geomap-{suffix}")


def _clear_up(dest: Path, staging: Path, retired: Path) -> None:
    """Undo what a killed build left, or finish it where it had begun to move files in."""
    if (staging / _MOVES).exists() and dest.exists():
        _move_in(staging, dest)
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
    if path and path[0] != "/" and ".." not in path:
        return True  # nearly all, and there may be a hundred thousand
    return bool(path) and not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts


def _stage(
    pages: Iterable[Page | Batch],
    dest: Path,
    staging: Path,
    before: set[str],
    known: Known,
    there: Mapping[str, int],
) -> tuple[WriteResult, set[str]]:
    """Writes what changes into `staging`; also the paths that are to be removed.

    `before` are geomap's files in `dest`, `there` the sizes of all.
    """
    staging.mkdir(parents=True)
    now: dict[str, str] = {}
    made: set[Path] = set()
    changed: dict[str, int] = {}
    for path, _, make in _unknown(pages, _usable(known, before, there), now):
        if path not in before and not _inside(path):
            raise SiteError(f"{path}: lies outside the site")
        if path in _YIELDING and path not in before and path in there:
            del now[path]
            continue
        content = make()
        if path in before and there.get(path) == len(content) and _same(dest / path, content):
            continue
        target = staging / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(content)
        changed[path] = len(content)
    written = len(changed)
    removed = before - now.keys()
    if now.keys() != before:
        listing = _manifest_text(sorted(now)).encode()
        (staging / MANIFEST).write_bytes(listing)
        changed[MANIFEST] = len(listing)
    left = {**there, **changed}
    for path in removed:
        left.pop(path, None)
    return WriteResult(written, len(now) - written, len(removed), dest, Known(known.constant, now, left)), removed


def _usable(known: Known, before: set[str], there: Mapping[str, int]) -> Mapping[str, str]:
    """The keys of those files that lie there as an earlier build left them."""
    if there is known.sizes:
        return known.keys
    last = known.sizes
    return {path: key for path, key in known.keys.items() if path in before and there.get(path) == last[path]}


def _unknown(pages: Iterable[Page | Batch], files: Mapping[str, str], now: dict[str, str]) -> Iterator[Page]:
    """The files that do not lie there by the keys that are known; puts the keys of all into `now`."""
    for one in pages:
        # Whole lists: of a hundred thousand files, nearly all go through here and no further.
        batch = one if isinstance(one, Batch) else Batch([one.path], [one.key or ""], partial(_single, one.make))
        met = len(now) + len(batch.paths)
        now.update(zip(batch.paths, batch.keys, strict=True))
        if len(now) != met:
            raise SiteError(f"{batch.paths[0]}: two pages of one name")
        known = map(files.get, batch.paths)
        for n in [n for n, (key, last) in enumerate(zip(batch.keys, known, strict=True)) if not key or key != last]:
            yield Page(batch.paths[n], batch.keys[n] or None, partial(batch.make, n))


def _single(make: Callable[[], bytes], _: int) -> bytes:
    return make()


def _manifest_text(paths: list[str]) -> str:
    about = "Written by geomap; it replaces and removes these files."
    lines = json.dumps(paths, separators=(",\n", ":"))[1:-1]
    return f'{{\n"about": "{about}",\n"files": [\n{lines}\n]\n}}\n'


def _same(file: Path, content: bytes) -> bool:
    try:
        return file.read_bytes() == content
    except OSError:
        return False


def _list_moves(staging: Path, before: set[str], removed: set[str]) -> None:
    """Writes down how the site in its folder becomes that of `staging`.

    New files first, then those that pages load, then pages, and what goes goes last: at each moment all that is linked
    to is there.
    """

    def turn(path: str) -> tuple[int, str]:
        return (0 if path not in before else 3 if path == MANIFEST else 2 if path.endswith(".html") else 1), path

    moved = sorted((file.relative_to(staging).as_posix() for file in staging.rglob("*") if file.is_file()), key=turn)
    beside = staging / f"{_MOVES}.new"
    beside.write_text(json.dumps({"moved": moved, "removed": sorted(removed)}), encoding="utf-8")
    beside.rename(staging / _MOVES)


def _move_in(staging: Path, dest: Path) -> None:
    """Does what is written down, as far as it is not done yet."""
    listed = json.loads((staging / _MOVES).read_text(encoding="utf-8"))
    for path in listed["moved"]:
        if (staging / path).exists():
            (dest / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / path, dest / path)
    for path in listed["removed"]:
        (dest / path).unlink(missing_ok=True)
    _remove(staging)


def _complete(dest: Path, staging: Path, before: set[str]) -> None:
    """Link into `staging` what stays: pages that did not change, and files that are not geomap's."""
    if not dest.exists():
        return
    listing = staging / MANIFEST
    kept = _manifest(staging) if listing.exists() else before
    if not listing.exists():
        _link(dest / MANIFEST, listing)
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


def _link(file: str | Path, target: str | Path) -> None:
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
