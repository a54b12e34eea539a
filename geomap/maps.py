"""The site's maps: the only module that imports folium.

branca compiles what it renders as a jinja template once more, so no word of an article may enter a folium object: these
maps hold options of ours only, and their events come from data files that the site's scripts put on the page as text.
A map is rendered once per kind and language, its script and style as files of their own (the pages' content security
policy forbids inline ones), and its ids are fixed, so that builds repeat to the byte.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from geomap.kept import keep, read_kept, version_of

MapKind = Literal["main", "small", "embed"]
"""The screen-filling map; the one on pages of an event or place; the one in other people's pages."""

MAP_KINDS: tuple[MapKind, ...] = ("main", "small", "embed")

MIN_ZOOM, MAX_ZOOM = 1, 12
"""The least shows the world on a phone; the base map is good to zoom 9, three more part what lies close."""

LEAFLET_SCRIPT = "leaflet/leaflet.js"
LEAFLET_STYLE = "leaflet/leaflet.css"


@dataclass(frozen=True, slots=True)
class RenderedMap:
    """A folium map in its parts: markup of the element, the script that makes the map, and its style."""

    html: str
    script: str
    style: str
    scripts: tuple[str, ...]
    """Scripts it needs before its own, as paths below the site's `assets/`."""
    styles: tuple[str, ...]


@cache
def render_map(kind: MapKind, language: str) -> RenderedMap:
    """The map of one kind in an interface language (its code, "ar"). Same input, same text.

    It is kept for the next build, which need not import folium then.
    """
    name = f"map-{kind}-{language}.json"
    kept = read_kept(name, _version())
    if kept is not None and kept.keys() == {"html", "script", "style"}:
        return RenderedMap(kept["html"], kept["script"], kept["style"], (LEAFLET_SCRIPT,), (LEAFLET_STYLE,))
    rendered = _rendered(kind, language)
    keep(name, _version(), {"html": rendered.html, "script": rendered.script, "style": rendered.style})
    return rendered


@cache
def _version() -> str:
    return version_of(__file__, "folium", "branca", "jinja2")


def _rendered(kind: MapKind, language: str) -> RenderedMap:
    """Renders a map with folium."""
    map_class, layer_class = _classes()
    options: Mapping[str, Any] = {
        # In Leaflet's spelling: folium keeps min_zoom and max_zoom for a tile layer, and these maps have none.
        "minZoom": MIN_ZOOM,
        "maxZoom": MAX_ZOOM,
        "zoom_snap": 1,
        "scroll_wheel_zoom": kind == "main",
        "world_copy_jump": False,
        "attribution_control": False,
    }
    map_ = map_class(tiles=None, control_scale=False, zoom_control=False, **options)
    layer_class("base").add_to(map_)
    layer_class("events", kind=kind, language=language).add_to(map_)
    figure = map_.get_root()
    figure.render()
    header = figure.header.render()
    return RenderedMap(
        html=figure.html.render().strip(),
        script=_tidy(_inline(header, "script") + "\n" + figure.script.render()),
        # The first style is the map's own; the others are meant for pages that are nothing but a map.
        style=_tidy(_inline(header, "style").split("html, body")[0]),
        scripts=(LEAFLET_SCRIPT,),
        styles=(LEAFLET_STYLE,),
    )


@cache
def leaflet_files() -> Mapping[str, Path]:
    """Leaflet's script and style as the installed package carries them, by their path below the site's `assets/`."""
    base = Path(importlib.import_module("xstatic.pkg.leaflet").BASE_DIR)
    return {LEAFLET_SCRIPT: base / "leaflet.js", LEAFLET_STYLE: base / "leaflet.css"}


@cache
def _classes() -> tuple[Any, Any]:
    folium = _import_folium()
    base_map: Any = folium.Map
    base_element: Any = folium.MacroElement
    template = importlib.import_module("folium.template").Template

    class OfflineMap(base_map):  # type: ignore[misc]
        """A folium map that links local copies of Leaflet only, and whose id is the same in every build."""

        default_js = [("leaflet", LEAFLET_SCRIPT)]  # noqa: RUF012
        default_css = [("leaflet_css", LEAFLET_STYLE)]  # noqa: RUF012

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self._id = "geomap"
            # Beside each other in one figure nothing else carries a random id that ends in the output.
            figure = self.get_root()
            figure._id = "figure"

    class Layer(base_element):  # type: ignore[misc]
        """One of the site's own Leaflet layers: `geomap.layers.NAME(map, options)`."""

        _template = template(
            """
            {% macro script(this, kwargs) %}
            geomap.layers.{{ this.layer }}({{ this._parent.get_name() }}, {{ this.options|tojson }});
            {% endmacro %}
            """
        )

        def __init__(self, layer: str, **options: str | int) -> None:
            super().__init__()
            self._name, self._id = "Layer", layer
            self.layer, self.options = layer, options

    return OfflineMap, Layer


def _import_folium() -> Any:
    """Import folium without pandas, which takes most of its start and which only its data frame arguments need.

    folium copes with pandas' absence; what it then knows as pandas becomes a stand-in that imports it when asked, so
    that folium works as usual for whoever else uses it in the same process.
    """
    if "pandas" in sys.modules or "folium" in sys.modules:
        return importlib.import_module("folium")
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        folium = importlib.import_module("folium")
    finally:
        del sys.modules["pandas"]
    utilities: Any = importlib.import_module("folium.utilities")
    utilities.pd = _LaterPandas()
    return folium


class _LaterPandas:
    """Stands in for pandas inside folium until folium looks for something in it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module("pandas"), name)


def _inline(header: str, tag: str) -> str:
    """What stands in the header's inline elements of one kind; linked ones are served as files."""
    return "\n".join(re.findall(rf"<{tag}>(.*?)</{tag}>", header, re.DOTALL))


def _tidy(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"
