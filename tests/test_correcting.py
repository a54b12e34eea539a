"""What corrections do: to names while an article is read, to events after the merge, and on the site."""

from __future__ import annotations

import json
import shutil
import unicodedata
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap import collection as kept
from geomap import pipeline
from geomap.articles import article_from_text
from geomap.config import Config
from geomap.correcting import Outcome, corrected_readings, name_spans, touched
from geomap.correcting_events import merge_corrected
from geomap.correction_writing import stood
from geomap.corrections import Correction, read_corrections
from geomap.export import records
from geomap.merge import merge_events
from geomap.pipeline import BuildResult
from geomap.readers import read_article, shared_gazetteer
from geomap.records import Article, Event, Reading, Skipped

ORAN, ARZEW, SFAX = "geonames:2485926", "geonames:2506043", "geonames:2467454"
STORIES = {
    "hospital": (
        "2024-05-08",
        "افتتاح مستشفى في وهران\n\nافتتح وزير الصحة الجزائري الثلاثاء مستشفى جديدا في مدينة وهران بحضور أطباء.",
    ),
    "protest": (
        "2024-05-09",
        "احتجاج في صفاقس\n\nتظاهر مئات العمال أمس الأربعاء في مدينة صفاقس التونسية احتجاجا على تأخر صرف الأجور.",
    ),
    "visit": (
        "2024-05-09",
        "Minister visits Oran\n\nThe Algerian health minister visited a new hospital in Oran on Tuesday.",
    ),
    "quake": (
        "2024-05-09",
        "Earthquake in Oran\n\nAn earthquake hit the city of Oran in Algeria on Wednesday, killing 12.",
    ),
    "tremor": ("2024-05-09", "Quake kills 12\n\nAn earthquake killed 12 people in Oran in Algeria on Wednesday."),
    "camp": (
        "2024-05-09",
        "Aid reaches Tel Safa\n\nAid trucks reached Tel Safa in Algeria on Tuesday, officials said.",
    ),
}
HEAD = "- {author: Huda, date: 2024-05-10, reason: read it again, "


@cache
def read_all() -> tuple[Reading, ...]:
    """The stories as geomap reads them by itself."""
    return tuple(read_article(story(name), shared_gazetteer()) for name in STORIES)


def story(name: str) -> Article:
    day, text = STORIES[name]
    return article_from_text(text, id=name, published=date.fromisoformat(day))


def entries(*actions: str) -> tuple[Correction, ...]:
    return read_corrections("".join(f"{HEAD}{action}}}\n" for action in actions), "c.yaml", shared_gazetteer().place)


def read_anew(articles: object) -> tuple[tuple[Reading, ...], tuple[Skipped, ...], int]:
    carrying = tuple(articles)  # type: ignore[arg-type, var-annotated]
    return tuple(read_article(article, shared_gazetteer()) for article in carrying), (), len(carrying)


def correct(*actions: str) -> tuple[dict[str, Reading], tuple[Event, ...], list[Outcome]]:
    """The readings by article, the events, and what became of the corrections, in the file's order."""
    corrections = entries(*actions)
    readings, _, _, outcomes = corrected_readings(read_all(), corrections, read_anew)
    events, more = merge_corrected(readings, corrections)
    told = sorted(outcomes + more, key=lambda outcome: outcome.correction.line)
    return {reading.article.id: reading for reading in readings}, events, told


def telling(article: str, kind: str, events: tuple[Event, ...] | None = None) -> Event:
    """The event of a type that an article tells."""
    found = merge_events(read_all()) if events is None else events
    return next(e for e in found if e.type == kind and article in {one.article for one in e.evidence})


