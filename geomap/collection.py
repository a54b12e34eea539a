"""What is kept between builds of a collection: the store of its site, and what the last build came to.

One store a site, `.geomap/NAME.sqlite` in the collection's folder. A reading is kept under a hash of the article
and of everything that decides how it is read, so it is never stale; the file may be deleted at any time, and the next
build then reads all again. What a build does with it stands in `collecting.py`: to see that nothing changed takes a
fraction of what that imports.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from geomap import config as settings
from geomap import packing
from geomap.config import Config
from geomap.errors import ConfigError
from geomap.inputs import code_version, content_hash, hashed_files
from geomap.kept_records import KeptReading, Row, kept_event, kept_reading
from geomap.recognisers import recogniser_version
from geomap.records import Event, Reading, Skipped
from geomap.standing import MANIFEST, Known, known_of, sizes
from geomap.store import Store


class LastBuild(NamedTuple):
    """What the last build came to."""

    events: tuple[Event, ...]
    articles: int
    skipped: tuple[Skipped, ...]


class Collection:
    """The store of one site, to be asked; nothing is created or written.

    Args:
        config: the settings of the build.
        dest: the site's folder.
    """

    def __init__(self, config: Config, dest: Path) -> None:
        self.path = store_path(config, dest)
        self._dest = dest
        self._store = Store(self.path)
        self.set_config(config)
        self.files: dict[str, tuple[str, str]] = {}
        """Of the sources as `inputs` saw them."""
        self.touched = False
        """Whether somebody is known to have changed files of the site since the last build."""
        self._load = lru_cache(maxsize=512)(self._unpacked)

    def set_config(self, config: Config) -> None:
        """Has it be asked about a build with these settings."""
        self._config = config
        # Readings made with another recogniser of names are others, as those of another version of geomap are.
        self._version = f"{code_version()} {recogniser_version(config)}".rstrip()
        # What a geocoder answered is part of a reading: those made online are no others' and not offline ones.
        self._online = repr(config.online).encode() if config.online.wanted else b""

    def inputs(self, sources: Sequence[Path]) -> str:
        """A hash of all that the site is made from: the files' names and bytes, the settings, geomap itself."""
        kept = {field.name: getattr(self._config, field.name) for field in fields(Config)}
        # Where the collection lies and how many processes read it change nothing on the site.
        chosen = {name: value for name, value in kept.items() if name not in ("root", "jobs", "gazetteer", "site")}
        digest = hashlib.sha256(f"{self._version} {sorted(chosen.items())!r}".encode())
        digest.update(content_hash(self._config.corrections_path()).encode())
        known = self._store.row("kept", "files") or {}
        self.files = hashed_files(sources, common_root(sources), self._config.max_bytes, known)
        for name, (_, content) in self.files.items():
            digest.update(f"{name}\0{content}\0".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def last_build(self, inputs: str | None = None) -> LastBuild | None:
        """The last build by this version of geomap, None when there is none or its site is gone; writes nothing.

        With `inputs` it counts only when it was made from just these and the site stands as it was written; without,
        files that were put beside the site's own since, an export of its events for one, change nothing.
        """
        build = self._store.row("kept", "build")
        if not build or build["version"] != self._version or not self._stands(build["inputs"], inputs):
            return None
        skipped = tuple(Skipped(path, reason) for path, reason in build["skipped"])
        try:
            return LastBuild(tuple(self._events(build["events"])), len(build["readings"]), skipped)
        except KeyError:
            return None  # another build has just changed the store

    def look(self, sources: Sequence[Path]) -> Any:
        """What the last build kept of its look through such sources (`additions.Looked.row`); None for nothing."""
        kept = self._store.row("kept", "sources")
        return kept if kept and kept["stamp"] == self._look_stamp(sources) else None

    def entries(self, sources: Sequence[Path]) -> dict[str, Any]:
        """What the last build kept of each file that it found in these sources."""
        kept = self.look(sources)
        found: dict[str, Any] = kept["files"] if kept else {}
        return found

    def _look_stamp(self, sources: Sequence[Path]) -> str:
        return f"{hashlib.sha256(self._online).hexdigest()} {self._config.max_bytes} {common_root(sources)}"

    def known_pages(self) -> Known:
        """What the last build wrote of the site."""
        return known_of(self._store.row("kept", "pages"))

    def _stands(self, built_from: str, inputs: str | None) -> bool:
        if inputs is None:
            return (self._dest / MANIFEST).is_file()
        if built_from != inputs:
            return False
        self.touched = self.known_pages().sizes != sizes(self._dest)
        return not self.touched

    def stored_readings(self, kept: Mapping[str, KeptReading] | None = None) -> tuple[Reading, ...]:
        """The readings of the last build, in the order of their articles' ids; writes nothing.

        `kept` is `all_readings`, for who has it at hand.
        """
        build, readings = self._store.row("kept", "build"), self.all_readings() if kept is None else kept
        found = [readings[key] for key in build["readings"] if key in readings] if build else []
        return tuple(sorted(found, key=lambda one: one.article.id))

    def all_readings(self) -> dict[str, KeptReading]:
        """The readings that are kept, by their keys: also those that the last build made again in another way."""
        places = self._store.places()
        rows = self._store.rows("reading").items()
        return {key: kept_reading(key, row, places, self._load) for key, row in rows}

    def _events(self, keys: Sequence[str]) -> list[Event]:
        rows = self._store.rows("event")
        return [self._kept_event(key, rows[key]) for key in keys]

    def _kept_event(self, key: str, row: Row) -> Event:
        return kept_event(row, self._store.places(), partial(self._event, key))

    def _event(self, key: str) -> Event:
        return packing.unpack(Event, self._store.data("event", key))

    def _unpacked(self, key: str) -> Reading:
        return packing.unpack(Reading, self._store.data("reading", key))


def store_path(config: Config, dest: Path) -> Path:
    """Where a site's store lies: in `.geomap` beside geomap.toml, or beside the site where there is no geomap.toml.

    Never inside the site, which gets published and is replaced whole.
    """
    site = dest.resolve()
    folder = config.root if (config.root / settings.FILE).exists() else site.parent
    return folder / ".geomap" / f"{site.name}.sqlite"


def lock_path(config: Config, dest: Path) -> Path:
    """Where the lock of a site's builds lies: beside its store."""
    return store_path(config, dest).with_suffix(".lock")


def common_root(sources: Sequence[Path]) -> Path:
    """The folder that the articles' paths on the site start from: the same wherever the collection lies."""
    folders = [source.resolve() if source.is_dir() else source.resolve().parent for source in sources]
    return Path(os.path.commonpath(folders))


def sources_of(paths: Sequence[str | Path] | None, config: Config) -> tuple[Path, ...]:
    """What to read, checked to be there."""
    given = tuple(Path(path) for path in paths or ())
    sources = given or config.article_paths()
    missing = [path for path in sources if not path.exists()]
    if missing and given:
        raise ConfigError(f"{missing[0]}: no such file or folder")
    if missing:
        raise ConfigError(f"nothing to read: there is no {missing[0]}; put articles there, or name files and folders")
    return sources
