"""Events as KML 2.2 (OGC 07-147r2), for Google Earth, QGIS and GDAL: a placemark an event, its record as typed fields.

Coordinates are WGS 84 degrees, longitude first. An event's id is its placemark's, which is where GDAL reads a column
"id" from; it hides a field of that name. Placemarks carry no description: Earth browsers run it as HTML, and
what an article says is to stay text.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from typing import Any

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
    root = ET.Element("kml", xmlns=_NAMESPACE)
    document = ET.SubElement(root, "Document")
    ET.SubElement(document, "name").text = clean(title)
    schema = ET.SubElement(document, "Schema", name="events", id="event")
    for name in _FIELDS:
        ET.SubElement(schema, "SimpleField", type=_TYPES.get(name, "string"), name=name)
    for event, record in zip(events, records(events, articles), strict=True):
        _placemark(document, event, record, language)
    return xml_text(root)


def _placemark(document: ET.Element, event: Event, record: dict[str, Any], language: Language) -> None:
    placemark = ET.SubElement(document, "Placemark", id=clean(event.id))
    ET.SubElement(placemark, "name").text = clean(event_title(event, language))
    if event.date and event.date_end and event.date_end != event.date:
        span = ET.SubElement(placemark, "TimeSpan")
        ET.SubElement(span, "begin").text = clean(event.date)
        ET.SubElement(span, "end").text = clean(event.date_end)
    elif event.date:
        ET.SubElement(ET.SubElement(placemark, "TimeStamp"), "when").text = clean(event.date)
    data = ET.SubElement(ET.SubElement(placemark, "ExtendedData"), "SchemaData", schemaUrl="#event")
    for name in _FIELDS:
        value = flat(record[name])
        if isinstance(value, bool):
            value = int(value)
        if value not in (None, ""):
            ET.SubElement(data, "SimpleData", name=name).text = str(value)
    if record["lat"] is not None:
        point = ET.SubElement(placemark, "Point")
        ET.SubElement(point, "coordinates").text = f"{record['lon']},{record['lat']}"


def xml_text(root: ET.Element) -> str:
    """An XML document as text, an element a line, so that versions of it can be compared."""
    ET.indent(root, space="")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
