"""What the review page is given: the least sure first, few enough, and words by which entries find their targets."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from geomap.assets import put
from geomap.correcting import name_spans
from geomap.corrections import read_corrections
from geomap.messages import LANGUAGES, language
from geomap.records import Candidate, Event, Mention, Reading, Resolution
from geomap.review import MOST, MOST_DONE, review_data, review_item, review_queue
from geomap.sitedata import site_data
from tests.bench.made_events import made_collection
from tests.synthetic import CAIRO, COSMODROME, SEOUL, article, collection, event
from tests.test_correcting import merge_events, read_all, shared_gazetteer

EN = language("en")
LINE = "The delegation reached Hall on Wednesday."


def one(**changes: object) -> tuple[Event, dict[str, Reading]]:
    told = article("hall", [LINE], language="en", source="Example Times")
    at = told.text.index("Hall")
    found = event(told, LINE, "visit", "reached", SEOUL, "city", "2023-09-13")
    spans = replace(found.evidence[0], place_start=at, place_end=at + 4)
    found = replace(found, **{"evidence": (spans,), **changes})  # type: ignore[arg-type]
    return found, {"hall": Reading(told, (), (), (found,))}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_least_sure_come_first_and_what_people_looked_at_comes_last(code: str) -> None:
    readings, events, skipped = collection()
    events[3] = replace(events[3], corrected=("confirmed by A, 2024-05-10: r",), confidence=0.0)
    data = site_data(readings, events, skipped, "x")
    queue = review_queue(data)
    told = review_data(data, language(code), queue)
    assert (queue.open, queue.done, len(told["items"])) == (len(events) - 1, 1, len(events))
    sure = [item["sure"] for item in told["items"][:-1]]
    assert sure == sorted(sure)
    assert [bool(item["corrected"]) for item in told["items"]] == [False] * (len(events) - 1) + [True]


def test_a_large_collection_gives_a_small_file_that_counts_all() -> None:
    readings, events = made_collection(3000)
    events = [replace(e, corrected=("x",)) if n % 3 == 0 else e for n, e in enumerate(events)]
    data = site_data(readings, events, (), "x")
    queue = review_queue(data)
    told = review_data(data, EN, queue)
    assert len(told["items"]) == MOST + MOST_DONE
    assert (queue.open, queue.done) == (2000, 1000)
    assert len(put("review-en", told)) < 500_000


def test_the_place_of_an_event_is_its_first_choice_also_where_it_was_no_candidate() -> None:
    candidates = (Candidate(CAIRO, 0.6, ("same name",)), Candidate(SEOUL, 0.4))
    item = review_item(*one(candidates=candidates), EN)
    assert [(place["id"], place["score"]) for place in item["places"]] == [(SEOUL.id, 40), (CAIRO.id, 60)]
    item = review_item(*one(candidates=candidates, place=COSMODROME), EN)
    assert (item["places"][0]["id"], item["places"][0]["score"]) == (COSMODROME.id, None)
    assert len(review_item(*one(candidates=candidates * 9), EN)["places"]) <= 6


def test_a_name_that_geomap_was_not_sure_of_is_offered_with_what_it_may_be() -> None:
    found, readings = one(place=None, candidates=())
    bare = replace(found, evidence=(replace(found.evidence[0], place_start=None, place_end=None),))
    assert review_item(bare, readings, EN)["name"] is None
    at = readings["hall"].article.text.index("Hall")
    unsure = Resolution(Mention(at, at + 4, "Hall", "literal"), None, candidates=(Candidate(CAIRO, 0.3),))
    item = review_item(bare, {"hall": replace(readings["hall"], resolutions=(unsure,))}, EN)
    assert item["name"] == {"article": "hall", "name": "Hall", "offset": at}
    assert [place["id"] for place in item["places"]] == [CAIRO.id]
    assert item["place"] is None


def test_a_sentence_that_tells_an_event_twice_is_shown_once_and_a_long_one_around_its_words() -> None:
    found, readings = one()
    again = replace(found.evidence[0], trigger_start=4, trigger_end=14)
    [quote] = review_item(replace(found, evidence=(found.evidence[0], again)), readings, EN)["quotes"]
    marked = [(quote["text"][start:end], kind) for start, end, kind in quote["marks"]]
    assert marked == [("delegation", "trigger"), ("reached", "trigger"), ("Hall", "place")]
    line = "x " * 2000 + LINE + " y" * 2000
    told = article("long", [line], language="en")
    long = event(told, line, "visit", "reached", SEOUL, "city")
    [quote] = review_item(long, {"long": Reading(told, (), (), (long,))}, EN)["quotes"]
    assert len(quote["text"]) <= 702
    assert quote["text"][0] == quote["text"][-1] == "…"
    assert [quote["text"][start:end] for start, end, _ in quote["marks"]] == ["reached"]


def test_what_an_item_carries_makes_entries_that_are_read_and_find_what_they_are_about() -> None:
    readings = {reading.article.id: reading for reading in read_all()}
    place_of = shared_gazetteer().place
    for found in merge_events(read_all()):
        item = review_item(found, readings, EN)
        who = {"author": "A", "date": "2024-05-10", "reason": "r"}
        entries: list[dict[str, object]] = [{**who, "drop": item["id"], "hint": item["hint"]}]
        if item["name"]:
            entries.append({**who, "mention": item["name"], "is": "not a place"})
            text = readings[item["name"]["article"]].article.text
            spans = name_spans(text, item["name"]["name"])
            assert any(start <= item["name"]["offset"] < end for start, end in spans)
        assert len(read_corrections(json.dumps(entries), "c.yaml", place_of)) == len(entries)
