"""Short texts of our own, half of them traps: which events they tell, where, whether these happened, and when.

Places are marked as in `test_events`. An expectation is "type, place, status, day" for each event that must be told
("–": no place or no day, "*": not asked); no other place may carry a pin. An empty one: nothing may carry a pin.
"""

from __future__ import annotations

import pytest

from geomap.dates import find_dates
from geomap.events import find_events
from geomap.merge import merge_events
from geomap.records import Event, Reading

from .test_events import events, marked

HAPPENED = [
    ("التقى الوزيران في [بيروت] أمس.", "meeting, Beirut, happened, 2025-07-14"),
    ("اجتمع القادة في [الرباط] يوم الأحد.", "meeting, Rabat, happened, 2025-07-13"),
    ("عقد الرئيسان محادثات في [موسكو] يوم الجمعة.", "meeting, Moscow, happened, 2025-07-11"),
    ("استقبل الملك وزير الخارجية في [الرباط] اليوم.", "meeting, Rabat, happened, 2025-07-15"),
    ("زار الوزير [حلب] يوم السبت.", "visit, Aleppo, happened, 2025-07-12"),
    ("وصل الوفد إلى [بيروت] مساء الخميس.", "visit, Beirut, happened, 2025-07-10"),
    ("غادر السفير [الخرطوم] صباح اليوم.", "visit, Khartoum, happened, 2025-07-15"),
    ("عاد الرئيس إلى [بيونغ يانغ] أمس.", "visit, Pyongyang, happened, 2025-07-14"),
    ("تظاهر الآلاف في [الخرطوم] يوم الأحد.", "protest, Khartoum, happened, 2025-07-13"),
    ("خرجت مظاهرة حاشدة في [بيروت] أمس.", "protest, Beirut, happened, 2025-07-14"),
    ("نفذ العمال إضرابا في [الرباط] يوم الاثنين.", "protest, Rabat, happened, 2025-07-14"),
    ("قصفت المدفعية أحياء في [حلب] فجر اليوم.", "attack, Aleppo, happened, 2025-07-15"),
    ("شنت طائرات غارة على [حلب] أمس.", "attack, Aleppo, happened, 2025-07-14"),
    ("انفجرت سيارة مفخخة في [بيروت] يوم الأربعاء.", "*, Beirut, happened, 2025-07-09"),
    ("أطلق مسلحون النار على دورية في [جنين] أمس.", "attack, Jenin, happened, 2025-07-14"),
    ("اقتحمت القوات مخيما في [جنين] فجر الثلاثاء.", "attack, Jenin, happened, 2025-07-15"),
    ("اندلعت اشتباكات عنيفة في [الخرطوم] يوم السبت.", "clash, Khartoum, happened, 2025-07-12"),
    ("اعتقلت الشرطة خمسة أشخاص في [الرباط] أمس.", "arrest, Rabat, happened, 2025-07-14"),
    ("أوقفت السلطات مشتبها به في [بيروت] يوم الأحد.", "arrest, Beirut, happened, 2025-07-13"),
    ("حكمت المحكمة في [الرباط] على المتهم بالسجن عشر سنوات أمس.", "trial, Rabat, happened, 2025-07-14"),
    ("وقع البلدان اتفاقا في [موسكو] يوم الجمعة.", "agreement, Moscow, happened, 2025-07-11"),
    ("أبرم الطرفان هدنة في [الخرطوم] أمس.", "agreement, Khartoum, happened, 2025-07-14"),
    ("ضرب زلزال قوي [حلب] فجر الأحد.", "disaster, Aleppo, happened, 2025-07-13"),
    ("اجتاحت فيضانات [الخرطوم] يوم الخميس.", "disaster, Khartoum, happened, 2025-07-10"),
    ("اندلع حريق في سوق [بيروت] أمس.", "disaster, Beirut, happened, 2025-07-14"),
    ("توفي الشاعر في [الرباط] يوم السبت.", "death, Rabat, happened, 2025-07-12"),
    ("قتل ثلاثة مدنيين في [حلب] أمس.", "*, Aleppo, happened, 2025-07-14"),
    ("اصطدمت حافلة بشاحنة قرب [الخرطوم] يوم الاثنين.", "accident, Khartoum, happened, 2025-07-14"),
    ("نزح آلاف السكان من [حلب] يوم الجمعة.", "migration, Aleppo, happened, 2025-07-11"),
    ("افتتح الوزير متحفا جديدا في [الرباط] أمس.", "culture, Rabat, happened, 2025-07-14"),
    ("وصلت قافلة مساعدات إلى [حلب] يوم الأحد.", "*, Aleppo, happened, 2025-07-13"),
    ("أجرت القوات مناورات في [كوريا الجنوبية] يوم الجمعة.", "military, South Korea, happened, 2025-07-11"),
    ("انسحبت القوات من [حلب] أمس.", "military, Aleppo, happened, 2025-07-14"),
    ("عقد الوزير مؤتمرا صحفيا في [بيروت] يوم السبت.", "statement, Beirut, happened, 2025-07-12"),
    ("أدلى الناخبون بأصواتهم في [الرباط] يوم الأحد.", "election, Rabat, happened, 2025-07-13"),
    ("The two leaders met in [Geneva] on Sunday.", "meeting, Geneva, happened, 2025-07-13"),
    ("Ministers held talks in [Cairo] yesterday.", "meeting, Cairo, happened, 2025-07-14"),
    ("The minister visited [Tokyo] on Friday.", "visit, Tokyo, happened, 2025-07-11"),
    ("The delegation arrived in [Cairo] on Saturday.", "visit, Cairo, happened, 2025-07-12"),
    ("The envoy left [Moscow] on Thursday.", "visit, Moscow, happened, 2025-07-10"),
    ("Thousands marched in [Cairo] on Sunday.", "protest, Cairo, happened, 2025-07-13"),
    ("Workers went on strike in [Geneva] on Monday.", "protest, Geneva, happened, 2025-07-14"),
    ("A bomb exploded in [Cairo] yesterday.", "*, Cairo, happened, 2025-07-14"),
    ("Gunmen attacked a patrol in [Cairo] on Friday.", "attack, Cairo, happened, 2025-07-11"),
    ("Police arrested five people in [Geneva] on Sunday.", "arrest, Geneva, happened, 2025-07-13"),
    ("A court in [Cairo] sentenced two men on Monday.", "trial, Cairo, happened, 2025-07-14"),
    ("The two sides signed an agreement in [Geneva] on Friday.", "agreement, Geneva, happened, 2025-07-11"),
    ("An earthquake struck [Tokyo] on Sunday.", "disaster, Tokyo, happened, 2025-07-13"),
    ("Floods hit [Cairo] on Thursday.", "disaster, Cairo, happened, 2025-07-10"),
    ("The poet died in [Geneva] on Saturday.", "death, Geneva, happened, 2025-07-12"),
    ("Two trains collided in [Tokyo] on Monday.", "accident, Tokyo, happened, 2025-07-14"),
    ("Clashes broke out in [Cairo] on Friday.", "clash, Cairo, happened, 2025-07-11"),
    ("Voters went to the polls in [Tokyo] on Sunday.", "election, Tokyo, happened, 2025-07-13"),
    ("A fire broke out at a market in [Cairo] yesterday.", "disaster, Cairo, happened, 2025-07-14"),
]
"""Plain sentences."""

