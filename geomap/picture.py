"""Pictures of the map without a browser: PNG and SVG of all events, of some or of one, by shapely and matplotlib.

matplotlib is imported when a picture is drawn (`pip install 'geomap[pictures]'`). From 3.11 on it lays text out with
libraqm, which joins Arabic letters and orders lines of both directions; older ones print them apart and backwards, so
they are refused. What an article says is drawn as it stands: no `$` starts a formula, and characters that are no text
are shown as U+FFFD. The same events give the same bytes with the same version of matplotlib.
"""

from __future__ import annotations

import importlib
import math
import warnings
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from geomap.areas import Box
from geomap.errors import ConfigError
from geomap.legend import TYPE_FAMILY
from geomap.messages import Language
from geomap.outline_shapes import country_labels, country_shapes, mercator_x, mercator_y, unit_shape
from geomap.picture_base import Layer, countries_in, draw_base, fill, seen_of, stroke
from geomap.picture_sheet import (
    MARKERS,
    PIXELS_AN_INCH,
    THEMES,
    Sheet,
    at,
    make_sheet,
    take,
    width_of,
    write,
)
from geomap.picture_words import draw_key, draw_words, words_of
from geomap.records import Event, Place
from geomap.sitedata import SiteData, clean, place_name, shape

SIZE = (1200, 630)
"""Pixels, as social networks show a card."""
FORMATS = ("png", "svg")
CELL = 34
"""Pixels within which points are drawn as one ring."""


def check_pictures() -> None:
    """Raises ConfigError where no matplotlib is installed that sets Arabic right."""
    try:
        matplotlib = importlib.import_module("matplotlib")
        raqm = getattr(importlib.import_module("matplotlib.ft2font"), "__libraqm_version__", None)
    except ImportError:
        raise ConfigError("pictures need matplotlib: pip install 'geomap[pictures]'") from None
    if raqm is None:
        raise ConfigError(
            f"pictures need matplotlib 3.11 or newer, not {matplotlib.__version__}: it joins Arabic letters"
        )


def can_draw() -> bool:
    """Whether pictures can be drawn with what is installed."""
    try:
        check_pictures()
    except ConfigError:
        return False
    return True


def picture(
    data: SiteData,
    events: Sequence[Event],
    language: Language,
    *,
    format: str = "png",
    size: tuple[int, int] = SIZE,
    theme: str = "light",
    labels: Sequence[Place] = (),
    title: str | None = None,
    small: bool = False,
) -> bytes:
    """A picture of events (of those that have a place) with its words under it.

    Args:
        data: the collection, for its title and the sources.
        events: what to draw; one alone gets its own title, day, place and sources.
        language: that of the words.
        format: "png" or "svg".
        size: width and height in pixels, 400 by 300 at the least.
        theme: "light" or "dark".
        labels: places that may be named, larger ones first.
        title: what it is of; default: the one event's own title, else the collection's.
        small: a PNG of at most 256 colours: a third of the bytes, and hardly to be told apart on a screen.

    Raises:
        ConfigError: no matplotlib that sets Arabic right is installed, or size, format or theme is not one of these.
    """
    check_pictures()
    if format not in FORMATS or min(size[0] - 400, size[1] - 300) < 0 or max(size) > 8000:
        raise ConfigError("a picture is png or svg, and from 400 by 300 to 8000 by 8000 pixels")
    if theme not in THEMES:
        raise ConfigError(f"a picture's theme is {' or '.join(THEMES)}, not {theme!r}")
    sheet = make_sheet(events, language, size, THEMES[theme])
    draw_base(sheet)
    _areas(sheet, events)
    _points(sheet, events)
    _names(sheet, events, labels)
    told = words_of(data, events, language, title)
    draw_words(sheet, told)
    if len(events) != 1 or title:
        draw_key(sheet, events)
    return _saved(sheet.figure, format, told.title, small)


def _areas(sheet: Sheet, events: Sequence[Event]) -> None:
    """Countries and regions as tints of their outlines, other vague places as soft shapes of their boxes."""
    places: dict[str, list[Event]] = {}
    for event in events:
        if event.place is not None and _form(event) != "point":
            places.setdefault(f"{_form(event)} {event.place.id} {event.spot}", []).append(event)
    for here in places.values():
        event, colour = here[0], sheet.theme.families[_family(here)]
        place, where = event.place, shape(event)
        if place is None or where is None:
            continue
        found: Sequence[Any] = ()
        if _form(event) == "country":
            found, colour = country_shapes().get(place.country or "", ()), sheet.theme.tint
        elif event.spot is None:
            found = unit_shape(place)
        if fill(sheet, Layer.of(found), colour, alpha=0.17, zorder=3):
            stroke(sheet, Layer.of(one.boundary for one in found), colour, 1.1, dashes=(4, 3), zorder=3)
        elif where.box:
            _ellipse(sheet, where.box, where.lon, colour, told=event.spot is not None)


