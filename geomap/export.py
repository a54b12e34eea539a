"""Events for other programs: GeoJSON (RFC 7946), CSV and a GeoDataFrame, with gazetteer ids, dates and evidence.

`kml.py` writes KML, `export_files.py` any of the formats into a file.

Coordinates are WGS 84 degrees. An event without a place keeps its row: its geometry is null. A vague place is a point
too, as GIS programs want one, with `place_precision` beside it and the place's box under `bbox`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.disagreement import amount
from geomap.event_tolls import KINDS
from geomap.phrases import told_before
from geomap.records import Article, Event, Toll
from geomap.sitedata import clean, shape, uncertainty_km, web_url

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

COLUMNS = (
    "id",
    "type",
    "subtype",
    "code",
    "title_en",
    "title_ar",
    "status",
    "date",
    "date_end",
    "date_precision",
    "place_id",
    "place_name",
    "place_name_ar",
    "place_kind",
    "country",
    "admin1",
    "place_precision",
    "relation",
    "lat",
    "lon",
    "uncertainty_km",
    "participants",
    "route",
    *(f"{kind}_{end}" for kind in KINDS for end in ("low", "high")),
    "tolls",
    "first_seen",
    "last_updated",
    "independent",
    "sources",
    "urls",
    "articles",
    "evidence",
    "confidence",
    "main",
    "conflicts",
    "corrected",
)
"""Columns of the CSV file and the GeoDataFrame, in order; the GeoJSON's properties are the same but lat and lon.

`killed_low` and `killed_high` are the least and the most that any report tells, missing where none bounds it so;
`tolls` tells each report's own. `independent` counts the sources, near-copies of one story once.
"""

NUMBERS = (
    "lat",
    "lon",
    "uncertainty_km",
    "confidence",
    "independent",
    *(f"{kind}_{end}" for kind in KINDS for end in ("low", "high")),
)
"""The columns of numbers, missing ones among them; `main` alone is true or false."""
LISTS = ("participants", "route", "tolls", "sources", "urls", "articles", "evidence", "conflicts", "corrected")
"""The columns of lists of texts, which may be empty but not missing."""
TEXTS = tuple(name for name in COLUMNS if name not in (*NUMBERS, *LISTS, "main"))
"""The columns of texts, missing ones among them."""

# A spreadsheet runs a cell that begins so as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def records(events: Iterable[Event], articles: Iterable[Article]) -> list[dict[str, Any]]:
    """One flat record an event: texts, numbers and None, lists for `LISTS`; no characters that HTML or XML forbids.

    `lat` and `lon` are where the event is drawn: the place's own, moved by a relation such as "100 km S of";
    `uncertainty_km` is how far from there it may have been.
    """
    by_id = {article.id: article for article in articles}
    return [{name: _cleaned(value) for name, value in _record(event, by_id).items()} for event in events]


def _cleaned(value: Any) -> Any:
    if isinstance(value, list):
        return [clean(one) for one in value]
    return clean(value) if isinstance(value, str) else value


def _record(event: Event, articles: Mapping[str, Article]) -> dict[str, Any]:
    ids = list(event.articles)
    told = [articles[id] for id in ids if id in articles]
    place, where = event.place, shape(event)
    return {
        "id": event.id,
        "type": event.type,
        "subtype": event.subtype,
        "code": event.code,
        "title_en": event.title_en,
        "title_ar": event.title_ar,
        "status": event.status,
        "date": event.date,
        "date_end": event.date_end,
        "date_precision": event.date_precision,
        "place_id": place.id if place else None,
        "place_name": place.name if place else None,
        "place_name_ar": place.name_ar if place else None,
        "place_kind": place.kind if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "place_precision": event.place_precision,
        "relation": told_before(event.relation) or None,
        "lat": where.lat if where else None,
        "lon": where.lon if where else None,
        "uncertainty_km": uncertainty_km(event),
        "participants": [f"{person.name} ({person.role})" for person in event.participants],
        "route": [f"{stop.place.name} ({stop.part})" for stop in event.route],
        **_bounds(event),
        "tolls": [_toll(toll, articles) for toll in event.tolls],
        "first_seen": event.first_seen,
        "last_updated": event.last_updated,
        "independent": event.independent or None,
        "sources": list(dict.fromkeys(article.source for article in told if article.source)),
        "urls": [url for article in told if (url := web_url(article.url))],
        "articles": ids,
        "evidence": [
            articles[evidence.article].text[evidence.start : evidence.end]
            for evidence in event.evidence
            if evidence.article in articles
        ],
        "confidence": round(event.confidence, 3),
        "main": event.main,
        "conflicts": list(event.conflicts),
        "corrected": list(event.corrected),
    }


def _bounds(event: Event) -> dict[str, int | None]:
    """The least and the most that any report tells of each kind of toll."""
    found = {}
    for kind in KINDS:
        own = [toll for toll in event.tolls if toll.kind == kind]
        lows = [toll.low for toll in own if toll.low is not None]
        highs = [toll.high for toll in own if toll.high is not None]
        found[f"{kind}_low"] = min(lows, default=None)
        # Where one report tells 12 and another at least 20, nothing bounds it.
        found[f"{kind}_high"] = max(highs) if highs and max(highs) >= max(lows, default=0) else None
    return found


def _toll(toll: Toll, articles: Mapping[str, Article]) -> str:
    """One report's toll: its kind, number, own words and source."""
    article = articles.get(toll.article)
    return f"{toll.kind} {amount(toll)}: {toll.surface} ({(article and article.source) or toll.article})"


