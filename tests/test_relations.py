"""Distances and bearings from a named place."""

from __future__ import annotations

import pytest

from geomap.records import Mention, Place
from geomap.relations import described, is_measured, relation_of

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


def test_a_relation_is_told_in_both_languages() -> None:
    told = described(SEOUL, "100 km S of")
    assert (told.name, told.name_ar) == ("100 km S of Seoul", "100 كلم جنوب سيول")
    assert described(SEOUL, None) == SEOUL
