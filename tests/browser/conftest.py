"""A real browser for the site's tests: Chromium from GEOMAP_CHROMIUM or the path, the network cut.

The one without windows goes first: the pages are the same, and take half the time.

Without one the tests are skipped with a clear line; with GEOMAP_REQUIRE_BROWSER=1 they fail instead.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from geomap.pages import SiteInfo, write_site
from tests.browser.hostile import hostile_collection
from tests.synthetic import PLACES, collection

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Frame, Page

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TITLE = "خريطة الأحداث"
INFO = SiteInfo(version="0")
PATIENCE = 60  # seconds; a busy machine is no failure
WATCH = "window.hits = []; window.hit = (what) => window.hits.push(what);"
SETTINGS = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", "offline": True}
KEPT = 6
# With GEOMAP_SLOW_BROWSER=1 the processor is slow and what a page asks for late comes later: it shows
# what a test only finds where the machine is quick.
SLOW = os.environ.get("GEOMAP_SLOW_BROWSER") == "1"
LATE = """{
  const add = Node.prototype.appendChild;
  Node.prototype.appendChild = function (node) {
    if (node.localName === "script" && node.src) { setTimeout(() => add.call(this, node), 1500); return node; }
    return add.call(this, node);
  };
}"""


def _missing(reason: str) -> None:
    if os.environ.get("GEOMAP_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{reason}, and GEOMAP_REQUIRE_BROWSER=1 asks for the browser tests")
    pytest.skip(f"{reason}; the browser tests are skipped")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    executable = os.environ.get("GEOMAP_CHROMIUM") or next(
        (path for name in names if (path := shutil.which(name))), None
    )
    if executable is None:
        _missing("no Chromium was found (apt-get install chromium, or set GEOMAP_CHROMIUM)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright for Python is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic collection as a site on disk."""
    readings, events, skipped = collection()
    dest = tmp_path_factory.mktemp("browser") / "site"
    write_site(readings, events, skipped, dest, title=TITLE, labels=PLACES, info=INFO)
    return dest


@pytest.fixture(scope="session")
def landless_site(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic site for what is no picture: axe looks at no canvas."""
    return without_land(shutil.copytree(site, tmp_path_factory.mktemp("landless") / "site"))


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of articles that try to get out of their text."""
    readings, events, skipped = hostile_collection()
    dest = tmp_path_factory.mktemp("hostile") / "site"
    write_site(readings, events, skipped, dest, title="<script>hit('title')</script>{{7*7}}", labels=(), info=INFO)
    return without_land(dest)


def without_land(site: Path) -> Path:
    """The site with an empty base map: drawing it is half of the work of a page of which only the texts matter."""
    (site / "assets" / "basemap-data.js").write_text("", encoding="utf-8")
    return site


def until(page: Page | Frame, script: str) -> None:
    """Waits for a script to be true; the pages' policy keeps Playwright's own way of waiting out."""
    from playwright.sync_api import Error

    end, so = time.monotonic() + PATIENCE, False
    while not so:
        if time.monotonic() > end:
            pytest.fail(f"{script} did not come true")
        # The page may be just leading on or loading itself again.
        with suppress(Error):
            so = page.evaluate(script)
        if not so:
            page.wait_for_timeout(20)


# Asked by script: a selector would cost each page Playwright's engine.
READY = """document.readyState === "complete"
  && !document.querySelector("script[src$='/choose.js'], meta[http-equiv=refresh]")
  && (!document.querySelector(".folium-map") || "ready" in document.body.dataset)"""


def ready(page: Page | Frame) -> None:
    """Waits for a page's map, if it has one; a page that leads on is not the one to wait for."""
    until(page, READY)


def follow(page: Page, selector: str) -> None:
    """Click what leads to another page and wait for that one."""
    with page.expect_navigation():
        page.click(selector)
    ready(page)


def violations(page: Page, **options: object) -> list[str]:
    """What axe finds wrong with a page, which must be open to strange scripts (`bypass_csp`)."""
    from axe_playwright_python.sync_playwright import Axe

    found: list[Any] = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [f"{one['id']} {len(one['nodes'])}× {one['nodes'][0]['html'][:200]}" for one in found]


class Visitor:
    """A new page that keeps what went wrong on it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        if SLOW:
            self.page.add_init_script(LATE)
            context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda m: self.problems.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.problems.append(error.message))
        self.page.on("dialog", lambda dialog: (self.problems.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, file: Path, tail: str = "") -> Page:
        """Open a page from disk and wait for its map, if it has one, and for the words of its events."""
        self.page.goto(file.as_uri() + tail)
        ready(self.page)
        until(self.page, "!window.geomap?.page?.store || geomap.page.store.full")
        return self.page


class Rooms:
    """Contexts that are lent to one test after another.

    A new one costs a process of the browser, which compiles the scripts and looks for fonts anew: as much as two pages.
    A page that stays open in each keeps its process. What a test leaves is cleared: pages, routes, what was stored.
    """

    def __init__(self, browser: Browser, blank: Path) -> None:
        self.browser = browser
        self.blank = blank
        self.free: list[tuple[str, BrowserContext]] = []

    def take(self, settings: dict[str, object]) -> BrowserContext:
        """A context of these settings that no other visitor has."""
        key = repr(sorted(settings.items()))
        for number, (other, context) in enumerate(self.free):
            if other == key:
                del self.free[number]
                return context
        context = self.browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE * 1000)
        context.new_page().goto(self.blank.as_uri())
        return context

    def give_back(self, context: BrowserContext, settings: dict[str, object], urls: list[str]) -> None:
        """Clear a context of what was done in it on these addresses; the longest unused makes room."""
        keeper, *pages = context.pages
        for page in pages:
            page.close()
        context.unroute_all(behavior="ignoreErrors")
        context.set_offline(bool(settings.get("offline")))
        client = context.new_cdp_session(keeper)
        for scheme, host in {urlsplit(url)[:2] for url in urls}:
            if scheme in ("file", "http"):
                told = {"origin": f"{scheme}://{host}", "storageTypes": "all"}
                client.send("Storage.clearDataForOrigin", told)
        client.detach()
        self.free.append((repr(sorted(settings.items())), context))
        if len(self.free) > KEPT:
            self.free.pop(0)[1].close()


@pytest.fixture(scope="session")
def rooms(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Rooms:
    """The worker's contexts."""
    blank = tmp_path_factory.mktemp("blank") / "blank.html"
    blank.write_text("<!doctype html><title>blank</title>", encoding="utf-8")
    return Rooms(browser, blank)


@pytest.fixture
def visit(rooms: Rooms) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors that know nothing of each other: `visit(width=…, …)`, by themselves with the network cut.

    `alone=True` gives one a context that is closed afterwards, for what cannot be undone in it, like another clock.
    """
    visitors: list[tuple[Visitor, dict[str, object], bool]] = []

    def make(*, alone: bool = False, **options: object) -> Visitor:
        settings = {**SETTINGS, **options}
        visitor = Visitor(rooms.take(settings))
        visitors.append((visitor, settings, alone))
        return visitor

    yield make
    for visitor, settings, alone in visitors:
        if alone:
            visitor.context.close()
        else:
            rooms.give_back(visitor.context, settings, visitor.requests)
