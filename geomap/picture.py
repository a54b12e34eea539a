"""Pictures of the map without a browser: PNG and SVG of all events, of some or of one, by geopandas and matplotlib.

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

from geomap.errors import ConfigError
from geomap.legend import FAMILIES, STATUSES, TYPE_FAMILY
from geomap.messages import Language
from geomap.outline_shapes import country_shapes, lake_shapes, mercator_x, mercator_y, unit_shape
from geomap.picture_sheet import BAND, HALO, INK, MUTED, PIXELS_AN_INCH, SEA, Sheet, at, box_of, make_sheet, take, write
from geomap.records import Event, Place
from geomap.sitedata import SiteData, event_title, event_where, place_name, shape

SIZE = (1200, 630)
"""Pixels, as social networks show a card."""
FORMATS = ("png", "svg")
CELL = 34
"""Pixels within which points are drawn as one ring."""

_LAND, _COAST, _BORDER, _TINT = "#f5f2eb", "#aab6ba", "#cbc3b3", "#3d6b8a"
COLOURS = {"talks": "#0069a8", "force": "#c2410c", "law": "#7847a3", "people": "#a36a00", "harm": "#2d2d2d",
           "goods": "#007a5e", "culture": "#b8407f", "other": "#6f7478"}  # fmt: skip
"""The families' colours of the light theme (site.css)."""
_MARKERS = {
    "talks": "o",
    "force": "^",
    "law": "D",
    "people": "s",
    "harm": "v",
    "goods": "P",
    "culture": "*",
    "other": "o",
}


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
    labels: Sequence[Place] = (),
) -> bytes:
    """A picture of events (of those that have a place) with its words under it.

    Args:
        data: the collection, for its title and the sources.
        events: what to draw; one alone gets its own title, day, place and sources.
        language: that of the words.
        format: "png" or "svg".
        size: width and height in pixels, 400 by 300 at the least.
        labels: places that may be named, larger ones first.

    Raises:
        ConfigError: no matplotlib that sets Arabic right is installed, or the size or format is not one of these.
    """
    check_pictures()
    if format not in FORMATS or min(size[0] - 400, size[1] - 300) < 0 or max(size) > 8000:
        raise ConfigError("a picture is png or svg, and from 400 by 300 to 8000 by 8000 pixels")
    sheet = make_sheet(events, language, size)
    _base(sheet)
    _areas(sheet, events)
    _points(sheet, events)
    _names(sheet, events, labels)
    sheet.axes.set(xlabel="", ylabel="")  # geopandas names the axes of shapes without a CRS
    _words(sheet, data, events, size)
    return _saved(sheet.figure, format)


def _base(sheet: Sheet) -> None:
    geopandas = importlib.import_module("geopandas")
    box = box_of(sheet)
    land = geopandas.GeoSeries([one for shapes in country_shapes().values() for one in shapes]).clip(box)
    if len(land):
        land.plot(ax=sheet.axes, facecolor=_LAND, edgecolor=_BORDER, linewidth=0.7, aspect=None, zorder=1)
    lakes = geopandas.GeoSeries(list(lake_shapes())).clip(box)
    if len(lakes):
        lakes.plot(ax=sheet.axes, facecolor=SEA, edgecolor=_COAST, linewidth=0.5, aspect=None, zorder=2)


