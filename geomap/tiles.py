"""Online map tiles that a site may offer beside its own base map, chosen by their name in xyzservices.

xyzservices is a list of tile services that comes with folium; looking into it asks no network. The built site asks the
service only where its pages are served over http and a reader switches it on (`templates/tiles/tiles.js`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from geomap.errors import ConfigError
from geomap.resources import templates_dir

SCRIPT, STYLE = "assets/tiles.js", "assets/tiles.css"
"""Files that only a site with tiles has."""
NEAREST_ZOOM = 15
"""Streets can be read at it; nearer, the point of a city would look like a house."""
_LEFT_TO_LEAFLET = frozenset("xyzrs")
_MERCATOR = (None, "EPSG:3857")
# Services whose tiles carry no names of places, as far as their own names tell.
_BARE = re.compile(
    r"nolabels|imagery$|orth|satellite|relief|shad|marble|modis|viirs|background|lines|trails|seamap|railway|strava"
    r"|safecast|pistes|watercolor|foto|swissimage|surface|overlay",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TileSource:
    """A service of map tiles in Web Mercator, 256 pixels a side."""

    name: str
    """As xyzservices writes it: "OpenStreetMap.Mapnik"."""
    url: str
    """With {z}, {x}, {y} and where there are several servers {s}, as Leaflet fills them in."""
    subdomains: str
    """Letters or digits that {s} stands for; "" for none."""
    min_zoom: int
    max_zoom: int
    bounds: tuple[tuple[float, float], tuple[float, float]] | None
    """South-west and north-east corner of what it covers, latitude first; None for the world."""
    attribution: tuple[tuple[str, str | None], ...]
    """Its credit in pieces: text, and the address that it links to or None."""
    names: bool
    """Whether places are named on its tiles, so that the site's own names would stand beside them twice."""

    def origins(self) -> tuple[str, ...]:
        """The servers asked, as a content security policy names them."""
        urls = [self.url.replace("{s}", one) for one in self.subdomains] or [self.url]
        return tuple(dict.fromkeys("https://" + urlsplit(url).netloc for url in urls))

    def policy(self, policy: str) -> str:
        """A page's content security policy with pictures from these servers allowed, and nothing else."""
        return policy.replace("img-src 'self'", " ".join(("img-src 'self'", *self.origins())))


@cache
def tile_source(name: str) -> TileSource:
    """The service of that name; capitals, dots and blanks may differ from xyzservices' spelling.

    Raises:
        ConfigError: there is none of that name, or none that works in a site: it needs a key, is broken, is not in Web
            Mercator, or not served by https.
    """
    providers = import_module("xyzservices").providers
    try:
        found = providers.query_name(name)
    except ValueError:
        raise ConfigError(
            f"tiles: xyzservices knows no {name!r}; {_nearest(name, list(providers.flatten()))}"
        ) from None
    if found.requires_token():
        raise ConfigError(f"tiles: {found.name} needs an API key, which everybody could read in a site's files")
    if found.get("status"):
        raise ConfigError(f"tiles: xyzservices marks {found.name} as {found['status']}")
    if found.get("crs") not in _MERCATOR or found.get("tms"):
        raise ConfigError(f"tiles: {found.name} is not in Web Mercator, as the site's maps are")
    url = re.sub(r"\{(\w+)\}", lambda m: _filled(found, m[1]), found.url)
    if not url.startswith("https://"):
        raise ConfigError(f"tiles: {found.name} is not served by https")
    bounds = found.get("bounds")
    return TileSource(
        name=str(found.name),
        url=url,
        subdomains=str(found.get("subdomains", "abc")) if "{s}" in url else "",
        min_zoom=int(found.get("min_zoom", 0)),
        max_zoom=min(int(found.get("max_zoom", 18)), NEAREST_ZOOM),
        bounds=(_corner(bounds[0]), _corner(bounds[1])) if bounds else None,
        attribution=_pieces(found.get("html_attribution") or found.get("attribution") or str(found.name)),
        names=not _BARE.search(str(found.name)),
    )


def tile_files(source: TileSource) -> Iterator[tuple[str, bytes]]:
    """The script and style that a site with these tiles has besides."""
    from geomap.assets import put

    told = {
        "name": source.name.replace(".", " "),
        "url": source.url,
        "subdomains": source.subdomains,
        "min": source.min_zoom,
        "max": source.max_zoom,
        "bounds": source.bounds,
        "attribution": source.attribution,
        "names": source.names,
    }
    own = templates_dir() / "tiles"
    yield SCRIPT, put("tiles", told).encode() + (own / "tiles.js").read_bytes()
    yield STYLE, (own / "tiles.css").read_bytes()


def _corner(point: Any) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def _filled(found: Any, key: str) -> str:
    """What stands in an address for {key}: the service's own value, or {key} for Leaflet to fill in."""
    return "{" + key + "}" if key in _LEFT_TO_LEAFLET else str(found.get(key, ""))


def _nearest(name: str, known: list[str]) -> str:
    """Which names could be meant."""
    folded = {re.sub(r"\W", "", one).casefold(): one for one in known}
    wanted = re.sub(r"\W", "", name).casefold()
    within = [one for key, one in folded.items() if wanted and key.startswith(wanted)]
    near = within[:5] or [folded[key] for key in difflib.get_close_matches(wanted, list(folded), n=3)]
    return f"did you mean {' or '.join(repr(one) for one in near)}?" if near else "one is 'OpenStreetMap.Mapnik'"


class _Credit(HTMLParser):
    """Takes a credit's markup apart into text and links."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[tuple[str, str | None]] = []
        self._href: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            href = dict(attrs).get("href") or ""
            self._href = href if urlsplit(href).scheme in ("http", "https") else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._href = None

    def handle_data(self, data: str) -> None:
        if self.pieces and self.pieces[-1][1] == self._href:
            data = self.pieces.pop()[0] + data
        self.pieces.append((re.sub(r"\s+", " ", data), self._href))


def _pieces(markup: str) -> tuple[tuple[str, str | None], ...]:
    parser = _Credit()
    parser.feed(markup)
    parser.close()
    return tuple(parser.pieces)
