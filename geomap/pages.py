"""Writes the site: every page in every language, from jinja templates, deterministic to the byte.

index.html                 goes on to the reader's language
404.html, sitemap.xml      for hosts and, where the site's address is known, for search engines
ar/, en/                   map (index), lists of events, days, places, articles and sources, news, report, review,
                           method
ar/event/ID.html …         a page for each event, day, place, article and source
ar/feed.xml, feed.json     the newest events for feed readers, where the site's address is known; news.xml, news.json
                           what the last builds changed
embed/map.html, embed/event/ID.html, embed/place/ID.html (and embed/LANGUAGE/… for the others), with oEmbed's JSON
data/, assets/             events as data; styles, scripts, fonts, base map
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geomap.assets import asset_pages, page_scripts, review_scripts
from geomap.cards import cards_of, draw_card
from geomap.correcting import Outcome
from geomap.correction_words import correction_rows
from geomap.data_pages import data_pages
from geomap.departed import Departed
from geomap.departed_pages import departed_pages
from geomap.embed_pages import embed_files
from geomap.feeds import feed_files, newest_reports
from geomap.group_pages import day_pages, place_pages, source_pages
from geomap.history import Brought
from geomap.legend import TYPE_FAMILY
from geomap.list_pages import list_pages
from geomap.maps import render_map
from geomap.messages import LANGUAGES, language, most_written
from geomap.news_pages import news_pages
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
from geomap.pieces import Pieces
from geomap.records import Article, Event, Place, Reading, Skipped
from geomap.resources import templates_dir
from geomap.sitedata import SiteData, site_data, web_url
from geomap.sitemap import sitemap_files
from geomap.sitepages import Batch, Keys, Page, singly
from geomap.sitewriter import WriteResult, write_pages
from geomap.standing import Known
from geomap.summaries import summary_of
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
    builds: Sequence[Brought] = (),
    known: Known | None = None,
    pieces: Pieces | None = None,
    before_changing: Callable[[], None] | None = None,
) -> WriteResult:
    """Write the site of a collection into `dest`, whole or not at all, touching only files that change.

    `events` are the merged ones; `departed` those that were on the site before and keep a page; `builds` what the last
    builds brought; `labels` are places that the map may name, larger ones first to be shown; `known` and `pieces` are
    what an earlier build of this version wrote there and made of each event; `before_changing` is called before the
    first file there changes. Raises SiteError when `dest` cannot be written or holds files but no site of geomap's.
    """
    data = site_data(readings, events, skipped, title, corrections)
    keys = site_keys(data, info, known.events if known else {})
    known = known if known and known.constant == keys.constant else Known(keys.constant)
    pages = site_pages(data, labels, info, departed, builds, pieces, keys)
    result = write_pages(pages, dest, known, before_changing)
    return replace(result, known=result.known._replace(events=keys.told))


def site_keys(data: SiteData, info: SiteInfo, told: Mapping[str, str] | None = None) -> Keys:
    """The keys of a site's pages; all pages name the feeds, where there are any. `told` is as `Keys` has it."""
    dated = (one.article for one in data.readings if one.article.published)
    feeds = any(data.article_events[article.id] for article in dated)
    return Keys(data, info, info.language or main_language(data), feeds, told=told)


def site_files(
    data: SiteData,
    labels: Sequence[Place],
    info: SiteInfo,
    departed: Sequence[Departed] = (),
    builds: Sequence[Brought] = (),
) -> Iterator[tuple[str, bytes]]:
    """Every file of the site: its path with forward slashes, and its content. Same input, same bytes."""
    return ((page.path, page.make()) for page in singly(site_pages(data, labels, info, departed, builds)))


