"""What the words around a name say of where the spot that is meant lies to it.

In the sentences below [X] is a town, {X} an area and <X> a country, all literal; "!" before one makes it stand for a
government.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.contract import reading_to_json
from geomap.gazetteer import Gazetteer
from geomap.messages import language
from geomap.phrases import described, told_before
from geomap.readers import parse
from geomap.records import Kind, Mention, Place, Relation, RelationKind, Resolution
from geomap.relations import is_measured, with_relations
from geomap.sitedata import relation_text

SEOUL = Place("geonames:1835848", "Seoul", "سيول", 37.566, 126.9784, "city", "KR", population=10_349_312)
_NAME = re.compile(r"(?P<sure>!?)(?P<open>[\[{<])(?P<name>[^\]}>]+)[\]}>]")
_KINDS: dict[str, Kind] = {"[": "city", "{": "region", "<": "country"}

Told = tuple[RelationKind, float | None, float | None]


def read(marked: str) -> list[Resolution]:
    """The relations of a sentence with marked names. Each town lies 40 km from the one before."""
    text, resolutions = "", []
    last = 0
    for number, match in enumerate(_NAME.finditer(marked)):
        text += marked[last : match.start()]
        last = match.end()
        kind = _KINDS[match["open"]]
        lat, name = 35.0 + 0.36 * number, match["name"]
        box = None if kind == "city" else (35.0, lat - 0.5, 37.0, lat + 0.5)
        place = Place(f"t:{name}", name, name, lat, 36.0, kind, "SY", population=200_000, bbox=box)
        mention = Mention(len(text), len(text) + len(name), name, "associative" if match["sure"] else "literal")
        text += name
        resolutions.append(Resolution(mention, place, 0.9))
    return list(with_relations(text + marked[last:], resolutions))


def brief(relation: Relation | None) -> Told | None:
    return relation and (relation.kind, relation.bearing, relation.km)


BEFORE: list[tuple[str, Told | None]] = [
    # a distance with a bearing
    ("تتمركز على بعد حوالي مئة كيلومتر جنوب [سيول]", ("distance", 180, 100)),
    ("انفجار على بعد 30 كلم شمال شرق [كييف]", ("distance", 45, 30)),
    ("على بعد ٣٠ كم شمالي [المدينة الزرقاء]", ("distance", 0, 30)),
    ("على بعد 25 كيلومترا إلى الشرق من [حلب]", ("distance", 90, 25)),
    ("على مسافة 12 كيلومترا غربي مدينة [الرقة]", ("distance", 270, 12)),
    ("تقع على بعد 1,200 كيلومتر شمال [حلب]", None),
    ("على بعد 1.5 كيلومتر شرق [حلب]", ("distance", 90, 1.5)),
    ("some 30 miles north of [Baghdad]", ("distance", 0, 48.27)),
    ("about 20 km southeast of the city of [Aleppo]", ("distance", 135, 20)),
    ("a village a hundred kilometres to the west of [Kirkuk]", ("distance", 270, 100)),
    ("fell 30 miles (48 km) north of [Basra]", ("distance", 0, 48.27)),
    ("على بعد نحو ثمانية آلاف كيلومتر من [موسكو]", None),
    ("8,000 km from [Moscow]", None),
    # towards a side of a town, or in a part of an area
    ("قصف على قرى شمال [حلب]", ("direction", 0, None)),
    ("اشتباكات شمال شرق [حلب]", ("direction", 45, None)),
    ("اشتباكات جنوبي غرب [بغداد]", ("direction", 225, None)),
    ("هجوم جنوب غربي [بغداد]", ("direction", 225, None)),
    ("بشمال [غزة]", ("direction", 0, None)),
    ("وشرقي مدينة [دير الزور] اندلع حريق", ("direction", 90, None)),
    ("مسيرات شمالي {قطاع غزة}", ("part", 0, None)),
    ("في أقصى شمال {لبنان}", ("part", 0, None)),
    ("في شمال وشرق {سوريا}", ("part", 45, None)),
    ("في الجزء الشمالي من {الجزيرة}", ("part", 0, None)),
    ("في المناطق الجنوبية الشرقية من {تركيا}", ("part", 135, None)),
    ("إلى الشمال من {لبنان}", ("direction", 0, None)),
    ("إلى الغرب من مدينة [حمص]", ("direction", 270, None)),
    ("in northern {Gaza}", ("part", 0, None)),
    ("in north-eastern {Syria}", ("part", 45, None)),
    ("in southern and eastern {Ukraine}", ("part", 135, None)),
    ("in far northern {Mali}", ("part", 0, None)),
    ("in north {Lebanon}", ("part", 0, None)),
    ("in the north of {Lebanon}", ("part", 0, None)),
    ("in the western part of {Libya}", ("part", 270, None)),
    ("north of [Aleppo]", ("direction", 0, None)),
    ("to the south of [Mosul]", ("direction", 180, None)),
    ("north of {Lebanon}", ("direction", 0, None)),
    ("from north and south {Sudan}", None),
    ("في الحي الشرقي [حلب]", None),
    ("كلفت نيابة جنوب [القاهرة]", None),
    # off a coast
    ("غرق قارب قبالة سواحل {ليبيا}", ("off", None, None)),
    ("قبالة شواطئ [صفاقس]", ("off", None, None)),
    ("سفينة قبالة ساحل مدينة [طرطوس]", ("off", None, None)),
    ("قبالة [طرطوس]", ("off", None, None)),
    ("قبالة الساحل الغربي ل{ليبيا}", ("off", 270, None)),
    ("a boat sank off the coast of {Libya}", ("off", None, None)),
    ("off the western coast of {Libya}", ("off", 270, None)),
    ("off {Yemen}'s coast", ("off", None, None)),
    ("off the {Yemen} coast", ("off", None, None)),
    ("to cut off {Gaza}", None),
    # near, around
    ("قرب [الرقة]", ("near", None, None)),
    ("بالقرب من مدينة [إدلب]", ("near", None, None)),
    ("على مقربة من [إدلب]", ("near", None, None)),
    ("بجوار [إدلب]", ("near", None, None)),
    ("على مشارف [خان يونس]", ("near", None, None)),
    ("في ضواحي [دمشق]", ("around", None, 8)),
    ("في محيط بلدة [أعزاز]", ("around", None, 8)),
    ("في ريف [حلب]", ("around", None, 25)),
    ("في ريف [حلب] الشمالي", ("around", 0, 25)),
    ("بريف [إدلب] الجنوبي الشرقي", ("around", 135, 25)),
    ("على أطراف مخيم [جنين]", ("around", None, 8)),
    ("near [Kirkuk]", ("near", None, None)),
    ("close to the town of [Tal Afar]", ("near", None, None)),
    ("just outside [Kabul]", ("around", None, 8)),
    ("the largest market outside <China>", None),
    ("in the suburbs of [Damascus]", ("around", None, 8)),
    ("in [Aleppo]'s northern countryside", ("around", 0, 25)),
    ("on the outskirts of [Khartoum]", ("around", None, 8)),
    # a border of one
    ("على الحدود مع {سوريا}", ("border", None, None)),
    ("قرب حدود {غزة}", ("border", None, None)),
    ("on the border with {Syria}", ("border", None, None)),
    ("at the {Gaza} border", ("border", None, None)),
    ("the {Gaza} border guards said", None),
    # nothing
    ("وصل إلى [سيول]", None),
    ("في [سيول]", None),
    ("عاد من الشمال. [سيول] مدينة", None),
    ("في الشمال، [حلب] مدينة", None),
    ("شمال !{سوريا}", None),
    ("قال شمال و[حلب]", None),
    ("says the north, [Aleppo] is", None),
]


@pytest.mark.parametrize(("marked", "told"), BEFORE)
def test_the_words_beside_a_name_are_a_relation(marked: str, told: Told | None) -> None:
    (found,) = read(marked)
    assert brief(found.relation) == (told and (told[0], told[1], pytest.approx(told[2])))
    # "The border of X" is all along it.
    assert (found.spot is None) == (told is None or told[0] == "border")


BETWEEN: list[tuple[str, str | None]] = [
    ("وقع الحادث بين [حلب] و[إدلب]", "between"),
    ("على الطريق بين مدينتي [حلب] و[إدلب]", "between"),
    ("بين [حلب] ومدينة [إدلب]", "between"),
    ("وبين [حلب] وبين [إدلب]", "between"),
    ("ما بين بلدتي [سراقب] و[معرة النعمان]", "between"),
    ("on the road between [Homs] and [Palmyra]", "between"),
    ("between the towns of [Homs] and [Palmyra]", "between"),
    ("على الحدود بين {سوريا} و{تركيا}", "border"),
    ("في المنطقة الواقعة بين {سوريا} و{العراق}", "between"),
    ("on the border between {Syria} and {Turkey}", "border"),
    ("at the {Syria}-{Turkey} border", "border"),
    ("العلاقات بين {سوريا} و{تركيا}", None),
    ("اتفاق بين {سوريا} و{تركيا}", None),
    ("بين {سوريا} و{تركيا}", None),
    ("مباراة بين [حلب] و[حمص]", None),
    ("الطريق بين !{سوريا} و{تركيا}", None),
    ("بين [حلب]، و[إدلب]", None),
    ("بين [حلب] وقال سكان [إدلب]", None),
    ("بين 10 و20 في [حلب] و[إدلب]", None),
    ("talks between [Homs] and [Palmyra]", None),
    ("between 10 and 20 in [Homs] and [Palmyra]", None),
    ("بين الحكومة وسكان [حلب] و[إدلب]", None),
]


@pytest.mark.parametrize(("marked", "kind"), BETWEEN)
def test_something_lies_between_two_places_side_by_side_and_not_between_parties(marked: str, kind: str | None) -> None:
    first, second = read(marked)
    if kind is None:
        assert (first.relation, second.relation) == (None, None)
        return
    assert first.relation == Relation(kind, other=second.place)  # type: ignore[arg-type]
    assert second.relation == Relation(kind, other=first.place)  # type: ignore[arg-type]
    assert first.spot == second.spot


@given(st.text(alphabet="شمال قرب بين ريف من0 9كم north of,.-", max_size=60))
def test_whatever_stands_before_a_name_is_read(before: str) -> None:
    text = before + "[حلب] و[حمص]"
    assert len(read(text)) == 2
    assert isinstance(is_measured(before + "حلب", len(before)), bool)


@pytest.mark.parametrize(
    ("text", "name", "measured"),
    [
        ("على بعد نحو ثمانية آلاف كيلومتر من موسكو", "موسكو", True),
        ("30 miles north of Baghdad", "Baghdad", True),
        ("قطع ألف كيلومتر وصولا إلى موسكو", "موسكو", False),
        ("عاد من موسكو", "موسكو", False),
    ],
)
def test_a_distance_before_a_name_measures(text: str, name: str, measured: bool) -> None:
    assert is_measured(text, text.index(name)) is measured


INCHEON = replace(SEOUL, id="t:incheon", name="Incheon", name_ar="إنتشون")


@pytest.mark.parametrize(
    ("relation", "english", "arabic"),
    [
        (Relation("distance", 180, 100), "100 km S of Seoul", "100 كلم جنوب سيول"),
        (Relation("direction", 45), "northeast of Seoul", "شمال شرق سيول"),
        (Relation("part", 0), "northern Seoul", "شمال سيول"),
        (Relation("near"), "near Seoul", "قرب سيول"),
        (Relation("around", None, 8), "around Seoul", "محيط سيول"),
        (Relation("around", 0, 25), "north of Seoul", "شمال سيول"),
        (Relation("off"), "off the coast of Seoul", "قبالة سواحل سيول"),
        (Relation("off", 270), "off the coast of Seoul", "قبالة سواحل سيول"),
        (Relation("border"), "border of Seoul", "حدود سيول"),
        (Relation("between", other=INCHEON), "between Seoul and Incheon", "بين سيول وإنتشون"),
        (Relation("border", other=INCHEON), "border of Seoul and Incheon", "الحدود بين سيول وإنتشون"),
        (None, "Seoul", "سيول"),
    ],
)
def test_a_relation_is_told_in_both_languages(relation: Relation | None, english: str, arabic: str) -> None:
    told = described(SEOUL, relation)
    assert (told.name, told.name_ar) == (english, arabic)
    if relation is None or relation.other is None:
        assert f"{told_before(relation)} Seoul".strip() == english


@pytest.mark.parametrize(
    ("text", "surface", "told"),
    [
        ("قالت كوريا الجنوبية إن الطائرة تمركزت على بعد مئة كيلومتر جنوب سيول.", "سيول", ("distance", 180, 100)),
        ("قتل خمسة أشخاص في قصف على غرب تركيا أمس.", "تركيا", ("part", 270, None)),
        ("غرق قارب قبالة سواحل ليبيا أمس الأحد.", "ليبيا", ("off", None, None)),
        ("قصف الطيران قرى في ريف الرقة الشرقي أمس.", "ريف الرقة", ("part", 90, None)),
        ("وقع انفجار في شمال سيناء أمس.", "شمال سيناء", None),
        ("اندلعت اشتباكات في شمال كردفان أمس.", "شمال كردفان", None),
        ("A bomb exploded in South Sudan on Sunday.", "South Sudan", None),
        ("Two people were killed in northern Lebanon on Sunday.", "Lebanon", ("part", 0, None)),
    ],
)
def test_an_article_tells_relations_but_not_inside_names(
    gazetteer: Gazetteer, text: str, surface: str, told: Told | None
) -> None:
    found = [one for one in parse(text, gazetteer=gazetteer).resolutions if one.mention.surface == surface]
    assert [brief(one.relation) for one in found] == [told]


def test_the_site_has_words_for_every_relation_in_its_languages() -> None:
    kinds: tuple[RelationKind, ...] = ("distance", "direction", "part", "near", "around", "off", "border", "between")
    arabic, english = language("ar"), language("en")
    for kind in kinds:
        for turn in range(0, 360, 45):
            bearing = None if kind in ("near", "border", "between") else float(turn)
            relation = Relation(kind, bearing, 30.0, INCHEON if kind == "between" else None)
            told = relation_text(relation, arabic)
            assert told
            assert not re.search("[A-Za-z%]", told), told
            assert relation_text(relation, english) == told_before(relation)
    both = relation_text(Relation("border", other=INCHEON), arabic)
    assert both == "الحدود بين إنتشون وبين"
    assert relation_text(None, arabic) == ""


def test_what_happened_between_two_places_is_one_event(gazetteer: Gazetteer) -> None:
    text = "قصف الطيران مواقع بين مدينتي سراقب ومعرة النعمان أمس."
    (event,) = parse(text, published="2024-05-10", gazetteer=gazetteer).events
    assert event.title_ar == "قصف: بين سراقب ومعرة النعمان"
    assert event.main


def test_a_reading_tells_where_a_relation_leads_and_keeps_the_place(gazetteer: Gazetteer) -> None:
    reading = parse("قتل خمسة أشخاص في غارة جوية جنوب دمشق أمس.", published="2024-05-10", gazetteer=gazetteer)
    told = reading_to_json(reading)
    (mention,), (event,) = told["mentions"], told["events"]
    damascus = {"id": "geonames:170654", "lat": 33.5102, "lon": 36.29128}
    for one in (mention, event):
        assert {key: one["place"][key] for key in damascus} == damascus
        assert one["relation"] == "south of"
        assert one["spot"]["lat"] < 33.5
        assert one["spot"]["uncertainty_km"] > 5
    assert event["title"].endswith("جنوب دمشق")
    assert event["place_precision"] == "area"
    plain = reading_to_json(parse("قتل خمسة أشخاص في غارة جوية على دمشق أمس.", gazetteer=gazetteer))
    assert [(one["relation"], one["spot"]) for one in plain["mentions"] + plain["events"]] == [(None, None)] * 2
