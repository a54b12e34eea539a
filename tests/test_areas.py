"""Where a relation leads on the globe: invariants, and a few spots that a map shows to be right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geomap.areas import disc_box, radius_km, spot_of
from geomap.gazetteer import Gazetteer
from geomap.geodesy import bearing_to, destination, kilometres, wrapped
from geomap.outlines import at_sea, common_border, off_coast
from geomap.records import Place, Relation, Spot

lats = st.floats(-89.9, 89.9)
lons = st.floats(-180, 180)
bearings = st.sampled_from([float(turn) for turn in range(0, 360, 45)])


def town(lat: float, lon: float, population: int = 100_000, id: str = "t:town") -> Place:
    return Place(id, "Town", "بلدة", lat, lon, "city", None, population=population)


@st.composite
def regions(draw: st.DrawFn) -> Place:
    south, west = draw(st.floats(-85, 80)), draw(lons)
    high, wide = draw(st.floats(0.1, 5)), draw(st.floats(0.1, 40))
    lat, east = south + high * draw(st.floats(0, 1)), wide * draw(st.floats(0, 1))
    box = (west, south, wrapped(west + wide), south + high)
    return Place("t:region", "Region", None, lat, wrapped(west + east), "region", None, bbox=box)


def inside(spot: Spot, place: Place) -> bool:
    assert place.bbox
    west, south, east, north = place.bbox
    wide = (east - west) % 360
    return south - 1e-4 <= spot.lat <= north + 1e-4 and (spot.lon - west + 1e-4) % 360 <= wide + 2e-4


@given(lats, lons, st.floats(1, 1000), bearings)
def test_a_distance_leads_as_far_as_it_says_also_across_the_antimeridian_and_by_the_poles(
    lat: float, lon: float, km: float, bearing: float
) -> None:
    spot = spot_of(town(lat, lon), Relation("distance", bearing, km))
    assert kilometres(lat, lon, spot.lat, spot.lon) == pytest.approx(km, rel=0.01, abs=0.01)
    assert spot.uncertainty_km == pytest.approx(max(5, 0.2 * km), abs=0.06)
    assert -180 <= spot.lon <= 180


@given(st.floats(-80, 80), lons, st.floats(1, 500), st.floats(0, 359))
def test_the_bearing_back_to_a_destination_is_the_one_it_was_left_by(
    lat: float, lon: float, km: float, bearing: float
) -> None:
    there = destination(lat, lon, km, bearing)
    assert abs((bearing_to(lat, lon, *there) - bearing + 180) % 360 - 180) < 0.1


@given(regions(), bearings)
def test_a_part_of_an_area_lies_in_its_box_and_on_that_side(place: Place, bearing: float) -> None:
    assert place.bbox
    spot = spot_of(place, Relation("part", bearing))
    assert inside(spot, place)
    middle = (place.bbox[1] + place.bbox[3]) / 2
    if bearing in (0, 45, 315):
        assert spot.lat > middle
    if bearing in (135, 180, 225):
        assert spot.lat < middle
    assert 0 < spot.uncertainty_km <= radius_km(place) + 1


@given(st.one_of(regions(), st.builds(town, lats, lons)), bearings)
def test_every_relation_leads_to_a_point_of_the_globe_with_some_uncertainty(place: Place, bearing: float) -> None:
    other = town(-place.lat, wrapped(place.lon + 90), id="t:other")
    for relation in (
        Relation("distance", bearing, 30),
        Relation("direction", bearing),
        Relation("part", bearing),
        Relation("near"),
        Relation("around", None, 8),
        Relation("around", bearing, 25),
        Relation("border"),
        Relation("between", other=other),
        Relation("border", other=other),
        None,
    ):
        spot = spot_of(place, relation)
        assert -90 <= spot.lat <= 90
        assert -180 <= spot.lon <= 180
        assert spot.uncertainty_km >= 1
        west, south, east, north = disc_box(spot.lat, spot.lon, spot.uncertainty_km)
        assert -90 <= south <= spot.lat <= north <= 90
        assert -180 <= west <= 180
        assert -180 <= east <= 180


@given(lats, lons, lats, lons)
def test_between_two_towns_is_half_way_and_the_same_either_way(a: float, b: float, c: float, d: float) -> None:
    first, second = town(a, b), town(c, d, id="t:second")
    assume(kilometres(a, b, c, d) < 15_000)
    spot = spot_of(first, Relation("between", other=second))
    assert spot == spot_of(second, Relation("between", other=first))
    apart = kilometres(a, b, c, d)
    assert kilometres(a, b, spot.lat, spot.lon) == pytest.approx(apart / 2, abs=0.01)
    assert kilometres(c, d, spot.lat, spot.lon) == pytest.approx(apart / 2, abs=0.01)


@given(st.builds(town, lats, lons, st.integers(0, 40_000_000)), bearings)
def test_a_side_of_a_town_stays_within_reach_of_it(place: Place, bearing: float) -> None:
    for kind, most in (("direction", 1.51), ("part", 0.51)):
        spot = spot_of(place, Relation(kind, bearing))  # type: ignore[arg-type]
        assert kilometres(place.lat, place.lon, spot.lat, spot.lon) <= most * radius_km(place)
    assert 3 <= radius_km(place) <= 15


SPOTS = [
    ("لبنان", Relation("part", 0), (34.1, 35.9), 30),
    ("قطاع غزة", Relation("part", 0), (31.5, 34.4), 15),
    ("حلب", Relation("direction", 0), (36.36, 37.16), 10),
    ("طرطوس", Relation("off"), (34.85, 35.65), 15),
    ("صفاقس", Relation("off"), (34.65, 10.95), 25),
    ("لبنان", Relation("off"), (33.9, 35.2), 40),
]


@pytest.mark.parametrize(("name", "relation", "point", "km"), SPOTS)
def test_a_relation_leads_where_a_map_shows_it(
    gazetteer: Gazetteer, name: str, relation: Relation, point: tuple[float, float], km: float
) -> None:
    spot = spot_of(gazetteer.find(name)[0], relation)
    assert kilometres(spot.lat, spot.lon, *point) <= km


@pytest.mark.parametrize(
    ("first", "second", "point"),
    [
        ("سوريا", "تركيا", (36.7, 39.0)),
        ("لبنان", "إسرائيل", (33.1, 35.4)),
        ("روسيا", "أوكرانيا", (50.4, 37.0)),
        ("مصر", "قطاع غزة", (31.3, 34.3)),
        ("حلب", "إدلب", (36.07, 36.9)),
    ],
)
def test_a_border_or_a_road_lies_between_both(
    gazetteer: Gazetteer, first: str, second: str, point: tuple[float, float]
) -> None:
    spot = spot_of(gazetteer.find(first)[0], Relation("border", other=gazetteer.find(second)[0]))
    assert kilometres(spot.lat, spot.lon, *point) <= 60
    assert kilometres(spot.lat, spot.lon, *point) <= spot.uncertainty_km + 25


@pytest.mark.parametrize("name", ["ليبيا", "اليمن", "غزة", "كاليفورنيا", "تايوان", "فيجي", "الصومال"])
def test_off_a_coast_is_at_sea(gazetteer: Gazetteer, name: str) -> None:
    spot = off_coast(gazetteer.find(name)[0])
    assert spot is not None
    assert at_sea(np.array([spot.lat]), np.array([spot.lon])).all()


def test_a_side_of_a_coast_is_on_that_side(gazetteer: Gazetteer) -> None:
    yemen = gazetteer.find("اليمن")[0]
    west, south = off_coast(yemen, 270.0), off_coast(yemen, 180.0)
    assert west is not None
    assert south is not None
    assert west.lon < 44 < south.lon


def test_far_from_any_sea_a_coast_is_unknown(gazetteer: Gazetteer) -> None:
    aleppo = gazetteer.find("حلب")[0]
    assert off_coast(aleppo) is None
    assert spot_of(aleppo, Relation("off")) == Spot(aleppo.lat, aleppo.lon, 50.0)


def test_countries_that_do_not_touch_share_no_border(gazetteer: Gazetteer) -> None:
    egypt, syria, mosul = (gazetteer.find(name)[0] for name in ("مصر", "سوريا", "الموصل"))
    assert common_border(egypt, syria) is None
    assert common_border(mosul, syria) is None
    assert common_border(syria, egypt) is None


def test_lakes_are_land_and_oceans_are_not() -> None:
    lat, lon = np.array([0.0, 52.5, -1.0, 30.0]), np.array([-30.0, 13.4, 33.0, 179.9])
    assert at_sea(lat, lon).tolist() == [True, False, False, True]
