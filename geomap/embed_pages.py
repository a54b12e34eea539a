"""The site's pages for other people's pages: the map, each event, each place with events, and oEmbed's word on each.

oEmbed (https://oembed.com): where the site's address is known, beside each embed stands a JSON file of its name that
tells a content system the frame to put in, and the pages of map, event and place name that file in their head.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from typing import Any

from geomap.pagecontext import columns_block, map_parts, page_context, render
from geomap.records import Event
from geomap.sitedata import SiteData, clean, event_title, place_name
from geomap.sitepages import Batch, Keys, Page, digest

HEIGHT, WIDTH = 480, 720
"""Of a frame, in pixels, before it tells its own height."""


def embed_files(data: SiteData, shared: dict[str, Any], keys: Keys) -> Iterator[Page | Batch]:
    """The embeds of one language, in its folder of embeds: `map.html`, `event/ID.html`, `place/ID.html`."""
    own, folder = shared["language"], shared["embeds"]
    depth = folder.count("/")
    drawn = map_parts("embed", own.code)
    told = {"event": None, "place": None, **drawn}
    yield Page(f"{folder}map.html", "map", partial(_embed, shared, "map.html", depth, told))
    yield from _oembed(shared, "map", data.title)
    # What follows has its own events in it.
    told["scripts"] = tuple(script for script in drawn["scripts"] if not script.startswith("data/events-"))

    def own_map(path: str, what: dict[str, Any], events: Sequence[Event]) -> bytes:
        return _embed(shared, path, depth + 1, {**told, **what, "columns": columns_block(data, events, shared)})

    names = [f"event/{data.event_slugs[event.id]}" for event in data.events]

    def event_map(number: int) -> bytes:
        event = data.events[number]
        return own_map(f"{names[number]}.html", {"event": event}, [event])

    known = keys.once("embedded events", lambda: map(keys.event, data.events))
    yield Batch([f"{folder}{name}.html" for name in names], known, event_map)
    for name, event in zip(names, data.events, strict=True) if shared["base_url"] else ():
        yield from _oembed(shared, name, event_title(event, own))
    placed = [notes for notes in data.places if notes.events]
    known = keys.once(
        "embedded places", lambda: (keys.of(keys.place(one.place), keys.events(one.events)) for one in placed)
    )
    for notes, key in zip(placed, known, strict=True):
        name = f"place/{data.place_slugs[notes.place.id]}"
        page = partial(own_map, f"{name}.html", {"place": notes.place}, notes.events)
        yield Page(f"{folder}{name}.html", key, page)
        yield from _oembed(shared, name, place_name(notes.place, own))


def _embed(shared: dict[str, Any], path: str, depth: int, more: dict[str, Any]) -> bytes:
    context = page_context(shared, path, root="../" * depth, **more)
    return render("embed.html", context).encode()


def _oembed(shared: dict[str, Any], name: str, title: str) -> Iterator[Page]:
    """What oEmbed 1.0 tells of one embed; nothing where the site's address is not known."""
    if shared["base_url"]:
        yield Page(f"{shared['embeds']}{name}.json", digest(title), partial(_oembed_file, shared, name, title))


def _oembed_file(shared: dict[str, Any], name: str, title: str) -> bytes:
    base_url = shared["base_url"]
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
    return f"{json.dumps(answer, ensure_ascii=False, indent=1)}\n".encode()
