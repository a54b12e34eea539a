"""The map page in a real browser, from disk, with the network cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geomap.pages import write_site
from tests.bench.site import write_map_site
from tests.browser.conftest import INFO, TITLE, follow, until
from tests.synthetic import PLACES, PRIMORSKY, collection

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def shown(page: Page) -> int:
    return int(page.evaluate("geomap.page.layer.visible.reduce((a, b) => a + b, 0)"))


def drawn(page: Page) -> int:
    return int(page.evaluate("geomap.page.layer.drawn.length"))


def ink(page: Page) -> int:
    """How many pixels of the event canvas are not empty."""
    script = (
        "(() => { const c = document.querySelector('.event-canvas'); let n = 0;"
        " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n; })()"
    )
    return int(page.evaluate(script))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_map_opens_from_disk_with_the_network_cut_and_nothing_in_the_console(
    visit: Callable[..., Visitor], site: Path, language: str
) -> None:
    visitor = visit()
    page = visitor.open(site / language / "index.html")
    assert drawn(page) > 3
    assert ink(page) > 1000
    assert page.locator("#list li").count() > 10
    assert all(url.startswith("file:") for url in visitor.requests)
    assert visitor.problems == []


def test_the_front_page_goes_on_to_the_language_of_most_articles_or_the_one_chosen_before(
    visit: Callable[..., Visitor], site: Path
) -> None:
    visitor = visit()
    page = visitor.open(site / "index.html")
    page.wait_for_url(re.compile(r"/ar/index\.html"))
    page.click("a.language")
    page.wait_for_url(re.compile(r"/en/index\.html"))
    page.goto((site / "index.html").as_uri())
    page.wait_for_url(re.compile(r"/en/index\.html"))
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]


def test_without_scripts_the_front_page_and_the_lists_still_lead_to_every_event(
    visit: Callable[..., Visitor], site: Path
) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.page
    page.goto((site / "index.html").as_uri())
    page.click("a[lang=en]")
    page.click("noscript a")
    assert page.locator(".rows a.row").count() == 29
    page.click(".rows a.row >> nth=0")
    assert page.locator("blockquote").count() == 1


def test_a_kind_pressed_leaves_only_its_events_in_the_map_and_the_list(
    visit: Callable[..., Visitor], site: Path
) -> None:
    page = visit().open(site / "en" / "index.html")
    page.click("#families [data-value=people]")
    assert shown(page) == 4
    assert page.inner_text("#count") == "4 events"
    assert page.locator("#list li").count() == 4
    assert page.locator("#families [data-value=people]").get_attribute("aria-pressed") == "true"
    page.click("#filters summary")
    page.click("#statuses [data-value=ongoing]")
    assert shown(page) == 3
    page.click("#reset")
    assert shown(page) == 29


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("فلاديفوستوك", "وصول الوفد إلى فلاديفوستوك"),
        ("وبفلاديفوستوك", None),
        ("إحتجاجٌ سيول", "احتجاج في سيول"),
        ("بالمحاكمة", "محاكمة في أثينا"),
        ("KURSK", "قصف في مقاطعة كورسك"),
    ],
)
def test_search_finds_arabic_words_whatever_their_hamza_marks_and_particles(
    visit: Callable[..., Visitor], site: Path, query: str, title: str | None
) -> None:
    page = visit().open(site / "ar" / "index.html")
    page.fill("#q", query)
    page.press("#q", "Enter")
    if title is None:
        assert shown(page) == 0
        return
    assert title in page.locator("#list .row-title").all_inner_texts()
    assert shown(page) < 8


def test_search_offers_places_and_articles_beside_events(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "ar" / "index.html")
    page.fill("#q", "الشرق الاقصي")
    page.press("#q", "Enter")
    assert "وفد يزور الشرق الأقصى" in page.inner_text("#suggest")
    page.fill("#q", "أثينا")
    page.press("#q", "Enter")
    page.click("#suggest button")
    assert page.inner_text("#card h2") == "أثينا"


def test_the_brush_and_the_undated_row_narrow_the_time(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "en" / "index.html")
    box = page.locator(".brush").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + 12, steps=4)
    page.mouse.up()
    brushed = shown(page)
    assert 1 < brushed < 15
    assert "from=2023" in page.url
    page.click("button.undated")
    assert shown(page) == brushed - 1
    page.click(".presets [data-days='0']")
    assert shown(page) == 28


def test_a_slider_moves_the_brush_by_keyboard_and_play_moves_it_on(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "en" / "index.html")
    slider = page.locator(".brush input >> nth=0")
    slider.fill("55")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() == "56"
    before = shown(page)
    assert before < 29
    assert slider.get_attribute("aria-valuetext")
    play = page.locator("#time .icon")
    play.click()
    assert play.get_attribute("aria-pressed") == "true"
    play.click()
    assert play.get_attribute("aria-pressed") == "false"


def test_an_address_restores_filter_view_and_event_and_the_back_button_closes_it(
    visit: Callable[..., Visitor], site: Path
) -> None:
    visitor = visit()
    page = visitor.open(site / "en" / "index.html", "#6/38.000/127.000?type=protest&status=ongoing&q=Seoul")
    assert page.evaluate("geomap.map.getZoom()") == 6
    assert page.input_value("#q") == "Seoul"
    assert shown(page) == 1
    page.click("#list li button")
    assert page.inner_text("#card h2") == "Protest in Seoul"
    address = page.url
    assert "event=" in address
    page.go_back()
    page.wait_for_selector("#card", state="hidden")
    other = visit()
    again = other.open(site / "en" / "index.html", address[address.index("#") :])
    assert again.inner_text("#card h2") == "Protest in Seoul"
    assert again.evaluate("geomap.map.getZoom()") == page.evaluate("geomap.map.getZoom()")


def state(page: Page) -> dict[str, object]:
    """All that a reader set or sees set: controls, filter, view, chosen event, what passes."""
    found: dict[str, object] = page.evaluate(
        """(() => { const { page: p, map: m } = geomap, c = m.getCenter();
        return { filter: JSON.stringify(p.filter), zoom: m.getZoom(), at: [c.lat.toFixed(2), c.lng.toFixed(2)],
          pressed: [...document.querySelectorAll("#panel .chip[aria-pressed=true]")].map((b) => b.dataset.value),
          q: geomap.byId("q").value, who: geomap.byId("who").value, sure: geomap.byId("sure").value,
          inView: geomap.byId("in-view").checked,
          brush: [...document.querySelectorAll(".brush input")].map((i) => i.value),
          chosen: p.layer.chosen < 0 ? null : p.store.id(p.layer.chosen),
          visible: p.store.texts.ids().filter((_, i) => p.layer.visible[i]) }; })()"""
    )
    return found


def test_every_control_is_in_the_address_which_restores_it_also_in_the_other_language(
    visit: Callable[..., Visitor], site: Path
) -> None:
    visitor = visit()
    page = visitor.open(site / "en" / "index.html")
    page.click("#families [data-value=talks]")
    page.click("#filters summary")
    page.click("#statuses [data-value=happened]")
    page.click("#sources [data-value='وكالة المثال']")
    page.select_option("#sure", "50")
    page.fill("#who", "الوفد")
    page.press("#who", "Enter")
    page.fill("#q", "فلاديفوستوك")
    page.press("#q", "Enter")
    page.click(".presets [data-days='366']")
    page.click("button.undated")
    page.uncheck("#in-view")
    page.click("#list li button")
    page.evaluate("geomap.map.setView([44.5, 130.25], 6, { animate: false })")
    before = state(page)
    assert before["visible"] == [before["chosen"]]
    again = visit().open(site / "en" / "index.html", page.url[page.url.index("#") :])
    assert state(again) == before
    page.keyboard.press("Escape")
    page.go_back()
    until(page, "geomap.page.layer.chosen >= 0")
    follow(page, "a.language")
    assert "/ar/index.html" in page.url
    assert state(page) == before
    assert page.locator("#card h2").inner_text() == "وصول الوفد إلى فلاديفوستوك"
    assert visitor.problems == []


def test_back_undoes_a_filter_and_takes_what_was_typed_or_dragged_as_one_step(
    visit: Callable[..., Visitor], site: Path
) -> None:
    page = visit().open(site / "en" / "index.html")
    page.click("#families [data-value=people]")
    page.locator("#q").press_sequentially("seoul", delay=180)
    until(page, "geomap.page.filter.q === 'seoul'")
    assert shown(page) == 2
    page.go_back()
    until(page, "geomap.page.filter.q === ''")
    assert (shown(page), page.input_value("#q")) == (4, "")
    page.go_back()
    until(page, "geomap.page.filter.type.length === 0")
    assert shown(page) == 29
    page.go_forward()
    until(page, "geomap.page.filter.type.length > 0")
    assert page.locator("#families [data-value=people]").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize(
    "tail",
    [
        "#x/y/z?from=2023-13-45&to=&sure=lots&event=none&type=nothing",
        "#99/900/900",
        "#?source=%00&q=%ED%A0%80",
        "#//?&&=&",
    ],
)
def test_an_address_that_makes_no_sense_still_opens_a_map(visit: Callable[..., Visitor], site: Path, tail: str) -> None:
    visitor = visit()
    page = visitor.open(site / "en" / "index.html", tail)
    page.click("#reset") if page.locator("#reset").is_visible() else None
    assert shown(page) == 29
    assert visitor.problems == []


def test_the_keyboard_alone_leads_from_the_top_to_an_event_and_back(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "en" / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('#list'))"):
            break
    page.keyboard.press("ArrowDown")
    title = page.evaluate("document.activeElement.querySelector('.row-title').textContent")
    page.keyboard.press("Enter")
    assert page.inner_text("#card h2") == title
    assert page.evaluate("document.activeElement.id") == "card-title"
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    assert page.evaluate("document.activeElement.querySelector('.row-title').textContent") == title


def test_a_click_on_a_cluster_zooms_in_and_one_spot_fans_out_into_a_list(
    visit: Callable[..., Visitor], site: Path
) -> None:
    page = visit().open(site / "en" / "index.html", "#3/45/100")

    def click(i: str) -> None:
        spot = page.evaluate(
            "(() => { const l = geomap.page.layer, b = l._map.getContainer().getBoundingClientRect();"
            f" const s = l.drawn.find((s) => {i});"
            " return s && [b.left + s.x - l.pad.x, b.top + s.y - l.pad.y, s.members.length]; })()"
        )
        assert spot is not None
        page.mouse.click(spot[0], spot[1])

    before = page.evaluate("geomap.map.getZoom()")
    click("s.form === 'ring' && geomap.page.layer.parts(s.members)")
    until(page, f"geomap.map.getZoom() > {before}")
    page.evaluate("geomap.map.setView([30.06, 31.25], 12, { animate: false })")
    click("s.form === 'ring'")
    assert page.locator("#card .rows li").count() > 1
    page.click("#card .rows button >> nth=0")
    until(page, "document.querySelectorAll('#card blockquote').length === 1")


def fan_of(page: Page) -> list[str]:
    """The titles in the open list of events that lie together."""
    return page.locator("#card .rows .row-title").all_inner_texts()


@pytest.mark.parametrize("form", ["ring", "tag"])
def test_a_spots_list_is_in_the_address_and_comes_back_with_it(
    visit: Callable[..., Visitor], site: Path, form: str
) -> None:
    page = visit().open(site / "en" / "index.html", "#12/30.060/31.250" if form == "ring" else "#3/60.000/100.000")
    members = page.evaluate(f"geomap.page.layer.drawn.find((s) => s.form === '{form}' && s.members.length > 1).members")
    page.evaluate("(members) => geomap.page.layer.fire('pick', { members })", members)
    titles = fan_of(page)
    assert len(titles) == len(members) > 1
    assert "spot=" in page.url
    other = visit().open(site / "ar" / "index.html", page.url[page.url.index("#") :])
    assert other.locator("#card .rows li").count() == len(members)
    page.click("#card .rows button >> nth=1")
    assert page.inner_text("#card h2") == titles[1]
    assert "spot=" not in page.url
    page.go_back()
    page.wait_for_selector("#card .rows")
    assert fan_of(page) == titles
    page.keyboard.press("Escape")
    assert "spot=" not in page.url
    page.go_back()
    page.wait_for_selector("#card .rows")
    assert fan_of(page) == titles


def test_the_list_of_a_place_found_by_search_is_in_the_address(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "en" / "index.html")
    page.fill("#q", "Athens")
    page.press("#q", "Enter")
    page.click("#suggest button")
    assert "place=geonames" in page.url
    titles = fan_of(page)
    again = visit().open(site / "en" / "index.html", page.url[page.url.index("#") :])
    assert fan_of(again) == titles
    assert again.inner_text("#card h2") == "Athens"
    wrong = visit().open(site / "en" / "index.html", "#3/30.000/30.000?place=nowhere&spot=none")
    assert wrong.locator("#card").is_hidden()


def test_a_vague_place_is_never_drawn_as_a_point(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "en" / "index.html", "#6/45/134")
    forms = page.evaluate(
        "(() => { const { store: s, layer: l } = geomap.page; return [2, 4, 6, 8].flatMap((z) => {"
        " geomap.map.setView([45, 134], z, { animate: false });"
        " return l.drawn.filter((d) => d.members.length === 1 && d.form === 'point')"
        ".map((d) => s.precision(d.members[0])); }); })()"
    )
    assert forms
    assert set(forms) <= {"site", "city"}


def ink_at(lat: float, lon: float) -> str:
    """Asks whether the events' canvas is tinted at a point."""
    return f"""(() => {{ const l = geomap.page.layer, r = Math.min(2, devicePixelRatio);
      const p = geomap.map.project([{lat}, {lon}]).subtract(l.origin).multiplyBy(r);
      return l.canvas.getContext("2d").getImageData(p.x, p.y, 1, 1).data[3] > 0; }})()"""


