"""Reads places from any CSV, GeoJSON or GeoPackage with names and points.

Columns and properties are found by their usual names (`USUAL`), or as the user says. Lines and areas are taken at a
point inside them, with their box; coordinates in another system than WGS 84 are transformed.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import GazetteerError
from geomap.imported import Box, ImportedPlace
from geomap.layout import KINDS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

BadRow = Callable[[Path, int, str], None]

USUAL: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "name_en", "english", "title", "label", "nom", "الاسم"),
    "name_ar": ("name_ar", "arabic", "name:ar", "ar", "arabic_name", "ar_name", "الاسم العربي"),
    "lat": ("lat", "latitude", "y", "خط العرض"),
    "lon": ("lon", "lng", "long", "longitude", "x", "خط الطول"),
    "kind": ("kind", "type", "class"),
    "country": ("country", "country_code", "countrycode", "cc", "iso2", "iso_a2"),
    "id": ("id", "fid", "gid", "code"),
    "variants": ("variants", "aliases", "alternatenames", "alt_names", "other_names", "ar_variants"),
    "population": ("population", "pop"),
}
"""What a column may be called, small letters, the likeliest first."""
SUFFIXES = (".csv", ".tsv", ".geojson", ".json", ".gpkg")
OWN_ID = re.compile(r"^(?:geonames|ne|geomap|own):\S+$")
"""An id that says which place it is: a packaged place of that id is replaced."""
_NEEDS_POINT = ("lat", "lon")

Cells = Mapping[str, str]
"""A row's cells by our names of the columns; what is missing is ""."""


def read_places(path: Path, stem: str, columns: Mapping[str, str], bad: BadRow) -> Iterator[ImportedPlace]:
    """The places of a file; ids are "own:STEM/ID", ID the row's own or the number of its line.

    Args:
        path: a file with one of `SUFFIXES`.
        stem: the import's name.
        columns: what the user says some columns are called, by our names of them.
        bad: told the rows that are left out.

    Raises:
        GazetteerError: the file cannot be read as what its name says, or has no column for what is needed.
    """
    suffix = path.suffix.lower()
    rows = _csv_rows if suffix in (".csv", ".tsv") else _gpkg_rows if suffix == ".gpkg" else _geojson_rows
    seen: set[str] = set()
    for number, cells, geometry in rows(path, columns, bad):
        try:
            place = _place(stem, number, cells, geometry)
            if place.id in seen:
                raise ValueError(f"the id {cells['id']} stands there twice")
        except ValueError as error:
            bad(path, number, str(error))
            continue
        seen.add(place.id)
        yield place


Row = tuple[int, Cells, "BaseGeometry | None"]


