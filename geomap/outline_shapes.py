"""Land, lakes and first-level units of the site's base map as polygons, for pictures: Mercator units, 0..1, y down.

Longitude 0..1 over the world from west to east; shapes that cross the antimeridian run on beyond 1, as the map's do.
"""

from __future__ import annotations

import importlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geomap.area_units import area_units
from geomap.assets import basemap, units
from geomap.outlines import decoded
from geomap.records import Place

Points = NDArray[np.float64]


def mercator_x(lon: float) -> float:
    """The share of the world's width west of a longitude (degrees)."""
    return (lon + 180) / 360


def mercator_y(lat: float) -> float:
    """The share of the world's height north of a latitude (degrees), the poles cut off as on the map."""
    sine = math.sin(math.radians(max(-85.0511, min(85.0511, lat))))
    return 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


@cache
def country_shapes() -> Mapping[str, tuple[Any, ...]]:
    """The polygons of each country by its code, "" for land without one; each also where it looks in from beyond 1."""
    source = basemap()
    arcs = [decoded(arc, source["precision"]) for arc in source["arcs"]]
    found: dict[str, list[Any]] = {}
    for country in source["countries"]:
        rings = [_projected(_joined(ring, arcs)) for ring in country["rings"]]
        found.setdefault(country["code"] or "", []).extend(_polygons(rings))
    return {code: tuple(shapes) for code, shapes in found.items()}


@cache
def lake_shapes() -> tuple[Any, ...]:
    """The polygons of lakes."""
    source = basemap()
    return tuple(_polygons([_projected(decoded(line, source["precision"])) for line in source["lakes"]]))


@cache
def river_lines() -> tuple[Any, ...]:
    """Rivers as lines."""
    source = basemap()
    return tuple(_lines([_projected(decoded(line, source["precision"]), closed=False) for line in source["rivers"]]))


@cache
def edge_lines() -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Coasts, and borders between countries, as lines."""
    source = basemap()
    rings = [ring for country in source["countries"] for ring in country["rings"]]
    uses = Counter(arc if arc >= 0 else ~arc for ring in rings for arc in ring)
    arcs = [_projected(decoded(arc, source["precision"]), closed=False) for arc in source["arcs"]]
    coasts = _lines([arc for number, arc in enumerate(arcs) if uses[number] < 2])
    return tuple(coasts), tuple(_lines([arc for number, arc in enumerate(arcs) if uses[number] > 1]))


@cache
def unit_lines(code: str) -> tuple[Any, ...]:
    """Lines between the first-level units of a country; none where it has no such units."""
    country = units().get(code)
    if country is None:
        return ()
    uses = Counter(arc if arc >= 0 else ~arc for rings in country["units"].values() for ring in rings for arc in ring)
    inner = [arc for number, arc in enumerate(country["arcs"]) if uses[number] > 1]
    return tuple(_lines([_projected(decoded(arc, country["precision"]), closed=False) for arc in inner]))


@cache
def country_extent(code: str) -> tuple[float, float, float, float] | None:
    """West, north, east, south of a country's main parts; None where it has no shape.

    Islands and lands far away that are small beside the largest part are left out: a map of France need not show
    Guiana.
    """
    shapes = country_shapes().get(code, ())
    if not shapes:
        return None
    main = max(shapes, key=lambda one: float(one.area))
    middle = (main.bounds[0] + main.bounds[2]) / 2
    parts = [
        one.bounds
        for one in shapes
        if one.area > 0.12 * main.area and abs((one.bounds[0] + one.bounds[2]) / 2 - middle) < 0.5
    ]
    west, north, east, south = zip(*parts, strict=True)
    return min(west), min(north), max(east), max(south)


@cache
def country_labels() -> Mapping[str, tuple[float, float]]:
    """Where a country's name stands, in Mercator units, by its code."""
    source = basemap()
    told = ((country["code"], country["label"]) for country in source["countries"] if country.get("label"))
    return {code: (mercator_x(lon), mercator_y(lat)) for code, (lon, lat) in told}


@lru_cache(maxsize=256)
def unit_shape(place: Place) -> tuple[Any, ...]:
    """The polygons of a first-level unit, or of an area made of some; none where it has no outline."""
    made_of = area_units().get(place.id)
    country = units().get(made_of.country if made_of else place.country or "", {})
    wanted = [id for id in (made_of.units if made_of else (place.id,)) if id in country.get("units", {})]
    if not wanted:
        return ()
    arcs = [decoded(arc, country["precision"]) for arc in country["arcs"]]
    found = _polygons([_projected(_joined(ring, arcs)) for id in wanted for ring in country["units"][id]])
    shapely = importlib.import_module("shapely")
    return tuple(shapely.get_parts(shapely.union_all(found))) if made_of else tuple(found)


def _joined(ring: Sequence[int], arcs: Sequence[Points]) -> Points:
    return np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring])


def _projected(points: Points, closed: bool = True) -> Points:
    """Latitude and longitude as x and y, longitudes running on where a line crosses the antimeridian."""
    lat = np.radians(np.clip(points[:, 0], -85.0511, 85.0511))
    lon = np.unwrap(points[:, 1], period=360)
    sine = np.sin(lat)
    x, y = (lon + 180) / 360, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    if closed and abs(x[-1] - x[0]) > 0.5:  # round a pole: closed along the map's lower edge
        x, y = np.append(x, [x[-1], x[0]]), np.append(y, [1.0, 1.0])
    return np.stack([x, y], axis=1)


def _polygons(rings: Sequence[Points]) -> list[Any]:
    """Valid polygons of rings, and their copies."""
    shapely = importlib.import_module("shapely")  # a tenth of a second, for those who draw pictures
    made = []
    for ring in rings:
        if len(ring) < 4:
            continue
        made += _copies(shapely.make_valid(shapely.Polygon(ring)))
    return made


def _lines(lines: Sequence[Points]) -> list[Any]:
    shapely = importlib.import_module("shapely")
    return [copy for line in lines if len(line) > 1 for copy in _copies(shapely.LineString(line))]


def _copies(shape: Any) -> list[Any]:
    """A shape, and its copies one world to either side as far as they reach into 0..1 or beyond."""
    shapely = importlib.import_module("shapely")
    west, _, east, _ = shape.bounds
    # Where a shape runs on beyond the world's edge it looks in on the other side; in the west a picture may too.
    found = [shape]
    for by in [1.0] * (west < 0.3) + [-1.0] * (east > 1):
        found.append(shapely.transform(shape, lambda points, by=by: points + np.array([by, 0.0])))
    return found
