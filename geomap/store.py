"""The embedded store of one site: an SQLite file of readings, events and what else a build leaves to the next one.

Rows go by hashes of all that decides what they hold, so that none is ever stale. The file may be deleted at any time:
the next build then reads all again.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from geomap import packing
from geomap.errors import SiteError
from geomap.records import Place

STORE_FORMAT = 3
"""Raised when the tables change; an older store is then made anew."""

_SCHEMA = """
CREATE TABLE reading (key TEXT PRIMARY KEY, row TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE event (key TEXT PRIMARY KEY, row TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE piece (key TEXT PRIMARY KEY, row TEXT NOT NULL, features TEXT NOT NULL, csv TEXT NOT NULL,
                    kml TEXT NOT NULL);
CREATE TABLE report (key TEXT PRIMARY KEY, row TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cluster (key TEXT PRIMARY KEY, row TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (key TEXT PRIMARY KEY, row TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (key INTEGER PRIMARY KEY, row TEXT NOT NULL);
CREATE TABLE kept (key TEXT PRIMARY KEY, row TEXT NOT NULL) WITHOUT ROWID;
"""
_WITH_DATA = ("reading", "event")
"""Tables whose rows carry a packed record."""


class Store:
    """A store; nothing is created before there is something to keep.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database: sqlite3.Connection | None = None
        self._thread = 0
        self._reading = _Reader(path)
        self._places: list[Place] = []
        self._numbers: dict[Place, int] = {}

    def open(self) -> None:
        """Opens the store for writing; what a killed build left half done is undone.

        Raises:
            SiteError: it cannot be written.
        """
        with self._telling():
            self._open()

    def forget(self) -> None:
        """From now on it is looked up what places there are: another may have changed the store."""
        self._places, self._numbers = [], {}

    def close(self) -> None:
        """Ends reading and writing; what was not committed is lost."""
        self._reading.close()
        if self._database is not None:
            self._database.close()
            self._database = None

    def rows(self, table: str) -> dict[Any, Any]:
        """The rows of a table by their keys, as JSON has them; none where there is no store that can be read."""
        found = self._select(f"SELECT key, row FROM {table}")  # noqa: S608
        # One text for all: ten thousand small ones take three times as long.
        values = json.loads(f"[{','.join([row for _, row in found])}]")
        return dict(zip([key for key, _ in found], values, strict=True))

    def row(self, table: str, key: str) -> Any:
        """One row; None where there is none."""
        found = self._select(f"SELECT row FROM {table} WHERE key = ?", key)  # noqa: S608
        return json.loads(found[0][0]) if found else None

    def keys(self, table: str) -> set[str]:
        """The keys of a table."""
        return {key for (key,) in self._select(f"SELECT key FROM {table}")}  # noqa: S608

    def texts(self, table: str) -> list[tuple[str, ...]]:
        """The rows of a table of texts."""
        return self._select(f"SELECT * FROM {table}")  # noqa: S608

    def put_texts(self, table: str, rows: Sequence[tuple[str, ...]]) -> None:
        """Keeps rows of a table of texts.

        Raises:
            SiteError: the store cannot be written.
        """
        marks = ", ".join("?" * len(rows[0])) if rows else ""
        with self._telling():
            if rows:
                self._open().executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608

    def clear(self, keep: Sequence[str] = ()) -> None:
        """Empties the store but for some tables.

        Raises:
            SiteError: the store cannot be written.
        """
        with self._telling():
            tables = self._open().execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for table in (name for (name,) in tables if name not in keep):
                self._open().execute(f"DELETE FROM {table}")  # noqa: S608
        self.forget()

    def data(self, table: str, key: str) -> bytes:
        """The packed record of a row.

        Raises:
            SiteError: it is not there any more.
        """
        found = self._select(f"SELECT data FROM {table} WHERE key = ?", key)  # noqa: S608
        if not found:
            raise SiteError(f"{self.path}: another build has changed the store meanwhile; build or load again")
        return bytes(found[0][0])

    def put(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Keeps rows: key, what JSON has of it, and the packed record where the table has one.

        Raises:
            SiteError: the store cannot be written.
        """
        marks = "?, ?, ?" if table in _WITH_DATA else "?, ?"
        made = [(key, _json(row), *data) for key, row, *data in rows]
        with self._telling():
            self._open().executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", made)  # noqa: S608

    def drop(self, table: str, keys: Iterable[str]) -> None:
        """Lets go of rows."""
        with self._telling():
            self._open().executemany(f"DELETE FROM {table} WHERE key = ?", [(key,) for key in keys])  # noqa: S608

    def commit(self) -> None:
        """What was put and dropped counts from here on."""
        with self._telling():
            self._open().commit()

    def places(self) -> list[Place]:
        """All places that rows refer to, by their numbers."""
        if not self._places:
            rows = self.rows("place")
            self._places = [packing.place_of(rows[number]) for number in sorted(rows)]
            self._numbers = {place: number for number, place in enumerate(self._places)}
        return self._places

    def number(self, place: Place) -> int:
        """The number of a place, kept from now on."""
        places = self.places()
        if place not in self._numbers:
            self._numbers[place] = len(places)
            places.append(place)
            self.put("place", [(self._numbers[place], packing.row_of(place))])
        return self._numbers[place]

    def _select(self, query: str, *values: object) -> list[Any]:
        """The rows that a query finds, with what this thread has put; none where there is no store to be read."""
        own = self._database if self._thread == threading.get_ident() else None
        database = own or self._reading.database()
        if database is not None:
            with suppress(sqlite3.DatabaseError):
                return database.execute(query, values).fetchall()
        return []

    def _open(self) -> sqlite3.Connection:
        """The store for writing, made when it is missing, of an older format or broken."""
        if self._database is None:
            make_kept_folder(self.path.parent)
            address = self.path.resolve().as_uri()
            self._database = _connected(address) or _connected(address, self.path)
            if self._database is None:
                raise SiteError(f"{self.path}: cannot be made; delete it and build again")
            self._thread = threading.get_ident()
        return self._database

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turns the system's errors about the store into one that names it and says what to do."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise SiteError(
                f"{self.path}: the store of readings cannot be written ({error}); {self._advice()}"
            ) from error
        except OSError as error:
            raise SiteError(f"{self.path}: cannot be written ({error.strerror or error}); {self._advice()}") from error

    def _advice(self) -> str:
        with suppress(OSError):
            if shutil.disk_usage(self.path.parent).free < 50_000_000:
                return "the disk is full"
        return "see that the folder can be written and that no other build runs"


class _Reader(threading.local):
    """A thread's connection to a store that it reads: one for all records, since many are loaded one by one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: tuple[int, int] | None = None
        self._database: sqlite3.Connection | None = None

    def database(self) -> sqlite3.Connection | None:
        """The store as it lies there now; None where there is none that can be read."""
        try:
            status = self._path.stat()
        except OSError:
            self.close()
            return None
        if self._database is None or self._file != (status.st_dev, status.st_ino):
            # A store that cannot be used is made anew, as another file.
            self.close()
            self._file = status.st_dev, status.st_ino
            self._database = _connected(f"{self._path.resolve().as_uri()}?mode=ro")
        return self._database

    def close(self) -> None:
        """Lets go of the store."""
        if self._database is not None:
            self._database.close()
            self._database = None


def make_kept_folder(folder: Path) -> None:
    """Makes the folder of what is kept between builds; it keeps itself out of git. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which SQLite does not take
        return json.dumps(value, separators=(",", ":"))
    return text


def _connected(address: str, anew: Path | None = None) -> sqlite3.Connection | None:
    """The store at an address, None when the file there is none of ours or of another format.

    `anew`: the file, which is removed and made again.
    """
    if anew is not None:
        for name in (anew, anew.with_name(anew.name + "-journal")):
            name.unlink(missing_ok=True)
    database = sqlite3.connect(address, uri=True, timeout=30)
    try:
        found = database.execute("PRAGMA user_version").fetchone()[0]
        if found == STORE_FORMAT and anew is None:
            database.execute("SELECT 1 FROM reading, kept LIMIT 1")
            return database
        if "mode=ro" not in address and not database.execute("SELECT 1 FROM sqlite_master").fetchone():
            database.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {STORE_FORMAT};COMMIT;")
            return database
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "mode=ro" not in address:
            raise
    database.close()
    return None
