"""Events in sentences of our own: what is told, where, when, whether it happened. Places are marked in the text:
`[وونسان]` something is there, `{موسكو}` it stands for a government, `<سيول>` a dateline."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from geomap.clauses import literal_spots, read_clauses
from geomap.dates import find_dates
from geomap.events import find_events
from geomap.placing import weights
from geomap.records import EVENT_TYPES, Article, DateSpan, Event, Mention, Place, Resolution, Role, Section
from geomap.tables import event_types, rows
from geomap.triggers import find_triggers

SHARED = Path(__file__).parents[2] / "shared"

PLACES = {
    "وونسان": ("Wonsan", 39.15, 127.44, "city", "KP"),
    "بيونغ يانغ": ("Pyongyang", 39.03, 125.75, "city", "KP"),
    "كوالالمبور": ("Kuala Lumpur", 3.14, 101.69, "city", "MY"),
    "الصين": ("China", 35.0, 105.0, "country", "CN"),
    "موسكو": ("Moscow", 55.75, 37.62, "city", "RU"),
    "روسيا": ("Russia", 60.0, 100.0, "country", "RU"),
    "جنين": ("Jenin", 32.46, 35.3, "city", "PS"),
    "الرباط": ("Rabat", 34.02, -6.83, "city", "MA"),
    "المغرب": ("Morocco", 31.8, -7.1, "country", "MA"),
    "الخرطوم": ("Khartoum", 15.55, 32.53, "city", "SD"),
    "سيول": ("Seoul", 37.57, 126.98, "city", "KR"),
    "كوريا الجنوبية": ("South Korea", 36.5, 127.8, "country", "KR"),
    "حلب": ("Aleppo", 36.2, 37.16, "city", "SY"),
    "بيروت": ("Beirut", 33.89, 35.5, "city", "LB"),
    "Geneva": ("Geneva", 46.2, 6.15, "city", "CH"),
    "Moscow": ("Moscow", 55.75, 37.62, "city", "RU"),
    "Cairo": ("Cairo", 30.05, 31.25, "city", "EG"),
    "Tokyo": ("Tokyo", 35.69, 139.69, "city", "JP"),
}
ROLES: dict[str, Role] = {"[": "literal", "{": "associative", "<": "dateline"}
MARK = re.compile(r"[\[{<]([^\]}>]+)[\]}>]")


def marked(text: str, *, id: str = "a", published: str | None = None) -> tuple[Article, tuple[Resolution, ...]]:
    """An article and its resolutions from a text with marked places; a first line that is followed by a blank one is
    the title."""
    plain, mentions, end = "", [], 0
    for match in MARK.finditer(text):
        plain += text[end : match.start()]
        mentions.append((len(plain), match.group(1), ROLES[match.group()[0]]))
        plain += match.group(1)
        end = match.end()
    plain += text[end:]
    cut = plain.find("\n\n")
    sections = (
        (Section("title", 0, cut), Section("body", cut, len(plain))) if cut > 0 else (Section("body", 0, len(plain)),)
    )
    day = date.fromisoformat(published) if published else None
    article = Article(id, plain, "ar", published=day, published_from="given" if day else None, sections=sections)
    found = []
    for start, name, role in mentions:
        latin, lat, lon, kind, country = PLACES[name]
        place = Place("t:" + latin, latin, name, lat, lon, kind, country)  # type: ignore[arg-type]
        found.append(Resolution(Mention(start, start + len(name), name, role), place, 0.9))
    return article, tuple(found)


def events(text: str, *, published: str | None = "2025-07-15") -> tuple[Event, ...]:
    article, resolutions = marked(text, published=published)
    return find_events(article, resolutions, find_dates(article))


def at(found: tuple[Event, ...], name: str) -> list[Event]:
    return [e for e in found if e.place and e.place.name == name]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("التقى وزير الخارجية الروسي سيرغي لافروف الزعيم كيم جونغ أون في [وونسان].", "meeting", "Wonsan"),
        ("عقد الوزيران لقاء ثنائيا في [بيروت] أمس.", "meeting", "Beirut"),
        ("وصل الرئيس إلى [بيروت] مساء أمس.", "visit", "Beirut"),
        ("شنت طائرات حربية غارات على [حلب] فجر اليوم.", "attack", "Aleppo"),
        ("ستقتحم القوات البلدة، بينما تظاهر مئات المحتجين في [الرباط].", "protest", "Rabat"),
        ("ألقت الشرطة القبض على ثلاثة أشخاص في [الخرطوم].", "arrest", "Khartoum"),
        ("اندلع حريق كبير في ميناء [بيروت] وأصيب عشرة عمال.", "disaster", "Beirut"),
        ("أطلقت قوات الاحتلال الإسرائيلي النار على متظاهرين في [جنين].", "attack", "Jenin"),
        ("افتتح الوزير معرضا للكتاب في [الرباط].", "culture", "Rabat"),
        ("The two ministers met in [Geneva] on Monday.", "meeting", "Geneva"),
        ("Thousands protested in [Cairo] against the new law.", "protest", "Cairo"),
        ("Police arrested two men in [Tokyo] on Friday.", "arrest", "Tokyo"),
    ],
)
def test_a_plain_sentence_tells_its_event_at_its_place(text: str, kind: str, place: str) -> None:
    assert kind in {e.type for e in at(events(text), place)}


@pytest.mark.parametrize(
    "text",
    [
        "أعلنت {موسكو} أن الحرب مستمرة.",
        "<سيول> – قالت وكالة الأنباء إن الزعيم يستعد للسفر.",
        "دعت {موسكو} إلى وقف إطلاق النار فورا.",
        "{Moscow} condemned the attack and called for talks.",
    ],
)
def test_names_that_stand_for_governments_and_datelines_never_carry_a_pin(text: str) -> None:
    assert all(e.place is None for e in events(text))


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("من المقرر أن يتوجه لافروف إلى [الصين] الأسبوع المقبل.", "visit", "planned"),
        ("سيزور الرئيس [بيروت] قريبا.", "visit", "planned"),
        ("لم يتم توقيع أي اتفاق في [بيروت].", "agreement", "denied"),
        ("زار الرئيس [بيروت] أمس.", "visit", "happened"),
        ("قد تهاجم القوات [حلب] في أي وقت.", "attack", "hypothetical"),
        ("دعا الناشطون إلى التظاهر في [الخرطوم].", "protest", "hypothetical"),
        ("The president will visit [Cairo] next month.", "visit", "planned"),
        ("The president visited [Cairo] on Monday.", "visit", "happened"),
    ],
)
def test_tense_and_words_of_plan_or_denial_decide_the_status(text: str, kind: str, status: str) -> None:
    found = [e for e in events(text) if e.type == kind]
    assert [e.status for e in found][:1] == [status]


def test_two_events_in_one_sentence_keep_their_own_places_and_days() -> None:
    found = events("وصل لافروف إلى [وونسان] يوم الجمعة، وكان قد شارك في اجتماعات في [كوالالمبور] يوم الخميس.")
    assert [e.date for e in at(found, "Wonsan")] == ["2025-07-11"]
    assert at(found, "Kuala Lumpur")
    assert all(e.date != "2025-07-11" for e in at(found, "Kuala Lumpur"))


def test_the_day_of_a_saying_is_not_the_day_of_what_is_said() -> None:
    found = events("قال بوتين يوم الأربعاء إن كيم سيزور ميناء [بيروت] للاطلاع على قدرات الأسطول.")
    visits = [e for e in found if e.type == "visit"]
    assert [e.date for e in visits] == [None]


def test_each_leg_of_a_journey_has_its_day() -> None:
    found = events("وغادر كيم [بيونغ يانغ] يوم الأحد وعبر الحدود المشتركة يوم الثلاثاء.", published="2023-09-15")
    assert {e.subtype: e.date for e in found} == {"leave": "2023-09-10", "cross": "2023-09-12"}
    assert [e.subtype for e in at(found, "Pyongyang")] == ["leave"]


def test_without_a_publication_date_no_day_is_made_up() -> None:
    assert all(e.date is None for e in events("التقى الوزيران في [بيروت] يوم السبت.", published=None))


def test_tellings_of_one_meeting_in_title_lead_and_caption_are_one_event() -> None:
    found = events(
        "لقاء بين لافروف وكيم\n\nالتقى وزير الخارجية الروسي سيرغي لافروف الزعيم كيم جونغ أون يوم السبت. "
        "وعقد لقاء لافروف وكيم في مدينة [وونسان]."
    )
    meetings = [e for e in found if e.type == "meeting"]
    assert len(meetings) == 1
    assert meetings[0].date == "2025-07-12"
    assert meetings[0].place is not None
    assert len(meetings[0].evidence) >= 2


def test_a_port_with_a_demonym_lies_in_the_country_that_the_article_names() -> None:
    article, resolutions = marked("حذرت {كوريا الجنوبية} جارتها. ورست غواصة أميركية في ميناء كوري جنوبي أمس.")
    spots = literal_spots(read_clauses(article), resolutions)
    assert [s.place.name for s in spots] == ["South Korea"]


def test_a_trigger_inside_a_place_name_tells_nothing() -> None:
    assert all(e.subtype != "flood" for e in events("اجتمع القادة في [سيول] أمس."))


def test_exactly_one_event_is_the_main_one_and_evidence_slices_the_text() -> None:
    text = "تظاهر مئات في [الرباط] أمس. وفي [الخرطوم] قتل شخصان في اشتباكات. وصل وفد إلى [بيروت] يوم الأحد."
    article, resolutions = marked(text, published="2025-07-15")
    found = find_events(article, resolutions, find_dates(article))
    assert sum(e.main for e in found) == 1
    assert len({e.id for e in found}) == len(found)
    for event in found:
        for e in event.evidence:
            assert 0 <= e.start <= e.trigger_start < e.trigger_end <= e.end <= len(article.text)
            if e.place_start is not None and e.place_end is not None:
                assert article.text[e.place_start : e.place_end] in PLACES


def test_an_article_without_words_or_triggers_has_no_events() -> None:
    for text in ("", "…", "طقس جميل"):
        article = Article("a", text, "ar", sections=(Section("body", 0, len(text)),) if text else ())
        assert find_events(article, (), ()) == ()


def test_parts_that_are_cut_off_tell_no_event() -> None:
    text = "تظاهر مئات في الرباط."
    article = Article("a", text, "ar", sections=(Section("cut", 0, len(text), "related"),))
    assert find_events(article, (), ()) == ()


def test_an_unresolved_date_is_no_date() -> None:
    article, resolutions = marked("التقى الوزيران في [بيروت] السبت.")
    span = DateSpan(27, 32, "السبت", None)
    assert all(e.date is None for e in find_events(article, resolutions, (span,)))


def test_the_tables_name_known_types_and_have_codes() -> None:
    assert set(event_types()) == set(EVENT_TYPES)
    for table in ("triggers_ar.csv", "triggers_en.csv"):
        for row in rows(table):
            assert row["type"] in ("", *EVENT_TYPES), row
            assert 0 <= float(row["weight"]) <= 1
            assert row["moves"] in ("", "destination", "origin", "route")
            assert not row["type"] or "/" in row["code"], row


def test_the_learned_weights_are_finite_and_named() -> None:
    assert {"pair", "place", "choice", "news", "keep", "list", "main"} == set(weights())
    assert all(abs(w) < 20 for part in weights().values() for w in part.values())


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("وسيلتقي", "التقى"),
        ("يتوجه", "توجه"),
        ("زيارته", "زيارة"),
        ("بغارات", "غارة"),
        ("التقوا", "التقى"),
        ("واعتقلت", "اعتقل"),
    ],
)
def test_arabic_forms_lead_to_their_lemma(word: str, lemma: str) -> None:
    article, _ = marked(word + " أحد")
    telling = read_clauses(article)
    hits = find_triggers(telling.words, telling.clauses, 0, len(telling.words))
    assert [h.trigger.lemma for h in hits][:1] == [lemma]


@pytest.mark.parametrize("word", ["وزارة", "وزير", "موقع"])
def test_words_that_only_look_like_triggers_are_none(word: str) -> None:
    article, _ = marked(word)
    telling = read_clauses(article)
    assert find_triggers(telling.words, telling.clauses, 0, len(telling.words)) == []


def test_events_on_the_annotated_news_keep_their_floors() -> None:
    corpus = SHARED / "bench" / "arabic-news-dev.jsonl"
    if not corpus.exists():
        pytest.skip("the annotated corpora lie beside the project only in its own workshop")
    from geomap.articles import article_from_text

    main = placed = 0
    for record in map(json.loads, corpus.read_text(encoding="utf-8").strip().split("\n")):
        article = article_from_text(record["text"], id=record["id"])
        resolutions = tuple(
            Resolution(
                Mention(m["start"], m["end"], m["surface"], m["use"]),
                Place("g:" + m["name"], m["name"], m["surface"], m["lat"], m["lon"], m["kind"], m.get("cc")),
                0.9,
            )
            for m in record["mentions"]
            if m.get("lat") is not None and m["kind"] != "continent"
        )
        found = find_events(article, resolutions, find_dates(article))
        for event in record["events"]:
            if event.get("main") and event.get("lat") is not None:
                main += 1
                placed += any(
                    e.place and abs(e.place.lat - event["lat"]) + abs(e.place.lon - event["lon"]) < 1 for e in found
                )
    assert placed / main >= 0.6