PLANNED = [
    ("سيلتقي الوزيران في [بيروت] غدا.", "meeting, Beirut, planned, 2025-07-16"),
    ("من المقرر أن يزور الرئيس [الرباط] الأسبوع المقبل.", "visit, Rabat, planned, *"),
    ("يعتزم الوزير زيارة [موسكو] قريبا.", "visit, Moscow, planned, –"),
    ("ستعقد القمة في [الرباط] الشهر المقبل.", "meeting, Rabat, planned, *"),
    ("تستعد القوات لإجراء مناورات في [كوريا الجنوبية].", "military, South Korea, planned, –"),
    ("يتوجه الوفد إلى [موسكو] غدا لإجراء محادثات.", "visit, Moscow, planned, 2025-07-16"),
    ("من المنتظر أن تستضيف [الرباط] مؤتمرا دوليا.", "meeting, Rabat, planned, –"),
    ("ستجرى الانتخابات في [الخرطوم] العام المقبل.", "election, Khartoum, planned, *"),
    ("The president will travel to [Cairo] next week.", "visit, Cairo, planned, *"),
    ("Ministers are due to meet in [Geneva] tomorrow.", "meeting, Geneva, planned, 2025-07-16"),
    ("The leaders plan to hold talks in [Tokyo].", "meeting, Tokyo, planned, –"),
    ("The envoy is expected to arrive in [Cairo] on Friday.", "visit, Cairo, planned, *"),
]
DENIED = [
    ("لم يلتق الوزيران في [بيروت].", "meeting, Beirut, denied, –"),
    ("لم يزر الرئيس [موسكو] العام الماضي.", "visit, Moscow, denied, *"),
    ("لم يوقع الطرفان أي اتفاق في [الرباط].", "agreement, Rabat, denied, –"),
    ("نفت الشرطة وقوع انفجار في [بيروت].", "*, Beirut, denied, –"),
    ("نفى الجيش شن هجوم على [حلب].", "attack, Aleppo, denied, –"),
    ("أكد المتحدث عدم توقيع أي اتفاق في [موسكو].", "agreement, Moscow, denied, –"),
    ("لن يزور الوزير [بيروت].", "visit, Beirut, denied, –"),
    ("The ministers did not meet in [Geneva].", "meeting, Geneva, denied, –"),
    ("No agreement was signed in [Cairo].", "agreement, Cairo, denied, –"),
    ("The army denied attacking [Cairo].", "attack, Cairo, denied, –"),
    ("The president never visited [Tokyo].", "visit, Tokyo, denied, –"),
    ("The police denied that an explosion hit [Cairo].", "*, Cairo, denied, –"),
]
THOUGHT = [
    ("قد يزور الرئيس [بيروت] في أي وقت.", "visit, Beirut, hypothetical, –"),
    ("إذا هاجمت القوات [حلب] فسيرد الجيش.", "attack, Aleppo, hypothetical, –"),
    ("حذر خبراء من احتمال وقوع هجوم في [بيروت].", "attack, Beirut, hypothetical, –"),
    ("دعت المعارضة إلى التظاهر في [الخرطوم].", "protest, Khartoum, hypothetical, –"),
    ("طالب النواب بعقد مؤتمر في [الرباط].", "meeting, Rabat, hypothetical, –"),
    ("يخشى السكان اندلاع اشتباكات في [جنين].", "clash, Jenin, hypothetical, –"),
    ("ربما يلتقي الزعيمان في [موسكو].", "meeting, Moscow, hypothetical, –"),
    ("دعا الأمين العام إلى وقف القتال في [الخرطوم].", "*, Khartoum, hypothetical, –"),
    ("The president may visit [Cairo].", "visit, Cairo, hypothetical, –"),
    ("Rebels could attack [Cairo] at any time.", "attack, Cairo, hypothetical, –"),
    ("The opposition called for a protest in [Cairo].", "protest, Cairo, hypothetical, –"),
    ("If troops attack [Cairo], the army will respond.", "attack, Cairo, hypothetical, –"),
    ("Residents fear an attack on [Cairo].", "attack, Cairo, hypothetical, –"),
]
NO_PIN = [
    ("أعلنت {موسكو} أن المفاوضات ستستمر.", ""),
    ("نددت {بيونغ يانغ} بالمناورات العسكرية.", ""),
    ("دعت {سيول} إلى ضبط النفس.", ""),
    ("<سيول> – حذر وزير الخارجية من تصعيد عسكري.", ""),
    ("<بيروت> – قتل شخصان في انفجار أمس.", ""),
    ("<Moscow> – The minister met his counterpart on Sunday.", ""),
    ("اتفقت {موسكو} و{بيونغ يانغ} على التعاون.", ""),
    ("انتقدت {روسيا} العقوبات الجديدة.", ""),
    ("التقى سفير {روسيا} رئيس الوزراء أمس.", ""),
    ("رفضت {Moscow} the offer and warned of a strike.", ""),
    ("{Moscow} said on Sunday that talks would go on.", ""),
    ("{Cairo} condemned the attack.", ""),
    ("{Tokyo} and {Moscow} agreed to hold talks.", ""),
    ("The ambassador of {Cairo} met the minister on Sunday.", ""),
    ("وقع الجانبان اتفاقا أمس.", ""),
    ("The two leaders met on Sunday.", ""),
]
"""Governments that speak or act, datelines, and events without a place."""

