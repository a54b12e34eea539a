"""What the review page is given: the events that are least sure, with what a person needs to judge and correct them.

The page writes entries of `corrections.yaml` by itself, also where nothing serves it: so each item carries the words by
which its entries find the event and the name again. Texts of articles are data, as on the map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, NamedTuple

from geomap.articletext import quotations, quote_marks
from geomap.eventids import event_hint
from geomap.legend import KINDS, ROLES, STATUSES, TYPE_FAMILY, TYPES
from geomap.messages import Language
from geomap.records import Article, Candidate, Event, Evidence, Place, Reading
from geomap.sitedata import (
    SiteData,
    event_title,
    place_name,
    place_within,
    relation_text,
    slug,
)
from geomap.wording import reason_texts

MOST = 200
"""At most so many events to review are written: a person gets no further in a day, and the file stays small."""
MOST_DONE = 50
"""At most so many events that people have corrected or confirmed are written."""
_PLACES, _QUOTES, _REASONS = 6, 3, 4
_LONGEST, _BEFORE = 700, 250
"""Code points of a sentence that are shown, and how many of them before the first mark where it is longer."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in an article, by its code points."""

    article: str
    start: int | None
    end: int | None


class Queue(NamedTuple):
    """What there is to review."""

    events: tuple[Event, ...]
    """The least sure first, then those that people looked at, as far as there is room."""
    open: int
    """How many in the whole collection nobody has looked at."""
    done: int


def review_queue(data: SiteData) -> Queue:
    """A collection's events to be reviewed."""
    waiting = [event for event in data.events if not event.corrected]
    done = [event for event in data.events if event.corrected]
    chosen = nsmallest(MOST, waiting, key=_doubt) + nsmallest(MOST_DONE, done, key=_doubt)
    return Queue(tuple(chosen), len(waiting), len(done))


def review_data(data: SiteData, own: Language, queue: Queue) -> dict[str, Any]:
    """The events of a queue in a language; its counts, which each build changes, have a file of their own."""
    wanted = {id for event in queue.events for id in event.articles}
    readings = {reading.article.id: reading for reading in data.readings if reading.article.id in wanted}
    return {
        "types": [[id, own.text(words), TYPE_FAMILY[id]] for id, words in TYPES.items()],
        "statuses": [[id, own.text(words)] for id, words in STATUSES.items()],
        "kinds": [[id, own.text(words)] for id, words in KINDS.items()],
        "roles": [[id, own.text(words)] for id, words in ROLES.items() if id != "literal"],
        "items": [review_item(event, readings, own) for event in queue.events],
    }


def _doubt(event: Event) -> tuple[float, str]:
    return event.confidence, event.id


def review_item(event: Event, readings: Mapping[str, Reading], own: Language) -> dict[str, Any]:
    """One event to review.

    Args:
        event: the event.
        readings: what was read of the articles that tell it, by their ids.
        own: the interface language.
    """
    told = [evidence for evidence in event.evidence if evidence.article in readings]
    named = next((_Named(one.article, one.place_start, one.place_end) for one in told if _names(one)), None)
    open_name = _open_name(told, readings) if event.place is None and named is None else None
    named, candidates = open_name or (named, event.candidates)
    return {
        "id": event.id,
        "slug": slug(event.id),
        "title": event_title(event, own),
        "type": event.type,
        "status": event.status,
        "date": event.date,
        "end": event.date_end,
        "sure": round(event.confidence * 100),
        "place": event.place.id if event.place else None,
        "relation": relation_text(event.relation, own) if event.place else "",
        "spot": [round(event.spot.lat, 4), round(event.spot.lon, 4)] if event.spot else None,
        "places": [_place(one, own) for one in _candidates(event, candidates)],
        "quotes": [_quote(one, readings[one[0].article]) for one in quotations(told)[:_QUOTES]],
        "reports": len(event.articles),
        "name": _name(named, readings[named.article].article) if named else None,
        "hint": _hint(event, readings),
        "reasons": reason_texts(event.place_reasons, own)[:_REASONS],
        "corrected": reason_texts(event.corrected, own),
    }


def _names(evidence: Evidence) -> bool:
    return evidence.place_start is not None and evidence.place_end is not None


def _open_name(
    told: Sequence[Evidence], readings: Mapping[str, Reading]
) -> tuple[_Named, tuple[Candidate, ...]] | None:
    """The first name in the sentences of an event that may be its place, and that geomap was not sure enough of."""
    for evidence in told:
        for one in readings[evidence.article].resolutions:
            mention = one.mention
            inside = evidence.start <= mention.start and mention.end <= evidence.end
            if inside and one.place is None and mention.role == "literal":
                return _Named(evidence.article, mention.start, mention.end), one.candidates
    return None


def _candidates(event: Event, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The places that it could be, where it is placed now first."""
    found = list(candidates[:_PLACES])
    if event.place is None:
        return found
    now = next((one for one in candidates if one.place.id == event.place.id), None)
    others = [one for one in found if one.place.id != event.place.id]
    return [now or Candidate(event.place, -1.0, ()), *others][:_PLACES]


def _place(one: Candidate, own: Language) -> dict[str, Any]:
    """A candidate; a score of None where it is no guess of geomap's."""
    score = round(one.score * 100) if one.score >= 0 else None
    return {**place_facts(one.place, own), "score": score, "reasons": reason_texts(one.reasons, own)[:_REASONS]}


def place_facts(place: Place, own: Language) -> dict[str, Any]:
    """A place in an interface language, and what a correction needs to tell of it; degrees WGS 84."""
    return {
        "id": place.id,
        "name": place_name(place, own),
        "names": [place.name, place.name_ar],
        "within": place_within(place, own),
        "lat": round(place.lat, 4),
        "lon": round(place.lon, 4),
        "kind": place.kind,
        "country": place.country,
    }


def _quote(told: Sequence[Evidence], reading: Reading) -> dict[str, Any]:
    article, start, end = reading.article, told[0].start, told[0].end
    found = quote_marks(told)
    if end - start > _LONGEST:
        start = max(start, (found[0][0] if found else start) - _BEFORE)
        end = min(end, start + _LONGEST)
    before, after = "…" * (start > told[0].start), "…" * (end < told[0].end)
    shift = start - len(before)
    return {
        "article": slug(article.id),
        "title": article.heading,
        "source": article.source or "",
        "date": article.published.isoformat() if article.published else None,
        "lang": article.language,
        "text": before + article.text[start:end] + after,
        "marks": [[a - shift, b - shift, kind] for a, b, kind in found if b <= end],
    }


def _name(named: _Named, article: Article) -> dict[str, Any]:
    """The name that places it, as corrections of names tell it."""
    name = " ".join(article.text[named.start : named.end].split())
    return {"article": article.id, "name": name, "offset": named.start}


def _hint(event: Event, readings: Mapping[str, Reading]) -> dict[str, str] | None:
    first = event.evidence[0]
    reading = readings.get(first.article)
    return event_hint(event, reading) if reading else None


def search_results(places: Sequence[Place], own: Language) -> list[dict[str, Any]]:
    """Places that somebody looked for, as candidates that geomap did not think of."""
    return [{**place_facts(place, own), "score": None, "reasons": []} for place in places]