def _ellipse(sheet: Sheet, box: Box, lon: float, colour: str, *, told: bool) -> None:
    """A soft shape in a box, on the copy of the world that shows a longitude.

    A distance told ("100 km south of") has an end, and the shape a line; where an area ends nobody can say: it fades.
    """
    ellipse = importlib.import_module("matplotlib.patches").Ellipse
    west, south, east, north = box
    x1, x2 = mercator_x(west), mercator_x(east if east >= west else east + 360)
    y1, y2 = mercator_y(north), mercator_y(south)
    middle = (x1 + x2) / 2
    at_point = (middle + round(at(sheet, lon, 0)[0] - middle), (y1 + y2) / 2)
    if told:
        line = {"fill": False, "alpha": 0.8, "linestyle": (0, (2, 3)), "linewidth": 1.1}
        sheet.axes.add_patch(ellipse(at_point, x2 - x1, y2 - y1, color=colour, zorder=3, **line))
    shares = (1.0,) if told else tuple(share / 20 for share in range(7, 21))
    for share in shares:
        alpha = 0.18 if told else 0.27 / len(shares)
        sheet.axes.add_patch(
            ellipse(at_point, share * (x2 - x1), share * (y2 - y1), color=colour, alpha=alpha, linewidth=0, zorder=3)
        )


def _form(event: Event) -> str:
    if event.place_precision == "country" and event.spot is None:
        return "country"
    where = shape(event)
    return "area" if where is not None and where.box is not None else "point"


def _family(events: Sequence[Event]) -> str:
    counts = Counter(TYPE_FAMILY.get(event.type, "other") for event in events)
    return min(counts, key=lambda family: (-counts[family], family))


def _points(sheet: Sheet, events: Sequence[Event]) -> None:
    """A symbol for each event, a ring with the number where several would lie on each other."""
    groups: dict[tuple[int, int], list[Event]] = {}
    for event in events:
        where = shape(event)
        if where is None:
            continue
        x, y = at(sheet, where.lon, where.lat)
        groups.setdefault((math.floor(x * sheet.pixels / CELL), math.floor(y * sheet.pixels / CELL)), []).append(event)
    merged: list[tuple[float, float, list[Event]]] = []
    for here in sorted(groups.values(), key=len, reverse=True):
        spots = [at(sheet, where.lon, where.lat) for where in map(shape, here) if where is not None]
        x, y = sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots)
        near = next((other for a, b, other in merged if math.hypot(a - x, b - y) * sheet.pixels < CELL), None)
        if near is None:
            merged.append((x, y, list(here)))
        else:
            near += here
    for x, y, here in merged:
        if len(here) == 1:
            _symbol(sheet, here[0], x, y, 2.4 if len(events) == 1 else 1.0)
        else:
            _ring(sheet, here, x, y)


def _symbol(sheet: Sheet, event: Event, x: float, y: float, scale: float) -> None:
    """One event's glyph, `scale` times as large in area as among others."""
    family, theme = TYPE_FAMILY.get(event.type, "other"), sheet.theme
    hollow = event.status in ("planned", "hypothetical")
    size = (150 if family == "culture" else 90) * (0.6 if _form(event) != "point" else 1) * scale
    colour, alpha = theme.families[family], 1.0 if event.confidence >= 0.5 else 0.55
    marker, side = MARKERS[family], math.sqrt(scale)
    sheet.axes.scatter([x], [y], s=size, marker=marker, color=theme.halo, zorder=6, linewidths=5 * side)
    sheet.axes.scatter(
        [x], [y], s=size, marker=marker, zorder=7, linewidths=1.6 * side, alpha=alpha, edgecolors=colour,
        facecolors="none" if hollow else colour, linestyle=":" if event.status == "hypothetical" else "-",
    )  # fmt: skip
    if event.status == "denied":
        reach = 9 * side / sheet.pixels
        for stroked, width in ((theme.halo, 4.5), (theme.ink, 1.8)):
            sheet.axes.plot([x - reach, x + reach], [y + reach, y - reach], color=stroked, linewidth=width, zorder=8)
    if event.status == "ongoing":
        sheet.axes.scatter([x], [y], s=size * 3.2, facecolors="none", edgecolors=colour, linewidths=1, zorder=7)
    take(sheet, x, y, 11 * side, 11 * side, always=True)


