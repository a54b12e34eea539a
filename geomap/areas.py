"""Where a relation to a place leads: a point, and how far around it the spot that is meant may lie.

A named place is a town with a radius by its population, or an area with a box; both are rough, and so is what is made
of them. Points are WGS 84 degrees, boxes west, south, east, north, west > east across the antimeridian.
"""

from __future__ import annotations

import math

from geomap.geodesy import bearing_to, destination, kilometres, wrapped
from geomap.outlines import common_border, off_coast
from geomap.records import Place, Relation, Spot

Box = tuple[float, float, float, float]

PEOPLE_A_KM2 = 5000.0
"""How densely a town is taken to be settled, for its radius."""
TOWN_KM = (3.0, 15.0)
"""The least and the greatest radius of a town."""
_RADIUS_KM = {"facility": 1.0, "district": 8.0, "region": 70.0, "area": 60.0, "natural": 60.0, "water": 60.0,
              "country": 200.0}  # fmt: skip
"""Half the width of a place that has neither a box nor people to go by."""
DEGREE_KM = 111.2
NEAR_KM = (5.0, 20.0)
TOLD = 0.2
"""The share of a distance by which it may be off ("about a hundred km")."""
LEAST_KM = 5.0
OPPOSITE = 100.0
"""Degrees between two bearings that are different sides of a place."""
UNKNOWN_COAST_KM = 50.0


def is_wide(place: Place) -> bool:
    """Whether a place is an area, which has a north and a south, rather than a spot on the map."""
    return place.kind in ("country", "region", "area", "natural", "water")


def radius_km(place: Place) -> float:
    """How far a place reaches: half the side of a square as large as its box; a town's by its people; else by kind."""
    if place.bbox and place.kind != "city":
        return _box_radius(place.bbox)
    if place.kind == "city":
        return max(TOWN_KM[0], min(TOWN_KM[1], math.sqrt(place.population / (math.pi * PEOPLE_A_KM2))))
    return _RADIUS_KM[place.kind]


def spot_of(place: Place, relation: Relation | None) -> Spot:
    """Where a relation to a place leads; without one the place's own point with its radius.

    - distance: so many km along the bearing, from the near side of a wide place; off by a fifth, 5 km at the least;
    - direction: a little beyond the place's edge; part: a third into an area's box from that side, or half-way to a
      town's edge; uncertainty: the town's radius, or that of half the area;
    - near, around: the place's point, with 5 to 20 km, or its radius and the reach told, moved to its side if one is;
    - off: the sea nearest to it (`geomap.outlines`), else its point with 50 km;
    - between: half-way; for areas the middle of what their boxes share, or of the gap between them;
    - border: of two countries the middle of the one they share, else as between; of one place its own point.
    """
    if relation is None:
        return _spot(place.lat, place.lon, radius_km(place))
    if relation.other is not None:
        shared = common_border(place, relation.other) if relation.kind == "border" else None
        return shared or _between(place, relation.other)
    if relation.kind == "distance" and relation.km is not None and relation.bearing is not None:
        lat, lon = _side(place, relation.bearing)
        return _spot(*destination(lat, lon, relation.km, relation.bearing), max(LEAST_KM, TOLD * relation.km))
    if relation.kind == "direction" and relation.bearing is not None:
        return _beyond(place, relation.bearing)
    if relation.kind == "part" and relation.bearing is not None:
        return _part(place, relation.bearing)
    if relation.kind == "around":
        return _around(place, relation)
    if relation.kind == "off":
        return off_coast(place, relation.bearing) or _spot(
            place.lat, place.lon, max(UNKNOWN_COAST_KM, radius_km(place))
        )
    if relation.kind == "border":
        return _spot(place.lat, place.lon, radius_km(place))
    low, high = NEAR_KM
    reach = radius_km(place) + high / 2 if is_wide(place) else max(low, min(high, 2 * radius_km(place)))
    return _spot(place.lat, place.lon, reach)


def are_opposite(first: Relation | None, second: Relation | None) -> bool:
    """Whether two relations to one place lead to opposite sides of it: north and south, not north and east."""
    if first is None or second is None or first.bearing is None or second.bearing is None:
        return False
    return abs((first.bearing - second.bearing + 180) % 360 - 180) > OPPOSITE


def disc_box(lat: float, lon: float, km: float) -> Box:
    """The box around a disc, to 10 m, cut off at the poles; it never spans more than the world."""
    high = km / DEGREE_KM
    wide = min(179.9, high / max(0.01, math.cos(math.radians(min(89.9, abs(lat) + high)))))
    west, south, east, north = wrapped(lon - wide), max(-90.0, lat - high), wrapped(lon + wide), min(90.0, lat + high)
    return round(west, 4), round(south, 4), round(east, 4), round(north, 4)


def _spot(lat: float, lon: float, km: float) -> Spot:
    return Spot(round(lat, 5), round(lon, 5), round(km, 1))


