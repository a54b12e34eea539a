"""Feeds of what changed on the site, beside those of its newest reports: Atom (RFC 4287) and JSON Feed (1.1).

As those, they are there only where the site's address is known, and their times are those of the changes, which stand
in the collection's history, never the clock.
"""

from __future__ import annotations

import json
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.messages import Language
from geomap.sitedata import clean

PAGE, ATOM, JSON = "news.html", "news.xml", "news.json"
CHANGES = {
    "added": "Added",
    "split": "Split off",
    "moved": "Moved",
    "redated": "Other date",
    "changed": "Changed",
    "renamed": "Under another address",
    "merged": "Became part of another one",
    "gone": "Gone",
}
"""The words of the kinds of changes."""
_TITLE = "What's new"
_LEAD = "What the last builds changed on this map, and why."


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as a feed tells it, in one language."""

    key: tuple[str, ...]
    """Tells it from all others, whatever the language."""
    at: str
    """When it was made: UTC, as 2026-05-09T14:03:00Z."""
    kind: str
    event: str
    title: str
    """The event's."""
    path: str | None
    """Of the event's page below the language's folder, where it has one."""
    text: str
    """What changed and why."""


def news_feed_files(
    title: str, entries: Sequence[Entry], base_url: str, language: Language
) -> Iterator[tuple[str, str]]:
    """The feeds of one language: their paths below its folder, and their texts. None where there is no change.

    Args:
        title: the site's.
        entries: newest first.
        base_url: where the site is published, with a slash at its end.
        language: of the words.
    """
    if entries:
        home = f"{base_url}{language.code}/"
        yield ATOM, _atom(title, entries, home, language)
        yield JSON, _json_feed(title, entries, home, language)


def _atom(title: str, entries: Sequence[Entry], home: str, language: Language) -> str:
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language.code})
    _add(root, "id", _urn(home, "news"))
    _add(root, "title", f"{title} – {language.text(_TITLE)}")
    _add(root, "subtitle", language.text(_LEAD))
    _add(root, "updated", entries[0].at)
    _add(ET.SubElement(root, "author"), "name", title)
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=home + ATOM)
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=home + PAGE)
    for one in entries:
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", _urn(language.code, "news", *one.key))
        _add(entry, "title", _title(one, language))
        _add(entry, "published", one.at)
        _add(entry, "updated", one.at)
        ET.SubElement(entry, "link", rel="alternate", type="text/html", href=home + (one.path or PAGE))
        ET.SubElement(entry, "category", term=one.kind, label=language.text(CHANGES[one.kind]))
        _add(entry, "summary", one.text)
    ET.indent(root, space="")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _json_feed(title: str, entries: Sequence[Entry], home: str, language: Language) -> str:
    items: list[dict[str, Any]] = [
        {
            "id": _urn(language.code, "news", *one.key),
            "url": home + (one.path or PAGE),
            "title": clean(_title(one, language)),
            "content_text": clean(one.text or _title(one, language)),
            "date_published": one.at,
            "tags": [language.text(CHANGES[one.kind])],
            "_geomap": {"event": one.event, "change": one.kind},
        }
        for one in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{title} – {language.text(_TITLE)}",
        "description": language.text(_LEAD),
        "language": language.code,
        "home_page_url": home + PAGE,
        "feed_url": home + JSON,
        "items": items,
    }
    return clean(json.dumps(feed, ensure_ascii=False, indent=1)) + "\n"


def _title(one: Entry, language: Language) -> str:
    return f"{language.text(CHANGES[one.kind])}: {one.title}"


def _urn(*names: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, clean(" ".join(("geomap", *names)))).urn


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = clean(text)