def _areas(sheet: Sheet, events: Sequence[Event]) -> None:
    """Countries and regions as tints of their outlines, other vague places as ellipses of their boxes."""
    patches = importlib.import_module("matplotlib.patches")
    geopandas = importlib.import_module("geopandas")
    places: dict[str, list[Event]] = {}
    for event in events:
        if event.place is not None and _form(event) != "point":
            places.setdefault(f"{_form(event)} {event.place.id} {event.spot}", []).append(event)
    for here in places.values():
        event, colour = here[0], COLOURS[_family(here)]
        place, where = event.place, shape(event)
        if place is None or where is None:
            continue
        found: Sequence[Any] = ()
        if _form(event) == "country":
            found, colour = country_shapes().get(place.country or "", ()), _TINT
        elif event.spot is None and place.kind == "region":
            found = unit_shape(place)
        kept = geopandas.GeoSeries(list(found)).clip(box_of(sheet))
        if len(kept):
            kept.plot(ax=sheet.axes, facecolor=colour, alpha=0.17, aspect=None, zorder=3)
            kept.boundary.plot(ax=sheet.axes, color=colour, linewidth=1.1, linestyle=(0, (4, 3)), aspect=None, zorder=3)
        elif where.box:
            west, south, east, north = where.box
            x1, x2 = mercator_x(west), mercator_x(east if east >= west else east + 360)
            y1, y2 = mercator_y(north), mercator_y(south)
            middle = ((x1 + x2) / 2, (y1 + y2) / 2)
            for fill, alpha in ((True, 0.18), (False, 0.8)):
                sheet.axes.add_patch(
                    patches.Ellipse(
                        middle, x2 - x1, y2 - y1, fill=fill, color=colour, alpha=alpha, linestyle=(0, (2, 3)), zorder=3
                    )
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
            _symbol(sheet, here[0], x, y)
        else:
            _ring(sheet, here, x, y)


def _symbol(sheet: Sheet, event: Event, x: float, y: float) -> None:
    family = TYPE_FAMILY.get(event.type, "other")
    hollow = event.status in ("planned", "hypothetical")
    size = (150 if family == "culture" else 90) * (0.6 if _form(event) != "point" else 1)
    colour, alpha = COLOURS[family], 1.0 if event.confidence >= 0.5 else 0.55
    marker = _MARKERS[family]
    sheet.axes.scatter([x], [y], s=size * 1.9, marker=marker, color=HALO, zorder=6, linewidths=0)
    sheet.axes.scatter(
        [x], [y], s=size, marker=marker, zorder=7, linewidths=1.6, alpha=alpha, edgecolors=colour,
        facecolors="none" if hollow else colour, linestyle=":" if event.status == "hypothetical" else "-",
    )  # fmt: skip
    if event.status == "denied":
        reach = 9 / sheet.pixels
        sheet.axes.plot([x - reach, x + reach], [y + reach, y - reach], color=INK, linewidth=1.8, zorder=8)
    take(sheet, x, y, 11, 11, always=True)


def _ring(sheet: Sheet, events: Sequence[Event], x: float, y: float) -> None:
    patches = importlib.import_module("matplotlib.patches")
    counts = Counter(TYPE_FAMILY.get(event.type, "other") for event in events)
    radius = min(24.0, 12 + 1.8 * math.log2(len(events))) / sheet.pixels
    sheet.axes.add_patch(patches.Circle((x, y), radius, facecolor=HALO, edgecolor="none", zorder=8))
    angle = 90.0
    for family, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        turn = 360 * count / len(events)
        wedge = patches.Wedge((x, y), radius, angle, angle + turn, width=radius * 0.3, color=COLOURS[family], zorder=9)
        sheet.axes.add_patch(wedge)
        angle += turn
    write(sheet, x, y, sheet.language.number(len(events)), 10, bold=True, ha="center", va="center_baseline", zorder=10)
    take(sheet, x, y, radius * sheet.pixels, radius * sheet.pixels, always=True)


def _names(sheet: Sheet, events: Sequence[Event], labels: Sequence[Place]) -> None:
    """Names of the events' own places, then of larger ones and of countries, as far as they fit."""
    own = sheet.language
    wide = sheet.axes.get_xlim()[1] - sheet.axes.get_xlim()[0]
    told = {event.place.id: event.place for event in events if event.place and event.place.kind != "country"}
    least = 0 if wide < 0.06 else 500_000 if wide < 0.15 else 3_000_000
    others = [place for place in labels if place.population >= least and place.id not in told][:400]
    if len(told) > 12:
        told = {}
    for place in [*told.values(), *others]:
        x, y = at(sheet, place.lon, place.lat)
        _name(sheet, x, y - (22 if place.id in told else 14) / sheet.pixels, place_name(place, own), place.id in told,
              dot=(x, y))  # fmt: skip
    for code, shapes in country_shapes().items():
        largest = max(shapes, key=lambda one: float(one.area))
        if math.sqrt(largest.area) * sheet.pixels > 60:
            seen = largest.intersection(box_of(sheet))
            if not seen.is_empty:
                point = seen.representative_point()
                _name(sheet, point.x, point.y, own.country(code), False, dot=None)


def _name(sheet: Sheet, x: float, y: float, name: str, bold: bool, dot: tuple[float, float] | None) -> None:
    west, east = sheet.axes.get_xlim()
    south, north = sheet.axes.get_ylim()
    half = 4.2 * len(name) + 6
    room = half / sheet.pixels
    if not (west + room < x < east - room and north + 12 / sheet.pixels < y < south - 12 / sheet.pixels):
        return
    if not take(sheet, x, y, half, 9):
        return
    effects = importlib.import_module("matplotlib.patheffects")
    halo = [effects.withStroke(linewidth=2.6, foreground=HALO)]
    write(sheet, x, y, name, 9.5, bold=bold, ha="center", va="center", color="#5f615b" if not bold else INK, zorder=5,
          path_effects=halo)  # fmt: skip
    if dot and not bold:
        sheet.axes.scatter([dot[0]], [dot[1]], s=5, color="#5f615b", zorder=4)


def _words(sheet: Sheet, data: SiteData, events: Sequence[Event], size: tuple[int, int]) -> None:
    own = sheet.language
    right = own.direction == "rtl"
    edge, side = (size[0] - 28, "right") if right else (28, "left")
    transform = importlib.import_module("matplotlib.transforms").ScaledTranslation(0, 0, sheet.figure.dpi_scale_trans)
    pixels = importlib.import_module("matplotlib.transforms").Affine2D().scale(1 / PIXELS_AN_INCH)
    place = pixels + sheet.figure.dpi_scale_trans + transform

    def line(y: float, text: str, points: float, **more: Any) -> None:
        write(sheet, edge, y, text, points, ha=side, va="baseline", transform=place, clip_on=False, **more)

    one = events[0] if len(events) == 1 else None
    title = event_title(one, own) if one else data.title
    line(BAND - 46, _cut(title, size[0] / 17), 21, bold=True)
    line(BAND - 80, _cut(" · ".join(_facts(data, one, events, own)), size[0] / 9), 13)
    if one is None:
        _key(sheet, events, size, place)
    foot = own.text("Borders: Natural Earth, as held, not as claimed")
    line(16, f"{data.title} · {foot}" if one else foot, 9, color=MUTED)


def _facts(data: SiteData, one: Event | None, events: Sequence[Event], own: Language) -> list[str]:
    if one is None:
        days = sorted(event.date for event in events if event.date and len(event.date) == 10)
        span = [own.date(days[0], days[-1], short=True)] if days else []
        return [own.count("%(num)s event", "%(num)s events", len(events)), *span]
    sources = dict.fromkeys(article.source for article in data.sources(one) if article.source)
    status = [] if one.status == "happened" else [own.text(STATUSES[one.status])]
    return [*status, own.date(one.date, one.date_end), event_where(one, own) or own.text("Place not known"), *sources]


def _cut(text: str, most: float) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: int(most)].rstrip() + "…"


