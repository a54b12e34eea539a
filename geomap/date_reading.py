"""What a date expression says, before it is known on which day it was written.

`read` turns a match of `date_patterns` into an `Expression`, or None where the words only look like one (the verb مارس,
مدينة 6 أكتوبر, Black Friday). `joined` makes one of two that stand side by side ("أمس الأحد", "الجمعة 15 سبتمبر 2023").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from geomap.date_patterns import detail
from geomap.months import COUNTS, HIJRI, LEVANTINE, MONTHS, ORDINALS, UNSURE, WEEKDAYS


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression's parts; `start`, `end` in the text it was read from. None is what it does not say.

    `shift` is the step that words like الماضي (-1), الجاري (0), المقبل (1) tell; `offset` counts days from the day of
    writing; `unit` with `count` is an amount of time that lies back (`shift` -1) or ahead (1).
    """

    start: int
    end: int
    kind: str
    year: int | None = None
    year_end: int | None = None
    month: int | None = None
    month_end: int | None = None
    day: int | None = None
    day_end: int | None = None
    weekday: int | None = None
    weekday_end: int | None = None
    offset: int | None = None
    shift: int | None = None
    year_shift: int | None = None
    unit: str | None = None
    count: int | None = None
    about: bool = False
    hijri: bool = False
    same_year: bool = False
    same_month: bool = False
    since_told: int | None = None
    """How many days it lies from the day that the text told last: "the same day" (0), "two days later" (2)."""
    vague: bool = False
    """It speaks of a time that its words do not fix: "days ago", "the following Sunday", a length of time."""


_PAST = re.compile(r"الماضي|المنصرم|الفائت|المنقضي|الفارط|[Ll]ast|[Pp]ast")
_NEXT = re.compile(r"المقبل|القادم|الاتي|الآتي|الداخل|[Nn]ext|[Cc]oming")
_THIS = re.compile(r"الجاري|الحالي|هذا|هذه|[Tt]his")
_OFFSETS = {
    **dict.fromkeys(("اول من امس", "اول امس", "امس الاول", "قبل امس", "the day before yesterday"), -2),
    **dict.fromkeys(("امس", "البارحه", "الامس", "الليله الماضيه", "ليل امس", "yesterday", "last night"), -1),
    **dict.fromkeys(("بعد غد", "بعد الغد", "the day after tomorrow"), 2),
    **dict.fromkeys(("غدا", "الغد", "غد", "tomorrow"), 1),
}
_UNITS = {
    "week": "week",
    "weekend": "week",
    "month": "month",
    "year": "year",
    "الاسبوع": "week",
    "الشهر": "month",
    "العام": "year",
    "السنه": "year",
}
_AMOUNTS = (
    ("day", ("يوم", "يوما", "يومين", "ايام", "day", "days")),
    ("week", ("اسبوع", "اسبوعا", "اسبوعين", "اسابيع", "week", "weeks")),
    ("month", ("شهر", "شهرا", "شهرين", "اشهر", "شهور", "month", "months")),
    ("year", ("عام", "عاما", "عامين", "اعوام", "سنه", "سنتين", "سنوات", "سنين", "year", "years")),
)
_AMOUNT = {word: unit for unit, words in _AMOUNTS for word in words}

