"""Files of events for other programs: GDAL reads them back whole, the same events make the same bytes, none is half."""

from __future__ import annotations

import importlib.util
import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import export_files
from geomap.errors import ConfigError, SiteError
from geomap.export import COLUMNS, LISTS, flat, records
from geomap.export_files import FORMATS, Format, format_of, write_events, write_whole
from geomap.export_journeys import journeys_text
from geomap.kml import kml_text
from geomap.messages import language
from geomap.records import Article, Event, Place, Stop
from geomap.sitedata import clean
from tests.browser.hostile import hostile_collection
from tests.synthetic import PRIMORSKY, collection

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

TOKYO = Place("geonames:1850147", "Tokyo", "طوكيو", 35.69, 139.69, "city", "JP", None, 9_700_000)
HONOLULU = Place("geonames:5856195", "Honolulu", "هونولولو", 21.31, -157.86, "city", "US", None, 345_000)
KML = "{http://www.opengis.net/kml/2.2}"
Told = tuple[Sequence[Event], Sequence[Article]]

READINGS, EVENTS, _ = collection()
HOSTILE_READINGS, HOSTILE_EVENTS, _ = hostile_collection()
COLLECTIONS: dict[str, Told] = {
    "every type": (EVENTS, [reading.article for reading in READINGS]),
    "hostile": (HOSTILE_EVENTS, [reading.article for reading in HOSTILE_READINGS]),
}


def written(told: Told, path: Path, format: Format) -> Path:
    if format == "parquet":
        pytest.importorskip("pyarrow", reason="GeoParquet is written where pyarrow is installed")
    write_events(*told, path, format, "خريطة", language("ar"))
    return path


def read(path: Path, format: Format) -> GeoDataFrame:
    import geopandas

    return geopandas.read_parquet(path) if format == "parquet" else geopandas.read_file(path)


def told(value: object) -> str:
    """A cell as text: GDAL reads a column of days as times, and an empty cell of CSV as ""."""
    if hasattr(value, "date"):
        return str(value)[:10]
    return value.lstrip("'") if isinstance(value, str) else ""


@pytest.mark.parametrize("name", COLLECTIONS)
@pytest.mark.parametrize("format", FORMATS)
def test_what_is_written_is_read_back_row_by_row(name: str, format: Format, tmp_path: Path) -> None:
    events, articles = COLLECTIONS[name]
    frame = read(written((events, articles), tmp_path / f"events.{format}", format), format)
    expected = records(events, articles)
    assert len(frame) == len(events)
    own = ("lat", "lon") if format == "geojson" else ()
    assert [column for column in frame.columns if column in COLUMNS] == [c for c in COLUMNS if c not in own]
    for column in ("id", "title_ar", "title_en", "date", "date_end", "place_id", "status"):
        assert [told(value) for value in frame[column]] == [told(record[column]) for record in expected], column
    if format != "csv":
        assert frame.crs.to_epsg() == 4326
        points = [None if point is None else (point.x, point.y) for point in frame.geometry]
        assert points == [None if r["lat"] is None else (r["lon"], r["lat"]) for r in expected]
        assert [round(value, 3) for value in frame["confidence"]] == [record["confidence"] for record in expected]
        assert list(frame["main"]) == [record["main"] for record in expected]
    for column in LISTS:
        if format == "parquet":
            assert [list(values) for values in frame[column]] == [record[column] for record in expected]
        elif format == "gpkg":
            assert list(frame[column]) == [flat(record[column]) for record in expected]


def positions(value: Any) -> list[list[float]]:
    """The positions in GeoJSON coordinates, however deep."""
    return [value] if isinstance(value[0], int | float) else [one for part in value for one in positions(part)]


def test_geojson_keeps_to_rfc_7946_also_over_the_antimeridian(tmp_path: Path) -> None:
    east = replace(PRIMORSKY, id="geomap:russian-far-east", kind="area")
    area = replace(next(event for event in EVENTS if event.place == PRIMORSKY), place=east, place_precision="area")
    way = (Stop(TOKYO, "origin"), Stop(HONOLULU, "destination"))
    voyage = replace(area, id="voyage", type="visit", place=HONOLULU, place_precision="city", route=way)
    told = ([*EVENTS, area, voyage], COLLECTIONS["every type"][1])
    events = json.loads(written(told, tmp_path / "events.geojson", "geojson").read_text(encoding="utf-8"))
    (tmp_path / "journeys.geojson").write_text(journeys_text(told[0]), encoding="utf-8")
    journeys = json.loads((tmp_path / "journeys.geojson").read_text(encoding="utf-8"))
    for whole in (events, journeys):
        assert set(whole) == {"type", "features"}
        assert whole["type"] == "FeatureCollection"
        for feature in whole["features"]:
            assert (
                {"type", "id", "geometry", "properties"}
                <= set(feature)
                <= {"type", "id", "bbox", "geometry", "properties"}
            )
            for lon, lat in positions(feature["geometry"]["coordinates"]) if feature["geometry"] else ():
                assert -180 <= lon <= 180
                assert -90 <= lat <= 90
            if "bbox" in feature:
                west, south, east_, north = feature["bbox"]
                assert south <= north
                assert -180 <= min(west, east_) <= max(west, east_) <= 180
    (over,) = (feature for feature in events["features"] if feature["properties"]["place_id"] == east.id)
    assert over["bbox"][0] > over["bbox"][2]
    lines = read(tmp_path / "journeys.geojson", "geojson")
    assert lines.crs.to_epsg() == 4326
    assert set(lines.geometry.dropna().geom_type) >= {"MultiLineString"}
    assert lines.geometry.dropna().is_valid.all()


