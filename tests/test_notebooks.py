"""Results in a notebook: a map in a frame, a sentence where there is none, a line of text elsewhere."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest

from geomap import notebooks
from geomap.config import Config
from geomap.pipeline import BuildResult
from geomap.records import Event, Reading
from tests.bench.made_events import made_collection
from tests.browser.hostile import hostile_collection
from tests.synthetic import collection

READINGS, EVENTS, _ = collection()


def result(readings: tuple[Reading, ...] = tuple(READINGS), events: tuple[Event, ...] = tuple(EVENTS)) -> BuildResult:
    return BuildResult(Path("site"), events, len(readings), 0, _load=lambda: readings, _config=Config(title="خريطة"))


def parsed(markup: str) -> html5lib.treebuilders.base.Node:
    return html5lib.HTMLParser(strict=False, namespaceHTMLElements=False).parseFragment(markup, container="div")


def test_a_build_shows_one_sandboxed_frame_whose_page_is_the_self_contained_map() -> None:
    markup = result()._repr_html_()
    (frame,) = list(parsed(markup))
    assert frame.tag == "iframe"
    assert frame.get("sandbox") == "allow-scripts"
    assert frame.get("title") == "خريطة"
    page = frame.get("srcdoc")
    assert page.startswith("<!doctype html>")
    assert 'content="default-src &#39;none&#39;; script-src &#39;sha256-' in page
    assert len(markup.encode()) < 1_500_000
    assert markup == result()._repr_html_()


def test_a_reading_shows_its_own_events_in_its_own_language() -> None:
    reading = next(one for one in READINGS if one.article.language == "en" and any(e.place for e in one.events))
    (frame,) = list(parsed(reading._repr_html_()))
    assert '<html lang="en" dir="ltr"' in frame.get("srcdoc")


@pytest.mark.parametrize(("language", "told"), [("en", "none with a known place"), ("ar", "ولا مكان"), ("fr", "none")])
def test_without_a_placed_event_a_sentence_says_so(language: str, told: str) -> None:
    reading = replace(READINGS[0], article=replace(READINGS[0].article, language=language), events=())
    (sentence,) = list(parsed(reading._repr_html_()))
    assert sentence.tag == "p"
    assert told in "".join(sentence.itertext())
    assert "none with" in result(events=())._repr_html_() or "ولا مكان" in result(events=())._repr_html_()


def test_what_a_notebook_keeps_of_many_events_is_under_one_and_a_half_megabytes() -> None:
    readings, events = made_collection(2000)
    assert len(result(tuple(readings), tuple(events))._repr_html_().encode()) < 1_500_000


def test_many_events_are_cut_to_the_newest_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebooks, "MOST", 3)
    frame, sentence = list(parsed(result()._repr_html_()))
    placed = sorted((event for event in EVENTS if event.place), key=lambda event: (event.date or "", event.id))
    assert all(event.id in frame.get("srcdoc") for event in placed[-3:])
    assert not any(f'"{event.id}"' in frame.get("srcdoc") for event in placed[:-3])
    assert "3" in "".join(sentence.itertext())


def test_hostile_articles_put_nothing_beside_the_frame() -> None:
    readings, events, _ = hostile_collection()
    hostile = BuildResult(
        Path("x"), tuple(events), 1, 0, _load=lambda: readings, _config=Config(title='"><script>hit("t")</script>')
    )
    (frame,) = list(parsed(hostile._repr_html_()))
    assert set(frame.attrib) == {"sandbox", "title", "width", "height", "style", "srcdoc"}
    for reading in readings[:2]:
        assert [node.tag for node in parsed(reading._repr_html_())] in (["iframe"], ["p"])


def test_as_text_a_result_is_one_short_line() -> None:
    assert repr(result()) == f"<BuildResult: {len(READINGS)} articles, 29 events, 27 placed, site>"
    told = repr(READINGS[0])
    assert told.startswith(f"<Reading of {READINGS[0].article.id!r}: ")
    assert len(told) < 120


def test_the_results_alone_import_nothing_that_draws() -> None:
    code = (
        "import sys, geomap; geomap.BuildResult, geomap.Reading;"
        "print([name for name in ('jinja2', 'babel', 'folium', 'geomap.notebooks') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
