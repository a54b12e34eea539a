"""One event in many articles: what joins, what stays apart, and that nothing depends on the order."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.areas import spot_of
from geomap.likeness import ENOUGH, apart, brief, likeness
from geomap.merge import merge_events
from geomap.records import Article, Event, Evidence, Participant, Place, Reading, Relation, Toll, TollKind
from geomap.tables import event_types

FAR_EAST = Place("t:far-east", "Russian Far East", None, 61.0, 140.0, "area", "RU", bbox=(105.0, 42.0, -169.0, 75.0))
VOSTOCHNY = Place("t:vostochny", "Vostochny Cosmodrome", None, 51.88, 128.33, "facility", "RU")
WONSAN = Place("t:wonsan", "Wonsan", "وونسان", 39.15, 127.44, "city", "KP")
RUSSIA = Place("t:russia", "Russia", "روسيا", 60.0, 100.0, "country", "RU")
CAIRO = Place("t:cairo", "Cairo", "القاهرة", 30.05, 31.25, "city", "EG")
PLACES = (FAR_EAST, VOSTOCHNY, WONSAN, RUSSIA, CAIRO, None)
PEOPLE = ("كيم جونغ أون", "كيم جونج أون", "فلاديمير بوتين", "Vladimir Putin", "سيرغي لافروف", "روسيا")
GRAIN = {4: "year", 7: "month", 10: "day"}


def told(
    id: str,
    kind: str = "meeting",
    place: Place | None = VOSTOCHNY,
    day: str | None = "2023-09-13",
    people: tuple[str, ...] = ("كيم جونغ أون", "فلاديمير بوتين"),
    **more: object,
) -> Event:
    event = Event(
        id=id,
        type=kind,
        subtype=None,
        code=event_types()[kind].code,
        title_ar="",
        title_en="",
        status="happened",
        date=day,
        date_end=None,
        date_precision=GRAIN[len(day)] if day else "none",  # type: ignore[arg-type]
        place=place,
        place_precision="city" if place else None,
        relation=None,
        place_reasons=(),
        candidates=(),
        participants=tuple(Participant(p) for p in people),
        evidence=(),
        confidence=0.5,
    )
    return replace(event, **more)  # type: ignore[arg-type]


def reading(name: str, *events: Event, published: str | None = None) -> Reading:
    day = date.fromisoformat(published) if published else None
    article = Article(name, "نص " + name, "ar", published=day, source=name.upper())
    return Reading(article, (), (), tuple(replace(e, evidence=(Evidence(name, 0, 2, 0, 2),)) for e in events))


def sources(event: Event) -> set[str]:
    return {e.article for e in event.evidence}


def test_a_region_with_a_month_and_a_site_in_it_with_a_day_are_one_event() -> None:
    merged = merge_events(
        [
            reading("b", told("2", place=FAR_EAST, day="2023-09"), published="2023-10-20"),
            reading("a", told("1", people=("كيم جونج أون", "بوتين")), published="2023-09-18"),
        ]
    )
    assert len(merged) == 1
    assert merged[0].place == VOSTOCHNY
    assert (merged[0].date, merged[0].date_precision) == ("2023-09-13", "day")
    assert merged[0].id == "1"
    assert sources(merged[0]) == {"a", "b"}
    assert any("lies in" in reason for reason in merged[0].reasons)


@pytest.mark.parametrize(
    "other",
    [
        told("2", day="2023-09-20"),
        told("2", place=CAIRO),
        told("2", people=("سيرغي لافروف", "محمود عباس")),
        told("2", kind="protest"),
        told("2", status="denied"),
        told("2", day=None, people=("كيم جونغ أون",)),
        told("2", kind="visit", subtype="leave"),
    ],
    ids=["another day", "another place", "other people", "another kind", "denied", "no day and one name", "a leg"],
)
def test_reports_that_contradict_each_other_stay_apart(other: Event) -> None:
    assert len(merge_events([reading("a", told("1")), reading("b", other)])) == 2


@pytest.mark.parametrize(
    ("first", "second", "events"),
    [
        (Relation("direction", 0), None, 1),
        (Relation("direction", 0), Relation("around", 45, 25), 1),
        (Relation("part", 0), Relation("part", 180), 2),
        (Relation("distance", 90, 30), Relation("direction", 270), 2),
    ],
)
def test_a_side_of_a_place_is_that_place_but_not_its_other_side(
    first: Relation, second: Relation | None, events: int
) -> None:
    reports = [
        told(name, relation=relation, spot=relation and spot_of(VOSTOCHNY, relation))
        for name, relation in (("1", first), ("2", second))
    ]
    merged = merge_events([reading("a", reports[0]), reading("b", reports[1])])
    assert len(merged) == events
    if events == 1 and second is None:
        # The report of the place itself is the more exact one.
        assert (merged[0].relation, merged[0].spot) == (None, None)


def test_what_lies_between_two_places_is_one_event_whichever_of_them_a_report_starts_from() -> None:
    far = replace(VOSTOCHNY, id="x:far", name="Far", lon=VOSTOCHNY.lon + 3)
    one, two = Relation("between", other=far), Relation("between", other=VOSTOCHNY)
    first = told("1", relation=one, spot=spot_of(VOSTOCHNY, one))
    second = told("2", place=far, relation=two, spot=spot_of(far, two))
    assert len(merge_events([reading("a", first), reading("b", second)])) == 1
    bare = replace(second, relation=None, spot=None)
    assert len(merge_events([reading("a", first), reading("b", bare)])) == 2


def test_events_of_a_kind_on_a_day_in_a_country_are_not_one_without_common_people() -> None:
    first, second = (told(i, "protest", RUSSIA, people=()) for i in "12")
    assert len(merge_events([reading("a", first), reading("b", second)])) == 2


def test_two_events_of_one_article_are_never_joined_through_a_third() -> None:
    merged = merge_events([reading("a", told("1"), told("2", place=FAR_EAST, day="2023-09")), reading("b", told("3"))])
    assert len(merged) == 2


def test_a_date_in_dispute_by_a_day_is_kept_with_its_sources() -> None:
    merged = merge_events([reading("a", told("1")), reading("b", told("2", day="2023-09-14"))])
    assert len(merged) == 1
    assert merged[0].conflicts == ("date: 2023-09-13 (A); 2023-09-14 (B)",)


def toll(article: str, low: int | None, high: int | None, *, about: bool = False, kind: TollKind = "killed") -> Toll:
    return Toll(kind, low, high, about, article, 0, 2, "نص")


def test_dates_that_can_be_one_are_no_disagreement_however_they_are_told() -> None:
    spans = [told("1"), told("2", day="2023-09"), told("3", day="2023-09-12", date_end="2023-09-15")]
    (event,) = merge_events([reading(e.id, e) for e in spans])
    assert event.conflicts == ()
    assert event.date == "2023-09-13"


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        ((5, 5), (7, 7), "killed: 5 (A); 7 (B)"),
        ((20, None), (12, 12), "killed: 12 (B); ≥20 (A)"),
        ((None, 5), (6, 8), "killed: 6–8 (B); ≤5 (A)"),
        ((20, None), (25, 25), None),
        ((3, 6), (5, 5), None),
    ],
)
def test_tolls_that_cannot_both_be_right_stand_side_by_side_with_their_sources(
    first: tuple[int | None, int | None], second: tuple[int | None, int | None], line: str | None
) -> None:
    reports = [told("1", tolls=(toll("a", *first),)), told("2", tolls=(toll("b", *second),))]
    (event,) = merge_events([reading("a", reports[0]), reading("b", reports[1])])
    assert event.conflicts == ((line,) if line else ())
    assert [(t.article, t.low, t.high) for t in event.tolls] == [("a", *first), ("b", *second)]


def test_rough_tolls_may_differ_by_a_little() -> None:
    reports = [told("1", tolls=(toll("a", 100, 100, about=True),)), told("2", tolls=(toll("b", 108, 108),))]
    (event,) = merge_events([reading("a", reports[0]), reading("b", reports[1])])
    assert event.conflicts == ()


def test_an_event_tells_when_it_was_first_and_last_reported_and_by_how_many_sources() -> None:
    story = " ".join(f"كلمة{n}" for n in range(60))
    readings = [
        reading("a", told("1"), published="2023-09-20"),
        reading("b", told("2"), published="2023-09-14"),
        reading("c", told("3")),
    ]
    copied = [replace(r, article=replace(r.article, text=story)) for r in readings[1:]]
    (event,) = merge_events([readings[0], *copied])
    assert (event.first_seen, event.last_updated, event.independent) == ("2023-09-14", "2023-09-20", 2)
    (alone,) = merge_events(readings[:1])
    assert (alone.first_seen, alone.last_updated, alone.independent) == ("2023-09-20", "2023-09-20", 1)


def test_copies_of_a_story_make_an_event_no_surer() -> None:
    def sure(names: str) -> float:
        readings = [reading(n, told(n)) for n in names]
        same = [
            replace(r, article=replace(r.article, text="نص واحد", source=n))
            for n, r in zip(names, readings, strict=True)
        ]
        return merge_events(same)[0].confidence

    assert sure("abc") == sure("a") == 0.5
    assert merge_events([reading("a", told("1")), reading("b", told("2"))])[0].confidence == 0.75


def test_days_do_not_chain() -> None:
    merged = merge_events([reading(n, told(n, day=f"2023-09-{d}")) for n, d in (("a", 13), ("b", 14), ("c", 15))])
    assert len(merged) == 2


def test_a_duplicate_article_adds_only_a_source() -> None:
    before = merge_events([reading("a", told("1"), told("2", "attack", CAIRO, people=()))])
    after = merge_events(
        [
            reading("a", told("1"), told("2", "attack", CAIRO, people=())),
            reading("z", told("1"), told("2", "attack", CAIRO, people=())),
        ]
    )
    assert [e.id for e in after] == [e.id for e in before]
    assert all(sources(e) == {"a", "z"} for e in after)


def test_ids_are_unique_even_where_reports_that_stay_apart_share_one() -> None:
    merged = merge_events([reading("a", told("1", day=None)), reading("b", told("1", place=CAIRO, day=None))])
    assert len({e.id for e in merged}) == len(merged) == 2


EVENTS = st.builds(
    told,
    id=st.sampled_from("0123456789"),
    kind=st.sampled_from(["meeting", "visit", "attack", "clash", "protest"]),
    place=st.sampled_from(PLACES),
    day=st.sampled_from([None, "2023", "2023-09", "2023-09-13", "2023-09-14", "2024-01-01"]),
    people=st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True).map(tuple),
)
READINGS = st.lists(st.lists(EVENTS, max_size=3, unique_by=lambda e: e.id), max_size=6).map(
    lambda found: [reading(f"a{n}", *events) for n, events in enumerate(found)]
)


@given(READINGS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_readings_changes_nothing(found: list[Reading], rng: random.Random) -> None:
    shuffled = [*found, *found[:1]]
    rng.shuffle(shuffled)
    assert merge_events(shuffled) == merge_events(found)


@given(READINGS)
@settings(max_examples=60, deadline=None)
def test_an_unrelated_article_changes_no_other_event(found: list[Reading]) -> None:
    stranger = reading("zz", told("f", "election", CAIRO, "2019-05-05", ("أحمد ناصر",)))
    before = merge_events(found)
    after = merge_events([*found, stranger])
    assert [e for e in after if sources(e) != {"zz"}] == list(before)


@given(READINGS, st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_a_copy_of_an_article_changes_no_event_that_it_does_not_tell(found: list[Reading], copied: int) -> None:
    if not found:
        return
    one = found[copied % len(found)]
    before, after = merge_events(found), merge_events([*found, reading("zz", *one.events)])
    untouched = [e for e in before if one.article.id not in sources(e) and not _may_be(e, one)]
    assert [e for e in untouched if e not in after] == []


def _may_be(event: Event, reading: Reading) -> bool:
    """Whether an event could have been joined with one of a reading's."""
    return any(event_types()[event.type].family == event_types()[e.type].family for e in reading.events)


