"""Pictures that social networks show for links to pages of events and places, each page its own.

A card's file is named by a hash of all that it is drawn from: one that the site already has is not drawn again, and a
changed one gets a new address, so that networks that keep pictures fetch it anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from geomap import legend, outline_shapes, picture_base, picture_sheet, picture_words
from geomap import picture as pictures
from geomap.kept import version_of
from geomap.messages import Language, messages_dir
from geomap.records import Event, Place
from geomap.resources import gazetteer_dir
from geomap.sitedata import SiteData, place_name


@dataclass(frozen=True, slots=True)
class Card:
    """A picture of one page in one language."""

    kind: str
    """"event" or "place"."""
    id: str
    """Of the event or place."""
    path: str
    """From the site's root; pages whose pictures are the same have one."""
    events: tuple[Event, ...]
    title: str | None
    """None for the event's own."""


def cards_of(data: SiteData, labels: Sequence[Place], own: Language, most: int) -> tuple[Card, ...]:
    """The cards of at most so many pages: of the newest events, then of the places with most events, two at the least.

    An event without a place has none, for its map would be empty.
    """
    placed = [event for event in data.events if event.place is not None][:most]
    several = [notes for notes in data.places if len(notes.events) > 1][: most - len(placed)]
    pages: list[tuple[str, str, tuple[Event, ...], str | None]] = []
    pages += [("event", event.id, (event,), None) for event in placed]
    pages += [("place", notes.place.id, notes.events, place_name(notes.place, own)) for notes in several]
    ground = _ground(own.code) + repr([place.id for place in labels])
    return tuple(
        Card(kind, id, f"data/cards/{_key(data, events, own, title, ground)}.png", events, title)
        for kind, id, events, title in pages
    )


def draw_card(data: SiteData, labels: Sequence[Place], own: Language, card: Card) -> bytes:
    """The picture, as PNG."""
    return pictures.picture(data, card.events, own, labels=labels, title=card.title, small=True)


def _key(data: SiteData, events: Sequence[Event], own: Language, title: str | None, ground: str) -> str:
    drawn = [
        (legend.TYPE_FAMILY.get(event.type), event.status, event.confidence >= 0.5, event.place, event.place_precision,
         event.spot)
        for event in events
    ]  # fmt: skip
    words = picture_words.words_of(data, events, own, title)
    told = repr((own.code, own.digits, words, drawn)) + ground
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:20]


@cache
def _ground(code: str) -> str:
    """A hash of all that cards have in common: what draws them, the base map, the language's words."""
    digest = hashlib.sha256()
    for module in (pictures, picture_base, picture_sheet, picture_words, outline_shapes, legend):
        digest.update(version_of(str(module.__file__), "matplotlib", "Pillow", "shapely").encode())
    for name in ("basemap.json", "units.json", "areas.json"):
        digest.update((gazetteer_dir() / "basemap" / name).read_bytes())
    digest.update((messages_dir() / f"{code}.po").read_bytes())
    return digest.hexdigest()
