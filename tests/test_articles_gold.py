"""Five real articles, read by hand: what a careful reader finds in them, geomap finds too.

Run twice: on the bare files, and with the day of publication given. The articles and what is right lie beside the
project; `literal`, `associative_only`, `merges_with` and the rest are explained there.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from geomap.gazetteer import Gazetteer, open_gazetteer
from geomap.geodesy import kilometres
from geomap.records import Article, Event, Place, Reading

from .conftest import SHARED

EXPECTED_FAILURES: dict[tuple[str, str], str] = {}
"""(file's number, case) → why it can't be reached yet. At most five; one that is reached after all fails the test.

A case is named as "event Kim leaves Pyongyang by train on Sunday" where it fails in both modes, with " (bare)" or
" (published)" behind it where it fails in one; a merge as ("all", "merge wonsan-meeting").
"""

MODES = ("bare", "published")
COUNTRIES = {
    "Russia": "RU",
    "North Korea": "KP",
    "South Korea": "KR",
    "Ukraine": "UA",
    "China": "CN",
    "Iran": "IR",
    "Japan": "JP",
    "United States": "US",
    "Malaysia": "MY",
    "Greece": "GR",
}
CAPITALS = {"Washington": (38.9, -77.04), "Tokyo": (35.68, 139.69), "Kyiv": (50.45, 30.52)}
"""Names under `associative_only` that the gold gives no point for."""

TALK = {"meeting", "visit", "statement", "agreement"}
FORCE = {"military", "attack", "clash", "threat"}
LIKE = {"meeting": TALK, "visit": TALK, "conference": TALK, "statement": TALK, "military": FORCE, "attack": FORCE}
LIKE |= {"armed_clash": FORCE}
"""Types that a careful reader may choose for the gold's one; a type that is not here (other) may be any."""

GOLD: dict[str, Any] = {"places": {}, "articles": []}
if (SHARED / "gold" / "articles.json").exists():
    GOLD = json.loads((SHARED / "gold" / "articles.json").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(not GOLD["articles"], reason="needs the annotated articles beside the project")


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    return open_gazetteer()


@lru_cache(maxsize=20)
def reading(file: str, mode: str) -> Reading:
    from geomap.articles import article_from_text
    from geomap.readers import read_article

    published = next(date.fromisoformat(gold["published"]) for gold in GOLD["articles"] if gold["file"] == file)
    text = (SHARED / "articles" / file).read_text(encoding="utf-8")
    article = article_from_text(text, id=file, published=published if mode == "published" else None)
    return read_article(article, _gazetteer())


def lies_at(place: Place | None, name: str) -> bool:
    """Whether a place is the gold's place of that name: by its code for a country, else by distance."""
    if place is None:
        return False
    if name in COUNTRIES:
        return place.kind == "country" and place.country == COUNTRIES[name]
    if name in CAPITALS:
        return place.kind in ("city", "district") and kilometres(place.lat, place.lon, *CAPITALS[name]) <= 30
    gold = GOLD["places"][name]
    # Only informal regions are left without a tolerance: as wide as the Russian Far East.
    far = gold["tolerance_km"] or 2500
    near = kilometres(place.lat, place.lon, gold["lat"], gold["lon"]) <= far
    return near and (gold["tolerance_km"] is not None or (place.kind in ("area", "region") and place.country == "RU"))


def cases(every: Callable[[dict[str, Any]], list[Any]], name: Callable[[Any], str]) -> Iterator[Any]:
    """A test case for each article and thing, in both modes; those under EXPECTED_FAILURES strictly fail."""
    for gold in GOLD["articles"]:
        for thing in every(gold):
            for mode in MODES:
                number, case = gold["file"][:3], name(thing)
                why = EXPECTED_FAILURES.get((number, case), EXPECTED_FAILURES.get((number, f"{case} ({mode})")))
                yield pytest.param(gold, thing, mode, id=f"{number} {case} ({mode})", marks=failing(why))


def failing(why: str | None) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=why, strict=True)] if why else []


def right_date(event: Event, gold: dict[str, Any]) -> bool:
    """Whether an event's date is the gold's. Where the text tells none: no day that no words in it stand for."""
    if gold["date"] is None:
        told = any(evidence.date_start is not None for evidence in event.evidence)
        return event.date_precision != "day" or told
    if event.date == gold["date"]:
        return True
    # A span of days within the month is as good as the month; one day of it would be made up.
    within = bool(event.date and event.date_end) and event.date[:7] == event.date_end[:7] == gold["date"]  # type: ignore[index]
    return within and event.date != event.date_end


def right_status(event: Event, gold: dict[str, Any]) -> bool:
    return (event.status == "planned") == bool(gold.get("planned"))


