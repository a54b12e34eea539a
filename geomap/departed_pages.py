"""Pages of events that have left the site: each at its old address, saying where the event went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from geomap.assets import page_scripts
from geomap.departed import Departed
from geomap.news_pages import News
from geomap.pagecontext import page_context, render
from geomap.sitedata import SiteData, slug
from geomap.sitepages import Keys, Page


def departed_pages(data: SiteData, departed: Sequence[Departed], shared: dict[str, Any], keys: Keys) -> Iterator[Page]:
    """The page and the embed of each, in one language; no other page leads there."""
    by_id = {event.id: event for event in data.events}
    taken = set(data.event_slugs.values())
    code = shared["language"].code
    news = News(data, departed, shared["language"])
    for one in departed:
        name = f"event/{slug(one.id)}.html"
        if slug(one.id) in taken:
            continue
        own_title = one.title_ar if code == "ar" else one.title_en
        into = by_id.get(one.into) if one.into else None
        more = {
            "section": "events",
            "own_title": own_title,
            "into": into,
            # From a page to a page, from an embed to an embed.
            "lead_on": f"{data.event_slugs[into.id]}.html" if into else None,
            "renamed": one.renamed,
            "why": news.reasons(one.reasons),
            "scripts": page_scripts(None, code),
        }
        known = keys.of(one, keys.event(into) if into else "")
        yield Page(f"{code}/{name}", known, partial(_page, shared, name, more))
        embed = shared["embeds"] + name
        root = "../" * embed.count("/")
        yield Page(embed, known, partial(_page, shared, name, {**more, "here": f"{root}{code}/", "root": root}))


def _page(shared: dict[str, Any], name: str, more: dict[str, Any]) -> bytes:
    return render("gone.html", page_context(shared, name, **more)).encode()
