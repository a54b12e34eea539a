"""Names that mean one place in one text and another place, or none, in the next; sentences of our own, half Arabic."""

from __future__ import annotations

import re

import pytest

from geomap.articles import article_from_text
from geomap.gazetteer import Gazetteer
from geomap.geodesy import kilometres
from geomap.mentions import find_mentions
from geomap.places import resolve
from geomap.records import Place

Spot = tuple[float, float] | str
"""Latitude and longitude, or the code of the country where two namesakes lie side by side."""
NOWHERE = None
"""The name is no place there."""

REACH_KM = 60.0
WIDE_KM = 400.0
"""Countries and first-level units have no one point."""

GEORGIA_US, GEORGIA = (32.7, -83.4), (42.0, 43.5)
TRIPOLI_LY, TRIPOLI_LB = (32.89, 13.19), (34.43, 35.84)
WASHINGTON, WASHINGTON_STATE = (38.9, -77.04), (47.4, -120.5)
KUWAIT, KUWAIT_CITY = (29.3, 47.6), (29.37, 47.98)
OMAN, AMMAN = (21.0, 57.0), (31.95, 35.93)
GAZA, GAZA_STRIP = (31.5, 34.47), (31.4, 34.36)
MEXICO, MEXICO_CITY = (23.6, -102.5), (19.43, -99.13)

Pair = tuple[str, str, Spot | None, str, Spot | None]