def _width(box: Box) -> float:
    """Degrees from west to east."""
    return box[2] - box[0] if box[2] >= box[0] else box[2] - box[0] + 360


def _box_radius(box: Box) -> float:
    """Half the side in km of the square that is as large as a box."""
    high = (box[3] - box[1]) * DEGREE_KM
    wide = _width(box) * DEGREE_KM * math.cos(math.radians((box[1] + box[3]) / 2))
    return max(1.0, math.sqrt(high * max(0.0, wide)) / 2)


def _box_of(place: Place) -> Box:
    """A wide place's box, one by its radius where it has none."""
    return place.bbox or disc_box(place.lat, place.lon, radius_km(place))


def _inside(place: Place, box: Box) -> tuple[float, float]:
    """Latitude, and degrees east of the box's west, of the place's point, moved into the box where it lies outside."""
    east = (place.lon - box[0]) % 360
    if east > _width(box):
        east = _width(box) / 2
    return max(box[1], min(box[3], place.lat)), east


def _side(place: Place, bearing: float) -> tuple[float, float]:
    """The point of a place's edge at a bearing; of a town its own point, from which distances are told."""
    if not is_wide(place):
        return place.lat, place.lon
    box = _box_of(place)
    lat, east = _inside(place, box)
    north, right = math.cos(math.radians(bearing)), math.sin(math.radians(bearing))
    if abs(north) > 0.1:
        lat = box[3] if north > 0 else box[1]
    if abs(right) > 0.1:
        east = _width(box) if right > 0 else 0.0
    return lat, wrapped(box[0] + east)


def _beyond(place: Place, bearing: float) -> Spot:
    """A spot outside a place: a town's radius and a half from its middle, or a little off an area's side."""
    reach = 1.5 * radius_km(place)
    if not is_wide(place):
        return _spot(*destination(place.lat, place.lon, reach, bearing), max(LEAST_KM, reach))
    step = max(LEAST_KM, min(30.0, 0.1 * reach))
    return _spot(*destination(*_side(place, bearing), step, bearing), max(2 * step, radius_km(place) / 2))


def _part(place: Place, bearing: float) -> Spot:
    """A spot inside a place, towards a bearing: a third into its box from that side, or half-way to a town's edge."""
    if not is_wide(place):
        reach = radius_km(place)
        return _spot(*destination(place.lat, place.lon, reach / 2, bearing), reach)
    box = _box_of(place)
    lat, east = _inside(place, box)
    high, wide = box[3] - box[1], _width(box)
    north, right = math.cos(math.radians(bearing)), math.sin(math.radians(bearing))
    share = 1.0
    if abs(north) > 0.1:
        lat = box[3] - high / 3 if north > 0 else box[1] + high / 3
        share /= 2
    if abs(right) > 0.1:
        east = wide * (2 / 3 if right > 0 else 1 / 3)
        share /= 2
    return _spot(lat, wrapped(box[0] + east), _box_radius(box) * math.sqrt(share))


def _around(place: Place, relation: Relation) -> Spot:
    reach = relation.km if relation.km is not None else NEAR_KM[0]
    if relation.bearing is None:
        return _spot(place.lat, place.lon, radius_km(place) + reach)
    if is_wide(place):
        return _part(place, relation.bearing)
    away = radius_km(place) + reach / 2
    return _spot(*destination(place.lat, place.lon, away, relation.bearing), reach)


def _between(first: Place, second: Place) -> Spot:
    """Half-way between two towns; between areas the middle of what their boxes share, or of the gap between these.

    The spot is the same whichever of the two is named first.
    """
    first, second = sorted((first, second), key=lambda place: (place.lat, place.lon, place.id))
    if not (is_wide(first) or is_wide(second)):
        apart = kilometres(first.lat, first.lon, second.lat, second.lon)
        turn = bearing_to(first.lat, first.lon, second.lat, second.lon)
        return _spot(*destination(first.lat, first.lon, apart / 2, turn), max(LEAST_KM, apart / 2))
    one, two = (_box_of(p) if is_wide(p) else (p.lon, p.lat, p.lon, p.lat) for p in (first, second))
    middle = one[0] + _width(one) / 2
    shift = 360 * round((middle - two[0] - _width(two) / 2) / 360)
    lats = sorted((max(one[1], two[1]), min(one[3], two[3])))
    lons = sorted((max(one[0], two[0] + shift), min(one[0] + _width(one), two[0] + shift + _width(two))))
    lat, lon = sum(lats) / 2, sum(lons) / 2
    diagonal = kilometres(lats[0], lons[0], lats[1], lons[1])
    # A town in the other's box is itself the middle: the border is somewhere around it.
    towns = [2 * radius_km(p) for p in (first, second) if not is_wide(p)]
    return _spot(lat, wrapped(lon), max(LEAST_KM, diagonal / 2, *towns))
