"""The site as the last build left it: which files, of what size, and the keys of what they were made from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

MANIFEST = ".geomap-site.json"
"""Of a site: the file that lists what geomap wrote there."""

_NONE: Mapping[str, Any] = MappingProxyType({})


class Known(NamedTuple):
    """What an earlier build wrote."""

    constant: str = ""
    """`sitepages.Keys.constant`: where it is another now, no page is known."""
    keys: Mapping[str, str] = _NONE
    """The keys of geomap's files by path, "" of those that have none."""
    sizes: Mapping[str, int] = _NONE
    """The sizes of all files in the site's folder, also of others' there, in bytes."""
    folders: Mapping[str, str] = _NONE
    """What differs when a file of a folder came, went or was replaced, by the folders' paths."""
    events: Mapping[str, str] = _NONE
    """`sitepages.Keys.told` of the events, by id."""

    def is_as_left(self, site: Path) -> bool:
        """Whether no file has come, gone or been replaced since, as far as the folders' times tell.

        One that was written in its place is not seen by that: `sizes` looks at each.
        """
        return bool(self.folders) and self.folders == folder_times(site, self.folders)

    def row(self) -> dict[str, Any]:
        """It as JSON; a text for each column, which is read ten times as fast as a hundred thousand small ones."""
        others = {path: self.sizes[path] for path in sorted(self.sizes.keys() - self.keys.keys())}
        return {
            "constant": self.constant,
            "paths": "\n".join(self.keys),
            "keys": "\n".join(self.keys.values()),
            "sizes": "\n".join(map(str, map(self.sizes.__getitem__, self.keys))),
            "others": others,
            "folders": dict(self.folders),
            "events": dict(self.events),
        }


def known_of(row: Mapping[str, Any] | None) -> Known:
    """What `Known.row` has kept; nothing known where there is nothing."""
    if not row:
        return Known()
    paths, keys, sizes = (row[name].split("\n") if row["paths"] else [] for name in ("paths", "keys", "sizes"))
    known = dict(zip(paths, map(int, sizes), strict=True))
    return Known(
        row["constant"], dict(zip(paths, keys, strict=True)), known | row["others"], row["folders"], row["events"]
    )


def sizes(site: Path) -> dict[str, int]:
    """The ordinary files below a folder by path with forward slashes, with their sizes in bytes."""
    found: dict[str, int] = {}
    waiting = [(os.fspath(site), "")]
    while waiting:
        here, prefix = waiting.pop()
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(here) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{prefix}{entry.name}/"))
                elif entry.is_file():
                    found[prefix + entry.name] = entry.stat().st_size
    return found


def folders_of(paths: Iterable[str]) -> set[str]:
    """The folders that files lie in, and those around them, "" for the site's own."""
    found = {path.rpartition("/")[0] for path in paths}
    for folder in tuple(found):
        while folder:
            folder = folder.rpartition("/")[0]
            found.add(folder)
    return found | {""}


def folder_times(site: Path, folders: Iterable[str]) -> dict[str, str]:
    """What differs when a file of a folder came, went or was replaced; folders that are gone are left out."""
    found = {}
    for folder in sorted(folders):
        with suppress(OSError):
            status = (site / folder).stat()
            found[folder] = f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
    return found
