"""Pictures of the map: what they show, Arabic set right, the same bytes twice, no formula of an article run."""

from __future__ import annotations

import importlib
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from geomap import picture as pictures
from geomap.assets import style_text
from geomap.errors import ConfigError
from geomap.messages import language
from geomap.outline_shapes import country_extent, country_shapes, mercator_x, mercator_y, unit_shape
from geomap.pages import SiteInfo, site_files
from geomap.picture import SIZE, can_draw, picture
from geomap.picture_base import draw_base
from geomap.picture_sheet import THEMES, fitted, make_sheet, width_of
from geomap.records import Event, Spot
from geomap.sitedata import SiteData, site_data
from tests.browser.hostile import hostile_collection
from tests.synthetic import KURSK, PLACES, collection

needs_matplotlib = pytest.mark.skipif(not can_draw(), reason="matplotlib 3.11 or newer is not installed")


@pytest.fixture(scope="module")
def data() -> SiteData:
    return site_data(*collection(), "خريطة الأحداث")


def pixels(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def colours(png: bytes, box: tuple[int, int, int, int] | None = None) -> set[tuple[int, ...]]:
    from io import BytesIO

    from matplotlib.image import imread

    found = (imread(BytesIO(png))[..., :3] * 255).round().astype(int)
    if box:
        found = found[box[1] : box[3], box[0] : box[2]]
    return {tuple(int(value) for value in row) for row in found.reshape(-1, 3)}


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


@needs_matplotlib
@pytest.mark.parametrize("code", ["ar", "en"])
def test_a_picture_has_its_size_and_its_events_in_their_colours(data: SiteData, code: str) -> None:
    made = picture(data, data.events, language(code), labels=PLACES)
    assert pixels(made) == SIZE
    found = colours(made)
    assert {rgb(THEMES["light"].families[family]) for family in ("talks", "law", "people")} <= found
    assert len(made) < 500_000


@needs_matplotlib
@pytest.mark.parametrize("format", ["png", "svg"])
def test_the_same_events_give_the_same_bytes(data: SiteData, format: str) -> None:
    first = picture(data, data.events, language("ar"), format=format)
    assert picture(data, data.events, language("ar"), format=format) == first


@needs_matplotlib
def test_arabic_letters_are_joined_and_run_from_right_to_left(data: SiteData) -> None:
    """In a shaped word its last letter, drawn at its left, has another form than when it stands alone."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    fonts = make_sheet(data.events, language("ar"), SIZE, THEMES["light"]).fonts
    assert isinstance(fonts[0], FontProperties)
    joined, apart = (TextPath((0, 0), text, size=40, prop=fonts[0]) for text in ("سيول", "س ي و ل"))
    assert joined.get_extents().width < 0.85 * apart.get_extents().width
    lines = (TextPath((0, 0), text, size=40, prop=fonts[0]).vertices for text in ("ا ححححح", "ححححح ا"))
    tall_right, tall_left = (points[points[:, 1].argmax()][0] for points in lines)
    assert tall_right > tall_left


@needs_matplotlib
def test_a_region_is_drawn_as_its_outline_and_no_country_as_a_sharp_dot(data: SiteData) -> None:
    (kursk,) = (event for event in data.events if event.place and event.place.id == KURSK.id and event.type == "attack")
    sheet = make_sheet([kursk], language("en"), SIZE, THEMES["light"])
    pictures._areas(sheet, [kursk])
    assert len(sheet.axes.collections) == 2
    assert not sheet.axes.patches
    bare = replace(kursk, place=replace(KURSK, id="geomap:nowhere"))
    pictures._areas(sheet, [bare])
    # Where nobody drew a line there is none: the area fades.
    assert len(sheet.axes.patches) > 5
    assert not any(patch.get_linewidth() for patch in sheet.axes.patches)
    sheet.axes.patches[0].remove()
    away = replace(kursk, spot=Spot(51.0, 36.0, 40.0))
    before = len(sheet.axes.patches)
    pictures._areas(sheet, [away])
    assert sorted(patch.get_linewidth() for patch in sheet.axes.patches[before:]) == [0, 1.1]


@needs_matplotlib
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_has_the_colours_of_the_sites_own_style(data: SiteData, theme: str) -> None:
    own = THEMES[theme]
    start = ':root[data-theme="dark"] {' if theme == "dark" else ":root {"
    css = style_text("site.css").split(start)[1].split("}")[0]
    told = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css))
    names = {"border": "border-line", "unit": "unit-line"}
    for name in ("ink", "muted", "paper", "land", "sea", "coast", "border", "unit", "river", "label", "halo", "tint"):
        assert getattr(own, name) == told[names.get(name, name)], name
    assert own.families == {family: told[f"f-{family}"] for family in own.families}
    (vladivostok,) = (event for event in data.events if event.id == "visit-ar-visit-23")
    made = picture(data, [vladivostok], language("ar"), theme=theme)
    assert {rgb(own.land), rgb(own.sea), rgb(own.paper), rgb(own.families["talks"])} <= colours(made)
    with pytest.raises(ConfigError, match="light or dark"):
        picture(data, data.events, language("ar"), theme="sepia")


@needs_matplotlib
def test_the_base_map_has_land_rivers_lakes_coasts_borders_and_nearby_the_lines_of_units(data: SiteData) -> None:
    own = THEMES["light"]

    def strokes(events: Sequence[Event]) -> set[str]:
        sheet = make_sheet(events, language("en"), SIZE, own)
        draw_base(sheet)
        drawn = [one for one in sheet.axes.collections if type(one).__name__ == "LineCollection"]
        from matplotlib.colors import to_hex

        return {to_hex(one.get_colors()[0]) for one in drawn}

    assert strokes(data.events) == {own.river, own.coast, own.border}
    (kursk,) = (event for event in data.events if event.place and event.place.id == KURSK.id and event.type == "attack")
    assert strokes([kursk]) == {own.river, own.border, own.unit}


@needs_matplotlib
@pytest.mark.parametrize("code", ["RU", "JP", "FR", "US", "CL", "FJ"])
def test_an_event_of_a_country_shows_the_country_whole_and_not_all_the_world(data: SiteData, code: str) -> None:
    (russia, *_) = (event for event in data.events if event.place and event.place.country == "RU"
                    and event.place_precision == "country")  # fmt: skip
    assert russia.place
    place = replace(russia.place, country=code)
    sheet = make_sheet([replace(russia, place=place)], language("en"), SIZE, THEMES["light"])
    extent = country_extent(code)
    assert extent
    west, north, east, south = sheet.box
    assert west <= extent[0] < extent[2] <= east
    assert north <= extent[1] < extent[3] <= south
    assert extent[2] - extent[0] > 0.3 * (east - west) or extent[3] - extent[1] > 0.3 * (south - north)


@needs_matplotlib
def test_a_tint_ends_at_its_country_and_not_at_the_edge_of_the_picture(data: SiteData) -> None:
    sheet = make_sheet(data.events, language("en"), SIZE, THEMES["light"])
    pictures._areas(sheet, data.events)
    west, north, east, south = sheet.box
    for lines in (one for one in sheet.axes.collections if type(one).__name__ == "LineCollection"):
        for start, end in (pair for line in lines.get_segments() for pair in pairwise(line)):
            assert not (start[1] == end[1] and north < start[1] < south and abs(start[0] - end[0]) > 0.05)
            assert not (start[0] == end[0] and west < start[0] < east and abs(start[1] - end[1]) > 0.05)


@needs_matplotlib
@pytest.mark.parametrize("text", ["Talks in Seoul", "محادثات في سيول", "x" * 400, "كلمة طويلة " * 60])
def test_a_line_is_cut_where_the_room_ends_and_only_then(text: str) -> None:
    cut = fitted(text, 21, 600, bold=True)
    assert width_of(cut, 21, True) <= 600
    assert (cut == text.strip()) == (width_of(text.strip(), 21, True) <= 600)
    assert cut == text.strip() or text.startswith(cut.removesuffix("…"))


@needs_matplotlib
def test_an_svg_is_all_lines_and_has_its_title(data: SiteData) -> None:
    made = picture(data, data.events, language("ar"), format="svg", labels=PLACES).decode()
    tags = {node.tag.rpartition("}")[2] for node in ET.fromstring(made).iter()}
    assert not tags & {"image", "text", "script"}
    assert "خريطة الأحداث" in made
    assert len(made) < 3_000_000


@needs_matplotlib
def test_few_colours_take_fewer_bytes_and_look_the_same(data: SiteData) -> None:
    full, small = (picture(data, data.events, language("en"), small=few) for few in (False, True))
    assert pixels(small) == SIZE
    assert len(small) < 0.5 * len(full)
    assert small == picture(data, data.events, language("en"), small=True)


@needs_matplotlib
def test_what_articles_say_is_drawn_as_text_and_never_run() -> None:
    readings, events, _ = hostile_collection()
    extra = replace(events[0], title_en=r"$\frac{1}{0}$ \input{x} $x", title_ar="$$$")
    data = site_data(readings, [*events, extra], (), "$\\undefined{")
    for event in (*events, extra):
        assert pixels(picture(data, [event], language("en"), size=(400, 300))) == (400, 300)
    svg = picture(data, data.events, language("ar"), format="svg").decode()
    assert not re.search(r"<script|onload|onerror|javascript:|<image|href=\"(?!#)", svg)
    ET.fromstring(svg)


@needs_matplotlib
def test_events_without_a_place_still_make_a_picture(data: SiteData) -> None:
    unplaced = [event for event in data.events if event.place is None]
    assert pixels(picture(data, unplaced[:1], language("ar"))) == SIZE
    assert pixels(picture(data, [], language("ar"))) == SIZE


@needs_matplotlib
@pytest.mark.parametrize(("format", "size"), [("gif", SIZE), ("png", (399, 630)), ("png", (1200, 9000)), ("", SIZE)])
def test_other_formats_and_sizes_are_refused(data: SiteData, format: str, size: tuple[int, int]) -> None:
    with pytest.raises(ConfigError, match="png or svg"):
        picture(data, data.events, language("ar"), format=format, size=size)


@needs_matplotlib
def test_a_published_site_names_a_card_in_its_pages(data: SiteData) -> None:
    files = dict(site_files(data, PLACES, SiteInfo(version="0", base_url="https://example.org", cards=True)))
    for code in ("ar", "en"):
        assert pixels(files[f"data/card-{code}.png"]) == SIZE
        page = files[f"{code}/event/made-attack.html"].decode()
        assert f'property="og:image" content="https://example.org/data/card-{code}.png"' in page
    off = dict(site_files(data, PLACES, SiteInfo(version="0", cards=True)))
    assert not any("card-" in path for path in off)


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, data: SiteData) -> None:
    monkeypatch.setitem(importlib.import_module("sys").modules, "matplotlib", None)
    assert not can_draw()
    with pytest.raises(ConfigError, match=r"geomap\[pictures\]"):
        picture(data, data.events, language("ar"))


@pytest.mark.parametrize("place", [event.place for event in collection()[1] if event.place][:12])
def test_shapes_lie_where_their_places_are(place: object) -> None:
    from shapely import Point

    from geomap.records import Place

    assert isinstance(place, Place)
    found = unit_shape(place) if place.kind == "region" else country_shapes().get(place.country or "", ())
    if place.kind in ("city", "region", "country") and found:
        point = Point(mercator_x(place.lon), mercator_y(place.lat))
        assert min(shape.distance(point) for shape in found) < 0.001
