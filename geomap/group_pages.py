"""The pages that gather: one for each place, day and source, with a map of its events."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from geomap.assets import page_scripts
from geomap.list_pages import LIST_LENGTH
from geomap.pagecontext import columns_block, linked_block, map_parts, page_context, render
from geomap.records import Event, Place
from geomap.sitedata import PlaceNotes, SiteData, query_value
from geomap.sitegroups import DayNotes, SourceNotes
from geomap.sitepages import Keys, Page


def day_pages(data: SiteData, shared: dict[str, Any], keys: Keys) -> Iterator[Page]:
    """A page for each day with events, with the days before and after that have some."""
    days = list(data.days)
    known = keys.once("days", lambda: _day_keys(data, keys))
    around = zip((None, *days), data.days.values(), (*days[1:], None), known, strict=False)
    for before, day, after, key in around:
        page = partial(_day_page, data, shared, day, before, after)
        yield Page(f"{shared['folder']}day/{day.day}.html", key, page)


def _day_keys(data: SiteData, keys: Keys) -> Iterator[str]:
    """A day's page also leads to the day before and after it."""
    days = ["", *data.days, ""]
    for n, day in enumerate(data.days.values()):
        yield keys.of(days[n], days[n + 2], keys.events(day.events), keys.events(day.going_on))


def _day_page(data: SiteData, shared: dict[str, Any], day: DayNotes, before: str | None, after: str | None) -> bytes:
    shown, going_on = day.events[:LIST_LENGTH], day.going_on[:LIST_LENGTH]
    context = page_context(
        shared,
        f"day/{day.day}.html",
        section="events",
        day=day,
        shown=shown,
        going_on=going_on,
        before=before,
        after=after,
        **_own_map(data, (*shown, *going_on), shared),
    )
    return render("day.html", context).encode()


def source_pages(data: SiteData, shared: dict[str, Any], keys: Keys) -> Iterator[Page]:
    """A page for each source that articles name."""
    known = keys.once("sources", lambda: (_source_key(notes, keys) for notes in data.publishers.values()))
    for notes, key in zip(data.publishers.values(), known, strict=True):
        path = f"source/{data.publisher_slugs[notes.name]}.html"
        yield Page(shared["folder"] + path, key, partial(_source_page, data, shared, notes, path))


def _source_key(notes: SourceNotes, keys: Keys) -> str:
    counts = (len(notes.events), len(notes.articles), notes.span)
    return keys.of(
        notes.name, *counts, keys.events(notes.events[:LIST_LENGTH]), keys.rows(notes.articles[:LIST_LENGTH])
    )


def _source_page(data: SiteData, shared: dict[str, Any], notes: SourceNotes, path: str) -> bytes:
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
    return render("source.html", context).encode()


def _own_map(data: SiteData, events: tuple[Event, ...], shared: dict[str, Any]) -> dict[str, Any]:
    """The small map of those events that have a place; none where there is no such event."""
    code = shared["language"].code
    placed = [event for event in events if event.place is not None]
    if not placed:
        return {"scripts": page_scripts(None, code)}
    return {**map_parts("small", code), "columns": columns_block(data, placed, shared)}


def place_pages(data: SiteData, shared: dict[str, Any], keys: Keys) -> Iterator[Page]:
    """A page for each place that an event is at or an article names."""
    known = keys.once("places", lambda: (_place_key(notes, keys) for notes in data.places))
    for notes, key in zip(data.places, known, strict=True):
        path = f"place/{data.place_slugs[notes.place.id]}.html"
        card = shared["cards"].get(("place", notes.place.id), "")
        yield Page(shared["folder"] + path, key + card, partial(_place_page, data, shared, notes, path))


def _place_key(notes: PlaceNotes, keys: Keys) -> str:
    named = (f"{keys.row(article)} {count}" for article, count in notes.mentions)
    return keys.of(keys.place(notes.place), keys.events(notes.events), *named)


def _place_page(data: SiteData, shared: dict[str, Any], notes: PlaceNotes, path: str) -> bytes:
    place, own = notes.place, shared["language"]
    other = place.name if own.code == "ar" else place.name_ar
    drawn, slugs = (notes.events, None) if notes.events else ((_stand_in(place),), {"": ""})
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
    context["columns"] = columns_block(data, drawn, shared, slugs)
    return render("place.html", context).encode()


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
