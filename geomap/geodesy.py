"""Distances on the globe."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km between two points in degrees (haversine, mean radius 6371 km)."""
    p, q = radians(lat1), radians(lat2)
    h = sin((q - p) / 2) ** 2 + cos(p) * cos(q) * sin(radians(lon2 - lon1) / 2) ** 2
    return 12742 * asin(sqrt(h) if h < 1.0 else 1.0)
