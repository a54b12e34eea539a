"""Events as KML 2.2 (OGC 07-147r2), for Google Earth, QGIS and GDAL: a placemark an event, its record as typed fields.

Coordinates are WGS 84 degrees, longitude first. An event's id is its placemark's, which is where GDAL reads a column
"id" from; it hides a field of that name. Placemarks carry no description: Earth browsers run it as HTML, and
what an article says is to stay text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from geomap.export import COLUMNS, NUMBERS, flat, records
from geomap.messages import Language
from geomap.records import Article, Event
from geomap.sitedata import clean, event_title

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_FIELDS = tuple(name for name in COLUMNS if name != "id")
_TYPES = {**dict.fromkeys(NUMBERS, "double"), "main": "bool"}
"""The fields that are no strings."""


def kml_text(events: Sequence[Event], articles: Iterable[Article], title: str, language: Language) -> str:
    """The events as a KML document named `title`, with their titles in `language`; same input, same text.

    An event with a date has a TimeStamp or TimeSpan, cut to what is known; one without a place has no geometry. Lists
    are joined by " | "; what is not known is left out.
    """
    told = zip(events, records(events, articles), strict=True)
    return kml_of((placemark(event, record, language) for event, record in told), title)


def kml_of(placemarks: Iterable[str], title: str) -> str:
    """The document of events' placemarks."""
    schema = "\n".join(f'<SimpleField type="{_TYPES.get(name, "string")}" name="{name}"/>' for name in _FIELDS)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{_NAMESPACE}">\n<Document>\n<name>{_text(title)}</name>\n'
        f'<Schema name="events" id="event">\n{schema}\n</Schema>\n{"".join(placemarks)}</Document>\n</kml>\n'
    )


def placemark(event: Event, record: dict[str, Any], language: Language) -> str:
    """An event's placemark; `record` is its own (`export.records`)."""
    lines = [f"<Placemark id={quoteattr(record['id'])}>", f"<name>{_text(event_title(event, language))}</name>"]
    begin, end = record["date"], record["date_end"]
    if begin and end and begin != end:
        lines.append(f"<TimeSpan><begin>{_text(begin)}</begin><end>{_text(end)}</end></TimeSpan>")
    elif begin:
        lines.append(f"<TimeStamp><when>{_text(begin)}</when></TimeStamp>")
    lines.append('<ExtendedData><SchemaData schemaUrl="#event">')
    for name in _FIELDS:
        value = flat(record[name])
        if isinstance(value, bool):
            value = int(value)
        if value not in (None, ""):
            lines.append(f'<SimpleData name="{name}">{escape(str(value))}</SimpleData>')
    lines.append("</SchemaData></ExtendedData>")
    if record["lat"] is not None:
        lines.append(f"<Point><coordinates>{record['lon']},{record['lat']}</coordinates></Point>")
    return "\n".join([*lines, "</Placemark>\n"])


def _text(text: str) -> str:
    return escape(clean(text))