def _ring(sheet: Sheet, events: Sequence[Event], x: float, y: float) -> None:
    patches = importlib.import_module("matplotlib.patches")
    counts = Counter(TYPE_FAMILY.get(event.type, "other") for event in events)
    radius = min(24.0, 12 + 1.8 * math.log2(len(events))) / sheet.pixels
    sheet.axes.add_patch(patches.Circle((x, y), radius * 1.12, facecolor=sheet.theme.halo, edgecolor="none", zorder=8))
    angle = 90.0
    for family, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        turn = 360 * count / len(events)
        colour = sheet.theme.families[family]
        wedge = patches.Wedge((x, y), radius, angle, angle + turn, width=radius * 0.3, color=colour, zorder=9)
        sheet.axes.add_patch(wedge)
        angle += turn
    write(sheet, x, y, sheet.language.number(len(events)), 10, bold=True, ha="center", va="center_baseline", zorder=10)
    take(sheet, x, y, radius * sheet.pixels, radius * sheet.pixels, always=True)


def _names(sheet: Sheet, events: Sequence[Event], labels: Sequence[Place]) -> None:
    """Names of the events' own places, then of countries and of larger places, as far as they fit."""
    own = sheet.language
    west, _, east, _ = sheet.box
    wide = east - west
    told = {event.place.id: event.place for event in events if event.place and event.place.kind != "country"}
    least = 0 if wide < 0.06 else 500_000 if wide < 0.15 else 3_000_000
    others = [place for place in labels if place.population >= least and place.id not in told]
    if len(told) > 12:
        told = {}
    marked = {event.place.id for event in events if event.place and event.spot is None}
    for place in told.values():
        x, y = at(sheet, place.lon, place.lat)
        # Above its event's symbol; beside a dot of its own where the event lies off it ("100 km south of").
        up = 14 if place.id not in marked else 34 if len(events) == 1 else 26
        _name(sheet, x, y - up / sheet.pixels, place_name(place, own), True, dot=(x, y) if up == 14 else None)
    _country_names(sheet)
    for place in others:
        x, y = at(sheet, place.lon, place.lat)
        _name(sheet, x, y - 14 / sheet.pixels, place_name(place, own), False, dot=(x, y))


def _country_names(sheet: Sheet) -> None:
    """Each where the map has it; where that is out of the picture, in what is to be seen of the country."""
    places = country_labels()
    for code in countries_in(sheet):
        shapes = country_shapes()[code]
        largest = max(shapes, key=lambda one: float(one.area))
        name = sheet.language.country(code)
        if code not in places or math.sqrt(largest.area) * sheet.pixels < 60:
            continue
        x, y = places[code]
        x += round(sum(sheet.box[::2]) / 2 - x)
        if _name(sheet, x, y, name, False, dot=None):
            continue
        seen = seen_of(sheet, shapes)
        if seen is not None:
            point = seen.representative_point()
            _name(sheet, point.x, point.y, name, False, dot=None)


def _name(sheet: Sheet, x: float, y: float, name: str, bold: bool, dot: tuple[float, float] | None) -> bool:
    """Writes a name where there is room for it; returns whether there was."""
    west, north, east, south = sheet.box
    if not (west < x < east and north < y < south):
        return False
    half = width_of(name, 9.5, bold) / 2 + 5
    room = half / sheet.pixels
    if not (west + room < x < east - room and north + 12 / sheet.pixels < y < south - 12 / sheet.pixels):
        return False
    if not take(sheet, x, y, half, 9):
        return False
    theme = sheet.theme
    effects = importlib.import_module("matplotlib.patheffects")
    halo = [effects.withStroke(linewidth=2.6, foreground=theme.halo)]
    write(sheet, x, y, name, 9.5, bold=bold, ha="center", va="center", color=theme.ink if bold else theme.label,
          zorder=8 if bold else 5, path_effects=halo)  # fmt: skip
    if dot:
        sheet.axes.scatter([dot[0]], [dot[1]], s=5, color=theme.label, zorder=4)
    return True


def _saved(figure: Any, format: str, title: str, small: bool) -> bytes:
    matplotlib = importlib.import_module("matplotlib")
    out = BytesIO()
    metadata = {"Software": None} if format == "png" else {"Date": None, "Creator": None, "Title": clean(title)}
    # In print each letter keeps its shape: text as paths needs no font of the printer's.
    with matplotlib.rc_context({"svg.hashsalt": "geomap", "svg.fonttype": "path"}), warnings.catch_warnings():
        # Characters that the font lacks are drawn as boxes; that is seen, and no fault of who asked.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        if small and format == "png":
            return _few_colours(figure)
        figure.savefig(out, format=format, dpi=PIXELS_AN_INCH, metadata=metadata)
    return out.getvalue()


def _few_colours(figure: Any) -> bytes:
    image = importlib.import_module("PIL.Image")
    canvas = importlib.import_module("matplotlib.backends.backend_agg").FigureCanvasAgg(figure)
    canvas.draw()
    out = BytesIO()
    drawn = image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")
    drawn.quantize(256, image.Quantize.FASTOCTREE, dither=image.Dither.NONE).save(out, "PNG")
    return out.getvalue()