def geojson(events: Sequence[Event], articles: Iterable[Article]) -> dict[str, Any]:
    """A FeatureCollection of the events as RFC 7946 has it: longitude first, null geometry where there is no place."""
    told = zip(events, records(events, articles), strict=True)
    return {"type": "FeatureCollection", "features": [_feature(event, record) for event, record in told]}


def _feature(event: Event, record: dict[str, Any]) -> dict[str, Any]:
    own = dict(record)
    lat, lon = own.pop("lat"), own.pop("lon")
    feature: dict[str, Any] = {
        "type": "Feature",
        "id": own["id"],
        "geometry": None if lat is None else {"type": "Point", "coordinates": [lon, lat]},
        "properties": own,
    }
    where = shape(event)
    if where is not None and where.box is not None:
        feature["bbox"] = list(where.box)
    return feature


def geojson_text(events: Sequence[Event], articles: Iterable[Article]) -> str:
    """The FeatureCollection as text, a feature a line, so that versions of it can be compared."""
    told = zip(events, records(events, articles), strict=True)
    return geojson_of(feature_text(event, record) for event, record in told)


def feature_text(event: Event, record: dict[str, Any]) -> str:
    """An event's feature as a line; `record` is its own (`records`)."""
    return clean(json.dumps(_feature(event, record), ensure_ascii=False, separators=(",", ":")))


def geojson_of(features: Iterable[str]) -> str:
    """The FeatureCollection of features' lines."""
    lines = ",\n".join(features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def csv_text(events: Iterable[Event], articles: Iterable[Article]) -> str:
    """The events as CSV (RFC 4180, CRLF): lists joined by " | ", cells that a spreadsheet would run begin with "'"."""
    return csv_of(csv_line(record) for record in records(events, articles))


def csv_line(record: dict[str, Any]) -> str:
    """A record as a line of CSV, with its end."""
    return clean(_csv([_cell(record[name]) for name in COLUMNS]))


def csv_of(lines: Iterable[str]) -> str:
    """The CSV of events' lines, with its head."""
    return _csv(COLUMNS) + "".join(lines)


def _csv(row: Sequence[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(row)
    return out.getvalue()


def flat(value: Any) -> Any:
    """A record's value for formats without lists: those are joined by " | "."""
    return " | ".join(value) if isinstance(value, list) else value


def _cell(value: Any) -> Any:
    value = flat(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return value


def write_geojson(events: Sequence[Event], articles: Iterable[Article], path: Path) -> None:
    """Write `geojson_text` to a file (UTF-8)."""
    path.write_text(geojson_text(events, articles), encoding="utf-8", newline="")


def write_csv(events: Iterable[Event], articles: Iterable[Article], path: Path) -> None:
    """Write `csv_text` to a file: UTF-8 with a byte order mark, without which Excel garbles Arabic."""
    path.write_text(csv_text(events, articles), encoding="utf-8-sig", newline="")


def to_geodataframe(events: Sequence[Event], articles: Iterable[Article] = ()) -> GeoDataFrame:
    """The events as a GeoDataFrame, EPSG:4326, `COLUMNS` and a point `geometry`; None where there is no place.

    The types are the same for any events: objects for texts and lists, None where a text is missing; floats for
    numbers, NaN where one is missing. Without `articles`, the columns that come from them (sources, urls, evidence)
    hold empty lists. geopandas is imported on the first call: it takes longer to load than a small build takes in all.
    """
    import geopandas
    import pandas
    from shapely.geometry import Point

    rows = records(events, articles)
    types = dict.fromkeys((*TEXTS, *LISTS), "object") | dict.fromkeys(NUMBERS, "float64") | {"main": "bool"}
    points = [None if row["lat"] is None else Point(row["lon"], row["lat"]) for row in rows]
    columns = {name: pandas.Series([row[name] for row in rows], dtype=types[name]) for name in COLUMNS}
    return geopandas.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")
