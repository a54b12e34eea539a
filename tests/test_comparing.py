"""What `geomap diff` tells of two builds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.comparing import KINDS, Change, compare, read_events
from geomap.errors import SiteError
from geomap.export import records, write_csv, write_geojson
from geomap.records import Event

from .synthetic import ATHENS, collection
from .test_cli import geomap

READINGS, EVENTS, _ = collection()
ARTICLES = [reading.article for reading in READINGS]


def told(old: list[Event], new: list[Event]) -> tuple[Change, ...]:
    return compare(records(old, ARTICLES), records(new, ARTICLES))


def test_the_same_events_are_no_change() -> None:
    assert told(EVENTS, EVENTS[::-1]) == ()


@pytest.mark.parametrize(
    ("change", "kind", "reason"),
    [
        (lambda event: replace(event, place=ATHENS), "moved", "km away"),
        (lambda event: replace(event, place=None), "moved", "read otherwise"),
        (lambda event: replace(event, date="2023-09-14"), "redated", "read otherwise"),
        (lambda event: replace(event, status="denied"), "changed", "status"),
        (lambda event: replace(event, evidence=event.evidence[:1], type="meeting"), "changed", "tells it no more"),
    ],
)
def test_an_event_that_changed_says_how_and_why(change: Callable[[Event], Event], kind: str, reason: str) -> None:
    (one,) = told(EVENTS, [change(EVENTS[0]), *EVENTS[1:]])
    assert (one.kind, one.id) == (kind, EVENTS[0].id)
    assert reason in " ".join([one.what, *map(str, one.reasons)])


def test_an_event_that_comes_or_goes_says_why() -> None:
    (gone,) = told(EVENTS, EVENTS[1:])
    assert (gone.kind, gone.id) == ("gone", EVENTS[0].id)
    (added,) = told(EVENTS[1:], EVENTS)
    assert (added.kind, added.id) == ("added", EVENTS[0].id)
    assert [str(one) for one in added.reasons] == ["read anew in visit-ar", "read anew in visit-en"]


def test_an_event_that_became_part_of_another_says_of_which() -> None:
    whole = replace(EVENTS[0], evidence=(*EVENTS[0].evidence, *EVENTS[1].evidence))
    changes = told(EVENTS, [whole, *EVENTS[2:]])
    assert [(one.kind, one.id, one.after) for one in changes] == [("merged", EVENTS[1].id, EVENTS[0].id)]


@given(st.sets(st.sampled_from(range(len(EVENTS)))), st.sets(st.sampled_from(range(len(EVENTS)))))
def test_every_event_that_comes_or_goes_is_told_once(old: set[int], new: set[int]) -> None:
    changes = told([EVENTS[n] for n in old], [EVENTS[n] for n in new])
    by_kind = {kind: [one for one in changes if one.kind == kind] for kind in KINDS}
    come = [one.id for one in by_kind["added"]] + [one.after for one in by_kind["renamed"]]
    assert sorted(map(str, come)) == sorted(EVENTS[n].id for n in new - old)
    left = [one.id for kind in ("merged", "renamed", "gone") for one in by_kind[kind]]
    assert sorted(left) == sorted(EVENTS[n].id for n in old - new)
    assert [KINDS.index(one.kind) for one in changes] == sorted(KINDS.index(one.kind) for one in changes)


def test_exports_of_either_kind_are_compared(tmp_path: Path) -> None:
    write_geojson(EVENTS, ARTICLES, tmp_path / "old.geojson")
    write_csv(EVENTS, ARTICLES, tmp_path / "old.csv")
    (tmp_path / "site" / "data").mkdir(parents=True)
    write_geojson(EVENTS, ARTICLES, tmp_path / "site" / "data" / "events.geojson")
    assert compare(read_events(tmp_path / "old.geojson"), read_events(tmp_path / "site")) == ()
    changes = compare(read_events(tmp_path / "old.csv"), read_events(tmp_path / "old.geojson"))
    assert changes == ()


@pytest.mark.parametrize("content", [None, "", "[]", '{"features": [{}]}', '{"features": [1]}'])
def test_what_is_no_export_is_a_clear_error(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "x.geojson").write_text(content)
    with pytest.raises(SiteError, match=r"x\.geojson"):
        read_events(tmp_path / "x.geojson")


def test_the_command_prints_it_for_people_and_for_programs(tmp_path: Path) -> None:
    write_geojson(EVENTS, ARTICLES, tmp_path / "old.geojson")
    write_geojson(EVENTS[1:], ARTICLES, tmp_path / "new.geojson")
    status, out, _ = geomap("diff", "old.geojson", "new.geojson", cwd=tmp_path)
    assert status == 0
    assert f"gone (1)\n  {EVENTS[0].id}  {EVENTS[0].title_en}" in out
    lines: list[dict[str, Any]] = json.loads(geomap("diff", "--json", "old.geojson", "new.geojson", cwd=tmp_path)[1])
    assert [one["kind"] for one in lines] == ["gone"]
    assert geomap("diff", "old.geojson", "old.geojson", cwd=tmp_path)[1] == "No event changed.\n"
