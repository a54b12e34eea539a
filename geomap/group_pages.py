"""The pages that gather: lists of everything, and a page for each place, day and source with a map of its events."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from geomap.assets import page_scripts
from geomap.pagecontext import columns_block, linked_block, map_parts, page_context, render
from geomap.records import Event, Place
from geomap.sitedata import PlaceNotes, SiteData, query_value

LIST_LENGTH = 500
"""Rows on one page of a list; a page of a day or source shows no more, and leads to the map for the rest."""

# A list that stands beside another one under the same heading of the menu.
_SECTIONS = {"days": "events", "sources": "articles"}


def list_pages(data: SiteData, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The lists of events, days, places, articles and sources, `LIST_LENGTH` rows a page."""
    own = shared["language"]
    articles = [reading.article for reading in data.readings]
    days, sources = list(data.days.values())[::-1], list(data.publishers.values())
    for name, heading, lead, items in (
        ("events", "Events", own.count("%(num)s event", "%(num)s events", len(data.events)), data.events),
        ("days", "Days", own.count("%(num)s day", "%(num)s days", len(days)), days),
        ("places", "Places", own.count("%(num)s place", "%(num)s places", len(data.places)), data.places),
        ("articles", "Articles", own.count("%(num)s article", "%(num)s articles", len(articles)), articles),
        ("sources", "Sources", own.count("%(num)s source", "%(num)s sources", len(sources)), sources),
    ):
        pages = max(1, math.ceil(len(items) / LIST_LENGTH))
        for page in range(1, pages + 1):
            path = f"{name}.html" if page == 1 else f"{name}-{page}.html"
            context = page_context(
                shared,
                path,
                section=_SECTIONS.get(name, name),
                list=name,
                heading=own.text(heading),
                lead=lead,
                items=items[(page - 1) * LIST_LENGTH : page * LIST_LENGTH],
                page=page,
                pages=pages,
                scripts=page_scripts(None, own.code),
            )
            yield path, render("list.html", context)


def day_pages(data: SiteData, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A page for each day with events, with the days before and after that have some."""
    notes = [None, *data.days.values(), None]
    for (before, day), (_, after) in pairwise(pairwise(notes)):
        if day is None:
            continue
        path = f"day/{day.day}.html"
        shown, going_on = day.events[:LIST_LENGTH], day.going_on[:LIST_LENGTH]
        context = page_context(
            shared,
            path,
            section="events",
            day=day,
            shown=shown,
            going_on=going_on,
            before=before.day if before else None,
            after=after.day if after else None,
            **_own_map(data, (*shown, *going_on), shared),
        )
        yield path, render("day.html", context)


def source_pages(data: SiteData, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A page for each source that articles name."""
    for notes in data.publishers.values():
        path = f"source/{data.publisher_slugs[notes.name]}.html"
        shown = notes.events[:LIST_LENGTH]
        context = page_context(
            shared,
            path,
            section="articles",
            source=notes,
            query=query_value(notes.name),
            shown=shown,
            articles=notes.articles[:LIST_LENGTH],
            **_own_map(data, shown, shared),
        )
        yield path, render("source.html", context)


def _own_map(data: SiteData, events: tuple[Event, ...], shared: dict[str, Any]) -> dict[str, Any]:
    """The small map of those events that have a place; none where there is no such event."""
    code = shared["language"].code
    placed = [event for event in events if event.place is not None]
    if not placed:
        return {"scripts": page_scripts(None, code)}
    return {**map_parts("small", code), "columns": columns_block(data, placed, shared)}


def place_pages(data: SiteData, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A page for each place that an event is at or an article names."""
    for notes in data.places:
        yield _place_page(data, shared, notes)


def _place_page(data: SiteData, shared: dict[str, Any], notes: PlaceNotes) -> tuple[str, str]:
    place, own = notes.place, shared["language"]
    path = f"place/{data.place_slugs[place.id]}.html"
    other = place.name if own.code == "ar" else place.name_ar
    drawn = list(notes.events) or [_stand_in(place)]
    context = page_context(
        shared,
        path,
        section="places",
        place=place,
        events=notes.events,
        mentions=notes.mentions,
        linked_data=linked_block(shared["linked"].place(place)),
        card=shared["cards"].get(("place", place.id), shared["card"]),
        embed_path=shared["embeds"] + path if notes.events else None,
        other_name=other if other != shared["place_name"](place) else None,
        **map_parts("small", own.code),
    )
    context["columns"] = columns_block(data, drawn, shared, {**data.event_slugs, "": ""})
    return path, render("place.html", context)


def _stand_in(place: Place) -> Event:
    """An event without content that lets the small map show a place at which none was read."""
    precision = {"country": "country", "region": "region", "city": "city", "district": "district", "facility": "site"}
    return Event(
        id="",
        type="other",
        subtype=None,
        code="",
        title_ar=place.name_ar or place.name,
        title_en=place.name,
        status="planned",
        date=None,
        date_end=None,
        date_precision="none",
        place=place,
        place_precision=precision.get(place.kind, "area"),  # type: ignore[arg-type]
        relation=None,
        place_reasons=(),
        candidates=(),
        participants=(),
        evidence=(),
        confidence=1.0,
    )
