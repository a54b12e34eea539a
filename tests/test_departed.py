"""Events that leave the site keep their addresses, and lead to where they went."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geomap.departed import Departed, departed_since
from geomap.errors import SiteError
from geomap.export import write_geojson
from geomap.history import before_build, changes_since
from geomap.pages import SiteInfo, site_files
from geomap.records import Event
from geomap.sitedata import site_data

from .synthetic import collection

READINGS, EVENTS, SKIPPED = collection()
ARTICLES = [reading.article for reading in READINGS]
FIRST, SECOND, THIRD = EVENTS[:3]


def build(folder: Path, events: list[Event]) -> dict[str, str | None]:
    """Ids of what is gone after a build of these events, and where each leads."""
    changes = changes_since(before_build(folder / "site"), events, ARTICLES)
    found = departed_since(folder / ".geomap" / "site.gone.json", changes, {event.id for event in events})
    (folder / "site" / "data").mkdir(parents=True, exist_ok=True)
    write_geojson(events, ARTICLES, folder / "site" / "data" / "events.geojson")
    return {one.id: one.into for one in found}


def with_sentences(event: Event, *others: Event) -> Event:
    return replace(event, evidence=tuple(e for one in (event, *others) for e in one.evidence))


def test_before_anything_is_gone_nothing_is_written(tmp_path: Path) -> None:
    assert build(tmp_path, EVENTS) == build(tmp_path, EVENTS) == {}
    assert not (tmp_path / ".geomap").exists()


def test_an_event_that_is_gone_stays_known_until_it_comes_back(tmp_path: Path) -> None:
    build(tmp_path, EVENTS)
    assert build(tmp_path, EVENTS[1:]) == {FIRST.id: None}
    assert build(tmp_path, EVENTS[1:]) == {FIRST.id: None}
    assert build(tmp_path, EVENTS) == {}


def test_an_event_leads_to_the_one_that_it_became_part_of_over_several_steps(tmp_path: Path) -> None:
    build(tmp_path, EVENTS)
    second = with_sentences(SECOND, FIRST)
    assert build(tmp_path, [second, *EVENTS[2:]]) == {FIRST.id: SECOND.id}
    third = with_sentences(THIRD, second)
    assert build(tmp_path, [third, *EVENTS[3:]]) == {FIRST.id: THIRD.id, SECOND.id: THIRD.id}
    assert build(tmp_path, EVENTS[3:]) == {FIRST.id: None, SECOND.id: None, THIRD.id: None}


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    build(tmp_path, EVENTS)
    (tmp_path / ".geomap").mkdir()
    (tmp_path / ".geomap" / "site.gone.json").write_text("{")
    assert build(tmp_path, EVENTS[1:]) == {FIRST.id: None}


def test_a_file_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    build(tmp_path, EVENTS)
    (tmp_path / ".geomap").touch()
    with pytest.raises(SiteError, match=r"gone\.json: cannot be written"):
        build(tmp_path, EVENTS[1:])


def test_its_page_and_its_embed_say_where_it_went() -> None:
    data = site_data(READINGS, EVENTS, SKIPPED, "map")
    gone = (Departed("gone1", "A <b>parade</b>", "عرض", SECOND.id), Departed("gone2", "Fire", "حريق"))
    files = dict(site_files(data, (), SiteInfo(version="0"), gone))
    heir = data.event_slugs[SECOND.id]
    assert f'href="../event/{heir}.html"' in files["en/event/gone1.html"].decode()
    assert "A &lt;b&gt;parade" in files["en/event/gone1.html"].decode()
    assert f'href="../../ar/event/{heir}.html"' in files["embed/event/gone1.html"].decode()
    assert f'href="../../../en/event/{heir}.html"' in files["embed/en/event/gone1.html"].decode()
    assert "لم يعد هذا الحدث" in files["ar/event/gone2.html"].decode()
    plain = dict(site_files(data, (), SiteInfo(version="0")))
    assert {path: files[path] for path in plain} == plain
