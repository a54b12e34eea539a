"""Capitals and borders that are told by a country's adjective."""

from __future__ import annotations

import pytest

from geomap.gazetteer import Gazetteer
from geomap.readers import parse

DAMASCUS, MOSCOW, SEOUL, BAGHDAD = (f"geonames:{n}" for n in (170654, 524901, 1835848, 98182))
SYRIA, SERBIA, UKRAINE, HUNGARY = (f"geonames:{n}" for n in (163843, 6290252, 690791, 719819))


@pytest.mark.parametrize(
    ("text", "surface", "place", "role"),
    [
        ("وقع انفجار في العاصمة السورية أمس.", "العاصمة السورية", DAMASCUS, "literal"),
        ("وقع انفجار بالعاصمة السورية أمس.", "العاصمة السورية", DAMASCUS, "literal"),
        ("وصل الوزير إلى العاصمة الكورية الجنوبية أمس.", "العاصمة الكورية الجنوبية", SEOUL, "literal"),
        ("وقع هجوم شمال العاصمة العراقية أمس.", "العاصمة العراقية", BAGHDAD, "literal"),
        ("أعلنت العاصمة الروسية موقفها أمس.", "العاصمة الروسية", MOSCOW, "associative"),
        ("A bomb exploded in the Iraqi capital on Friday.", "Iraqi capital", BAGHDAD, "literal"),
        ("An attack north of the Iraqi capital killed five.", "Iraqi capital", BAGHDAD, "literal"),
        ("قتل جندي في هجوم على الحدود المجرية الصربية أمس.", "الحدود المجرية الصربية", HUNGARY, "literal"),
        ("ضبط أسلحة قرب الحدود الصربية المجرية أمس.", "الحدود الصربية المجرية", SERBIA, "literal"),
        ("A soldier was killed on the Syrian-Turkish border.", "Syrian-Turkish border", SYRIA, "literal"),
    ],
)
def test_an_adjective_tells_a_capital_or_a_border(
    gazetteer: Gazetteer, text: str, surface: str, place: str, role: str
) -> None:
    found = [one for one in parse(text, gazetteer=gazetteer).resolutions if one.mention.surface == surface]
    assert [(one.place and one.place.id, one.mention.role) for one in found] == [(place, role)]
    assert text[found[0].mention.start : found[0].mention.end] == surface


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("وقع انفجار في العاصمة السورية دمشق أمس.", ["دمشق"]),
        ("وقع انفجار في العاصمة السورية (دمشق) أمس.", ["دمشق"]),
        ("وقع انفجار في دمشق، العاصمة السورية، أمس.", ["دمشق"]),
        ("He flew to Ankara, the Turkish capital, on Friday.", ["Ankara"]),
        ("He flew to the Turkish capital, Ankara, on Friday.", ["Ankara"]),
        ("He lost it in the Russian capital markets.", []),
        ("وقع انفجار في العاصمة أمس.", []),
        ("وقع انفجار في العاصمة الثانية أمس.", []),
        ("The capital was calm on Friday.", []),
        ("توترت العلاقات الروسية الأوكرانية أمس.", []),
    ],
)
def test_nothing_is_added_beside_a_name_or_without_a_country(
    gazetteer: Gazetteer, text: str, surfaces: list[str]
) -> None:
    assert [one.mention.surface for one in parse(text, gazetteer=gazetteer).resolutions if one.place] == surfaces


def test_a_border_told_by_adjectives_lies_between_the_countries(gazetteer: Gazetteer) -> None:
    (found,) = parse("قتل جندي في هجوم على الحدود الروسية الأوكرانية أمس.", gazetteer=gazetteer).resolutions
    assert found.relation is not None
    assert found.relation.other is not None
    assert found.relation.other.id == UKRAINE
    assert found.spot is not None
    assert 45 < found.spot.lat < 53
    assert 31 < found.spot.lon < 41
