"""Pictures of the map: what they show, Arabic set right, the same bytes twice, no formula of an article run."""

from __future__ import annotations

import importlib
import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from geomap import picture as pictures
from geomap.errors import ConfigError
from geomap.messages import language
from geomap.outline_shapes import country_shapes, mercator_x, mercator_y, unit_shape
from geomap.pages import SiteInfo, site_files
from geomap.picture import SIZE, can_draw, picture
from geomap.picture_sheet import make_sheet
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
    assert {rgb(pictures.COLOURS[family]) for family in ("talks", "law", "people")} <= found
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

    fonts = make_sheet(data.events, language("ar"), SIZE).fonts
    assert isinstance(fonts[0], FontProperties)
    joined, apart = (TextPath((0, 0), text, size=40, prop=fonts[0]) for text in ("سيول", "س ي و ل"))
    assert joined.get_extents().width < 0.85 * apart.get_extents().width
    lines = (TextPath((0, 0), text, size=40, prop=fonts[0]).vertices for text in ("ا ححححح", "ححححح ا"))
    tall_right, tall_left = (points[points[:, 1].argmax()][0] for points in lines)
    assert tall_right > tall_left


@needs_matplotlib
def test_a_region_is_drawn_as_its_outline_and_no_country_as_a_sharp_dot(data: SiteData) -> None:
    (kursk,) = (event for event in data.events if event.place and event.place.id == KURSK.id and event.type == "attack")
    sheet = make_sheet([kursk], language("en"), SIZE)
    pictures._areas(sheet, [kursk])
    assert len(sheet.axes.collections) == 2
    assert not sheet.axes.patches
    bare = replace(kursk, place=replace(KURSK, id="geomap:nowhere"))
    pictures._areas(sheet, [bare])
    assert len(sheet.axes.patches) == 2


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