def _csv_rows(path: Path, columns: Mapping[str, str], bad: BadRow) -> Iterator[Row]:
    """Rows of a CSV file, commas, semicolons or tabs between the cells, with the line each ends on."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.readline()
            stream.seek(0)
            between = max(",;\t", key=head.count)
            reader = csv.reader(stream, delimiter=between)
            header = next(reader, [])
            found = _found(path, header, columns, needed=("name", *_NEEDS_POINT))
            for cells in reader:
                if not any(cells):
                    continue
                if len(cells) != len(header):
                    bad(path, reader.line_num, f"{len(cells)} cells, where the header has {len(header)}")
                    continue
                yield reader.line_num, {name: cells[header.index(column)] for name, column in found.items()}, None
    except UnicodeDecodeError as error:
        raise GazetteerError(f"{path}: not in UTF-8 (byte {error.start}); save it as UTF-8") from error
    except (OSError, csv.Error) as error:
        raise GazetteerError(f"{path}: cannot be read as CSV ({error})") from error


def _geojson_rows(path: Path, columns: Mapping[str, str], bad: BadRow) -> Iterator[Row]:
    """Features of a GeoJSON file with their number, from 1."""
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    try:
        collection = json.loads(path.read_text(encoding="utf-8-sig"))
        features = collection["features"] if isinstance(collection, dict) else None
    except (OSError, ValueError, KeyError) as error:
        raise GazetteerError(f"{path}: cannot be read as GeoJSON ({error or 'no features'})") from error
    if not isinstance(features, list):
        raise GazetteerError(f"{path}: no GeoJSON FeatureCollection")
    named = {key for one in features if isinstance(one, dict) for key in one.get("properties") or ()}
    found = _found(path, sorted(named), columns, needed=("name",))
    for number, feature in enumerate(features, start=1):
        try:
            geometry = shape(feature["geometry"])
            properties = feature.get("properties") or {}
        except (TypeError, KeyError, ValueError, AttributeError, IndexError, ShapelyError):
            bad(path, number, "no feature with a geometry")
            continue
        cells = {name: _text(properties.get(column)) for name, column in found.items()}
        cells["id"] = cells.get("id") or _text(feature.get("id"))
        yield number, cells, geometry


def _gpkg_rows(path: Path, columns: Mapping[str, str], bad: BadRow) -> Iterator[Row]:
    """Rows of all layers of a GeoPackage with their number, from 1, in degrees WGS 84."""
    import geopandas
    import pyogrio

    number = 0
    try:
        for layer, geometry_type in pyogrio.list_layers(path):
            if geometry_type is None:
                continue
            frame = geopandas.read_file(path, layer=layer, engine="pyogrio")
            if frame.crs is not None and frame.crs.to_epsg() != 4326:
                frame = frame.to_crs(4326)
            attributes = frame.drop(columns=frame.geometry.name)
            found = _found(path, list(attributes.columns), columns, needed=("name",))
            records: list[dict[str, Any]] = attributes.to_dict("records")
            for record, geometry in zip(records, frame.geometry, strict=True):
                number += 1
                yield number, {name: _text(record[column]) for name, column in found.items()}, geometry
    except GazetteerError:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        # pyogrio's own errors are RuntimeErrors, those of the coordinate systems too.
        raise GazetteerError(f"{path}: cannot be read as a GeoPackage ({error})") from error


def _found(path: Path, header: Sequence[str], columns: Mapping[str, str], needed: Sequence[str]) -> dict[str, str]:
    """Which of the file's columns holds what; of "name" and "name_ar" one is enough."""
    plain = {column.strip().lower(): column for column in reversed(header)}
    found = {}
    for name, usual in USUAL.items():
        if name in columns:
            if columns[name] not in header:
                raise GazetteerError(f"{path}: no column {columns[name]!r}; there are {', '.join(header) or 'none'}")
            found[name] = columns[name]
        else:
            column = next((plain[one] for one in usual if one in plain), None)
            if column is not None and column not in columns.values():
                found[name] = column
    missing = [name for name in needed if name not in found and not (name == "name" and "name_ar" in found)]
    if missing:
        wanted, there = " and ".join(missing), ", ".join(header) or "none"
        options = ", ".join(f"--{name}-column" for name in missing)
        raise GazetteerError(f"{path}: no column for {wanted}; say which with {options} (there are {there})")
    return found


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _place(stem: str, number: int, cells: Cells, geometry: BaseGeometry | None) -> ImportedPlace:
    name_ar = cells.get("name_ar", "").strip()
    name = cells.get("name", "").strip() or name_ar
    if not name:
        raise ValueError("no name")
    lat, lon, box = _point(cells) if geometry is None else _point_in(geometry)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"no point on the earth: {lat} {lon}")
    country = cells.get("country", "").strip().upper()
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        raise ValueError(f"country must be a code of two letters, as SA, not {country!r}")
    kind = cells.get("kind", "").strip().lower()
    given = re.sub(r"\s+", "-", cells.get("id", "").strip())
    variants = tuple(one.strip() for one in cells.get("variants", "").split("|") if one.strip())
    return ImportedPlace(
        id=given if OWN_ID.match(given) else f"own:{stem}/{given or number}", name=name, name_ar=name_ar,
        lat=lat, lon=lon, kind=kind if kind in KINDS else "area" if box else "city", country=country,
        population=_population(cells.get("population", "")), box=box, names=variants,
    )  # fmt: skip


def _point(cells: Cells) -> tuple[float, float, None]:
    try:
        lat, lon = (float(cells[name].strip().replace(",", ".")) for name in _NEEDS_POINT)
    except ValueError:
        raise ValueError(f"no point: {cells['lat']!r} {cells['lon']!r}") from None
    return lat, lon, None


def _point_in(geometry: BaseGeometry | None) -> tuple[float, float, Box | None]:
    if geometry is None or geometry.is_empty:
        raise ValueError("no geometry")
    point = geometry.representative_point()
    west, south, east, north = geometry.bounds
    return point.y, point.x, None if geometry.geom_type == "Point" else (west, south, east, north)


def _population(cell: str) -> int:
    digits = re.sub(r"[\s,]", "", cell)
    return min(int(digits), 2**32 - 1) if digits.isascii() and digits.isdigit() else 0
