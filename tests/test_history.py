"""What the last builds brought: noted once, in few, taken back where a build was killed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import history
from geomap.comparing import Change, Reason
from geomap.correcting import Outcome
from geomap.corrections import Correction, Dropped, Mentioned, Name, Target
from geomap.errors import SiteError
from geomap.export import records, write_geojson
from geomap.history import LENGTH, Before, Brought, before_build, changes_since, noted
from geomap.records import Event

from .synthetic import ATHENS, collection

READINGS, EVENTS, SKIPPED = collection()
ARTICLES = [reading.article for reading in READINGS]
FIRST = EVENTS[0]


@pytest.fixture(autouse=True)
def _a_clock_that_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1715263380")


def land(folder: Path, events: list[Event]) -> None:
    (folder / "site" / "data").mkdir(parents=True, exist_ok=True)
    write_geojson(events, ARTICLES, folder / "site" / "data" / "events.geojson")


def build(folder: Path, events: list[Event], *, killed: bool = False) -> tuple[Brought, ...]:
    before = before_build(folder / "site")
    builds = noted(folder / "site.news.json", before, changes_since(before, events, ARTICLES))
    if not killed:
        land(folder, events)
    return builds


def kinds(builds: tuple[Brought, ...]) -> list[list[str]]:
    return [[one.kind for one in build.changes] for build in builds]


def before(events: list[Event]) -> Before:
    return Before(records(events, ARTICLES), "a state")


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, list[str]]]:
    return [(one.kind, one.id, [str(reason) for reason in one.reasons]) for one in changes]


def test_the_first_build_brings_nothing_and_writes_nothing(tmp_path: Path) -> None:
    assert build(tmp_path, EVENTS) == build(tmp_path, EVENTS) == ()
    assert not (tmp_path / "site.news.json").exists()


def test_the_builds_are_kept_newest_first_with_their_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, EVENTS[1:])
    build(tmp_path, EVENTS)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1715349780")
    builds = build(tmp_path, [replace(FIRST, place=ATHENS), *EVENTS[1:]])
    assert kinds(builds) == [["moved"], ["added"]]
    assert [one.at for one in builds] == ["2024-05-10T14:03:00Z", "2024-05-09T14:03:00Z"]
    assert build(tmp_path, [replace(FIRST, place=ATHENS), *EVENTS[1:]]) == builds


def test_what_a_killed_build_noted_is_taken_back_by_the_next(tmp_path: Path) -> None:
    build(tmp_path, EVENTS[1:])
    assert kinds(build(tmp_path, EVENTS, killed=True)) == [["added"]]
    assert kinds(build(tmp_path, EVENTS, killed=True)) == [["added"]]
    assert kinds(build(tmp_path, EVENTS[1:])) == []
    assert kinds(build(tmp_path, EVENTS)) == [["added"]]
    assert kinds(build(tmp_path, EVENTS[1:])) == [["gone"], ["added"]]


@pytest.mark.parametrize("damaged", ["{", "[1]", '[{"at": 1}]', "null"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damaged: str) -> None:
    build(tmp_path, EVENTS[1:])
    (tmp_path / "site.news.json").write_text(damaged)
    assert kinds(build(tmp_path, EVENTS)) == [["added"]]


def test_a_file_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    build(tmp_path, EVENTS[1:])
    (tmp_path / "site.news.json.new").mkdir()
    with pytest.raises(SiteError, match=r"news\.json: cannot be written"):
        build(tmp_path, EVENTS)


def test_a_site_that_others_changed_is_no_state_to_compare_with(tmp_path: Path) -> None:
    land(tmp_path, EVENTS)
    for mine in ("mine", "", "\n\n\n", '{"type":"FeatureCollection","features":[\n{}\n]}\n'):
        (tmp_path / "site" / "data" / "events.geojson").write_text(mine)
        assert build(tmp_path, EVENTS[1:], killed=True) == ()


def test_what_is_known_to_be_as_it_was_is_passed_over_line_by_line(tmp_path: Path) -> None:
    odd = replace(FIRST, id='a"b\\', title_en="one\u2028two\x85three", title_ar="")
    land(tmp_path, [odd, *EVENTS[1:]])
    ids = {one.id for one in EVENTS[1:-1]}
    before = before_build(tmp_path / "site", ids)
    assert {str(one["id"]) for one in before.records} - ids == {odd.id, EVENTS[-1].id}
    changes = changes_since(before, EVENTS[1:-1], ARTICLES, same=ids)
    assert {(one.kind, one.id) for one in changes} == {("gone", odd.id), ("gone", EVENTS[-1].id)}


def test_only_the_last_changes_are_kept_but_all_are_counted(tmp_path: Path) -> None:
    many = tuple(Change("added", f"{n:04}", "", "") for n in range(LENGTH + 50))
    few = (Change("gone", "x", "", "", reasons=(Reason("why"),)), Change("moved", "y", "", "", places=(None, None)))
    noted(tmp_path / "news", Before((), "1"), few)
    builds = noted(tmp_path / "news", Before((), "2"), many)
    assert [len(one.changes) for one in builds] == [LENGTH]
    assert builds[0].counts == {"added": LENGTH + 50}
    builds = noted(tmp_path / "news", Before((), "3"), few)
    assert [len(one.changes) for one in builds] == [2, LENGTH - 2]
    assert builds == noted(tmp_path / "news", Before((), "4"), ())
    assert json.loads((tmp_path / "news").read_text())[1]["counts"] == {"added": LENGTH + 50}


def test_of_too_many_changes_additions_are_left_out_first(tmp_path: Path) -> None:
    many = (*(Change("added", f"{n:04}", "", "") for n in range(LENGTH)), Change("gone", "x", "", ""))
    (build,) = noted(tmp_path / "news", Before((), "1"), many)
    assert [one.kind for one in build.changes] == ["added"] * (LENGTH - 1) + ["gone"]


@given(st.data())
def test_telling_events_apart_at_a_glance_changes_nothing_of_what_is_told(data: st.DataObject) -> None:
    """`changes_since` passes over events that look the same, which a comparison of all would not tell of either."""
    from geomap.comparing import Known, compare

    def some() -> list[Event]:
        kept = data.draw(st.sets(st.sampled_from(range(len(EVENTS)))))
        return [
            replace(EVENTS[n], status="denied") if data.draw(st.integers(0, 5)) == 0 else EVENTS[n]
            for n in sorted(kept)
        ]

    old, new = some(), some()
    known = Known({one.id: one.text for one in ARTICLES})
    assert changes_since(before(old), new, ARTICLES) == compare(records(old, ARTICLES), records(new, ARTICLES), known)


def outcome(action: Dropped | Mentioned) -> Outcome:
    return Outcome(Correction("Huda", "2024-05-09", "an example", action, 1))


def test_an_event_that_a_person_dropped_says_who_and_why() -> None:
    dropped = outcome(Dropped(Target(FIRST.id)))
    ((_, _, why),) = told(changes_since(before(EVENTS), EVENTS[1:], ARTICLES, [dropped]))
    assert why == ["corrected by Huda, 2024-05-09: an example"]


def test_an_event_whose_name_is_said_to_be_no_place_says_who_and_why() -> None:
    place = FIRST.place
    assert place is not None
    said = outcome(Mentioned(Name(FIRST.evidence[0].article, place.name_ar or ""), None))
    ((_, _, why),) = told(changes_since(before(EVENTS), EVENTS[1:], ARTICLES, [said]))
    assert why == ["corrected by Huda, 2024-05-09: an example"]


def test_an_event_says_whether_its_article_went_or_changed_or_is_read_by_another_version() -> None:
    without = [one for one in ARTICLES if one.id not in {evidence.article for evidence in FIRST.evidence}]
    ((_, _, why),) = told(changes_since(before([FIRST]), [], without))
    assert why == ["visit-ar was removed", "visit-en was removed"]
    other = [replace(one, text="another text") for one in ARTICLES]
    ((_, _, why),) = told(changes_since(before([FIRST]), [], other))
    assert why == ["the text of its articles changed"]
    ((_, _, why),) = told(changes_since(before([FIRST]), [], ARTICLES, renewed=True))
    assert why == ["another version of geomap or of its gazetteer reads it otherwise"]
    ((_, _, why),) = told(changes_since(before([FIRST]), [], ARTICLES))
    assert why == ["it is no longer read in its articles"]


def test_an_event_under_another_id_is_the_same_and_one_that_takes_over_a_sentence_is_split_off() -> None:
    renamed = replace(FIRST, id="new-id", date="2023-09-20")
    changes = changes_since(before([FIRST]), [renamed], ARTICLES)
    assert [(one.kind, one.id, one.after) for one in changes] == [
        ("redated", "new-id", "2023-09-20"),
        ("renamed", FIRST.id, "new-id"),
    ]
    assert len(FIRST.evidence) == 2
    part, rest = (
        replace(FIRST, id=id, evidence=(one,)) for id, one in zip(("p", FIRST.id), FIRST.evidence, strict=True)
    )
    split = [one for one in changes_since(before([FIRST]), [part, rest], ARTICLES) if one.kind == "split"]
    assert [(one.id, one.before) for one in split] == [("p", FIRST.id)]


def test_the_clock_is_asked_where_nothing_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert history._now() == "2024-05-09T14:03:00Z"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert history._now() > "2026"
