"""Feeds of what changed on the site, beside those of its newest reports: Atom (RFC 4287) and JSON Feed (1.1).

As those, they are there only where the site's address is known, and their times are those of the changes, which stand
in the collection's history, never the clock.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.feed_formats import Head, add, atom_feed, atom_text, json_feed, urn
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
        head = Head(
            id=urn(home, "news"),
            site=title,
            title=f"{title} – {language.text(_TITLE)}",
            lead=language.text(_LEAD),
            updated=entries[0].at,
            home=home,
            page=PAGE,
            atom=ATOM,
            json=JSON,
            language=language,
        )
        yield ATOM, _atom(entries, head)
        yield JSON, _json_feed(entries, head)


def _atom(entries: Sequence[Entry], head: Head) -> str:
    home, language = head.home, head.language
    root = atom_feed(head)
    for one in entries:
        entry = ET.SubElement(root, "entry")
        add(entry, "id", urn(language.code, "news", *one.key))
        add(entry, "title", _title(one, language))
        add(entry, "published", one.at)
        add(entry, "updated", one.at)
        ET.SubElement(entry, "link", rel="alternate", type="text/html", href=home + (one.path or PAGE))
        ET.SubElement(entry, "category", term=one.kind, label=language.text(CHANGES[one.kind]))
        add(entry, "summary", one.text)
    return atom_text(root)


def _json_feed(entries: Sequence[Entry], head: Head) -> str:
    home, language = head.home, head.language
    items: list[dict[str, Any]] = [
        {
            "id": urn(language.code, "news", *one.key),
            "url": home + (one.path or PAGE),
            "title": clean(_title(one, language)),
            "content_text": clean(one.text or _title(one, language)),
            "date_published": one.at,
            "tags": [language.text(CHANGES[one.kind])],
            "_geomap": {"event": one.event, "change": one.kind},
        }
        for one in entries
    ]
    return json_feed(head, items)


def _title(one: Entry, language: Language) -> str:
    return f"{language.text(CHANGES[one.kind])}: {one.title}"
