"""What Atom feeds (RFC 4287) and JSON Feeds (1.1) of the site have in common, whatever they tell."""

from __future__ import annotations

import json
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geomap.messages import Language
from geomap.sitedata import clean


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed tells of itself."""

    id: str
    site: str
    """The site's title."""
    title: str
    lead: str
    updated: str
    """A moment in UTC, as 2026-05-09T14:03:00Z."""
    home: str
    """The address of the language's folder, with a slash at its end."""
    page: str
    """The page that it belongs to, below that."""
    atom: str
    json: str
    """The files of the two feeds."""
    language: Language


def atom_feed(head: Head, **namespaces: str) -> ET.Element:
    """An Atom feed without entries."""
    space = {"xmlns": "http://www.w3.org/2005/Atom", **{f"xmlns:{name}": url for name, url in namespaces.items()}}
    root = ET.Element("feed", {**space, "xml:lang": head.language.code})
    add(root, "id", head.id)
    add(root, "title", head.title)
    add(root, "subtitle", head.lead)
    add(root, "updated", head.updated)
    add(ET.SubElement(root, "author"), "name", head.site)
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=head.home + head.atom)
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=head.home + head.page)
    return root


def atom_text(root: ET.Element) -> str:
    """The feed as it is written."""
    ET.indent(root, space="")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def json_feed(head: Head, items: Sequence[dict[str, Any]]) -> str:
    """A JSON Feed as it is written."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "description": head.lead,
        "language": head.language.code,
        "home_page_url": head.home + head.page,
        "feed_url": head.home + head.json,
        "items": items,
    }
    return clean(json.dumps(feed, ensure_ascii=False, indent=1)) + "\n"


def urn(*names: str) -> str:
    """A name without an address: an entry's stays when the site moves or the words change. Languages differ in it."""
    return uuid.uuid5(uuid.NAMESPACE_URL, clean(" ".join(("geomap", *names)))).urn


def add(parent: ET.Element, tag: str, text: str) -> None:
    """Adds an element with a text."""
    ET.SubElement(parent, tag).text = clean(text)
