"""Event, place, article and report pages, embeds and hostile text in a real browser."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from geomap.embeds import embed_html
from geomap.messages import language
from geomap.pages import write_site
from geomap.selecting import Selection
from geomap.sitedata import clean, slug
from tests.browser.conftest import INFO, TITLE, WATCH, follow, ready, until, violations
from tests.browser.hostile import PAYLOADS, URLS
from tests.synthetic import PLACES, collection

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

    from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
KINDS = (
    "index.html",
    "404.html",
    "ar/index.html",
    "en/index.html",
    "en/events.html",
    "ar/places.html",
    "ar/articles.html",
    "en/report.html",
    "ar/method.html",
    "ar/event/made-attack.html",
    "en/event/made-death.html",
    "ar/place/geonames-1835848.html",
    "en/days.html",
    "ar/sources.html",
    "ar/day/2023-09-13.html",
    "en/source/example-times-48dd25a6.html",
    "en/article/visit-en.html",
    "ar/article/visit-ar.html",
    "embed/map.html",
    "embed/event/made-attack.html",
    "embed/en/place/geonames-1835848.html",
)


@pytest.mark.parametrize("part", [0, 1])
def test_axe_finds_no_violation_on_any_kind_of_page(
    visit: Callable[..., Visitor], landless_site: Path, part: int
) -> None:
    # The pages' own policy would keep axe's script out.
    visitor = visit(color_scheme="light", bypass_csp=True)
    found = []
    for kind in KINDS[part::2]:
        visitor.page.emulate_media(color_scheme="light")
        page = visitor.open(landless_site / kind)
        if kind.endswith("/index.html"):
            page.click("#list li button")
            page.wait_for_selector("#card blockquote")
        found += [f"{kind}: {one}" for one in violations(page)]
        # What a dark theme can break is contrast alone.
        page.emulate_media(color_scheme="dark")
        found += [f"{kind}, dark: {one}" for one in violations(page, runOnly=["color-contrast"])]
    assert found == []


def test_an_article_shows_its_text_right_to_left_with_what_was_read_in_it(
    visit: Callable[..., Visitor], site: Path
) -> None:
    visitor = visit()
    page = visitor.open(site / "en" / "article" / "visit-ar.html")
    assert page.locator(".text").evaluate("(e) => getComputedStyle(e).direction") == "rtl"
    assert "وصل" in page.locator(".text .trigger").all_inner_texts()
    mention = page.locator("a.mention", has_text="فلاديفوستوك").first
    mention.focus()
    tip = mention.evaluate("(e) => getComputedStyle(e, '::after').content")
    assert "place where something is or happens" in tip
    assert page.locator(".mention:not(.literal)", has_text="موسكو").count() == 1
    assert "keyword list" in page.inner_text(".part-cut")
    with page.expect_navigation():
        mention.click()
    assert page.inner_text("h1") == "Vladivostok"
    assert visitor.problems == []


@pytest.mark.parametrize("path", ["ar/event/made-attack.html", "en/place/geonames-1835848.html"])
def test_event_and_place_pages_carry_a_small_map(visit: Callable[..., Visitor], site: Path, path: str) -> None:
    visitor = visit()
    page = visitor.open(site / path)
    assert page.evaluate("geomap.page.layer.drawn.length") >= 1
    assert visitor.problems == []


def test_the_embed_button_gives_a_frame_that_works_in_a_host_page(
    visit: Callable[..., Visitor], site: Path, tmp_path: Path
) -> None:
    visitor = visit()
    page = visitor.open(site / "en" / "index.html")
    page.click("#families [data-value=talks]")
    page.click("[data-embed]")
    snippet = page.input_value("#embed-code")
    assert "embed/en/map.html?type=" in snippet
    host = tmp_path / "host.html"
    snippet = snippet.replace('src="', f'src="{site.as_uri()}/')
    listener = "window.addEventListener('message', (m) => { window.told = m.data; });"
    host.write_text(f"<!doctype html><title>host</title><script>{listener}</script>{snippet}", encoding="utf-8")
    other = visit()
    other.page.goto(host.as_uri())
    other.page.wait_for_function("window.told && window.told.geomap === 'height' && window.told.height > 100")
    frame = other.page.frames[1]
    ready(frame)
    assert frame.inner_text("#embed-count") == "6 events"
    assert frame.get_attribute("#large", "target") == "_blank"
    assert other.problems == []


def test_an_event_embed_tells_the_event_and_links_to_its_page(visit: Callable[..., Visitor], site: Path) -> None:
    visitor = visit()
    page = visitor.open(site / "embed" / "event" / "made-attack.html")
    assert page.locator("blockquote").count() == 1
    assert page.evaluate("geomap.page.store.count") == 1
    assert (site / "embed" / "event" / str(page.get_attribute("#large", "href"))).resolve().exists()
    assert visitor.problems == []


@pytest.mark.parametrize(
    "wanted",
    [
        Selection(),
        Selection("made-attack"),
        Selection(place="geonames:1835848"),
        Selection(types=("attack",), first="2023"),
    ],
)
def test_one_html_file_holds_the_map_and_runs_in_a_sandboxed_frame(
    visit: Callable[..., Visitor], tmp_path: Path, wanted: Selection
) -> None:
    readings, events, _ = collection()
    text = embed_html(readings, events, title=TITLE, info=INFO, wanted=wanted, labels=PLACES)
    assert len(text.encode()) < 1_500_000
    (tmp_path / "one.html").write_text(text, encoding="utf-8")
    frame_tag = '<iframe sandbox="allow-scripts" src="one.html" width=600 height=500></iframe>'
    (tmp_path / "host.html").write_text(f"<!doctype html><title>host</title>{frame_tag}", encoding="utf-8")
    visitor = visit()
    visitor.page.goto((tmp_path / "host.html").as_uri())
    frame = visitor.page.frames[1]
    ready(frame)
    assert frame.evaluate("geomap.page.layer.drawn.length") >= 1
    assert frame.evaluate("geomap.page.store.count") == len(wanted.of(events))
    if wanted.event is None:
        frame.evaluate("geomap.page.layer.fire('pick', { members: [0] })")
        assert frame.locator("#card blockquote").count() == 1
    assert [url for url in visitor.requests if not url.startswith("file:")] == []
    assert visitor.problems == []


# What a payload could have left on a page if it had become markup.
TRACES = (
    "img, iframe, video, object, embed, form[action], base, meta[http-equiv=refresh], math, template, [autofocus], "
    "[onerror], [onload], [onmouseover], [onclick], [onfocus], [ontoggle], a[href^='javascript' i], a[href^='data:'], "
    "a[href='x'], #panel script, #card script, main style"
)


def traces(page: Page | Frame) -> int:
    """How many things on a page a payload can have left."""
    return int(page.evaluate("(all) => document.querySelectorAll(all).length", TRACES))


def plain(text: str) -> str:
    """A text as it comes out of a page: what HTML forbids replaced, blanks as one."""
    return " ".join(clean(text.replace("\r", "")).split())


def test_there_are_enough_payloads_and_each_differs() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60
    assert len(URLS) >= 10


@pytest.mark.parametrize(("code", "step"), [("en", 1), ("ar", 5)])
def test_each_hostile_event_clicked_in_the_list_shows_its_text_in_its_card(
    visit: Callable[..., Visitor], hostile_site: Path, code: str, step: int
) -> None:
    visitor = visit()
    visitor.page.add_init_script(WATCH)
    page = visitor.open(hostile_site / code / "index.html")
    page.uncheck("#in-view")
    while page.locator("#more").is_visible():
        page.click("#more")
    rows = page.locator("#list button").element_handles()
    assert len(rows) == len(PAYLOADS)
    seen = set()
    for row in rows[::step]:
        row.click()
        until(page, "document.querySelector('#card blockquote')?.checkVisibility()")
        title, card = page.evaluate("['#card h2', '#card'].map((one) => document.querySelector(one).textContent)")
        seen.add(plain(title))
        assert traces(page) == 0
        assert "49" not in card.replace("49%", "")
    known = {plain(payload) for payload in PAYLOADS}
    assert seen == known if step == 1 else seen < known
    assert page.evaluate("window.hits") == []
    assert visitor.problems == []


def test_hostile_filters_searches_and_addresses_run_nothing(visit: Callable[..., Visitor], hostile_site: Path) -> None:
    visitor = visit()
    visitor.page.add_init_script(WATCH)
    page = visitor.open(hostile_site / "en" / "index.html")
    page.click("#filters summary")
    for number in range(0, page.locator("#sources .chip").count(), 3):
        page.locator("#sources .chip").nth(number).click()
    page.click("#reset")
    for payload in PAYLOADS[:-2:4]:
        page.fill("#q", payload)
        page.press("#q", "Enter")
        assert traces(page) == 0
    page.click("#reset")
    page.click("[data-embed]")
    assert page.locator("#embed-dialog").locator(TRACES).count() == 0
    page.keyboard.press("Escape")
    for payload in PAYLOADS[1:-2:6]:
        tail = "#?" + urlencode({"q": payload, "event": payload, "source": payload}, errors="replace")
        page.goto("about:blank")  # with another fragment alone, the page would not be opened anew
        visitor.open(hostile_site / "en" / "index.html", tail)
        assert traces(page) == 0
    assert page.evaluate("window.hits") == []
    assert visitor.problems == []


def hostile_pages() -> list[str]:
    """Every kind of page beside the map, the ones of articles and events for each payload."""
    kinds = ["en/report.html", "en/events.html", "ar/places.html", "ar/articles.html", "en/sources.html", "index.html"]
    kinds += [f"en/article/{slug(f'a{number}')}.html" for number in range(len(PAYLOADS))]
    slugs = [slug(f"{payload} {number}") for number, payload in enumerate(PAYLOADS)]
    kinds += [f"ar/event/{name}.html" for name in slugs] + [f"embed/event/{name}.html" for name in slugs[1::5]]
    kinds += [f"en/source/{slug(payload)}.html" for payload in PAYLOADS[2::5]]
    return kinds + [f"ar/place/{slug(f'x:{payload}')}.html" for payload in PAYLOADS[3::5]] + ["en/day/2023-09-01.html"]


@pytest.mark.parametrize("part", [0, 1])
def test_hostile_text_and_data_for_machines_stay_text_on_every_other_page(
    visit: Callable[..., Visitor], hostile_site: Path, part: int
) -> None:
    visitor = visit()
    visitor.page.add_init_script(WATCH)
    for path in hostile_pages()[part::2]:
        page = visitor.open(hostile_site / path)
        assert page.evaluate("window.hits || []") == [], path
        assert traces(page) == 0, path
        if "/article/a" in path:
            number = int(path.split("/a")[-1].removesuffix(".html"))
            assert plain(PAYLOADS[number]) in plain(text_of(page, ".text")), path
        if "/event/" in path and not path.startswith("embed"):
            assert_linked_data(page)
    assert visitor.problems == []


def text_of(page: Page, selector: str) -> str:
    return str(page.evaluate("(one) => document.querySelector(one).textContent", selector))


def assert_linked_data(page: Page) -> None:
    """The page's data for machines are JSON, which the page's policy lets be and no script runs."""
    assert json.loads(text_of(page, "head script[type='application/ld+json']"))["@context"] == "https://schema.org"


def test_ten_thousand_events_are_there_within_two_seconds_and_filter_at_once(
    visit: Callable[..., Visitor], site: Path
) -> None:
    visitor = visit()
    page = visitor.open(site / "en" / "index.html")
    # The page's own columns, repeated and spread out, stand in for a large collection.
    start = time.monotonic()
    took = page.evaluate(
        """(() => {
          const data = structuredClone(geomap.data["events-en"]), count = 10000;
          for (const [name, column] of Object.entries(data.events)) {
            const own = geomap.numbers(column);
            data.events[name] = Array.from({ length: count }, (_, i) => (name === "spot" ? i : own[i % own.length]));
          }
          const spots = data.spots, place = geomap.numbers(spots.place), precision = geomap.numbers(spots.precision);
          const made = Array.from({ length: count }, (_, i) => i);
          Object.assign(spots, { box: [], relation: [], unit: [], place: made.map((i) => place[i % place.length]),
            precision: made.map((i) => precision[i % place.length]),
            lat: made.map((i) => -600000 + (i * 791900) % 1200000),
            lon: made.map((i) => -1700000 + (i * 1047290) % 3400000) });
          const begin = performance.now(), store = geomap.makeStore(data);
          const layer = new geomap.EventLayer(store, []);
          geomap.map.removeLayer(geomap.page.layer);
          layer.addTo(geomap.map);
          const shown = performance.now() - begin, again = performance.now();
          layer.show(store.pass(Object.assign(geomap.emptyFilter(), { type: ["protest"] })));
          return [shown, performance.now() - again];
        })()"""
    )
    assert time.monotonic() - start < 10
    assert took[0] < 2000
    assert took[1] < 500


def test_data_for_machines_breaks_no_policy_and_runs_nothing(visit: Callable[..., Visitor], site: Path) -> None:
    visitor = visit()
    for kind in ("en/event/made-sport.html", "ar/place/geonames-1835848.html", "ar/article/visit-ar.html"):
        assert_linked_data(visitor.open(site / kind))
    assert visitor.problems == []


def test_the_page_for_what_is_not_there_has_its_style(visit: Callable[..., Visitor], site: Path) -> None:
    visitor = visit()
    page = visitor.open(site / "404.html")
    assert page.locator("main").evaluate("(e) => getComputedStyle(e).maxWidth") == "576px"
    assert visitor.problems == []
    assert len(visitor.requests) == 1


def test_an_event_leads_to_its_day_the_day_to_the_next_and_to_the_map_and_a_quotation_to_its_source(
    visit: Callable[..., Visitor], site: Path
) -> None:
    visitor = visit()
    page = visitor.open(site / "en" / "index.html")
    page.locator("#list button", has_text="Delegation arrives").click()
    follow(page, "#card a[href*='/day/']")
    assert page.inner_text("h1") == "Wednesday, 13 September 2023"
    assert page.evaluate("geomap.page.layer.drawn.length") >= 1
    assert page.locator(".rows .row").count() == page.evaluate("geomap.page.store.count")
    follow(page, "a[rel=next]")
    assert page.inner_text("h1") == "Thursday, 14 September 2023"
    page.go_back()
    ready(page)
    follow(page, ".lead a")
    assert page.evaluate("geomap.page.filter.from === geomap.page.filter.to")
    assert page.inner_text("#count") == "2 events"
    follow(page, ".day-page")
    assert page.inner_text("h1") == "Wednesday, 13 September 2023"
    follow(page, ".rows .row >> nth=0")
    follow(page, "figcaption a >> nth=0")
    assert "/source/" in page.url
    assert page.locator("dl.facts dd >> nth=0").inner_text() == "1"
    follow(page, "dl.facts + p a")
    assert page.evaluate("geomap.page.filter.source").__len__() == 1
    assert visitor.problems == []


def test_a_frame_takes_the_height_that_its_own_page_tells_and_no_other(
    visit: Callable[..., Visitor], site: Path, tmp_path: Path
) -> None:
    page = visit().open(site / "en" / "event" / "made-attack.html")
    page.click("[data-embed]")
    snippet = page.input_value("#embed-code").replace('src="', f'src="{site.as_uri()}/')
    stranger = (
        '<iframe data-geomap id=other srcdoc=\'<script>parent.postMessage({geomap:"height",height:999},"*")</script>\'>'
    )
    host = f"<!doctype html><title>host</title><body>{snippet}{stranger}</iframe>"
    (tmp_path / "host.html").write_text(host, encoding="utf-8")
    visitor = visit()
    visitor.page.goto((tmp_path / "host.html").as_uri())
    frame = visitor.page.frames[1]
    ready(frame)
    inner = frame.evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
    visitor.page.wait_for_function(f"document.querySelector('iframe').style.height === '{inner}px'")
    assert 320 < inner < 900
    visitor.page.wait_for_function("document.querySelector('#other').style.height === '999px'")
    visitor.page.evaluate("postMessage({ geomap: 'height', height: 1234 }, '*')")
    visitor.page.evaluate("postMessage({ geomap: 'height', height: '<img>' }, '*')")
    # Messages come in the order in which they were sent.
    visitor.page.evaluate(
        "new Promise((done) => { addEventListener('message', done, { once: true }); postMessage('last', '*'); })"
    )
    assert visitor.page.evaluate("document.querySelector('iframe').style.height") == f"{inner}px"


def test_a_place_embed_shows_its_events_with_options_in_its_address(visit: Callable[..., Visitor], site: Path) -> None:
    visitor = visit()
    page = visitor.open(site / "en" / "place" / "geonames-1835848.html")
    page.click("[data-embed]")
    assert "embed/en/place/geonames-1835848.html" in page.input_value("#embed-code")
    embed = site / "embed" / "en" / "place" / "geonames-1835848.html"
    every = visitor.open(embed).inner_text("#embed-count")
    assert "Seoul" in page.inner_text("footer strong")
    page = visitor.open(embed, "?type=protest&from=2023-09&theme=dark#7/37.5/127")
    assert every != page.inner_text("#embed-count") == "1 event"
    assert page.evaluate("[geomap.map.getZoom(), document.documentElement.dataset.theme]") == [7, "dark"]
    page.evaluate("geomap.page.layer.fire('pick', { members: [0] })")
    page.wait_for_selector("#card blockquote")
    assert visitor.problems == []


@pytest.mark.parametrize(("code", "digits"), [("ar", None), ("ar", "arab"), ("en", None)])
def test_scripts_write_numbers_and_dates_as_the_pages_do(
    visit: Callable[..., Visitor], tmp_path: Path, code: str, digits: str | None
) -> None:
    readings, events, skipped = collection()
    write_site(readings, events, skipped, tmp_path / "site", title=TITLE, info=replace(INFO, digits=digits))
    own = language(code, digits)
    visitor = visit()
    page = visitor.open(tmp_path / "site" / code / "index.html")
    spans = [("2023-09-13", None), ("2023-09", None), ("2022", None), ("2023-01-02", "2023-11-30"), (None, None)]
    assert page.evaluate("(all) => all.map(([a, b]) => geomap.longDate(a, b))", spans) == [own.date(*x) for x in spans]
    numbers = [0, 7, 1234, 1_234_567]
    assert page.evaluate("(all) => all.map((n) => geomap.number(n))", numbers) == [own.number(n) for n in numbers]
    assert page.evaluate("geomap.percent(57)") == own.percent(0.57)
    scale = page.inner_text(".leaflet-control-scale-line")
    assert re.fullmatch(r"[\d,٬]+ (km|كم)", scale)
    assert scale.endswith("km") == (code == "en")
    own_words = "#count, .span, .tick, .chip .count, #list .row-facts > span, .leaflet-control-scale-line"
    texts = " ".join(page.locator(own_words).all_text_contents())
    assert bool(re.search("[٠-٩]", texts)) == (digits == "arab")
    assert bool(re.search("[0-9]", texts)) == (digits != "arab")
    assert visitor.problems == []
