"""Datelines and the agencies in them: where and by whom a report was filed, at the head of its first paragraph.

`find_dateline` is strict on purpose: a clause with a colon or a dash, a quotation or "X said:" is no dateline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from geomap.date_hints import NEWS_VERBS, SPEECH_VERBS
from geomap.months import MONTHS, longest_first, plain

AGENCIES: dict[str, str] = {
    r"[ا]\s?\.?\s?ف\s?\.?\s?ب\.?|فرانس برس|وكاله فرانس برس|وكاله الصحافه الفرنسيه|AFP": "AFP",
    r"رويترز|وكاله رويترز|Reuters|REUTERS|Thomson Reuters Foundation": "Reuters",
    r"ا\s?\.?\s?ب\.?|اسوشيتد برس|اسوشييتد برس|The Associated Press|Associated Press|AP": "AP",
    r"د\s?\.?\s?ب\s?\.?\s?ا\.?|dpa|DPA": "dpa",
    r"ا\s?\.?\s?ش\s?\.?\s?ا\.?|وكاله انباء الشرق الاوسط|MENA": "MENA",
    r"و\s?\.?\s?م\s?\.?\s?ع\.?|MAP": "MAP",
    r"و\s?\.?\s?ا\s?\.?\s?ج\.?|وكاله الانباء الجزائريه|APS": "APS",
    r"وات|TAP": "TAP",
    r"واس|وكاله الانباء السعوديه|SPA": "SPA",
    r"وام|WAM": "WAM",
    r"كونا|KUNA": "KUNA",
    r"قنا|QNA": "QNA",
    r"بنا|BNA": "BNA",
    r"بترا|Petra": "Petra",
    r"سانا|SANA": "SANA",
    r"وفا|WAFA": "WAFA",
    r"معا|Ma'an": "Ma'an",
    r"الاناضول|وكاله الاناضول|Anadolu|AA": "Anadolu",
    r"ارنا|IRNA": "IRNA",
    r"شينخوا|Xinhua|XINHUA": "Xinhua",
    r"تاس|TASS": "TASS",
    r"انترفاكس|Interfax": "Interfax",
    r"سبوتنيك|Sputnik": "Sputnik",
    r"يونهاب|Yonhap": "Yonhap",
    r"كيودو|Kyodo": "Kyodo",
    r"UPI|يو بي اي": "UPI",
    r"آكي|آكى|اكي|Adnkronos": "AKI",
    r"CNN|سي ان ان": "CNN",
    r"BBC|بي بي سي": "BBC",
    r"Bloomberg|بلومبرغ|بلومبرج": "Bloomberg",
    r"CP|The Canadian Press": "The Canadian Press",
    r"JTA|RNS|PNA|PTI|ANI|IANS|NNA|INA|ANSA|EFE|PRNewswire|Marketwire|Business Wire|GLOBE NEWSWIRE": "",
    r"وكالات|وكالات الانباء|متابعات|خاص|agencies|Agencies": "",
}
"""Agencies' names and codes in plain form, and the name they go by here ("" keeps them as they are written)."""

OUTLETS: dict[str, str] = {
    r"عربي\s?21|Arabi\s?21": "Arabi21",
    r"الجزيره نت|الجزيره|Al Jazeera": "Al Jazeera",
    r"هسبريس|Hespress": "Hespress",
    r"العربيه نت|العربيه\.نت": "Al Arabiya",
    r"سكاي نيوز عربيه": "Sky News Arabia",
    r"القدس العربي": "Al-Quds Al-Arabi",
    r"الشرق الاوسط": "Asharq Al-Awsat",
    r"العربي الجديد": "Al-Araby Al-Jadeed",
    r"روسيا اليوم|RT": "RT",
    r"اليوم السابع": "Youm7",
    r"الامه برس": "Al-Omah Press",
}
_AGENCY = "|".join(f"(?:{names})" for names in AGENCIES)
AGENCY = rf"(?:{_AGENCY})(?!\w)"
OUTLET = rf"(?:{'|'.join(OUTLETS)})(?!\w)"
# These codes are words too; without brackets only the others name an agency.
_BARE = "|".join(
    f"(?:{names})" for names, name in AGENCIES.items() if name not in ("Ma'an", "WAFA", "BNA", "TAP", "SPA")
)
_NAMED = (*AGENCIES.items(), *OUTLETS.items())
_ANY = "|".join(names for names, _ in _NAMED)


