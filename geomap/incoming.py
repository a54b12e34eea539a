"""What is given to `geomap add`, as files on their way: of a file or folder, of a web page, of a feed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from geomap.adding import Incoming
from geomap.article_files import READ, sidecar_of
from geomap.errors import ArticleError
from geomap.fetching import Fetcher, Page
from geomap.records import Skipped
from geomap.syndication import Entry, entries, is_feed

FEEDS = (".xml", ".rss", ".atom", ".rdf")
"""File name endings of feeds."""
_TEXTS = {"text/plain": ".txt", "text/markdown": ".md"}
_PAGES = ("text/html", "application/xhtml+xml", "")


def incoming(given: Sequence[str], fetcher: Fetcher, limit: int = 50) -> Iterator[Incoming | Skipped]:
    """The files that are given, or why one cannot be had; of a feed the newest `limit` articles."""
    for one in given:
        if "://" in one:
            yield from _web(one, fetcher, limit)
        else:
            yield from _local(Path(one), fetcher, limit)


def _local(path: Path, fetcher: Fetcher, limit: int) -> Iterator[Incoming | Skipped]:
    if path.is_dir():
        for here, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and Path(name).suffix.lower() in READ and Path(name).stem != "README":
                    yield _file(Path(here, name), fetcher.max_bytes)
    elif path.suffix.lower() in FEEDS:
        try:
            yield from _feed(path.read_bytes(), "", fetcher, limit)
        except (ArticleError, OSError) as error:
            yield Skipped(str(path), str(error))
    else:
        yield _file(path, fetcher.max_bytes)


def _file(path: Path, max_bytes: int) -> Incoming | Skipped:
    if path.suffix.lower() not in READ:
        return Skipped(str(path), f"is no article file; read are {', '.join(READ)}, and feeds: {', '.join(FEEDS)}")
    try:
        if path.stat().st_size > max_bytes:
            return Skipped(str(path), f"is too big: the limit is {max_bytes:,} bytes")
        beside = sidecar_of(path)
        return Incoming(path.name, path.name, path.read_bytes(), beside.read_bytes() if beside else b"")
    except OSError as error:
        return Skipped(str(path), f"cannot be read: {error.strerror or error}")


def _web(url: str, fetcher: Fetcher, limit: int) -> Iterator[Incoming | Skipped]:
    try:
        page = fetcher.get(url)
        if page.media_type not in _TEXTS and is_feed(page.data):
            yield from _feed(page.data, page.url, fetcher, limit)
        else:
            yield _page(page, Entry(page.url, None, None))
    except ArticleError as error:
        yield Skipped(url, str(error))


def _feed(data: bytes, url: str, fetcher: Fetcher, limit: int) -> Iterator[Incoming | Skipped]:
    for entry in entries(data, url)[:limit]:
        try:
            yield _page(fetcher.get(entry.url), entry)
        except ArticleError as error:
            yield Skipped(entry.url, str(error))


def _page(page: Page, entry: Entry) -> Incoming:
    """A page as it came. The feed's word on its day and source counts: it is data, the page's is guessed."""
    ending = _TEXTS.get(page.media_type) or (".html" if page.media_type in _PAGES else None)
    if ending is None:
        raise ArticleError(f"is no article: it is sent as {page.media_type}")
    parts = urlsplit(page.url)
    name = Path(unquote(parts.path)).stem or parts.hostname or "page"
    known = {"url": page.url, "source": entry.source, "published": entry.published and entry.published.isoformat()}
    return Incoming(page.url, name + ending, page.data, b"", {key: value for key, value in known.items() if value})
