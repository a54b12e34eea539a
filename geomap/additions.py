"""The articles of a collection: looked through without opening what did not change, or only those that came.

What came is looked at alone where nothing else changed and its own files tell all of it.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geomap.article_files import READ, Found, Refused, find_files, is_passed_over
from geomap.articles import Parsed, file_stem, parse_file, with_ids
from geomap.inputs import is_settled, signature
from geomap.records import Article, Skipped

MOST = 100
"""More files than these are not looked at one by one."""


Entry = list[Any]
"""Of a file: its signature, "" for one not to be relied on, and what `entry_of` has of each article in it, None of what
is no article."""
Kept = Callable[[str], Article | None]
"""Gives the article that is kept under a key."""


def look_through(
    sources: Sequence[Path],
    root: Path,
    max_bytes: int,
    before: Mapping[str, Entry],
    kept: Kept,
) -> Iterator[tuple[str, str, Parsed | Skipped]]:
    """What the files of the sources hold, in order: how each is told, its signature, and an article or what is none.

    A file that is as `before` has it is not opened where each article in it is kept.
    """
    now = time.time()
    signed: dict[str, str] = {}

    def parse(one: Found | Refused) -> Iterable[Parsed | Skipped]:
        signed[one.shown] = sign = signature_of(one, now)
        last = before.get(one.shown)
        if last and sign and last[0] == sign:
            found = [parsed for entry in last[1] if entry is not None and (parsed := _parsed_of(entry, kept))]
            if len(found) == len(last[1]):
                return found
        return parse_file(one, max_bytes)

    for file, one in with_ids(find_files(sources, root), parse):
        yield file.shown, signed[file.shown], one


def entry_of(one: Parsed, key: str) -> list[str]:
    """What an entry has of an article that is kept under a key."""
    return [one.name, one.digest, key]


def _parsed_of(entry: Sequence[str], kept: Kept) -> Parsed | None:
    name, digest, key = entry
    article = kept(key)
    return Parsed(name, digest, article) if article else None


def signature_of(one: Found | Refused, now: float) -> str:
    """The signature of a file of articles and of its sidecar; "" where it is not to be relied on."""
    if isinstance(one, Refused) or one.status is None or not is_settled(one.status, now):
        return ""
    if one.sidecar is None:
        return signature(one.status)
    beside = one.sidecar.stat()
    return f"{signature(one.status)} {signature(beside)}" if is_settled(beside, now) else ""


@dataclass(slots=True)
class Looked:
    """What a look through the sources came to."""

    stamp: str
    """Of all that decides it besides the files."""
    sources: tuple[Path, ...]
    files: Mapping[str, Sequence[str]]
    """As `inputs.hashed_files` has them."""
    entries: dict[str, Entry]
    """Of the files that were found, in order, by how they are told."""
    articles: list[Article]
    skipped: tuple[Skipped, ...]
    order: list[tuple[str, ...]] = field(init=False)
    """The parts of the names of the articles' files, in order."""
    names: set[str] = field(init=False)
    """Ids and the stems of files, case folded: an article by another name keeps its own."""

    def __post_init__(self) -> None:
        """Notes what tells whether another article fits in."""
        told = {shown: tuple(shown.split("/")) for shown in self.entries}
        self.order = [told[shown] for shown, entry in self.entries.items() for one in entry[1] if one is not None]
        self.names = {article.id.casefold() for article in self.articles}
        self.names |= {stem for name in self.files if (stem := file_stem(name.rpartition("/")[2]))}

    def put(self, shown: str, article: Article, signed: str, kept: object) -> None:
        """Puts an article where its file stands in order."""
        parts = tuple(shown.split("/"))
        at = bisect_right(self.order, parts)
        self.order.insert(at, parts)
        self.articles.insert(at, article)
        self.names.add(article.id.casefold())
        self.entries.setdefault(shown, [signed, []])[1].append(kept)

    def row(self) -> dict[str, Any]:
        """What is kept of it: the next process need not look at all files either."""
        return {
            "stamp": self.stamp,
            "sources": list(map(str, self.sources)),
            "files": dict(sorted(self.entries.items(), key=_parts)) if self.in_order() else self.entries,
            "skipped": [[one.path, one.reason] for one in self.skipped],
        }

    def in_order(self) -> bool:
        """Whether the files are told in the order that they were found in: links may lead elsewhere."""
        return self.order == sorted(self.order)


def _parts(item: tuple[str, Entry]) -> list[str]:
    return item[0].split("/")


def looked_of(row: Any, files: Mapping[str, Sequence[str]], kept: Kept) -> Looked | None:
    """What `Looked.row` has kept; None where an article is kept no longer."""
    entries = row["files"]
    articles = [kept(one[2]) for _, inside in entries.values() for one in inside if one is not None]
    found = [one for one in articles if one is not None]
    if len(found) < len(articles):
        return None
    skipped = tuple(Skipped(path, reason) for path, reason in row["skipped"])
    return Looked(row["stamp"], tuple(map(Path, row["sources"])), files, entries, found, skipped)


def are_added(last: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> bool:
    """Whether a few files came since, and nothing else changed; both as `inputs.hashed_files` has them."""
    if not len(last) < len(now) <= len(last) + MOST:
        return False
    # By what they hold: a file that was too young for its signature to be relied on may have one now.
    return all(name in now and now[name][1] == one[1] for name, one in last.items())


def additions(last: Looked, files: Mapping[str, Sequence[str]], max_bytes: int) -> list[tuple[Found, Parsed]] | None:
    """The articles that came since, with their files; None where it takes a look at all files to tell."""
    if len(last.sources) != 1 or not last.sources[0].is_dir():
        return None
    if not are_added(last.files, files) or not last.in_order():
        return None
    found = _found(last.sources[0], files.keys() - last.files.keys())
    parsed = [(one, article) for one in found or () for article in parse_file(one, max_bytes)]
    added = []
    names = [stem for one in found or () if (stem := file_stem(one.path.name))]
    for one, article in parsed:
        if isinstance(article, Skipped):
            return None
        added.append((one, replace(article, article=replace(article.article, id=article.name))))
    ids = [article.name.casefold() for _, article in added]
    alone = len(set(ids)) == len(ids) and len(set(names)) == len(names) and last.names.isdisjoint({*ids, *names})
    return added if found and alone else None


def _found(source: Path, came: Iterable[str]) -> list[Found] | None:
    """The files of articles among those that came; None where others came, or files that were there concern them."""
    names = set(came)
    texts = sorted(name for name in names if name.lower().endswith(READ))
    found = []
    for name in texts:
        path = source / name
        if any(part.startswith(".") for part in name.split("/")) or is_passed_over(path.name) or path.is_symlink():
            return None
        (one,) = find_files([path], source)
        if not isinstance(one, Found):
            return None
        found.append(one)
    beside = {one.sidecar.relative_to(source).as_posix() for one in found if one.sidecar}
    # A sidecar that lay there before was told as one of no article.
    return found if beside == names.difference(texts) else None
