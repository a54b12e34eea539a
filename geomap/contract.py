"""The parse contract: the JSON lines that `geomap parse` answers with (`articles.read_json_lines` reads its input).

Offsets are code points in the original text, coordinates WGS 84 degrees, dates ISO 8601 cut to what is known.
"""

from __future__ import annotations

from typing import Any

from geomap.journeys import Journey, find_journeys
from geomap.phrases import told_before
from geomap.records import Event, Place, Reading, Relation, Resolution, Spot, Toll


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """A reading as `geomap parse` prints it: offsets are code points in the original text, places WGS 84 degrees."""
    article = reading.article
    arabic = article.language == "ar"
    return {
        "id": article.id,
        "language": article.language,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "published_from": article.published_from,
        "mentions": [_mention_json(resolution) for resolution in reading.resolutions],
        "events": [_event_json(event, arabic) for event in reading.events],
        "journeys": [_journey_json(journey) for journey in find_journeys(reading.events)],
    }


def _mention_json(resolution: Resolution) -> dict[str, Any]:
    mention = resolution.mention
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "role": mention.role,
        "place": place_to_json(resolution.place),
        **spot_to_json(resolution.relation, resolution.spot),
        "confidence": round(resolution.confidence if resolution.place else mention.confidence, 4),
        "reasons": [*mention.reasons, *resolution.reasons],
        "candidates": [
            {"id": candidate.place.id, "name": candidate.place.name, "score": round(candidate.score, 4)}
            for candidate in resolution.candidates
        ],
    }


def _event_json(event: Event, arabic: bool) -> dict[str, Any]:
    evidence = event.evidence[0] if event.evidence else None
    return {
        "id": event.id,
        "type": event.type,
        "subtype": event.subtype,
        "title": event.title_ar if arabic else event.title_en,
        "status": event.status,
        "date": event.date,
        "date_end": event.date_end,
        "date_precision": event.date_precision,
        "place": place_to_json(event.place),
        "place_precision": event.place_precision,
        **spot_to_json(event.relation, event.spot),
        "participants": [{"name": who.name, "role": who.role} for who in event.participants],
        "route": [{"part": stop.part, "place": place_to_json(stop.place)} for stop in event.route],
        "tolls": [_toll_json(toll) for toll in event.tolls],
        "evidence": {"start": evidence.start, "end": evidence.end} if evidence else None,
        "confidence": round(event.confidence, 4),
        "main": event.main,
    }


def _journey_json(journey: Journey) -> dict[str, Any]:
    stops = [
        {"event": stop.event, "planned": stop.planned, "place": place_to_json(stop.place)} for stop in journey.stops
    ]
    return {"id": journey.id, "person": journey.person, "events": list(journey.events), "stops": stops}


def _toll_json(toll: Toll) -> dict[str, Any]:
    names = ("kind", "low", "high", "about", "start", "end", "surface")
    return {name: getattr(toll, name) for name in names}


def spot_to_json(relation: Relation | None, spot: Spot | None) -> dict[str, Any]:
    """The relation in words that go before the place's name, and where it leads; both null for the place itself."""
    point = {"lat": spot.lat, "lon": spot.lon, "uncertainty_km": spot.uncertainty_km} if spot else None
    return {"relation": told_before(relation) or None, "spot": point}


def place_to_json(place: Place | None) -> dict[str, Any] | None:
    """A place as `geomap parse` prints it."""
    if place is None:
        return None
    names = ("id", "name", "name_ar", "lat", "lon", "kind", "country", "admin1", "population")
    return {name: getattr(place, name) for name in names}
