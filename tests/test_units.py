"""First-level units: which one a city lies in, the counties below them, their short forms in the text."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from geomap.articles import article_from_text
from geomap.gathering import Rows
from geomap.gazetteer import Gazetteer
from geomap.mentions import find_mentions
from geomap.places import resolve
from geomap.units import link_units, nearest_units

TABLES = Path(__file__).parents[1] / "gazetteer"


@pytest.mark.parametrize(
    ("city", "country", "unit"),
    [
        ("Buraydah", "SA", "Al-Qassim"),
        ("الطائف", "SA", "Makkah"),
        ("Arar", "SA", "Northern Borders"),
        ("Irbid", "JO", "Irbid"),
        ("Zarqa", "JO", "Zarqa"),
        ("Aqaba", "JO", "Aqaba"),
        ("Jarash", "JO", "Jerash"),
        ("Deir ez-Zor", "SY", "Deir ez-Zor"),
        ("الرقة", "SY", "Al-Raqqah"),
        ("القنيطرة", "SY", "Quneitra"),
        ("Tyre", "LB", "South"),
        ("النبطية", "LB", "Nabatieh"),
        ("Baalbek", "LB", "Baalbek-Hermel"),
        ("رفح", "PS", "Rafah Governorate"),
        ("رفح", "EG", "North Sinai"),
        ("Gaza", "PS", "Gaza Governorate"),
        ("Nablus", "PS", "Nablus Governorate"),
        ("Port Said", "EG", "Port Said"),
        ("Suez", "EG", "Suez"),
        ("Alexandria", "EG", "Alexandria"),
        ("Luxor", "EG", "Luxor"),
        ("مأرب", "YE", "Ma'rib"),
        ("Aden", "YE", "'Adan"),
        ("Kirkuk", "IQ", "Kirkuk"),
        ("تكريت", "IQ", "Saladin"),
        ("Baghdad", "IQ", "Baghdad"),
        ("Mosul", "IQ", "Nineveh"),
        ("مصراتة", "LY", "Misrata"),
        ("درنة", "LY", "Derna District"),
        ("Sfax", "TN", "Sfax"),
        ("Algiers", "DZ", "Algiers"),
        ("Touggourt", "DZ", "Touggourt Province"),
        ("Casablanca", "MA", "Casablanca-Settat"),
        ("Agadir", "MA", "Souss-Massa"),
        ("نواذيبو", "MR", "Dakhlet Nouadhibou"),
        ("Nyala", "SD", "South Darfur"),
        ("الفاشر", "SD", "North Darfur"),
        ("Hargeysa", "SO", "Woqooyi Galbeed"),
        ("Djibouti", "DJ", "Djibouti"),
        ("Ajman", "AE", "Emirate of Ajman"),
        ("صحار", "OM", "Al Batinah North"),
        ("Kuwait City", "KW", "Capital"),
        ("Manama", "BH", "Capital"),
        ("Doha", "QA", "Doha"),
        ("Atlanta", "US", "Georgia"),
        ("Lansing", "US", "Michigan"),
        ("Manchester", "GB", "Manchester"),
        ("Marseille", "FR", "Bouches-du-Rhône"),
        ("Belgorod", "RU", "Belgorod"),
        ("Moscow", "RU", "Moscow"),
        ("Amritsar", "IN", "Punjab"),
        ("Wuhan", "CN", "Hubei"),
        ("Simferopol", "UA", "Crimea"),
    ],
)
def test_a_well_known_city_lies_in_its_unit(gazetteer: Gazetteer, city: str, country: str, unit: str) -> None:
    found = [place for place in gazetteer.find(city) if (place.kind, place.country) == ("city", country)]
    assert found[0].admin1 == unit


def test_nearly_every_city_has_a_unit(gazetteer: Gazetteer) -> None:
    cities = gazetteer.column("population") > 0
    without = gazetteer.column("admin1")[cities] < 0
    assert without.mean() < 0.01


def test_a_code_of_one_unit_counts_for_more_than_any_box() -> None:
    rows = Rows()
    west = rows.add("ne:A", "West", "", 10.0, 10.0, kind="region", country="XX", prior=5, box=(9, 9, 12, 12))
    east = rows.add("ne:B", "East", "", 10.0, 14.0, kind="region", country="XX", prior=5, box=(12, 9, 15, 12))
    rest = rows.add("ne:C", "Rest", "", 20.0, 14.0, kind="region", country="XX", prior=5, box=(12, 19, 15, 22))
    towns = [rows.add(f"geonames:{at}", "T", "", lat, lon, kind="city", country="XX", prior=3)
             for at, (lat, lon) in enumerate([(10.0, 10.0), (10.0, 10.1), (20.0, 14.0), (50.0, 50.0)])]  # fmt: skip
    cities = {("XX", "01"): towns[:1], ("XX", "02"): towns[1:2], ("XX", "03"): towns[2:3], ("XX", "04"): towns[3:]}
    codes = [("XX.01", west), ("XX.02", west), ("XX.02", east)]
    single = link_units(rows, [west, east, rest], cities, codes, {})
    assert single == {"XX.01": west}
    assert [rows.admin1[town] for town in towns] == [west, west, rest, -1], "by code, by box, by box of the rest, none"
    link_units(rows, [west, east, rest], cities, codes, {"geonames:1": east, "geonames:99": east})
    assert rows.admin1[towns[1]] == east, "a listed city lies where the list says"


def test_the_nearest_label_among_the_boxes_that_hold_a_point() -> None:
    labels = np.array([[0.0, 0.0], [0.0, 5.0], [0.0, 179.5]])
    boxes = np.array([[-4.0, -4, 4, 4], [1, -4, 9, 4], [178, -4, 182, 4]])
    points = np.array([[0.0, 1.5], [0.0, 3.5], [0.0, -179.0], [0.0, -7.0]])
    assert nearest_units(points, labels, boxes, outside=False).tolist() == [0, 1, 2, -1]
    assert nearest_units(points, labels, boxes, outside=True).tolist() == [0, 1, 2, 0]


def test_counties_are_many_and_lie_in_the_states() -> None:
    with (TABLES / "counties.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    states = Counter(row["unit"] for row in rows)
    assert len(rows) > 3000
    assert {"US.AK", "US.CA", "US.KY", "US.LA"} <= states.keys()
    assert states["US.TX"] > 250
    assert all(row["name"].split()[-1] in {"County", "Parish", "Borough", "Area", "Municipality"} for row in rows)


def _read(text: str, gazetteer: Gazetteer) -> list[tuple[str, str]]:
    article = article_from_text(text, id="x")
    found = resolve(article, find_mentions(article, gazetteer), gazetteer)
    return [(one.mention.surface, one.place.admin1 or one.place.name) for one in found if one.place]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A gunman opened fire in Columbia, Ky. on Monday.", [("Columbia", "Kentucky"), ("Ky", "Kentucky")]),
        ("The factory in Paris, TX burned down.", [("Paris", "Texas"), ("TX", "Texas")]),
        ("Three died in Gary, Ind., on Friday.", [("Gary", "Indiana"), ("Ind", "Indiana")]),
        ("A storm hit Moore, Okla., on Friday.", [("Moore", "Oklahoma"), ("Okla", "Oklahoma")]),
        ("Adair, Iowa, was hit.", [("Adair", "Iowa"), ("Iowa", "Iowa")]),
        ("Two died in Calgary, Alta., police said.", [("Calgary", "Alberta"), ("Alta", "Alberta")]),
        ("Police in Vancouver, B.C., said so.", [("Vancouver", "British Columbia"), ("B.C", "British Columbia")]),
        (
            "Rain in Sydney and in Perth, WA.",
            [("Sydney", "New South Wales"), ("Perth", "Western Australia"), ("WA", "Western Australia")],
        ),
        ("It happened in Adair County, Kentucky.", [("Adair County", "Kentucky"), ("Kentucky", "Kentucky")]),
        ("A flood in Caddo Parish, Louisiana.", [("Caddo Parish", "Louisiana"), ("Louisiana", "Louisiana")]),
    ],
)
def test_states_in_short_and_counties_tell_where_a_place_lies(
    gazetteer: Gazetteer, text: str, expected: list[tuple[str, str]]
) -> None:
    assert _read(text, gazetteer) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Miss Smith was ill and went to Mass.",
        "He met Mo and La Toya in London, Me and you.",
        "OK, said Al, IN or OUT?",
        "The Ark of Wash and Ore.",
    ],
)
def test_a_short_form_that_stands_behind_no_place_is_no_state(gazetteer: Gazetteer, text: str) -> None:
    states = {"Mississippi", "Massachusetts", "Missouri", "Louisiana", "Maine", "Oklahoma", "Alabama", "Indiana"}
    assert not {name for _, name in _read(text, gazetteer)} & (states | {"Arkansas", "Washington", "Oregon"})


def test_a_county_is_not_named_by_its_bare_name(gazetteer: Gazetteer) -> None:
    assert not any(place.name.endswith("County") for place in gazetteer.find("Metcalfe"))
    assert any(place.admin1 == "Kentucky" for place in gazetteer.find("Metcalfe County"))
