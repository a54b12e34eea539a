"""Brings articles into a collection: copied as they came, beside each a sidecar that says where it came from.

What is brought is first staged in a hidden folder among the articles and read there; what is no article, or is in the
collection already, goes no further. Then the staged folder changes its name, and from that moment all of it is added:
files are moved out of it one by one, and if that is cut short the next `geomap add` goes on with it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import yaml

from geomap.article_files import LINES, READ
from geomap.articles import article_name, read_articles
from geomap.config import Config
from geomap.errors import ArticleError, ConfigError
from geomap.fingerprints import Likely, Print, bare_of, prints_of
from geomap.independence import Copies
from geomap.inputs import code_version
from geomap.locking import locked
from geomap.records import Article, Skipped

STAGED, COMMITTED = ".geomap-adding", ".geomap-added"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way into the collection: where it came from, its name, its bytes, the sidecar that it had, and
    what is known of it (the fields of front matter).
    """

    origin: str
    name: str
    data: bytes
    sidecar: bytes = b""
    known: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one thing: `article` is its id where it was added, `like` the ids of what it repeats."""

    origin: str
    outcome: Literal["added", "duplicate", "failed"]
    path: str | None = None
    article: str | None = None
    like: tuple[str, ...] = ()
    reason: str = ""


def add_all(incoming: Iterable[Incoming | Skipped], config: Config, folder: Path | None = None) -> tuple[Added, ...]:
    """Adds what comes to a folder of articles (default: the first one of the settings), all of it or none.

    A single thing that cannot be read, or is in the collection already, is told and left out.

    Raises:
        ConfigError: the folder cannot be written; the collection is then as it was.
        SiteError: another process adds to it, and does not end.
    """
    folder = folder or next((path for path in config.article_paths() if not path.is_file()), config.article_paths()[0])
    with locked(config.root / ".geomap" / "articles.lock", lambda who: None):
        return _add_all(incoming, config, folder)


def _add_all(incoming: Iterable[Incoming | Skipped], config: Config, folder: Path) -> tuple[Added, ...]:
    staging = folder / STAGED
    outcome = "nothing was added"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        finish_interrupted(folder)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            told = _stage(incoming, config, folder, staging)
            staging.rename(folder / COMMITTED)
            outcome = "what was added is moved into place by the next geomap add"
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        finish_interrupted(folder)
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written ({error.strerror or error}); {outcome}") from error
    return told


def finish_interrupted(folder: Path) -> None:
    """Moves into place what an earlier run had decided to add and was killed over."""
    committed = folder / COMMITTED
    if not committed.is_dir():
        return
    # Sidecars first: an article must not be read without what is known of it.
    for path in sorted(committed.iterdir(), key=lambda path: (path.suffix != ".yaml", path.name)):
        os.replace(path, folder / path.name)
    committed.rmdir()


def _stage(incoming: Iterable[Incoming | Skipped], config: Config, folder: Path, staging: Path) -> tuple[Added, ...]:
    """Writes what is to be added into the staging folder, and tells what became of everything."""
    # Plain strings: a collection may have ten thousand files.
    stems = {os.path.splitext(name)[0] for name in os.listdir(folder) if not name.startswith(".")}
    taken = {article_name(stem).casefold() for stem in stems}
    new: list[tuple[int, Incoming, Path, list[Article]]] = []
    ids: set[str] = set()
    told: dict[int, list[Added]] = {}
    for turn, one in enumerate(incoming):
        told[turn] = []
        if isinstance(one, Skipped):
            told[turn].append(Added(one.path, "failed", reason=one.reason))
            continue
        path = staging / _free(one.name, taken)
        found = _written(one, path, config)
        bad = [part for part in found if isinstance(part, Skipped)]
        told[turn] += [Added(one.origin, "failed", reason=part.reason) for part in bad]
        if bad and path.suffix in LINES and len(bad) < len(found):
            good = [number for number, part in enumerate(found) if isinstance(part, Article)]
            lines = [line for line in path.read_bytes().splitlines(keepends=True) if line.strip()]
            path.write_bytes(b"".join(lines[number] for number in good))
        if articles := [part for part in found if isinstance(part, Article)]:
            new.append((turn, one, path, [_told_apart(part, ids) for part in articles]))
        else:
            _drop(path)
    known = Known([article for *_, articles in new for article in articles], _present(config, folder), config.max_bytes)
    for turn, one, path, articles in new:
        results = [_judged(one, path, article, known) for article in articles]
        told[turn] += results
        if all(result.outcome == "duplicate" for result in results):
            _drop(path)
            continue
        if path.suffix in LINES and any(result.outcome == "duplicate" for result in results):
            _keep_lines(path, {result.article for result in results if result.outcome == "added"}, articles)
        if copies := sorted({id for result in results for id in result.like}):
            _note(path, {"copy_of": ", ".join(copies)})
    return tuple(result for turn in sorted(told) for result in told[turn])


def _told_apart(article: Article, ids: set[str]) -> Article:
    """The article with an id that no other new one has."""
    while article.id in ids:
        article = replace(article, id=f"{article.id}-again")
    ids.add(article.id)
    return article


def _keep_lines(path: Path, ids: set[str | None], articles: Sequence[Article]) -> None:
    """Leaves those of a file's JSON lines that are new."""
    lines = [line for line in path.read_bytes().splitlines(keepends=True) if line.strip()]
    path.write_bytes(b"".join(line for line, article in zip(lines, articles, strict=True) if article.id in ids))


