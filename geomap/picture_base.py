"""The base map under a picture's events: land, lakes, rivers, units, coasts and borders, cut to the picture."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from geomap.outline_shapes import country_shapes, edge_lines, lake_shapes, river_lines, unit_lines
from geomap.picture_sheet import Sheet

UNITS_FROM = 0.09
"""Lines of first-level units are drawn where a picture shows less of the world's width: from about zoom 5 on."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Shapes with their boxes (west, north, east, south: a row each), so that those near a picture are found fast."""

    shapes: Any
    bounds: Any

    @staticmethod
    def of(shapes: Iterable[Any]) -> Layer:
        """A layer of shapely's shapes."""
        found = np.array(list(shapes), dtype=object)
        return Layer(found, importlib.import_module("shapely").bounds(found).reshape(-1, 4))

    def near(self, box: tuple[float, float, float, float]) -> Any:
        """Which of the shapes meet a box: a mask."""
        west, north, east, south = box
        bounds = self.bounds
        return (bounds[:, 0] < east) & (bounds[:, 2] > west) & (bounds[:, 1] < south) & (bounds[:, 3] > north)


def draw_base(sheet: Sheet) -> None:
    """Draws the base map, under all else."""
    theme = sheet.theme
    west, _, east, _ = sheet.box
    base = _base()
    fill(sheet, base["land"], theme.land, zorder=1)
    stroke(sheet, base["rivers"], theme.river, 0.9, zorder=1.2)
    fill(sheet, base["lakes"], theme.sea, zorder=1.3)
    stroke(sheet, base["shores"], theme.coast, 0.4, zorder=1.4)
    if east - west < UNITS_FROM:
        for code in countries_in(sheet):
            stroke(sheet, _units(code), theme.unit, 0.6, dashes=(4, 3), zorder=1.5)
    stroke(sheet, base["borders"], theme.border, 0.9, zorder=1.6)
    stroke(sheet, base["coasts"], theme.coast, 0.6, zorder=1.7)


@cache
def _base() -> Mapping[str, Layer]:
    coasts, borders = edge_lines()
    return {
        "land": Layer.of(one for shapes in country_shapes().values() for one in shapes),
        "rivers": Layer.of(river_lines()),
        "lakes": Layer.of(lake_shapes()),
        "shores": Layer.of(lake.boundary for lake in lake_shapes()),
        "coasts": Layer.of(coasts),
        "borders": Layer.of(borders),
    }


@cache
def _units(code: str) -> Layer:
    return Layer.of(unit_lines(code))


@cache
def _codes() -> Any:
    """The country of each shape of the land, in its order."""
    return np.array([code for code, shapes in country_shapes().items() for _ in shapes])


def countries_in(sheet: Sheet) -> list[str]:
    """The codes of the countries that the picture shows some of."""
    return [str(code) for code in dict.fromkeys(_codes()[_base()["land"].near(sheet.box)]) if code]


def fill(sheet: Sheet, shapes: Layer, colour: str, *, zorder: float, alpha: float = 1.0) -> bool:
    """Fills the polygons, as far as they are in the picture; returns whether any is."""
    shapely = importlib.import_module("shapely")
    path = importlib.import_module("matplotlib.path").Path
    made = []
    for part in _cut(sheet, shapes):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
            made.append(path.make_compound_path(*(path(shapely.get_coordinates(one), closed=True) for one in rings)))
    if made:
        collection = importlib.import_module("matplotlib.collections").PathCollection
        sheet.axes.add_collection(
            collection(made, facecolors=colour, edgecolors="none", linewidths=0, alpha=alpha, zorder=zorder),
            autolim=False,
        )
    return bool(made)


def stroke(
    sheet: Sheet,
    lines: Layer,
    colour: str,
    width: float,
    *,
    zorder: float,
    dashes: tuple[float, float] | None = None,
) -> None:
    """Draws the lines, as far as they are in the picture."""
    shapely = importlib.import_module("shapely")
    made = [shapely.get_coordinates(part) for part in _cut(sheet, lines) if part.geom_type == "LineString"]
    if made:
        collection = importlib.import_module("matplotlib.collections").LineCollection
        style = (0, dashes) if dashes else "solid"
        sheet.axes.add_collection(
            collection(made, colors=colour, linewidths=width, linestyles=[style], zorder=zorder, joinstyle="round"),
            autolim=False,
        )


def seen_of(sheet: Sheet, shapes: Sequence[Any]) -> Any:
    """The largest part of some polygons that the map shows; None where it shows none."""
    layer = Layer.of(shapes)
    west, north, east, south = sheet.box
    clipped = importlib.import_module("shapely").clip_by_rect(
        layer.shapes[layer.near(sheet.box)], west, north, east, south
    )
    return max((one for one in clipped if not one.is_empty), key=lambda one: float(one.area), default=None)


def _cut(sheet: Sheet, layer: Layer) -> list[Any]:
    """The parts of shapes that are in the picture, or just beyond its edge, so that the cut is not seen as theirs."""
    shapely = importlib.import_module("shapely")
    west, north, east, south = sheet.box
    spare = (east - west) * 0.02
    box = (west - spare, north - spare, east + spare, south + spare)
    clipped = shapely.clip_by_rect(layer.shapes[layer.near(box)], *box)
    # A tenth of a pixel is less than print shows, and saves most of a world's points.
    clipped = shapely.simplify(clipped, 0.1 / sheet.pixels, preserve_topology=False)
    return [part for part in shapely.get_parts(shapely.get_parts(clipped)) if not part.is_empty]