# Names that hold a date but tell none: Egypt's 6th of October City, Lebanon's 14 March alliance, a street, a movement.
_NAMED_BEFORE = re.compile(
    r"(?<!\w)(?:[وفبل]|لل|ال)?(?:مدين[هت]|ثور[هت]|جسر|كوبري|ميدان|ساحه|حي|شارع|محور|حركه|قوي|تحالف|فريق|جامعه|مستشفي|سد"
    r"|صحيفه|ملعب|استاد|مطار|كتيبه|لواء|مفاعل|شركه|سياره|حرب) *$"
)
_PRAYER_BEFORE = re.compile(r"(?<!\w)[وفبل]?(?:سوق|مسجد|جامع|صلاه|صلوات|خطبه|سوره|صحيفه|جريده|مجله) *$")
_WEEKDAY_NAMES_AFTER = re.compile(r" *(?:عشر|الدامي|الاسود|السوداء|العظيم|اليتيم|الاسبوعي)")
_NOT_TODAY = re.compile(
    r" +(?:(?:ال(?:اول|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع|عاشر|حادي|تالي|موالي|سابق|واحد|كامل"
    r"|اخير|مفتوح|مدرسي|دراسي)"
    r"|نفسه|ذاته|عينه|الذي|قبل|بعد ان)(?!\w)|ال\w+ي(?!\w)|[٠-٩\d]+ *(?:من|ل))"
)
_TODAY_AFTER = re.compile(
    r"(?:في ذلك|ذلك|نفس|كل|طوال|مثل هذا|حتي|لحد|قضايا|هموم|عالم|جيل|خبر|اخبار|صحيفه|المصري|روسيا|العرب) *$"
)
_COUNTED = re.compile(
    r" *(?:متر|كيلو|كلم|كم\b|شخص|طن|دولار|يورو|جندي|قتيل|جريح|منزل|قري|الف|مليون|وحد|موقع|دونم|هكتار"
    r"|ميل|حال[ههت]|لاجئ|عائل|اسر[هة]|مدرس|"
    r"شرك|مشارك|نسم|حاوي|صارو|سيار|عامل|طالب|مقاتل|ناخب|صوت|نقط|ساع|دقيق|يوم\b|رجل|امرا|طفل|مواطن|مهاجر|سجين|اسير|غار|جني|ريال|درهم|ليره|برميل|"
    r"(?:people|troops|soldiers|men|women|children|homes|houses|dollars|km|miles|meters|metres|feet|tons|votes|cases|deaths|"
    r"victims|members|workers|jobs|points|others|percent|per|pounds|euros)\b|[%٪$€£])"
)
_MONTH_ASKED = re.compile(
    r"(?:(?:^|[^\w])(?:[وفب]?(?:في|خلال|منذ|حتي|الي|من|قبل|بعد|بحلول|شهر|لشهر|مطلع|بدايه|اوائل|اواسط"
    r"|منتصف|اواخر|نهايه|بين))) *$"
)
_EN_ASKED = re.compile(
    r"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Dd]uring|[Ff]rom|[Tt]hrough|[Tt]hroughout|[Ee]arly|[Ll]ate|[Mm]id|[Bb]efore|[Aa]fter|of|[Ll]ast|"
    r"[Nn]ext|[Tt]his|[Pp]ast|[Cc]oming|and|to|between)[- ]*$"
)
_EN_NAMED_BEFORE = re.compile(
    r"(?:Black|Good|Bloody|Super|Palm|Easter|Ash|Cyber|Shrove|Fat|Giving|Sheffield|Holy|Spy|Big) $"
)
_EN_NAMED_AFTER = re.compile(r"(?: (?:Times|Telegraph|Mirror|Mail|Express|Herald|Post|Night Live|Agreement)\b|s\b)")


_LEAD = re.compile(
    r"(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Dd]uring|[Ff]rom|[Tt]hrough|[Tt]hroughout|[Bb]efore|[Aa]fter|[Bb]etween|في|منذ|خلال|حتي"
    r"|بحلول|قبل|بعد|من|بين) +"
)


def _shift(words: str | None) -> int | None:
    if not words:
        return None
    if _PAST.search(words):
        return -1
    if _NEXT.search(words):
        return 1
    return 0 if _THIS.search(words) else None


