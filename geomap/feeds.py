"""What is new, for feed readers: an Atom feed (RFC 4287) and a JSON Feed (1.1) of a language's events.

Both want absolute addresses, so there are feeds only where it is known at which address the site will be published. A
day of publication stands for the time of a report, never the clock: the same collection makes the same bytes.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geomap.feed_formats import Head, add, atom_feed, atom_text, json_feed, urn
from geomap.legend import STATUSES, TYPES
from geomap.messages import Language
from geomap.records import Event
from geomap.sitedata import SiteData, clean, event_title, event_where, shape, web_url

LENGTH = 100
"""Entries of a feed, at most."""

_LEAD = "What happened where, when, and who says so."


@dataclass(frozen=True, slots=True)
class Report:
    """An event with the days of the first and the last article that tell it."""

    event: Event
    first: date
    last: date


def newest_reports(data: SiteData) -> tuple[Report, ...]:
    """The events reported last, newest first, at most `LENGTH`; not those whose articles' days are not known."""
    reports = []
    for event in data.events:
        days = [article.published for article in data.sources(event) if article.published]
        if days:
            reports.append(Report(event, min(days), max(days)))
    reports.sort(key=lambda report: report.last, reverse=True)
    return tuple(reports[:LENGTH])


def feed_files(
    data: SiteData, reports: Sequence[Report], base_url: str, language: Language
) -> Iterator[tuple[str, str]]:
    """The feeds of one language: their paths below its folder, and their texts. None where there is no report.

    Args:
        data: the collection.
        reports: `newest_reports` of it.
        base_url: where the site is published, with a slash at its end.
        language: of titles and words; quotations stay in their own.
    """
    if reports:
        home = f"{base_url}{language.code}/"
        head = Head(
            id=urn(home),
            site=data.title,
            title=data.title,
            lead=language.text(_LEAD),
            updated=_moment(reports[0].last),
            home=home,
            page="index.html",
            atom="feed.xml",
            json="feed.json",
            language=language,
        )
        yield head.atom, _atom(data, reports, head)
        yield head.json, _json_feed(data, reports, head)


def _atom(data: SiteData, reports: Sequence[Report], head: Head) -> str:
    home, language = head.home, head.language
    root = atom_feed(head, georss="http://www.georss.org/georss")
    for report in reports:
        event, entry = report.event, ET.SubElement(root, "entry")
        add(entry, "id", urn(language.code, event.id))
        add(entry, "title", event_title(event, language))
        add(entry, "published", _moment(report.first))
        add(entry, "updated", _moment(report.last))
        ET.SubElement(entry, "link", rel="alternate", type="text/html", href=_page(data, event, home))
        for url in _sources(data, event):
            ET.SubElement(entry, "link", rel="via", href=url)
        ET.SubElement(entry, "category", term=clean(event.type), label=clean(_type(event, language)))
        add(entry, "summary", _summary(data, event, language))
        _where(entry, event)
    return atom_text(root)


def _json_feed(data: SiteData, reports: Sequence[Report], head: Head) -> str:
    home, language = head.home, head.language
    items = []
    for report in reports:
        event, place, where = report.event, report.event.place, shape(report.event)
        item: dict[str, Any] = {
            "id": urn(language.code, event.id),
            "url": _page(data, event, home),
            "title": clean(event_title(event, language)),
            "content_text": clean(_summary(data, event, language)),
            "date_published": _moment(report.first),
            "date_modified": _moment(report.last),
            "tags": [_type(event, language)],
            "_geomap": {
                "event": event.id,
                "type": event.type,
                "status": event.status,
                "date": event.date,
                "date_end": event.date_end,
                "place": place.id if place else None,
                "place_precision": event.place_precision,
                "lat": where.lat if where else None,
                "lon": where.lon if where else None,
            },
        }
        if sources := _sources(data, event):
            item["external_url"] = sources[0]
        items.append(item)
    return json_feed(head, items)


def _where(entry: ET.Element, event: Event) -> None:
    """GeoRSS: a point, or the box in which it was; nothing for a whole country, in whose midst a point would lie."""
    where = shape(event)
    if where is not None and where.box is not None:
        west, south, east, north = where.box
        add(entry, "georss:box", f"{south} {west} {north} {east}")
    elif where is not None and event.place_precision != "country":
        add(entry, "georss:point", f"{where.lat} {where.lon}")


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _page(data: SiteData, event: Event, home: str) -> str:
    return f"{home}event/{data.event_slugs[event.id]}.html"


def _type(event: Event, language: Language) -> str:
    return language.text(TYPES.get(event.type, event.type))


def _sources(data: SiteData, event: Event) -> list[str]:
    return [clean(url) for article in data.sources(event) if (url := web_url(article.url))]


def _summary(data: SiteData, event: Event, language: Language) -> str:
    """When, where, whether it happened; then the sentence of the newest article that tells it, and its source."""
    facts = [
        language.date(event.date, event.date_end),
        event_where(event, language) or language.text("Place not known"),
    ]
    if event.status != "happened":
        facts.append(language.text(STATUSES[event.status]))
    told = [(data.articles[one.article], one) for one in event.evidence if one.article in data.articles]
    article, evidence = max(told, key=lambda one: one[0].published or date.min)
    quote = " ".join(data.quote(evidence).split())
    return f"{' · '.join(facts)}\n“{quote}” – {article.source or language.text('Source not told')}"
