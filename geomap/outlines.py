"""Coasts and borders by the land of the site's base map (Natural Earth 1:50m): "off the coast of X", "the X-Y border".

The base map is read when it is first asked for, which takes about a tenth of a second and holds some 2 MB.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from geomap.geodesy import destination, wrapped
from geomap.records import Place, Spot
from geomap.resources import gazetteer_dir

Floats = NDArray[np.float64]

STEPS_KM = (20.0, 40.0, 60.0)
"""How far off a town the sea is looked for."""
BEARINGS = range(0, 360, 15)
OFFSHORE_KM = 60.0
"""How far from an area's shore is still off it."""
SURE_KM = 30.0
"""The least uncertainty of a spot on a coast or border of an area."""
GRID = 24
"""Cells across the box of an area in which its sea is looked for."""
DEGREE_KM = 111.2
SPOTS = 500
"""Coasts and borders whose spot is kept: the news comes back to a few."""


@dataclass(frozen=True, slots=True)
class Ring:
    """An outline of land: longitudes (running on beyond 180 where it crosses the antimeridian), latitudes, country."""

    lon: Floats
    lat: Floats
    country: str | None


@cache
def land() -> tuple[Ring, ...]:
    """The outlines of all land; what an odd number of them holds is land."""
    source = json.loads((gazetteer_dir() / "basemap" / "basemap.json").read_text(encoding="ascii"))
    arcs = [decoded(arc, source["precision"]) for arc in source["arcs"]]
    rings = []
    for country in source["countries"]:
        for ring in country["rings"]:
            points = np.concatenate([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring])
            rings.append(Ring(np.unwrap(points[:, 1], period=360), points[:, 0], country["code"]))
    return tuple(rings)


def decoded(text: str, precision: float) -> Floats:
    """Latitudes and longitudes, a row a point, of a line in the encoded polyline algorithm."""
    digits = np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.int64) - 63
    ends = np.flatnonzero(digits < 32)
    starts = np.concatenate([[0], ends[:-1] + 1])
    place = np.arange(len(digits)) - np.repeat(starts, ends - starts + 1)
    values = np.add.reduceat((digits & 31) << (5 * place), starts)
    steps = np.where(values & 1, ~(values >> 1), values >> 1).reshape(-1, 2)
    return np.asarray(np.cumsum(steps, axis=0) / precision, dtype=np.float64)


def at_sea(lat: Floats, lon: Floats) -> NDArray[np.bool_]:
    """Which of some points (degrees) lie on no land of the base map; lakes count as land."""
    inside = np.zeros(len(lat), dtype=bool)
    south, north, west, east = _bounds()
    # Most land is in other latitudes than all of the points.
    for number in np.flatnonzero((south <= lat.max(initial=-90)) & (north >= lat.min(initial=90))).tolist():
        turned = lon + 360 * np.round(((west[number] + east[number]) / 2 - lon) / 360)
        high = (lat >= south[number]) & (lat <= north[number])
        near = np.flatnonzero(high & (turned >= west[number]) & (turned <= east[number]))
        if len(near):
            inside[near] ^= _crossings(land()[number], lat[near], turned[near])
    return ~inside


@cache
def _bounds() -> tuple[Floats, Floats, Floats, Floats]:
    """The least and greatest latitude, and the least and greatest longitude, of each of the outlines of land."""
    sides = [(ring.lat.min(), ring.lat.max(), ring.lon.min(), ring.lon.max()) for ring in land()]
    south, north, west, east = np.array(sides, dtype=np.float64).T
    return south, north, west, east