def test_at_most_five_failures_are_expected_and_each_is_of_a_real_case() -> None:
    assert len(EXPECTED_FAILURES) <= 5
    known = {parameter.id for make in (LITERAL, ASSOCIATIVE, EVENTS, GROUPS) for parameter in make}
    known |= {name.rsplit(" (", 1)[0] for name in known}
    assert {" ".join(key) for key in EXPECTED_FAILURES} <= known


LITERAL = list(cases(lambda gold: gold["literal"], lambda name: f"literal {name}"))
ASSOCIATIVE = list(cases(lambda gold: gold["associative_only"], lambda name: f"associative {name}"))
EVENTS = list(
    cases(
        lambda gold: [event for event in gold["events"] if not event.get("optional")],
        lambda event: f"event {event['what']}",
    )
)


@pytest.mark.parametrize(("gold", "name", "mode"), LITERAL)
def test_a_place_that_the_article_names_is_found_at_its_spot(gold: dict[str, Any], name: str, mode: str) -> None:
    """In any role: the gold's own notes say of some that they are a credit line's, or what a distance starts from."""
    found = reading(gold["file"], mode).resolutions
    assert any(lies_at(one.place, name) for one in found), [(one.mention.surface, one.place) for one in found]


@pytest.mark.parametrize(("gold", "name", "mode"), ASSOCIATIVE)
def test_a_name_that_stands_for_a_government_never_carries_a_pin(gold: dict[str, Any], name: str, mode: str) -> None:
    read = reading(gold["file"], mode)
    optional = any(event.get("optional") and event["place"] == name for event in gold["events"])
    assert not [one for one in read.resolutions if one.mention.role == "literal" and lies_at(one.place, name)]
    assert optional or not [event.title_en for event in read.events if lies_at(event.place, name)]


@pytest.mark.parametrize(("gold", "event", "mode"), EVENTS)
def test_an_event_is_placed_and_dated(gold: dict[str, Any], event: dict[str, Any], mode: str) -> None:
    types = LIKE.get(event["type"])
    placed = [one for one in reading(gold["file"], mode).events if _at_event(one, event)]
    alike = [one for one in placed if types is None or one.type in types]
    right = [one for one in alike if right_status(one, event)]
    if mode == "published":
        right = [one for one in right if right_date(one, event)]
    if event.get("relative"):
        right = [one for one in right if one.relation]
    assert right, [(one.type, one.status, one.date, one.relation, one.title_en) for one in placed] or "none there"


def _at_event(event: Event, gold: dict[str, Any]) -> bool:
    if event.place is None:
        return False
    if gold["tolerance_km"] is None:
        return lies_at(event.place, gold["place"])
    return kilometres(event.place.lat, event.place.lon, gold["lat"], gold["lon"]) <= gold["tolerance_km"]


@pytest.mark.parametrize("file", [gold["file"] for gold in GOLD["articles"] if not gold["published_in_text"]])
def test_no_date_is_made_up_where_the_text_tells_no_year(file: str) -> None:
    read = reading(file, "bare")
    assert read.article.published is None
    years = set(re.findall(r"\d{4}", told_text(read.article)))
    made_up = [(event.title_en, event.date) for event in read.events if event.date and event.date[:4] not in years]
    made_up += [(span.surface, span.date) for span in read.dates if span.date and span.date[:4] not in years]
    assert not made_up


def told_text(article: Article) -> str:
    """The article without what was cut off, its digits as 0 to 9."""
    kept = "\n".join(article.text[part.start : part.end] for part in article.sections if part.kind != "cut")
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in kept)


@pytest.mark.parametrize(
    "gold", [gold for gold in GOLD["articles"] if gold["published_in_text"]], ids=lambda g: g["file"]
)
def test_the_day_of_publication_is_read_where_the_text_states_it(gold: dict[str, Any]) -> None:
    article = reading(gold["file"], "bare").article
    assert article.published is not None
    assert article.published.isoformat() == gold["published"]
    assert article.published_from == "text"


NAMES = sorted(
    {event["merges_with"] for gold in GOLD["articles"] for event in gold["events"] if "merges_with" in event}
)
GROUPS = [
    pytest.param(name, id=f"all merge {name}", marks=failing(EXPECTED_FAILURES.get(("all", f"merge {name}"))))
    for name in NAMES
]


@pytest.mark.parametrize("group", GROUPS)
def test_reports_of_one_event_merge(group: str) -> None:
    from geomap.merge import merge_events

    members = {
        gold["file"]: event
        for gold in GOLD["articles"]
        for event in gold["events"]
        if event.get("merges_with") == group
    }
    merged = merge_events([reading(gold["file"], "published") for gold in GOLD["articles"]])
    sharpest = min(members.values(), key=lambda event: event["tolerance_km"] or 10_000)
    sources = [{evidence.article for evidence in event.evidence} for event in merged if _at_event(event, sharpest)]
    assert any(found >= set(members) for found in sources), [sorted(found) for found in sources]
