"""The site's pages for other people's pages: the map, each event, each place with events, and oEmbed's word on each.

oEmbed (https://oembed.com): where the site's address is known, beside each embed stands a JSON file of its name that
tells a content system the frame to put in, and the pages of map, event and place name that file in their head.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from geomap.pagecontext import columns_block, map_parts, page_context, render
from geomap.sitedata import SiteData, clean, event_title, place_name

HEIGHT, WIDTH = 480, 720
"""Of a frame, in pixels, before it tells its own height."""


def embed_files(data: SiteData, shared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The embeds of one language, below its folder of embeds: `map.html`, `event/ID.html`, `place/ID.html`."""
    own, depth = shared["language"], shared["embeds"].count("/")
    drawn = map_parts("embed", own.code)
    told = {"event": None, "place": None, **drawn}
    context = page_context(shared, "map.html", **told)
    context["root"] = "../" * depth
    yield "map.html", render("embed.html", context)
    yield from _oembed(shared, "map", data.title)
    # What follows has its own events in it.
    told["scripts"] = [script for script in drawn["scripts"] if not script.startswith("data/events-")]
    for event in data.events:
        name = f"event/{data.event_slugs[event.id]}"
        context = page_context(shared, f"{name}.html", **{**told, "event": event})
        context["root"] = "../" * (depth + 1)
        context["columns"] = columns_block(data, [event], shared)
        yield f"{name}.html", render("embed.html", context)
        yield from _oembed(shared, name, event_title(event, own))
    for notes in data.places:
        if not notes.events:
            continue
        name = f"place/{data.place_slugs[notes.place.id]}"
        context = page_context(shared, f"{name}.html", **{**told, "place": notes.place})
        context["root"] = "../" * (depth + 1)
        context["columns"] = columns_block(data, notes.events, shared)
        yield f"{name}.html", render("embed.html", context)
        yield from _oembed(shared, name, place_name(notes.place, own))


def _oembed(shared: dict[str, Any], name: str, title: str) -> Iterator[tuple[str, str]]:
    """What oEmbed 1.0 tells of one embed; nothing where the site's address is not known."""
    base_url = shared["base_url"]
    if not base_url:
        return
    source = escape(f"{base_url}{shared['embeds']}{name}.html")
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": shared["site"].title,
        "provider_url": base_url,
        "width": WIDTH,
        "height": HEIGHT,
        "html": f'<iframe src="{source}" title="{escape(title)}" width="{WIDTH}" height="{HEIGHT}" loading="lazy" '
        'style="border:0;max-width:100%"></iframe>',
    }
    answer = {key: clean(value) if isinstance(value, str) else value for key, value in answer.items()}
    yield f"{name}.json", json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