def site_pages(
    data: SiteData,
    labels: Sequence[Place],
    info: SiteInfo,
    departed: Sequence[Departed] = (),
    builds: Sequence[Brought] = (),
    pieces: Pieces | None = None,
    keys: Keys | None = None,
) -> Iterator[Page | Batch]:
    """Every file of the site, not made yet; `pieces` are what an earlier build made of each event."""
    keys = keys or site_keys(data, info)
    languages = {code: language(code, info.digits) for code in LANGUAGES}
    first = info.language or main_language(data)
    yield from asset_pages(tuple(languages.values()), keys.constant)
    for path, content in tile_files(info.tiles) if info.tiles else ():
        yield Page(path, None, partial(bytes, content))
    yield from data_pages(data, labels, languages, languages[first], keys, pieces or Pieces())
    shared = {code: language_context(data, info, own) for code, own in languages.items()}
    # Of feeds, and of the page of what is new where no build before is known.
    newest = newest_reports(data) if info.base_url or not builds else ()
    reports = newest if info.base_url else ()
    listed = []
    for code in LANGUAGES:
        shared[code]["folder"] = f"{code}/"
        shared[code]["embeds"] = "embed/" if code == first else f"embed/{code}/"
        shared[code]["feeds"] = bool(reports)
        yield from _card_pages(data, labels, shared[code], keys)
        for page in _language_pages(data, shared[code], keys):
            listed += page.paths if isinstance(page, Batch) else [page.path]
            yield page
        # A page to work with, not one to be found: no sitemap lists it.
        yield Page(f"{code}/review.html", "review", partial(_review, shared[code]))
        for path, text in news_pages(data, builds, newest, departed, shared[code]):
            listed += [f"{code}/{path}"] if path.endswith(".html") else []
            yield Page(f"{code}/{path}", None, partial(str.encode, text))
        yield from departed_pages(data, departed, shared[code], keys)
        for path, text in feed_files(data, reports, shared[code]["base_url"], languages[code]):
            yield Page(f"{code}/{path}", None, partial(str.encode, text))
        yield from embed_files(data, shared[code], keys)
    to_first = page_context(shared[first], "index.html")
    yield Page("index.html", None, lambda: render("index.html", to_first).encode())
    yield Page("404.html", None, lambda: _not_found(shared, first).encode())
    if base_url := shared[first]["base_url"]:
        for path, text in sitemap_files(listed, base_url):
            yield Page(path, None, partial(str.encode, text))


def _card_pages(data: SiteData, labels: Sequence[Place], shared: dict[str, Any], keys: Keys) -> Iterator[Page]:
    """The pictures that pages name where wanted, which `shared` then knows: the map's, and those of single pages."""
    info, own = shared["info"], shared["language"]
    if not (info.cards and info.base_url):
        return
    shared["card"] = f"data/card-{own.code}.png"
    draw = partial(picture, data, data.events, own, labels=labels, small=True)
    yield Page(shared["card"], keys.events(data.events), draw)
    cards = cards_of(data, labels, own, info.own_cards)
    shared["cards"] = {(card.kind, card.id): card.path for card in cards}
    # Events that look alike have one picture.
    for path, card in {card.path: card for card in cards}.items():
        yield Page(path, path, partial(draw_card, data, labels, own, card))


