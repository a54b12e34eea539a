"""Writes the site: every page in every language, from jinja templates, deterministic to the byte.

index.html                 goes on to the reader's language
404.html, sitemap.xml      for hosts and, where the site's address is known, for search engines
ar/, en/                   map (index), events, places, articles, report, method
ar/event/ID.html …         a page for each event, place and article
ar/feed.xml, feed.json     the newest events for feed readers, where the site's address is known
embed/map.html, embed/event/ID.html (and embed/LANGUAGE/… for the others)
data/, assets/             events as data; styles, scripts, fonts, base map
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geomap.assets import asset_files, data_files, page_scripts
from geomap.departed import Departed
from geomap.feeds import feed_files, newest_reports
from geomap.legend import TYPE_FAMILY
from geomap.maps import MapKind, render_map
from geomap.messages import LANGUAGES, language
from geomap.pagecontext import (
    Figure,
    SiteInfo,
    SourceNote,
    article_context,
    json_block,
    language_context,
    page_context,
    render,
)
from geomap.records import Article, Event, Place, Reading, Skipped
from geomap.resources import templates_dir
from geomap.sitedata import PlaceNotes, SiteData, map_columns, script_json, site_data, slug, web_url
from geomap.sitemap import sitemap_files
from geomap.sitewriter import WriteResult, write_files

__all__ = ["Figure", "SiteInfo", "SourceNote", "WriteResult", "main_language", "site_files", "write_site"]

LIST_LENGTH = 500
"""Rows on one page of a list."""

_SITE_SOURCES = (
    SourceNote("Natural Earth", "public domain", "https://www.naturalearthdata.com/"),
    SourceNote("Leaflet", "BSD-2-Clause", "https://leafletjs.com/"),
    SourceNote("folium", "MIT", "https://python-visualization.github.io/folium/"),
    SourceNote("IBM Plex Sans Arabic", "SIL OFL 1.1", "https://www.ibm.com/plex/"),
    SourceNote("Unicode CLDR, by Babel", "Unicode-3.0", "https://cldr.unicode.org/"),
)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A part of an article that was not read as the article, for the report."""

    article: Article
    text: str
    reason: str


def write_site(
    readings: Sequence[Reading],
    events: Sequence[Event],
    skipped: Sequence[Skipped],
    dest: Path,
    *,
    title: str,
    labels: Sequence[Place] = (),
    info: SiteInfo,
    departed: Sequence[Departed] = (),
) -> WriteResult:
    """Write the site of a collection into `dest`, whole or not at all, touching only files that change.

    `events` are the merged ones; `departed` those that were on the site before and keep a page; `labels` are places
    that the map may name, larger ones first to be shown. Raises SiteError when `dest` cannot be written or holds files
    but no site of geomap's.
    """
    data = site_data(readings, events, skipped, title)
    return write_files(site_files(data, labels, info, departed), dest)


def site_files(
    data: SiteData, labels: Sequence[Place], info: SiteInfo, departed: Sequence[Departed] = ()
) -> Iterator[tuple[str, bytes]]:
    """Every file of the site: its path with forward slashes, and its content. Same input, same bytes."""
    yield from asset_files()
    first = info.language or main_language(data)
    yield from data_files(data, labels, language(first))
    shared = {code: language_context(data, info, language(code)) for code in LANGUAGES}
    reports = newest_reports(data) if info.base_url else ()
    listed = []
    for code in LANGUAGES:
        shared[code]["embeds"] = "embed/" if code == first else f"embed/{code}/"
        shared[code]["feeds"] = bool(reports)
        for path, text in _language_pages(data, shared[code]):
            listed.append(f"{code}/{path}")
            yield f"{code}/{path}", text.encode()
        for path, text in _departed_pages(data, departed, shared[code]):
            yield path, text.encode()
        for path, text in feed_files(data, reports, shared[code]["base_url"], language(code)):
            yield f"{code}/{path}", text.encode()
        for path, text in _embeds(data, shared[code]):
            yield shared[code]["embeds"] + path, text.encode()
    yield "index.html", render("index.html", page_context(shared[first], "index.html")).encode()
    yield "404.html", _not_found(shared, first).encode()
    if base_url := shared[first]["base_url"]:
        for path, text in sitemap_files(listed, base_url):
            yield path, text.encode()


