"""Which way a sentence looks in time, at a spot in it: back, at someone's words, or ahead.

The verb that stands nearest before the spot decides ("Putin said Wednesday that Kim will visit": said), else the
first one behind it. Arabic has no one mark of the past, so its commonest news verbs are listed; the future has marks
(سـ, سوف, من المقرر, المقبل).
"""

from __future__ import annotations

import re

from geomap.date_rules import Hint

SPEECH_VERBS = (
    "قال|اعلن|اكد|ذكر|اضاف|صرح|افاد|نقل|اوضح|اشار|شدد|كشف|لفت|اعتبر|راي|كتب|تابع|ابلغ|اخبر|"
    "حذر|توقع|نفي|زعم|ابرز|بين|غرد|اعرب|عبر|دعا|طالب|اعلان|قول|تصريح|تصريحات|تاكيد|بيان"
)
NEWS_VERBS = (
    "وصل|غادر|زار|التقي|عقد|استقبل|اجري|شن|قتل|اصيب|اعتقل|اوقف|افتتح|وقع|شارك|نظم|اطلق|استهدف|دخل|خرج|عاد|بدا|بحث|ناقش|شهد|تسلم|سلم|اندلع|"
    "نشر|وافق|رفض|قرر|اقر|صوت|صادق|انتخب|فاز|خسر|توفي|لقي|سقط|ضرب|قصف|هاجم|هدم|اقتحم|اغلق|فتح|احتج|تظاهر|اضرب|حكم|ادان|دان|ندد|استدعي|الغي|"
    "اجتمع|تعرض|انفجر|تحطم|غرق|حدث|حصل|جاء|اتي|ادي|تراس|القي|تلقي|قدم|اجل|صدر|اصدر|كان|تم|جري|انطلق|انسحب|انضم|ولد|اغتال|اغتيل|نعي|شيع|مثل"
)
_ENDINGS = r"(?:ت|وا|ا|تا|ته|ها|ه|هم)?"
# سـ before an imperfect, but not the many nouns and names that begin that way.
_NOUNS = (
    r"سي(?:ار|اس|اح|اق|اد|د|طر|ول|رغ|رج|نا|ف|نم|ن|بي|م|ل|ج|ئ|سي|ا|ر[هاك]?(?!\w)|رال)|ست(?:ه|ين|ار|ال|ي|وك|رات|ن|و|اد|ون)?(?!\w)|ستال|ستين|"
    r"ستوك|ستيف|ستاد|ستار|ستراتف|سن(?:ه|وات|وي|غاف|د|تين|ين|غ)"
)
_FUTURE_AR = (
    rf"(?!{_NOUNS})س[يتن]\w{{2,}}|سوف|لن|(?:ال)?(?:مقرر|مرتقب|متوقع|منتظر|مزمع)\w*|[يت](?:عتزم|نوي"
    rf"|ستعد|رتقب|توقع|نتظر ان|خطط)"
    r"|تعقد|يعقد|تبدا|يبدا|تنطلق|ينطلق|يجتمع|تجتمع|يصوت|تصوت|يلتقي|تلتقي|يتوجه|تتوجه|تستانف|يستانف|تستضيف|يستضيف"
    r"|المقبله?|القادمه?|غدا?|موعد\w*"
)
# All of them begin a word: what stands inside one is passed over at once.
_CUE_AR = re.compile(
    rf"(?<!\w)[وفبك]?(?:(?P<future>{_FUTURE_AR})|(?P<said>(?:{SPEECH_VERBS}){_ENDINGS})"
    rf"|(?P<past>(?:{NEWS_VERBS}){_ENDINGS}|لقد|قد|الماضيه?))(?!\w)"
)
# A participle behind a mark of the future ("will be held") belongs to it: the mark takes it along.
_CUE_EN = re.compile(
    r"\b(?:(?P<future>(?:will|'ll|shall|[Ww]on't|would|(?:due|scheduled|planned|planning|slated|set"
    r"|expected|going|poised) (?:to|for)"
    r"|(?:is|are) to|plans? to|hopes? to|intends? to)(?: (?:be|been|not|also|have|then|likely))*(?: [a-z]+)?"
    r"|[Uu]pcoming|[Aa]head of|scheduled|deadline)"
    r"|(?P<said>said|says|told|tells|announced|added|reported|warned|wrote|tweeted|stated|confirmed|denied)"
    r"|(?P<past>was|were|had|has|have|did|met|held|went|came|took|made|began|left|saw|gave|won|lost|fell|rose|hit|killed"
    r"|shot|found|[a-z]{3,}ed))\b"
)
_STOP = re.compile(r"[.!?؟…](?=[\s\"'”’»)]|$)|\n")
_REPORTED = re.compile(r" *[،,-]? *[وف]?(?:ب?ان|انه|انها|انهم|that)(?!\w)")
_SHORT = re.compile(r"(?:\b[A-Za-z]|\b[A-Z][a-z]{1,3}|U\.S|a\.m|p\.m)$")
_NEAR = 80
_FAR = 320
"""Characters on either side that are looked at, at most."""


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """About where the sentence around `text[start:end]` begins and ends."""
    low, high = max(0, start - _FAR), min(len(text), end + _FAR)
    begin = low
    for stop in _STOP.finditer(text, low, start):
        if not (stop.group() == "." and _SHORT.search(text, max(low, stop.start() - 5), stop.start())):
            begin = stop.end()
    for stop in _STOP.finditer(text, end, high):
        if not (stop.group() == "." and _SHORT.search(text, max(end, stop.start() - 5), stop.start())):
            return begin, stop.start()
    return begin, high


def hint(text: str, start: int, end: int) -> Hint | None:
    """Which way the sentence looks at `text[start:end]`, in plain form; None where no verb tells."""
    begin, stop = sentence_around(text, start, end)
    cue = _CUE_AR if any("\u0620" <= c <= "\u064a" for c in text[start:end]) else _CUE_EN
    near = max(begin, start - _NEAR)  # most cues stand close by, and the pattern is a heavy one
    before = list(cue.finditer(text, near, start)) or list(cue.finditer(text, begin, near))
    if not before and _REPORTED.match(text, end):
        return "said"
    last = before[-1] if before else cue.search(text, end, min(stop, end + 100))
    return _name(last.lastgroup) if last else None


def _name(group: str | None) -> Hint | None:
    names: dict[str | None, Hint] = {"future": "future", "said": "said", "past": "past"}
    return names.get(group)


_OPEN, _CLOSE = "“«", "”»"


def is_quoted(text: str, start: int) -> bool:
    """Whether `text[start]` stands inside quotation marks that opened in its paragraph."""
    begin = text.rfind("\n", max(0, start - 600), start) + 1 or max(0, start - 600)
    before = text[begin:start]
    opened = sum(before.count(c) for c in _OPEN) - sum(before.count(c) for c in _CLOSE)
    mark = before.rfind('"')
    if opened > 0 or mark < 0:
        return opened > 0
    # A straight mark opens where a word begins behind it; to count them goes wrong where one is missing.
    before_it, behind_it = before[mark - 1 : mark], text[begin + mark + 1 : begin + mark + 2]
    if before_it in ("", " ") and behind_it == " ":
        return before.count('"') % 2 == 1
    return before_it in ("", " ", "(", "-") or (before_it.isalnum() and behind_it.isalnum())