def _number(word: str | None) -> int | None:
    if word is None:
        return None
    return int(word) if word.isdigit() else ORDINALS.get(" ".join(word.split())) or COUNTS.get(word)


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def read(kind: str, text: str, start: int) -> Expression | None:
    """The expression of `kind` that begins at `text[start]` (plain form), or None where it is none after all."""
    match = detail(kind).match(text, start)
    if match is None:
        return None
    part = match.groupdict()
    if kind.endswith("_named"):
        return Expression(match.start("year"), match.end("year"), kind, year=int(part["year"] or 0))
    if kind.endswith("_told"):
        return _told(Expression(start, match.end(), kind), part)
    lead = _LEAD.match(text, start, match.end()) if kind in ("ar_year", "ar_span", "en_year", "en_month") else None
    found = Expression(lead.end() if lead else start, match.end(), kind)
    if kind in ("ymd", "dmy"):
        return _numeric(found, part)
    if kind == "ar_hijri":
        return _hijri(found, part, text)
    if part.get("month") is not None or kind == "ar_month_day":
        return _month(found, part, text)
    if "weekday" in part:
        return _weekday(found, part, text)
    if "day_word" in part:
        return _day_word(found, part, text)
    return _amount(found, part, text)


def _numeric(found: Expression, part: dict[str, str | None]) -> Expression | None:
    year, month, day = (int(part[name] or 0) for name in ("year", "month", "day"))
    if month > 12 and found.kind == "dmy":
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31 and year >= 1000):
        return None
    return replace(found, year=year, month=month, day=day, hijri=year < 1600)


def _hijri(found: Expression, part: dict[str, str | None], text: str) -> Expression | None:
    asked = re.search(
        r"(?:شهر|لشهر|هلال|خلال|غره|مطلع|اواخر|نهايه|بدايه) *$", text[max(0, found.start - 8) : found.start]
    )
    if not (part["day"] or part["year"] or asked):
        return None
    if _NAMED_BEFORE.search(text[max(0, found.start - 12) : found.start]):
        return None
    month = HIJRI[_words(part["month"])]
    year = int(part["year"]) if part["year"] else None
    return replace(found, year=year, month=month, day=_number(part["day"]), hijri=True)


def _month(found: Expression, part: dict[str, str | None], text: str) -> Expression | None:
    before = text[max(0, found.start - 14) : found.start]
    if _NAMED_BEFORE.search(before) and not part.get("year"):
        return None
    name = _words(part.get("month"))
    which = part.get("which_year")
    year = part.get("year") or part.get("year2")
    shift_words = part.get("shift")
    pair = part.get("month2")
    if found.kind == "ar_month" and re.search(r"\d *$", before):
        return None  # the day before it was refused: it belongs to a name
    alone = not (part.get("day") or year or which or shift_words or pair or part.get("word"))
    if found.kind == "ar_month" and alone and name in UNSURE:
        before = text[max(0, found.start - 14) : match_start(text, found.start, name)]
        if not _MONTH_ASKED.search(before) or (
            name in ("اب", "مارس") and re.match(r" +\w", text[found.end : found.end + 3])
        ):
            return None
    if found.kind == "en_month" and alone and not (part.get("ask") or _EN_ASKED.search(before)):
        return None
    month = int(name) if name.isdigit() else MONTHS[name] if name else None
    if month is not None and not 1 <= month <= 12:
        return None
    month_end = MONTHS[_words(pair)] if pair else None
    if month_end is not None and (month_end <= (month or 0) or (name in LEVANTINE) != (_words(pair) in LEVANTINE)):
        month_end = None  # the same month in two calendars, or a slip of the pen: the first name counts
    found = replace(
        found,
        month=month,
        month_end=month_end,
        year=int(year) if year else None,
        day=_number(part.get("day")),
        day_end=_number(part.get("day_end")),
        shift=_shift(shift_words or part.get("ask")),
        same_year=bool(which and re.search(r"نفس|ذات|same|that", which)),
        year_shift=_shift(which),
    )
    if found.kind == "ar_month_day":
        before = text[max(0, found.end - 24) : found.end]
        same = bool(re.search(r"نفس|ذات", shift_words or ""))
        found = replace(found, unit="month", shift=0 if "هذا" in before else found.shift, same_month=same)
        return replace(found, vague=found.shift is None and not same)
    unclear = (shift_words and found.shift is None) or (which and found.year_shift is None and not found.same_year)
    return replace(found, vague=bool(unclear))


