"""The columns of the map's data files: what they say of each event, however odd its texts, and how they are packed."""

from __future__ import annotations

import base64
import json
from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.assets import put
from geomap.legend import PRECISIONS, STATUSES, TYPES
from geomap.mapdata import MapColumns, columns_of, common_columns, event_row, event_words, map_columns
from geomap.messages import LANGUAGES, language
from geomap.packed_columns import LEAD, column_files, packed_numbers, packed_texts
from geomap.records import Event, Participant
from geomap.sitedata import SiteData, event_title, place_name, shape, site_data
from geomap.titles import name_in
from tests.bench.made_events import made_collection
from tests.synthetic import collection


def unpacked(column: Any) -> Sequence[Any]:
    """A packed column of numbers or texts as a list, as `templates/assets/columns.js` reads it."""
    if not isinstance(column, str):
        return list(column)
    if column[:1] in "124":
        return list(array({"1": "B", "2": "H", "4": "i"}[column[0]], base64.b64decode(column[1:])))
    return column.split("\n")


@pytest.fixture(scope="module")
def data() -> SiteData:
    readings, events, skipped = collection()
    return site_data(readings, events, skipped, "x")


def columns(data: SiteData, events: Sequence[Event], code: str) -> MapColumns:
    """The columns of events as data files have them, through their rows."""
    rows, words = [event_row(data, event) for event in events], [event_words(event, language(code)) for event in events]
    assert not any("\n" in row for row in rows + words)
    common = common_columns(data, rows, {event.place.id: event.place for event in events if event.place})
    return columns_of(data, common, words, language(code))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_columns_of_a_collection_say_of_each_event_what_it_is(data: SiteData, code: str) -> None:
    own = language(code)
    found = map_columns(data, data.events, own)
    spots, texts = found["spots"], found["texts"]
    people = texts["people_shown"] or texts["people"]
    who, articles = iter(texts["who"]["of"]), iter(texts["articles"]["of"])
    for n, event in enumerate(data.events):
        column = {name: values[n] for name, values in found["events"].items()}
        assert list(TYPES)[column["type"]] == event.type
        assert list(STATUSES)[column["status"]] == event.status
        assert found["dates"][column["when"]] == "/".join(filter(None, (event.date, event.date_end)))
        assert (texts["id"][n], texts["title"][n]) == (event.id, event_title(event, own))
        spot, where = column["spot"], shape(event)
        assert (spots["place"][spot] >= 0) == (where is not None)
        if event.place is not None and where is not None:
            place = spots["place"][spot]
            assert (spots["lat"][spot], spots["lon"][spot]) == (round(where.lat * 10_000), round(where.lon * 10_000))
            assert texts["places"]["id"][place] == event.place.id
            assert texts["places"]["name"][place] == place_name(event.place, own)
            assert found["countries"][found["country"][place]] == (event.place.country or "")
            assert [*PRECISIONS, None][spots["precision"][spot]] == event.place_precision
        assert [people[next(who)] for _ in range(texts["who"]["n"][n])] == [
            name_in(code, person) for person in event.participants
        ]
        told = [next(articles) for _ in range(texts["articles"]["n"][n])]
        assert [texts["articles_told"]["slug"][k] for k in told] == [
            data.article_slugs[article.id] for article in data.sources(event)
        ]
        sources = [found["sources"][k] for k in found["tellers"][column["told"]]]
        assert sorted(sources) == sorted({article.source or "" for article in data.sources(event)})
    assert (next(who, None), next(articles, None)) == (None, None)


ODD = ["a\x1fb\x1ec", "\x1b1\x1b", "two\nlines\r\n", "</script><!--", "\u2028\ud800", " ", "ن\u200fص"]


@pytest.mark.parametrize("odd", ODD)
def test_texts_of_any_characters_come_through_the_kept_rows(data: SiteData, odd: str) -> None:
    events = [replace(e, title_ar=odd, participants=(Participant(odd, "actor"),) * 2) for e in data.events]
    found = columns(data, events, "ar")
    assert set(found.texts["title"]) == {odd}
    assert found.texts["people"] == [odd]
    assert found.texts["who"] == {"n": [2] * len(events), "of": [0] * 2 * len(events)}
    for name, own in column_files({"ar": found}).items():
        text = put(name, own)
        assert "<" not in text
        assert json.loads(text[text.index(",") + 1 : -3])


def test_no_event_leaves_columns_that_are_empty(data: SiteData) -> None:
    found = column_files({"en": columns(data, [], "en")})
    assert not any(map(len, found["events-en"]["events"].values()))
    assert found["events-en"]["lead"] == {"title": [], "name": [], "within": []}
    assert not found["texts-en"]["title"]


def test_the_words_of_the_first_events_come_along_with_the_numbers() -> None:
    readings, events = made_collection(3 * LEAD)
    data = site_data(readings, events, (), "x")
    own = language("en")
    files = column_files({code: columns(data, data.events, code) for code in LANGUAGES})
    numbers, lead = files["events-en"], files["events-en"]["lead"]
    assert lead["title"] == [event_title(event, own) for event in data.events[:LEAD]]
    place, spots = unpacked(numbers["spots"]["place"]), unpacked(numbers["events"]["spot"])
    for event, spot in list(zip(data.events, spots, strict=True))[:LEAD]:
        if event.place is not None:
            assert lead["name"][place[spot]] == event.place.name
    assert len(lead["name"]) == len(lead["within"]) <= LEAD
    assert unpacked(files["texts-en"]["title"]) == [event_title(event, own) for event in data.events]


@given(st.lists(st.integers(-(1 << 31), (1 << 31) - 1), min_size=1) | st.lists(st.integers(0, 70_000), min_size=1))
def test_numbers_are_the_same_unpacked(numbers: list[int]) -> None:
    assert unpacked(packed_numbers(numbers)) == numbers


@given(st.lists(st.text(), min_size=1))
def test_texts_are_the_same_unpacked(texts: list[str]) -> None:
    packed = packed_texts(texts)
    assert (packed.split("\n") if isinstance(packed, str) else packed) == texts


def test_an_event_that_changes_changes_only_its_own_row(data: SiteData) -> None:
    own = language("en")
    changed = [replace(data.events[0], title_en="Another title", confidence=0.01), *data.events[1:]]
    for row in (partial(event_row, data), partial(event_words, language=own)):
        before, after = list(map(row, data.events)), list(map(row, changed))
        assert before[1:] == after[1:]
        assert before[0] != after[0]


def test_languages_share_what_is_no_word(data: SiteData) -> None:
    rows = [event_row(data, event) for event in data.events]
    common = common_columns(data, rows, {n.place.id: n.place for n in data.places})
    maps = {
        code: columns_of(data, common, [event_words(event, language(code)) for event in data.events], language(code))
        for code in LANGUAGES
    }
    together = column_files(maps)
    apart = {name: file for code, one in maps.items() for name, file in column_files({code: one}).items()}
    assert together == apart
    assert together["events-ar"]["events"] == together["events-en"]["events"]
    assert together["texts-ar"]["title"] != together["texts-en"]["title"]
