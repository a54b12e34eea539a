"""Areas that are made of whole first-level units, such as the Russian Far East: what they are drawn as."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from geomap.resources import gazetteer_dir


@dataclass(frozen=True, slots=True)
class AreaUnits:
    """The units that an area is made of."""

    country: str
    """ISO 3166-1 alpha-2."""
    box: tuple[float, float, float, float]
    """West, south, east, north in degrees; west > east across the antimeridian."""
    units: tuple[str, ...]
    """Gazetteer ids."""


@cache
def area_units() -> Mapping[str, AreaUnits]:
    """By the area's gazetteer id; see gazetteer/derive_outlines.py."""
    found = json.loads((gazetteer_dir() / "basemap" / "areas.json").read_text(encoding="ascii"))
    return {id: AreaUnits(country, tuple(box), tuple(units)) for id, (country, box, units) in found.items()}
