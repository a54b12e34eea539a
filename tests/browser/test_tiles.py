"""Online tiles in a real browser: asked for only over http and only when switched on, the base map beneath them."""

from __future__ import annotations

import functools
import http.server
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geomap.pages import write_site
from geomap.tiles import tile_source
from tests.browser.conftest import INFO, TITLE, ready, until, violations
from tests.synthetic import PLACES, collection

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

    from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
SERVICE = "https://tile.openstreetmap.org/"


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


# A red pixel, which the site's own colours hold nowhere.
TILE = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
    + _chunk(b"IEND", b"")
)


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Tests print nothing."""


@pytest.fixture(scope="module")
def tiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dest = tmp_path_factory.mktemp("tiled") / "site"
    readings, events, skipped = collection()
    info = replace(INFO, tiles=tile_source("OpenStreetMap.Mapnik"))
    write_site(readings, events, skipped, dest, title=TITLE, labels=PLACES, info=info)
    return dest


@pytest.fixture(scope="module")
def served(tiled: Path) -> Iterator[str]:
    """The site's address on a server of this machine."""
    handler = functools.partial(_Silent, directory=str(tiled))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class Service:
    """Stands in for the whole network: gives tiles or none, lets the local server through, keeps who asked for what."""

    def __init__(self, visitor: Visitor, local: str, answers: bool = True) -> None:
        self.answers = answers
        self.asked: list[Request] = []
        self.local = local
        visitor.context.set_offline(False)
        visitor.context.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        if route.request.url.startswith((self.local, "file:", "data:")):
            route.continue_()
            return
        self.asked.append(route.request)
        if self.answers and route.request.url.startswith(SERVICE):
            route.fulfill(content_type="image/png", body=TILE)
        else:
            route.abort()


def opened(visitor: Visitor, url: str) -> Page:
    visitor.page.goto(url)
    ready(visitor.page)
    return visitor.page


PAGES = ["ar/index.html", "en/index.html", "en/event/made-attack.html", "embed/map.html"]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_asked_until_a_reader_switches_the_tiles_on_and_then_the_service_alone(
    visit: Callable[..., Visitor], served: str, path: str
) -> None:
    visitor = visit()
    service = Service(visitor, served)
    page = opened(visitor, served + path)
    page.wait_for_timeout(200)
    assert service.asked == []
    assert page.locator(".tiles-switch button").count() == 2
    page.click(".tiles-switch button >> nth=1")
    until(page, "geomap.covered === true")
    assert service.asked
    assert all(request.url.startswith(SERVICE) for request in service.asked)
    # The service is told which site asks, not which page of it.
    assert {request.headers.get("referer") for request in service.asked} == {served}
    credit = page.locator(".tiles-credit")
    assert credit.inner_text().startswith("© OpenStreetMap contributors")
    assert credit.locator("a").get_attribute("href") == "https://www.openstreetmap.org/copyright"
    assert visitor.problems == []
    asked = len(service.asked)
    page.click(".tiles-switch button >> nth=0")
    page.evaluate("geomap.map.panBy([300, 200], { animate: false })")
    page.wait_for_timeout(200)
    assert len(service.asked) == asked
    assert not credit.is_visible()


def test_the_choice_is_kept_for_the_next_page_and_lets_the_reader_come_nearer(
    visit: Callable[..., Visitor], served: str
) -> None:
    visitor = visit()
    service = Service(visitor, served)
    page = opened(visitor, served + "en/index.html")
    page.click(".tiles-switch button >> nth=1")
    assert page.evaluate("geomap.map.getMaxZoom()") == 15
    until(page, "geomap.covered === true")
    service.asked.clear()
    opened(visitor, served + "ar/index.html#14/37.567/126.978")
    until(page, "geomap.covered === true")
    assert service.asked
    assert page.evaluate("geomap.map.getZoom()") == 14
    page.click(".tiles-switch button >> nth=0")
    until(page, "geomap.map.getZoom() === 12")
    assert page.evaluate("geomap.map.getMaxZoom()") == 12


def test_where_the_service_does_not_answer_the_base_map_and_its_names_stay(
    visit: Callable[..., Visitor], served: str
) -> None:
    visitor = visit()
    service = Service(visitor, served, answers=False)
    page = opened(visitor, served + "en/index.html")
    page.click(".tiles-switch button >> nth=1")
    until(page, "document.querySelector('.tiles-trouble').textContent")
    assert "offline" in page.inner_text(".tiles-trouble")
    assert not page.evaluate("Boolean(geomap.covered)")
    assert page.locator(".online-tiles .leaflet-tile-loaded").count() == 0
    service.answers = True
    page.evaluate("geomap.map.setZoom(5, { animate: false })")
    until(page, "geomap.covered === true")
    assert page.inner_text(".tiles-trouble") == ""


@pytest.mark.parametrize("path", PAGES)
def test_from_disk_there_is_no_switch_and_nothing_is_asked_though_it_was_chosen_before(
    visit: Callable[..., Visitor], tiled: Path, path: str
) -> None:
    visitor = visit()
    service = Service(visitor, "file:")
    page = visitor.open(tiled / path)
    page.evaluate("geomap.keep('tiles', geomap.data.tiles.url)")
    page.reload()
    ready(page)
    page.wait_for_timeout(200)
    assert page.locator(".tiles-switch").count() == 0
    assert service.asked == []
    assert visitor.problems == []


def test_the_policy_lets_no_page_ask_another_service(visit: Callable[..., Visitor], served: str) -> None:
    visitor = visit()
    service = Service(visitor, served)
    page = opened(visitor, served + "en/index.html")
    page.evaluate(
        "new Promise((done) => { const image = new Image(); image.onload = image.onerror = done;"
        " image.src = 'https://example.org/1.png'; })"
    )
    assert service.asked == []
    assert any("Content Security Policy" in problem for problem in visitor.problems)


def test_the_switch_passes_the_checks_of_access(visit: Callable[..., Visitor], served: str) -> None:
    # The pages' own policy would keep axe's script out.
    visitor = visit(bypass_csp=True)
    Service(visitor, served)
    found = []
    for path in ("ar/index.html", "en/event/made-attack.html"):
        page = opened(visitor, served + path)
        page.click(".tiles-switch button >> nth=1")
        until(page, "geomap.covered === true")
        found += [f"{path}: {one}" for one in violations(page)]
    assert found == []