def test_gdal_takes_the_csv_for_points_when_told_the_columns(tmp_path: Path) -> None:
    import pyogrio

    path = written(COLLECTIONS["every type"], tmp_path / "events.csv", "csv")
    frame = pyogrio.read_dataframe(path, X_POSSIBLE_NAMES="lon", Y_POSSIBLE_NAMES="lat")
    expected = records(*COLLECTIONS["every type"])
    points = [None if point is None else (point.x, point.y) for point in frame.geometry]
    assert points == [None if record["lat"] is None else (record["lon"], record["lat"]) for record in expected]


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_events_make_the_same_bytes(format: Format, tmp_path: Path) -> None:
    told = COLLECTIONS["every type"]
    first = written(told, tmp_path / "first", format).read_bytes()
    assert written(told, tmp_path / "second", format).read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "second"]


@pytest.mark.parametrize("format", FORMATS)
def test_a_collection_without_events_is_a_file_without_rows(format: Format, tmp_path: Path) -> None:
    import pyogrio

    path = written(([], []), tmp_path / f"events.{format}", format)
    if format == "gpkg":
        assert pyogrio.read_info(path)["features"] == 0
        assert set(COLUMNS) == set(pyogrio.read_info(path)["fields"])
    elif format == "parquet":
        assert list(read(path, format).columns) == [*COLUMNS, "geometry"]


def test_a_file_that_cannot_be_written_leaves_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events.gpkg"
    path.write_text("old")

    def full(half: Path) -> None:
        half.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(SiteError, match="No space left"):
        write_whole(path, full)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["events.gpkg"]
    for format in ("gpkg", "csv"):
        with pytest.raises(SiteError, match="cannot be written"):
            written(COLLECTIONS["every type"], tmp_path / "nowhere" / f"events.{format}", format)
        (tmp_path / f"folder.{format}").mkdir()
        with pytest.raises(SiteError, match="cannot be written"):
            written(COLLECTIONS["every type"], tmp_path / f"folder.{format}", format)
    assert not [file.name for file in tmp_path.iterdir() if ".new" in file.name]


def test_without_pyarrow_geoparquet_is_refused_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="pip install pyarrow"):
        write_events([], [], tmp_path / "x.parquet", "parquet", "", language("en"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "wanted", "format"),
    [
        ("a.geojson", None, "geojson"),
        ("a.JSON", None, "geojson"),
        ("a.b.gpkg", None, "gpkg"),
        ("a.geoparquet", None, "parquet"),
        ("a.csv", "kml", "kml"),
    ],
)
def test_the_ending_tells_the_format_unless_one_is_named(name: str, wanted: str | None, format: Format) -> None:
    assert format_of(Path(name), wanted) == format


@pytest.mark.parametrize(("name", "wanted"), [("events", None), (".csv", None), ("a.shp", None), ("a.csv", "shp")])
def test_an_unknown_format_is_refused(name: str, wanted: str | None) -> None:
    with pytest.raises(ConfigError, match="geojson, csv, gpkg, parquet, kml"):
        format_of(Path(name), wanted)


def test_every_format_has_an_ending() -> None:
    assert set(export_files._SUFFIXES.values()) == set(FORMATS)


def test_kml_tells_times_as_far_as_they_are_known() -> None:
    dated = [
        replace(EVENTS[0], date="2023-09", date_end=None),
        replace(EVENTS[0], date="2023-09-01", date_end="2023-09-03"),
        replace(EVENTS[0], date=None, date_end=None),
    ]
    marks = ET.fromstring(kml_text(dated, [], "t", language("en"))).iter(f"{KML}Placemark")
    assert [[element.tag.removeprefix(KML) for element in mark] for mark in marks] == [
        ["name", "TimeStamp", "ExtendedData", "Point"],
        ["name", "TimeSpan", "ExtendedData", "Point"],
        ["name", "ExtendedData", "Point"],
    ]


@given(st.text())
def test_any_text_stays_text_in_kml(text: str) -> None:
    event = replace(EVENTS[0], id=text, title_en=text or "x", conflicts=(text, text))
    root = ET.fromstring(kml_text([event], [], text, language("en")).encode())
    mark = root.find(f".//{KML}Placemark")
    assert mark is not None
    assert {element.tag for element in mark.iter()} <= {
        KML + tag
        for tag in (
            *("Placemark", "name", "TimeStamp", "when"),
            *("ExtendedData", "SchemaData", "SimpleData"),
            *("Point", "coordinates"),
        )
    }
    # XML itself makes one line break of "\r\n" and "\r".
    assert mark.findtext(f"{KML}name") == clean(text or "x").replace("\r\n", "\n").replace("\r", "\n")
