"""A picture in work: a figure of matplotlib's with a map in Mercator units above a band for words.

See `geomap.picture`, which draws on it.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geomap.assets import FONTS
from geomap.geodesy import wrapped
from geomap.messages import Language
from geomap.outline_shapes import mercator_x, mercator_y
from geomap.records import Event
from geomap.sitedata import clean, shape

PIXELS_AN_INCH = 100
BAND = 148
"""Pixels of the band under the map that holds the words."""
NEAREST = 0.035
"""The least share of the world's width that a picture shows: about zoom 6."""
INK, MUTED, PAPER, SEA, HALO = "#1f2326", "#5a6064", "#fbfaf7", "#e4ebee", "#fdfcfa"
"""Colours of the light theme (site.css)."""


@dataclass(slots=True)
class Sheet:
    """A figure in work: its axes in Mercator units (0..1 over the world, y down) and what is taken up on them."""

    figure: Any
    axes: Any
    fonts: tuple[Any, Any]
    language: Language
    pixels: float
    """Pixels of the map in one unit."""
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)


def make_sheet(events: Sequence[Event], language: Language, size: tuple[int, int]) -> Sheet:
    """An empty picture of so many pixels whose map shows where the events are."""
    figure = importlib.import_module("matplotlib.figure").Figure(
        figsize=(size[0] / PIXELS_AN_INCH, size[1] / PIXELS_AN_INCH), dpi=PIXELS_AN_INCH, facecolor=PAPER
    )
    high = size[1] - BAND
    axes = figure.add_axes((0, BAND / size[1], 1, high / size[1]), facecolor=SEA)
    west, north, east, south = _view(events, size[0] / high)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("auto")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    manager = importlib.import_module("matplotlib.font_manager")
    folder = Path(importlib.import_module("fontpkg_ibm_plex_sans_arabic").ROOT, "files")
    regular, bold = (manager.FontProperties(fname=str(folder / name)) for name in FONTS)
    return Sheet(figure, axes, (regular, bold), language, size[0] / (east - west))


def _view(events: Sequence[Event], ratio: float) -> tuple[float, float, float, float]:
    """West, north, east, south in Mercator units: all that is drawn with some room, of the picture's proportions."""
    xs, ys = [], []
    for event in events:
        where = shape(event)
        if where is None:
            continue
        box = where.box if event.place_precision != "country" else None
        west, south, east, north = box or (where.lon, where.lat, where.lon, where.lat)
        xs += [mercator_x(west), mercator_x(east if east >= west else east + 360)]
        ys += [mercator_y(north), mercator_y(south)]
    if not xs:
        xs, ys = [0.07, 0.98], [0.16, 0.75]
    country = any(event.place is not None and event.place_precision == "country" for event in events)
    least = NEAREST * (2.5 if country else 1)
    wide, high = (max(xs) - min(xs)) * 1.25, (max(ys) - min(ys)) * 1.3
    wide = min(1.0, max(wide, high * ratio, least))
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    half = wide / ratio / 2
    y = min(max(y, half), 1 - half) if half < 0.5 else 0.5
    return x - wide / 2, y - half, x + wide / 2, y + half


def box_of(sheet: Sheet) -> Any:
    """What the map shows, as a polygon."""
    west, east = sheet.axes.get_xlim()
    south, north = sheet.axes.get_ylim()
    return importlib.import_module("shapely").box(west, north, east, south)


def at(sheet: Sheet, lon: float, lat: float) -> tuple[float, float]:
    """A point in the picture's Mercator units, on the copy of the world that it shows."""
    west, east = sheet.axes.get_xlim()
    x = mercator_x(wrapped(lon))
    x += round((west + east) / 2 - x)
    return x, mercator_y(lat)


def take(sheet: Sheet, x: float, y: float, wide: float, high: float, always: bool = False) -> bool:
    """Take up a box of so many pixels to each side, if nothing stands there yet or it is drawn always."""
    wide, high = wide / sheet.pixels, high / sheet.pixels
    box = (x - wide, y - high, x + wide, y + high)
    free = all(box[0] > b[2] or box[2] < b[0] or box[1] > b[3] or box[3] < b[1] for b in sheet.taken)
    if free or always:
        sheet.taken.append(box)
    return free


def write(sheet: Sheet, x: float, y: float, text: str, points: float, *, bold: bool = False, **more: Any) -> Any:
    """Text on the map, or with `transform` elsewhere; never a formula."""
    font = sheet.fonts[bold].copy()
    font.set_size(points)
    options = {"color": INK, "parse_math": False, "fontproperties": font, **more}
    return sheet.axes.text(x, y, clean(" ".join(text.split())), **options)
