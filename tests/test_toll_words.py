"""Tolls, sources and days of reporting where readers and other programs see them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from geomap.contract import reading_to_json
from geomap.export import csv_text, records, to_geodataframe
from geomap.messages import language
from geomap.pages import SiteInfo, site_files
from geomap.records import Event, Reading, Toll, TollKind
from geomap.sitedata import site_data
from geomap.toll_words import toll_text
from geomap.wording import reason_text
from tests.synthetic import PLACES, collection

LINE = "shells fell near a village"


def toll(low: int | None, high: int | None, kind: TollKind = "killed", *, about: bool = False) -> Toll:
    return Toll(kind, low, high, about, "a", 0, 1, "x")


@pytest.mark.parametrize(
    ("told", "english", "arabic"),
    [
        (toll(1, 1), "1 killed", "قتيل واحد"),
        (toll(2, 2, "wounded"), "2 wounded", "جريحان"),
        (toll(5, 5), "5 killed", "5 قتلى"),
        (toll(11, 11, "arrested"), "11 arrested", "11 معتقلًا"),
        (toll(100, 100, "missing"), "100 missing", "100 مفقود"),
        (toll(3000, None, "displaced"), "at least 3,000 displaced", "3,000 نازح على الأقل"),
        (toll(None, 5), "at most 5 killed", "5 قتلى على الأكثر"),
        (toll(3, 12), "between 3 and 12 killed", "بين 3 و12 قتيلًا"),
        (toll(40, 40, about=True), "about 40 killed", "نحو 40 قتيلًا"),
    ],
)
def test_a_toll_is_worded_with_a_noun_that_agrees(told: Toll, english: str, arabic: str) -> None:
    assert toll_text(told, language("en")) == english
    assert toll_text(told, language("ar")) == arabic


@pytest.fixture(scope="module")
def told() -> tuple[list[Reading], list[Event]]:
    """The collection, its shelling with two tolls, one of them in a second article."""
    readings, events, _ = collection()
    english, arabic = readings[1].article, readings[0].article
    at = english.text.index(LINE)
    tolls = (
        Toll("killed", 5, 5, False, english.id, at, at + len(LINE), LINE),
        Toll("killed", 20, None, False, arabic.id, 0, 4, arabic.text[:4]),
    )
    found = [
        replace(
            event,
            tolls=tolls,
            first_seen="2023-09-11",
            last_updated="2023-09-15",
            independent=2,
            evidence=(*event.evidence, replace(event.evidence[0], article=arabic.id, start=0, end=4)),
            conflicts=("killed: 5 (Example Times); ≥20 (وكالة المثال)",),
        )
        if event.title_en == "Shells fall in Kursk Oblast"
        else event
        for event in events
    ]
    return readings, found


def test_pages_and_cards_tell_the_toll_with_its_words_and_sources(told: tuple[list[Reading], list[Event]]) -> None:
    data = site_data(*told, (), "خريطة")
    files = dict(site_files(data, PLACES, SiteInfo(version="0")))
    event = next(e for e in data.events if e.tolls)
    slug = data.event_slugs[event.id]
    for code, lines in (
        ("en", ("5 killed", "at least 20 killed", "2 independent sources", "First seen", "Last updated")),
        ("ar", ("5 قتلى", "20 قتيلًا على الأقل", "مصدران مستقلان", "أول نشر", "آخر تحديث")),
    ):
        page = files[f"{code}/event/{slug}.html"].decode()
        plain = re.sub(r"<[^>]+>", "", page)
        assert [line for line in lines if line not in plain] == []
        assert f'<bdi lang="en">{LINE}</bdi>' in page
        shard = files[f"data/details-{code}-{data.shard(event.id)}.js"].decode()
        details = json.loads(shard[shard.index(",") + 1 : shard.rindex(")")])[event.id]
        assert [line[0] for line in details["tolls"]] == list(lines[:2])
        assert details["independent"] == 2


def test_a_disagreement_on_a_toll_is_told_in_the_reader_s_words() -> None:
    words = reason_text("killed: 5 (A); ≥20 (B)", language("ar"))
    assert words == "القتلى: \u20665\u2069 (A); \u2066≥20\u2069 (B)"


def test_exports_bound_each_kind_and_keep_every_report_s_number(told: tuple[list[Reading], list[Event]]) -> None:
    articles = [reading.article for reading in told[0]]
    by_id = {record["id"]: record for record in records(told[1], articles)}
    record = next(r for r in by_id.values() if r["tolls"])
    assert (record["killed_low"], record["killed_high"], record["wounded_low"]) == (5, None, None)
    assert record["tolls"][0] == f"killed 5: {LINE} (Example Times)"
    assert record["tolls"][1].startswith("killed ≥20: ")
    assert (record["first_seen"], record["last_updated"], record["independent"]) == ("2023-09-11", "2023-09-15", 2)
    assert f"killed 5: {LINE} (Example Times) | killed ≥20" in csv_text(told[1], articles)
    frame = to_geodataframe(told[1], articles)
    assert frame["killed_low"].dtype == "float64"
    assert frame["killed_low"].notna().sum() == 1


def test_the_parse_contract_has_an_event_s_tolls(told: tuple[list[Reading], list[Event]]) -> None:
    reading = replace(told[0][1], events=tuple(e for e in told[1] if e.tolls))
    (event,) = reading_to_json(reading)["events"]
    first = event["tolls"][0]
    assert first == {**first, "kind": "killed", "low": 5, "high": 5, "about": False, "surface": LINE}
    assert reading.article.text[first["start"] : first["end"]] == LINE
