"""What is known of the articles that lie in a collection, so that new ones are compared with them without reading them.

Kept in `.geomap/articles.sqlite`, told apart by each file's size and time and those of its sidecar: only files that
changed are read. Fingerprints name the few articles that a new one may repeat; whether it does is for a comparison of
the texts to say. The file may be deleted at any time, and is made anew where it is another version's or damaged.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geomap.article_files import Found, find_files
from geomap.articles import Parsed, names_of_several, parse_file, read_articles, unused
from geomap.independence import COPIED, FEW, traces_of
from geomap.inputs import signature
from geomap.records import Article
from geomap.store import make_kept_folder

_SCHEMA = """
CREATE TABLE file (path TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE print (path TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, source TEXT,
                    url TEXT, bare BLOB NOT NULL, words BLOB NOT NULL, runs BLOB NOT NULL);
CREATE INDEX print_path ON print (path);
CREATE TABLE version (version TEXT NOT NULL);
"""
_PRINTS = "SELECT path, number, name, hash, source, url, bare, words, runs FROM print ORDER BY path, number"
# Two runs that differ may have one number of 32 bits: rarely, and never so often as this in one article.
_CHANCE = 2


@dataclass(frozen=True, slots=True)
class Print:
    """An article that lies in the collection."""

    path: str
    number: int
    """Which of its file's articles it is, from 0."""
    id: str
    source: str | None
    url: str | None
    bare: bytes
    """Alike for texts that differ in blanks alone."""
    words: bytes
    """Alike for articles whose bodies do."""
    runs: NDArray[np.uint32]
    """The runs of words of its body, each once and cut to 32 bits."""

    def article(self, max_bytes: int) -> Article | None:
        """The article itself; None where it has gone meanwhile."""
        found = [one for one in read_articles([self.path], max_bytes=max_bytes) if isinstance(one, Article)]
        return found[self.number] if self.number < len(found) else None


def bare_of(article: Article) -> bytes:
    """A hash of the article's text that is the same however its words are parted."""
    return hashlib.blake2b(" ".join(article.text.split()).encode(), digest_size=16).digest()


def prints_of(sources: Sequence[Path], store: Path, version: str, max_bytes: int) -> list[Print]:
    """The prints of all articles in files and folders, in the order and with the ids of `read_articles`.

    Args:
        sources: the files and folders.
        store: where they are kept; where it cannot be written, all are made anew each time.
        version: of geomap: those of another one do not count.
        max_bytes: larger files are passed over.
    """
    found = dict(_files([source.resolve() for source in sources]))
    version = f"{version} {max_bytes}"
    with suppress(sqlite3.Error, OSError):
        return _kept(found, store, version, max_bytes)
    # A broken store goes; one that cannot be made is none.
    with suppress(sqlite3.Error, OSError):
        store.unlink(missing_ok=True)
        return _kept(found, store, version, max_bytes)
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_SCHEMA)
        _refresh(database, found, max_bytes)
        return list(_all(database, found))


def _kept(found: Mapping[str, str], store: Path, version: str, max_bytes: int) -> list[Print]:
    make_kept_folder(store.parent)
    with closing(sqlite3.connect(store)) as database:
        # What a power cut may spoil is made anew.
        database.execute("PRAGMA synchronous = OFF")
        tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and database.execute("SELECT version FROM version").fetchone() != (version,):
            raise sqlite3.DatabaseError("another version's")
        if not tables:
            database.executescript(f"BEGIN;{_SCHEMA}")
            database.execute("INSERT INTO version VALUES (?)", (version,))
        _refresh(database, found, max_bytes)
        database.commit()
        return list(_all(database, found))


