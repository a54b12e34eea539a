"""Embeds of a site: which there are, and what oEmbed says of them."""

from __future__ import annotations

import json
import re

import pytest

from geomap.pages import SiteInfo, site_files
from geomap.sitedata import site_data
from tests.browser.hostile import hostile_collection
from tests.synthetic import PLACES, collection

BASE = "https://example.org/maps/"


@pytest.fixture(scope="module")
def published() -> dict[str, bytes]:
    return dict(site_files(site_data(*collection(), "خريطة"), PLACES, SiteInfo(version="0", base_url=BASE)))


def test_each_event_and_each_place_with_events_has_an_embed_in_both_languages(published: dict[str, bytes]) -> None:
    data = site_data(*collection(), "x")
    expected = {"map", *(f"event/{slug}" for slug in data.event_slugs.values())}
    expected |= {f"place/{data.place_slugs[notes.place.id]}" for notes in data.places if notes.events}
    for folder in ("embed/", "embed/en/"):
        own = {path for path in published if re.fullmatch(rf"{folder}(map|event/[^/]+|place/[^/]+)\.html", path)}
        assert own == {f"{folder}{name}.html" for name in expected}


def test_oembed_tells_the_frame_of_each_embed_and_each_page_tells_its_oembed(published: dict[str, bytes]) -> None:
    answers = {
        path: json.loads(text)
        for path, text in published.items()
        if path.startswith("embed/") and path.endswith(".json")
    }
    embeds = {path for path in published if path.startswith("embed/") and path.endswith(".html")}
    assert {path.removesuffix(".json") for path in answers} == {path.removesuffix(".html") for path in embeds}
    for answer in answers.values():
        assert (answer["version"], answer["type"]) == ("1.0", "rich")
        source = re.search(r'<iframe src="([^"]+)"', answer["html"])
        assert source is not None
        assert source[1].removeprefix(BASE) in embeds
        assert 0 < answer["width"] <= 1000
        assert answer["title"]
    linked = set()
    for path, text in published.items():
        for target in re.findall(rb'application/json\+oembed" href="([^"]+)"', text):
            assert path.startswith(("ar/", "en/"))
            linked.add(target.decode().removeprefix(BASE))
    assert linked == set(answers)


def test_without_an_address_there_is_no_oembed() -> None:
    paths = [path for path, _ in site_files(site_data(*collection(), "x"), (), SiteInfo(version="0"))]
    assert not [path for path in paths if path.startswith("embed/") and path.endswith(".json")]


def test_hostile_titles_cannot_leave_the_frame_that_oembed_gives() -> None:
    info = SiteInfo(version="0", base_url=BASE)
    for path, text in site_files(site_data(*hostile_collection(), "x"), (), info):
        if path.startswith("embed/") and path.endswith(".json"):
            assert re.fullmatch(r'<iframe src="[^"<>]+" title="[^"<>]*" [^<>]*></iframe>', json.loads(text)["html"])