def source_name(words: str) -> str | None:
    """The agency or outlet that `words` name; an unknown one as written, None for "agencies" and the like."""
    bare = words.strip(" \t-–—()[]|/:،,.\u00a0")
    form = plain(bare)
    match = _known().fullmatch(form)
    if match is None or match.lastindex is None:
        return bare or None
    name = _NAMED[match.lastindex - 1][1]
    return name or (bare if form.isascii() and form.lower() != "agencies" else None)


def agency_in(words: str) -> str | None:
    """The first known agency or outlet named in `words`, by the name it goes by here."""
    form = plain(words)
    if not _whole(_ANY).search(form):
        return None  # as in most texts: no need to ask for each
    hits = [(m.start(), -m.end(), name) for names, name in _NAMED for m in _whole(names).finditer(form) if name]
    return min(hits)[2] if hits else None


@cache
def _known() -> re.Pattern[str]:
    """A group for each of `_NAMED`."""
    return re.compile("|".join(f"({names})" for names, _ in _NAMED))


@cache
def _whole(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline's span in the text it was found in, its dash or colon included, and what stands in it."""

    start: int
    end: int
    place_start: int
    place_end: int
    agency: str | None = None
    strong: bool = True
    """Whether an agency or a date makes it sure; else only its form and place speak for it."""


_A = r"[\u0620-\u0652\u0670\u200e\u200f]"
_WORD = rf"(?!ـ){_A}+(?<!ـ)"
_PLACE = rf"{_WORD}(?:[\s/]{_WORD}){{0,3}}(?:\s?[،,]\s?{_WORD}(?:\s{_WORD}){{0,2}})?"
_DASH = r"(?:—|–|--?|ـ|―)"
_MONTH = longest_first(MONTHS)
_DATE = (
    rf"(?:\d{{1,2}}\s(?:{_MONTH})(?:[/\s(-]+(?:{_MONTH})\)?)?(?:\s\d{{4}})?"
    rf"|(?:{_MONTH})\s\d{{1,2}}(?:,?\s\d{{4}})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}})"
)
_HOST = r"(?:[A-Za-z0-9-]+\.[A-Za-z]{2,6}\s?[-–:|/]\s?)?"
_ARABIC_SURE = re.compile(
    rf"\s*{_HOST}(?P<place>{_PLACE}?)\s?[،,]?\s?(?:{_DATE}\s?)?"
    rf"(?:[(\[]\s?(?P<in_brackets>{AGENCY}|[A-Za-z][A-Za-z .&'-]{{1,24}}"
    rf"|{_DATE})(?:\s?[-–،,/]\s?[^)\n]{{2,24}})?\s?[)\]]\s?(?:{_DASH}+|:)"
    rf"|/\s?(?P<in_slashes>{AGENCY})\s?/\s?{_DASH}*|(?P<bare>(?:{_BARE})(?!\w))\s?(?:{_DASH}+|:)(?=\s|{_A}))\s*"
)
_ARABIC_AGENCY_ONLY = re.compile(
    rf"\s*(?P<place>{_WORD}(?:\s{_WORD}){{0,2}})\s?\(\s?(?P<agency>{AGENCY})\s?\)\s+(?=\S)"
)
_ARABIC_DASH = re.compile(
    rf"\s*{_HOST}(?P<place>{_WORD}(?:\s{_WORD}){{0,2}}(?:\s?[،,]\s?{_WORD}(?:\s{_WORD})?)?)(?:\s{_DATE})?"
    rf"(?P<gap>\s?){_DASH}{{1,2}}(?=\s)\s*"
)
_ARABIC_COLON = re.compile(
    rf"\s*(?P<place>{_WORD}(?:\s{_WORD})?(?:\s?[،,]\s?{_WORD}(?:\s{_WORD})?)?)\s?:\s+(?P<next>{_A}+)"
)
_OUTLET_PLACE = re.compile(rf"\s*(?:{OUTLET})\s?{_DASH}\s?(?P<place>{_WORD})(?:\s?{_DASH})?\s+(?={_A})")
_CAPTION_THEN = re.compile(
    rf"(?P<caption>[^\n]{{20,320}}?[(\[©]\s?(?:{AGENCY})[^()\n]{{0,20}}[)\]]?)\s+(?={_WORD}[\s،,\w]{{0,30}}?\s?(?:[(]|:|[—–-]))"
)
_CAPS = r"[A-Z][A-Z.'-]+(?:[\s-][A-Z][A-Z.'-]+){0,3}"
_NAME = r"[A-Z][\w.'-]*"
_REGION = rf"(?:,\s?{_NAME}(?:\s{_NAME}){{0,2}}){{0,2}}"
_EN_SURE = re.compile(
    rf"\s*(?P<place>(?:{_CAPS}|{_NAME}(?:\s{_NAME}){{0,3}}){_REGION})(?:,?\s{_DATE})?\s?{_DASH}*"
    rf"\(\s?(?P<agency>{AGENCY}|[A-Z]{{2,8}}(?:-TV)?|{_NAME}(?:\s{_NAME}){{0,2}}|{_DATE})(?:\s?[-–,]\s?{_DATE})?\s?\)(?P<dash>\s?{_DASH}+|:)?\s*"
)
_EN_CAPS = re.compile(rf"\s*(?P<place>{_CAPS}{_REGION})(?:,?\s{_DATE})?(?P<gap>\s*){_DASH}+(?:\s+|(?<=--)(?=\w))")
_EN_TITLE = re.compile(rf"\s*(?P<place>{_NAME}(?:\s{_NAME}){{0,2}}{_REGION})(?:,?\s{_DATE})?\s+(?:—|–|--)\s+")
_EN_BARE = re.compile(
    rf"\s*(?P<place>[A-Z][A-Z'-]{{3,}}(?:\s[A-Z][A-Z'-]{{2,}}){{0,2}}(?:,\s{_NAME}(?:\s(?!A\s|The\s){_NAME})?)?)\s+"
    r"(?=(?:The|A|An|At|In|On|When|As|After|For|Two|Three|Four|Five|More)\s[a-zA-Z])"
)
_ENDS = r"(?:ت|وا|ا|تا)?"
_VERB = re.compile(rf"[وف]?(?:{SPEECH_VERBS}|{NEWS_VERBS}|حذر|زار|القي|ابلغ){_ENDS}")
_NO_PLACE = frozenset(
    plain(
        "الأمم منظمة المنظمة وزارة الوزارة شركة الشركة حزب حركة جيش الجيش وكالة هيئة مجلس لجنة "
        "قناة صحيفة نادي فريق جامعة "
        "في من على إلى عن مع أن إن لا لم لن ما هل كما بعد قبل بين هذا هذه ذلك التي الذي الذين كل "
        "بعض أي أو ثم لكن حتى منذ خلال عند لدى حول ضد عاجل خاص المصدر مصدر ملاحظة تحديث رأي تقرير "
        "فيديو صور صورة بالصور بالفيديو تحليل حصري متابعة شاهد اقرأ مقال حوار مقابلة كتب كتبت "
        "بقلم إعداد ترجمة تحرير الرئيس رئيس وزير الوزير الملك الأمير النائب الدكتور السيد الشيخ "
        "المتحدث الناطق سؤال جواب س ج أولا ثانيا ثالثا خلاصة الخلاصة النتيجة مثال نص العنوان "
        "الموضوع التاريخ المكان الزمان هو هي هم أنا نحن نعم كلا وقال مضيفا قائلا وأضاف الإجابة "
        "السبب الهدف "
    ).split()
)
_NO_DATELINE = re.compile(
    r"(?:UPDATE|BREAKING|EXCLUSIVE|WATCH|VIDEO|PHOTOS?|OPINION|ANALYSIS|LIVE|CORRECTED|FACTBOX|NOTE|READ|SPOILER|WARNING|NEWS|REPORT|EDITORIAL|"
    r"Update|Breaking|Exclusive|Watch|Note|Opinion|Analysis|Editor's|File|Photo|By)\b"
)


def find_dateline(text: str, start: int, end: int, *, first: bool = True) -> Dateline | None:
    """The dateline that opens the paragraph `text[start:end]`, or follows a photo caption in it; None for none.

    Only the `first` paragraph of an article may open with one that no agency or date makes sure.
    """
    line = plain(text[start:end])
    caption = _CAPTION_THEN.match(line)
    if caption:
        found = _arabic(line, caption.end(), first=True) or _english(line, caption.end(), first=first)
        if found:
            return _moved(found, start)
    found = _arabic(line, 0, first=first) or _english(line, 0, first=first)
    return _moved(found, start) if found else None


def _moved(found: Dateline, by: int) -> Dateline:
    places = (found.start + by, found.end + by, found.place_start + by, found.place_end + by)
    return Dateline(*places, found.agency, found.strong)


def _made(match: re.Match[str], agency: str | None = None, *, strong: bool, end: int | None = None) -> Dateline:
    begin = match.start() + len(match.group()) - len(match.group().lstrip())
    stop = len(match.group()[: None if end is None else end - match.start()].rstrip()) + match.start()
    return Dateline(begin, stop, *match.span("place"), agency and source_name(agency), strong)


def _arabic(line: str, at: int, *, first: bool) -> Dateline | None:
    sure = _ARABIC_SURE.match(line, at)
    if sure and _is_place(sure["place"], 5):
        return _made(sure, sure["in_brackets"] or sure["in_slashes"] or sure["bare"], strong=True)
    only = _ARABIC_AGENCY_ONLY.match(line, at)
    if only and _is_place(only["place"], 3) and first:
        return _made(only, only["agency"], strong=True)
    if not first:
        return None
    outlet = _OUTLET_PLACE.match(line, at)
    if outlet and len(line) - outlet.end() > 40:
        return _made(outlet, line[outlet.start() : outlet.start("place")], strong=True)
    dash = _ARABIC_DASH.match(line, at)
    # "name - an apposition - verb" holds a second dash; a dateline's stands alone.
    pair = dash and dash["gap"] and re.search(rf"\s{_DASH}(?:\s|$)", line[dash.end() : dash.end() + 60])
    if dash and not pair and _is_place(dash["place"], 4) and len(line) - dash.end() > 40:
        return _made(dash, strong=False)
    colon = _ARABIC_COLON.match(line, at)
    if colon and _is_place(colon["place"], 3) and len(line) - colon.end() > 40 and _VERB.fullmatch(colon["next"]):
        return _made(colon, strong=False, end=colon.start("next"))
    return None


def _is_place(words: str, at_most: int) -> bool:
    parts = re.findall(rf"{_A}+", words)
    if not parts or len(parts) > at_most + ("،" in words or "," in words):
        return False
    return not any(part in _NO_PLACE or _VERB.fullmatch(part) for part in parts)


def _english(line: str, at: int, *, first: bool) -> Dateline | None:
    if _NO_DATELINE.match(line, at):
        return None
    sure = _EN_SURE.match(line, at)
    if sure and (sure["dash"] or re.fullmatch(AGENCY, sure["agency"])) and (sure["place"].isupper() or first):
        return _made(sure, sure["agency"] if not re.search(r"\d", sure["agency"]) else None, strong=True)
    caps = _EN_CAPS.match(line, at)
    if caps and len(line) - caps.end() > 30:
        return _made(caps, strong=False)
    if not first:
        return None
    title = _EN_TITLE.match(line, at)
    if title and len(line) - title.end() > 60 and not re.search(rf"\s{_DASH}+\s", line[title.end() : title.end() + 80]):
        return _made(title, strong=False)
    bare = _EN_BARE.match(line, at)
    return _made(bare, strong=False) if bare and len(line) - bare.end() > 60 else None