TWO = [
    ("تظاهر المئات في [الرباط] يوم الأحد، وقتل شخصان في اشتباكات في [الخرطوم] يوم السبت.",
     "protest, Rabat, happened, 2025-07-13; *, Khartoum, happened, 2025-07-12"),
    ("وصل الوزير إلى [بيروت] يوم الجمعة، ثم زار [حلب] يوم السبت.",
     "visit, Beirut, happened, 2025-07-11; visit, Aleppo, happened, 2025-07-12"),
    ("غادر الرئيس [بيونغ يانغ] يوم الأحد ووصل إلى [موسكو] يوم الاثنين.",
     "visit, Pyongyang, happened, 2025-07-13; visit, Moscow, happened, 2025-07-14"),
    ("اعتقلت الشرطة شخصين في [الرباط]، فيما أصيب آخرون في انفجار في [بيروت].",
     "arrest, Rabat, happened, –; *, Beirut, happened, –"),
    ("بعد زيارته إلى [الصين]، سيتوجه الوزير إلى [موسكو] غدا.",
     "visit, China, happened, –; visit, Moscow, planned, 2025-07-16"),
    ("وقع الوزيران اتفاقا في [الرباط] أمس، وسيلتقيان في [بيروت] غدا.",
     "agreement, Rabat, happened, 2025-07-14; meeting, Beirut, planned, 2025-07-16"),
    ("قصفت الطائرات [حلب] أمس بينما عقدت محادثات في [موسكو].",
     "attack, Aleppo, happened, 2025-07-14; meeting, Moscow, happened, *"),
    ("ضرب زلزال [حلب] يوم الأحد. وصلت مساعدات إلى [بيروت] يوم الاثنين.",
     "disaster, Aleppo, happened, 2025-07-13; *, Beirut, happened, 2025-07-14"),
    ("Protesters marched in [Cairo] on Sunday while ministers met in [Geneva].",
     "protest, Cairo, happened, 2025-07-13; meeting, Geneva, happened, *"),
    ("The minister left [Moscow] on Friday and arrived in [Cairo] on Saturday.",
     "visit, Moscow, happened, 2025-07-11; visit, Cairo, happened, 2025-07-12"),
    ("Police arrested two men in [Tokyo] on Friday. A bomb exploded in [Cairo] on Sunday.",
     "arrest, Tokyo, happened, 2025-07-11; *, Cairo, happened, 2025-07-13"),
    ("The leaders met in [Geneva] yesterday and will meet again in [Tokyo] tomorrow.",
     "meeting, Geneva, happened, 2025-07-14; meeting, Tokyo, planned, 2025-07-16"),
]  # fmt: skip
REPORTED = [
    ("قال الوزير في [بيروت] إن القوات قصفت مستودعا.", "*, Beirut, happened, –"),
    ("قال بوتين يوم الأربعاء إن كيم سيزور [بيروت].", "visit, Beirut, planned, –"),
    ("ذكر المتحدث أن المحادثات جرت في [موسكو] يوم الأحد.", "meeting, Moscow, happened, 2025-07-13"),
    ("أعلنت {موسكو} أن قواتها قصفت [حلب] أمس.", "attack, Aleppo, happened, 2025-07-14"),
    ("قالت {سيول} إن صاروخا أطلق من [بيونغ يانغ] يوم السبت.", "*, Pyongyang, happened, 2025-07-12"),
    ("<سيول> – التقى الزعيمان في [بيونغ يانغ] يوم الأحد.", "meeting, Pyongyang, happened, 2025-07-13"),
    ("<بيروت> – تظاهر المئات في [حلب] أمس.", "protest, Aleppo, happened, 2025-07-14"),
    ("أشاد المتحدث «بأصدقائنا في [الصين]» يوم الأحد.", ""),
    ("<Moscow> – Thousands protested in [Cairo] on Sunday.", "protest, Cairo, happened, 2025-07-13"),
    ("{Moscow} said its forces attacked [Cairo] on Friday.", "attack, Cairo, happened, 2025-07-11"),
    ("The minister said on Monday that talks were held in [Geneva].", "meeting, Geneva, happened, –"),
    ("{Tokyo} said that the leaders met in [Cairo] on Sunday.", "meeting, Cairo, happened, 2025-07-13"),
    ("The minister praised \"our friends in [Tokyo]\" on Sunday.", ""),
]  # fmt: skip
BEFORE = [
    ("وصل الوفد إلى [حلب] أمس. وعقد اجتماعا مع المسؤولين. وفي المدينة نفسها التقى الوفد وجهاء المنطقة.",
     "visit, Aleppo, happened, 2025-07-14; meeting, Aleppo, happened, *"),
    ("زار الوزير [بيروت] يوم السبت. والتقى هناك رئيس الوزراء.",
     "visit, Beirut, happened, 2025-07-12; meeting, Beirut, happened, *"),
    ("تظاهر الآلاف في [الخرطوم] أمس. واعتقلت الشرطة عشرة أشخاص في المدينة.",
     "protest, Khartoum, happened, 2025-07-14; arrest, Khartoum, happened, *"),
    ("ضرب زلزال [حلب] فجر الأحد. وأعلنت السلطات الحداد. وقتل خمسون شخصا في المدينة.",
     "disaster, Aleppo, happened, 2025-07-13; *, Aleppo, happened, *"),
    ("اقتحمت القوات [جنين] أمس. واندلعت اشتباكات هناك.",
     "attack, Jenin, happened, 2025-07-14"),
    ("وصل الوزير إلى [الرباط] أمس. ووقع في العاصمة اتفاقا جديدا.",
     "visit, Rabat, happened, 2025-07-14; agreement, Rabat, happened, *"),
    ("اندلعت اشتباكات في [الخرطوم] يوم السبت. وقتل مدنيون بالمنطقة.",
     "clash, Khartoum, happened, 2025-07-12; *, Khartoum, happened, *"),
    ("The minister arrived in [Cairo] on Sunday. He met the president there.",
     "visit, Cairo, happened, 2025-07-13; meeting, Cairo, happened, *"),
    ("An earthquake struck [Tokyo] on Sunday. Dozens were killed in the city.",
     "disaster, Tokyo, happened, 2025-07-13; *, Tokyo, happened, *"),
    ("Clashes broke out in [Cairo] on Friday. Police arrested ten people there.",
     "clash, Cairo, happened, 2025-07-11; arrest, Cairo, happened, *"),
    ("The leaders met in [Geneva] on Friday. {Moscow} condemned the talks.", "meeting, Geneva, happened, 2025-07-11"),
    ("التقى الوزيران في [بيروت] أمس. ونددت {موسكو} باللقاء.", "meeting, Beirut, happened, 2025-07-14"),
]  # fmt: skip
BACKGROUND = [
    ("زار الرئيس [بيروت] في يوليو 2000.", "visit, Beirut, happened, 2000-07"),
    ("التقى الزعيمان في [موسكو] عام 2019.", "meeting, Moscow, happened, 2019"),
    ("قصفت الطائرات [حلب] في 12 أيلول 2016.", "attack, Aleppo, happened, 2016-09-12"),
    ("The leaders met in [Geneva] in 2018.", "meeting, Geneva, happened, 2018"),
    ("A bomb exploded in [Cairo] on 3 May 2011.", "*, Cairo, happened, 2011-05-03"),
    ("تتواصل الحرب في [الخرطوم] منذ عامين.", "military, Khartoum, ongoing, *"),
    ("لا تزال المعارك مستمرة في [حلب].", "clash, Aleppo, ongoing, –"),
    ("Fighting continues in [Cairo].", "clash, Cairo, ongoing, –"),
    ("يجتمع الوزراء في [الرباط] اليوم.", "meeting, Rabat, ongoing, 2025-07-15"),
]
TOPIC = [
    ("نشرت الصحيفة مقالا عن تاريخ الرحلات البحرية.", ""),
    ("العلاقات بين {موسكو} و{بيونغ يانغ} قديمة.", ""),
    ("تضم المكتبة كتبا عن الزلازل والفيضانات.", ""),
    ("وزير الدفاع في {الرباط} خبير في الاتفاقيات.", ""),
    ("The museum of war opens its library to readers of {Moscow}.", ""),
    ("Relations between {Moscow} and {Tokyo} are old.", ""),
]
FAILING: dict[str, str] = {
    "لم يزر الرئيس": "the jussive of a hollow verb (يزر) is too short to be told from other words",
    "قالت {سيول} إن صاروخا": "the object stands before its verb: «صاروخا أطلق» is no launch to a table of compounds",
}
"""The beginning of a text → why its events can't be told yet."""

