"""Names of months, weekdays, days and counts in Arabic (every press tradition) and English, with their numbers.

Arabic keys are in the plain form that `plain` gives: no hamza on or under alef (alef madda stays: آب is August, اب a
father), alef maksura as yeh, teh marbuta as heh. Sources: Unicode CLDR's Arabic locales for the Levantine, Egyptian,
Algerian and Moroccan names; news usage for the spellings beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_PLAIN = {
    **dict.fromkeys(map(ord, "أإٱ"), "ا"),
    **dict.fromkeys(map(ord, "ىیېۍ"), "ي"),
    **dict.fromkeys(map(ord, "ةۀہھە"), "ه"),
    **dict.fromkeys(map(ord, "کڪ"), "ك"),
    **{0x0660 + digit: str(digit) for digit in range(10)},
    **{0x06F0 + digit: str(digit) for digit in range(10)},
    **dict.fromkeys([0x0009, 0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    **dict.fromkeys(map(ord, "’ʼ‘`"), "'"),
}

_PLAIN_PAIRS = tuple((chr(code), form) for code, form in _PLAIN.items())


def plain(text: str) -> str:
    """`text` with letters that spell the same word made one; as long as it came: every offset stays."""
    if text.isascii():
        return text.replace("\t", " ")
    for letter, form in _PLAIN_PAIRS:  # ten times as fast as str.translate on Arabic
        text = text.replace(letter, form)
    return text


def _numbered(names: Iterable[Iterable[str]], first: int = 1) -> dict[str, int]:
    return {plain(name): number for number, spellings in enumerate(names, first) for name in spellings}


GREGORIAN = _numbered(
    (
        ("يناير", "ينايير", "جانفي"),
        ("فبراير", "فيفري", "فبرايير"),
        ("مارس",),
        ("أبريل", "إبريل", "أفريل"),
        ("مايو", "ماي"),
        ("يونيو", "يونيه", "يونية", "جوان"),
        ("يوليو", "يوليوز", "يوليه", "يولية", "جويلية"),
        ("أغسطس", "أوغسطس", "غشت", "أوت"),
        ("سبتمبر", "سيبتمبر", "شتنبر"),
        ("أكتوبر", "أوكتوبر"),
        ("نوفمبر", "نوفبمر", "نونبر", "نوڤمبر"),
        ("ديسمبر", "دجنبر", "ديسمبير"),
    )
)
LEVANTINE = _numbered(
    (
        ("كانون الثاني", "كانون ثاني", "كانون ثان"),
        ("شباط", "أشباط"),
        ("آذار", "أذار"),
        ("نيسان",),
        ("أيار", "آيار"),
        ("حزيران",),
        ("تموز",),
        ("آب", "أب"),
        ("أيلول", "ايلول"),
        ("تشرين الأول", "تشرين أول"),
        ("تشرين الثاني", "تشرين ثاني", "تشرين ثان"),
        ("كانون الأول", "كانون أول"),
    )
)
HIJRI = _numbered(
    (
        ("محرم", "المحرم", "محرم الحرام"),
        ("صفر", "صفر الخير"),
        ("ربيع الأول", "ربيع أول"),
        ("ربيع الآخر", "ربيع الاخر", "ربيع الثاني", "ربيع ثاني"),
        ("جمادى الأولى", "جمادى الأول", "جمادي الاولى"),
        ("جمادى الآخرة", "جمادى الاخرة", "جمادى الثانية", "جمادى الآخر", "جمادى الثاني"),
        ("رجب",),
        ("شعبان",),
        ("رمضان", "رمضان المبارك"),
        ("شوال",),
        ("ذو القعدة", "ذي القعدة", "ذوالقعدة"),
        ("ذو الحجة", "ذي الحجة", "ذوالحجة"),
    )
)
UNSURE = frozenset(
    plain(name)
    for name in ("مارس", "ماي", "شباط", "تموز", "نيسان", "آب", "أب", "جوان", "أوت", "مايو", "أيار", "آيار", "جويلية")
)
"""Month names that are also verbs, names or other words: alone they count only behind a word that asks for a time."""

ENGLISH = _numbered(
    (
        ("January", "JANUARY", "Jan.", "Jan", "JAN"),
        ("February", "FEBRUARY", "Feb.", "Feb", "FEB"),
        ("March", "MARCH", "Mar.", "Mar"),
        ("April", "APRIL", "Apr.", "Apr"),
        ("May", "MAY"),
        ("June", "JUNE", "Jun.", "Jun"),
        ("July", "JULY", "Jul.", "Jul"),
        ("August", "AUGUST", "Aug.", "Aug"),
        ("September", "SEPTEMBER", "Sept.", "Sept", "Sep.", "Sep"),
        ("October", "OCTOBER", "Oct.", "Oct", "OCT"),
        ("November", "NOVEMBER", "Nov.", "Nov", "NOV"),
        ("December", "DECEMBER", "Dec.", "Dec", "DEC"),
    )
)
MONTHS: Mapping[str, int] = {**GREGORIAN, **LEVANTINE, **ENGLISH}

WEEKDAYS = _numbered(
    (
        ("الاثنين", "الإثنين", "الأثنين", "الاتنين", "Monday", "MONDAY", "Mon."),
        ("الثلاثاء", "الثلاثا", "الثلثاء", "Tuesday", "TUESDAY", "Tues.", "Tue."),
        ("الأربعاء", "الاربعا", "الإربعاء", "Wednesday", "WEDNESDAY", "Wed."),
        ("الخميس", "Thursday", "THURSDAY", "Thurs.", "Thu."),
        ("الجمعة", "الجمعه", "Friday", "FRIDAY", "Fri."),
        ("السبت", "Saturday", "SATURDAY", "Sat."),
        ("الأحد", "الاحد", "Sunday", "SUNDAY"),
    ),
    first=0,
)
"""0 is Monday, as in `datetime.date.weekday`."""

_UNITS = ("الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر")
_TEENS = ("الحادي", *_UNITS[1:9])
ORDINALS: Mapping[str, int] = {
    **_numbered((name,) for name in _UNITS),
    **{plain(f"{name} عشر"): number for number, name in enumerate(_TEENS, 11)},
    **{plain(f"{name} {tens}"): 20 + n for n, name in enumerate(_TEENS, 1) for tens in ("والعشرين", "والعشرون")},
    **dict.fromkeys(("العشرين", "العشرون"), 20),
    **dict.fromkeys(("الثلاثين", "الثلاثون"), 30),
    **dict.fromkeys(("الحادي والثلاثين", "الحادي والثلاثون"), 31),
}
"""Arabic ordinals that name a day of the month ("الرابع من أغسطس")."""

COUNTS: Mapping[str, int] = {
    **_numbered(
        (
            ("واحد", "واحدة", "one", "a", "an"),
            ("اثنين", "اثنان", "اثنتين", "two"),
            ("ثلاثة", "ثلاث", "three"),
            ("أربعة", "أربع", "four"),
            ("خمسة", "خمس", "five"),
            ("ستة", "ست", "six"),
            ("سبعة", "سبع", "seven"),
            ("ثمانية", "ثماني", "ثمان", "eight"),
            ("تسعة", "تسع", "nine"),
            ("عشرة", "عشر", "ten"),
        )
    ),
    "eleven": 11,
    "twelve": 12,
    "عشرين": 20,
    "twenty": 20,
    "ثلاثين": 30,
    "thirty": 30,
}


def longest_first(names: Iterable[str]) -> str:
    """A regular expression's alternatives for `names`, longer ones first so that none hides another."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(name.replace(".", r"\.") for name in ordered)
