"""Which events an embed or a picture is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geomap.errors import SiteError
from geomap.selecting import Selection, days_meant
from tests.synthetic import SEOUL, collection

EVENTS = collection()[1]
ONE = EVENTS[0]


@pytest.mark.parametrize(
    ("date", "days"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023-02-28", ("2023-02-28", "2023-02-28")),
        ("2023-02-29", None),
        ("2023-13", None),
        ("0000", None),
        ("yesterday", None),
        ("٢٠٢٤", None),
        ("", None),
    ],
)
def test_a_date_means_the_days_that_it_leaves_open(date: str, days: tuple[str, str] | None) -> None:
    assert days_meant(date) == days


@pytest.mark.parametrize(
    ("date", "end", "first", "last", "taken"),
    [
        ("2023-09-13", None, "2023-09-13", "2023-09-13", True),
        ("2023-09-13", None, "2023-09-14", None, False),
        ("2023-09-13", "2023-09-20", "2023-09-14", "2023-09-15", True),
        ("2023-09", None, "2023-09-30", None, True),
        ("2023-09", None, None, "2023-08", False),
        ("2023", None, "2023-05", "2023-06", True),
        (None, None, "2023", None, False),
        (None, None, None, None, True),
        ("no date", None, "2023", None, False),
    ],
)
def test_an_event_is_in_a_span_when_a_day_that_it_may_be_on_is(
    date: str | None, end: str | None, first: str | None, last: str | None, taken: bool
) -> None:
    event = replace(ONE, date=date, date_end=end)
    wanted = Selection(first=first, last=last)
    if taken:
        assert wanted.of([event]) == [event]
    else:
        with pytest.raises(SiteError, match="no event"):
            wanted.of([event])


def test_an_event_a_place_and_types_are_asked_for_together() -> None:
    assert Selection().of(EVENTS) == EVENTS
    assert Selection(event=ONE.id).of(EVENTS) == [ONE]
    at = Selection(place=SEOUL.id).of(EVENTS)
    assert len(at) > 1
    assert {event.place for event in at} == {SEOUL}
    assert {e.type for e in Selection(types=("protest", "trial")).of(EVENTS)} == {"protest", "trial"}
    assert Selection(place=SEOUL.id, types=("protest",)).of(EVENTS)[0].type == "protest"
    assert Selection(place=SEOUL.id).place_of(EVENTS) == SEOUL


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"event": "x"}, "no event 'x'"),
        ({"place": "x"}, "no event at a place 'x'"),
        ({"types": ("war",)}, "no event type 'war'; there are meeting"),
        ({"first": "1/2/2024"}, "'1/2/2024' is no date"),
        ({"place": SEOUL.id, "first": "1999", "last": "1999"}, "no event is all that was asked for"),
    ],
)
def test_what_cannot_be_shown_is_told(asked: dict[str, str], told: str) -> None:
    with pytest.raises(SiteError, match=told):
        Selection(**asked).of(EVENTS)  # type: ignore[arg-type]