def inked(page: Page, lat: float, lon: float) -> bool:
    return bool(page.evaluate(ink_at(lat, lon)))


def test_an_event_of_a_region_is_drawn_as_its_outline_and_units_lines_come_with_the_zoom(
    visit: Callable[..., Visitor], site: Path
) -> None:
    visitor = visit()
    page = visitor.open(site / "en" / "index.html", "#4/51.5/36.2?q=Kursk")
    until(page, "'units-RU' in geomap.data")
    assert [url for url in visitor.requests if "/units/" in url and "RU.js" not in url] == []
    page.evaluate("geomap.map.setView([51.7, 36.2], 7, { animate: false })")
    until(page, "'units-UA' in geomap.data")
    assert inked(page, 51.72, 36.19)
    # In the box of Kursk Oblast, on whose ellipse it would lie, but across the border in Ukraine.
    assert not inked(page, 51.15, 34.85)
    lines = page.evaluate("geomap.units('UA').lines.length")
    assert lines > 50
    # Somaliland borrows a code and Antarctica has no units: nothing is asked for that is not there.
    page.evaluate("geomap.map.setView([31.5, 35], 6, { animate: false })")
    until(page, "'units-JO' in geomap.data")
    assert [problem for problem in visitor.problems if "getImageData" not in problem] == []