CASES = [
    pytest.param(text, told, id=f"{group}-{number}", marks=marks)
    for group, cases in (
        ("happened", HAPPENED), ("planned", PLANNED), ("denied", DENIED), ("thought", THOUGHT), ("no pin", NO_PIN),
        ("two", TWO), ("reported", REPORTED), ("before", BEFORE), ("background", BACKGROUND), ("topic", TOPIC),
    )
    for number, (text, told) in enumerate(cases)
    for why in [next((why for start, why in FAILING.items() if text.startswith(start)), None)]
    for marks in [[pytest.mark.xfail(reason=why, strict=True)] if why else []]
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), CASES)
def test_a_text_tells_its_events_and_pins_nothing_else(text: str, told: str) -> None:
    wanted = [tuple(part.strip() for part in one.split(",")) for one in told.split(";") if one]
    found = [
        (event.type, event.place.name if event.place else "–", event.status, event.date or "–")
        for event in events(text)
    ]
    missing = [want for want in wanted if not any(_is(one, want) for one in found)]
    assert not missing, found
    assert {place for _, place, _, _ in found} <= {want[1] for want in wanted} | {"–"}, found


def _is(event: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return all(want in ("*", has) for has, want in zip(event, wanted, strict=True))


def test_the_table_is_large_half_of_it_traps_and_few_are_given_up() -> None:
    assert len(CASES) >= 150
    assert len(CASES) - len(HAPPENED) >= len(CASES) / 2
    assert len(FAILING) <= 0.15 * len(CASES)
    assert all(any(case.values[0].startswith(start) for case in CASES) for start in FAILING)


DAYS = [("بيروت", "14"), ("حلب", "12"), ("الخرطوم", "09"), ("الرباط", "03"), ("جنين", "01")]
STORIES = [text.format(f"[{place}]", day) for place, day in DAYS for text in (
    "التقى الوزيران في {0} يوم {1} يوليو 2025.",
    "تظاهر المئات في {0} يوم {1} يوليو 2025.",
    "قصفت الطائرات {0} يوم {1} يوليو 2025. وقتل شخصان هناك.",
)]  # fmt: skip


def read(number: int, text: str) -> Reading:
    article, resolutions = marked(text, id=f"story-{number}", published="2025-07-15")
    dates = find_dates(article)
    return Reading(article, resolutions, dates, find_events(article, resolutions, dates))


READINGS = [read(number, text) for number, text in enumerate(STORIES)]
MERGED = merge_events(READINGS)


def of(event: Event, article: str) -> bool:
    return any(evidence.article == article for evidence in event.evidence)


def test_stories_in_reverse_order_merge_into_the_same_events() -> None:
    assert len(MERGED) == len(STORIES)
    assert merge_events(READINGS[::-1]) == MERGED


@pytest.mark.parametrize("number", range(len(STORIES)))
def test_a_story_told_twice_adds_a_source_to_its_event_and_changes_no_other(number: int) -> None:
    again = read(900, STORIES[number])
    after = merge_events([*READINGS, again])
    name = READINGS[number].article.id
    assert [e.id for e in after] == [e.id for e in MERGED]
    assert [e for e in after if not of(e, name)] == [e for e in MERGED if not of(e, name)]
    assert all(of(e, again.article.id) for e in after if of(e, name))


@pytest.mark.parametrize("stranger", ["تظاهر العشرات في [Geneva] عام 1999.", "Voters went to the polls in [Tokyo]."])
def test_an_unrelated_story_changes_no_event(stranger: str) -> None:
    after = merge_events([*READINGS, read(901, stranger)])
    assert [e for e in after if not of(e, "story-901")] == list(MERGED)


@pytest.mark.parametrize("number", range(len(STORIES)))
def test_a_sentence_about_something_else_behind_a_story_leaves_its_event(number: int) -> None:
    longer = read(number, STORIES[number] + " الطقس جميل في هذا الفصل.")
    told = {(e.type, e.place, e.date, e.status) for e in READINGS[number].events}
    assert {(e.type, e.place, e.date, e.status) for e in longer.events} == told
