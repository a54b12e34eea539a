"""Which first-level unit a city lies in, while the gazetteer is compiled.

GeoNames' first-level code of the city decides, by the codes that the tables give their units. Where a code stands for
several units (Natural Earth draws the departments of France, GeoNames' first level is the regions), the city goes to
the one whose box holds it and whose label is nearest; cities for which that is known to be wrong are listed in a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from geomap.gathering import Rows

UNKNOWN = ("", "00")
"""GeoNames' first-level codes of places whose unit it does not know."""
_OUTSIDE = 1e3
"""Counts for more than any distance between two points, in degrees."""


def link_units(
    rows: Rows,
    units: Sequence[int],
    cities: Mapping[tuple[str, str], Sequence[int]],
    codes: Iterable[tuple[str, int]],
    listed: Mapping[str, int],
) -> dict[str, int]:
    """Gives each city the row of its first-level unit.

    Args:
        rows: places as gathered; their column `admin1` is filled.
        units: rows of all first-level units.
        cities: rows of cities by country and GeoNames' first-level code.
        codes: GeoNames' codes with the country before them ("SA.08"), each with the row of a unit that it stands for.
        listed: ids of cities whose unit, a row, is known.

    Returns: the codes that stand for one unit, with its row.
    """
    by_code: dict[str, list[int]] = defaultdict(list)
    for code, unit in codes:
        by_code[code].append(unit)
    coded = {unit for known in by_code.values() for unit in known}
    by_country: dict[str, list[int]] = defaultdict(list)
    for unit in units:
        by_country[rows.country[unit]].append(unit)
    for (country, code), members in sorted(cities.items()):
        candidates = by_code.get(f"{country}.{code}", [])
        sure = bool(candidates)
        if not sure:
            # A unit that has codes of its own is not the one of a code that no unit has.
            candidates = [unit for unit in by_country[country] if code in UNKNOWN or unit not in coded]
        if len(candidates) == 1 and sure:
            chosen = [candidates[0]] * len(members)
        else:
            chosen = _each(rows, members, candidates, sure)
        for member, unit in zip(members, chosen, strict=True):
            rows.admin1[member] = unit
    for place_id, unit in listed.items():
        if place_id in rows.ids:
            rows.admin1[rows.ids[place_id]] = unit
    return {code: known[0] for code, known in by_code.items() if len(known) == 1}


def _each(rows: Rows, members: Sequence[int], candidates: Sequence[int], sure: bool) -> list[int]:
    """The unit of each city among the candidates, -1 for none."""
    if not candidates:
        return [-1] * len(members)
    points = np.array([(rows.lat[row], rows.lon[row]) for row in members])
    labels = np.array([(rows.lat[unit], rows.lon[unit]) for unit in candidates])
    found = nearest_units(points, labels, np.array([_box(rows, unit) for unit in candidates]), outside=sure)
    return [candidates[at] if at >= 0 else -1 for at in found.tolist()]


def _box(rows: Rows, unit: int) -> tuple[float, float, float, float]:
    """The box of a unit; its point where it has none."""
    number = rows.bbox[unit]
    return rows.boxes[number] if number >= 0 else (rows.lon[unit], rows.lat[unit], rows.lon[unit], rows.lat[unit])


def nearest_units(
    points: NDArray[np.float64], labels: NDArray[np.float64], boxes: NDArray[np.float64], outside: bool
) -> NDArray[np.int64]:
    """For each point the unit whose box holds it and whose label is nearest.

    Args:
        points: (n, 2) latitudes and longitudes, degrees WGS 84.
        labels: (m, 2) the same of the units' labels.
        boxes: (m, 4) west, south, east, north; east passes 180 across the antimeridian.
        outside: take the nearest box for a point that lies in none, else -1.

    Returns: (n,) numbers of units.
    """
    y, x = points[:, :1], points[:, 1:]
    west, south, east, north = boxes.T
    narrow = np.cos(np.radians(y))
    x_turned = np.where((x < west) & (east > 180), x + 360, x)
    beyond = np.hypot(
        np.maximum(np.maximum(west - x_turned, x_turned - east), 0) * narrow,
        np.maximum(np.maximum(south - y, y - north), 0),
    )
    apart = np.hypot(((x - labels[:, 1] + 180) % 360 - 180) * narrow, y - labels[:, 0])
    score = apart + _OUTSIDE * beyond + np.where(beyond > 0, _OUTSIDE, 0.0)
    best: NDArray[np.int64] = np.argmin(score, axis=1)
    if not outside:
        best[score.min(axis=1) >= _OUTSIDE] = -1
    return best
