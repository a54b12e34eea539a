"""Who comes by phone, in the dark, with a keyboard, on paper or with the system's own colours; and what strangers send.

Every kind of page, with what opens on it open.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import html5lib
import pytest

from geomap.departed import Departed
from geomap.embeds import embed_html
from geomap.pages import write_site
from geomap.selecting import Selection
from geomap.sitedata import slug
from tests.browser.conftest import INFO, TITLE, WATCH, follow, ready, until, violations, without_land
from tests.browser.hostile import PAYLOADS, hostile_collection
from tests.browser.test_map import PHONE
from tests.browser.test_other_pages import KINDS, plain, text_of, traces
from tests.synthetic import PLACES, collection

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
MORE = ("en/event/gone-one.html", "ar/event/gone-two.html", "embed/event/gone-one.html", "one.html")
# What is pressed, and what is seen then; the Escape key closes it or leaves it.
OPEN = {
    "the embed dialog": (("[data-embed]",), "#embed-dialog textarea"),
    "a card": (("#list li button",), "#card blockquote"),
    "all filters": (("#filters summary", "#unplaced summary"), "#unplaced-list li"),
}


def _odd_site(dest: Path, texts: tuple[str, ...], hostile: bool) -> Path:
    """A site with pages of events that are gone, titled by `texts`, and the whole map as one file beside it."""
    readings, events, skipped = hostile_collection() if hostile else collection()
    names = range(len(texts)) if hostile else ("one", "two")
    gone = tuple(
        Departed(f"gone-{name}", text, text, events[0].id if at % 2 else None)
        for at, (name, text) in enumerate(zip(names, texts, strict=True))
    )
    write_site(readings, events, skipped, dest, title=TITLE, labels=PLACES, info=INFO, departed=gone)
    title = texts[0] if hostile else TITLE
    (dest / "one.html").write_text(embed_html(readings, events, title=title, info=INFO), encoding="utf-8")
    return without_land(dest) if hostile else dest


@pytest.fixture(scope="module")
def whole_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _odd_site(tmp_path_factory.mktemp("whole") / "site", ("Arrival in Vladivostok", "لقاء: سيول"), False)


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _odd_site(tmp_path_factory.mktemp("odd") / "site", PAYLOADS, True)


# Beside the rules that axe checks by itself: nothing to press is smaller than 24 pixels.
SIZES = {"target-size": {"enabled": True}}


@pytest.mark.parametrize("part", [0, 1])
def test_axe_finds_no_violation_on_a_phone_on_any_kind_of_page(
    visit: Callable[..., Visitor], whole_site: Path, tmp_path: Path, part: int
) -> None:
    site = without_land(shutil.copytree(whole_site, tmp_path / "site"))
    visitor = visit(**PHONE, color_scheme="light", bypass_csp=True)
    found = []
    for number, kind in enumerate(KINDS + MORE):
        if number % 2 == part:
            visitor.page.emulate_media(color_scheme="light")
            page = visitor.open(site / kind)
            found += [f"{kind}: {one}" for one in violations(page, rules=SIZES)]
            if number % 3 == 2 or kind in MORE:
                page.emulate_media(color_scheme="dark")
                found += [f"{kind}, dark: {one}" for one in violations(page, rules=SIZES)]
    assert found == []


@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_axe_finds_no_violation_with_what_opens_on_the_map_open(
    visit: Callable[..., Visitor], landless_site: Path, language: str, size: dict[str, Any]
) -> None:
    visitor = visit(**size, color_scheme="dark", bypass_csp=True)
    page = visitor.open(landless_site / language / "index.html")
    for what, (selectors, seen) in OPEN.items():
        for selector in selectors:
            page.locator(selector).first.click()
        page.locator(seen).first.wait_for()
        assert violations(page, rules=SIZES) == [], what
        page.keyboard.press("Escape")


@pytest.mark.parametrize("options", [{}, {**PHONE, "color_scheme": "dark"}], ids=["wide", "phone, dark"])
def test_every_kind_of_page_is_silent_and_nothing_sticks_out(
    visit: Callable[..., Visitor], whole_site: Path, options: dict[str, Any]
) -> None:
    visitor = visit(**options)
    for kind in KINDS + MORE:
        page = visitor.open(whole_site / kind)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
        assert visitor.problems == [], kind
    assert all(url.startswith(("file:", "data:")) for url in visitor.requests)


def test_pages_of_gone_events_and_the_one_file_are_valid_html(whole_site: Path, odd_site: Path) -> None:
    hostile = [f"{code}/event/gone-{number}.html" for code in ("ar", "en") for number in range(0, len(PAYLOADS), 7)]
    for file in [whole_site / kind for kind in MORE] + [odd_site / kind for kind in (*hostile, "one.html")]:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.parse(file.read_text(encoding="utf-8"))
        assert [(error, details) for _, error, details in parser.errors] == [], file.name


def test_on_a_phone_what_is_pressed_most_has_room_for_a_finger(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit(**PHONE).open(site / "ar" / "index.html")
    page.locator("#list button").first.tap()
    page.wait_for_selector("#card blockquote")
    main = ".tool, #time .icon, .close, .presets .chip, #q, .leaflet-bar a, .bar nav a, #card .button, #card .quiet"
    small = page.evaluate(
        "(own) => [...document.querySelectorAll(own)].map((e) => [e.className || e.id, e.getBoundingClientRect()])"
        ".filter(([, b]) => b.width && (b.height < 43.9 || b.width < 34))"
        ".map(([name, b]) => [name, b.width, b.height])",
        main,
    )
    assert small == []


def test_the_map_keeps_to_its_zooms_and_the_key_hides_no_mark(visit: Callable[..., Visitor], site: Path) -> None:
    for language in ("ar", "en"):
        page = visit().open(site / language / "index.html")
        assert page.evaluate("[geomap.map.getMinZoom(), geomap.map.getMaxZoom()]") == [1, 12]
        hidden = page.evaluate(
            "(() => { const l = geomap.page.layer, k = geomap.byId('legend'); return l.drawn.filter((s) => {"
            " const x = s.x - l.pad.x - k.offsetLeft, y = s.y - l.pad.y - k.offsetTop;"
            " return x > 0 && y > 0 && x < k.offsetWidth && y < k.offsetHeight; }).length; })()"
        )
        assert hidden == 0
    page = visit().open(site / "en" / "index.html", "#40/37/127")
    assert page.evaluate("geomap.map.getZoom()") == 12


def test_a_finger_drawn_over_the_bars_brushes_a_span(visit: Callable[..., Visitor], site: Path) -> None:
    visitor = visit(**PHONE)
    page = visitor.open(site / "ar" / "index.html")
    box = page.locator(".brush").bounding_box()
    assert box is not None
    client = visitor.context.new_cdp_session(page)

    def touch(kind: str, *xs: float) -> None:
        points = [{"x": x, "y": box["y"] + 12} for x in xs]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", box["x"] + 60)
    for step in range(1, 6):
        touch("touchMove", box["x"] + 60 + 12 * step)
    touch("touchEnd")
    until(page, "geomap.page.filter.from !== null")
    assert "from=" in page.url
    assert page.evaluate("scrollY") == 0
    assert visitor.problems == []


def test_play_walks_through_time_and_stops_at_its_end(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit(alone=True).open(site / "en" / "index.html")
    page.clock.install()
    page.click("#time .icon")
    seen = []
    for _ in range(60):
        page.clock.run_for(700)
        seen.append(page.evaluate("geomap.page.filter.from"))
        if page.locator("#time .icon").get_attribute("aria-pressed") == "false":
            break
    moving = [day for day in seen if day is not None]
    assert len(set(moving)) > 3
    assert moving == sorted(moving)
    assert page.locator("#time .icon").get_attribute("aria-pressed") == "false"
    assert page.locator("#time .icon").get_attribute("aria-label") == "Play"


def test_the_strip_has_ticks_at_starts_of_the_calendar_that_do_not_touch(
    visit: Callable[..., Visitor], site: Path
) -> None:
    for size in ({}, PHONE, {"viewport": {"width": 2560, "height": 1440}}):
        page = visit(**size).open(site / "en" / "index.html")
        ticks = page.evaluate(
            "[...document.querySelectorAll('.tick')].map((t) => [t.textContent, t.getBBox().x, t.getBBox().width])"
        )
        assert len(ticks) > 1
        assert all(x + width < other for (_, x, width), (_, other, _) in pairwise(ticks))
        assert all(re.fullmatch("([A-Z][a-z]{2} )?202[23]", text) for text, _, _ in ticks)


def test_nothing_moves_for_who_asks_for_less_motion(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit(reduced_motion="reduce").open(site / "en" / "index.html", "#3/45/100")
    page.click("#list li button")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate(
        "geomap.map._animatingZoom || Boolean(geomap.map._panAnim && geomap.map._panAnim._inProgress)"
    ) in (
        None,
        False,
    )
    durations = page.evaluate(
        "[...document.querySelectorAll('.row, .chip')].map((e) => getComputedStyle(e).transitionDuration)"
    )
    assert set(durations) == {"0s"}


def test_what_is_pressed_shows_in_the_systems_own_colours(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit(forced_colors="active").open(site / "en" / "index.html")
    page.click("#families [data-value=people]")
    colour = "(e) => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    pressed = page.locator("#families [aria-pressed=true]").first.evaluate(colour)
    plain_one = page.locator("#families [aria-pressed=false]").first.evaluate(colour)
    assert pressed[0] != plain_one[0]
    assert pressed[1] != pressed[0]


def test_a_dark_site_is_printed_on_white_paper_with_its_sources(visit: Callable[..., Visitor], site: Path) -> None:
    visitor = visit(color_scheme="dark")
    page = visitor.open(site / "en" / "index.html", "?theme=dark")
    address = page.url
    before = page.evaluate("[geomap.map.getZoom(), geomap.map.getCenter().lat]")
    page.emulate_media(media="print")
    until(page, "geomap.css('--sea') === '#fff'")
    assert "Example Times" in page.inner_text("#print-sources")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#print-sources").is_visible()
    marks = page.evaluate("geomap.page.layer.drawn.length")
    assert marks > 3
    page.emulate_media(media="screen")
    until(page, "geomap.css('--sea') !== '#fff'")
    assert page.evaluate("[geomap.map.getZoom(), geomap.map.getCenter().lat]") == [
        before[0],
        pytest.approx(before[1], abs=0.5),
    ]
    assert page.url == address
    assert visitor.problems == []


def test_focus_is_seen_on_everything_that_the_tab_key_reaches(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "ar" / "index.html")
    for _ in range(25):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.outerHTML.slice(0, 90), s.outlineStyle, parseFloat(s.outlineWidth)]; })()"
        )
        assert told[1] != "none" and told[2] >= 2, told[0]  # noqa: PT018


def test_hostile_titles_of_gone_events_stay_text(visit: Callable[..., Visitor], odd_site: Path) -> None:
    visitor = visit()
    visitor.page.add_init_script(WATCH)
    page = visitor.page
    led_on: list[str] = []

    def stay(route: Route) -> None:
        """An answer without content: the page that leads on stays, to be looked at."""
        led_on.append(route.request.url)
        route.fulfill(status=204)

    for number, payload in enumerate(PAYLOADS):
        # Every other one became part of an event, whose page its address leads to: the last of them really.
        joined, last = number % 2 == 1, number >= len(PAYLOADS) - 2
        page.unroute_all()
        if joined and not last:
            page.route(lambda url: "/event/" in url and "gone-" not in url, stay)
        page.goto((odd_site / ("ar", "en")[number % 2] / "event" / f"gone-{number}.html").as_uri())
        if joined and last:
            page.wait_for_url(lambda url: "gone-" not in url)
            ready(page)
        else:
            assert plain(text_of(page, "h1")) == plain(payload)
        # What it stayed on has its own way on, and nothing else.
        assert traces(page) == (1 if joined and not last else 0)
        if number % 12 == 2:
            follow(page, "main p a >> nth=0")
            assert traces(page) == 0
        assert page.evaluate("window.hits || []") == []
    assert len(led_on) >= len(PAYLOADS) // 2 - 1
    assert visitor.problems == []


def test_hostile_text_in_the_one_file_and_on_days_and_sources_is_clicked_and_stays_text(
    visit: Callable[..., Visitor], odd_site: Path
) -> None:
    visitor = visit()
    visitor.page.add_init_script(WATCH)
    page = visitor.open(odd_site / "one.html")
    for number in range(0, len(PAYLOADS), 3):
        page.evaluate("(i) => geomap.page.layer.fire('pick', { members: [i] })", number)
        until(page, "document.querySelector('#card blockquote')?.checkVisibility()")
        assert traces(page) == 0
    page.click("#card .close")
    page = visitor.open(odd_site / "en" / "day" / "2023-09-01.html")
    rows = page.evaluate("[...document.querySelectorAll('.rows .row')].map((row) => row.href)")
    assert len(rows) == len(PAYLOADS)
    for number in range(0, len(PAYLOADS), 11):
        if number:
            page.goto(rows[number])
        else:
            follow(page, ".rows .row >> nth=0")
        follow(page, "figcaption a >> nth=0")
        assert "/source/" in page.url
        follow(page, "dl.facts + p a")
        assert page.evaluate("geomap.page.filter.source.length") == 1
        assert traces(page) == 0
        assert page.evaluate("window.hits") == []
    assert visitor.problems == []


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("embed/map.html", 6),
        ("embed/ar/map.html", 18),
        (f"embed/place/{slug('x:' + PAYLOADS[3])}.html", 6),
        ("one.html", 6),
    ],
)
def test_hostile_options_in_the_address_of_an_embed_run_nothing(
    visit: Callable[..., Visitor], odd_site: Path, name: str, step: int
) -> None:
    visitor = visit()
    visitor.page.add_init_script(WATCH)
    for payload in PAYLOADS[5:-2:step]:
        told = quote(payload, errors="replace")
        options = "&".join(
            f"{key}={told}" for key in ("type", "status", "source", "who", "q", "sure", "from", "to", "theme")
        )
        page = visitor.open(odd_site / name, f"?{options}#{told}/{told}/{told}?{options}")
        assert traces(page) == 0
        assert page.evaluate("window.hits") == []
        if page.evaluate("Boolean(document.querySelector('#large[data-options]'))"):
            link = str(page.get_attribute("#large", "href"))
            assert link.startswith(("../", odd_site.as_uri()))
            page.goto(page.evaluate("geomap.byId('large').href"))
            ready(page)
            assert traces(page) == 0
        assert page.evaluate("window.hits") == []
    assert visitor.problems == []


def test_the_one_file_takes_a_selection_in_both_languages(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    readings, events, _ = collection()
    for code, words in (("ar", "أحداث"), ("en", "events")):
        text = embed_html(
            readings, events, title=TITLE, info=INFO, wanted=Selection(types=("visit",)), language_code=code
        )
        (tmp_path / f"{code}.html").write_text(text, encoding="utf-8")
        visitor = visit()
        page = visitor.open(tmp_path / f"{code}.html", "?q=%3Cscript%3E&theme=%22%3E")
        assert words in page.inner_text("#embed-count")
        assert visitor.problems == []