ARABIC: tuple[Pair, ...] = (
    ("طرابلس", "تظاهر المئات في طرابلس شمالي لبنان احتجاجا على الغلاء.", TRIPOLI_LB,
     "اندلعت اشتباكات في طرابلس بين فصائل ليبية مسلحة.", TRIPOLI_LY),
    ("طرابلس", "قال محافظ الشمال إن الجيش اللبناني انتشر في طرابلس بعد الحادث.", TRIPOLI_LB,
     "استقبل المجلس الرئاسي الليبي وفدا أمميا في طرابلس.", TRIPOLI_LY),
    ("صور", "أغارت طائرات على أطراف مدينة صور جنوبي لبنان.", (33.27, 35.2),
     "نشرت الوكالة صور الضحايا بعد ساعات من الحادث.", NOWHERE),
    ("صور", "رست السفينة في ميناء صور في سلطنة عمان.", (22.57, 59.53),
     "نزح سكان صور والنبطية بعد قصف استهدف لبنان.", (33.27, 35.2)),
    ("واشنطن", "التقى وزير الخارجية نظيره الأميركي في واشنطن.", WASHINGTON,
     "اندلعت حرائق الغابات في ولاية واشنطن قرب مدينة سياتل.", WASHINGTON_STATE),
    ("رفح", "قصفت المدفعية مخيم الشابورة في رفح جنوبي قطاع غزة.", "PS",
     "افتتح محافظ شمال سيناء مدرسة في رفح المصرية قرب العريش.", "EG"),
    ("الكويت", "انطلقت مباحثات في مدينة الكويت بين الوفدين.", KUWAIT_CITY,
     "تعد الكويت من الدول المصدرة للنفط في الخليج.", KUWAIT),
    ("غزة", "قصفت الطائرات حي الرمال في مدينة غزة فجر اليوم.", GAZA,
     "دخلت شاحنات المساعدات إلى قطاع غزة عبر المعبر.", GAZA_STRIP),
    ("القرنة", "عثر علماء الآثار على مقبرة في القرنة غرب الأقصر في مصر.", (25.73, 32.6),
     "بدأ العمل في حقل نفطي في القرنة شمالي البصرة في العراق.", (31.02, 47.43)),
    ("مالي", "قتل جنود في هجوم على قاعدة في مالي قرب الحدود مع النيجر.", (17.5, -4.0),
     "أعلن المصرف دعما مالي المصدر لصغار المزارعين.", NOWHERE),
    ("مالي", "تعاني الشركة من عجز مالي كبير منذ سنوات.", NOWHERE,
     "انسحبت القوات الفرنسية من مالي بعد الانقلاب في باماكو.", (17.5, -4.0)),
    ("عمان", "عقد مجلس الوزراء الأردني جلسة في عمان أمس.", AMMAN,
     "قال السلطان إن سلطنة عمان تدعم الحوار في المنطقة.", OMAN),
    ("عمان", "ضرب إعصار سواحل عمان وصلالة ومسقط.", OMAN,
     "انعقد المؤتمر في عمان بحضور الملك الأردني.", AMMAN),
    ("الأردن", "وصل لاجئون إلى مخيم في الأردن قرب المفرق.", (31.2, 36.5),
     "غرق شاب في نهر الأردن قرب أريحا.", (32.0, 35.55)),
    ("تونس", "افتتح الرئيس التونسي مستشفى في العاصمة تونس.", (36.8, 10.18),
     "ضبطت شحنة مهربة في ولاية صفاقس جنوبي تونس.", (34.0, 9.5)),
    ("الجزائر", "وقع انفجار في وسط الجزائر العاصمة مساء الخميس.", (36.75, 3.06),
     "اندلعت حرائق في ولاية تيزي وزو شرقي الجزائر.", (28.0, 3.0)),
    ("المغرب", "ضرب زلزال إقليم الحوز في المغرب وشعر به سكان مراكش.", (32.0, -6.0),
     "يرفع أذان المغرب عند الساعة السابعة مساء.", NOWHERE),
    ("حلب", "سيطرت الفصائل على أحياء في حلب شمالي سوريا.", (36.2, 37.16),
     "شرب الأطفال الماء بعد حلب الأبقار في المزرعة.", NOWHERE),
    ("سرت", "سيطر مسلحون على ميناء سرت الليبية.", (31.2, 16.59),
     "سرت شائعات عن استقالة المدير.", NOWHERE),
    ("الخليل", "اقتحم مستوطنون البلدة القديمة في الخليل بالضفة الغربية.", (31.53, 35.1),
     "قال إبراهيم الخليل إن المباراة كانت صعبة.", NOWHERE),
    ("جورجيا", "شكك المرشح الجمهوري في نتائج ولاية جورجيا ومدينة أتلانتا.", GEORGIA_US,
     "تظاهر الآلاف في تبليسي عاصمة جورجيا ضد القانون.", GEORGIA),
    ("باريس", "وصل الرئيس الفرنسي إلى باريس قادما من ليون.", (48.85, 2.35),
     "ضرب إعصار مدينة باريس في ولاية تكساس الأميركية.", (33.66, -95.56)),
    ("الإسكندرية", "غرقت شوارع الإسكندرية في مصر بمياه الأمطار.", (31.2, 29.92),
     "وقع إطلاق نار في مدينة الإسكندرية في ولاية فرجينيا الأميركية.", (38.8, -77.05)),
    ("قرطبة", "زار السياح مسجد قرطبة في الأندلس جنوبي إسبانيا.", (37.89, -4.78),
     "أضرب العمال في مدينة قرطبة في الأرجنتين.", (-31.41, -64.18)),
    ("غرناطة", "افتتح متحف في غرناطة جنوبي إسبانيا.", (37.18, -3.6),
     "ثار بركان قرب مدينة غرناطة في نيكاراغوا.", (11.93, -85.96)),
    ("فالنسيا", "فاز الفريق في مدينة فالنسيا الإسبانية.", (39.47, -0.38),
     "نقلت الصحيفة أن مصنعا للسيارات أغلق في فالنسيا في فنزويلا.", (10.16, -68.0)),
    ("سانتياغو", "تظاهر الطلاب في سانتياغو عاصمة تشيلي.", (-33.45, -70.67),
     "وصل الحجاج إلى سانتياغو دي كومبوستيلا في إسبانيا.", (42.88, -8.54)),
    ("حيدر أباد", "افتتحت شركة مقرا في حيدر أباد جنوبي الهند.", (17.38, 78.46),
     "لقي عمال مصرعهم في حيدر أباد في إقليم السند بباكستان.", (25.39, 68.37)),
    ("البصرة", "تظاهر العاطلون في البصرة جنوبي العراق.", (30.5, 47.8),
     "غادرت ناقلة ميناء أم قصر في محافظة البصرة.", (30.4, 47.6)),
    ("لندن", "التقى رئيس الوزراء البريطاني ضيوفه في لندن.", (51.5, -0.12),
     "دهست شاحنة أسرة في مدينة لندن في أونتاريو الكندية.", (42.98, -81.25)),
    ("القاهرة", "انعقدت القمة العربية في القاهرة أمس.", (30.05, 31.25),
     "هجر السكان بلدة القاهرة في ولاية إلينوي الأميركية.", (37.0, -89.18)),
    ("أثينا", "اندلعت مواجهات في أثينا خلال إضراب النقابات اليونانية.", (37.98, 23.73),
     "قتل طالب في مدينة أثينا في ولاية جورجيا الأميركية.", (33.95, -83.38)),
    ("برمنغهام", "شهدت برمنغهام في بريطانيا احتجاجات للعمال.", (52.48, -1.9),
     "أحيت برمنغهام في ولاية ألاباما ذكرى تفجير الكنيسة.", (33.52, -86.8)),
    ("موسكو", "استدعت الخارجية الروسية السفير في موسكو.", (55.75, 37.62),
     "قتل أربعة طلاب في مدينة موسكو في ولاية أيداهو الأميركية.", (46.73, -117.0)),
    ("حمص", "انفجرت سيارة مفخخة في حمص وسط سوريا.", (34.73, 36.72),
     "تناول الضيوف طبق حمص وزيتونا قبل العشاء.", NOWHERE),
    ("قطر", "استضافت قطر جولة جديدة من المحادثات في الدوحة.", (25.3, 51.2),
     "يبلغ قطر الحفرة نحو عشرة أمتار.", NOWHERE),
    ("جدة", "هبطت الطائرة في مطار مدينة جدة غربي السعودية.", (21.5, 39.19),
     "قالت جدة الطفل إنها لم تنم تلك الليلة.", NOWHERE),
    ("الرقة", "عثر على مقبرة جماعية في الرقة شمالي سوريا.", (35.95, 39.01),
     "عرفت الشاعرة بالعذوبة وشدة الرقة.", NOWHERE),
    ("سان خوسيه", "اجتمع الوزراء في سان خوسيه عاصمة كوستاريكا.", (9.93, -84.08),
     "قتل مسلح زملاءه في سان خوسيه في ولاية كاليفورنيا.", (37.34, -121.89)),
    ("ليون", "طعن رجل المارة في ليون شرقي فرنسا.", (45.75, 4.85),
     "احتج عمال المناجم في ليون شمالي إسبانيا.", (42.6, -5.57)),
    ("بيت لحم", "أغلق الجيش مداخل بيت لحم جنوبي الضفة الغربية.", (31.7, 35.2),
     "أغلق مصنع الصلب في بيت لحم في ولاية بنسلفانيا الأميركية.", (40.62, -75.37)),
    ("مسقط", "وصل الوفد العماني إلى مسقط مساء الأحد.", (23.58, 58.41),
     "عاد المغني إلى مسقط رأسه بعد غياب طويل.", NOWHERE),
    ("فاس", "أضرب عمال النسيج في فاس شمالي المغرب.", (34.03, -5.0),
     "حمل الحطاب فاس أبيه وسلة صغيرة.", NOWHERE),
    ("القدس", "أصيب مصلون في البلدة القديمة في القدس.", (31.78, 35.23),
     "نشرت صحيفة القدس العربي مقالا عن الانتخابات.", NOWHERE),
    ("الموصل", "أعيد افتتاح الجسر القديم في الموصل شمالي العراق.", (36.34, 43.13),
     "أغلقت الشرطة الطريق الموصل إلى المطار.", NOWHERE),
)  # fmt: skip

