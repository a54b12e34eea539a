"""Reports that come and go one after another join as they join at once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap import merge, rejoining
from geomap.merge import Report, events_of, join_reports
from geomap.records import Reading
from geomap.rejoining import Joins, note_of, rejoined

from .test_merge import READINGS, reading, told


def reports(readings: Sequence[Reading]) -> dict[str, Report]:
    """Under ids that differ for different content."""
    return {f"{hash(r)}:{n}": Report(e, r.article) for r in readings for n, e in enumerate(r.events)}


def joins(kept: Joins, readings: Sequence[Reading], loaded: list[str] | None = None) -> Joins:
    here = reports(readings)

    def load(id: str) -> Report:
        if loaded is not None:
            loaded.append(id)
        return here[id]

    return rejoined(kept, {id: note_of(one, int(id.rpartition(":")[2])) for id, one in here.items()}, load)


@pytest.mark.parametrize(("block", "window"), [(40, 10), (3, 1), (2, 2)])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=READINGS, steps=st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=5))
def test_any_steps_give_the_joins_of_the_last_reports(
    monkeypatch: pytest.MonkeyPatch, block: int, window: int, found: list[Reading], steps: list[set[int]]
) -> None:
    for module in (merge, rejoining):
        monkeypatch.setattr(module, "BLOCK", block)
    monkeypatch.setattr(merge, "WINDOW", window)
    kept = Joins()
    for wanted in steps:
        here = [one for n, one in enumerate(found) if n in wanted]
        kept = joins(kept, here)
        at_once = join_reports(here)
        assert [[kept.notes[id].order[1:3] for id in one.members] for one in kept.clusters] == [
            [(at_once.reports[n].article.id, at_once.reports[n].event.id) for n in own] for own, _ in at_once.clusters
        ]
        assert list(merge.distinct([one.event for one in kept.clusters])) == events_of(at_once)
        assert kept == joins(Joins(), here)


def test_only_what_hangs_together_with_a_new_report_is_loaded() -> None:
    days = [reading(f"a{n}", told("1", day=f"2023-09-{n:02}")) for n in range(1, 29, 3)]
    kept = joins(Joins(), days)
    loaded: list[str] = []
    again = reading("b", told("2", day="2023-09-13"))
    after = joins(kept, [*days, again], loaded)
    assert len(set(loaded)) == 2
    assert [len(one.members) for one in after.clusters].count(2) == 1
