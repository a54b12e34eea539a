"""Who takes part: titles and names, later mentions by one name, countries, roles, and names across scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.clauses import read_clauses
from geomap.events import find_events
from geomap.identity import name_parts, same_person
from geomap.people import find_named
from geomap.records import Participant
from geomap.titles import titles, transliterated
from tests.test_events import marked


def named(text: str) -> list[tuple[str, str]]:
    article, resolutions = marked(text)
    return [(n.name, n.what) for n in find_named(read_clauses(article), resolutions)]


def test_a_title_gives_the_name_behind_it_in_full_and_its_country() -> None:
    article, _ = marked("استقبل وزير الخارجية الروسي سيرغي لافروف ضيفه.")
    people = [n for n in find_named(read_clauses(article), ()) if n.what == "person"]
    assert [(n.name, n.country) for n in people] == [("سيرغي لافروف", "RU")]


def test_a_later_mention_by_one_name_is_the_same_person() -> None:
    people = [
        name
        for name, what in named("وصل الرئيس فلاديمير بوتين. وقال بوتين إنه سعيد. والتقى كيم ببوتين.")
        if what == "person"
    ]
    assert people.count("فلاديمير بوتين") == 3


def test_a_title_without_a_name_is_the_one_person_named_with_that_country() -> None:
    text = "التقى الزعيم الكوري الشمالي كيم جونغ أون ضيوفه. وغادر الزعيم الكوري الشمالي المدينة."
    assert [name for name, what in named(text) if what == "person"] == ["كيم جونغ أون"] * 2


@pytest.mark.parametrize(
    "text", ["زار الرئيس مصنعا للطائرات.", "على غرار أصدقائنا نشعر بقلق.", "قال وزير الدفاع إن الحرب مستمرة."]
)
def test_ordinary_words_behind_a_title_are_no_name(text: str) -> None:
    assert [name for name, what in named(text) if what == "person"] == []


def test_countries_come_from_adjectives_and_from_names_that_stand_for_governments() -> None:
    found = named("حذرت {موسكو} القوات الأوكرانية.")
    assert ("روسيا", "country") in found
    assert ("أوكرانيا", "country") in found


def test_english_people_are_found_by_their_capitals() -> None:
    assert ("Sergei Lavrov", "person") in named("Foreign Minister Sergei Lavrov met Kim on Monday.")


def test_who_meets_whom_takes_part_in_the_meeting() -> None:
    article, resolutions = marked("التقى وزير الخارجية الروسي سيرغي لافروف، السبت، الزعيم كيم جونغ أون في [وونسان].")
    meeting = next(e for e in find_events(article, resolutions, ()) if e.type == "meeting")
    assert {p.name for p in meeting.participants} == {"سيرغي لافروف", "كيم جونغ أون"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("سيرغي لافروف", "سيرجي لافروف"),
        ("كيم جونغ أون", "كيم جونج أون"),
        ("سيرغي لافروف", "Sergei Lavrov"),
        ("فلاديمير بوتين", "Vladimir Putin"),
        ("بوتين", "Vladimir Putin"),
        ("تشي سون هوي", "تشوي سون هوي"),
    ],
)
def test_spellings_of_one_name_agree(a: str, b: str) -> None:
    assert same_person(a, b)
    assert same_person(b, a)


@pytest.mark.parametrize(
    ("a", "b"), [("كيم جونغ أون", "كيم جونغ إيل"), ("سيرغي لافروف", "سيرغي شويغو"), ("بوتين", "بايدن")]
)
def test_different_people_stay_apart(a: str, b: str) -> None:
    assert not same_person(a, b)


@given(st.text(max_size=30), st.text(max_size=30))
def test_sameness_is_symmetric_and_every_name_is_itself(a: str, b: str) -> None:
    assert same_person(a, a)
    assert same_person(a, b) == same_person(b, a)
    assert name_parts(a) == name_parts(a)


def test_titles_name_type_people_and_place_in_both_languages() -> None:
    people = (Participant("كيم جونغ أون"), Participant("سيرغي لافروف"))
    arabic, english = titles("meeting", "meet", people, None)
    assert arabic == "لقاء: كيم جونغ أون وسيرغي لافروف"
    assert english == "Meeting: Kim Jong Un and Sergei Lavrov"


def test_names_without_a_known_spelling_are_transliterated_readably() -> None:
    assert transliterated("مورافيسكي") == "Morafiski"
    assert transliterated("John Kirby") == "John Kirby"
