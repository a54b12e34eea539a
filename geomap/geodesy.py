"""Distances, destinations and boxes on the globe, taken as a sphere of 6371 km: some .5 % off at most."""

from __future__ import annotations

from math import asin, atan2, cos, degrees, radians, sin, sqrt

RADIUS_KM = 6371.0


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km between two points in degrees (haversine, mean radius 6371 km)."""
    p, q = radians(lat1), radians(lat2)
    h = sin((q - p) / 2) ** 2 + cos(p) * cos(q) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * RADIUS_KM * asin(min(1.0, sqrt(h)))


def destination(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """Latitude and longitude of the point `km` along the great circle that leaves a point at `bearing` (degrees)."""
    p, away, turn = radians(lat), km / RADIUS_KM, radians(bearing)
    sine = sin(p) * cos(away) + cos(p) * sin(away) * cos(turn)
    q = asin(max(-1.0, min(1.0, sine)))
    across = sin(turn) * sin(away) * cos(p)
    along = cos(away) - sin(p) * sine
    return degrees(q), wrapped(lon + degrees(atan2(across, along)))


def bearing_to(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The bearing in degrees, 0..360 clockwise from north, at which the great circle to the second point sets out."""
    p, q, apart = radians(lat1), radians(lat2), radians(lon2 - lon1)
    across = sin(apart) * cos(q)
    along = cos(p) * sin(q) - sin(p) * cos(q) * cos(apart)
    return degrees(atan2(across, along)) % 360


def wrapped(lon: float) -> float:
    """A longitude in -180..180; 180 itself stays."""
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


def in_box(lat: float, lon: float, box: tuple[float, float, float, float]) -> bool:
    """Whether a point lies in a box (west, south, east, north in degrees; over the antimeridian east passes 180)."""
    west, south, east, north = box
    return south <= lat <= north and (west <= lon <= east or west <= lon + 360 <= east)
