"""The grammar of date expressions: one regular expression a kind of expression, and one that finds them all.

The sources are written for text in the form of `months.plain`. In them a space stands for one or more spaces and `~`
for none or more (never a line break). `finder` finds; `detail` reads the parts of what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from geomap.months import (
    COUNTS,
    GREGORIAN,
    HIJRI,
    LEVANTINE,
    ORDINALS,
    WEEKDAYS,
    longest_first,
)
from geomap.months import ENGLISH as ENGLISH_MONTHS

_AR_MONTH = longest_first([*GREGORIAN, *LEVANTINE])
_AR_WEEKDAY = longest_first(name for name in WEEKDAYS if not name.isascii())
# لـ swallows the alef of the article: للأحد is ل + ـلأحد.
_AR_AFTER_LAM = "|".join(name[1:] for name in WEEKDAYS if not name.isascii())
_EN_WEEKDAY = longest_first(name for name in WEEKDAYS if name.isascii())
_EN_MONTH = longest_first(ENGLISH_MONTHS)
_EN_FULL = longest_first(name for name in ENGLISH_MONTHS if len(name) > 4 or name in ("May", "June", "July"))
_AR_COUNT = longest_first(name for name in COUNTS if not name.isascii())
_EN_COUNT = longest_first(name for name in COUNTS if name.isascii())

_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?!\d)"
_YEAR = r"(?:1[0-9]|20)\d\d(?![\d٪%])"
_LAST = "الماضي|المنصرم|الفائت|المنقضي|الفارط"
_NEXT = "المقبل|القادم|الاتي|الآتي|الداخل"
_THIS = "الجاري|الحالي"
_SAME = "نفس|ذات|التالي|الموالي|السابق"
_SHIFT = rf"(?:{_LAST}|{_NEXT}|{_THIS}|{_SAME})(?:ه|ها)?(?!\w)"
_YEAR_WORD = "(?:ال)?(?:عام|سنه)"
_WHICH_YEAR = rf"(?:من |في |ل)?(?:هذا العام|هذه السنه|(?:ال)?(?:عام|سنه) {_SHIFT})"
_WHEN_AR = (
    "مطلع|بدايات|بدايه|اوائل|اواسط|منتصف|اواخر|نهايات|نهايه|ختام|وسط|غره"
    "|عطله نهايه|النصف الاول من|النصف الثاني من|طوال|طيله"
)
_HOUR_AR = (
    "ليل|ليله|مساء|صباح|صبيحه|فجر|بعد ظهر|ظهر|قبل ظهر|عصر"
    "|عشيه|ضحي|بعد زوال|زوال|نهار|امسيه|منتصف ليل|غروب|عند منتصف ليل|طوال"
)


def _month(second: bool = True) -> str:
    pair = rf"(?:(?:~[/\\(\-–]~| )(?P<month2>{_AR_MONTH})~\)?)?" if second else ""
    return rf"(?P<month>{_AR_MONTH}){pair}(?![^\W\d])"


_MONTH_TAIL = (
    rf"(?:(?:~[،,]?~(?:(?:من |في |ل)?{_YEAR_WORD} |من )?(?P<year>{_YEAR})(?:~م\b)?)"
    rf"|~[،,]?~(?P<which_year>{_WHICH_YEAR})| (?P<shift>{_SHIFT}))?"
)
_EN_TAIL = (
    rf"(?:(?:,? of |,~| )(?P<year>{_YEAR})|,?(?: of)? (?P<which_year>(?:last|this|next|the same|that"
    rf"|the previous) year))?"
)
_NUMBERED = r"(?:\d{1,4})"
# What has a year for a name: "the 2018 elections". A law, a constitution or a budget of a year is not of that time.
_EVENT_AR = (
    "انتخابات|احتجاجات|تظاهرات|مظاهرات|مسيرات|ثوره|انتفاضه|حراك|انقلاب|حرب|غزو|اجتياح|عدوان|معركه|مجزره|مذبحه|هجمات"
    "|تفجيرات|زلزال|فيضانات|اعصار|كارثه|قمه|مؤتمر|استفتاء|نكسه|هزيمه|هدنه|اتفاق|اتفاقيه|معاهده"
)
_EVENT_EN = (
    "elections?|vote|referendum|polls?|protests|demonstrations|uprisings?|revolution|revolt|coup|war|invasion|conflict"
    "|offensive|attacks?|bombings?|massacre|genocide|earthquake|floods|tsunami|hurricane|explosion|blast|summit"
    "|cease-?fire|truce|deal|agreement|accords?|treaty"
)

SOURCES: dict[str, str] = {
    "ymd": rf"(?P<year>{_YEAR})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?![\d/]|[-.]\d)",
    "dmy": rf"(?P<day>\d\d?)(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<year>{_YEAR})(?![/]|[-.]\d)",
    # --- Arabic
    "ar_named": rf"(?:ال)?(?:{_EVENT_AR})(?: ال\w+){{0,2}} (?P<year>{_YEAR})(?![-/.]?\d)",
    "ar_told": (
        r"(?:(?:(?P<same>(?:نفس|ذات|ذلك) اليوم|اليوم (?:نفسه|ذاته|عينه))|(?P<next>اليوم (?:التالي|الموالي))"
        r"|(?P<previous>اليوم السابق))(?!\w)"
        r"|(?:(?P<way>بعد|قبل|قبيل) ذلك|(?P<way2>بعدها|قبلها)) ب(?:(?P<two>يومين|اسبوعين)"
        rf"|(?:(?P<count>{_NUMBERED}|{_AR_COUNT}) )?(?P<unit>يوم|ايام|اسبوع|اسابيع)(?: واحد)?)(?!\w))"
    ),
    "ar_hijri": (
        rf"(?:(?P<day>{_DAY}|{longest_first(ORDINALS)})~(?:من )?(?:شهر )?)?(?P<month>{longest_first(HIJRI)})(?!\w)"
        r"(?:~[،,/]?~(?:(?:من )?(?:ال)?(?:عام|سنه) )?(?P<year>1[34]\d\d)(?!\d)(?:~ه(?:ـ|جري[ه]?)?(?!\w))?)?"
    ),
    "ar_day_month": (
        rf"(?P<day>{_DAY}|{longest_first(ORDINALS)})"
        rf"(?:(?:~(?:[-–،,/]|الي|حتي|و)~{_DAY}){{0,6}}~(?:[-–]|الي|حتي|و)~(?P<day_end>{_DAY}))?"
        rf"~(?:من )?(?:شهر )?{_month()}{_MONTH_TAIL}"
    ),
    "ar_month": rf"(?:(?:{_WHEN_AR}) )?(?P<word>(?:ل?شهر|شهري|اشهر) )?{_month()}{_MONTH_TAIL}",
    "ar_month_day": rf"(?P<day>{_DAY}|{longest_first(ORDINALS)})~(?:من )?(?:هذا )?الشهر(?: (?P<shift>{_SHIFT}))?",
    "ar_weekday": (
        rf"(?:(?:{_HOUR_AR}) )?(?:(?:يوم|نهار)ه? )?(?P<weekday>{_AR_WEEKDAY}|(?<=ل)(?:{_AR_AFTER_LAM}))(?!\w)"
        rf"(?:(?: |~[-–/]~)(?P<weekday2>{_AR_WEEKDAY})(?!\w))?(?: (?P<shift>{_SHIFT}))?"
    ),
    "ar_day": (
        rf"(?:(?:{_HOUR_AR}) )?(?:(?:ال)?يوم )?(?P<day_word>"
        r"اول من امس|اول امس|امس الاول|قبل امس|امس(?! الحاجه)|البارحه|الامس|بعد غد|بعد الغد|غدا|الغد|غد(?= )"
        r"|الليله الماضيه|ليل امس|الليله|هذا اليوم|هذا الصباح|هذا المساء|يومه|اليوم)(?!\w)"
    ),
    "ar_unit": (
        rf"(?:(?:{_WHEN_AR}) )?(?:(?P<this>هذا|هذه) (?P<unit>الاسبوع|الشهر|العام|السنه)(?!\w)"
        rf"|(?P<unit2>الاسبوع|الشهر|العام|السنه) (?P<shift>{_SHIFT}))"
        # "the start of the year" is this year's, unless it is the school year or that of a number.
        r"|(?:مطلع|بدايه|اوائل|اواسط|منتصف|اواخر|نهايه|ختام) (?P<unit3>الاسبوع|الشهر|العام"
        r"|السنه)(?!\w)(?! (?:ال|\d|نفس|ذات))"
    ),
    "ar_ago": (
        r"(?P<way>قبل|منذ|بعد|خلال|في غضون) (?P<about>(?:نحو|حوالي|قرابه|زهاء|ما يقارب|ما يقرب من"
        r"|اكثر من|اقل من|بضعه|بضع|عده) )?"
        r"(?:(?P<two>يومين|اسبوعين|شهرين|عامين|سنتين)|(?P<one>يوم|اسبوع|شهر|عام|سنه)(?!\w)"
        rf"(?! (?:ال|\d|{longest_first([*GREGORIAN, *LEVANTINE, *HIJRI])}))"
        rf"|(?:(?P<count>{_NUMBERED}|{_AR_COUNT}) )?(?P<unit>ايام|يوما|اسابيع|اسبوعا|اشهر|شهور|شهرا"
        rf"|اعوام|سنوات|سنين|عاما|سنه))(?!\w)"
        r"(?! \d)(?P<more>(?: ونصف| واحده?| تقريبا)?)"
    ),
    "ar_year": (
        rf"(?:(?:(?:{_WHEN_AR}|صيف|شتاء|ربيع|خريف) )?(?:ال)?(?:عام|سنه|عامي|اعوام|سنوات|للعام|لعام|لسنه|للسنه)"
        rf"|(?:(?P<loose>في|منذ|خلال|حتي|بحلول|قبل|بعد) )?(?:{_WHEN_AR}|صيف|شتاء|ربيع|خريف)(?: من)?"
        r"|(?:الربع|الثلث|الفصل|النصف|الثلاثي|السداسي) (?:الاول|الثاني|الثالث|الرابع"
        r"|الاخير)(?: من)?(?: (?:ال)?(?:عام|سنه))?"
        rf"|(?P<loose2>في|منذ|خلال|حتي|بحلول|قبل|بعد)) "
        rf"(?P<year>{_YEAR}|[1-9]\d\d(?=~(?:ميلادي|للميلاد)))(?P<hijri>~ه(?:ـ|جري[ه]?)?(?!\w))?(?:~(?:م|ميلادي[ه]?|للميلاد)(?!\w))?(?:~(?:[-–/]|الي|حتي|و)~(?P<year_end>{_YEAR}))?"
        r"(?! (?:قبل الميلاد|ق\.?م))"
    ),
    "ar_span": rf"(?P<loose>من|بين) (?P<year>{_YEAR})~(?:الي|حتي|و|[-–])~(?P<year_end>{_YEAR})",
    "ar_slash": r"(?:بتاريخ|تاريخ|يوم) (?P<day>\d\d?)/(?P<month>\d\d?)(?![\d/])",
    "ar_years": rf"\((?P<year>{_YEAR})(?:~[-–]~(?P<year_end>{_YEAR}))?\)",
    "ar_for": (
        r"(?:لمده|تستمر|يستمر|استمرت|استمر|تستغرق|يستغرق|استغرقت|استغرق|تدوم|دامت|علي مدي|علي مدار) (?:نحو |حوالي )?"
        rf"(?P<span>(?:(?:{_NUMBERED}|{_AR_COUNT}) )?(?:ايام|يوما|يومين|يوم|اسبوعا|اسبوعين|اسبوع"
        rf"|اسابيع|اشهر|شهرا|شهرين|شهر|عاما|عامين|عام"
        r"|اعوام|سنه|سنتين|سنوات))(?!\w)"
    ),
    # --- English
    "en_named": (
        r"(?:(?:[Tt]he|[Ii]ts|[Tt]heir|[Hh]is|[Aa]) (?:[a-z-]+ )?|(?<='s\x20))(?P<year>(?:1[89]|20)\d\d)"
        rf"(?= (?:[A-Za-z-]+ ){{0,2}}?(?:{_EVENT_EN})(?!\w))"
    ),
    "en_told": (
        r"(?:(?P<same>(?:[Tt]he|[Tt]hat) same day|[Tt]hat day)|(?P<next>[Tt]he (?:next|following) day)"
        r"|(?P<previous>[Tt]he (?:previous day|day before))"
        rf"|(?P<count>[Aa]|{_NUMBERED}|{_EN_COUNT}|[Oo]ne|[Tt]wo|[Tt]hree) (?P<unit>days?|weeks?) "
        r"(?P<way>later|earlier))(?!\w)"
    ),
    "en_month_day": (
        rf"(?P<month>{_EN_MONTH}) (?P<day>{_DAY})(?:st|nd|rd|th)?(?![:.]\d)"
        rf"(?:~(?:-|–|to|and|through|until)~(?P<day_end>{_DAY})(?:st|nd|rd|th)?(?![:.]\d|\w))?{_EN_TAIL}"
    ),
    "en_day_month": (
        rf"(?P<day>{_DAY})(?:st|nd|rd|th)?(?:~(?:-|–|to|and|through|until)~(?P<day_end>{_DAY})(?:st|nd|rd|th)?)?"
        rf"(?:~|-| of )(?P<month>{_EN_MONTH})(?!\w)(?:-(?P<year2>{_YEAR})|{_EN_TAIL})"
    ),
    "en_month": (
        r"(?:(?P<ask>[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Dd]uring|[Ff]rom|[Tt]hrough|[Tt]hroughout|[Ee]arly|[Ll]ate|[Mm]id-?|[Bb]efore|[Aa]fter"
        r"|[Ee]nd of|[Bb]eginning of|[Ss]tart of|middle of|month of|[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast"
        r"|[Cc]oming)[-\x20]?~){0,2}"
        rf"(?P<month>{_EN_FULL})(?!\w)(?! {_DAY}){_EN_TAIL}"
    ),
    "en_weekday": (
        r"(?:(?P<shift>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|[Cc]oming|[Tt]he following|[Tt]he previous) )?"
        rf"(?P<weekday>{_EN_WEEKDAY})(?![\w])(?: (?:morning|afternoon|evening|night)(?!\w))?"
    ),
    "en_day": (
        r"(?P<day_word>[Tt]he day before yesterday|[Tt]he day after tomorrow|[Yy]esterday|[Tt]oday"
        r"|[Tt]omorrow|[Tt]onight|[Ll]ast night"
        r"|[Ee]arlier today|[Tt]his (?:morning|afternoon|evening))(?!\w)(?: (?:morning|afternoon|evening|night)(?!\w))?"
    ),
    "en_unit": (
        r"(?:(?:[Ee]arlier|[Ll]ater|[Ll]ate|[Ee]arly|[Ee]nd of|[Bb]eginning of"
        r"|[Ss]tart of) )?(?P<shift>[Tt]his|[Ll]ast|[Nn]ext) "
        r"(?P<unit>week|weekend|month|year)(?!\w)"
    ),
    "en_ago": (
        r"(?:(?P<about>[Aa]bout|[Aa]round|[Aa]lmost|[Nn]early|[Mm]ore than|[Oo]ver|[Ll]ess than|[Rr]oughly|[Ss]ome) )?"
        rf"(?P<count>{_NUMBERED}|{_EN_COUNT}|A|An|One|Two|Three|several|Several|many|Many|a few|A few"
        rf"|a couple of|decades)~"
        r"(?P<unit>days?|weeks?|months?|years?)? (?P<way>ago)(?!\w)"
    ),
    "en_year": (
        r"(?:[Ii]n|[Ss]ince|[Bb]y|[Dd]uring|[Uu]ntil|[Ff]rom|[Bb]efore|[Aa]fter|[Bb]etween|[Ee]arly"
        r"|[Ll]ate|[Mm]id|[Tt]he year|[Ss]ummer of|[Ww]inter of"
        rf"|[Ss]pring of|[Aa]utumn of|[Ff]all of|[Ss]ummer|[Ww]inter"
        rf"|[Ss]pring)[-\x20](?P<year>{_YEAR})(?:~(?:-|–|to|and|until|through)~(?P<year_end>{_YEAR}))?"
        r"(?!['’]?s\b|\w|[,.]\d)"
    ),
    "en_years": rf"\((?P<year>{_YEAR})(?:~[-–]~(?P<year_end>{_YEAR}))?\)",
    "en_for": rf"[Ff]or (?P<span>(?:the )?(?:{_NUMBERED}|{_EN_COUNT}|several|a few) (?:days?|weeks?|months?"
    rf"|years?))(?!\w)",
}


def _spaced(source: str) -> str:
    return source.replace(" ", " +").replace("~", " *")


# A phrase starts a word, or follows one-letter clitics that do (وأمس, بالأمس, ولأبريل).
_AR_START = r"(?:(?<!\w)|(?<=(?<!\w)[وفبلك])|(?<=(?<!\w)[وف][بلك]))"
_EN_START = r"(?<![\w$€£])"


_AR_FIRST = (
    "شهر لشهر شهري اشهر يوم نهار يومه اول امس الامس اليوم قبل البارحه بعد غد غدا الغد الليله هذا هذه الاسبوع الشهر "
    "العام السنه عام سنه عامي اعوام سنوات للعام لعام لسنه للسنه منذ خلال بحلول صيف شتاء ربيع خريف تاريخ "
    "الربع الثلث الفصل النصف الثلاثي السداسي لمده تستمر يستمر استمر تستغرق يستغرق استغرق تدوم دامت علي"
)
_AR_COMMON = (
    rf"(?:في|من|بين|حتي) +(?:\d|غضون|مطلع|نهايه|اواخر|اوائل)|(?:ال)?(?:{_EVENT_AR})(?: +ال\w+){{0,2}} +\d"
    r"|اليوم +(?:نفسه|ذاته|عينه|التالي|الموالي|السابق)|(?:نفس|ذات|ذلك) +اليوم|(?:قبيل|قبل|بعد) +ذلك +ب|(?:قبل|بعد)ها +ب"
)
_EN_FIRST = (
    "since until during throughout early late mid end beginning start last next this past coming yesterday today "
    "tomorrow tonight earlier later about around almost nearly more over less roughly some two three four five six "
    "seven eight nine ten eleven twelve twenty thirty several many decades summer winter spring autumn fall month "
    "middle"
)
_EN_COMMON = (
    r"(?:[Tt]he|[Tt]hat|[Ii]ts|[Tt]heir|[Hh]is) +(?:day|year|following|previous|next|same|(?:[a-z-]+ +)?\d{4})"
    r"|[Aa] +(?:[a-z-]+ +)?\d{4}|[Aa]n? +(?:few|couple|day|week|month|year)|one +|One +"
    r"|(?:[Ii]n|[Bb]y|[Ff]rom|[Tt]hrough|[Bb]efore|[Aa]fter|[Bb]etween)[-\x20]+(?:\d|[A-Z]|mid|early|late|the)"
    r"|[Ff]or +(?:the +)?(?:\d|[a-z])"
)


def _begins(words: Iterable[str], others: str) -> str:
    """A look-ahead for any of `words`, as a tree by their first letters: what most words of a text fail at once.

    `others` is for words that are too common to try all else behind each of them.
    """
    tree: dict[str, dict[str, set[str]]] = {}
    for word in words:
        tree.setdefault(word[0], {}).setdefault(word[1:2], set()).add(re.escape(word[2:]))
    letters = (
        re.escape(first)
        + "(?:"
        + "|".join(f"{re.escape(second)}(?:{'|'.join(sorted(rests))})" for second, rests in sorted(seconds.items()))
        + ")"
        for first, seconds in sorted(tree.items())
    )
    return rf"(?=[(\d]|{'|'.join(letters)}|{others})"


def _first_words(alternatives: str) -> list[str]:
    return [phrase.split()[0] for phrase in alternatives.split("|")]


_AR_NAMES = "|".join((_AR_MONTH, _AR_WEEKDAY, _AR_AFTER_LAM, _WHEN_AR, _HOUR_AR, *HIJRI, *ORDINALS))
_AR_GUARD = _begins([*_first_words(_AR_NAMES), *_AR_FIRST.split()], _AR_COMMON)
_EN_NAMES = [name for name in (*ENGLISH_MONTHS, *WEEKDAYS) if name.isascii()]
_EN_GUARD = _begins([*_EN_NAMES, *_EN_FIRST.split(), *_EN_FIRST.title().split()], _EN_COMMON)


@cache
def finder(arabic: bool) -> re.Pattern[str]:
    """The one expression that finds dates in Arabic, or in scripts with Latin letters; each is compiled when needed."""
    prefix, start, guard = ("ar_", _AR_START, _AR_GUARD) if arabic else ("en_", _EN_START, _EN_GUARD)
    # Names of groups cannot repeat in one expression, and back references need theirs: both are spelled out.
    branches = []
    for kind, source in SOURCES.items():
        if kind in ("ymd", "dmy") or kind.startswith(prefix):
            branch = source.replace("(?P=mark)", r"[-/.]")
            branches.append(f"(?P<{kind}>{re.sub(r'[(][?]P<(?!=)[a-z_0-9]+>', '(?:', _spaced(branch))})")
    return re.compile(f"{start}{guard}(?:{'|'.join(branches)})")


@cache
def detail(kind: str) -> re.Pattern[str]:
    """The expression that reads the parts of what was found as one of `SOURCES`."""
    return re.compile(_spaced(SOURCES[kind]))
