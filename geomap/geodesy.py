"""Distances and boxes on the globe."""

from __future__ import annotations

import math


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km between two points in degrees (haversine, mean radius 6371 km)."""
    p, q = math.radians(lat1), math.radians(lat2)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def in_box(lat: float, lon: float, box: tuple[float, float, float, float]) -> bool:
    """Whether a point lies in a box (west, south, east, north in degrees; over the antimeridian east passes 180)."""
    west, south, east, north = box
    return south <= lat <= north and (west <= lon <= east or west <= lon + 360 <= east)
