"""RSS (0.9x, 1.0, 2.0) and Atom feeds: which articles they name, and what they tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from geomap.errors import ArticleError

_ROOTS = frozenset(("rss", "feed", "RDF"))
_DATES = ("pubDate", "published", "date", "issued", "updated", "modified")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that a feed names: its address, day of publication and the feed's own title, where it tells them."""

    url: str
    published: date | None
    source: str | None


def is_feed(data: bytes) -> bool:
    """Whether bytes look like a feed; web pages do not."""
    root = _root(data[:20_000], whole=False)
    return root is not None and _name(root) in _ROOTS


def entries(data: bytes, url: str = "") -> tuple[Entry, ...]:
    """The articles of a feed in its order, each address once; `url` is where it came from, for relative addresses.

    Raises:
        ArticleError: it is no feed.
    """
    root = _root(data, whole=True)
    if root is None or _name(root) not in _ROOTS:
        raise ArticleError("is no RSS or Atom feed")
    channel = next((one for one in root if _name(one) == "channel"), root)
    source = _text(channel, "title")
    found: dict[str, Entry] = {}
    for item in root.iter():
        if _name(item) not in ("item", "entry"):
            continue
        link = _link(item)
        address = urljoin(url, link) if link else ""
        if urlsplit(address).scheme in ("http", "https"):
            found.setdefault(address, Entry(address, _published(item), source))
    return tuple(found.values())


def _root(data: bytes, *, whole: bool) -> Any:
    # No entities, no DTD, no network: a feed is data of strangers.
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True, huge_tree=False)
    try:
        if whole:
            return etree.fromstring(data.lstrip(), parser)
        parser.feed(data.lstrip())
        return parser.close()
    except (etree.XMLSyntaxError, ValueError):
        return None


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Any, name: str) -> str | None:
    for child in element:
        if _name(child) == name:
            return " ".join("".join(child.itertext()).split()) or None
    return None


def _link(item: Any) -> str | None:
    for child in item:
        if _name(child) != "link":
            continue
        # Atom has the address in an attribute, RSS as text.
        if child.get("href") and child.get("rel", "alternate") == "alternate":
            return str(child.get("href")).strip()
        if child.text and child.text.strip():
            return str(child.text).strip()
    guid = next((child for child in item if _name(child) == "guid" and child.get("isPermaLink") != "false"), None)
    return guid.text.strip() if guid is not None and guid.text else None


def _published(item: Any) -> date | None:
    for name in _DATES:
        told = _text(item, name)
        if not told:
            continue
        try:
            return datetime.fromisoformat(told.replace("Z", "+00:00")).date()
        except ValueError:
            pass
        try:
            return parsedate_to_datetime(told).date()
        except (ValueError, TypeError):
            continue
    return None
