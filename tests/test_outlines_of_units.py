"""The outlines of first-level units: as complete, small and closed as the map needs them, and how they are derived."""

from __future__ import annotations

import csv
import importlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geomap.area_units import area_units
from geomap.assets import outlines_of, put, units
from geomap.outline_shapes import unit_shape
from geomap.outlines import decoded
from geomap.resources import gazetteer_dir
from geomap.sitedata import shape as shape_of
from tests.synthetic import KURSK, PLACES, PRIMORSKY, collection

ROOT = Path(__file__).resolve().parents[1]


def test_every_unit_of_the_gazetteer_has_an_outline_under_its_id() -> None:
    with (gazetteer_dir() / "admin1.csv").open(encoding="utf-8", newline="") as stream:
        listed = {(row["country"], row["id"]) for row in csv.DictReader(stream) if row["id"].startswith("ne:")}
    drawn = {(code, id) for code, country in units().items() for id in country["units"]}
    assert drawn == listed


def test_areas_that_are_made_of_units_have_these_and_a_box_around_them() -> None:
    with (gazetteer_dir() / "areas.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    assert len(area_units()) >= 20
    for id, one in area_units().items():
        assert rows[id]["country"] == one.country
        assert one.units
        assert set(one.units) <= set(units()[one.country]["units"]), id
        west, south, east, north = one.box
        lat, lon = float(rows[id]["lat"]), float(rows[id]["lon"])
        assert south < lat < north, id
        assert west < lon < (east if east > west else east + 360), id


def test_the_russian_far_east_is_drawn_as_its_units_without_the_lines_between_them() -> None:
    place = replace(PRIMORSKY, id="geomap:russian-far-east", kind="area", bbox=(110.0, 42.0, -170.0, 77.0))
    found = unit_shape(place)
    area = sum(shape.area for shape in found)
    parts = [unit_shape(replace(PRIMORSKY, id=id)) for id in area_units()[place.id].units]
    assert sum(shape.area for shapes in parts for shape in shapes) == pytest.approx(area, rel=0.01)
    assert max(shape.area for shape in found) > 0.7 * area
    assert set(outlines_of([place])["RU"]["units"]) == set(area_units()[place.id].units)
    event = replace(next(e for e in collection()[1] if e.place == PRIMORSKY), place=place, place_precision="area")
    assert shape_of(event).box == area_units()[place.id].box  # type: ignore[union-attr]


def test_a_country_loads_little() -> None:
    sizes = {code: len(put(f"units-{code}", country)) for code, country in units().items()}
    assert max(sizes.values()) < 100_000
    assert sum(sizes.values()) < 1_300_000


def _ring(country: dict[str, Any], indices: list[int]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for index in indices:
        arc = [(a, b) for a, b in decoded(country["arcs"][index if index >= 0 else ~index], country["precision"])]
        arc = arc if index >= 0 else arc[::-1]
        assert not points or points[-1] == arc[0]
        points += arc if not points else arc[1:]
    return points


@pytest.mark.parametrize("code", ["EG", "RU", "ID", "US", "LS"])
def test_rings_are_closed_and_neighbours_share_their_lines(code: str) -> None:
    country = units()[code]
    uses = [0] * len(country["arcs"])
    for rings in country["units"].values():
        for indices in rings:
            ring = _ring(country, indices)
            assert ring[0] == ring[-1]
            for index in indices:
                uses[index if index >= 0 else ~index] += 1
    assert set(uses) <= {1, 2}
    assert 2 in uses


def test_an_outline_lies_in_the_box_of_its_unit() -> None:
    country = outlines_of([KURSK])["RU"]
    (rings,) = country["units"].values()
    points = [point for indices in rings for point in _ring(country, indices)]
    west, south, east, north = KURSK.bbox or (0, 0, 0, 0)
    assert all(south - 0.2 < lat < north + 0.2 and west - 0.2 < lon < east + 0.2 for lat, lon in points)


def test_a_file_that_stands_alone_carries_the_outlines_of_its_own_regions_only() -> None:
    found = outlines_of(PLACES)
    assert set(found) == {"RU"}
    assert set(found["RU"]["units"]) == {KURSK.id, PRIMORSKY.id}
    assert len(json.dumps(found)) < 10_000


def test_units_that_touch_share_an_arc_and_specks_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "gazetteer"))
    derive = importlib.import_module("derive_outlines")

    def square(west: float, south: float, side: float) -> list[list[list[float]]]:
        east, north = west + side, south + side
        return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]

    (tmp_path / "data" / "states").mkdir(parents=True)
    shapes = {
        "AFG-1741": {"type": "MultiPolygon", "coordinates": [square(0, 0, 1), square(9, 9, 0.01)]},
        "AFG-1742": {"type": "Polygon", "coordinates": square(1, 0, 1)},
        "XXX-1": {"type": "Polygon", "coordinates": square(5, 5, 1)},
    }
    features = [{"properties": {"adm1_code": code}, "geometry": shape} for code, shape in shapes.items()]
    (tmp_path / "data" / "states" / "admin1.json").write_text(json.dumps({"features": features}))
    derive.derive(tmp_path, tmp_path)
    found = json.loads((tmp_path / "basemap" / "units.json").read_text())["countries"]
    assert set(found) == {"AF"}
    assert {id: len(rings) for id, rings in found["AF"]["units"].items()} == {"ne:AFG-1741": 1, "ne:AFG-1742": 1}
    assert len(found["AF"]["arcs"]) == 3
    sys.modules.pop("derive_outlines")
