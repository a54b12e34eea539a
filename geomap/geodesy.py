"""Distances, destinations and boxes on the globe, taken as a sphere of 6371 km: some .5 % off at most."""

from __future__ import annotations

import math

RADIUS_KM = 6371.0


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km between two points in degrees (haversine, mean radius 6371 km)."""
    p, q = math.radians(lat1), math.radians(lat2)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def destination(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """Latitude and longitude of the point `km` along the great circle that leaves a point at `bearing` (degrees)."""
    p, away, turn = math.radians(lat), km / RADIUS_KM, math.radians(bearing)
    sine = math.sin(p) * math.cos(away) + math.cos(p) * math.sin(away) * math.cos(turn)
    q = math.asin(max(-1.0, min(1.0, sine)))
    across = math.sin(turn) * math.sin(away) * math.cos(p)
    along = math.cos(away) - math.sin(p) * sine
    return math.degrees(q), wrapped(lon + math.degrees(math.atan2(across, along)))


def bearing_to(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The bearing in degrees, 0..360 clockwise from north, at which the great circle to the second point sets out."""
    p, q, apart = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    across = math.sin(apart) * math.cos(q)
    along = math.cos(p) * math.sin(q) - math.sin(p) * math.cos(q) * math.cos(apart)
    return math.degrees(math.atan2(across, along)) % 360


def wrapped(lon: float) -> float:
    """A longitude in -180..180; 180 itself stays."""
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


def in_box(lat: float, lon: float, box: tuple[float, float, float, float]) -> bool:
    """Whether a point lies in a box (west, south, east, north in degrees; over the antimeridian east passes 180)."""
    west, south, east, north = box
    return south <= lat <= north and (west <= lon <= east or west <= lon + 360 <= east)
