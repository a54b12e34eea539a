"""Which words are place names, and what they stand for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.articles import article_from_text
from geomap.gazetteer import Gazetteer
from geomap.mentions import find_mentions
from geomap.records import Mention


def _mentions(text: str, gazetteer: Gazetteer) -> list[Mention]:
    return list(find_mentions(article_from_text(text, id="t", published=date(2024, 5, 1)), gazetteer))


def _surfaces(text: str, gazetteer: Gazetteer) -> list[str]:
    return [mention.surface for mention in _mentions(text, gazetteer)]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("وبالرباط أعلن الوزير عن اتفاق جديد مع النقابات.", "الرباط"),
        ("وصل الوفد إلى القاهرة مساء أمس.", "القاهرة"),
        ("سافر الوفد للقاهرة مساء أمس.", "لقاهرة"),
        ("وقعت الاشتباكات في مدينة خاركيف شرقي البلاد.", "خاركيف"),
        ("عقدت القمة في بيونج يانج بحضور الزعيمين.", "بيونج يانج"),
        ("وصل القطار إلى مدينة وونسان الساحلية.", "وونسان"),
        ("زار مصانع الطيران في كومسومولسك أون أمور يوم الجمعة.", "كومسومولسك أون أمور"),
        ("تجري المناورات في البحر الأسود منذ أيام.", "البحر الأسود"),
        ("وصلت السفن إلى مضيق هرمز.", "مضيق هرمز"),
        ("دخلت المساعدات إلى قطاع غزة عبر معبر رفح.", "قطاع غزة"),
        ("اندلع حريق في الـدار البيضـاء صباح اليوم.", "الـدار البيضـاء"),
        ("انفجار في #مرفأ_بيروت يهز العاصمة.", "مرفأ_بيروت"),
        ("شهدت منطقة كورسك الروسية معارك عنيفة.", "كورسك"),
        ("اندلعت مواجهات في قرية بيت عنون شرق الخليل.", "بيت عنون"),
        ("The delegation arrived in Amman on Monday.", "Amman"),
        ("Fighting resumed near Kharkiv, officials said.", "Kharkiv"),
        ("The ship crossed the Strait of Hormuz on Friday.", "Strait of Hormuz"),
        ("В Москве прошла встреча министров.", "Москве"),
    ],
)
def test_a_place_is_found_whole_and_without_its_clitics(gazetteer: Gazetteer, text: str, surface: str) -> None:
    assert surface in _surfaces(text, gazetteer)


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("قال كيم تونغ هيونغ إن المحادثات ستستمر.", "هيونغ"),
        ("أكد المستشار جيك سوليفان أن اللقاء مفيد.", "سوليفان"),
        ("قال الناطق دميتري بيسكوف إن الرد جاهز.", "بيسكوف"),
        ("اتفق الطرفان على أن يلتقيا يوم الجمعة.", "الجمعة"),
        ("قال إن ذلك لن يحدث إلى الآن.", "إن"),
        ("وقال المتحدث التركي إن الموقف واضح.", "التركي"),
        ("The Turkish minister met his French counterpart.", "Turkish"),
        ("The Turkish minister met his French counterpart.", "French"),
        ("He said in March that the deal was off.", "March"),
        ("Mr. Lincoln told reporters he was tired.", "Lincoln"),
    ],
)
def test_words_persons_and_adjectives_are_no_places(gazetteer: Gazetteer, text: str, surface: str) -> None:
    assert surface not in _surfaces(text, gazetteer)


@pytest.mark.parametrize(
    ("text", "surface", "role"),
    [
        ("قالت موسكو إن الاتهامات باطلة وإنها سترد عليها قريبا.", "موسكو", "associative"),
        ("ودعت فرنسا وألمانيا إلى وقف إطلاق النار.", "فرنسا", "associative"),
        ("ودعت فرنسا وألمانيا إلى وقف إطلاق النار.", "ألمانيا", "associative"),
        ("قتل خمسة أشخاص في انفجار وسط بغداد.", "بغداد", "literal"),
        ("وصل الرئيس إلى الرباط صباح اليوم.", "الرباط", "literal"),
        ("تعزيز العلاقات بين الصين وروسيا.", "الصين", "associative"),
        ("وقع الزلزال على بعد 30 كيلومترا شمال إزمير.", "إزمير", "measure"),
        ("تقع على بعد نحو ثمانية آلاف كيلومتر من موسكو.", "موسكو", "measure"),
        ("Jordan said it would not accept more refugees.", "Jordan", "associative"),
        ("A bomb exploded in Jordan on Monday.", "Jordan", "literal"),
        ("Talks between Russia and China ended.", "Russia", "associative"),
        ("A quake struck 30 miles north of Tehran.", "Tehran", "measure"),
    ],
)
def test_a_name_stands_for_what_its_construction_says(gazetteer: Gazetteer, text: str, surface: str, role: str) -> None:
    roles = {mention.surface: mention.role for mention in _mentions(text, gazetteer)}
    assert roles.get(surface) == role


def test_a_dateline_is_where_the_reporter_wrote(gazetteer: Gazetteer) -> None:
    found = _mentions("بيونغ يانغ (أ ف ب) – قال الزعيم إن اللقاء عقد في بكين.", gazetteer)
    assert [(m.surface, m.role) for m in found] == [("بيونغ يانغ", "dateline"), ("بكين", "literal")]


@given(st.text(max_size=300))
def test_mentions_slice_back_to_their_surface_in_order(gazetteer: Gazetteer, text: str) -> None:
    end = 0
    for mention in _mentions(text, gazetteer):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.surface
        assert 0 <= mention.confidence <= 1
        end = mention.end


NEWS_WORDS = [
    "وصل",
    "إلى",
    "بغداد",
    "في",
    "،",
    ".",
    "روسيا",
    "قالت",
    "الرباط",
    "و",
    "بـ",
    "London",
    "said",
    "in",
    "Moscow",
]


@given(st.lists(st.sampled_from([*NEWS_WORDS, "100", "كلم"]), max_size=25))
def test_shuffled_news_words_never_break_the_finder(gazetteer: Gazetteer, parts: list[str]) -> None:
    text = " ".join(parts)
    for mention in _mentions(text, gazetteer):
        assert text[mention.start : mention.end] == mention.surface
