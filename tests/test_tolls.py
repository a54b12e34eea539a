"""Tolls in sentences of our own: how many, of what, in which words; and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.clauses import read_clauses
from geomap.quantities import quantities, table
from geomap.records import Article, Section
from geomap.text import words
from geomap.tolls import find_tolls

from .test_events import events

Tolls = list[tuple[str, int | None, int | None]]


def told(text: str) -> Tolls:
    article = Article("a", text, "ar", sections=(Section("body", 0, len(text)),))
    telling = read_clauses(article)
    found = [toll for span in range(len(telling.spans)) for toll in find_tolls(telling, span)]
    return [(toll.kind, toll.number.low, toll.number.high) for toll in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قتل 12 شخصا وأصيب 30 آخرون في غارة على السوق", [("killed", 12, 12), ("wounded", 30, 30)]),
        ("أسفر الهجوم عن مقتل خمسة جنود وإصابة ثلاثة بجروح", [("killed", 5, 5), ("wounded", 3, 3)]),
        ("سقط قتيلان وثلاثة جرحى", [("killed", 2, 2), ("wounded", 3, 3)]),
        ("سقط قتيل واحد وجريحان", [("killed", 1, 1), ("wounded", 2, 2)]),
        ("مقتل شخصين وإصابة آخر في حادث سير", [("killed", 2, 2), ("wounded", 1, 1)]),
        ("سقوط ١٥ قتيلا وأكثر من عشرين جريحا", [("killed", 15, 15), ("wounded", 20, None)]),
        ("قتل ما لا يقل عن 20 مدنيا بينهم 5 أطفال", [("killed", 20, None)]),
        ("مقتل 11 شخصًا على الأقل في تفجير", [("killed", 11, None)]),
        ("بين 3 و5 قتلى في الهجوم", [("killed", 3, 5)]),
        ("اعتقلت الشرطة عشرات المتظاهرين", [("arrested", 20, None)]),
        ("القبض على شخصين بتهمة السرقة", [("arrested", 2, 2)]),
        ("اعتقال ألف وخمسمئة محتج", [("arrested", 1500, 1500)]),
        ("نزح أكثر من 3 آلاف شخص من القرية", [("displaced", 3000, None)]),
        ("فقدان 10 مهاجرين بعد غرق قاربهم", [("missing", 10, 10)]),
        ("لقي خمسة وعشرون شخصا مصرعهم", [("killed", 25, 25)]),
        ("مقتل أحد عشر شخصا", [("killed", 11, 11)]),
        ("مقتل مئتين وخمسين شخصا", [("killed", 250, 250)]),
        ("قتل ثلاثة فلسطينيين وأصيب مئة وخمسون بجروح", [("killed", 3, 3), ("wounded", 150, 150)]),
        ("ارتفع عدد القتلى إلى 50", [("killed", 50, 50)]),
        ("ارتفعت حصيلة القتلى من 30 إلى 50 قتيلا", [("killed", 50, 50)]),
        ("قتل عشرات الآلاف من المدنيين", [("killed", 20_000, None)]),
        ("قتلت القوات 5 من الجنود و3 مدنيين", [("killed", 8, 8)]),
        ("قتل 5 أشخاص في هجوم وقع على بعد 12 كيلومترا من المدينة", [("killed", 5, 5)]),
        ("At least 12 people were killed and 30 others wounded", [("killed", 12, None), ("wounded", 30, 30)]),
        ("A bomb killed 5 and injured more than 20 in the market.", [("killed", 5, 5), ("wounded", 20, None)]),
        ("Five people, including two children, were killed.", [("killed", 5, 5)]),
        ("Between 3 and 5 soldiers were killed.", [("killed", 3, 5)]),
        ("3-5 people died", [("killed", 3, 5)]),
        ("Up to 20 people were arrested.", [("arrested", None, 20)]),
        ("The death toll from the earthquake rose to 1,500.", [("killed", 1500, 1500)]),
        ("Some 2.5 million people were displaced.", [("displaced", 2_500_000, 2_500_000)]),
        ("Twenty-five miners were killed, 3 of them women.", [("killed", 25, 25)]),
        ("Two soldiers and three civilians were killed.", [("killed", 5, 5)]),
        ("Five Israeli soldiers and 12 Syrians were wounded.", [("wounded", 17, 17)]),
        ("Tens of thousands of people fled.", [("displaced", 20_000, None)]),
        ("The blast left 5 dead and over a dozen injured.", [("killed", 5, 5), ("wounded", 12, None)]),
    ],
)
def test_a_toll_is_read_with_its_kind_and_bounds(text: str, expected: Tolls) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "قتل 40 ألف شخص منذ بدء الحرب",
        "أصيب 20 شخصا بالكوليرا",
        "مقتل وإصابة 20 شخصا في القصف",
        "أعلن مقتل زعيم التنظيم في 7 أكتوبر",
        "أطلقت القوات 12 صاروخا على القرية",
        "حكم على 5 أشخاص بالسجن 10 سنوات",
        "لم يقتل أحد في الحريق",
        "الحرب التي بدأت قبل 10 سنوات قتلت الأمل",
        "20 people were killed or wounded.",
        "The war has killed 40,000 people since it began.",
        "Ten were feared dead.",
        "The attack cost $5 million and killed nobody.",
        "He was killed in 2014, 5 km from the city.",
        "Killed: John Smith, 34.",
        "Sharks kill about 6 dogs.",
        "The army said 5 rockets killed nobody.",
        "A raft of others in custody",
    ],
)
def test_ages_years_distances_sums_and_the_dead_of_a_whole_war_are_no_toll(text: str) -> None:
    assert told(text) == []


def test_a_number_that_the_text_calls_rough_is_marked() -> None:
    article = Article("a", "اعتقل نحو 40 شخصا", "ar", sections=(Section("body", 0, 18),))
    (toll,) = find_tolls(read_clauses(article), 0)
    assert (toll.number.low, toll.number.high, toll.number.about) == (40, 40, True)


def test_an_event_carries_its_toll_with_the_article_s_own_words() -> None:
    text = "قتل خمسة أشخاص في غارة على [حلب] يوم الاثنين، وأصيب نحو 20 آخرين."
    (event,) = at_place(text, "Aleppo")
    assert [(t.kind, t.low, t.high, t.about) for t in event.tolls] == [
        ("killed", 5, 5, False),
        ("wounded", 20, 20, True),
    ]
    plain = text.replace("[", "").replace("]", "")
    assert [plain[t.start : t.end] for t in event.tolls] == [t.surface for t in event.tolls]
    assert [t.surface for t in event.tolls] == ["قتل خمسة أشخاص", "أصيب نحو 20 آخرين"]


def test_the_sentence_behind_an_event_may_tell_its_toll() -> None:
    (event,) = at_place("ضرب زلزال [حلب] يوم الاثنين. وبلغ عدد القتلى 50 شخصا.", "Aleppo")
    assert [(t.kind, t.low) for t in event.tolls] == [("killed", 50)]


def test_two_events_of_a_sentence_keep_their_own_tolls() -> None:
    text = "قتل خمسة أشخاص في غارة على [حلب] يوم الاثنين، بينما اعتقلت الشرطة عشرة محتجين في [بيروت] يوم الثلاثاء."
    (attack,), (arrest,) = at_place(text, "Aleppo"), at_place(text, "Beirut")
    assert [(t.kind, t.low) for t in attack.tolls] == [("killed", 5)]
    assert [(t.kind, t.low) for t in arrest.tolls] == [("arrested", 10)]


@pytest.mark.parametrize(
    "text",
    [
        "التقى الوزير نظيره في [حلب] يوم الاثنين، وقتل 5 أشخاص.",
        "شنت الطائرات غارة على [حلب] يوم الاثنين، في ذكرى هجوم 13 مايو 2014 الذي قتل فيه 30 شخصا.",
    ],
    ids=["a meeting", "of another day"],
)
def test_what_is_not_the_event_s_toll_is_not_put_on_it(text: str) -> None:
    assert not [toll for event in at_place(text, "Aleppo") for toll in event.tolls if event.type != "death"]


def at_place(text: str, name: str) -> list:  # type: ignore[type-arg]
    return [event for event in events(text) if event.place and event.place.name == name]


@given(st.integers(1, 99_999_999))
def test_a_number_reads_the_same_in_both_scripts_and_with_separators(number: int) -> None:
    arabic = str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for text in (f"{number}", f"{number:,}", arabic, f"{number:,}".replace(",", "٬")):
        tokens = words(text)
        assert [(q.low, q.high) for q in quantities(text, tokens, 0, len(tokens))] == [(number, number)]


def test_no_phrase_of_the_table_is_longer_than_what_is_looked_up() -> None:
    from geomap.quantities import LONGEST

    assert max(len(phrase) for entries in table().values() for phrase in entries) <= LONGEST