def _judged(one: Incoming, path: Path, article: Article, known: Known) -> Added:
    same = known.same(article)
    if same is not None:
        return Added(one.origin, "duplicate", like=(same,))
    return Added(one.origin, "added", path.name, article.id, tuple(known.copies(article)))


class Known:
    """What new articles are compared with: all that lie in the collection, and the new ones that came before.

    Of the collection only those are read that a new one may be a copy of, by their fingerprints.
    """

    def __init__(self, new: Sequence[Article], present: Sequence[Print], max_bytes: int) -> None:
        self._same: dict[str, str] = {}
        self._copies: dict[str, list[str]] = {article.id: [] for article in new}
        likely = Likely(present)
        for article in new:
            if twin := next((one for one in likely.same_text(article) if _one_source(article, one)), None):
                self._same[article.id] = twin.id
        among = Copies()
        texts: dict[bytes, list[Article]] = {}
        for article in new:
            among.add(article)
            texts.setdefault(bare_of(article), []).append(article)
        for one, maybe in likely.copies([article for article in new if article.id not in self._same]):
            if (old := one.article(max_bytes)) is not None:
                found = among.of(replace(old, id=""))
                for article in maybe:
                    if article.id in found:
                        self._copies[article.id].append(one.id)
        before: set[str] = set()
        for article in new:
            self._copies[article.id] += [id for id in among.of(article) if id in before]
            twins = (one for one in texts[bare_of(article)] if one.id in before and _one_source(one, article))
            if twin_before := next(twins, None):
                self._same.setdefault(article.id, twin_before.id)
            elif article.id not in self._same:
                before.add(article.id)

    def same(self, article: Article) -> str | None:
        """The article that a new one is, word by word and from the same source."""
        return self._same.get(article.id)

    def copies(self, article: Article) -> list[str]:
        """The articles that tell the same text, perhaps cut or for another source."""
        return self._copies[article.id]


def _one_source(a: Article, b: Article | Print) -> bool:
    """Whether two articles may have come from one source: neither names another source or address than the other."""
    return all(not x or not y or x == y for x, y in ((a.source, b.source), (a.url, b.url)))


def _present(config: Config, folder: Path) -> list[Print]:
    sources = [path for path in (*config.article_paths(), folder) if path.exists()]
    # The folder that is added to may be one of the settings'.
    apart = [path for n, path in enumerate(sources) if path.resolve() not in {one.resolve() for one in sources[:n]}]
    return prints_of(apart, config.root / ".geomap" / "articles.sqlite", code_version(), config.max_bytes)


def _written(one: Incoming, path: Path, config: Config) -> list[Article | Skipped]:
    """Writes a file and its sidecar, and reads the articles in it, with the ids that they will have."""
    path.write_bytes(one.data)
    stamp = datetime.now(UTC).isoformat(timespec="seconds")
    came = {"added": stamp, "added_from": one.origin, "sha256": hashlib.sha256(one.data).hexdigest()}
    _sidecar(path).write_bytes(one.sidecar)
    try:
        _note(path, {**one.known, **came})
    except (ArticleError, UnicodeDecodeError) as error:
        return [Skipped(one.origin, f"its sidecar cannot be read: {error}")]
    return list(read_articles([path], max_bytes=config.max_bytes))


def _note(path: Path, facts: dict[str, str]) -> None:
    """Adds facts to a sidecar; what it says already stays as it is."""
    sidecar = _sidecar(path)
    text = sidecar.read_bytes().decode("utf-8-sig")
    try:
        said = yaml.load(text, Loader=yaml.BaseLoader) or {}  # noqa: S506 - makes strings of all
    except yaml.YAMLError as error:
        raise ArticleError(str(error)) from error
    if not isinstance(said, dict):
        raise ArticleError("it must be lines of “key: value”")
    more = {key: value for key, value in facts.items() if key not in said}
    whole = yaml.safe_dump({**said, **more}, allow_unicode=True, sort_keys=False, width=1000)
    sidecar.write_text(whole, encoding="utf-8", newline="\n")


def _sidecar(path: Path) -> Path:
    return path.with_suffix(".yaml")


def _drop(path: Path) -> None:
    path.unlink(missing_ok=True)
    _sidecar(path).unlink(missing_ok=True)


def _free(name: str, taken: set[str]) -> str:
    """A file name whose stem no other article has: ids come from stems."""
    ending = Path(name).suffix.lower()
    stem = chosen = article_name(Path(name).stem).lstrip(".")
    turn = 2
    while chosen.casefold() in taken:
        chosen, turn = f"{stem}-{turn}", turn + 1
    taken.add(chosen.casefold())
    return chosen + (ending if ending in READ else ".txt")
