"""A picture in work: a figure of matplotlib's with a map in Mercator units above a band for words.

See `geomap.picture`, which draws on it.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from geomap.assets import FONTS
from geomap.geodesy import wrapped
from geomap.messages import Language
from geomap.outline_shapes import country_extent, mercator_x, mercator_y
from geomap.records import Event
from geomap.sitedata import clean, shape

PIXELS_AN_INCH = 100
BAND = 148
"""Pixels of the band under the map that holds the words."""
NEAREST = 0.035
"""The least share of the world's width that a picture shows: about zoom 6."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a theme, as site.css has them under the same names."""

    ink: str
    muted: str
    paper: str
    land: str
    sea: str
    coast: str
    border: str
    unit: str
    river: str
    label: str
    halo: str
    tint: str
    families: Mapping[str, str]


THEMES = {
    "light": Theme(
        ink="#1f2326", muted="#5a6064", paper="#fbfaf7", land="#f5f2eb", sea="#e4ebee", coast="#aab6ba",
        border="#cbc3b3", unit="#cdc5b6", river="#cfdce3", label="#5f615b", halo="#fdfcfa", tint="#3d6b8a",
        families={"talks": "#0069a8", "force": "#c2410c", "law": "#7847a3", "people": "#a36a00", "harm": "#2d2d2d",
                  "goods": "#007a5e", "culture": "#b8407f", "other": "#6f7478"},
    ),
    "dark": Theme(
        ink="#e9e7e2", muted="#a6aeb3", paper="#14181b", land="#222a2f", sea="#161c20", coast="#4b575e",
        border="#414c53", unit="#3f4a51", river="#1b242a", label="#a2abb0", halo="#171c20", tint="#7fb2d6",
        families={"talks": "#56b4e9", "force": "#f3793f", "law": "#bb9ce3", "people": "#e5b13a", "harm": "#eceae4",
                  "goods": "#3fc39b", "culture": "#ee8fc8", "other": "#9aa1a6"},
    ),
}  # fmt: skip

MARKERS = {
    "talks": "o",
    "force": "^",
    "law": "D",
    "people": "s",
    "harm": "v",
    "goods": "P",
    "culture": "*",
    "other": "o",
}
"""matplotlib's marker of each family, like its shape on the map."""


@dataclass(slots=True)
class Sheet:
    """A figure in work: its axes in Mercator units (0..1 over the world, y down) and what is taken up on them."""

    figure: Any
    axes: Any
    fonts: tuple[Any, Any]
    language: Language
    theme: Theme
    size: tuple[int, int]
    """Of the whole picture, in pixels."""
    box: tuple[float, float, float, float]
    """West, north, east and south of what the map shows; north is the lesser y."""
    pixels: float
    """Pixels of the map in one unit."""
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)


def make_sheet(events: Sequence[Event], language: Language, size: tuple[int, int], theme: Theme) -> Sheet:
    """An empty picture of so many pixels whose map shows where the events are."""
    figure = importlib.import_module("matplotlib.figure").Figure(
        figsize=(size[0] / PIXELS_AN_INCH, size[1] / PIXELS_AN_INCH), dpi=PIXELS_AN_INCH, facecolor=theme.paper
    )
    high = size[1] - BAND
    axes = figure.add_axes((0, BAND / size[1], 1, high / size[1]), facecolor=theme.sea)
    west, north, east, south = _view(events, size[0] / high)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_autoscale_on(False)
    axes.set_aspect("auto")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    manager = importlib.import_module("matplotlib.font_manager")
    regular, bold = (manager.FontProperties(fname=file) for file in _font_files())
    box = (west, north, east, south)
    return Sheet(figure, axes, (regular, bold), language, theme, size, box, size[0] / (east - west))


def _font_files() -> tuple[str, ...]:
    folder = Path(importlib.import_module("fontpkg_ibm_plex_sans_arabic").ROOT, "files")
    return tuple(str(folder / name) for name in FONTS)


def _view(events: Sequence[Event], ratio: float) -> tuple[float, float, float, float]:
    """West, north, east, south in Mercator units: all that is drawn with some room, of the picture's proportions."""
    xs, ys = [], []
    placed = [event for event in events if event.place is not None]
    told = {event.place.country for event in placed if event.place and event.place_precision == "country"}
    whole = len(told) == 1 and all(event.place_precision == "country" and event.spot is None for event in placed)
    extent = country_extent(told.pop() or "") if whole else None
    if extent:
        xs, ys = [extent[0], extent[2]], [extent[1], extent[3]]
    for event in placed if extent is None else ():
        where = shape(event)
        if where is None:
            continue
        box = where.box if event.place_precision != "country" else None
        west, south, east, north = box or (where.lon, where.lat, where.lon, where.lat)
        xs += [mercator_x(west), mercator_x(east if east >= west else east + 360)]
        ys += [mercator_y(north), mercator_y(south)]
    if not xs:
        xs, ys = [0.07, 0.98], [0.16, 0.75]
    least = NEAREST * (2.5 if told and not extent else 1)
    wide, high = (max(xs) - min(xs)) * 1.25, (max(ys) - min(ys)) * 1.3
    wide = min(1.0, max(wide, high * ratio, least))
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    half = wide / ratio / 2
    y = min(max(y, half), 1 - half) if half < 0.5 else 0.5
    return x - wide / 2, y - half, x + wide / 2, y + half


def at(sheet: Sheet, lon: float, lat: float) -> tuple[float, float]:
    """A point in the picture's Mercator units, on the copy of the world that it shows."""
    west, _, east, _ = sheet.box
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
    options = {"color": sheet.theme.ink, "parse_math": False, "fontproperties": font, **more}
    return sheet.axes.text(x, y, line(text), **options)


def line(text: str) -> str:
    """A text as it is written: on one line, without characters that are none."""
    return clean(" ".join(text.split()))


def fitted(text: str, points: float, room: float, *, bold: bool = False) -> str:
    """The text cut to so many pixels, with an ellipsis where something is left out."""
    text = line(text)
    if width_of(text, points, bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle].rstrip() + "…", points, bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


@lru_cache(maxsize=4096)
def width_of(text: str, points: float, bold: bool = False) -> float:
    """Pixels that a line takes up."""
    font = importlib.import_module("matplotlib.font_manager").get_font(_font_files()[bold])
    font.set_size(points, PIXELS_AN_INCH)
    with warnings.catch_warnings():
        # Of characters that the font lacks, which are drawn as boxes.
        warnings.simplefilter("ignore")
        font.set_text(line(text), 0.0)
    return float(font.get_width_height()[0]) / 64
