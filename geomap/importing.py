"""Imports the user's own places: from files to the kept tables of `geomap.imported`, each whole or not at all."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from geomap import imported_geonames
from geomap.errors import GazetteerError
from geomap.gathering import Progress
from geomap.imported import Import, ImportedPlace, imports_dir, line_of, write_table
from geomap.imported_geonames import Part, part_of
from geomap.imported_tables import SUFFIXES, read_places

SHOWN = 20
"""Bad rows that are listed; the others are only counted."""
_TOLD_EACH = 10_000

_Tell = Callable[[str], None]


@dataclass(slots=True)
class BadRows:
    """The rows that were left out: the first ones in words, and how many there are."""

    shown: list[str] = field(default_factory=list)
    count: int = 0

    def __call__(self, path: Path, line: int, why: str) -> None:
        """Notes one."""
        self.count += 1
        if len(self.shown) < SHOWN:
            self.shown.append(f"{path}:{line}: {why}")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one import."""

    header: Import
    bad: BadRows


@dataclass(frozen=True, slots=True)
class _Group:
    """Files that make one import."""

    stem: str
    paths: tuple[Path, ...]
    parts: tuple[tuple[Path, Part], ...] = ()
    """GeoNames' dumps; empty for a table of the user's own."""


def import_files(
    paths: Sequence[Path], columns: Mapping[str, str] | None = None, progress: Progress | None = None
) -> tuple[Imported, ...]:
    """Imports GeoNames' dumps, which make one import together, and tables, each one of its own name.

    Args:
        paths: the files; GeoNames' are told by their columns, the others by their suffix.
        columns: what columns of tables are called, by the names of `imported_tables.USUAL`.
        progress: told the stages.

    Raises:
        GazetteerError: a file cannot be read, holds no place, or two would have one name; nothing of that import is
            kept, and an older one of its name stays as it was.
    """
    tell = progress or (lambda stage, share: None)
    groups = _groups(paths)
    return tuple(_import(group, columns or {}, lambda stage: tell(stage, 0.0)) for group in groups)


def _groups(paths: Sequence[Path]) -> list[_Group]:
    """What belongs together, all files checked to be there and to be known before anything is done."""
    groups: list[_Group] = []
    dumps: list[tuple[Path, Part]] = []
    for path in paths:
        if not path.is_file():
            raise GazetteerError(f"{path}: no such file")
        part = part_of(path)
        if part is not None:
            dumps.append((path, part))
        elif path.suffix.lower() in SUFFIXES:
            groups.append(_Group(stem_of(path), (path,)))
        else:
            known = ", ".join(SUFFIXES)
            raise GazetteerError(f"{path}: neither one of GeoNames' dumps (.txt, .zip) nor a table ({known})")
    if dumps:
        places = [path for path, part in dumps if part == "places"]
        if not places:
            names = ", ".join(str(path) for path, _ in dumps)
            raise GazetteerError(f"{names}: no places in it; give allCountries.txt or .zip too")
        groups.insert(0, _Group(stem_of(places[0]), tuple(path for path, _ in dumps), tuple(dumps)))
    by_stem: dict[str, list[Path]] = defaultdict(list)
    for group in groups:
        by_stem[group.stem].append(group.paths[0])
    for stem, those in by_stem.items():
        if len(those) > 1:
            raise GazetteerError(f"{those[0]} and {those[1]} would both be the import {stem!r}; rename one")
    return groups


def stem_of(path: Path) -> str:
    """The name of a file's import: the file's own, blanks and the like as hyphens."""
    return re.sub(r"[^\w.-]+", "-", path.stem).strip(".-") or "places"


def _import(group: _Group, columns: Mapping[str, str], tell: _Tell) -> Imported:
    bad = BadRows()
    tell(f"reading {group.stem}")
    try:
        imports_dir().mkdir(parents=True, exist_ok=True)
        _sweep()
        # Beside the table, so that a disk that is too small is the one the user chose.
        with tempfile.TemporaryDirectory(prefix=".staging-", dir=imports_dir(), ignore_cleanup_errors=True) as folder:
            places = _geonames(group, Path(folder), bad, tell) if group.parts else _own(group, columns, bad)
            header = write_table(group.stem, map(line_of, places), lambda n, digest: _header(group, n, digest, bad))
    except (OSError, sqlite3.Error, zipfile.BadZipFile, EOFError) as error:
        files = ", ".join(map(str, group.paths))
        raise GazetteerError(f"{files}: cannot be imported into {imports_dir()} ({error})") from error
    return Imported(header, bad)


def _sweep() -> None:
    """Removes what imports that were killed left half done, once it is a day old and surely nobody's."""
    for left in imports_dir().glob(".*ing-*"):
        if time.time() - left.stat().st_mtime > 86_400:
            shutil.rmtree(left, ignore_errors=True)


def _geonames(group: _Group, folder: Path, bad: BadRows, tell: _Tell) -> Iterator[ImportedPlace]:
    with closing(sqlite3.connect(folder / "staged.sqlite")) as database:
        imported_geonames.stage(database, group.parts, bad, lambda rows: tell(f"reading {group.stem}, {rows:,} rows"))
        tell(f"sorting {group.stem}")
        places = imported_geonames.merged(database, group.parts, imported_geonames.units(group.parts), bad)
        for number, place in enumerate(places, start=1):
            if number % _TOLD_EACH == 0:
                tell(f"writing {group.stem}, {number:,} places")
            yield place


def _own(group: _Group, columns: Mapping[str, str], bad: BadRows) -> Iterator[ImportedPlace]:
    return read_places(group.paths[0], group.stem, columns, bad)


def _header(group: _Group, places: int, digest: str, bad: BadRows) -> Import:
    if not places:
        files = ", ".join(map(str, group.paths))
        reason = f"; {bad.shown[0]}" if bad.shown else ""
        raise GazetteerError(f"{files}: no place in it that can be read{reason}")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Import(group.stem, "geonames" if group.parts else "own", tuple(path.name for path in group.paths), places,
                  bad.count, now, digest)  # fmt: skip