ENGLISH: tuple[Pair, ...] = (
    ("Georgia", "Voters in Georgia lined up outside polling stations in Atlanta.", GEORGIA_US,
     "Police used tear gas against protesters in Tbilisi, the capital of Georgia.", GEORGIA),
    ("Paris", "A tornado tore the roofs off homes in Paris, Texas.", (33.66, -95.56),
     "Firefighters saved the cathedral in Paris as French officials watched.", (48.85, 2.35)),
    ("Moscow", "Four students were stabbed to death in Moscow, Idaho.", (46.73, -117.0),
     "Drones were shot down over Moscow, the Russian defence ministry said.", (55.75, 37.62)),
    ("Alexandria", "Floods closed roads around Alexandria, Louisiana.", (31.31, -92.45),
     "A building collapsed in Alexandria in northern Egypt.", (31.2, 29.92)),
    ("Alexandria", "A jury in Alexandria, Virginia, found the man guilty.", (38.8, -77.05),
     "Egyptian police raided a flat in Alexandria.", (31.2, 29.92)),
    ("Athens", "Students marched through Athens, Georgia.", (33.95, -83.38),
     "Greek unions brought Athens to a halt.", (37.98, 23.73)),
    ("Cambridge", "Researchers in Cambridge, Massachusetts, built the device.", (42.37, -71.11),
     "A cyclist was hit by a bus in Cambridge in eastern England.", (52.2, 0.12)),
    ("London", "A family was run over in London, Ontario.", (42.98, -81.25),
     "British ministers met in London on Tuesday.", (51.5, -0.12)),
    ("Birmingham", "A church was bombed in Birmingham, Alabama, in 1963.", (33.52, -86.8),
     "Bin workers in Birmingham in England went on strike.", (52.48, -1.9)),
    ("Tripoli", "Lebanese troops were deployed in Tripoli after two nights of riots.", TRIPOLI_LB,
     "Militias fought near the airport of Tripoli, Libya.", TRIPOLI_LY),
    ("Granada", "Boats lay off the lakeside town of Granada, Nicaragua.", (11.93, -85.96),
     "European leaders met in Granada in southern Spain.", (37.18, -3.6)),
    ("Córdoba", "Car workers went on strike in Córdoba, Argentina.", (-31.41, -64.18),
     "Heat of 46 degrees was measured in Córdoba in Spain.", (37.89, -4.78)),
    ("Santiago", "Students clashed with police in Santiago, Chile.", (-33.45, -70.67),
     "A power cut left Santiago de Cuba in the dark.", (20.02, -75.82)),
    ("San José", "Nurses marched to the hospital in San José, Costa Rica.", (9.93, -84.08),
     "A gunman killed nine at a rail yard in San José, California.", (37.34, -121.89)),
    ("Valencia", "Inmates started a fire in a police station in Valencia, Venezuela.", (10.16, -68.0),
     "Floods killed more than 200 people around Valencia in Spain.", (39.47, -0.38)),
    ("Hyderabad", "A gas cylinder exploded in Hyderabad, Pakistan.", (25.39, 68.37),
     "Indian police arrested a gang in Hyderabad.", (17.38, 78.46)),
    ("Victoria", "Legislators met in Victoria, British Columbia.", (48.43, -123.37),
     "Bushfires destroyed homes in Victoria, Australia, north of Melbourne.", (-36.8, 144.5)),
    ("Kingston", "Gangs exchanged fire in Kingston, Jamaica.", (17.97, -76.79),
     "A former inmate of the prison in Kingston, Ontario, was caught.", (44.23, -76.48)),
    ("Odessa", "A gunman shot seven people dead in Odessa, Texas.", (31.85, -102.37),
     "Missiles hit the Ukrainian port of Odessa on the Black Sea.", (46.48, 30.73)),
    ("St Petersburg", "The hurricane flooded St Petersburg, Florida.", (27.77, -82.64),
     "A blast killed a blogger in a café in St Petersburg in Russia.", (59.94, 30.31)),
    ("Naples", "The hurricane came ashore near Naples, Florida.", (26.14, -81.79),
     "Small earthquakes shook Naples in southern Italy.", (40.85, 14.27)),
    ("Memphis", "Police officers beat a driver in Memphis, Tennessee.", (35.15, -90.05),
     "Archaeologists dug up a temple at Memphis in Egypt, south of Cairo.", (29.85, 31.25)),
    ("Cairo", "The levee was blown up to save Cairo, Illinois.", (37.0, -89.18),
     "Arab foreign ministers gathered in Cairo.", (30.05, 31.25)),
    ("Lebanon", "A bus crashed near Lebanon, Pennsylvania.", (40.34, -76.41),
     "Israeli jets struck villages in southern Lebanon.", (33.8, 35.8)),
    ("Jordan", "Refugees crossed from Syria into Jordan.", (31.2, 36.5),
     "Michael Jordan scored 38 points that night.", NOWHERE),
    ("Guinea", "Soldiers toppled the president of Guinea in Conakry.", (10.4, -10.9),
     "A landslide buried a village in Papua New Guinea.", (-6.3, 143.9)),
    ("Washington", "Fires spread in eastern Washington state near Spokane.", WASHINGTON_STATE,
     "The two ministers will meet in Washington at the White House.", WASHINGTON),
    ("Mexico", "A hurricane hit the Pacific coast of Mexico near Acapulco.", MEXICO,
     "An earthquake shook Mexico City, toppling walls.", MEXICO_CITY),
    ("Newcastle", "Coal ships waited off Newcastle, Australia.", (-32.93, 151.78),
     "A tram derailed in Newcastle upon Tyne in England.", (54.97, -1.61)),
    ("Perth", "A shark killed a swimmer near Perth, Australia.", (-31.95, 115.86),
     "Three people died in a hotel fire in Perth, Scotland.", (56.4, -3.43)),
    ("Hamilton", "A mosque was vandalised in Hamilton, Ontario.", (43.25, -79.87),
     "The farmers' protest reached Hamilton, New Zealand.", (-37.79, 175.28)),
    ("Portland", "Protesters and federal agents clashed in Portland, Oregon.", (45.52, -122.68),
     "Asylum seekers were housed in a sports hall in Portland, Maine.", (43.66, -70.26)),
    ("Columbia", "Lawmakers in Columbia, South Carolina, lowered the flag.", (34.0, -81.03),
     "Wildfires forced thousands to flee in British Columbia.", (53.7, -125.0)),
    ("Melbourne", "A rocket part washed ashore near Melbourne, Florida.", (28.08, -80.61),
     "Trams stood still in Melbourne as Australian unions walked out.", (-37.81, 144.96)),
    ("Vancouver", "A shop owner was shot in Vancouver, Washington.", (45.64, -122.66),
     "A car drove into a street festival in Vancouver, Canada.", (49.25, -123.12)),
    ("Dublin", "A data centre will be built in Dublin, Ohio.", (40.1, -83.11),
     "Irish police cleared rioters from the centre of Dublin.", (53.33, -6.25)),
    ("Manchester", "The candidates debated in Manchester, New Hampshire.", (42.99, -71.46),
     "A bomb went off at a concert in Manchester in England.", (53.48, -2.24)),
    ("Rome", "A high school closed in Rome, Georgia, after threats.", (34.26, -85.16),
     "Italian farmers drove their tractors to Rome.", (41.89, 12.51)),
    ("Toledo", "Toxic algae left half a million people in Toledo, Ohio, without water.", (41.66, -83.56),
     "A thirteenth-century bridge was damaged in Toledo in Spain.", (39.86, -4.02)),
    ("Bethlehem", "The old steelworks in Bethlehem, Pennsylvania, is a casino now.", (40.62, -75.37),
     "Pilgrims stayed away from Bethlehem in the occupied West Bank.", (31.7, 35.2)),
    ("Aberdeen", "A grain elevator burned down in Aberdeen, South Dakota.", (45.46, -98.49),
     "Oil workers gathered in Aberdeen in Scotland.", (57.14, -2.1)),
    ("Richmond", "The statue was taken down in Richmond, Virginia.", (37.54, -77.44),
     "A ferry terminal will be built in Richmond, British Columbia.", (49.17, -123.14)),
    ("Salem", "Legislators walked out of the capitol in Salem, Oregon.", (44.94, -123.04),
     "A fireworks factory exploded in Salem, Tamil Nadu.", (11.65, 78.16)),
    ("Lima", "A refinery was evacuated in Lima, Ohio.", (40.74, -84.11),
     "Peruvian police fired tear gas in the centre of Lima.", (-12.04, -77.03)),
)  # fmt: skip