def _key(sheet: Sheet, events: Sequence[Event], size: tuple[int, int], place: Any) -> None:
    """The families in the picture, in the reading direction."""
    own = sheet.language
    used = {TYPE_FAMILY.get(event.type, "other") for event in events if event.place is not None}
    step, right = 1, own.direction == "rtl"
    x = float(size[0] - 34 if right else 34)
    for family, words in FAMILIES.items():
        if family not in used:
            continue
        name, step = own.text(words), -1 if right else 1
        sheet.axes.scatter([x], [BAND - 106], s=42, marker=_MARKERS[family], color=COLOURS[family], transform=place,
                           clip_on=False)  # fmt: skip
        write(sheet, x + 12 * step, BAND - 110, name, 10, ha="right" if right else "left", va="baseline",
              transform=place, clip_on=False)  # fmt: skip
        x += (40 + 6.6 * len(name)) * step
        if not 120 < x < size[0] - 120:
            break


def _saved(figure: Any, format: str) -> bytes:
    matplotlib = importlib.import_module("matplotlib")
    out = BytesIO()
    metadata = {"Software": None} if format == "png" else {"Date": None, "Creator": None}
    with matplotlib.rc_context({"svg.hashsalt": "geomap", "svg.fonttype": "path"}), warnings.catch_warnings():
        # Characters that the font lacks are drawn as boxes; that is seen, and no fault of who asked.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(out, format=format, dpi=PIXELS_AN_INCH, metadata=metadata)
    return out.getvalue()