def _not_found(shared: Mapping[str, dict[str, Any]], first: str) -> str:
    """The page that hosts show for addresses that don't exist, at any depth: its style stands in it.

    Only a known address of the site lets it link to the map, and by its path alone, so that nothing leads elsewhere.
    """
    style = (templates_dir() / "404.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    base_url = shared[first]["base_url"]
    context = page_context(
        shared[first],
        "404.html",
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        style=style,
        home=urlsplit(base_url).path if base_url else None,
        told=[(shared[code]["language"], shared[code]["_"]) for code in sorted(LANGUAGES, key=lambda c: c != first)],
    )
    return render("404.html", context)


def main_language(data: SiteData) -> str:
    """The interface language of most articles, the first one when none has more."""
    counts = [sum(reading.article.language == code for reading in data.readings) for code in LANGUAGES]
    return LANGUAGES[counts.index(max(counts))]


def _language_pages(data: SiteData, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    code = shared["language"].code
    used = {TYPE_FAMILY.get(event.type, "other") for event in data.events}
    yield (
        "index.html",
        render(
            "map.html",
            page_context(
                shared,
                "index.html",
                section="index",
                families_used=used,
                statuses_used={event.status for event in data.events},
                embed_path=shared["embeds"] + "map.html",
                **_map("main", code),
            ),
        ),
    )
    yield from _lists(data, shared)
    yield from _event_pages(data, shared)
    for notes in data.places:
        yield _place_page(data, shared, notes)
    for reading in data.readings:
        article = reading.article
        path = f"article/{data.article_slugs[article.id]}.html"
        more = article_context(data, reading, shared["language"])
        events = data.article_events[article.id]
        context = page_context(
            shared,
            path,
            section="articles",
            article=article,
            events=events,
            web=web_url(article.url),
            linked_data=_linked(shared["linked"].article(article, events)),
            scripts=page_scripts(None, code),
            **more,
        )
        yield path, render("article.html", context)
    yield "report.html", _report(data, shared)
    sources = (*shared["info"].sources, *_SITE_SOURCES)
    context = page_context(shared, "method.html", section="method", sources=sources, scripts=page_scripts(None, code))
    yield "method.html", render("method.html", context)


def _map(kind: MapKind, code: str) -> dict[str, Any]:
    return {"map": render_map(kind, code), "map_kind": kind, "scripts": page_scripts(kind, code)}


def _columns(data: SiteData, events: Sequence[Event], shared: dict[str, Any]) -> Any:
    return json_block(script_json(map_columns(data, events, shared["language"])))


def _linked(node: dict[str, Any] | None) -> Any:
    return json_block(script_json(node)) if node else None


def _event_pages(data: SiteData, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    code = shared["language"].code
    bare = {"scripts": page_scripts(None, code)}
    drawn = _map("small", code)
    for number, event in enumerate(data.events):
        path = f"event/{data.event_slugs[event.id]}.html"
        context = page_context(
            shared,
            path,
            section="events",
            event=event,
            earlier=data.events[number + 1] if number + 1 < len(data.events) else None,
            later=data.events[number - 1] if number else None,
            embed_path=shared["embeds"] + path,
            linked_data=_linked(shared["linked"].event(event)),
            **(drawn if event.place else bare),
        )
        if event.place:
            context["columns"] = _columns(data, [event], shared)
        yield path, render("event.html", context)


def _departed_pages(data: SiteData, departed: Sequence[Departed], shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Where an event was, its page and its embed say where it went; no other page leads there."""
    by_id = {event.id: event for event in data.events}
    taken = set(data.event_slugs.values())
    code = shared["language"].code
    for one in departed:
        name = f"event/{slug(one.id)}.html"
        if slug(one.id) in taken:
            continue
        own_title = one.title_ar if code == "ar" else one.title_en
        context = page_context(
            shared,
            name,
            section="events",
            own_title=own_title,
            into=by_id.get(one.into) if one.into else None,
            scripts=page_scripts(None, code),
        )
        yield f"{code}/{name}", render("gone.html", context)
        embed = shared["embeds"] + name
        root = "../" * embed.count("/")
        context |= {"root": root, "here": f"{root}{code}/", "url": _url_from(f"{root}{code}/", data)}
        yield embed, render("gone.html", context)


def _url_from(here: str, data: SiteData) -> Callable[[str, str], str]:
    return lambda kind, id: f"{here}{kind}/{data.event_slugs[id]}.html"


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
        linked_data=_linked(shared["linked"].place(place)),
        other_name=other if other != shared["place_name"](place) else None,
        **_map("small", own.code),
    )
    slugs = {**data.event_slugs, "": ""}
    columns = map_columns(data, drawn, own, slugs)
    context["columns"] = json_block(script_json(columns))
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


def _lists(data: SiteData, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    own = shared["language"]
    articles = [reading.article for reading in data.readings]
    for section, heading, lead, items in (
        ("events", "Events", own.count("%(num)s event", "%(num)s events", len(data.events)), data.events),
        ("places", "Places", own.count("%(num)s place", "%(num)s places", len(data.places)), data.places),
        ("articles", "Articles", own.count("%(num)s article", "%(num)s articles", len(articles)), articles),
    ):
        pages = max(1, math.ceil(len(items) / LIST_LENGTH))
        for page in range(1, pages + 1):
            path = f"{section}.html" if page == 1 else f"{section}-{page}.html"
            context = page_context(
                shared,
                path,
                section=section,
                heading=own.text(heading),
                lead=lead,
                items=items[(page - 1) * LIST_LENGTH : page * LIST_LENGTH],
                page=page,
                pages=pages,
                scripts=page_scripts(None, own.code),
            )
            yield path, render("list.html", context)


def _report(data: SiteData, shared: dict[str, Any]) -> str:
    own = shared["language"]
    unplaced = [event for event in data.events if event.place is None]
    undated = [event for event in data.events if event.date is None]
    merged = [event for event in data.events if len({evidence.article for evidence in event.evidence}) > 1]
    cuts = [
        _Cut(reading.article, _shortened(reading.article.text[part.start : part.end]), part.reason)
        for reading in data.readings
        for part in reading.article.sections
        if part.kind == "cut"
    ]
    tiles = (
        (own.text("Articles read"), len(data.readings)),
        (own.text("Files not read"), len(data.skipped)),
        (own.text("Events"), len(data.events)),
        (own.text("Without a place"), len(unplaced)),
        (own.text("Without a date"), len(undated)),
        (own.text("In several articles"), len(merged)),
    )
    context = page_context(
        shared,
        "report.html",
        section="report",
        tiles=tiles,
        unplaced=unplaced,
        undated=undated,
        merged=merged,
        cuts=cuts,
        dateless=[reading.article for reading in data.readings if reading.article.published is None],
        scripts=page_scripts(None, own.code),
    )
    return render("report.html", context)


def _shortened(text: str, most: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rstrip() + "…"


def _embeds(data: SiteData, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    code = shared["language"].code
    depth = shared["embeds"].count("/")
    drawn = _map("embed", code)
    context = page_context(shared, "map.html", event=None, **drawn)
    context["root"] = "../" * depth
    yield "map.html", render("embed.html", context)
    drawn["scripts"] = [script for script in drawn["scripts"] if not script.startswith("data/events-")]
    for event in data.events:
        path = f"event/{data.event_slugs[event.id]}.html"
        context = page_context(shared, path, event=event, **drawn)
        context["root"] = "../" * (depth + 1)
        context["columns"] = _columns(data, [event], shared)
        yield path, render("embed.html", context)