UNIT = "a voter says little: only the city beside it tells that the state is meant"
WORD = "the name is an ordinary word too, and the words around it do not yet speak clearly enough"

NOT_YET: dict[tuple[str, int], str] = {
    ("ar", 7): WORD,
    ("en", 0): UNIT,
    ("en", 43): "the gazetteer lacks the old city",
    ("en", 61): "not taken for a place: mostly a person's name",
}
"""Sides of pairs, by language and number of the side, that are not reached yet, each with the reason."""


def sides() -> list[object]:
    cases = []
    for language, pairs in (("ar", ARABIC), ("en", ENGLISH)):
        texts = [
            (name, text, spot) for name, one, here, two, there in pairs for text, spot in ((one, here), (two, there))
        ]
        for number, case in enumerate(texts):
            reason = NOT_YET.get((language, number))
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            cases.append(pytest.param(*case, marks=marks, id=f"{language}{number}-{case[0]}"))
    return cases


def place_of(name: str, text: str, gazetteer: Gazetteer) -> Place | None:
    """The place that the first mention over the name's first occurrence at a word's end is resolved to."""
    article = article_from_text(text, id="t")
    start = re.search(rf"{re.escape(name)}(?!\w)", article.text).start()  # type: ignore[union-attr]
    for resolution in resolve(article, find_mentions(article, gazetteer), gazetteer):
        if resolution.mention.start < start + len(name) and start < resolution.mention.end:
            return resolution.place
    return None


def is_right(place: Place | None, spot: Spot | None) -> bool:
    """Whether a place lies at a spot or in its country; no place is right where the name is none."""
    if place is None or spot is None:
        return place is None and spot is None
    if isinstance(spot, str):
        return place.country == spot
    reach = WIDE_KM if place.kind in ("country", "region", "area", "water", "natural") else REACH_KM
    return kilometres(place.lat, place.lon, *spot) <= reach


@pytest.mark.parametrize(("name", "text", "spot"), sides())
def test_a_name_means_what_its_text_makes_of_it(gazetteer: Gazetteer, name: str, text: str, spot: Spot | None) -> None:
    place = place_of(name, text, gazetteer)
    assert is_right(place, spot), place


def test_there_are_sixty_pairs_and_more_half_of_them_arabic() -> None:
    assert len(ARABIC) + len(ENGLISH) >= 60
    assert len(ARABIC) >= len(ENGLISH)


def test_no_more_than_a_quarter_of_the_pairs_is_not_reached_yet() -> None:
    assert 4 * len({(language, number // 2) for language, number in NOT_YET}) <= len(ARABIC) + len(ENGLISH)
