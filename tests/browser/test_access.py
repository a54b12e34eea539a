"""Who comes by phone, in the dark, with a keyboard, on paper or with the system's own colours; and what strangers send.

Every kind of page, with what opens on it open.
"""

from __future__ import annotations

import re
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
from tests.browser.conftest import INFO, TITLE
from tests.browser.hostile import PAYLOADS, hostile_collection
from tests.browser.test_map import PHONE
from tests.browser.test_other_pages import KINDS, TRACES, WATCH, plain
from tests.synthetic import PLACES, collection

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
MORE = ("en/event/gone-one.html", "ar/event/gone-two.html", "embed/event/gone-one.html", "one.html")
OPEN = {
    "a card": ("#list li button",),
    "all filters": ("#filters summary", "#unplaced summary"),
    "the embed dialog": ("[data-embed]",),
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
    return dest


@pytest.fixture(scope="module")
def whole_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _odd_site(tmp_path_factory.mktemp("whole") / "site", ("Arrival in Vladivostok", "لقاء: سيول"), False)


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _odd_site(tmp_path_factory.mktemp("odd") / "site", PAYLOADS, True)


def violations(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    # Beside the rules that axe checks by itself: nothing to press is smaller than 24 pixels.
    options: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']} {len(v['nodes'])}× {v['nodes'][0]['html'][:160]}" for v in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation_on_a_phone_on_any_kind_of_page(browser: Browser, whole_site: Path, theme: str) -> None:
    context = browser.new_context(**PHONE, color_scheme=theme, bypass_csp=True, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    found = []
    for kind in (KINDS if theme == "light" else KINDS[2::3]) + MORE:
        page.goto((whole_site / kind).as_uri())
        if page.locator(".folium-map").count():
            page.wait_for_selector("body[data-ready]", state="attached")
        found += [f"{kind}: {one}" for one in violations(page)]
    context.close()
    assert found == []


@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("what", OPEN)
def test_axe_finds_no_violation_with_what_opens_on_the_map_open(
    browser: Browser, site: Path, what: str, size: dict[str, Any]
) -> None:
    context = browser.new_context(**size, color_scheme="dark", bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    for language in ("ar", "en"):
        page.goto((site / language / "index.html").as_uri())
        page.wait_for_selector("body[data-ready]", state="attached")
        for selector in OPEN[what]:
            page.locator(selector).first.click()
        page.wait_for_timeout(100)
        assert violations(page) == [], language
    context.close()


@pytest.mark.parametrize("options", [{}, {**PHONE, "color_scheme": "dark"}], ids=["wide", "phone, dark"])
def test_every_kind_of_page_is_silent_and_nothing_sticks_out(
    visit: Callable[..., Visitor], whole_site: Path, options: dict[str, Any]
) -> None:
    visitor = visit(**options)
    for kind in KINDS + MORE:
        page = visitor.open(whole_site / kind)
        if kind == "ar/event/gone-two.html":
            page.wait_for_url(lambda url: "gone-" not in url)  # it leads on to what it became part of
        page.wait_for_load_state()
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
    page.wait_for_function("geomap.page.filter.from !== null")
    assert "from=" in page.url
    assert page.evaluate("scrollY") == 0
    assert visitor.problems == []


def test_play_walks_through_time_and_stops_at_its_end(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "en" / "index.html")
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
    page.wait_for_timeout(200)
    assert "Example Times" in page.inner_text("#print-sources")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("geomap.css('--sea')") == "#fff"
    assert page.locator("#print-sources").is_visible()
    marks = page.evaluate("geomap.page.layer.drawn.length")
    assert marks > 3
    page.emulate_media(media="screen")
    page.wait_for_timeout(200)
    assert page.evaluate("geomap.css('--sea')") != "#fff"
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
    for number, payload in enumerate(PAYLOADS):
        page = visitor.open(odd_site / ("ar", "en")[number % 2] / "event" / f"gone-{number}.html")
        # Every other one became part of an event, whose page its address leads to.
        if number % 2:
            page.wait_for_url(lambda url: "gone-" not in url)
        else:
            assert plain(str(page.locator("h1").text_content())) == plain(payload)
        assert page.locator(TRACES).count() == 0
        if number % 12 == 2:
            page.click("main p a >> nth=0")
            assert page.locator(TRACES).count() == 0
        assert page.evaluate("window.hits || []") == []
    assert visitor.problems == []


def test_hostile_text_in_the_one_file_and_on_days_and_sources_is_clicked_and_stays_text(
    visit: Callable[..., Visitor], odd_site: Path
) -> None:
    visitor = visit()
    visitor.page.add_init_script(WATCH)
    page = visitor.open(odd_site / "one.html")
    for number in range(0, len(PAYLOADS), 3):
        page.evaluate("(i) => geomap.page.layer.fire('pick', { members: [i] })", number)
        page.wait_for_selector("#card blockquote")
        assert page.locator(TRACES).count() == 0
    page.click("#card .close")
    page = visitor.open(odd_site / "en" / "day" / "2023-09-01.html")
    for number in range(0, len(PAYLOADS), 11):
        page.locator(".rows .row").nth(number).click()
        page.wait_for_selector("blockquote")
        page.click("figcaption a >> nth=0")
        page.wait_for_selector("h1")
        assert "/source/" in page.url
        page.click("dl.facts + p a")
        page.wait_for_selector("body[data-ready]", state="attached")
        assert page.evaluate("geomap.page.filter.source.length") == 1
        assert page.locator(TRACES).count() == 0
        assert page.evaluate("window.hits") == []
        visitor.open(odd_site / "en" / "day" / "2023-09-01.html")
    assert visitor.problems == []


@pytest.mark.parametrize(
    "name", ["embed/map.html", "embed/ar/map.html", f"embed/place/{slug('x:' + PAYLOADS[3])}.html", "one.html"]
)
def test_hostile_options_in_the_address_of_an_embed_run_nothing(
    visit: Callable[..., Visitor], odd_site: Path, name: str
) -> None:
    visitor = visit()
    visitor.page.add_init_script(WATCH)
    for payload in PAYLOADS[5:-2:6]:
        told = quote(payload, errors="replace")
        options = "&".join(
            f"{key}={told}" for key in ("type", "status", "source", "who", "q", "sure", "from", "to", "theme")
        )
        page = visitor.open(odd_site / name, f"?{options}#{told}/{told}/{told}?{options}")
        assert page.locator(TRACES).count() == 0
        if page.locator("#large[data-options]").count():
            link = str(page.get_attribute("#large", "href"))
            assert link.startswith(("../", odd_site.as_uri()))
            page.goto(page.evaluate("geomap.byId('large').href"))
            page.wait_for_selector("body[data-ready]", state="attached")
            assert page.locator(TRACES).count() == 0
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
