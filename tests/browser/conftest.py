"""A real browser for the site's tests: Chromium from GEOMAP_CHROMIUM or the path, the network cut.

Without one the tests are skipped with a clear line; with GEOMAP_REQUIRE_BROWSER=1 they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geomap.pages import SiteInfo, write_site
from tests.browser.hostile import hostile_collection
from tests.synthetic import PLACES, collection

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Frame, Page

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TITLE = "خريطة الأحداث"
INFO = SiteInfo(version="0")


def _missing(reason: str) -> None:
    if os.environ.get("GEOMAP_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{reason}, and GEOMAP_REQUIRE_BROWSER=1 asks for the browser tests")
    pytest.skip(f"{reason}; the browser tests are skipped")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    names = ("chromium", "chromium-browser", "google-chrome")
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
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of articles that try to get out of their text."""
    readings, events, skipped = hostile_collection()
    dest = tmp_path_factory.mktemp("hostile") / "site"
    write_site(readings, events, skipped, dest, title="<script>hit('title')</script>{{7*7}}", labels=(), info=INFO)
    return dest


def until(page: Page | Frame, script: str) -> None:
    """Waits for a script to be true; the pages' policy keeps Playwright's own way of waiting out."""
    for _ in range(120):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{script} did not come true")


class Visitor:
    """A page in a context of its own that keeps what went wrong on it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda m: self.problems.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.problems.append(error.message))
        self.page.on("dialog", lambda dialog: (self.problems.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, file: Path, tail: str = "") -> Page:
        """Open a page from disk and wait for its map, if it has one, and for the words of its events."""
        self.page.goto(file.as_uri() + tail)
        if self.page.locator(".folium-map").count():
            self.page.wait_for_selector("body[data-ready]", state="attached")
            until(self.page, "!geomap.page?.store || geomap.page.store.full")
        return self.page


@pytest.fixture
def visit(browser: Browser) -> Iterator[type[Visitor]]:
    """Makes visitors: `visit(width=…, …)`, the network cut, their contexts closed afterwards."""
    contexts = []

    def make(**options: object) -> Visitor:
        settings = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options}
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_offline(True)
        context.set_default_timeout(6000)
        contexts.append(context)
        return Visitor(context)

    yield make  # type: ignore[misc]
    for context in contexts:
        context.close()
