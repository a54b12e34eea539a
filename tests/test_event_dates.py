"""When an event was: sentences of our own, Arabic and English, many of them traps.

The trigger asked for stands in braces. The day of publication is a Tuesday, 15 July 2025; in the second table it is
not known. "–" where the text tells no date of that event.
"""

from __future__ import annotations

from datetime import date

import pytest

from geomap.articles import article_from_text
from geomap.clauses import read_clauses
from geomap.dates import find_dates
from geomap.dating import date_of, place_dates
from geomap.placing import read_tells

TUESDAY = date(2025, 7, 15)

TOLD = [
    # the clause's own date
    ("وتأتي المحطة بعد يومين من {لقاء} الوزيرين، الجمعة، في قاعدة قرب حلب.", "2025-07-11"),
    ("{التقى} الوزيران في بيروت أمس.", "2025-07-14"),
    ("{زار} الوزير حلب في 3 يوليو/تموز الجاري.", "2025-07-03"),
    ("من المقرر أن {يزور} الرئيس الرباط يوم الثلاثاء المقبل.", "2025-07-22"),
    ("{استضافت} المدينة مؤتمرا للمناخ من 3 إلى 7 مايو.", "2025-05-03"),
    ("في عام 2010 {زار} الملك المدينة.", "2010"),
    ("Ministers {met} in Cairo on Monday.", "2025-07-14"),
    ("The president will {visit} Rabat next Tuesday.", "2025-07-22"),
    ("The summit was {held} from May 3 to 7.", "2025-05-03"),
    # two events, two dates
    ("{غادر} الوفد يوم الأحد ووصل إلى بيروت يوم الاثنين.", "2025-07-13"),
    ("غادر الوفد يوم الأحد و{وصل} إلى بيروت يوم الاثنين.", "2025-07-14"),
    ("The envoy {left} on Sunday and arrived in Cairo on Monday.", "2025-07-13"),
    ("The envoy left on Sunday and {arrived} in Cairo on Monday.", "2025-07-14"),
    # in one breath
    ("{قتل} جندي وأصيب آخران أمس في حلب.", "2025-07-14"),
    ("Two men were {killed} and injured others on Sunday.", "2025-07-13"),
    # a date alone between commas, or dashes
    ("{قصفت} المدفعية أحياء سكنية، أمس الاثنين، في المدينة.", "2025-07-14"),
    ("{اعتدت} الشرطة على المشاركين خلال وقفة أمام الجامعة، يوم الأحد.", "2025-07-13"),
    ("{انسحبت} القوات من المدينة، ظهر أمس الاثنين بعد قصفها منزلا.", "2025-07-14"),
    ("{قال} الوزير، أمس الاثنين، إن المفاوضات انتهت.", "2025-07-14"),
    ("Police officers {arrested} five people, on Sunday, in Cairo.", "2025-07-13"),
    # what stands behind "after", "before", "amid", "about" has a time of its own
    ("ألغى الوزير الجلسة اليوم بعد {اشتباكات} أمام البرلمان مساء أمس.", "2025-07-14"),
    ("اجتمع الوزراء اليوم قبل ساعات من {المظاهرة}.", "–"),
    ("أجريت الانتخابات الأحد الماضي في ظل {أزمة} اقتصادية.", "–"),
    ("ناقش الوزراء أمس مستجدات {الحرب}.", "–"),
    ("بث التلفزيون أمس تقريرا عن {زيارة} القائد قاعدة عسكرية.", "–"),
    ("عاد المراسل يوم الأحد إلى مكان {الانفجار}.", "–"),
    ("Ministers met on Monday after {clashes} in the capital.", "–"),
    ("The minister spoke on Monday about the {war}.", "–"),
    ("The council met on Sunday amid {protests}.", "–"),
    # the hour is no such word
    ("يوم الأحد بعد الظهر {التقى} الوزيران.", "2025-07-13"),
    # a year or a month is told of what is named right before it
    ("{استقال} الوزير بعد احتجاجات عام 2019.", "–"),
    ("استقال الوزير بعد {احتجاجات} عام 2019.", "2019"),
    ("The minister {resigned} after the protests of October 2019.", "–"),
    # the year in an event's name, and in the name of what is none
    ("أشار الكاتب إلى انتهاكات في {انتخابات} 2018 الرئاسية.", "2018"),
    ("تحدث الكاتب عن {ثورة} 2011.", "2011"),
    ("{زار} الوزير نصبا لضحايا حرب 1967.", "–"),
    ("{صوت} البرلمان على تعديل دستور 2011.", "–"),
    ("{أعلن} الوزير ميزانية 2026.", "–"),
    ("Observers spoke of fraud in the 2018 {elections}.", "2018"),
    ("The 2003 US-led {invasion} changed the region.", "2003"),
    ("Lawmakers {voted} to amend the 2011 constitution.", "–"),
    ("He {visited} a memorial of the 1967 war.", "–"),
    # a suspect's deeds
    ("{اعتقلت} الشرطة رجلا يشتبه في ارتكابه جرائم عام 2013.", "–"),
    ("Police {arrested} a man suspected of crimes in 2013.", "–"),
    ("حكمت المحكمة على المتهم بالسجن عشر سنوات أمس و{اعتقلت} الشرطة شقيقه.", "2025-07-14"),
    # the verb looks the other way
    ("{تعهد} القادة بعقد قمة في نوفمبر المقبل.", "–"),
    ("قال إن بلاده {ستهاجم} العدو انتقاما لقتل القائد أمس.", "–"),
    ("Leaders {agreed} to meet next month.", "–"),
    ("The general {vowed} to strike back tomorrow.", "–"),
    # the "that" of a saying
    ("قال الوزير أمس إن الجيش {قصف} المدينة.", "–"),
    ("قال الوزير إن الجيش {قصف} المدينة يوم السبت.", "2025-07-12"),
    ("The minister said on Monday that troops {shelled} the town.", "–"),
    # the date of the report
    ("أدى {الهجوم} إلى أضرار، وفق بيان نشرته الوزارة أمس.", "–"),
    ("{Shelling} damaged homes, according to a statement on Monday.", "–"),
    # when something was said
    ("{قال} الوزير إن الاتفاق قريب. وجاء ذلك في جلسة للبرلمان أمس الاثنين.", "2025-07-14"),
    ("{قال} الوزير إن الاتفاق قريب. وجاء ذلك بعد قرار صدر أمس.", "–"),
    ("The minister {said} that a deal was near. The remarks came at a session on Monday.", "2025-07-14"),
    # counted from a date told before
    ("وصل الوفد في 3 يونيو 2020. وفي اليوم التالي {زار} الوفد المدينة.", "2020-06-04"),
    ("وصل الوفد في 3 يونيو 2020. و{التقى} الوزير في اليوم نفسه.", "2020-06-03"),
    ("وصل الوفد في 3 يونيو 2020. وقبل ذلك بيومين {اعتقلت} الشرطة رجلا.", "2020-06-01"),
    ("وصلا في السادس من مارس 2022، و{غادرا} المدينة في 20 من الشهر ذاته.", "2022-03-20"),
    ("The delegation arrived on 3 June 2020. Two days later it {visited} the town.", "2020-06-05"),
    ("The delegation arrived on 3 June 2020 and {met} the king the same day.", "2020-06-03"),
    ("Nothing was dated. Two days later it {visited} the town.", "–"),
    # a nearer time that is not fixed hides a farther date; a length of time hides none
    ("تشهد البلاد منذ سنوات {حربا} تسيطر فيها جماعة على العاصمة منذ سبتمبر 2014.", "–"),
    ("{احتل} الجيش المدينة لمدة ثلاثة أيام في مايو الماضي.", "2025-05"),
    # "while" tells of something else
    ("أوقفت السلطات ناشطين يوم الخميس، في حين {تظاهر} الآلاف.", "–"),
    ("Police detained activists on Thursday, while thousands {protested}.", "–"),
    # when
    ("لم يقع مثله منذ نوفمبر 2020 حين {قتل} العالم بإطلاق نار.", "2020-11"),
    ("More than 40 people were killed on Friday when a bomb {exploded}.", "2025-07-11"),
    # later is later
    ("هرب السجناء يوم الأحد و{اعتقلوا} لاحقا.", "–"),
    ("The men fled on Sunday and were later {arrested}.", "–"),
    # since
    ("{تستضيف} المدينة المعرض منذ عام 2014.", "2014"),
    ("{أغلق} المطار منذ عام 2016.", "2016"),
    ("The army has {occupied} the town since 2014.", "2014"),
    # births
    ("و{ولد} الشاعر في 21 نونبر 1938 بالمدينة.", "1938-11-21"),
    ("The poet {was born} in the town on 3 June 1942 and died in 2013.", "1942-06-03"),
    # words that only look like a date
    ("نحن في أمس الحاجة إلى {اتفاق}.", "–"),
]
UNPUBLISHED = [
    ("Ministers {met} on Tuesday.", "–"),
    ("{التقى} الوزيران يوم الثلاثاء.", "–"),
    ("{قتل} جندي أمس في بلدة احتلت عام 2014.", "–"),
    ("{التقى} الوزيران في 3 مايو.", "–"),
    ("{التقى} الوزيران في 3 مايو 2022.", "2022-05-03"),
    ("اليوم الجمعة 13 مايو/أيار 2022 وصل الوفد. و{التقى} الوزيران أمس.", "2022-05-12"),
    ("Today, Friday 13 May 2022, the delegation arrived. Ministers {met} on Tuesday.", "2022-05-10"),
    ("بدأ الحصار في 25 يوليو 2021. و{اعتقلت} الشرطة الوزير يوم 25 يوليو الماضي.", "2021-07-25"),
    ("بدأ الحصار في 25 يوليو 2021. و{تظاهر} الآلاف في ذكرى 25 يوليو.", "–"),
    ("بدأ الحصار في 25 يوليو 2021. و{يزور} الوزير المدينة يوم 25 يوليو المقبل.", "–"),
    ("The siege began on 25 July 2021. Troops {shelled} the town on 25 July.", "2021-07-25"),
]