@given(READINGS)
@settings(max_examples=60, deadline=None)
def test_no_report_is_lost_or_doubled(found: list[Reading]) -> None:
    merged = merge_events(found)
    assert sum(len(e.evidence) for e in merged) == sum(len(r.events) for r in found) or any(
        len(r.events) > 1 for r in found
    )
    assert {a for e in merged for a in sources(e)} == {r.article.id for r in found if r.events}
    assert len({e.id for e in merged}) == len(merged)


@given(EVENTS, EVENTS)
def test_likeness_is_symmetric(a: Event, b: Event) -> None:
    assert likeness(a, b) == likeness(b, a)


@given(EVENTS, EVENTS)
def test_what_keeps_two_reports_apart_at_a_glance_does_so_at_length(a: Event, b: Event) -> None:
    why = apart(brief(a), brief(b))
    assert why == apart(brief(b), brief(a))
    assert why is None or likeness(a, b) == why


def test_an_event_is_like_itself() -> None:
    assert likeness(told("1"), told("1")).score >= ENOUGH


def test_the_work_grows_with_the_number_of_reports() -> None:
    rng = random.Random(5)
    spots = [
        Place(f"t:{i}", f"P{i}", None, rng.uniform(-50, 60), rng.uniform(-170, 170), "city", "XY") for i in range(300)
    ]

    def seconds(count: int) -> float:
        kinds = ("attack", "protest", "meeting")
        found = [
            reading(
                f"a{n}",
                told(
                    f"{n:05}",
                    rng.choice(kinds),
                    rng.choice(spots),
                    f"2023-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
                    (),
                ),
            )
            for n in range(count)
        ]
        began = time.process_time()
        merge_events(found)
        return time.process_time() - began

    small, large = seconds(1000), seconds(4000)
    assert large < max(0.2, small) * 16