def match_start(text: str, start: int, name: str) -> int:
    """Where `name` begins at or behind `start`: a phrase may open with a word that asks for a time."""
    at = re.compile(name.replace(" ", " +")).search(text, start)
    return at.start() if at else start


def _weekday(found: Expression, part: dict[str, str | None], text: str) -> Expression | None:
    before, after = text[max(0, found.start - 12) : found.start], text[found.end : found.end + 16]
    says_day = "يوم" in text[found.start : found.end]
    if found.kind == "ar_weekday" and not says_day:
        if _PRAYER_BEFORE.search(before) or _WEEKDAY_NAMES_AFTER.match(after):
            return None
        if part["weekday"] == "الاثنين" and re.search(r"(?:بين|كلا|هذين|اي من) *$", before):
            return None
    if found.kind == "en_weekday" and (_EN_NAMED_BEFORE.search(before) or _EN_NAMED_AFTER.match(after)):
        return None
    words = part.get("shift")
    shift = _shift(words)
    if shift == 0:
        shift, words = None, None  # "this Friday" says no more than Friday
    second = part.get("weekday2")
    return replace(
        found,
        weekday=_weekday_number(part["weekday"] or ""),
        weekday_end=WEEKDAYS[second] if second else None,
        shift=shift,
        vague=bool(words) and shift is None,
    )


def _weekday_number(name: str) -> int:
    return WEEKDAYS[name] if name in WEEKDAYS else WEEKDAYS["ا" + name]


def _day_word(found: Expression, part: dict[str, str | None], text: str) -> Expression | None:
    word = _words(part["day_word"])
    word = word if word[0] > "z" else word.lower()
    if word == "اليوم":
        before, after = text[max(0, found.start - 12) : found.start], text[found.end : found.end + 24]
        follows = text[found.end : found.end + 12]
        if not re.match(rf" +(?:{'|'.join(name for name in WEEKDAYS if not name.isascii())})(?!\w)", follows) and (
            _NOT_TODAY.match(after) or _TODAY_AFTER.search(before)
        ):
            return None
    return replace(found, offset=_OFFSETS.get(word, 0))


def _amount(found: Expression, part: dict[str, str | None], text: str) -> Expression | None:
    after = text[found.end : found.end + 14]
    if found.kind.endswith("_for"):
        return replace(found, vague=True)
    if found.kind.endswith("_unit"):
        unit = part["unit"] or part.get("unit2") or part.get("unit3") or ""
        shift = 0 if part.get("this") or part.get("unit3") else _shift(part.get("shift"))
        return replace(found, unit=_UNITS[unit], shift=shift, vague=shift is None)
    if found.kind.endswith(("_year", "_years", "_span")):
        loose = part.get("loose") or part.get("loose2") or found.kind in ("en_year", "en_years")
        if loose and (_COUNTED.match(after) or int(part["year"] or 0) < 1800):
            return None
        year_end = int(part["year_end"]) if part["year_end"] else None
        return replace(found, year=int(part["year"] or 0), year_end=year_end, hijri=bool(part.get("hijri")))
    return _ago(found, part, after)


def _told(found: Expression, part: dict[str, str | None]) -> Expression | None:
    if part["same"]:
        return replace(found, since_told=0)
    if part["next"] or part["previous"]:
        return replace(found, since_told=1 if part["next"] else -1)
    two = part.get("two")
    unit = _AMOUNT.get(two or part["unit"] or "")
    count = 2 if two else _number((part["count"] or "one").lower())
    if unit is None or count is None:
        return None
    back = (part["way"] or part.get("way2") or "").startswith(("قب", "earlier"))
    return replace(found, since_told=count * (7 if unit == "week" else 1) * (-1 if back else 1))