def test_an_area_of_units_is_drawn_as_these_and_other_areas_fade_without_a_line(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    readings, events, skipped = collection()
    east = replace(PRIMORSKY, id="geomap:russian-far-east", name="Far East", name_ar="الشرق", kind="area")
    moved = [replace(e, place=east, place_precision="area") if e.place == PRIMORSKY else e for e in events]
    write_site(readings, moved, skipped, tmp_path / "site", title=TITLE, labels=PLACES, info=INFO)
    visitor = visit()
    page = visitor.open(tmp_path / "site" / "en" / "index.html", "#3/62.000/140.000?q=Far+East")
    until(page, "'units-RU' in geomap.data")
    # Yakutsk and Anadyr, beyond the antimeridian's near side, are in it; Irkutsk and the Sea of Okhotsk are not.
    until(page, ink_at(62.5, 129.2))
    assert inked(page, 66.0, 172.0)
    assert not inked(page, 53.5, 103.6)
    assert not inked(page, 54.5, 148.0)
    strokes = page.evaluate(
        "(() => { const l = geomap.page.layer, c = l.canvas.getContext('2d'); let n = 0; const own = c.ellipse;"
        " c.ellipse = (...a) => { n++; own.apply(c, a); }; l.redraw(); c.ellipse = own; return n; })()"
    )
    assert strokes == 0
    assert [problem for problem in visitor.problems if "getImageData" not in problem] == []


def test_a_card_tells_what_when_where_and_who_says_so(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "ar" / "index.html")
    page.locator("#list button", has_text="وصول الوفد").click()
    card = page.locator("#card")
    assert "الأربعاء 13 أيلول/سبتمبر 2023" in card.inner_text()
    until(page, "document.querySelectorAll('#card blockquote').length === 2")
    assert card.locator("blockquote >> nth=0").evaluate("(q) => getComputedStyle(q).direction") == "rtl"
    assert card.locator("blockquote >> nth=1").evaluate("(q) => getComputedStyle(q).direction") == "ltr"
    assert card.locator("mark >> nth=0").inner_text() == "وصل"
    assert "خبران" in card.inner_text()
    card.locator("a.button").click()
    assert page.inner_text("h1") == "وصول الوفد إلى فلاديفوستوك"


def test_events_without_a_place_stand_in_a_list_of_their_own(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "en" / "index.html")
    page.click("#unplaced summary")
    until(page, "document.querySelectorAll('#unplaced-list li').length === 2")
    page.click("#unplaced-list button >> nth=0")
    assert "Place not known" in page.inner_text("#card")


def test_on_a_phone_map_time_and_list_stand_in_that_order_and_nothing_is_cut_off(
    visit: Callable[..., Visitor], site: Path
) -> None:
    page = visit(**PHONE).open(site / "ar" / "index.html")
    tops = page.evaluate("['map-area', 'time', 'panel'].map((id) => geomap.byId(id).getBoundingClientRect().top)")
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#list button >> nth=0").click()
    box = page.locator("#card").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 845


def test_the_theme_switch_is_kept_and_redraws_the_map(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit(color_scheme="light").open(site / "en" / "index.html")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert dark != light
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_print_shows_the_map_and_the_numbered_list_without_the_tools(visit: Callable[..., Visitor], site: Path) -> None:
    page = visit().open(site / "en" / "index.html")
    page.emulate_media(media="print")
    assert page.locator("#map-area").is_visible()
    assert page.locator("#list li >> nth=0").is_visible()
    assert page.locator("#time").is_hidden()
    assert page.locator(".finder").is_hidden()


HOLD = """(() => { const held = [], own = Node.prototype.appendChild;
  Node.prototype.appendChild = function (node) {
    if (node.tagName !== "SCRIPT" || !node.src.includes("/texts-")) return own.call(this, node);
    held.push(() => own.call(this, node));
    return node;
  };
  window.bringWords = () => held.splice(0).forEach((add) => add()); })()"""


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of so many events that not all their words come along with the first data file."""
    folder = tmp_path_factory.mktemp("large")
    write_map_site(600, folder)
    return folder / "en" / "index.html"


def wordless(visit: Callable[..., Visitor], file: Path, tail: str = "") -> Page:
    """A map whose events' words are held back until `bring`."""
    page = visit().page
    page.add_init_script(HOLD)
    page.goto(file.as_uri() + tail)
    return page


def bring(page: Page) -> None:
    until(page, "geomap.page")
    page.evaluate("bringWords()")
    until(page, "geomap.page.store.full")


def told(page: Page) -> list[object]:
    """What a filter leaves: how much of it is where, and the rows."""
    counts: list[object] = page.evaluate(
        "[geomap.page.layer.drawn.map((s) => s.members.length), geomap.byId('count').textContent,"
        " [...document.querySelectorAll('#panel .chip')].map((chip) => chip.textContent)]"
    )
    return [shown(page), *counts, page.locator("#list .row-title").all_text_contents()]


def test_a_filter_pressed_before_the_words_are_there_leaves_the_same_as_after(
    visit: Callable[..., Visitor], large: Path
) -> None:
    page = wordless(visit, large)
    assert page.evaluate("!geomap.page.store.full && document.body.dataset.ready === 'true'")
    assert "…" not in told(page)[-1]  # type: ignore[operator]
    page.click("#families [data-value=people]")
    early = told(page)
    assert "…" in early[-1]  # type: ignore[operator]
    bring(page)
    late = visit().open(large)
    late.click("#families [data-value=people]")
    assert told(page) == told(late)
    assert early[:-1] == told(late)[:-1]


def test_what_is_typed_before_the_words_are_there_is_answered_when_they_come(
    visit: Callable[..., Visitor], large: Path
) -> None:
    page = wordless(visit, large)
    page.fill("#q", "town 12")
    page.press("#q", "Enter")
    assert shown(page) == 600
    page.click("#families [data-value=people]")
    bring(page)
    late = visit().open(large)
    late.fill("#q", "town 12")
    late.press("#q", "Enter")
    late.click("#families [data-value=people]")
    assert 0 < shown(late) < 100
    assert told(page) == told(late)


def test_an_event_chosen_before_its_words_are_there_is_marked_and_its_card_opens_when_they_come(
    visit: Callable[..., Visitor], large: Path
) -> None:
    page = wordless(visit, large)
    page.click("#list button >> nth=1")
    title = page.locator("#list .row-title >> nth=3").text_content()
    page.click("#list button >> nth=3")
    assert page.evaluate("geomap.page.layer.chosen === 3")
    assert page.locator("#card").is_hidden()
    bring(page)
    assert page.inner_text("#card h2") == title
    address = page.url[page.url.index("#") :]
    assert "event=" in address
    again = wordless(visit, large, address)
    assert again.evaluate("document.body.dataset.ready === undefined")
    bring(again)
    assert again.inner_text("#card h2") == title
