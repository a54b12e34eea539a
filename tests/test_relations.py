"""Distances and bearings from a named place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.gazetteer import kilometres
from geomap.records import Mention, Place
from geomap.relations import is_measured, offset_place, relation_of

SEOUL = Place("geonames:1835848", "Seoul", "سيول", 37.566, 126.9784, "city", "KR")


def _mention(text: str, name: str) -> Mention:
    start = text.index(name)
    return Mention(start, start + len(name), name, "measure")


@pytest.mark.parametrize(
    ("text", "name", "relation"),
    [
        ("تتمركز على بعد حوالي مئة كيلومتر جنوب سيول", "سيول", "100 km S of"),
        ("انفجار على بعد 30 كلم شمال شرق كييف", "كييف", "30 km NE of"),
        ("some 30 miles north of Baghdad", "Baghdad", "48 km N of"),
        ("about 20 km southeast of the city of Aleppo", "Aleppo", "20 km SE of"),
        ("على بعد نحو ثمانية آلاف كيلومتر من موسكو", "موسكو", None),
        ("وصل إلى جنوب سيول", "سيول", None),
        ("في سيول", "سيول", None),
    ],
)
def test_a_distance_with_a_bearing_is_a_relation(text: str, name: str, relation: str | None) -> None:
    assert relation_of(text, _mention(text, name)) == relation


@pytest.mark.parametrize(
    ("text", "name", "measured"),
    [
        ("على بعد نحو ثمانية آلاف كيلومتر من موسكو", "موسكو", True),
        ("30 miles north of Baghdad", "Baghdad", True),
        ("قطع ألف كيلومتر وصولا إلى موسكو", "موسكو", False),
        ("عاد من موسكو", "موسكو", False),
    ],
)
def test_a_distance_before_a_name_measures(text: str, name: str, measured: bool) -> None:
    assert is_measured(text, text.index(name)) is measured


@given(st.integers(1, 900), st.sampled_from(["N", "NE", "E", "SE", "S", "SW", "W", "NW"]))
def test_an_offset_place_lies_as_far_away_as_told_and_is_an_area(km: int, bearing: str) -> None:
    moved = offset_place(SEOUL, f"{km} km {bearing} of")
    assert kilometres(SEOUL.lat, SEOUL.lon, moved.lat, moved.lon) == pytest.approx(km, rel=0.02, abs=0.1)
    assert moved.kind == "area"
    assert moved.bbox is not None
    assert moved.bbox[0] < moved.lon < moved.bbox[2]
    assert moved.bbox[1] < moved.lat < moved.bbox[3]


def test_south_is_south() -> None:
    assert offset_place(SEOUL, "100 km S of").lat < SEOUL.lat


def test_a_relation_without_a_distance_moves_nothing() -> None:
    assert offset_place(SEOUL, "off the coast of") == SEOUL