def _refresh(database: sqlite3.Connection, found: Mapping[str, str], max_bytes: int) -> None:
    """Makes the prints those of the files that are found, reading the ones that are new or changed."""
    known = dict(database.execute("SELECT path, state FROM file"))
    stale = [(path,) for path, state in known.items() if found.get(path) != state]
    database.executemany("DELETE FROM file WHERE path = ?", stale)
    database.executemany("DELETE FROM print WHERE path = ?", stale)
    for path, state in found.items():
        if known.get(path) == state:
            continue
        database.execute("INSERT INTO file VALUES (?, ?)", (path, state))
        (file,) = find_files([path], None)
        told = (one for one in parse_file(file, max_bytes) if isinstance(one, Parsed))
        rows = [(path, number, *_row(one)) for number, one in enumerate(told)]
        database.executemany("INSERT INTO print VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _row(one: Parsed) -> tuple[str, str, str | None, str | None, bytes, bytes, bytes]:
    article = one.article
    words, runs = numbers_of(article)
    return one.name, one.digest, article.source, article.url, bare_of(article), words, runs.tobytes()


def numbers_of(article: Article) -> tuple[bytes, NDArray[np.uint32]]:
    """The hash of the words of an article's body, and its runs, each once, in order."""
    runs, words = traces_of(article)
    short = sorted({run & 0xFFFFFFFF for run in runs})
    return hashlib.blake2b(" ".join(words).encode(), digest_size=16).digest(), np.array(short, np.uint32)


def _all(database: sqlite3.Connection, found: Mapping[str, str]) -> Iterator[Print]:
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for path, *row in database.execute(_PRINTS):
        rows[path].append(tuple(row))
    used = names_of_several(found)
    for path in found:
        for number, name, digest, source, url, bare, words, runs in rows.get(path, ()):
            id = unused(name, digest, used)
            yield Print(path, number, id, source, url, bare, words, np.frombuffer(runs, np.uint32))


def _files(sources: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """The files that hold articles, in the order in which they are read, and what tells that one changed."""
    for one in find_files(sources, None):
        if isinstance(one, Found):
            beside = f" {signature(one.sidecar.stat())}" if one.sidecar else ""
            yield one.file, signature(one.status or one.path.stat()) + beside


class Likely:
    """The prints of a collection, asked which of them new articles may repeat."""

    def __init__(self, prints: Sequence[Print]) -> None:
        self._prints = prints
        self._by_text: dict[bytes, list[Print]] = defaultdict(list)
        for one in prints:
            self._by_text[one.bare].append(one)

    def same_text(self, article: Article) -> Sequence[Print]:
        """Those whose text is the article's, blanks aside."""
        return self._by_text.get(bare_of(article), ())

    def copies(self, articles: Iterable[Article]) -> list[tuple[Print, list[Article]]]:
        """Those that some of the articles may be copies of, each with these; none that is a copy is missing."""
        new = list(articles)
        if not new or not self._prints:
            return []
        counts: Counter[tuple[int, int]] = Counter()
        told = [numbers_of(article) for article in new]
        by_run: dict[int, list[int]] = defaultdict(list)
        for at, (_, runs) in enumerate(told):
            for run in runs.tolist():
                by_run[run].append(at)
        for owner, run in self._shared(np.array(sorted(by_run), np.uint32)) if by_run else ():
            for at in by_run[run]:
                counts[owner, at] += 1
        found: dict[int, list[int]] = defaultdict(list)
        for (owner, at), shared in counts.items():
            fewer = min(len(told[at][1]), len(self._prints[owner].runs))
            if shared >= COPIED * fewer - _CHANCE:
                found[owner].append(at)
        by_words: dict[bytes, list[int]] = defaultdict(list)
        for at, (words, runs) in enumerate(told):
            if len(runs) < FEW + _CHANCE:
                by_words[words].append(at)
        for owner, one in enumerate(self._prints):
            found[owner] += [at for at in by_words.get(one.words, ()) if at not in found[owner]]
        return [
            (self._prints[owner], [new[at] for at in sorted(found[owner])]) for owner in sorted(found) if found[owner]
        ]

    def _shared(self, wanted: NDArray[np.uint32]) -> Iterator[tuple[int, int]]:
        """The runs among `wanted`, in order, that prints have: each with its print's number."""
        runs = np.concatenate([one.runs for one in self._prints])
        owners = np.repeat(np.arange(len(self._prints)), [len(one.runs) for one in self._prints])
        # A look at half the bits leaves few to look up.
        low = np.zeros(1 << 16, bool)
        low[wanted & 0xFFFF] = True
        near = np.flatnonzero(low[runs & 0xFFFF])
        at = np.searchsorted(wanted, runs[near]).clip(max=len(wanted) - 1)
        hit = near[wanted[at] == runs[near]]
        return zip(owners[hit].tolist(), runs[hit].tolist(), strict=True)
