"""What a notebook shows, in a real browser with the network cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geomap.config import Config
from geomap.pipeline import BuildResult
from tests.browser.conftest import WATCH, ready, until
from tests.browser.hostile import hostile_collection
from tests.synthetic import collection

if TYPE_CHECKING:
    from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def cell(folder: Path, outputs: list[str]) -> Path:
    """A page like a notebook's, with the outputs as cells of it."""
    cells = "\n".join(f'<div class="output">{output}</div>' for output in outputs)
    (folder / "host.html").write_text(f"<!doctype html><meta charset=utf-8><title>n</title>{cells}", encoding="utf-8")
    return folder / "host.html"


def test_a_build_and_a_reading_draw_their_maps_in_a_host_page(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    readings, events, _ = collection()
    reading = next(one for one in readings if any(event.place for event in one.events))
    built = BuildResult(tmp_path, tuple(events), len(readings), 0, _load=lambda: readings)
    visitor = visit()
    page = visitor.page
    page.goto(cell(tmp_path, [built._repr_html_(), reading._repr_html_()]).as_uri())
    whole, one = page.frames[1:]
    for number, frame in enumerate((whole, one)):
        page.locator("iframe").nth(number).scroll_into_view_if_needed()  # what nobody sees is not drawn
        ready(frame)
        until(frame, "geomap.page.layer.drawn.length >= 1")
    placed = [event for event in events if event.place]
    assert whole.evaluate("geomap.page.store.count") == len(placed)
    whole.evaluate("geomap.page.layer.fire('pick', { members: [0] })")
    assert whole.locator("#card blockquote").count() >= 1
    assert [url for url in visitor.requests if not url.startswith(("file:", "about:", "data:"))] == []
    assert visitor.problems == []


def test_hostile_articles_stay_text_in_the_frame_and_the_notebook(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    readings, events, _ = hostile_collection()
    config = Config(title="\"><script>hit('title')</script>{{7*7}}", language="en")
    built = BuildResult(tmp_path, tuple(events), len(readings), 0, _load=lambda: readings, _config=config)
    visitor = visit()
    visitor.page.add_init_script(WATCH)
    visitor.page.goto(cell(tmp_path, [built._repr_html_()]).as_uri())
    frame = visitor.page.frames[1]
    ready(frame)
    for i in range(0, frame.evaluate("geomap.page.store.count"), 6):
        frame.evaluate(f"geomap.page.layer.fire('pick', {{ members: [{i}] }})")
    assert frame.evaluate("window.hits") == visitor.page.evaluate("window.hits") == []
    assert visitor.page.locator("body > *").count() == visitor.page.locator("div.output").count() == 1
    assert visitor.page.locator("div.output > *").count() == 1
    assert visitor.problems == []
