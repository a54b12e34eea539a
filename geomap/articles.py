"""Articles from files, folders, JSON lines and plain strings.

A file that cannot be read as an article gives a `Skipped` with the reason; the others go on. Text stays as it came: all
offsets lead into `Article.text`, which is the body behind the front matter, or a page's title and main text.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from geomap.article_files import LINES, PAGES, Found, Refused, find_files
from geomap.decoding import decode
from geomap.errors import ArticleError
from geomap.front_matter import Facts, facts_from, facts_of, split_front_matter
from geomap.records import Article, Skipped
from geomap.sections import lay_out
from geomap.text import language_of
from geomap.web_pages import page_text
from geomap.wrapping import unwrapped

_SURROGATE = re.compile("[\ud800-\udfff]")


def article_from_text(
    text: str,
    *,
    id: str,
    title: str | None = None,
    published: date | None = None,
    source: str | None = None,
    url: str | None = None,
    language: str | None = None,
    path: str | None = None,
    country: str | None = None,
) -> Article:
    """The article that `text` is. What is given overrides what the text states; the text itself is never changed."""
    known = Facts(None, title, published, source, url, language, country)
    return _article(text, id, known, path)


def _article(text: str, name: str, known: Facts, path: str | None, told: Facts | None = None) -> Article:
    """The article of `text`; `known` overrides what is `told` by its page, and that what the text looks like."""
    text = _encodable(text)
    language = known.language or (told.language if told else None) or language_of(text)
    layout = lay_out(unwrapped(text), title=known.title or (told.title if told else None), day_first=language != "en")
    stated = (told or Facts()).over(Facts(None, layout.title, layout.published, layout.source))
    published = known.published or stated.published
    return Article(
        id=name,
        text=text,
        language=language,
        title=known.title or stated.title,
        published=published,
        published_from="given" if known.published else "text" if published else None,
        source=known.source or stated.source,
        url=known.url or stated.url,
        path=path,
        sections=layout.sections,
        country=known.country,
    )


def _encodable(text: str) -> str:
    """The text with a replacement character for each half of a surrogate pair, which no file could hold."""
    try:
        text.encode()  # takes a tenth of what looking for one does
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def read_json_lines(stream: Iterable[str], name: str) -> Iterator[Article | Skipped]:
    """The articles of JSON lines {"id", "text"[, "title", "published", "url", "source", "language", "country"]}.

    Ids stay as given (the line's number where there is none; a hash is added to one that comes again). `name` says in
    reasons where the lines stand.
    """
    used: set[str] = set()
    for number, line in enumerate(stream, 1):
        line = line.lstrip("\ufeff").strip()
        if not line:
            continue
        where = f"{name}:{number}"
        try:
            yield _record(line, where, number, used, None)
        except ArticleError as error:
            yield Skipped(where, str(error))


def _record(line: str, where: str, number: int, used: set[str], path: str | None) -> Article:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"malformed JSON: {error}") from None
    if not isinstance(given, dict):
        raise ArticleError("must be a JSON object with “id” and “text”")
    text = given.get("text")
    if not isinstance(text, str):
        raise ArticleError("has no “text”" if text is None else "“text” must be a string")
    if not text.strip():
        raise ArticleError("is empty")
    facts = facts_from({**given, "title": given.get("title")}, "record")
    name = facts.id or str(number)
    return _article(text, unused(name, hash_of(text), used), facts, path)


def read_articles(
    paths: Iterable[str | os.PathLike[str]],
    *,
    root: str | os.PathLike[str] | None = None,
    max_bytes: int = 5_000_000,
) -> Iterator[Article | Skipped]:
    """The articles of files and folders (walked in sorted order), and what was skipped and why.

    Hidden files, a README, sidecars and geomap's own files in a folder are no articles. `root` is the folder that
    `Article.path` is told from; without it the folder given, or a file's own. Ids come from file names (or the front
    matter); where two are the same, a hash of the text is added to each. Files over `max_bytes` are skipped; of JSON
    lines, each line may be that long.
    """
    files = find_files(paths, Path(root) if root is not None else None)
    for _, one in with_ids(files, partial(parse_file, max_bytes=max_bytes)):
        yield one if isinstance(one, Skipped) else one.article


_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Parsed:
    """An article of a file, with what its id is chosen by."""

    name: str
    """Its id, if no other article has it."""
    digest: str
    """A hash of its text, which is added to its name otherwise."""
    article: Article


def parse_file(one: Found | Refused, max_bytes: int) -> Iterator[Parsed | Skipped]:
    """What a file holds; the articles go by their names yet."""
    if isinstance(one, Refused):
        yield Skipped(one.shown, one.reason)
        return
    try:
        if one.path.suffix.lower() in LINES:
            yield from _lines_of(one, max_bytes)
        else:
            yield _file(one, max_bytes)
    except ArticleError as error:
        yield Skipped(one.shown, str(error))
    except OSError as error:
        yield Skipped(one.shown, f"cannot be read: {error.strerror or error}")


def with_ids(
    files: Sequence[Found | Refused], parse: Callable[[Found | Refused], Iterable[Parsed | Skipped]]
) -> Iterator[tuple[Found | Refused, Parsed | Skipped]]:
    """What each file holds, in order, as `parse` answers; each article under an id that no other has."""
    used = names_of_several(found.file for found in files if isinstance(found, Found))
    for found in files:
        for one in parse(found):
            if isinstance(one, Parsed):
                id = unused(one.name, one.digest, used)
                if id != one.article.id:
                    yield found, replace(one, article=replace(one.article, id=id))
                    continue
            yield found, one


def names_of_several(files: Iterable[str | Path]) -> set[str]:
    """The names, case folded, that several of some files have: no article of theirs has one for its id."""
    stems = Counter([file_stem(os.path.basename(file)) for file in files])
    return {stem for stem, times in stems.items() if times > 1 and stem is not None}


@lru_cache(maxsize=20_000)
def file_stem(name: str) -> str | None:
    """What names the article of a file, case folded; None for files of many."""
    stem, ending = os.path.splitext(name)
    return None if ending.lower() in LINES else article_name(stem).casefold()


def _bytes(path: Path, max_bytes: int) -> bytes:
    size = path.stat().st_size
    if size > max_bytes:
        raise ArticleError(f"is too big: {size:,} bytes, the limit is {max_bytes:,}")
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise ArticleError(f"is too big: the limit is {max_bytes:,} bytes")
    if not data.strip():
        raise ArticleError("is empty")
    return data


def _file(one: Found, max_bytes: int) -> Parsed:
    ending = one.path.suffix.lower()
    text = decode(_bytes(one.path, max_bytes), html=ending in PAGES)
    facts = Facts()
    told: Facts | None = None
    if ending in PAGES:
        told, text = page_text(text)
    else:
        facts, text = split_front_matter(text)
    if not text.strip():
        raise ArticleError("holds front matter and no text")
    if one.sidecar is not None:
        facts = facts_of(decode(_bytes(one.sidecar, max_bytes)), f"sidecar {one.sidecar.name}").over(facts)
    name = article_name(facts.id or one.path.stem)
    return Parsed(name, hash_of(text), replace(_article(text, name, facts, one.shown, told), path=one.shown))


def _lines_of(one: Found, max_bytes: int) -> Iterator[Parsed | Skipped]:
    with one.path.open("rb") as file:
        number = 0
        while line := file.readline(max_bytes + 1):
            number += 1
            where = f"{one.shown}:{number}"
            if len(line) > max_bytes:
                yield Skipped(where, f"is too big: the limit is {max_bytes:,} bytes a line")
                while line and not line.endswith(b"\n"):
                    line = file.readline(max_bytes)
                continue
            try:
                text = line.decode("utf-8-sig").strip()
                if text:
                    record = _record(text, where, number, set(), one.shown)
                    name = article_name(record.id if record.id != str(number) else f"{one.path.stem}-{number}")
                    yield Parsed(name, hash_of(text), replace(record, id=name))
            except UnicodeDecodeError:
                yield Skipped(where, "is not UTF-8; JSON lines must be")
            except ArticleError as error:
                yield Skipped(where, str(error))
        if number == 0:
            yield Skipped(one.shown, "is empty")


def article_name(name: str) -> str:
    """`name` as an id that is safe in paths and links: letters and digits of any script, dots, hyphens, underscores."""
    bare = _UNSAFE.sub("-", name).strip("-.")[:120]
    return bare or "article"


def hash_of(text: str) -> str:
    """What is added to the name of an article with this text where another one has it."""
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()[:8]


def unused(name: str, digest: str, used: set[str]) -> str:
    """`name`, or with a hash (`hash_of` its text) where it is taken; ids that differ only in case count as the same."""
    chosen = name if name.casefold() not in used else f"{name}-{digest}"
    turn = 2
    base = chosen
    while chosen.casefold() in used:
        chosen, turn = f"{base}-{turn}", turn + 1
    used.add(chosen.casefold())
    return chosen
