"""Lists in parts by time: each row once, in order, and something new changes one part."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap import list_pages
from geomap.list_pages import by_number, by_period

DAYS = st.one_of(
    st.just(""),
    st.integers(1987, 2031).map(str),
    st.tuples(st.integers(2019, 2024), st.integers(1, 12)).map(lambda t: f"{t[0]}-{t[1]:02}"),
    st.dates().map(lambda day: day.isoformat().replace(day.isoformat()[:4], str(2020 + day.year % 4))),
)


def newest_first(days: list[str]) -> list[str]:
    return sorted(days, reverse=True)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_pages, "LIST_LENGTH", 4)


@settings(max_examples=80)
@given(st.lists(DAYS, max_size=60))
def test_every_row_stands_once_and_in_order(days: list[str]) -> None:
    rows = newest_first(days)
    parts = by_period(rows, str)
    assert [row for part in parts for row in part.items] == rows
    assert len({part.name for part in parts}) == len(parts)
    assert all(len(part.items) <= 4 for part in parts)


@settings(max_examples=80)
@given(st.lists(DAYS, min_size=5, max_size=60), DAYS)
def test_something_new_changes_the_parts_of_its_time_and_no_other(days: list[str], new: str) -> None:
    before = {part.name: part.items for part in by_period(newest_first(days), str)}
    after = {part.name: part.items for part in by_period(newest_first([*days, new]), str)}
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    period = {day for name in changed for day in (*before.get(name, ()), *after.get(name, ()))}
    assert len({day[:3] for day in period}) == 1, "other decades stay as they are"


def test_periods_are_as_long_as_fits() -> None:
    days = ["2024-02-01"] * 5 + ["2024-01-09"] * 2 + ["2024"] + ["2019-05"] * 3 + [""] * 5
    names = [part.name for part in by_period(days, str)]
    assert names == ["2024-02-01", "2024-02-01_2", "2024-01", "2024", "2010s", "undated", "undated_2"]


def test_a_list_without_dates_goes_by_number() -> None:
    assert [part.name for part in by_number(range(9))] == ["1", "2", "3"]
    assert [part.name for part in by_number([])] == ["1"]
