"""Journeys for other programs: a GeoJSON file of lines beside that of the events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from geomap.journeys import Journey, Waypoint, find_journeys
from geomap.records import Event
from geomap.sitedata import clean


def journeys_geojson(events: Sequence[Event]) -> dict[str, Any]:
    """A FeatureCollection (RFC 7946) of the events' journeys, each a line through its stops in the order of travel.

    Longitude first, degrees WGS 84; straight between stops. A journey of which fewer than two stops have a point (a
    whole country has none) has a null geometry. A line over the antimeridian is cut there, as the standard asks.
    """
    by_id = {event.id: event for event in events}
    return {"type": "FeatureCollection", "features": [_feature(one, by_id) for one in find_journeys(events)]}


def journeys_text(events: Sequence[Event]) -> str:
    """The FeatureCollection as text, a feature a line; same events, same text."""
    features = journeys_geojson(events)["features"]
    lines = ",\n".join(clean(json.dumps(feature, ensure_ascii=False, separators=(",", ":"))) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def _feature(journey: Journey, events: dict[str, Event]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": journey.id,
        "geometry": _geometry(journey.line),
        "properties": {
            "id": journey.id,
            "person": journey.person,
            "events": list(journey.events),
            "stops": [
                {
                    "place_id": stop.place.id,
                    "name": stop.place.name,
                    "name_ar": stop.place.name_ar,
                    "kind": stop.place.kind,
                    "country": stop.place.country,
                    "event": stop.event,
                    "date": events[stop.event].date,
                    "planned": stop.planned,
                }
                for stop in journey.stops
            ],
        },
    }


def _geometry(line: Sequence[Waypoint]) -> dict[str, Any] | None:
    """A LineString, or a MultiLineString where the way crosses the antimeridian."""
    if not line:
        return None
    parts: list[list[list[float]]] = [[[line[0].place.lon, line[0].place.lat]]]
    for before, stop in pairwise(line):
        lon, lat, last = stop.place.lon, stop.place.lat, before.place
        if abs(lon - last.lon) > 180:
            edge = 180.0 if last.lon > 0 else -180.0
            share = (edge - last.lon) / (lon + 2 * edge - last.lon)
            at = round(last.lat + share * (lat - last.lat), 5)
            parts[-1].append([edge, at])
            parts.append([[-edge, at]])
        parts[-1].append([lon, lat])
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}
