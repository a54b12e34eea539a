"""The compiled gazetteer: look-ups, the cross-script key, opening, faults."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from geomap.compiler import source_version
from geomap.errors import GazetteerError
from geomap.gazetteer import Gazetteer, open_gazetteer
from geomap.geodesy import kilometres
from geomap.layout import WEAK
from geomap.text import name_key


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("القاهرة", 30.05, 31.25),
        ("Pyongyang", 39.03, 125.75),
        ("بيونغ يانغ", 39.03, 125.75),
        ("كورسك", 51.73, 36.19),
        ("الدار البيضاء", 33.59, -7.61),
        ("Москва", 55.75, 37.62),
        ("واشنطن", 38.9, -77.04),
        ("الخرطوم", 15.55, 32.53),
        ("Paris", 48.85, 2.35),
    ],
)
def test_a_well_known_name_finds_its_place_first(gazetteer: Gazetteer, name: str, lat: float, lon: float) -> None:
    best = gazetteer.find(name)[0]
    assert kilometres(best.lat, best.lon, lat, lon) < 40


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [
        ("قضاء الشطرة", "IQ", 31.4, 46.2),
        ("ريف حلب الشمالي", "SY", 36.45, 37.15),
        ("الأعظمية", "IQ", 33.37, 44.37),
        ("حارة حريك", "LB", 33.85, 35.5),
        ("كفر نبل", "SY", 35.61, 36.56),
        ("عيترون", "LB", 33.12, 35.47),
        ("الفحيحيل", "KW", 29.08, 48.13),
        ("مشروع بيت لاهيا", "PS", 31.55, 34.5),
        ("كريتر", "YE", 12.78, 45.03),
        ("رجال ألمع", "SA", 18.2, 42.3),
    ],
)
def test_a_quarter_or_village_is_found_and_is_no_metropolis(
    gazetteer: Gazetteer, name: str, country: str, lat: float, lon: float
) -> None:
    entry = gazetteer.entries(name_key(name))[0]
    assert gazetteer.country_of(entry.row) == country
    assert kilometres(*gazetteer.point(entry.row), lat, lon) < 25
    assert gazetteer.column("prior")[entry.row] < 5.5


@pytest.mark.parametrize("name", ["سلوك", "الحارة", "معركة", "الطيبة", "المدينة", "العباسية", "السلام", "فرسان"])
def test_a_village_named_like_a_word_needs_support(gazetteer: Gazetteer, name: str) -> None:
    small = [entry for entry in gazetteer.entries(name_key(name)) if gazetteer.column("prior")[entry.row] < 5.1]
    reviewed = [entry for entry in small if gazetteer.names_of(entry.row)[0].startswith("geomap:")]
    assert all(entry.strength == WEAK for entry in reviewed)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("وونسان", "geonames:1866923"),
        ("بيونج يانج", "geonames:1871859"),
        ("بيونجيانج", "geonames:1871859"),
        ("كومسومولسك أون أمور", "geonames:2021851"),
    ],
)
def test_a_spelling_without_an_entry_is_reached_by_sound(gazetteer: Gazetteer, name: str, expected: str) -> None:
    assert gazetteer.names_of(gazetteer.near(name_key(name))[0].row)[0] == expected


def test_a_cosmodrome_is_reached_in_two_spellings(gazetteer: Gazetteer) -> None:
    for name in ("فوستوتشني", "فوستوشني"):
        key = name_key(name)
        rows = [entry.row for entry in gazetteer.entries(key)] + [near.row for near in gazetteer.near(key)]
        assert "geomap:vostochny-cosmodrome" in [gazetteer.names_of(row)[0] for row in rows]


def test_every_id_leads_back_to_its_place(gazetteer: Gazetteer) -> None:
    for row in range(0, len(gazetteer), 997):
        place = gazetteer.place_at(row)
        assert gazetteer.place(place.id) == place


def test_all_points_are_on_the_globe_and_countries_are_codes(gazetteer: Gazetteer) -> None:
    lat, lon = gazetteer.column("lat"), gazetteer.column("lon")
    assert float(lat.min()) >= -90
    assert float(lat.max()) <= 90
    assert float(lon.min()) >= -180
    assert float(lon.max()) <= 180
    assert all(code == "" or (len(code) == 2 and code.isupper()) for code in gazetteer.countries)


def test_machine_romanisations_are_kept_out(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("wnsan") == ()
    assert gazetteer.find("FNJ") == ()


def test_adjectives_of_countries_are_known_in_their_forms(gazetteer: Gazetteer) -> None:
    for form, code in [
        ("الروسي", "RU"), ("روسية", "RU"), ("كورية شمالية", "KP"), ("الكوري الشمالي", "KP"), ("الأميركيين", "US"),
        ("المغربية", "MA"), ("Russian", "RU"), ("Turkish", "TR"),
    ]:  # fmt: skip
        assert gazetteer.demonyms.get(name_key(form)) == code, form


def test_a_city_knows_its_first_level_unit(gazetteer: Gazetteer) -> None:
    atlanta = next(place for place in gazetteer.find("Atlanta") if place.population > 400_000)
    assert atlanta.admin1 == "Georgia"


def test_common_words_are_told_from_rare_ones(gazetteer: Gazetteer) -> None:
    assert gazetteer.zipf("ان") > 5 > 3.5 > gazetteer.zipf("كورسك")
    assert gazetteer.zipf("قطعالايوجد") == 0


def test_a_gazetteer_travels_to_another_process(gazetteer: Gazetteer) -> None:
    there = pickle.loads(pickle.dumps(gazetteer))
    assert there.find("Rabat") == gazetteer.find("Rabat")


def test_it_carries_the_version_of_its_sources(gazetteer: Gazetteer) -> None:
    assert gazetteer.version == source_version()


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [
        ("بني مكادة", "MA", 35.76, -5.82),
        ("اكزناية", "MA", 35.72, -5.9),
        ("عمالة المضيق الفنيدق", "MA", 35.75, -5.35),
        ("الكركرات", "EH", 21.43, -16.96),
        ("برج بونعامة", "DZ", 35.85, 1.6),
        ("عزبة النخل", "EG", 30.14, 31.33),
        ("خلة الفرجان", "LY", 32.81, 13.22),
        ("الكلاكلة", "SD", 15.48, 32.48),
        ("ورديغلي", "SO", 2.04, 45.33),
        ("بارسالوغو", "BF", 13.42, -1.06),
    ],
)
def test_a_name_of_north_african_local_news_finds_its_place(
    gazetteer: Gazetteer, name: str, country: str, lat: float, lon: float
) -> None:
    row = gazetteer.entries(name_key(name))[0].row
    assert gazetteer.country_of(row) == country
    assert kilometres(*gazetteer.point(row), lat, lon) < 20


@pytest.mark.parametrize("name", ["المعادي", "المهندسين", "العمرانية", "الهرم", "العتبة"])
def test_a_quarter_named_with_a_common_word_needs_the_word_quarter(gazetteer: Gazetteer, name: str) -> None:
    kinds = {gazetteer.kind_of(entry.row) for entry in gazetteer.entries(name_key(name))}
    assert "district" not in kinds
    assert gazetteer.kind_of(gazetteer.entries(name_key(f"حي {name}"))[0].row) == "district"


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="geomap gazetteer build"):
        Gazetteer(tmp_path / "none")


def test_one_of_another_format_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text(json.dumps({"format": 0}))
    with pytest.raises(GazetteerError, match="another version"):
        Gazetteer(tmp_path)


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GazetteerError, match="GEOMAP_CACHE"):
        open_gazetteer(tmp_path / "file")


def test_distances_are_great_circles() -> None:
    assert kilometres(0, 0, 0, 90) == pytest.approx(10007.5, abs=2)
    assert kilometres(55.75, 37.62, 55.75, 37.62) == 0