def date_told(text: str, published: date | None) -> str:
    """The date of the event whose trigger stands in (the last) braces."""
    at = text.rindex("{") - text.count("{") + 1
    at -= text[: text.rindex("{")].count("}")
    article = article_from_text(text.replace("{", "").replace("}", ""), id="x", title="-", published=published)
    offset = article.text.index(text.replace("{", "").replace("}", "")) + at
    telling, dates = read_clauses(article), find_dates(article)
    tells = read_tells(telling, (), dates)
    word = telling.word_at(offset)
    hit = next(t.hit for t in tells if t.hit.first <= word <= t.hit.last)
    siblings = [t.hit for t in tells if telling.span_of[t.hit.first] == telling.span_of[word]]
    dated = date_of(telling, hit, place_dates(telling, dates), siblings)
    return (dated.record.date if dated else None) or "–"


@pytest.mark.parametrize(("text", "day"), TOLD, ids=[text for text, _ in TOLD])
def test_an_event_has_the_date_that_the_text_tells_of_it(text, day):
    assert date_told(text, TUESDAY) == day


def test_ould_in_a_name_is_no_birth():
    text = "بحث ولد الشيخ أحمد الهدنة مع الوفد."
    telling = read_clauses(article_from_text(text, id="x", title="-"))
    assert "birth" not in {told.hit.trigger.subtype for told in read_tells(telling)}


@pytest.mark.parametrize(("text", "day"), UNPUBLISHED, ids=[text for text, _ in UNPUBLISHED])
def test_without_a_day_of_publication_only_what_the_text_fixes_is_told(text, day):
    assert date_told(text, None) == day
