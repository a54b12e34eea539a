"""The events as one file in a format of the user's choice, written whole or not at all.

Same events, same bytes.
"""

from __future__ import annotations

import importlib.util
import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

from geomap.errors import ConfigError, SiteError
from geomap.export import LISTS, TEXTS, flat, to_geodataframe, write_csv, write_geojson
from geomap.kml import kml_text
from geomap.messages import Language
from geomap.records import Article, Event

Format = Literal["geojson", "csv", "gpkg", "parquet", "kml"]
"""GeoJSON and GeoParquet hold lists (participants, route, tolls, sources, urls, articles, evidence, conflicts,
corrected) as lists; CSV, GeoPackage and KML join them by " | ". CSV has no geometry but the columns `lat` and `lon`,
GeoJSON nothing but it."""

FORMATS: tuple[Format, ...] = get_args(Format)

_SUFFIXES: dict[str, Format] = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".csv": "csv",
    ".gpkg": "gpkg",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
    ".kml": "kml",
}


def format_of(output: Path, wanted: str | None = None) -> Format:
    """The format of that name; without one, the format that the file's ending asks for.

    Raises:
        ConfigError: there is no such format, or the ending tells none.
    """
    known = ", ".join(FORMATS)
    if wanted is None:
        found = _SUFFIXES.get(output.suffix.lower())
        if found is None:
            raise ConfigError(f"{output}: its ending names no known format; choose one with --format: {known}")
        return found
    for name in FORMATS:
        if name == wanted:
            return name
    raise ConfigError(f"the format must be one of {known}, not {wanted!r}")


def write_events(
    events: Sequence[Event], articles: Sequence[Article], output: Path, format: Format, title: str, language: Language
) -> None:
    """Writes the events to `output`, in place of what stands there.

    Args:
        events: in the order of the file's rows.
        articles: those that the events' evidence names.
        output: the file.
        format: what to write.
        title: the name of a KML document.
        language: that of the titles in KML; the other formats have columns for both.

    Raises:
        ConfigError: GeoParquet is wanted and pyarrow is not installed.
        SiteError: the file cannot be written.
    """

    def write(path: Path) -> None:
        if format == "geojson":
            write_geojson(events, articles, path)
        elif format == "csv":
            write_csv(events, articles, path)
        elif format == "kml":
            path.write_text(kml_text(events, articles, title, language), encoding="utf-8", newline="")
        elif format == "gpkg":
            _write_geopackage(events, articles, path)
        else:
            _write_geoparquet(events, articles, path)

    if format == "parquet" and importlib.util.find_spec("pyarrow") is None:
        raise ConfigError("GeoParquet needs pyarrow, which is not installed; 'pip install pyarrow' does that")
    write_whole(output, write, f".{format}")


def write_whole(output: Path, write: Callable[[Path], None], suffix: str = "") -> None:
    """Has a file written beside `output` and puts it in its place when it is whole.

    Args:
        output: the file that is to be there.
        write: writes the path that it is given.
        suffix: how that path must end, for libraries that look at it.

    Raises:
        SiteError: the file cannot be written; what stood there stands there still.
    """
    beside = output.with_name(f".{output.name}.new{suffix}")
    try:
        try:
            beside.unlink(missing_ok=True)
            write(beside)
            os.replace(beside, output)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise SiteError(f"{output}: cannot be written ({error.strerror or error})") from error


def _write_geopackage(events: Sequence[Event], articles: Sequence[Article], path: Path) -> None:
    import pandas
    import pyogrio

    frame = to_geodataframe(events, articles)
    for name in LISTS:
        frame[name] = pandas.Series([flat(value) for value in frame[name]], dtype=object, index=frame.index)
    newest = max((article.published.isoformat() for article in articles if article.published), default="1970-01-01")
    # The day of the newest article in place of the clock, which would make each file another.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{newest}T00:00:00.000Z"})
    try:
        pyogrio.write_dataframe(frame, path, driver="GPKG", layer="events", geometry_type="Point")
    except pyogrio.errors.DataSourceError as error:
        raise OSError(str(error)) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _write_geoparquet(events: Sequence[Event], articles: Sequence[Article], path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    whole = io.BytesIO()
    to_geodataframe(events, articles).to_parquet(whole, index=False)
    table = parquet.read_table(whole)
    # Arrow gives no type to a column without a value or to lists without a member; pandas' own notes would keep it so.
    types = dict.fromkeys(TEXTS, pyarrow.string()) | dict.fromkeys(LISTS, pyarrow.list_(pyarrow.string()))
    schema = pyarrow.schema([field.with_type(types.get(field.name, field.type)) for field in table.schema])
    table = table.cast(schema).replace_schema_metadata({b"geo": table.schema.metadata[b"geo"]})
    parquet.write_table(table, path, compression="zstd")
