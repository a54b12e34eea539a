"""Pages of days and sources: which there are, what they show, and how they lead on."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from geomap.group_pages import LIST_LENGTH
from geomap.pages import SiteInfo, site_files
from geomap.sitedata import query_value, site_data
from geomap.sitegroups import days_of
from tests.bench.made_events import made_collection
from tests.synthetic import collection

INFO = SiteInfo(version="0")


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ([("2023-09-13", None), ("2023-09-13", None)], {"2023-09-13": (2, 0)}),
        ([("2023-09", None), ("2023", None), (None, None), ("2023-02-30", None), ("2023-9-130", None)], {}),
        ([("2023-09-13", "2023-09-15"), ("2023-09-15", None)], {"2023-09-13": (1, 0), "2023-09-15": (1, 1)}),
        ([("2023-09-13", "2023-09"), ("2023-09-15", "2023-09-15")], {"2023-09-13": (1, 0), "2023-09-15": (1, 0)}),
        ([("2023-09-15", "2023-09-13"), ("2023-09-14", None)], {"2023-09-14": (1, 0), "2023-09-15": (1, 0)}),
    ],
)
def test_a_day_has_the_events_that_begin_on_it_and_those_that_go_on(
    dates: list[tuple[str | None, str | None]], days: dict[str, tuple[int, int]]
) -> None:
    event = collection()[1][0]
    events = [replace(event, id=str(n), date=first, date_end=last) for n, (first, last) in enumerate(dates)]
    found = days_of(events)
    assert {day: (len(notes.events), len(notes.going_on)) for day, notes in found.items()} == days
    assert list(found) == sorted(found)


def test_every_event_is_on_its_day_and_with_its_sources() -> None:
    data = site_data(*collection(), "x")
    for event in data.events:
        if event.date and len(event.date) == 10:
            assert event in data.days[event.date].events
        for article in data.sources(event):
            if article.source:
                assert event in data.publishers[article.source].events
    assert set(data.publishers) == {reading.article.source for reading in data.readings if reading.article.source}


def test_days_lead_to_the_one_before_and_the_one_after() -> None:
    files = dict(site_files(site_data(*collection(), "x"), (), INFO))
    days = sorted(path for path in files if path.startswith("en/day/"))
    assert len(days) > 8
    for before, after in pairwise(days):
        later = re.search(r'rel="next" href="([^"]+)"', files[before].decode())
        earlier = re.search(r'rel="prev" href="([^"]+)"', files[after].decode())
        assert later is not None
        assert earlier is not None
        assert (later[1], earlier[1]) == ("../" + after.removeprefix("en/"), "../" + before.removeprefix("en/"))
    assert 'rel="prev"' not in files[days[0]].decode()
    assert 'rel="next"' not in files[days[-1]].decode()


def test_a_large_source_shows_its_newest_events_and_leads_to_the_map_for_the_rest() -> None:
    readings, events = made_collection(LIST_LENGTH + 100)
    readings = [replace(reading, article=replace(reading.article, source="one")) for reading in readings]
    pages = dict(site_files(site_data(readings, events, (), "x"), (), INFO))
    (page,) = (text.decode() for path, text in pages.items() if path.startswith("en/source/"))
    assert page.count('<a class="row" ') == LIST_LENGTH
    assert "The map has them all." in page
    assert 'href="../index.html#?source=one"' in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a b&c=d", "a%20b%26c%3Dd"),
        ("#?/", "%23%3F%2F"),
        ("وكالة", "%D9%88%D9%83%D8%A7%D9%84%D8%A9"),
        ("\ud800", "%EF%BF%BD"),
    ],
)
def test_a_name_in_an_address_is_its_value_and_nothing_else(name: str, value: str) -> None:
    assert query_value(name) == value