def _ago(found: Expression, part: dict[str, str | None], after: str) -> Expression | None:
    two, one = part.get("two"), part.get("one")
    unit = _AMOUNT.get(two or one or part["unit"] or "")
    count = 2 if two else 1 if one else _number((part["count"] or "").lower() or None)
    way = part["way"] or ""
    if unit is None:
        return replace(found, vague=True) if way == "ago" else None
    about = bool(part.get("about")) or bool((part.get("more") or "").strip() not in ("", "واحد", "واحده"))
    measured_from_else = way in ("قبل", "بعد") and re.match(r" +(?:من|علي)(?!\w)", after)
    vague = count is None or bool(measured_from_else) or way in ("خلال", "في غضون")
    return replace(found, unit=unit, count=count, shift=1 if way == "بعد" else -1, about=about, vague=vague)


_SIDE_BY_SIDE = re.compile(r" *[،,]? *[(–-]? *(?:ال|و)?(?:موافقه?(?: *ل)?)? *")
_IN_OTHER_WORDS = re.compile(r" *(?:ه(?:ـ|جري[هة]?)?)? *[،,(/–-]? *(?:ال|و)?(?:موافق)?(?:ه)? *(?:ل)? *")
_WEEK_OF = re.compile(r" *(?:من|of|in)? *")
_TO = re.compile(r" *(?:-|–|الي|حتي|ولغايه|لغايه|وحتي|والي|to|until|till|through) *(?:يوم *)?")
_AND = re.compile(r" *(?:و|and) *(?:يوم *)?")
_BETWEEN = re.compile(r"(?:بين(?: يومي| عامي| شهري)?|between) *$")


def joined(first: Expression, second: Expression, text: str) -> Expression | None:
    """One expression out of two neighbours in `text`, or None where each stands for itself."""
    gap = text[first.end : second.start]
    if len(gap) > 16:
        return None
    if first.hijri != second.hijri and _IN_OTHER_WORDS.fullmatch(gap):
        return replace(second if first.hijri else first, start=first.start, end=second.end)
    names_day = first.day is None and first.month is None and (first.weekday is not None or first.offset is not None)
    if names_day and _SIDE_BY_SIDE.fullmatch(gap) and not second.vague and not first.vague:
        if second.day is not None:
            return replace(second, start=first.start, weekday=first.weekday, offset=first.offset)
        if second.weekday is not None and first.weekday is None and second.shift is None:
            return replace(second, start=first.start, offset=first.offset)
        if first.weekday is not None and second.offset is not None and first.shift is None:
            return replace(first, end=second.end, offset=second.offset)
    if (
        first.day is not None
        and first.weekday is None
        and second.weekday is not None
        and gap.strip() in ("(", ",", "،")
    ):
        return replace(first, end=second.end, weekday=second.weekday)
    if first.weekday is not None and second.unit == "week" and second.count is None and _WEEK_OF.fullmatch(gap):
        return replace(second, start=first.start, weekday=first.weekday)
    return None


def listed(first: Expression, second: Expression, text: str) -> bool:
    """Whether the two stand in one list, so that what dates the last dates both: في أيلول وتشرين الأول 2021."""
    bare = first.year is None and first.shift is None and first.year_shift is None and not first.hijri
    if first.month is None or second.month is None or not bare or (first.day is None) != (second.day is None):
        return False
    gap = text[first.end : second.start]
    return len(gap) < 8 and bool(_AND.fullmatch(gap) or _TO.fullmatch(gap) or gap.strip() in (",", "،"))


def ranged(first: Expression, second: Expression, text: str) -> bool:
    """Whether the two are the ends of one span of time: من الاثنين إلى الخميس, between May 3 and June 5."""
    alike = (
        (first.day is None) == (second.day is None)
        and (first.weekday is None) == (second.weekday is None)
        and (first.month is None) == (second.month is None)
        and not (first.vague or second.vague or first.unit or second.unit)
        and (first.offset is None or second.offset is not None or second.weekday is not None)
    )
    gap = text[first.end : second.start]
    if not alike or len(gap) > 16:
        return False
    if _TO.fullmatch(gap):
        return True
    return bool(_AND.fullmatch(gap)) and bool(_BETWEEN.search(text[max(0, first.start - 14) : first.start]))
