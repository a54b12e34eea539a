"""The ways of movements, and the journeys that they join into: in the order of travel, whatever that of the text."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from geomap.cli import app
from geomap.contract import reading_to_json
from geomap.errors import ConfigError
from geomap.export_journeys import journeys_geojson, journeys_text
from geomap.journeys import Journey, find_journeys
from geomap.merge import merge_events
from geomap.records import Event, Evidence, Place, Reading, Stop

from .conftest import ROOT
from .test_events import events, marked
from .test_merge import CAIRO, RUSSIA, VOSTOCHNY, WONSAN, reading, told

PYONGYANG = Place("t:pyongyang", "Pyongyang", None, 39.03, 125.75, "city", "KP")
VLADIVOSTOK = Place("t:vladivostok", "Vladivostok", None, 43.1, 131.9, "city", "RU")
KIM = ("كيم جونغ أون",)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        (
            "غادر كيم جونغ أون [بيونغ يانغ] يوم الأحد متوجها إلى [موسكو].",
            [("origin", "Pyongyang"), ("destination", "Moscow")],
        ),
        ("وصل الوزير إلى [بيروت] يوم الاثنين قادما من [حلب].", [("origin", "Aleppo"), ("destination", "Beirut")]),
        (
            "توجه الرئيس من [الرباط] إلى [الخرطوم] عبر [حلب] يوم الاثنين.",
            [("origin", "Rabat"), ("via", "Aleppo"), ("destination", "Khartoum")],
        ),
        ("The minister left [Cairo] for [Geneva] on Monday.", [("origin", "Cairo"), ("destination", "Geneva")]),
        (
            "The president arrived in [Tokyo] from [Moscow] on Monday via [Geneva].",
            [("origin", "Moscow"), ("via", "Geneva"), ("destination", "Tokyo")],
        ),
        (
            "The minister visited [Moscow], [Tokyo] and [Cairo] on Monday.",
            [("destination", "Moscow"), ("destination", "Tokyo"), ("destination", "Cairo")],
        ),
        ("زار الرئيس [بيروت] يوم الاثنين.", []),
        ("غادر كيم جونغ أون [بيونغ يانغ] يوم الأحد ووصل إلى [موسكو] يوم الثلاثاء.", []),
        ("قتل خمسة أشخاص في غارة على [حلب] بعد إطلاق صاروخ من [بيروت].", []),
        ("وصل الوزير إلى [الخرطوم] والتقى نظيره من [المغرب].", []),
    ],
)
def test_a_movement_tells_its_stops_in_the_order_of_travel(text: str, route: list[tuple[str, str]]) -> None:
    routes = {tuple((stop.part, stop.place.name) for stop in event.route) for event in events(text)}
    assert tuple(route) in routes or not route
    assert routes <= {tuple(route), ()}


def moves(id: str, place: Place | None, day: str | None, subtype: str = "visit", **more: object) -> Event:
    at = int(more.pop("at", 0))  # type: ignore[call-overload]
    event = told(id, "visit", place, day, KIM, subtype=subtype, **more)
    return replace(event, evidence=(Evidence("a", 0, 2, at, at + 1),))


def ways(journeys: tuple[Journey, ...]) -> list[list[str]]:
    return [[stop.place.name for stop in journey.stops] for journey in journeys]


LEGS = [
    moves("1", VLADIVOSTOK, None, status="planned"),
    moves("2", VOSTOCHNY, "2023-09-13"),
    moves("3", PYONGYANG, "2023-09-10", "leave"),
    moves("4", RUSSIA, "2023-09-12", "cross"),
]


def test_a_person_s_movements_join_in_the_order_of_their_days_with_what_is_planned_behind() -> None:
    (journey,) = find_journeys(LEGS)
    assert journey.person == KIM[0]
    assert journey.events == ("3", "4", "2", "1")
    assert ways((journey,)) == [["Pyongyang", "Vostochny Cosmodrome", "Vladivostok"]]
    assert [stop.planned for stop in journey.stops] == [False, False, True]
    assert journey.line == journey.stops


def test_a_country_is_a_stop_but_no_line_leads_to_its_middle() -> None:
    (journey,) = find_journeys([moves("1", PYONGYANG, "2023-09-10", "leave"), moves("2", RUSSIA, "2023-09-12")])
    assert ways((journey,)) == [["Pyongyang", "Russia"]]
    assert journey.line == ()


def test_a_meeting_of_the_traveller_on_the_way_is_a_stop() -> None:
    met = replace(told("5", day="2023-09-13"), evidence=LEGS[0].evidence)
    (journey,) = find_journeys([moves("1", PYONGYANG, "2023-09-10", "leave"), met])
    assert ways((journey,)) == [["Pyongyang", "Vostochny Cosmodrome"]]
    assert find_journeys([met, replace(met, id="6", place=WONSAN, date="2023-09-14")]) == ()


def test_on_one_day_what_happens_where_a_leg_starts_comes_first_and_who_was_there_leaves_last() -> None:
    route = (Stop(CAIRO, "origin"), Stop(WONSAN, "destination"))
    flown = moves("1", WONSAN, "2023-09-13", "arrive", route=route)
    before = moves("2", CAIRO, "2023-09-13", at=9)
    assert ways(find_journeys([flown, before])) == [["Cairo", "Wonsan"]]
    left = moves("3", VLADIVOSTOK, "2023-09-16", "leave")
    visited = moves("4", VLADIVOSTOK, "2023-09-16", at=9)
    assert ways(find_journeys([moves("5", VOSTOCHNY, "2023-09-13"), left, visited])) == [
        ["Vostochny Cosmodrome", "Vladivostok"]
    ]


@pytest.mark.parametrize(
    "second",
    [
        moves("2", WONSAN, "2023-12-13"),
        moves("2", WONSAN, None),
        moves("2", WONSAN, "2023-09-14", status="denied"),
        replace(moves("2", WONSAN, "2023-09-14"), participants=told("x", people=("محمود عباس",)).participants),
        replace(moves("2", WONSAN, "2023-09-14"), evidence=(Evidence("b", 0, 2, 0, 1),)),
    ],
    ids=["months later", "no day", "denied", "another person", "another article"],
)
def test_what_is_not_told_as_one_way_is_not_joined(second: Event) -> None:
    assert find_journeys([moves("1", CAIRO, "2023-09-13"), second]) == ()


def test_a_movement_with_a_way_of_its_own_is_a_journey_even_of_nobody_in_particular() -> None:
    route = (Stop(CAIRO, "origin"), Stop(WONSAN, "destination"))
    alone = replace(moves("1", WONSAN, None, route=route), participants=())
    (journey,) = find_journeys([alone])
    assert (journey.person, ways((journey,))) == (None, [["Cairo", "Wonsan"]])


def test_a_journey_told_whole_in_a_longer_one_is_left_out() -> None:
    short = [replace(event, evidence=(Evidence("b", 0, 2, 0, 1),)) for event in LEGS[1:3]]
    readings = [reading("a", *LEGS), reading("b", *short)]
    assert ways(find_journeys(merge_events(readings))) == [["Pyongyang", "Vostochny Cosmodrome", "Vladivostok"]]


def test_one_way_told_by_two_articles_with_events_of_their_own_is_one_journey() -> None:
    other = replace(moves("9", VOSTOCHNY, "2023-09-12"), evidence=(Evidence("b", 0, 2, 0, 1),))
    shared = replace(LEGS[0], evidence=(*LEGS[0].evidence, Evidence("b", 0, 2, 5, 6)))
    journeys = find_journeys([shared, *LEGS[1:], other])
    assert ways(journeys) == [["Pyongyang", "Vostochny Cosmodrome", "Vladivostok"]]


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_events_changes_no_journey(rng: random.Random) -> None:
    shuffled = list(LEGS)
    rng.shuffle(shuffled)
    assert find_journeys(shuffled) == find_journeys(LEGS)


def test_a_merged_event_keeps_the_longest_way_told() -> None:
    route = (Stop(CAIRO, "origin"), Stop(WONSAN, "destination"))
    first = moves("1", WONSAN, "2023-09-13", "arrive")
    (event,) = merge_events([reading("a", first), reading("b", replace(first, id="2", route=route))])
    assert event.route == route


def test_the_parse_contract_has_ways_and_journeys() -> None:
    article, resolutions = marked(
        "غادر كيم جونغ أون [بيونغ يانغ] يوم الأحد متوجها إلى [موسكو].", published="2025-07-15"
    )
    found = events("غادر كيم جونغ أون [بيونغ يانغ] يوم الأحد متوجها إلى [موسكو].")
    told_json = reading_to_json(Reading(article, resolutions, (), found))
    (event, *_) = [one for one in told_json["events"] if one["route"]]
    assert [(stop["part"], stop["place"]["name"]) for stop in event["route"]] == [
        ("origin", "Pyongyang"),
        ("destination", "Moscow"),
    ]
    (journey,) = told_json["journeys"]
    assert [stop["place"]["name"] for stop in journey["stops"]] == ["Pyongyang", "Moscow"]
    assert journey["person"] == "كيم جونغ أون"


def test_journeys_are_exported_as_lines_in_the_order_of_travel_cut_at_the_antimeridian() -> None:
    features = journeys_geojson(LEGS)["features"]
    assert features[0]["geometry"] == {
        "type": "LineString",
        "coordinates": [[125.75, 39.03], [VOSTOCHNY.lon, VOSTOCHNY.lat], [131.9, 43.1]],
    }
    assert [stop["planned"] for stop in features[0]["properties"]["stops"]] == [False, False, True]
    anchorage = Place("t:anchorage", "Anchorage", None, 61.2, -150.0, "city", "US")
    route = (Stop(VLADIVOSTOK, "origin"), Stop(anchorage, "destination"))
    (over,) = journeys_geojson([moves("1", anchorage, None, route=route)])["features"]
    assert over["geometry"]["type"] == "MultiLineString"
    first, second = over["geometry"]["coordinates"]
    assert (first[-1][0], second[0][0], first[-1][1]) == (180.0, -180.0, second[0][1])
    assert first[-1][1] == pytest.approx(43.1 + (61.2 - 43.1) * 48.1 / 78.1, abs=0.001)
    (wide,) = journeys_geojson([moves("1", RUSSIA, None, route=(Stop(CAIRO, "origin"), Stop(RUSSIA, "destination")))])[
        "features"
    ]
    assert wide["geometry"] is None
    assert json.loads(journeys_text(LEGS)) == json.loads(json.dumps(journeys_geojson(LEGS)))


def test_the_journeys_of_a_built_site_are_a_file_of_lines(empty_folder: Path) -> None:
    (empty_folder / "articles").mkdir()
    name = "2025-07-12-wonsan-talks.md"
    (empty_folder / "articles" / name).write_bytes((ROOT / "seeds" / name).read_bytes())
    run = CliRunner()
    assert run.invoke(app, ["build", "articles", "-q"]).exit_code == 0
    assert run.invoke(app, ["export", "--journeys", "-o", "journeys.geojson"]).exit_code == 0
    exported = (empty_folder / "journeys.geojson").read_bytes()
    assert exported == (empty_folder / "site" / "data" / "journeys.geojson").read_bytes()
    (journey,) = json.loads(exported)["features"]
    assert [stop["name"] for stop in journey["properties"]["stops"]][:2] == ["Kuala Lumpur", "Wŏnsan"]
    wrong = run.invoke(app, ["export", "--journeys", "-o", "journeys.csv"])
    assert isinstance(wrong.exception, ConfigError)
