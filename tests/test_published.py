"""A site whose address is known: canonical links, sitemap and the page for addresses that don't exist."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

from geomap.messages import LANGUAGES, language
from geomap.pages import SiteInfo, site_files
from geomap.sitedata import site_data
from geomap.sitemap import sitemap_files
from geomap.sitewriter import write_files
from tests.browser.hostile import hostile_collection
from tests.synthetic import PLACES, collection
from tests.test_pages import Links, pages

BASE = "https://example.org/maps/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def built(told: tuple[list, list, list], base_url: str | None) -> dict[str, bytes]:  # type: ignore[type-arg]
    return dict(site_files(site_data(*told, "خريطة"), PLACES, SiteInfo(version="0", base_url=base_url)))


@pytest.fixture(scope="module")
def published() -> dict[str, bytes]:
    return built(collection(), BASE.rstrip("/"))


def locations(text: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(text).iter(f"{SITEMAP}loc")]


def test_every_page_is_valid_and_every_link_leads_to_a_page(published: dict[str, bytes]) -> None:
    for path, text in pages(published):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.parse(text)
        assert parser.errors == [], path
        links = Links()
        links.feed(text)
        for target in links.links + links.loaded:
            if target.startswith("/"):
                target = "https://example.org" + target
            if target.startswith("http"):
                found = target.removeprefix(BASE)
                assert found in published or target in links.links, f"{path} points to {target}"
            elif plain := unquote(urlsplit(target).path):
                found = os.path.normpath(os.path.join(os.path.dirname(path), plain))
                assert found in published, f"{path} points to {target}"


def test_each_page_names_its_own_address_and_that_of_the_other_language(published: dict[str, bytes]) -> None:
    for path, text in pages(published):
        if path.split("/")[0] not in LANGUAGES:
            continue
        assert re.findall(r'<link rel="canonical" href="([^"]*)">', text) == [BASE + path]
        below = path.split("/", 1)[1]
        others = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]*)">', text)
        assert others == [(code, f"{BASE}{code}/{below}") for code in LANGUAGES]
    event = published["embed/event/made-attack.html"].decode()
    assert f'<link rel="canonical" href="{BASE}ar/event/made-attack.html">' in event


def test_without_an_address_nothing_names_one() -> None:
    files = built(collection(), None)
    assert not [path for path in files if path.startswith(("sitemap", "en/feed"))]
    assert not [path for path, text in pages(files) if "canonical" in text]


@pytest.mark.parametrize("told", [collection(), hostile_collection()], ids=["every type", "hostile"])
def test_the_sitemap_lists_the_pages_of_every_language_and_nothing_else(told: tuple[list, list, list]) -> None:  # type: ignore[type-arg]
    files = built(told, BASE)
    listed = locations(files["sitemap.xml"])
    assert len(set(listed)) == len(listed)
    told_of = {path for path, _ in pages(files) if path.split("/")[0] in LANGUAGES}
    # Pages to work with are not to be found.
    assert set(listed) == {BASE + path for path in told_of - {f"{code}/review.html" for code in LANGUAGES}}


def test_a_long_sitemap_is_split_into_files_of_no_more_than_the_protocol_allows() -> None:
    paths = [f"en/event/{number}.html" for number in range(7)]
    files = dict(sitemap_files(paths, BASE, length=3))
    assert locations(files["sitemap.xml"].encode()) == [f"{BASE}sitemap-{number}.xml" for number in (1, 2, 3)]
    assert [url for n in (1, 2, 3) for url in locations(files[f"sitemap-{n}.xml"].encode())] == [
        BASE + p for p in paths
    ]
    assert list(dict(sitemap_files(paths, BASE, length=7))) == ["sitemap.xml"]
    assert "&amp;" in dict(sitemap_files(["a.html"], "https://example.org/a&b/"))["sitemap.xml"]


@pytest.mark.parametrize(
    ("base_url", "links"),
    [
        (None, []),
        ("https://example.org", ["/ar/index.html", "/ar/events.html", "/en/index.html", "/en/events.html"]),
        (BASE, ["/maps/ar/index.html", "/maps/ar/events.html", "/maps/en/index.html", "/maps/en/events.html"]),
    ],
)
def test_the_page_for_what_is_not_there_works_at_any_depth_in_both_languages(
    base_url: str | None, links: list[str]
) -> None:
    text = built(collection(), base_url)["404.html"].decode()
    found = Links()
    found.feed(text)
    assert (found.links, found.loaded, found.inline) == (links, [], [])
    for code in LANGUAGES:
        assert language(code).text("Page not found") in text
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in text


def test_a_page_for_what_is_not_there_that_the_owner_wrote_stays(tmp_path: Path) -> None:
    write_files([("index.html", b"1")], tmp_path)
    (tmp_path / "404.html").write_bytes(b"the owner's")
    for content in (b"2", b"3"):
        write_files([("index.html", content), ("404.html", b"geomap's")], tmp_path)
        assert (tmp_path / "404.html").read_bytes() == b"the owner's"
        assert (tmp_path / "index.html").read_bytes() == content
    write_files([("index.html", b"1"), ("404.html", b"geomap's")], tmp_path / "new")
    write_files([("index.html", b"1"), ("404.html", b"geomap's newer")], tmp_path / "new")
    assert (tmp_path / "new" / "404.html").read_bytes() == b"geomap's newer"
