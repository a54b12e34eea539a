"""A corrected event's card and page tell whose word they rest on, and never run what that word says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from geomap.pages import write_site
from tests.browser.conftest import INFO, TITLE, Visitor
from tests.synthetic import PLACES, collection

pytestmark = pytest.mark.browser
SAID = "corrected by <b>Huda</b>, 2024-05-10: <img src=x onerror=alert(1)>"


@pytest.fixture
def corrected_site(tmp_path: Path) -> Path:
    readings, events, skipped = collection()
    corrected = [replace(event, corrected=(SAID,)) for event in events]
    write_site(readings, corrected, skipped, tmp_path / "site", title=TITLE, labels=PLACES, info=INFO)
    return tmp_path / "site"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "corrected by \u2068<b>Huda</b>\u2069 on"), ("ar", "صحّحه \u2068<b>Huda</b>\u2069")],
)
def test_card_and_page_tell_who_corrected_an_event(
    visit: Callable[..., Visitor], corrected_site: Path, language: str, words: str
) -> None:
    visitor = visit()
    page = visitor.open(corrected_site / language / "index.html")
    page.click("#list button >> nth=0")
    told = page.locator("#card .corrected")
    assert words in told.inner_text()
    assert told.locator("b, img").count() == 0
    page.locator("#card a.button").click()
    section = page.locator("section.corrected")
    assert words in section.inner_text()
    assert section.locator("b, img").count() == 0
    assert visitor.problems == []
