"""Writes the site: every page in every language, from jinja templates, deterministic to the byte.

index.html                 goes on to the reader's language
404.html, sitemap.xml      for hosts and, where the site's address is known, for search engines
ar/, en/                   map (index), lists of events, days, places, articles and sources, report, method
ar/event/ID.html …         a page for each event, day, place, article and source
ar/feed.xml, feed.json     the newest events for feed readers, where the site's address is known
embed/map.html, embed/event/ID.html, embed/place/ID.html (and embed/LANGUAGE/… for the others), with oEmbed's JSON
data/, assets/             events as data; styles, scripts, fonts, base map
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geomap.assets import asset_files, data_files, page_scripts
from geomap.cards import Kept, card_files, cards_of
from geomap.correcting import Outcome
from geomap.correction_words import correction_rows
from geomap.departed import Departed
from geomap.departed_pages import departed_pages
from geomap.embed_pages import embed_files
from geomap.feeds import feed_files, newest_reports
from geomap.group_pages import day_pages, list_pages, place_pages, source_pages
from geomap.legend import TYPE_FAMILY
from geomap.messages import LANGUAGES, language
from geomap.pagecontext import (
    Figure,
    SiteInfo,
    SourceNote,
    article_context,
    columns_block,
    language_context,
    linked_block,
    map_parts,
    page_context,
    render,
)
from geomap.picture import picture
from geomap.records import Article, Event, Place, Reading, Skipped
from geomap.resources import templates_dir
from geomap.sitedata import SiteData, site_data, web_url
from geomap.sitemap import sitemap_files
from geomap.sitewriter import WriteResult, write_files
from geomap.tiles import tile_files

__all__ = ["Figure", "SiteInfo", "SourceNote", "WriteResult", "main_language", "site_files", "write_site"]

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
    corrections: Sequence[Outcome] = (),
    departed: Sequence[Departed] = (),
) -> WriteResult:
    """Write the site of a collection into `dest`, whole or not at all, touching only files that change.

    `events` are the merged ones; `departed` those that were on the site before and keep a page; `labels` are places
    that the map may name, larger ones first to be shown. Raises SiteError when `dest` cannot be written or holds files
    but no site of geomap's.
    """
    data = site_data(readings, events, skipped, title, corrections)
    return write_files(site_files(data, labels, info, departed, partial(_read, dest)), dest)


def _read(dest: Path, path: str) -> bytes | None:
    try:
        return (dest / path).read_bytes()
    except OSError:
        return None


def site_files(
    data: SiteData,
    labels: Sequence[Place],
    info: SiteInfo,
    departed: Sequence[Departed] = (),
    kept: Kept = lambda path: None,
) -> Iterator[tuple[str, bytes]]:
    """Every file of the site: its path with forward slashes, and its content. Same input, same bytes.

    `kept` has files of the site before: pictures that it holds are not drawn again.
    """
    languages = {code: language(code, info.digits) for code in LANGUAGES}
    yield from asset_files(tuple(languages.values()))
    if info.tiles:
        yield from tile_files(info.tiles)
    first = info.language or main_language(data)
    yield from data_files(data, labels, tuple(languages.values()), languages[first])
    shared = {code: language_context(data, info, own) for code, own in languages.items()}
    reports = newest_reports(data) if info.base_url else ()
    listed = []
    for code in LANGUAGES:
        shared[code]["embeds"] = "embed/" if code == first else f"embed/{code}/"
        shared[code]["feeds"] = bool(reports)
        if info.cards and info.base_url:
            shared[code]["card"] = f"data/card-{code}.png"
            yield shared[code]["card"], picture(data, data.events, languages[code], labels=labels, small=True)
            cards = cards_of(data, labels, languages[code], info.own_cards)
            shared[code]["cards"] = {(card.kind, card.id): card.path for card in cards}
            yield from card_files(data, labels, languages[code], cards, kept)
        for path, text in _language_pages(data, shared[code]):
            listed.append(f"{code}/{path}")
            yield f"{code}/{path}", text.encode()
        for path, text in departed_pages(data, departed, shared[code]):
            yield path, text.encode()
        for path, text in feed_files(data, reports, shared[code]["base_url"], languages[code]):
            yield f"{code}/{path}", text.encode()
        for path, text in embed_files(data, shared[code]):
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
                **map_parts("main", code),
            ),
        ),
    )
    yield from list_pages(data, shared)
    yield from _event_pages(data, shared)
    yield from day_pages(data, shared)
    yield from place_pages(data, shared)
    yield from source_pages(data, shared)
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
            linked_data=linked_block(shared["linked"].article(article, events)),
            scripts=page_scripts(None, code),
            **more,
        )
        yield path, render("article.html", context)
    yield "report.html", _report(data, shared)
    sources = (*shared["info"].sources, *_SITE_SOURCES)
    context = page_context(shared, "method.html", section="method", sources=sources, scripts=page_scripts(None, code))
    yield "method.html", render("method.html", context)


def _event_pages(data: SiteData, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    code = shared["language"].code
    bare = {"scripts": page_scripts(None, code)}
    drawn = map_parts("small", code)
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
            linked_data=linked_block(shared["linked"].event(event)),
            card=shared["cards"].get(("event", event.id), shared["card"]),
            **(drawn if event.place else bare),
        )
        if event.place:
            context["columns"] = columns_block(data, [event], shared)
        yield path, render("event.html", context)


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
        corrections=correction_rows(data.corrections, own),
        dateless=[reading.article for reading in data.readings if reading.article.published is None],
        scripts=page_scripts(None, own.code),
    )
    return render("report.html", context)


def _shortened(text: str, most: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rstrip() + "…"
