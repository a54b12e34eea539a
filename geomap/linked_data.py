"""What a page is about, in schema.org's terms as JSON-LD: Event, Place and NewsArticle.

Only what the site itself tells stands in it: no point for a country or an area, no date that no text gives. A denied or
merely possible event has none, since schema.org has no word for that and would have it happen. Addresses of the site's
own pages stand in it where `base_url` is known.
"""

from __future__ import annotations

from typing import Any

from geomap.areas import Box
from geomap.legend import TYPES
from geomap.messages import Language
from geomap.records import Article, Event, Place
from geomap.sitedata import (
    SiteData,
    clean,
    event_title,
    event_where,
    place_name,
    shape,
    web_url,
)

Node = dict[str, Any]

_CONTEXT = "https://schema.org"
_PLACE_TYPES = {
    "country": "Country",
    "region": "AdministrativeArea",
    "city": "City",
    "natural": "Landform",
    "water": "BodyOfWater",
}
_GEONAMES = "https://sws.geonames.org/"


class LinkedData:
    """Makes the JSON-LD of one language's pages.

    Args:
        data: the collection.
        language: that of the pages.
        base_url: where the site is published, with a slash at its end; None where that is not known.
    """

    def __init__(self, data: SiteData, language: Language, base_url: str | None) -> None:
        self._data = data
        self._language = language
        self._home = f"{base_url}{language.code}/" if base_url else None
        # The pages of events at one place and of the articles that tell them ask for it again and again.
        self._places: dict[str, Node] = {}

    def event(self, event: Event) -> Node | None:
        """An Event with its place, its days and the articles that tell it; None for a denied or possible one."""
        if event.status in ("denied", "hypothetical"):
            return None
        own = self._language
        return _told(
            {
                "@context": _CONTEXT,
                "@type": "Event",
                "@id": self._page("event", self._data.event_slugs[event.id]),
                "url": self._page("event", self._data.event_slugs[event.id]),
                "identifier": event.id,
                "name": event_title(event, own),
                "inLanguage": own.code,
                "keywords": own.text(TYPES.get(event.type, event.type)),
                "startDate": event.date,
                "endDate": event.date_end,
                "eventStatus": "https://schema.org/EventScheduled" if event.status == "planned" else None,
                "location": self._location(event),
                "about": [{"@type": "Thing", "name": person.name} for person in event.participants],
                "subjectOf": [self._cited(article) for article in self._data.sources(event)],
            }
        )

    def place(self, place: Place) -> Node:
        """A Place, a Country, a City and so on, with its gazetteer id."""
        return {"@context": _CONTEXT, **self._place(place)}

    def article(self, article: Article, events: tuple[Event, ...]) -> Node:
        """A NewsArticle as it was published, with the places of its events."""
        places = {event.place.id: event.place for event in events if event.place is not None}
        slug = self._data.article_slugs[article.id]
        return _told(
            {
                "@context": _CONTEXT,
                **self._cited(article),
                "mainEntityOfPage": self._page("article", slug),
                "contentLocation": [self._place(place) for place in places.values()],
            }
        )

    def _location(self, event: Event) -> Node | None:
        """Where it was: the place, and the spot's words and shape where it was beside or in a part of that."""
        place, where = event.place, shape(event)
        if place is None or where is None:
            return None
        if event.spot is None:
            return self._place(place)
        return _told(
            {
                "@type": "Place",
                "name": event_where(event, self._language),
                "geo": _box(where.box) if where.box else _point(where.lat, where.lon),
                "containedInPlace": self._country(place),
            }
        )

    def _place(self, place: Place) -> Node:
        if place.id not in self._places:
            self._places[place.id] = self._new_place(place)
        return self._places[place.id]

    def _new_place(self, place: Place) -> Node:
        own = self._language
        name = place_name(place, own)
        other = place.name if own.code == "ar" else place.name_ar
        exact = place.kind in ("city", "district", "facility")
        box = _box(place.bbox) if place.bbox and place.kind != "country" else None
        number = place.id.removeprefix("geonames:")
        return _told(
            {
                "@type": _PLACE_TYPES.get(place.kind, "Place"),
                "@id": self._page("place", self._data.place_slugs[place.id]),
                "url": self._page("place", self._data.place_slugs[place.id]),
                "identifier": place.id,
                "name": name,
                "alternateName": other if other != name else None,
                "geo": _point(place.lat, place.lon) if exact else box,
                "containedInPlace": None if place.kind == "country" else self._country(place),
                "sameAs": f"{_GEONAMES}{number}/" if number != place.id and number.isdecimal() else None,
            }
        )

    def _country(self, place: Place) -> Node | None:
        name = self._language.country(place.country)
        return {"@type": "Country", "name": name, "identifier": place.country} if name else None

    def _cited(self, article: Article) -> Node:
        return _told(
            {
                "@type": "NewsArticle",
                "headline": article.heading,
                "url": web_url(article.url),
                "datePublished": article.published.isoformat() if article.published else None,
                "inLanguage": article.language if article.language != "und" else None,
                "publisher": {"@type": "Organization", "name": article.source} if article.source else None,
            }
        )

    def _page(self, kind: str, slug: str) -> str | None:
        return f"{self._home}{kind}/{slug}.html" if self._home else None


def _point(lat: float, lon: float) -> Node:
    return {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}


def _box(box: Box) -> Node:
    """The shape as schema.org has it: south west, north east."""
    west, south, east, north = box
    return {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}


def _told(node: Node) -> Node:
    """The node without what is not known, its texts without characters that HTML forbids."""
    kept = {name: value for name, value in node.items() if value not in (None, "", [])}
    return {name: clean(value) if isinstance(value, str) else value for name, value in kept.items()}
