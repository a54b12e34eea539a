"""The lines under a picture's map: title, facts, the key of its symbols, whose borders."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geomap.legend import FAMILIES, STATUSES, TYPE_FAMILY
from geomap.messages import Language
from geomap.picture_sheet import BAND, MARKERS, PIXELS_AN_INCH, Sheet, fitted, width_of, write
from geomap.records import Event
from geomap.sitedata import SiteData, event_title, event_where


@dataclass(frozen=True, slots=True)
class Words:
    """The lines under a picture's map."""

    title: str
    facts: str
    foot: str


def words_of(data: SiteData, events: Sequence[Event], own: Language, title: str | None = None) -> Words:
    """The lines under the map of some events; see `picture` for the title."""
    one = events[0] if len(events) == 1 and title is None else None
    foot = own.text("Borders: Natural Earth, as held, not as claimed")
    told = title or (event_title(one, own) if one else data.title)
    return Words(told, " · ".join(_facts(data, one, events, own)), f"{data.title} · {foot}" if one or title else foot)


def draw_words(sheet: Sheet, words: Words) -> None:
    """Writes the lines, each as far as there is room for it."""
    size, room = sheet.size, sheet.size[0] - 56
    right = sheet.language.direction == "rtl"
    edge, side = (size[0] - 28, "right") if right else (28, "left")
    place = _pixel_place(sheet)

    def line(y: float, text: str, points: float, *, bold: bool = False, **more: Any) -> None:
        text = fitted(text, points, room, bold=bold)
        write(sheet, edge, y, text, points, bold=bold, ha=side, va="baseline", transform=place, clip_on=False, **more)

    # Water and paper are nearly alike in the dark: a line tells where the map ends.
    sheet.axes.plot([0, size[0]], [BAND, BAND], color=sheet.theme.border, linewidth=0.8, transform=place, clip_on=False)
    # A long title is set smaller before it is cut.
    points = next((one for one in (21, 18, 15.5) if width_of(words.title, one, True) <= room), 15.5)
    line(BAND - 46, words.title, points, bold=True)
    line(BAND - 80, words.facts, 13)
    line(16, words.foot, 9, color=sheet.theme.muted)


def _pixel_place(sheet: Sheet) -> Any:
    """What takes pixels from the picture's lower left corner to where matplotlib draws."""
    transforms = importlib.import_module("matplotlib.transforms")
    return transforms.Affine2D().scale(1 / PIXELS_AN_INCH) + sheet.figure.dpi_scale_trans


def _facts(data: SiteData, one: Event | None, events: Sequence[Event], own: Language) -> list[str]:
    if one is None:
        days = sorted(event.date for event in events if event.date and len(event.date) == 10)
        span = [own.date(days[0], days[-1], short=True)] if days else []
        return [own.count("%(num)s event", "%(num)s events", len(events)), *span]
    sources = dict.fromkeys(article.source for article in data.sources(one) if article.source)
    status = [] if one.status == "happened" else [own.text(STATUSES[one.status])]
    return [*status, own.date(one.date, one.date_end), event_where(one, own) or own.text("Place not known"), *sources]


def draw_key(sheet: Sheet, events: Sequence[Event]) -> None:
    """The families in the picture, in the reading direction, as far as there is room."""
    own, place = sheet.language, _pixel_place(sheet)
    used = {TYPE_FAMILY.get(event.type, "other") for event in events if event.place is not None}
    right = own.direction == "rtl"
    step = -1 if right else 1
    x, end = (sheet.size[0] - 34.0, 28.0) if right else (34.0, sheet.size[0] - 28.0)
    for family, words in FAMILIES.items():
        if family not in used:
            continue
        name = own.text(words)
        wide = 12 + width_of(name, 10)
        if (end - x) * step < wide:
            break
        sheet.axes.scatter([x], [BAND - 106], s=42, marker=MARKERS[family], color=sheet.theme.families[family],
                           transform=place, clip_on=False)  # fmt: skip
        write(sheet, x + 12 * step, BAND - 110, name, 10, ha="right" if right else "left", va="baseline",
              transform=place, clip_on=False)  # fmt: skip
        x += (wide + 22) * step
