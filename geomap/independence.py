"""Which articles speak for themselves: near-copies of one wire story, and articles of one source, count once."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from geomap.records import Article
from geomap.text import fold

RUN = 5
"""So many words in a row are rarely written twice by chance."""
COPIED = 0.5
"""The share of the shorter text's runs in the longer one from which they are copies; long quotations stay under it."""
FEW = 12
"""Texts of fewer runs are copies only where they are the same."""
FEW_WORDS = 0.35
"""The share of the shorter text's words in the other one under which they are no copies."""
_WORD = re.compile(r"\w+")


def independent(articles: Sequence[Article]) -> list[list[Article]]:
    """The articles in groups of one source or one story, in the order given: as many groups as there are voices."""
    if len(articles) < 2:
        return [[article] for article in articles]
    sources = [_source(article) for article in articles]
    texts = [_Text(_body(article)) for article in articles]
    group_of = list(range(len(articles)))
    for n in range(len(articles)):
        for k in range(n):
            if group_of[k] != group_of[n] and ((sources[k] and sources[k] == sources[n]) or texts[k].is_copy(texts[n])):
                first, second = sorted((group_of[k], group_of[n]))
                group_of = [first if group == second else group for group in group_of]
    return [[a for a, own in zip(articles, group_of, strict=True) if own == group] for group in sorted(set(group_of))]


def are_copies(a: Article, b: Article) -> bool:
    """Whether two articles are one text, one of them perhaps cut or with a paragraph of its own. Symmetric."""
    return _Text(_body(a)).is_copy(_Text(_body(b)))


def traces_of(article: Article) -> tuple[frozenset[int], list[str]]:
    """The runs of words of what an article tells, as numbers, and its words: what copies share much or all of."""
    body = _body(article)
    return _runs(body), body.split()


class Copies:
    """Articles, kept in a way that finds those among them that another article is a copy of."""

    def __init__(self) -> None:
        self._texts: dict[str, _Text] = {}
        self._having: dict[int | tuple[str, ...], list[str]] = defaultdict(list)

    def add(self, article: Article) -> None:
        """Takes one more article, told by its id."""
        text = self._texts[article.id] = _Text(_body(article))
        for key in text.shared_by_copies():
            self._having[key].append(article.id)

    def of(self, article: Article) -> list[str]:
        """The ids of the articles that `are_copies` would say it of, in the order in which they came."""
        text = _Text(_body(article))
        near = {id for key in text.shared_by_copies() for id in self._having.get(key, ()) if id != article.id}
        return [id for id in self._texts if id in near and self._texts[id].is_copy(text)] if near else []


class _Text:
    """A text with its runs of words, made when they are asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _runs(self) -> frozenset[int]:
        return _runs(self._text)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._text.split())

    def shared_by_copies(self) -> Iterator[int | tuple[str, ...]]:
        """What a text shares, one at least, with each copy of it."""
        yield from self._runs
        yield tuple(self._text.split())

    def is_copy(self, other: _Text) -> bool:
        # Texts with few words in common have few runs in common: most pairs need no more than this.
        if len(self._words & other._words) < FEW_WORDS * min(len(self._words), len(other._words)):
            return False
        fewer = min(len(self._runs), len(other._runs))
        if fewer < FEW:
            return self._text.split() == other._text.split()
        return len(self._runs & other._runs) >= COPIED * fewer


def _source(article: Article) -> str:
    """The source's name, else the host that it was found at; "" where neither is known."""
    if article.source:
        return fold(" ".join(article.source.split()))
    try:
        return (urlsplit(article.url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _body(article: Article) -> str:
    """What the article tells, without its title and what was cut off or credits somebody."""
    parts = [s for s in article.sections if s.kind in ("body", "caption")]
    return "\n".join(article.text[s.start : s.end] for s in parts) or article.text


@lru_cache(maxsize=512)
def _runs(text: str) -> frozenset[int]:
    """The runs of words of a text, as numbers that are the same on every machine."""
    words = [zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in _WORD.findall(text.casefold())]
    # Unlike a text's, the hash of a tuple of numbers is the same in every process.
    return frozenset(map(hash, zip(*(words[n:] for n in range(RUN)), strict=False)))
