"""What was kept answers as what was read, and is loaded only when more is asked than lists tell."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from geomap.contract import reading_to_json
from geomap.gazetteer import Gazetteer
from geomap.kept_records import as_kept, event_row, kept_event, kept_reading, reading_row
from geomap.merge import merge_events
from geomap.readers import parse
from geomap.records import Article, Event, Place, Reading
from geomap.summaries import summary_of

TEXT = (
    "هجوم قرب الموصل\n\n"
    "قتل 12 شخصا على الأقل في هجوم وقع أمس على بعد 30 كم جنوب الموصل، وزار وزير الدفاع بغداد قادما من أربيل.\n\n"
    "بيروت (وكالة) - تقرير.\n"
)


@pytest.fixture(scope="module")
def read(gazetteer: Gazetteer) -> Reading:
    return parse(TEXT, published=date(2024, 5, 9), source="وكالة", gazetteer=gazetteer)


class Places(list[Place]):
    """Numbers places as the store does."""

    def number(self, place: Place) -> int:
        if place not in self:
            self.append(place)
        return self.index(place)


def never(*_: object) -> Any:
    raise AssertionError("loaded")


def through_json(row: Any) -> Any:
    return json.loads(json.dumps(row))


def test_a_kept_reading_is_the_reading(read: Reading) -> None:
    places = Places()
    row = through_json(reading_row(read, places.number))
    kept = kept_reading("key", row, places, lambda key: read)
    assert kept == read
    assert kept.article == read.article
    assert summary_of(kept) == summary_of(read)
    assert reading_to_json(kept) == reading_to_json(read)
    assert as_kept(read, "key") == read


def test_lists_load_nothing_of_a_kept_reading(read: Reading) -> None:
    places = Places()
    kept = kept_reading("key", through_json(reading_row(read, places.number)), places, never)
    assert kept.article.heading == read.article.heading
    assert (kept.article.published, kept.article.source) == (date(2024, 5, 9), "وكالة")
    assert {place.id for place, _ in summary_of(kept).places} == {r.place.id for r in read.resolutions if r.place}
    with pytest.raises(AssertionError, match="loaded"):
        len(kept.article.text)
    with pytest.raises(AttributeError):
        kept.article.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_a_kept_event_is_the_event(read: Reading) -> None:
    events = merge_events([read])
    assert len(events) > 1
    for event in events:
        places = Places()
        row = through_json(event_row(event, "key", places.number))
        kept = kept_event(row, places, lambda event=event: event)  # type: ignore[misc]
        assert kept == event
        assert event == kept
        assert hash(kept) == hash(event)
        assert kept.articles == event.articles
        light = kept_event(row, places, never)
        assert (light.id, light.place, light.date, light.title_ar) == (
            event.id,
            event.place,
            event.date,
            event.title_ar,
        )
        empty = [f.name for f in fields(Event) if getattr(event, f.name) == ()]
        assert all(getattr(light, name) == () for name in empty), "what is empty is known to be"


def test_what_is_made_of_a_kept_record_is_a_plain_one(read: Reading) -> None:
    kept = as_kept(read, "key")
    assert type(replace(kept, events=())) is Reading
    changed = replace(kept.article, country="IQ")
    assert type(changed) is Article
    assert changed == replace(read.article, country="IQ")
