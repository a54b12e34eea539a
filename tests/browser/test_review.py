"""The review page in a real browser: walked through while it is served, from disk, by keys, with hostile text."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.corrections import Accepted, Action, Changed, Correction, Dropped, Mentioned, Placed, read_corrections
from geomap.pages import write_site
from geomap.records import Event, Place, Reading
from tests.browser.conftest import INFO, TITLE, WATCH, follow, ready, until, violations, without_land
from tests.browser.hostile import hostile_collection
from tests.browser.test_other_pages import traces
from tests.synthetic import CAIRO, PLACES, SEOUL, collection
from tests.test_correcting import STORIES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def named(readings: list[Reading], events: list[Event]) -> list[Event]:
    """The events, each with the span of its place's name where its sentence has it."""
    texts = {reading.article.id: reading.article.text for reading in readings}
    found = []
    for event in events:
        first = event.evidence[0]
        names = [event.place.name_ar, event.place.name] if event.place else []
        at = next((texts[first.article].find(name, first.start, first.end) for name in names if name), -1)
        length = next((len(name) for name in names if name and texts[first.article].startswith(name, at)), 0)
        spans = replace(first, place_start=at, place_end=at + length) if at >= 0 and length else first
        found.append(replace(event, evidence=(spans, *event.evidence[1:])))
    return found


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic collection as a site whose events have names to correct."""
    readings, events, skipped = collection()
    dest = tmp_path_factory.mktemp("review") / "site"
    write_site(readings, named(readings, events), skipped, dest, title=TITLE, labels=PLACES, info=INFO)
    return dest


def drag_the_pin(page: Page, right: int, down: int) -> None:
    box = page.locator(".pin-chosen").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 12
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=5)
    page.mouse.up()


def downloaded(page: Page, known: Callable[[str], Place | None]) -> tuple[Correction, ...]:
    """The corrections of the file that the page gives, as a build reads them."""
    with page.expect_download() as told:
        page.click("#download")
    assert told.value.suggested_filename == "corrections.yaml"
    return read_corrections(Path(told.value.path()).read_text("utf-8"), "corrections.yaml", known)


def place_of(id: str) -> Place | None:
    return next((place for place in PLACES if place.id == id), None)


# ---- served ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    for name, (day, text) in STORIES.items():
        (tmp_path / "articles" / f"{name}.txt").write_text(f"---\npublished: {day}\n---\n{text}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def served(desk: Path) -> Iterator[str]:
    """The address at which `geomap serve` serves a collection."""
    command = [sys.executable, "-m", "geomap", "serve", "--no-open", "--port", "0"]
    process = subprocess.Popen(command, cwd=desk, stdout=subprocess.PIPE, text=True, env=os.environ)
    try:
        assert process.stdout
        for line in process.stdout:
            if found := re.search(r"http://\S+", line):
                yield found.group()
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    finally:
        process.kill()


@pytest.fixture
def page(visit: Callable[..., Visitor], served: str) -> Iterator[Page]:
    """A page that may reach this machine, closed before its server ends; what goes wrong on it fails the test."""
    visitor = visit(viewport={"width": 1400, "height": 900}, offline=False)
    problems = visitor.problems
    visitor.page.on("response", lambda r: problems.append(f"{r.status} {r.url}") if r.status > 399 else None)
    yield visitor.page
    for page in visitor.context.pages[1:]:
        page.close()
    assert problems == []


def test_a_pin_is_moved_on_the_review_page_and_then_lies_there_on_the_site_until_it_is_undone(
    page: Page, served: str, desk: Path
) -> None:
    page.goto(served.replace("/?", "/en/review.html?"))
    ready(page)
    assert "key=" not in page.url
    page.click("#queue-list button:has-text('Oran') >> nth=0")
    id, before = page.evaluate("[geomap.review.current.id, geomap.review.current.places[0].lat]")
    page.fill("#f-author", "Huda")
    drag_the_pin(page, 60, 80)
    page.fill("#f-pin-name", "Harbour hall")
    assert page.is_checked("input[name=where][value=pin]")
    assert page.input_value("#f-scope") == "event"
    page.click("#acts .main")
    page.wait_for_selector("#told:has-text('Written to corrections.yaml')")
    written = (desk / "corrections.yaml").read_text("utf-8")
    assert f"event: {id}" in written
    until(page, "geomap.data['review-counts'].done === 1")
    other = page.context.new_page()
    other.goto(served.split("/?")[0] + f"/en/event/{id}.html")
    assert "Harbour hall" in other.inner_text("dl.facts")
    assert "confirmed" not in other.inner_text("section.corrected")
    assert "corrected by \u2068Huda\u2069" in other.inner_text("section.corrected")
    other.goto(served.split("/?")[0] + "/en/index.html")
    ready(other)
    until(other, "geomap.page.store.full")
    lat = f"geomap.page.store.point(geomap.page.store.index('{id}'))[0]"
    after = other.evaluate(lat)
    assert after < before - 0.01
    # Undo on the one page; the other one follows by itself.
    page.keyboard.press("u")
    page.wait_for_selector("#told:has-text('Undone')")
    assert not (desk / "corrections.yaml").exists()
    until(other, f"document.body.dataset.ready && geomap.page.store.full && Math.abs({lat} - {before}) < 0.001")
    until(page, f"geomap.review.current.id === '{id}' && geomap.data['review-counts'].done === 0")


def test_a_place_that_nobody_thought_of_is_found_and_chosen_for_the_whole_article(
    page: Page, served: str, desk: Path
) -> None:
    page.goto(served.replace("/?", "/ar/review.html?"))
    ready(page)
    page.click("#queue-list button:has-text('وهران') >> nth=0")
    page.fill("#f-author", "هدى")
    page.fill("#f-find", "Mostaganem")
    page.press("#f-find", "Enter")
    page.wait_for_selector(".choice:has-text('مستغانم') input:checked")
    page.select_option("#f-scope", "article")
    page.fill("#f-reason", 'الخبر عن "مستغانم": اقرأ السطر <2>')
    page.click("#acts .main")
    until(page, "geomap.data['review-counts'].done > 0")
    told = read_corrections(
        (desk / "corrections.yaml").read_text("utf-8"), "c", lambda id: Place(id, "x", None, 0, 0, "city", None)
    )
    assert isinstance(told[0].action, Placed)
    assert told[0].reason == 'الخبر عن "مستغانم": اقرأ السطر <2>'
    page.click("#views button >> nth=1")
    # The counts come before the list that they count.
    page.wait_for_selector("#queue-list:has-text('مستغانم')")
    page.wait_for_selector("#head .corrected:has-text('هدى')")


def test_a_build_that_fails_is_told_on_every_open_page(page: Page, served: str, desk: Path) -> None:
    page.goto(served.replace("/?", "/en/events.html?"))
    (desk / "corrections.yaml").write_text("- author: A\n")
    page.wait_for_selector(".live-fault:has-text('corrections.yaml:1: an entry has no action')")
    (desk / "corrections.yaml").unlink()
    page.wait_for_selector(".live-bar", state="hidden")
    (desk / "articles" / "new.txt").write_text(STORIES["protest"][1].replace("صفاقس", "سوسة"), "utf-8")
    page.wait_for_selector("main:has-text('سوسة'), main:has-text('Sousse')")


def test_an_event_page_leads_to_its_review(page: Page, served: str) -> None:
    page.goto(served.replace("/?", "/en/index.html?"))
    follow(page, ".tools a:has-text('Review')")
    assert page.evaluate("document.body.classList.contains('review-page')")
    page.goto(served.split("/?")[0] + "/en/events.html")
    follow(page, "main .row >> nth=1")
    title = page.inner_text("h1")
    follow(page, ".tools a:has-text('Correct')")
    assert page.inner_text("#head h2") == title


# ---- from disk -------------------------------------------------------------------------------------------------------


def test_without_a_server_the_corrections_come_as_a_file_that_a_build_reads(
    visit: Callable[..., Visitor], reviewed: Path
) -> None:
    visitor = visit(accept_downloads=True)
    page = visitor.open(reviewed / "en" / "review.html")
    page.fill("#f-author", 'Huda "of the desk": \\ {x}, #1 ‏')
    sure = [int(text.rstrip("%")) for text in page.locator("#queue-list .sure").all_inner_texts()]
    assert sure == sorted(sure)
    wanted: list[tuple[type[Action], str]] = []

    def go(title: str) -> str:
        page.click(f"#queue-list button:has-text('{title}')")
        return str(page.evaluate("geomap.review.current.id"))

    def save(kind: type[Action], id: str) -> None:
        page.click("#acts .main")
        wanted.append((kind, id))

    save_id = go("Shells fall in Kursk")
    page.click(".choice:has-text('Cairo')")
    save(Changed, save_id)
    save_id = go("Protest in Seoul")
    page.click(".choice:has-text('is not where it happened')")
    page.select_option("#f-role", "associative")
    save(Mentioned, save_id)
    save_id = go("Exercises planned")
    page.fill("#f-date", "2023-10-02")
    page.fill("#f-end", "2023-10-05")
    page.select_option("#f-type", "visit")
    page.select_option("#f-status", "denied")
    page.click(".choice:has-text('Place not known')")
    save(Changed, save_id)
    save_id = go("Delegation arrives")
    drag_the_pin(page, -40, 30)
    page.fill("#f-pin-name", "سوق «الجملة»")
    page.select_option("#f-scope", "everywhere")
    save(Placed, save_id)
    save(Accepted, str(page.evaluate("geomap.review.current.id")))
    save_id = str(page.evaluate("geomap.review.current.id"))
    page.click("#acts button:has-text('Not an event')")
    wanted.append((Dropped, save_id))
    page.reload()
    ready(page)
    assert page.inner_text("#download .count") == str(len(wanted))
    found = downloaded(page, place_of)
    assert [type(one.action) for one in found] == [kind for kind, _ in wanted]
    ids = [getattr(one.action, "event", None) for one in found]
    assert [target.id for target in ids if target] == [id for kind, id in wanted if kind not in (Mentioned, Placed)]
    assert all(target.hint for target in ids if target)
    assert {one.author for one in found} == {'Huda "of the desk": \\ {x}, #1 ‏'}
    first, named_so, third, moved, *_ = (one.action for one in found)
    assert isinstance(first, Changed)
    assert first.place == CAIRO
    assert isinstance(named_so, Mentioned)
    assert (named_so.name.name, named_so.role, named_so.name.offset is not None) == ("سيول", "associative", True)
    assert isinstance(third, Changed)
    assert (third.date, third.date_end, third.type, third.status, third.placeless) == (
        "2023-10-02", "2023-10-05", "visit", "denied", True,
    )  # fmt: skip
    assert isinstance(moved, Placed)
    assert (moved.name.article, moved.name.name, moved.place.name) == (None, "فلاديفوستوك", "سوق «الجملة»")
    assert abs(moved.place.lat - 43.1) < 10
    page.click("#kept-acts button:has-text('Undo')")
    assert len(downloaded(page, place_of)) == len(wanted) - 1
    assert page.evaluate("geomap.review.current.id") == save_id
    assert visitor.problems == []


def test_a_field_that_cannot_be_is_told_and_nothing_is_kept(visit: Callable[..., Visitor], reviewed: Path) -> None:
    page = visit().open(reviewed / "en" / "review.html")
    page.fill("#f-author", "Huda")
    for field, value, fault in (
        ("date", "yesterday", "Write a date as"),
        ("date", "2023-02-30", "Write a date as"),
        ("date", "23", "Write a date as"),
        ("end", "2001-01-01", "needs a first one before it"),
        ("author", " ", "Say who you are"),
    ):
        before = page.input_value(f"#f-{field}")
        page.evaluate("geomap.byId('fault').textContent = ''")
        page.fill(f"#f-{field}", value)
        page.click("#acts .main")
        assert fault in page.inner_text("#fault"), value
        assert page.evaluate("document.activeElement.id") == f"f-{field}"
        assert page.locator("#download").count() == 0
        page.fill(f"#f-{field}", before)


def test_the_page_can_be_worked_by_keys_alone(visit: Callable[..., Visitor], reviewed: Path) -> None:
    visitor = visit(accept_downloads=True)
    page = visitor.open(reviewed / "ar" / "review.html")
    page.fill("#f-author", "هدى")
    page.evaluate("document.activeElement.blur()")

    def current() -> str:
        return str(page.evaluate("geomap.review.current.id"))

    ids: list[str] = page.evaluate("geomap.data['review-ar'].items.map((item) => item.id)")
    assert current() == ids[0]
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    assert current() == ids[2]
    page.keyboard.press("k")
    assert current() == ids[1]
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("2")
    assert page.is_checked("input[name=where][value='1']")
    page.keyboard.press("Enter")
    assert current() == ids[2]
    page.keyboard.press("Enter")
    page.keyboard.press("x")
    assert current() == ids[4]
    page.keyboard.press("u")
    assert current() == ids[3]
    kinds = [type(one.action) for one in downloaded(page, place_of)]
    assert kinds == [Changed, Accepted]
    # Keys that are typed into a field are only that; and all can be switched off.
    page.focus("#f-reason")
    page.keyboard.type("xjku")
    assert current() == ids[3]
    page.uncheck(".keys input")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert current() == ids[3]
    assert visitor.problems == []


@pytest.mark.parametrize("width", [1400, 390])
def test_axe_finds_nothing_wrong_while_a_place_is_made(
    visit: Callable[..., Visitor], reviewed: Path, tmp_path: Path, width: int
) -> None:
    site = without_land(shutil.copytree(reviewed, tmp_path / "site"))
    visitor = visit(color_scheme="light", viewport={"width": width, "height": 900}, bypass_csp=True)
    found = []

    def look(page: Page) -> None:
        page.emulate_media(color_scheme="light")
        found.extend(violations(page))
        # What a dark theme can break is contrast alone.
        page.emulate_media(color_scheme="dark")
        found.extend(violations(page, runOnly=["color-contrast"]))

    for language in ("ar", "en"):
        page = visitor.open(site / language / "review.html")
        page.click("input[name=where][value=pin]")
        page.fill("#f-date", "x")
        page.fill("#f-author", "Huda")
        page.click("#acts .main")
        look(page)
        page.fill("#f-date", "2024")
        page.click("#acts .main")
        page.wait_for_selector("#download")
        look(page)
        # Nothing stands out of a narrow window.
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []


def test_whatever_a_person_writes_is_read_as_it_was_written(visit: Callable[..., Visitor], reviewed: Path) -> None:
    page = visit().open(reviewed / "en" / "review.html")

    # Lone surrogates cannot be typed, and do not come through to a page.
    @given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4), degrees=st.floats(-180, 180))
    @settings(max_examples=80)
    def written(texts: list[str], degrees: float) -> None:
        place = {"lat": round(degrees, 5), "lon": 0}
        entries = [{"reason": text, "set": {"place": {"name": text, **place}}, "join": [text, "a"]} for text in texts]
        back = yaml.safe_load(page.evaluate("(entries) => geomap.yaml(entries)", entries))
        assert (back or []) == entries

    written()


def test_hostile_text_stays_text_and_comes_back_as_it_was(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    readings, events, skipped = hostile_collection()
    # On the map, all of them.
    events = [replace(e, place=replace(e.place, lon=e.place.lon - 120), candidates=()) for e in events if e.place]
    write_site(readings, named(readings, events), skipped, tmp_path / "site", title="x", info=INFO)
    site = without_land(tmp_path / "site")
    visitor = visit(accept_downloads=True)
    visitor.page.add_init_script(WATCH)
    page = visitor.open(site / "en" / "review.html")
    page.fill("#f-author", "<img src=x onerror=hit('author')>{{7*7}}")
    count = page.locator("#queue-list button").count()
    assert count == len(events)
    for number in range(count):
        if number % 3 == 0:
            page.click("input[name=where][value=pin]")
        page.click("#acts .main" if number % 3 < 2 else "#acts button >> nth=1")
        assert traces(page) == 0
    found = downloaded(page, lambda id: SEOUL)
    assert len(found) == count
    known = {event.id.replace("\ud800", "\ufffd").strip() for event in events}
    assert {one.action.event.id for one in found if isinstance(one.action, Changed | Accepted | Dropped)} == known
    names = {one.action.place.name for one in found if isinstance(one.action, Changed) and one.action.place}
    plain = {
        " ".join((event.place.name if event.place else "").replace("\ud800", "\ufffd").split()) for event in events
    }
    assert names <= plain
    assert page.evaluate("window.hits") == []
    assert visitor.problems == []


def test_on_a_phone_the_next_event_comes_into_view_and_a_step_can_be_taken_back(
    visit: Callable[..., Visitor], reviewed: Path
) -> None:
    visitor = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    page = visitor.open(reviewed / "ar" / "review.html")
    first = page.evaluate("geomap.review.current.id")
    page.fill("#f-author", "هدى")
    page.click("#acts .main")
    assert page.evaluate("geomap.review.current.id") != first
    top = page.locator("#head").bounding_box()
    assert top
    assert abs(top["y"]) < 5
    page.click("#acts .narrow")
    assert page.evaluate("geomap.review.current.id") == first
    assert visitor.problems == []