def placed(reading: Reading, surface: str) -> list[tuple[str | None, float, str]]:
    return [
        (one.place.id if one.place else None, one.confidence, one.mention.role)
        for one in reading.resolutions
        if one.mention.surface == surface
    ]


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("in Oran, and ORAN again", "Oran", ["Oran", "ORAN"]),
        ("Oranges", "Oran", []),
        ("Tel Safa and Safa", "Safa", ["Safa", "Safa"]),
        ("Tel Safa and Safa", "Tel Safa", ["Tel Safa"]),
        ("وصل إلى وهران وبوهران", "وهران", ["وهران", "وهران"]),
        ("ذهب للمغرب وإلى المغرب", "المغرب", ["لمغرب", "المغرب"]),
        ("أُمّ دُرمان ثم ام درمان", "أم درمان", ["أُمّ دُرمان", "ام درمان"]),
        ("", "Oran", []),
    ],
)
def test_a_name_is_found_however_it_is_spelt_and_whatever_clitic_it_carries(
    text: str, name: str, found: list[str]
) -> None:
    assert [text[start:end] for start, end in name_spans(text, name)] == found


@given(
    before=st.text(max_size=20),
    name=st.sampled_from(["Zürich", "ORAN", "المغرب", "أُمّ دُرمان", "Цхинвали", "Грозный", "Straße", "تل الصفا"]),
    after=st.text(max_size=20),
    form=st.sampled_from(["NFC", "NFD", "NFKC"]),
)
def test_no_article_that_has_a_name_is_overlooked_when_it_is_looked_for_everywhere(
    before: str, name: str, after: str, form: Literal["NFC", "NFD", "NFKC"]
) -> None:
    text = f"{before} {unicodedata.normalize(form, name)} {after}"
    article = Article("a", text, "en")
    assert name_spans(text, name)
    assert [one.id for one in touched([article], entries(f"place: {{name: {name}}}, is: {ORAN}"))[0]] == ["a"]


def test_a_name_that_is_no_place_is_none_and_carries_no_event() -> None:
    readings, events, told = correct("mention: {article: protest, name: صفاقس}, is: not a place")
    assert placed(readings["protest"], "صفاقس") == []
    assert all(event.place is None or event.place.id != SFAX for event in events)
    assert [outcome.state for outcome in told] == ["applied"]


def test_one_occurrence_or_offset_is_corrected_alone() -> None:
    assert len(placed(read_all()[1], "صفاقس")) == 2
    offset = STORIES["protest"][1].index("صفاقس")
    for where in ("occurrence: 1", f"offset: {offset + 2}"):
        readings, _, _ = correct(f"mention: {{article: protest, name: صفاقس, {where}}}, is: not a place")
        assert [
            one.mention.start > offset for one in readings["protest"].resolutions if one.mention.surface == "صفاقس"
        ] == [True]


def test_a_name_gets_another_role() -> None:
    readings, events, _ = correct("mention: {article: visit, name: Oran}, is: associative")
    assert {role for _, _, role in placed(readings["visit"], "Oran")} == {"associative"}
    assert all(event.place is None for event in events if event.evidence[0].article == "visit")
    assert readings["visit"].resolutions[0].mention.reasons[0] == "corrected by Huda, 2024-05-10: read it again"


def test_a_name_that_is_another_place_takes_its_events_there_with_full_confidence() -> None:
    readings, events, _ = correct(f"place: {{article: visit, name: Oran}}, is: {ARZEW}")
    assert {place for place, _, _ in placed(readings["visit"], "Oran")} == {ARZEW}
    assert {confidence for _, confidence, _ in placed(readings["visit"], "Oran")} == {1.0}
    visit = telling("visit", "visit", events)
    assert visit.place is not None
    assert visit.place.id == ARZEW
    assert visit.corrected == ("corrected by Huda, 2024-05-10: read it again",)
    assert placed(readings["hospital"], "وهران")[0][0] == ORAN
    assert telling("hospital", "culture", events).corrected == ()


def test_what_is_said_of_a_name_everywhere_counts_in_each_article_but_those_that_say_otherwise() -> None:
    readings, _, told = correct(
        f"place: {{article: quake, name: Oran}}, is: {SFAX}",
        f"place: {{name: oran}}, is: {ARZEW}",
        f"place: {{article: tremor, name: Oran, occurrence: 1}}, is: {ORAN}",
    )
    found = {name: {place for place, _, _ in placed(readings[name], "Oran")} for name in ("visit", "quake", "tremor")}
    assert found == {"visit": {ARZEW}, "quake": {SFAX}, "tremor": {ORAN}}
    assert [outcome.state for outcome in told] == ["applied"] * 3


