"""Feeds of a published site: valid, absolute, newest first, the same bytes for the same articles."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.feeds import LENGTH, feed_files, newest_reports
from geomap.messages import LANGUAGES, language
from geomap.pages import SiteInfo, site_files
from geomap.records import Event, Reading
from geomap.sitedata import SiteData, clean, site_data
from tests.browser.hostile import URLS, hostile_collection
from tests.synthetic import KURSK, PLACES, RUSSIA, SEOUL, collection

ATOM, GEORSS = "{http://www.w3.org/2005/Atom}", "{http://www.georss.org/georss}"
BASE = "https://example.org/maps/"
READINGS, EVENTS, SKIPPED = collection()
DATA = site_data(READINGS, EVENTS, SKIPPED, "خريطة & <أحداث>")


def feeds(data: SiteData, code: str = "en") -> tuple[ET.Element, dict[str, object]]:
    files = dict(feed_files(data, newest_reports(data), BASE, language(code)))
    return ET.fromstring(files["feed.xml"].encode()), json.loads(files["feed.json"])


def entries(root: ET.Element) -> Iterator[dict[str, str]]:
    for entry in root.iter(f"{ATOM}entry"):
        yield {element.tag.removeprefix(ATOM): element.text or "" for element in entry}


def dated(day: date | None) -> Reading:
    return replace(READINGS[0], article=replace(READINGS[0].article, published=day))


def on(day: date | None, event: Event = EVENTS[1]) -> SiteData:
    return site_data([dated(day)], [event], (), "t")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_atom_feed_has_what_the_standard_wants(code: str) -> None:
    root, _ = feeds(DATA, code)
    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == code
    assert (root.findtext(f"{ATOM}title"), root.findtext(f"{ATOM}updated")) == (DATA.title, "2023-09-15T00:00:00Z")
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": f"{BASE}{code}/feed.xml", "alternate": f"{BASE}{code}/index.html"}
    found = list(entries(root))
    ids = [root.findtext(f"{ATOM}id"), *(entry["id"] for entry in found)]
    assert len(set(ids)) == len(ids)
    assert all(str(id).startswith("urn:uuid:") for id in ids)
    assert all({"title", "updated", "published", "link", "summary"} <= set(entry) for entry in found)


def test_both_feeds_tell_the_same_entries() -> None:
    root, feed = feeds(DATA)
    items = feed["items"]
    assert isinstance(items, list)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [(i["id"], i["title"], i["date_modified"], i["content_text"]) for i in items] == [
        (entry["id"], entry["title"], entry["updated"], entry["summary"]) for entry in entries(root)
    ]
    assert [item["url"] for item in items] == [
        entry.find(f"{ATOM}link").get("href")  # type: ignore[union-attr]
        for entry in root.iter(f"{ATOM}entry")
    ]
    assert all(item["url"].startswith(f"{BASE}en/event/") for item in items)


def test_an_entry_tells_when_where_and_who_says_so() -> None:
    by_title = {entry["title"]: entry["summary"] for entry in entries(feeds(DATA)[0])}
    assert by_title["Exercises planned in the Sea of Japan"] == (
        "October 2023 · Sea of Japan · Planned\n"
        "“ومن المقرر أن تجري مناورات في بحر اليابان الشهر المقبل.” – وكالة المثال"
    )


def test_newest_reports_come_first_and_no_more_than_a_feed_holds() -> None:
    first = date(2023, 1, 1)
    readings, events = [], []
    for number in range(LENGTH + 5):
        article = replace(READINGS[0].article, id=f"a{number}", published=first + timedelta(number))
        evidence = (replace(EVENTS[1].evidence[0], article=article.id),)
        events.append(replace(EVENTS[1], id=f"e{number}", evidence=evidence, date=None))
        readings.append(replace(READINGS[0], article=article))
    reports = newest_reports(site_data(readings, events, (), "t"))
    assert [report.event.id for report in reports] == [f"e{number}" for number in range(LENGTH + 4, 4, -1)]


def test_an_event_told_again_is_updated_on_the_day_of_the_newest_article() -> None:
    later = replace(READINGS[1], article=replace(READINGS[1].article, published=date(2023, 9, 20)))
    entry = next(entries(feeds(site_data([READINGS[0], later], EVENTS, (), "t"))[0]))
    assert (entry["published"], entry["updated"]) == ("2023-09-15T00:00:00Z", "2023-09-20T00:00:00Z")
    assert "The delegation reached Vladivostok" in entry["summary"]


def test_reports_without_a_day_are_in_no_feed_and_a_collection_of_them_has_none() -> None:
    assert newest_reports(on(None)) == ()
    assert list(feed_files(on(None), (), BASE, language("en"))) == []


def test_an_id_is_the_events_and_outlives_words_and_days() -> None:
    before = next(entries(feeds(on(date(2023, 9, 1)))[0]))
    after = next(entries(feeds(on(date(2023, 9, 2), replace(EVENTS[1], title_en="Corrected")))[0]))
    assert before["id"] == after["id"]
    assert before["id"] != next(entries(feeds(on(date(2023, 9, 1)), "ar")[0]))["id"]


@pytest.mark.parametrize(
    ("place", "precision", "told"),
    [
        (SEOUL, "city", {"point": "37.57 126.98"}),
        (KURSK, "region", {"box": "50.9 34.1 52.4 38.5"}),
        (RUSSIA, "country", {}),
        (None, None, {}),
    ],
)
def test_a_vague_place_is_no_point(place: object, precision: object, told: dict[str, str]) -> None:
    event = replace(EVENTS[1], place=place, place_precision=precision)  # type: ignore[arg-type]
    root, _ = feeds(on(date(2023, 9, 1), event))
    assert {e.tag.removeprefix(GEORSS): e.text for e in root.iter() if e.tag.startswith(GEORSS)} == told


def test_a_site_has_feeds_only_when_its_address_is_known_and_its_pages_name_them() -> None:
    plain = dict(site_files(DATA, PLACES, SiteInfo(version="0")))
    assert not [path for path in plain if "feed" in path]
    assert b"feed.xml" not in plain["en/index.html"]
    info = SiteInfo(version="0", base_url=BASE.rstrip("/"))
    files = dict(site_files(DATA, PLACES, info))
    assert {path for path in files if "feed" in path} == {f"{c}/feed.{e}" for c in LANGUAGES for e in ("xml", "json")}
    assert b'type="application/atom+xml" title="' in files["ar/event/made-attack.html"]
    assert b'href="../feed.xml"' in files["ar/event/made-attack.html"]
    shuffled = site_data(READINGS[::-1], EVENTS[::-1], SKIPPED, DATA.title)
    assert dict(site_files(shuffled, PLACES, info)) == files


def test_hostile_text_stays_text_in_feeds() -> None:
    readings, events, _ = hostile_collection()
    readings = [replace(r, article=replace(r.article, published=date(2023, 9, 1))) for r in readings]
    root, feed = feeds(site_data(readings, events, (), "]]><x>"))
    plain = {clean(event.title_en) for event in events}
    assert {entry["title"] for entry in entries(root)} == plain
    assert {item["title"] for item in feed["items"]} == plain  # type: ignore[attr-defined]
    assert not [link for link in root.iter(f"{ATOM}link") if link.get("href") in URLS]
    assert all(str(link.get("href")).startswith(BASE) for link in root.iter(f"{ATOM}link"))


@given(st.text(min_size=1))
def test_any_text_can_stand_in_a_feed(text: str) -> None:
    event = replace(EVENTS[1], id=text, title_en=text, type=text)
    root, feed = feeds(on(date(2023, 9, 1), event))
    shown = clean(text)
    assert feed["items"][0]["title"] == shown  # type: ignore[index]
    assert next(entries(root))["title"] == shown.replace("\r\n", "\n").replace("\r", "\n")
