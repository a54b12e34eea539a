"""Land, lakes and first-level units of the site's base map as polygons, for pictures: Mercator units, 0..1, y down.

Longitude 0..1 over the world from west to east; shapes that cross the antimeridian run on beyond 1, as the map's do.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


def unit_shape(place: Place) -> tuple[Any, ...]:
    """The polygons of a first-level unit; none where it has no outline."""
    country = units().get(place.country or "", {})
    if place.id not in country.get("units", {}):
        return ()
    arcs = [decoded(arc, country["precision"]) for arc in country["arcs"]]
    return tuple(_polygons([_projected(_joined(ring, arcs)) for ring in country["units"][place.id]]))


def _joined(ring: Sequence[int], arcs: Sequence[Points]) -> Points:
    return np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring])


def _projected(points: Points) -> Points:
    """Latitude and longitude as x and y, longitudes running on where a line crosses the antimeridian."""
    lat = np.radians(np.clip(points[:, 0], -85.0511, 85.0511))
    lon = np.unwrap(points[:, 1], period=360)
    sine = np.sin(lat)
    x, y = (lon + 180) / 360, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    if abs(x[-1] - x[0]) > 0.5:  # round a pole: closed along the map's lower edge
        x, y = np.append(x, [x[-1], x[0]]), np.append(y, [1.0, 1.0])
    return np.stack([x, y], axis=1)


def _polygons(rings: Sequence[Points]) -> list[Any]:
    """Valid polygons of rings, and their copies one world to either side as far as these reach into 0..1 or beyond."""
    shapely = importlib.import_module("shapely")  # a tenth of a second, for those who draw pictures
    made = []
    for ring in rings:
        if len(ring) < 4:
            continue
        polygon = shapely.make_valid(shapely.Polygon(ring))
        made.append(polygon)
        west, _, east, _ = polygon.bounds
        # Where a shape runs on beyond the world's edge it looks in on the other side; in the west a picture may too.
        for by in [1.0] * (west < 0.3) + [-1.0] * (east > 1):
            made.append(shapely.transform(polygon, lambda points, by=by: points + np.array([by, 0.0])))
    return made