def test_a_new_place_is_found_where_geomap_saw_none() -> None:
    own = "{name: Tel Safa, name_ar: تل الصفا, lat: 35.5, lon: -0.5, kind: city, country: DZ}"
    readings, events, _ = correct(f"place: {{name: Tel Safa}}, is: {own}")
    assert placed(readings["camp"], "Tel Safa") == [("own:tel-safa", 1.0, "literal")] * 2
    spots = {(event.place.lat, event.place.lon) for event in events if event.place and event.place.id == "own:tel-safa"}
    assert spots == {(35.5, -0.5)}


def test_an_event_gets_another_place_date_type_and_status_and_keeps_its_id() -> None:
    id = telling("visit", "visit").id
    _, events, told = correct(
        f"event: {id}, set: {{place: {ARZEW}, date: 2024-05-01, date_end: 2024-05-03, type: aid, status: planned}}"
    )
    event = next(one for one in events if one.id == id)
    assert event.place is not None
    assert (event.place.id, event.date, event.date_end, event.type, event.status) == (
        ARZEW, "2024-05-01", "2024-05-03", "aid", "planned",
    )  # fmt: skip
    assert event.place.name in event.title_en
    assert event.date_precision == "day"
    assert event.corrected == event.place_reasons == ("corrected by Huda, 2024-05-10: read it again",)
    assert told[0].state == "applied"
    assert records([event], [])[0]["corrected"] == list(event.corrected)


@pytest.mark.parametrize(("day", "precision"), [("2024", "year"), ("2024-05", "month"), ("none", "none")])
def test_an_event_may_be_told_to_the_month_or_year_or_lose_place_and_date(day: str, precision: str) -> None:
    id = telling("visit", "visit").id
    _, events, _ = correct(f"event: {id}, set: {{date: {day}, place: none}}")
    event = next(one for one in events if one.id == id)
    assert (event.date, event.date_precision) == (None if day == "none" else day, precision)
    assert event.place is None
    assert event.place_precision is None


def accepting(event: Event, **other: str) -> str:
    """An entry that accepts an event, or one that is other than it."""
    return f"accept: {event.id}, as: {json.dumps({**stood(event), **other})}"


def test_an_accepted_event_is_a_persons_word_and_else_what_it_was() -> None:
    before = telling("visit", "visit")
    _, events, told = correct(accepting(before))
    said = "confirmed by Huda, 2024-05-10: read it again"
    after = next(event for event in events if event.id == before.id)
    assert before.confidence < after.confidence == 1
    assert after == replace(before, confidence=1.0, corrected=(said,))
    assert told == [Outcome(entries(accepting(before))[0])]


@pytest.mark.parametrize(
    "other",
    [{"place": ARZEW}, {"place": "none"}, {"date": "none"}, {"date": "2024-05"}, {"type": "aid"}, {"status": "denied"}],
)
def test_an_event_that_is_no_longer_what_was_accepted_is_geomaps_own_word_which_is_told(other: dict[str, str]) -> None:
    _, events, told = correct(accepting(telling("visit", "visit"), **other))
    assert events == merge_events(read_all())
    assert (told[0].state, told[0].why) == ("stale", "the event is another now than when it was accepted")


def test_an_event_is_accepted_with_what_is_said_of_it_in_whatever_order() -> None:
    event = telling("visit", "visit")
    actions = accepting(event, status="planned"), f"event: {event.id}, set: {{status: planned}}"
    for order in (actions, actions[::-1]):
        _, events, told = correct(*order)
        assert next(one for one in events if one.id == event.id).confidence == 1
        assert [one.state for one in told] == ["applied", "applied"]
    _, _, told = correct(accepting(event), f"drop: {event.id}")
    assert [one.state for one in told] == ["replaced", "applied"]