def _not_found(shared: Mapping[str, dict[str, Any]], first: str) -> str:
    """The page that hosts show for addresses that don't exist, at any depth: its style stands in it.

    Only a known address of the site lets it link to the map, and by its path alone, so that nothing leads elsewhere.
    """
    style = (templates_dir() / "404.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    base_url = shared[first]["base_url"]
    home = urlsplit(base_url).path if base_url else None
    context = page_context(
        shared[first],
        "404.html",
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        style=style,
        sections=[
            shared[code]["templates"].part("404-section.html", {**shared[code], "home": home, "first": code == first})
            for code in sorted(LANGUAGES, key=lambda c: c != first)
        ],
    )
    return render("404.html", context)


def main_language(data: SiteData) -> str:
    """The interface language of most articles, the first one when none has more."""
    return most_written(reading.article.language for reading in data.readings)


def _language_pages(data: SiteData, shared: dict[str, Any], keys: Keys) -> Iterator[Page | Batch]:
    folder = shared["folder"]
    yield Page(f"{folder}index.html", None, partial(_map_page, data, shared))
    yield from list_pages(data, shared, keys)
    yield _event_pages(data, shared, keys)
    yield from day_pages(data, shared, keys)
    yield from place_pages(data, shared, keys)
    yield from source_pages(data, shared, keys)
    known = keys.once("articles", lambda: _article_keys(data, keys))
    paths = [f"{folder}article/{data.article_slugs[one.article.id]}.html" for one in data.readings]
    yield Batch(paths, known, partial(_article_page, data, shared))
    yield Page(f"{folder}report.html", None, partial(_report, data, shared))
    yield Page(f"{folder}method.html", None, partial(_method, shared))


def _article_keys(data: SiteData, keys: Keys) -> Iterator[str]:
    """An article's page tells its events, and leads to its day's page where there is one."""
    days, told = frozenset(map(date.fromisoformat, data.days)), data.article_events
    for reading in data.readings:
        article = reading.article
        led = "day" if article.published in days else ""
        yield " ".join((keys.reading(reading), led, *map(keys.event, told[article.id])))


def _map_page(data: SiteData, shared: dict[str, Any]) -> bytes:
    context = page_context(
        shared,
        "index.html",
        section="index",
        families_used={TYPE_FAMILY.get(event.type, "other") for event in data.events},
        statuses_used={event.status for event in data.events},
        embed_path=shared["embeds"] + "map.html",
        **map_parts("main", shared["language"].code),
    )
    return render("map.html", context).encode()


def _article_page(data: SiteData, shared: dict[str, Any], number: int) -> bytes:
    reading = data.readings[number]
    article = reading.article
    path = f"article/{data.article_slugs[article.id]}.html"
    events = data.article_events[article.id]
    context = page_context(
        shared,
        path,
        section="articles",
        article=article,
        events=events,
        web=web_url(article.url),
        linked_data=linked_block(shared["linked"].article(article, events)),
        scripts=page_scripts(None, shared["language"].code),
        **article_context(data, reading, shared["language"]),
    )
    return render("article.html", context).encode()


def _method(shared: dict[str, Any]) -> bytes:
    sources = (*shared["info"].sources, *_SITE_SOURCES)
    scripts = page_scripts(None, shared["language"].code)
    context = page_context(shared, "method.html", section="method", sources=sources, scripts=scripts)
    return render("method.html", context).encode()


def _review(shared: dict[str, Any]) -> bytes:
    code = shared["language"].code
    drawn = {"map": render_map("small", code), "map_kind": "small", "scripts": review_scripts(code)}
    return render("review.html", page_context(shared, "review.html", section="review", **drawn)).encode()


def _event_pages(data: SiteData, shared: dict[str, Any], keys: Keys) -> Batch:
    paths = [f"{shared['folder']}event/{data.event_slugs[event.id]}.html" for event in data.events]
    known = keys.once("events", lambda: _event_keys(data, keys))
    if cards := shared["cards"]:
        known = [f"{key} {cards.get(('event', event.id))}" for key, event in zip(known, data.events, strict=True)]
    return Batch(paths, known, partial(_event_page, data, shared))


def _event_keys(data: SiteData, keys: Keys) -> Iterator[str]:
    """An event's page also tells what was before and after it."""
    known = ["", *map(keys.event, data.events), ""]
    return map(" ".join, zip(known, known[1:], known[2:], strict=False))


def _event_page(data: SiteData, shared: dict[str, Any], number: int) -> bytes:
    event = data.events[number]
    path = f"event/{data.event_slugs[event.id]}.html"
    code = shared["language"].code
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
        **(map_parts("small", code) if event.place else {"scripts": page_scripts(None, code)}),
    )
    if event.place:
        context["columns"] = columns_block(data, [event], shared)
    return render("event.html", context).encode()


def _report(data: SiteData, shared: dict[str, Any]) -> bytes:
    own = shared["language"]
    unplaced = [event for event in data.events if event.place is None]
    undated = [event for event in data.events if event.date is None]
    merged = [event for event in data.events if len(event.articles) > 1]
    cuts = [
        _Cut(reading.article, text, reason) for reading in data.readings for text, reason in summary_of(reading).cuts
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
    return render("report.html", context).encode()
