"""Events as GeoJSON, CSV and GeoDataFrame."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from geomap.export import COLUMNS, csv_text, geojson, geojson_text, to_geodataframe, write_csv, write_geojson
from geomap.records import Article, Event
from tests.synthetic import collection


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return collection()[1]


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [reading.article for reading in collection()[0]]


def test_geojson_puts_longitude_first_and_leaves_what_has_no_place_without_geometry(
    events: list[Event], articles: list[Article]
) -> None:
    features = geojson(events, articles)["features"]
    assert len(features) == len(events)
    for feature, event in zip(features, events, strict=True):
        assert feature["id"] == event.id
        if event.place is None:
            assert feature["geometry"] is None
        elif not event.relation:
            assert feature["geometry"]["coordinates"] == [event.place.lon, event.place.lat]
    told_twice = features[0]["properties"]
    assert told_twice["sources"] == ["وكالة المثال", "Example Times"]
    assert told_twice["urls"] == ["https://example.org/a"]
    assert told_twice["evidence"][1].startswith("The delegation reached")
    assert told_twice["place_id"] == "geonames:2013348"


def test_an_event_beside_its_place_is_exported_where_it_is_drawn_with_its_uncertainty(
    events: list[Event], articles: list[Article]
) -> None:
    by_id = {feature["id"]: feature for feature in geojson(events, articles)["features"]}
    for event in events:
        properties = by_id[event.id]["properties"]
        if event.place is None:
            assert properties["uncertainty_km"] is None
        elif event.spot is None:
            assert properties["relation"] is None
            assert properties["uncertainty_km"] > 0
        else:
            assert by_id[event.id]["geometry"]["coordinates"] == [event.spot.lon, event.spot.lat]
            assert (properties["relation"], properties["uncertainty_km"]) == ("100 km S of", 20.0)
            west, south, east, north = by_id[event.id]["bbox"]
            assert west < event.spot.lon < east
            assert south < event.spot.lat < north
    assert sum(event.spot is not None for event in events) >= 2


def test_the_geojson_text_is_the_same_collection_a_feature_a_line(events: list[Event], articles: list[Article]) -> None:
    text = geojson_text(events, articles)
    assert json.loads(text) == json.loads(json.dumps(geojson(events, articles)))
    assert len(text.splitlines()) == len(events) + 2


def test_gdal_reads_the_geojson(events: list[Event], articles: list[Article], tmp_path: Path) -> None:
    import geopandas

    write_geojson(events, articles, tmp_path / "events.geojson")
    frame = geopandas.read_file(tmp_path / "events.geojson")
    assert frame.crs.to_epsg() == 4326
    assert len(frame) == len(events)
    assert list(frame["title_ar"]) == [event.title_ar for event in events]


def test_csv_holds_the_columns_in_order_and_arabic_survives(
    events: list[Event], articles: list[Article], tmp_path: Path
) -> None:
    write_csv(events, articles, tmp_path / "events.csv")
    assert (tmp_path / "events.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(csv_text(events, articles))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["title_ar"] for row in rows] == [event.title_ar for event in events]
    assert rows[0]["sources"] == "وكالة المثال | Example Times"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(events: list[Event], cell: str) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_text([replace(events[0], title_en=cell)], []))))
    assert rows[0]["title_en"] == "'" + cell


def test_the_geodataframe_has_points_in_wgs_84_and_a_row_for_every_event(
    events: list[Event], articles: list[Article]
) -> None:
    frame = to_geodataframe(events, articles)
    assert frame.crs.to_epsg() == 4326
    assert [name for name in frame.columns if name != "geometry"] == list(COLUMNS)
    assert frame.geometry.isna().sum() == sum(event.place is None for event in events)
    first = frame.geometry.iloc[0]
    assert (first.x, first.y) == (131.87, 43.11)
    assert len(to_geodataframe([])) == 0


def test_writing_a_site_loads_neither_geopandas_nor_pandas(tmp_path: Path) -> None:
    script = (
        "import sys, geomap.pages, geomap.embeds, geomap.maps as m; m.render_map('main', 'ar'); "
        "print([name for name in ('geopandas', 'pandas', 'shapely') if name in sys.modules])"
    )
    assert _ran_anew(script, tmp_path) == "[]"


def test_folium_still_takes_data_frames_after_we_imported_it_without_pandas(tmp_path: Path) -> None:
    script = (
        "import geomap.maps as m; m.render_map('main', 'ar'); import folium, pandas; "
        "folium.PolyLine(pandas.DataFrame({'lat': [1, 2], 'lon': [3, 4]})); print('taken')"
    )
    assert _ran_anew(script, tmp_path) == "taken"


def _ran_anew(script: str, cache: Path) -> str:
    """What a script prints where no build kept a rendered map."""
    environment = {**os.environ, "GEOMAP_CACHE": str(cache)}
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environment)
    return ran.stdout.strip()