def test_an_accepted_event_is_found_again_by_its_hint_only_if_it_is_the_same() -> None:
    event = telling("visit", "visit")
    first = event.evidence[0]
    trigger = STORIES["visit"][1][first.trigger_start : first.trigger_end]
    hint = f", hint: {{article: visit, type: visit, trigger: {trigger}}}"
    moved = f"place: {{article: visit, name: Oran}}, is: {ARZEW}"
    _, _, told = correct(moved, accepting(event) + hint)
    assert told[1].state == "stale"
    _, events, told = correct(moved, accepting(event, place=ARZEW) + hint)
    assert told[1].state == "applied"
    assert telling("visit", "visit", events).confidence == 1


def test_a_dropped_event_is_gone_and_the_others_stay() -> None:
    before = merge_events(read_all())
    gone = telling("visit", "visit")
    _, events, _ = correct(f"drop: {gone.id}")
    assert events == tuple(event for event in before if event.id != gone.id)


def test_split_reports_are_events_of_their_own_and_the_rest_keeps_the_id() -> None:
    both = telling("quake", "disaster")
    assert {one.article for one in both.evidence} == {"quake", "tremor"}
    _, events, told = correct(f"split: {both.id}, articles: [quake]")
    rest, new = telling("tremor", "disaster", events), telling("quake", "disaster", events)
    assert rest.id == both.id != new.id
    assert {one.article for one in rest.evidence} == {"tremor"}
    assert rest.corrected == new.corrected == ("corrected by Huda, 2024-05-10: read it again",)
    assert told[0].state == "applied"


def test_joined_events_are_one_with_the_reports_of_all() -> None:
    visit, opening = telling("visit", "visit"), telling("hospital", "culture")
    before = merge_events(read_all())
    _, events, _ = correct(f"join: [{visit.id}, {opening.id}]")
    one = next(event for event in events if event.id in (visit.id, opening.id))
    assert len(events) == len(before) - 1
    assert {evidence.article for evidence in one.evidence} == {"visit", "hospital"}
    assert one.corrected


def test_corrections_of_one_event_add_up_and_the_later_of_two_that_differ_counts() -> None:
    id = telling("visit", "visit").id
    _, events, told = correct(
        f"event: {id}, set: {{date: 2024-05-01}}",
        f"event: {id}, set: {{status: planned}}",
        f"event: {id}, set: {{date: 2024-05-02}}",
    )
    event = next(one for one in events if one.id == id)
    assert (event.date, event.status) == ("2024-05-02", "planned")
    assert [(one.state, one.why) for one in told] == [
        ("replaced", "line 3 says otherwise"), ("applied", ""), ("applied", ""),
    ]  # fmt: skip


def test_a_joined_event_is_known_by_the_ids_of_all_its_parts() -> None:
    visit, opening = telling("visit", "visit"), telling("hospital", "culture")
    for id in (visit.id, opening.id):
        _, events, told = correct(f"event: {id}, set: {{status: denied}}", f"join: [{visit.id}, {opening.id}]")
        assert [event.status for event in events if event.id in (visit.id, opening.id)] == ["denied"]
        assert [one.state for one in told] == ["applied"] * 2


def test_an_event_whose_id_changed_is_found_by_its_hint() -> None:
    id = telling("visit", "visit").id
    hint = "hint: {article: visit, type: visit, trigger: visits}"
    first = telling("visit", "visit").evidence[0]
    trigger = STORIES["visit"][1][first.trigger_start : first.trigger_end]
    hint = hint.replace("visits", trigger)
    moved = f"place: {{article: visit, name: Oran}}, is: {ARZEW}"
    _, events, told = correct(moved, f"event: {id}, set: {{status: denied}}, {hint}")
    event = telling("visit", "visit", events)
    assert event.id != id
    assert event.status == "denied"
    assert [one.state for one in told] == ["applied"] * 2
    _, events, told = correct(moved, f"event: {id}, set: {{status: denied}}")
    assert telling("visit", "visit", events).status != "denied"
    assert told[1].state == "stale"


