"""Journeys in a real browser: lines with a direction, only where an event is chosen, dashed where planned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geomap.pages import write_site
from geomap.records import Event, Stop
from tests.browser.conftest import INFO, TITLE
from tests.synthetic import CAIRO, COSMODROME, PLACES, PYONGYANG, RUSSIA, VLADIVOSTOK, collection

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
WAY = "وصول الوفد إلى فلاديفوستوك"


@pytest.fixture(scope="module")
def travelled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The synthetic site, a movement with a way in it, and that event's id."""
    readings, events, skipped = collection()
    route = (Stop(PYONGYANG, "origin"), Stop(COSMODROME, "via"), Stop(VLADIVOSTOK, "destination"))
    moved: list[Event] = [replace(e, route=route) if e.title_ar == WAY else e for e in events]
    dest = tmp_path_factory.mktemp("journeys") / "site"
    write_site(readings, moved, skipped, dest, title=TITLE, labels=PLACES, info=INFO)
    return dest, next(e.id for e in moved if e.route)


def test_the_map_of_a_country_event_shows_its_whole_journey(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    readings, events, skipped = collection()
    route = (Stop(PYONGYANG, "origin"), Stop(CAIRO, "via"), Stop(RUSSIA, "destination"))
    event = next(e for e in events if e.place_precision == "country" and e.place == RUSSIA)
    moved = [replace(e, route=route, type="visit", status="happened") if e.id == event.id else e for e in events]
    write_site(readings, moved, skipped, tmp_path / "site", title=TITLE, labels=PLACES, info=INFO)
    page = visit().open(tmp_path / "site" / "en" / "event" / f"{event.id}.html")
    for stop in (PYONGYANG, CAIRO, RUSSIA):
        assert page.evaluate("([lat, lon]) => geomap.map.getBounds().contains([lat, lon])", [stop.lat, stop.lon])
    assert page.evaluate("geomap.page.layer.wayPoints(0).length") >= 2


def legs(page: Page) -> int:
    """How many legs the layer draws in each copy of the world in view."""
    return int(
        page.evaluate(
            "(() => { const { layer: l, store: s } = geomap.page; let n = 0; const own = l.wayPoints;"
            " l.wayPoints = function (k) { const w = own.call(l, k); n += w.length - 1; return w; };"
            " l.redraw(); l.wayPoints = own; return n / l.copies(l.canvas.clientWidth).length; })()"
        )
    )


def accent(page: Page) -> int:
    """How many pixels of the event canvas have the colour of chosen things."""
    return int(
        page.evaluate(
            "(() => { const c = document.querySelector('.event-canvas');"
            " const x = document.createElement('canvas').getContext('2d');"
            " x.fillStyle = geomap.css('--accent'); x.fillRect(0, 0, 1, 1); const a = x.getImageData(0, 0, 1, 1).data;"
            " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;"
            " for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 250 && Math.abs(d[i] - a[0])"
            " + Math.abs(d[i + 1] - a[1]) + Math.abs(d[i + 2] - a[2]) < 12) n++; return n; })()"
        )
    )


def test_the_way_of_the_chosen_event_is_drawn_and_goes_when_it_is_let_go(
    visit: Callable[..., Visitor], travelled: tuple[Path, str]
) -> None:
    site, event = travelled
    visitor = visit()
    page = visitor.open(site / "ar" / "index.html", "#4/46/130")
    assert legs(page) == 0
    plain = accent(page)
    page.evaluate("geomap.page.choose(geomap.page.store.index('" + event + "'), { push: true })")
    assert legs(page) == 2
    assert accent(page) > plain + 300
    page.keyboard.press("Escape")
    assert legs(page) == 0
    # The row that was chosen keeps the focus, and its event a ring.
    assert accent(page) < plain + 300
    assert "الرحلات" in page.inner_text(".panel-foot")
    assert [one for one in visitor.problems if "readback" not in one] == []


def test_the_event_s_own_page_shows_the_whole_way_and_names_its_stops(
    visit: Callable[..., Visitor], travelled: tuple[Path, str]
) -> None:
    site, _ = travelled
    slug = next(p for p in (site / "ar" / "event").glob("*.html") if "الرحلة</dt>" in p.read_text(encoding="utf-8"))
    visitor = visit()
    page = visitor.open(slug)
    assert legs(page) == 2
    facts = page.inner_text("dl.facts")
    assert facts.index("بيونغ يانغ") < facts.index("قاعدة فوستوتشني") < facts.rindex("فلاديفوستوك")
    inside = page.evaluate(
        "geomap.page.store.paths[0].every(([lat, lon]) => geomap.map.getBounds().contains([lat, lon]))"
    )
    assert inside
    assert [one for one in visitor.problems if "readback" not in one] == []


def test_a_planned_leg_is_dashed(visit: Callable[..., Visitor], travelled: tuple[Path, str]) -> None:
    site, event = travelled
    page = visit().open(site / "en" / "index.html", "#4/46/130")
    page.evaluate("geomap.page.choose(geomap.page.store.index('" + event + "'), { push: true })")
    whole = accent(page)
    page.evaluate(
        "(() => { geomap.page.store.paths[0].forEach((stop) => { stop[2] = 1; }); geomap.page.layer.redraw(); })()"
    )
    assert accent(page) < whole * 0.9
