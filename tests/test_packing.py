"""Readings must come back from the store just as they went in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.packing import pack, unpack
from geomap.records import Article, Event, Place, Reading, Section, Skipped

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
# Any text a file may hold, lone surrogates included.
TEXTS = st.text(st.characters(), max_size=12)
# Whole records are large: that many that were begun are not ended is no fault of theirs.
RECORDS = settings(max_examples=25, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
st.register_type_strategy(float, NUMBERS)
st.register_type_strategy(str, TEXTS)


@RECORDS
@given(st.from_type(Reading))
def test_a_reading_comes_back_as_it_was(reading: Reading) -> None:
    assert unpack(Reading, pack(reading)) == reading


@RECORDS
@given(st.lists(st.from_type(Event), max_size=3).map(tuple))
def test_events_come_back_as_they_were(events: tuple[Event, ...]) -> None:
    assert unpack(tuple[Event, ...], pack(events)) == events


def test_a_place_that_is_named_often_is_packed_once() -> None:
    place = Place("geonames:1871859", "Pyongyang", "بيونغ يانغ", 39.03, 125.75, "city", "KP", population=3_222_000)
    one, many = pack((place,)), pack((place,) * 200)
    assert len(many) < len(one) + 40
    assert unpack(tuple[Place, ...], many) == (place,) * 200


def test_dates_and_nested_records_keep_their_types() -> None:
    article = Article("a", "نص", "ar", published=date(2023, 9, 13), sections=(Section("body", 0, 2),))
    back = unpack(Article, pack(article))
    assert back == article
    assert isinstance(back.published, date)
    assert isinstance(back.sections[0], Section)


def test_equal_values_give_equal_bytes() -> None:
    assert pack(Skipped("a.txt", "empty")) == pack(Skipped("a.txt", "empty"))


def test_a_value_of_no_known_type_is_refused() -> None:
    with pytest.raises(TypeError):
        pack(object())
