"""One self-contained HTML file of the map, of all events or some: no other file, no network, fit for a sandbox."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from geomap.assets import MAP_SCRIPTS, basemap, legend, map_labels, outlines_of, put, style_text, words
from geomap.errors import SiteError
from geomap.mapdata import event_details, map_columns
from geomap.maps import leaflet_files, render_map
from geomap.messages import Language, language
from geomap.pagecontext import SiteInfo, json_block, language_context, page_context, render
from geomap.records import Event, Place, Reading
from geomap.selecting import Selection
from geomap.sitedata import SiteData, clean, script_json, site_data

_FONT_FACE = re.compile(r"@font-face\s*\{.*?\}\n?", re.DOTALL)
_URL = re.compile(r"[^;{}]*url\((?!data:)[^)]*\)[^;{}]*;?")


@dataclass(frozen=True, slots=True)
class _Inline:
    style: str
    scripts: tuple[str, ...]


def embed_html(
    readings: Sequence[Reading],
    events: Sequence[Event],
    *,
    title: str,
    info: SiteInfo,
    wanted: Selection | None = None,
    language_code: str = "ar",
    labels: Sequence[Place] = (),
) -> str:
    """The map of `events`, or of those that are wanted, as one HTML text of under 1.5 MB (for 1,000 events and more).

    It uses the reader's own fonts, and its scripts run by their hashes only. Raises SiteError where no event is among
    those wanted.
    """
    wanted = wanted or Selection()
    chosen = wanted.of(events)
    data = site_data(readings, chosen, (), title)
    own = language(language_code, info.digits)
    # One file asks no server for tiles.
    shared = language_context(data, replace(info, tiles=None), own)
    map_ = render_map("embed", own.code)
    scripts = _scripts(data, own, labels, map_.script)
    context = page_context(
        shared,
        "embed.html",
        root="",
        policy=_policy(scripts),
        map=map_,
        event=data.events[0] if wanted.event is not None else None,
        place=wanted.place_of(data.events),
        inline=_Inline(_style(map_.style), scripts),
        columns=json_block(script_json(map_columns(data, data.events, own))),
    )
    return render("embed.html", context)


def _scripts(data: SiteData, own: Language, labels: Sequence[Place], map_script: str) -> tuple[str, ...]:
    """The page's scripts, its data among them, in order."""
    details: dict[int, dict[str, object]] = {}
    for event in data.events:
        details.setdefault(data.shard(event.id), {})[event.id] = event_details(data, event, own)
    data_scripts = [
        put(f"words-{own.code}", words(own)),
        put("legend", legend()),
        put(f"labels-{own.code}", map_labels(labels, own)),
        *(
            put(f"units-{code}", found)
            for code, found in outlines_of(event.place for event in data.events if event.place).items()
        ),
        *(put(f"details-{own.code}-{number}", found) for number, found in sorted(details.items())),
    ]
    scripts = (
        _safe(style_text("core.js")) + "geomap.alone=true;",
        "".join(data_scripts),
        _basemap_script(),
        _safe(leaflet_files()["leaflet/leaflet.js"].read_text(encoding="utf-8")),
        "".join(_safe(style_text(name)) for name in MAP_SCRIPTS),
        _safe(map_script + style_text("embed.js")),
    )
    # As the page has them: what HTML forbids in a text is replaced, and the policy counts each byte.
    return tuple(clean(script) for script in scripts)


@cache
def _basemap_script() -> str:
    return put("basemap", basemap())


@cache
def _style(map_style: str) -> str:
    leaflet = leaflet_files()["leaflet/leaflet.css"].read_text(encoding="utf-8")
    # No file lies beside this one: Leaflet's pictures are for controls that our maps don't have.
    return _URL.sub("", leaflet) + map_style + _FONT_FACE.sub("", style_text("site.css"))


def _safe(script: str) -> str:
    """A script of ours or Leaflet's that may stand in a script element; raises SiteError if it could end it."""
    if re.search(r"</script|<!--", script, re.IGNORECASE):
        raise SiteError("a script of the site holds the end of a script element and cannot be embedded")
    return script


def _policy(scripts: Sequence[str]) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
    return f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"