@pytest.mark.parametrize(
    ("action", "why"),
    [
        ("mention: {article: gone, name: Oran}, is: not a place", "there is no article gone"),
        ("mention: {article: visit, name: Cairo}, is: not a place", "the article does not have the name Cairo"),
        (
            "mention: {article: visit, name: Oran, occurrence: 9}, is: a place",
            "the article has the name Oran only 2 times",
        ),
        ("mention: {article: visit, name: Oran, offset: 0}, is: a place", "the name Oran does not stand at 0"),
        (f"place: {{name: Atlantis}}, is: {ORAN}", "no article has the name Atlantis"),
        ("drop: 000000000000", "there is no event 000000000000"),
        (
            "event: 000000000000, set: {status: denied}, hint: {article: visit, type: sport, trigger: x}",
            "there is no event 000000000000 and none that its hint fits",
        ),
        ("split: 000000000000, articles: [visit]", "there is no event 000000000000"),
        ("join: [000000000000, 111111111111]", "there is no event 000000000000, 111111111111"),
    ],
)
def test_what_a_correction_is_about_may_be_gone_which_is_told_and_changes_nothing(action: str, why: str) -> None:
    _, events, told = correct(action)
    assert events == merge_events(read_all())
    assert [(one.state, one.why) for one in told] == [("stale", why)]


def test_an_article_that_cannot_be_read_with_a_correction_keeps_its_reading_which_is_told() -> None:
    corrections = entries("mention: {article: visit, name: Oran}, is: not a place")
    fault = Skipped("visit.txt", "bad")
    readings, failed, _, told = corrected_readings(read_all(), corrections, lambda carrying: ((), (fault,), 1))
    assert (readings, failed) == (read_all(), (fault,))
    assert [(one.state, one.why) for one in told] == [("stale", "the article could not be read with it")]


def test_a_split_whose_articles_are_not_all_there_is_told_as_done_in_part() -> None:
    both = telling("quake", "disaster")
    _, events, told = correct(f"split: {both.id}, articles: [quake, gone]")
    assert (told[0].state, told[0].why) == ("partly", "it is not told by gone")
    assert telling("quake", "disaster", events).id != both.id
    _, _, told = correct(f"split: {both.id}, articles: [quake, tremor]")
    assert (told[0].state, told[0].why) == ("stale", "no other article tells it")


def every_action() -> list[str]:
    quake, visit, opening = telling("quake", "disaster"), telling("visit", "visit"), telling("hospital", "culture")
    protest = telling("protest", "protest")
    return [
        "mention: {article: camp, name: Algeria}, is: not a place",
        f"place: {{name: Tel Safa}}, is: {ARZEW}",
        f"place: {{article: camp, name: Tel Safa, occurrence: 1}}, is: {SFAX}",
        f"split: {quake.id}, articles: [quake]",
        f"join: [{visit.id}, {opening.id}]",
        f"event: {quake.id}, set: {{date: 2024-05-01}}",
        f"event: {opening.id}, set: {{status: ongoing}}",
        f"event: {visit.id}, set: {{place: {ARZEW}}}",
        f"event: {visit.id}, set: {{type: aid}}",
        f"drop: {protest.id}",
        accepting(quake),
    ]


@given(order=st.permutations(range(11)), some=st.sets(st.integers(0, 10)))
@settings(max_examples=25)
def test_the_order_of_corrections_of_different_things_does_not_matter(order: list[int], some: set[int]) -> None:
    actions = every_action()
    told = [actions[n] for n in range(11) if n in some]
    turned = [actions[n] for n in order if n in some]
    assert carried(told) == carried(turned)
    assert events_of(told) == events_of(turned)


def carried(actions: list[str]) -> tuple[Article, ...]:
    return touched([reading.article for reading in read_all()], entries(*actions))[0]


def events_of(actions: list[str]) -> tuple[Event, ...]:
    return merge_corrected(read_all(), entries(*actions))[0]