def _crossings(ring: Ring, lat: Floats, lon: Floats) -> NDArray[np.bool_]:
    """Whether a line to the east of each point crosses a ring an odd number of times."""
    y, x = ring.lat, ring.lon
    after_y, after_x = np.roll(y, -1), np.roll(x, -1)
    spans = (y[None, :] > lat[:, None]) != (after_y[None, :] > lat[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        cuts = (after_x - x) * (lat[:, None] - y) / (after_y - y) + x
    return np.asarray((spans & (lon[:, None] < cuts)).sum(axis=1) % 2 == 1)


@lru_cache(maxsize=SPOTS)
def off_coast(place: Place, bearing: float | None = None) -> Spot | None:
    """A spot at sea off a place, on the side of `bearing` if there is sea there; None where no sea is near.

    Off a town: 20 to 60 km out, in the middle of the directions that lead to the sea. Off an area: the point in the
    middle of the sea within 60 km of its shores, with the spread of that sea as uncertainty.
    """
    if place.kind == "water":
        return None
    if place.bbox is None or place.kind in ("city", "district", "facility"):
        return _off_point(place, bearing)
    return _off_area(place, place.bbox, bearing)


@lru_cache(maxsize=SPOTS)
def common_border(first: Place, second: Place) -> Spot | None:
    """The middle of the land border of two countries, with its spread; None where the base map draws none.

    Neighbours' outlines share the points of their border, which is what is looked for.
    """
    if first.kind != "country" or second.kind != "country":
        return None
    shared = sorted(_outline(first.country) & _outline(second.country))
    if not shared:
        return None
    points = np.array(shared)
    x, y = _flat(points[:, 0], points[:, 1], first if first.id < second.id else second)
    middle, spread = _middle(x, y)
    return _spot(points[middle, 0], points[middle, 1], max(SURE_KM, spread))


@lru_cache(maxsize=64)
def _outline(country: str | None) -> frozenset[tuple[float, float]]:
    """The points of a country's outline, longitudes within -180..180."""
    return frozenset(
        (round(float(lat), 4), round(wrapped(float(lon)), 4))
        for ring in land()
        if ring.country == country
        for lat, lon in zip(ring.lat, ring.lon, strict=True)
    )


def _middle(x: Floats, y: Floats) -> tuple[int, float]:
    """Which of some points is the nearest to their middle, and the root mean square distance of the others from it."""
    middle = int(np.argmin((x - x.mean()) ** 2 + (y - y.mean()) ** 2))
    return middle, math.sqrt(float(((x - x[middle]) ** 2 + (y - y[middle]) ** 2).mean()))


def _spot(lat: float, lon: float, km: float) -> Spot:
    return Spot(round(float(lat), 5), round(wrapped(float(lon)), 5), round(km, 1))


def _off_point(place: Place, bearing: float | None) -> Spot | None:
    for km in STEPS_KM:
        points = np.array([destination(place.lat, place.lon, km, turn) for turn in BEARINGS])
        sea = np.flatnonzero(at_sea(points[:, 0], points[:, 1]))
        turns = np.radians(np.array(BEARINGS, dtype=np.float64))[sea]
        if bearing is not None and len(turns):
            ahead = np.cos(turns - math.radians(bearing)) > 0
            sea, turns = (sea[ahead], turns[ahead]) if ahead.any() else (sea, turns)
        if len(sea):
            middle = math.atan2(np.sin(turns).sum(), np.cos(turns).sum())
            lat, lon = points[sea[int(np.argmax(np.cos(turns - middle)))]]
            return _spot(lat, lon, km + 10)
    return None


def _off_area(place: Place, box: tuple[float, float, float, float], bearing: float | None) -> Spot | None:
    west, south, east, north = box
    margin = OFFSHORE_KM / DEGREE_KM
    narrow = max(0.1, math.cos(math.radians(max(abs(south), abs(north)))))
    wide = (east - west) % 360 or 360.0
    lats = np.linspace(max(-89.0, south - margin), min(89.0, north + margin), GRID)
    lons = np.linspace(west - margin / narrow, west + wide + margin / narrow, GRID)
    lat, lon = (grid.ravel() for grid in np.meshgrid(lats, lons, indexing="ij"))
    sea = at_sea(lat, lon)
    lat, lon = lat[sea], lon[sea]
    shore = _shore(place.country, lats, lons)
    if not len(lat) or not len(shore):
        return None
    x, y = _flat(lat, lon, place)
    near = (
        _nearest_km(np.stack([x, y], axis=1), np.stack(_flat(shore[:, 0], shore[:, 1], place), axis=1)) <= OFFSHORE_KM
    )
    if bearing is not None:
        turned = np.cos(np.arctan2(x, y) - math.radians(bearing)) > 0.5
        near = near & turned if (near & turned).any() else near
    if not near.any():
        return None
    x, y, lat, lon = x[near], y[near], lat[near], lon[near]
    middle, spread = _middle(x, y)
    return _spot(lat[middle], lon[middle], max(SURE_KM, spread))


def _shore(country: str | None, lats: Floats, lons: Floats) -> Floats:
    """The outline points of a country's land (of all, for None) in a box: latitude, longitude turned as in `lons`."""
    found = [np.zeros((0, 2))]
    middle = float(lons.mean())
    for ring in land():
        if country is None or ring.country == country:
            lon = ring.lon + 360 * np.round((middle - ring.lon) / 360)
            here = (ring.lat >= lats[0]) & (ring.lat <= lats[-1]) & (lon >= lons[0]) & (lon <= lons[-1])
            found.append(np.stack([ring.lat[here], lon[here]], axis=1))
    return np.concatenate(found)


def _flat(lat: Floats, lon: Floats, place: Place) -> tuple[Floats, Floats]:
    """Kilometres east and north of a place, as on a plane."""
    turned = (lon - place.lon + 540) % 360 - 180
    return turned * DEGREE_KM * np.cos(np.radians(lat)), (lat - place.lat) * DEGREE_KM


def _nearest_km(points: Floats, others: Floats) -> Floats:
    """The distance from each point to the nearest of the others."""
    return np.array([math.sqrt(float(((others - point) ** 2).sum(axis=1).min())) for point in points])
