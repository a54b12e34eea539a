"""Files of the site that are not pages: styles, scripts, fonts, Leaflet, words, the base map and the events as data."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from geomap.area_units import area_units
from geomap.legend import FAMILIES, PRECISIONS, SHAPES, STATUSES
from geomap.maps import MAP_KINDS, MapKind, leaflet_files, render_map
from geomap.messages import LANGUAGES, Language
from geomap.records import Place
from geomap.resources import gazetteer_dir, templates_dir
from geomap.sitedata import place_name, script_json
from geomap.sitepages import Page

FONTS = ("IBMPlexSansArabic-Regular.ttf", "IBMPlexSansArabic-SemiBold.ttf")
LABELS = 1500
"""At most so many place names are sent along for the map to choose from."""

# From which zoom a place of so many people may be named on the map.
_LABEL_ZOOMS = ((5_000_000, 4), (1_500_000, 5), (500_000, 6), (150_000, 7), (40_000, 8), (0, 9))

MAP_SCRIPTS = (
    "basemap.js",
    "columns.js",
    "search.js",
    "store.js",
    "symbols.js",
    "grouping.js",
    "eventdrawing.js",
    "eventlayer.js",
    "card.js",
)
"""What all maps need after Leaflet, in order."""

_COMMON = ("leaflet/leaflet.js", *MAP_SCRIPTS)


@cache
def page_scripts(kind: str | None, code: str) -> tuple[str, ...]:
    """The scripts at the end of a page with a map of `kind` (None for none), in order, as paths from the site's root.

    `core.js` stands in the head of every page.
    """
    scripts = [f"assets/words-{code}.js"]
    if kind is not None:
        data = [f"data/labels-{code}.js"] + ([f"data/events-{code}.js"] if kind in ("main", "embed") else [])
        scripts += ["assets/legend.js", "assets/basemap-data.js", *data]
        scripts += [f"assets/{name}" for name in (*_COMMON, f"map-{kind}-{code}.js")]
    if kind in ("small", "embed"):
        scripts.append("assets/embed.js")
    if kind != "embed":
        scripts.append("assets/page.js")
    if kind == "main":
        scripts += [f"assets/{name}" for name in ("facets.js", "listing.js", "timeline.js", "mappage.js")]
    return tuple(scripts)


def review_scripts(code: str) -> tuple[str, ...]:
    """The scripts at the end of the review page, as `page_scripts` gives them."""
    data = [
        "assets/legend.js",
        "assets/basemap-data.js",
        f"data/labels-{code}.js",
        "data/review-counts.js",
        f"data/review-{code}.js",
    ]
    drawn = [f"assets/{name}" for name in _COMMON]
    own = [f"assets/map-small-{code}.js", "assets/page.js", "assets/corrections.js", "assets/reviewmap.js"]
    return (f"assets/words-{code}.js", *data, *drawn, *own, "assets/review.js")


def asset_pages(languages: Sequence[Language], version: str) -> Iterator[Page]:
    """Everything below `assets/`: alike for all sites of a version of geomap, but for the languages' words and digits.

    `version` tells the latter apart.
    """
    for file in sorted((templates_dir() / "assets").iterdir()):
        if file.is_file():
            yield Page(f"assets/{file.name}", version, file.read_bytes)
    for path, file in sorted(leaflet_files().items()):
        yield Page(f"assets/{path}", version, file.read_bytes)
    fonts = Path(importlib.import_module("fontpkg_ibm_plex_sans_arabic").ROOT)
    for name in FONTS:
        yield Page(f"assets/fonts/{name}", version, (fonts / "files" / name).read_bytes)
    yield Page("assets/fonts/LICENSE.txt", version, (fonts / "LICENSE").read_bytes)
    yield _script("basemap-data", version, lambda: put("basemap", basemap()))
    for code, outlines in units().items():
        yield _script(f"units/{code}", version, partial(put, f"units-{code}", outlines))
    yield _script("legend", version, lambda: put("legend", legend()))
    for kind in MAP_KINDS:
        yield Page(f"assets/map-{kind}.css", version, partial(_map_style, kind))
        for code in LANGUAGES:
            yield _script(f"map-{kind}-{code}", version, partial(_map_script, kind, code))
    for own in languages:
        yield _script(f"words-{own.code}", version, partial(_words_script, own))


def _map_style(kind: MapKind) -> bytes:
    return render_map(kind, LANGUAGES[0]).style.encode()


def _map_script(kind: MapKind, code: str) -> str:
    return render_map(kind, code).script


def _words_script(own: Language) -> str:
    return put(f"words-{own.code}", words(own))


def _script(name: str, version: str, make: Callable[[], str]) -> Page:
    return Page(f"assets/{name}.js", version, lambda: make().encode())


def put(name: str, value: Any) -> str:
    """A data file: a script that hands `value` to the page, safe to be loaded or to stand in a script element."""
    return f"geomap.put({script_json(name)},{script_json(value)});\n"


@cache
def basemap() -> Any:
    """The derived base map, see gazetteer/derive_basemap.py."""
    return json.loads((gazetteer_dir() / "basemap" / "basemap.json").read_text(encoding="ascii"))


@cache
def units() -> dict[str, Any]:
    """Outlines of first-level units by country code, a topology each, see gazetteer/derive_outlines.py.

    The map loads a country's when it is drawn at a zoom that shows them.
    """
    found = json.loads((gazetteer_dir() / "basemap" / "units.json").read_text(encoding="ascii"))
    return {code: {"precision": found["precision"], **one} for code, one in found["countries"].items()}


def outlines_of(places: Iterable[Place]) -> dict[str, Any]:
    """`units` cut down to those that are among some places, for a file that carries nothing else."""
    wanted: dict[str, set[str]] = {}
    for place in places:
        if made_of := area_units().get(place.id):
            wanted.setdefault(made_of.country, set()).update(made_of.units)
        elif place.kind == "region" and place.id in units().get(place.country or "", {}).get("units", {}):
            wanted.setdefault(str(place.country), set()).add(place.id)
    found = {}
    for code in sorted(wanted):
        country = units()[code]
        numbers: dict[int, int] = {}

        def renumbered(arc: int, numbers: dict[int, int] = numbers) -> int:
            new = numbers.setdefault(arc if arc >= 0 else ~arc, len(numbers))
            return new if arc >= 0 else ~new

        kept = {id: [[renumbered(arc) for arc in ring] for ring in country["units"][id]] for id in sorted(wanted[code])}
        arcs = [country["arcs"][arc] for arc in numbers]
        found[code] = {"precision": country["precision"], "arcs": arcs, "units": kept}
    return found


def legend() -> dict[str, Any]:
    """For the scripts: families and their shapes, words of statuses and precisions, whose units there are, areas."""
    families = {id: {"name": name, "shape": SHAPES[id]} for id, name in FAMILIES.items()}
    areas = {id: [one.country, list(one.units)] for id, one in area_units().items()}
    told = {"families": families, "statuses": dict(STATUSES), "precisions": dict(PRECISIONS)}
    return {**told, "units": list(units()), "areas": areas}


def words(own: Language) -> dict[str, Any]:
    """A language's catalogue, month and day names and the names of the countries on the base map, for the scripts."""
    codes = sorted({country["code"] for country in basemap()["countries"] if country["code"]})
    return {
        "digits": own.digits,
        "messages": own.script_messages(),
        "months": own.months(),
        "weekdays": own.weekdays(),
        "countries": {code: own.country(code) for code in codes},
    }


def map_labels(labels: Sequence[Place], own: Language) -> list[list[Any]]:
    """Rows of name, latitude, longitude and first zoom, the largest places first."""
    ordered = sorted(labels, key=lambda place: (-place.population, place.id))[:LABELS]
    rows = []
    for place in ordered:
        zoom = next(zoom for people, zoom in _LABEL_ZOOMS if place.population >= people)
        rows.append([place_name(place, own), round(place.lat, 3), round(place.lon, 3), zoom])
    return rows


def style_text(name: str) -> str:
    """One of the site's own styles or scripts."""
    return (templates_dir() / "assets" / name).read_text(encoding="utf-8")