def test_without_corrections_nothing_changes() -> None:
    readings, events, told = correct()
    assert tuple(readings.values()) == read_all()
    assert events == merge_events(read_all())
    assert told == []


@pytest.fixture
def collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection's folder, with code that holds still while the tests run."""
    monkeypatch.setattr(kept, "code_version", lambda: "fixed")
    (tmp_path / "one" / "articles").mkdir(parents=True)
    for name, (day, text) in STORIES.items():
        path = tmp_path / "one" / "articles" / f"{name}.txt"
        path.write_text(f"---\npublished: {day}\n---\n{text}\n", encoding="utf-8")
    return tmp_path / "one"


def build(folder: Path) -> BuildResult:
    return pipeline.build(config=Config(root=folder, jobs=1))


def site(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in (folder / "site").rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_only_touched_articles_are_read_again_and_any_way_there_gives_the_same_bytes(collection: Path) -> None:
    plain = build(collection)
    assert plain.read == len(STORIES)
    untouched = site(collection)
    file = collection / "corrections.yaml"
    file.write_text("# nothing yet\n")
    assert build(collection).read == 0
    assert site(collection) == untouched
    first = f"{HEAD}{every_action()[1]}}}\n"
    file.write_text(first)
    assert build(collection).read == 1
    file.write_text("".join(f"{HEAD}{action}}}\n" for action in every_action()))
    assert build(collection).read == 1
    assert build(collection).unchanged
    corrected = site(collection)
    assert corrected != untouched
    anew = collection.with_name("two")
    shutil.copytree(collection / "articles", anew / "articles")
    shutil.copy(file, anew)
    (anew / ".geomap").mkdir()
    for history in ("site.gone.json", "site.news.json"):  # what was on the site once
        shutil.copy(collection / ".geomap" / history, anew / ".geomap")
    assert [event.id for event in build(anew).events] == [event.id for event in build(collection).events]
    assert site(anew) == corrected
    kept_readings = list(build(collection)._load())
    assert {one.article.id for one in kept_readings if one.article.corrections} == {"camp"}
    file.unlink()
    build(collection)
    back = site(collection)
    # What tells the history: the list of pages, with those that events which have gone keep, and what is new.
    history_too = ("site/.geomap-site.json", "site/ar/news.html", "site/en/news.html")
    assert {name: back.get(name) for name in untouched if name not in history_too} == {
        name: content for name, content in untouched.items() if name not in history_too
    }


def test_the_site_shows_who_corrected_what_when_and_why_in_both_languages(collection: Path) -> None:
    build(collection)
    id = telling("visit", "visit").id
    (collection / "corrections.yaml").write_text(
        f"{HEAD}event: {id}, set: {{status: planned}}}}\n{HEAD}drop: 000000000000}}\n"
        f"{HEAD.replace('Huda', '<b>Huda</b>')}place: {{article: camp, name: Tel Safa}}, is: {ARZEW}}}\n",
        encoding="utf-8",
    )
    built = build(collection)
    assert [(one.state, one.correction.line) for one in built.corrections] == [
        ("applied", 1),
        ("stale", 2),
        ("applied", 3),
    ]
    files = {
        name.removeprefix("site/"): content.decode()
        for name, content in site(collection).items()
        if name.endswith((".html", ".js"))
    }
    for page, author in ((f"en/event/{id}.html", "Huda"), ("en/article/camp.html", "&lt;b&gt;Huda&lt;/b&gt;")):
        assert f"corrected by \u2068{author}\u2069 on" in files[page]
        assert "read it again" in files[page]
        assert f"صحّحه \u2068{author}\u2069" in files["ar" + page[2:]]
    assert any("corrected by" in text for name, text in files.items() if name.startswith("data/details-en"))
    assert "not applied: what it is about is no longer there" in files["en/report.html"]
    assert "لا حدث بهذا المعرف" in files["ar/report.html"]
    assert "Corrections" not in files["en/method.html"]
