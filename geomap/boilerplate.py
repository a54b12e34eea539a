"""Lines of a news text that are not the article: source lines, keywords, links to other articles, share rows, credits.

A cut needs a strong sign, since what is cut is not read for places: a fixed phrase that fills its line, or the place
behind what ends an article. Lines are judged in plain form (`months.plain`, vowel signs left out).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.months import plain

_UNREAD = re.compile("[\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its span in the text, blanks at both ends left out, and its plain form."""

    start: int
    end: int
    form: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a line is, and why: `kind` "cut" or "credit", `reason` in English."""

    kind: str
    reason: str


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that are not blank, in order."""
    found = []
    for match in re.finditer(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+", text):
        bare = match.group().strip()
        bare = bare.strip("\ufeff\u200b\u200e\u200f \t\u00a0")
        if bare:
            start = match.start() + match.group().index(bare)
            found.append(Line(start, start + len(bare), plain(_UNREAD.sub("", bare)).replace("آ", "ا").strip()))
    return found


SOURCE = "source line"
KEYWORDS = "keyword list"
SHARE = "share buttons"
RIGHTS = "copyright notice"
LINK = "link to another article"
RELATED = "heading of links to other articles"
LINKED = "headline of another article"
BEHIND = "behind the end of the article"
RULE = "separator"
WIDGET = "heading of a page's widget"
EMBED = "embedded post"
FOLLOW = "invitation to subscribe or follow"
CREDIT = "closing credit line"

_READ_ALSO = (
    r"(?:ا?قر[اأئ](?:وا|ي|ا)?|طالع(?:وا)?|شاهد(?:وا)?|تابع|للمزيد ا?قر[اأ])\s?(?:ايضا|كذلك|المزيد"
    r"|اكثر|علي موقعنا|في هذا السياق)"
    r"|لقراءه المزيد|اقر[اأ] ايضا?|قد يهمك(?: ايضا)?|قد يعجبك(?: ايضا)?|Read (?:also|more|next)"
    r"|Also read|See also|READ MORE|ALSO READ|READ ALSO|SEE ALSO"
)
_LISTS = (
    r"(?:مقالات|مواضيع|موضوعات|اخبار|تقارير|قصص|مواد|محتوي|المزيد من|فيديوهات)\s(?:مشابهه|ذات صله"
    r"|ذات الصله|متعلقه|مرتبطه|اخري|مختاره|الاخبار)"
    r"|ذات صله|المزيد من الاخبار|مزيد من الاخبار|الاكثر (?:قراءه|مشاهده|تداولا|شيوعا|رواجا)"
    r"|اخر الاخبار|احدث الاخبار|اخترنا لك|نرشح لك|مختارات"
    r"|Related(?: (?:articles?|stories|news|topics|content|coverage|posts))?|More (?:from .{2,40}"
    r"|stories|news|on this story)|Most (?:read|popular)"
    r"|Recommended(?: for you)?|You (?:may|might) also (?:like|be interested in)|Trending(?: now)?"
    r"|Latest news|Top stories|RELATED(?: ARTICLES| STORIES)?"
)
_SHARE_WORD = (
    r"شارك(?:ها|نا)?|مشاركه|انشر|غرد|تغريد|طباعه|اطبع|ارسال|نسخ الرابط|انسخ الرابط|حفظ|فيسبوك|فيس بوك"
    r"|تويتر|اكس|واتساب|واتس اب|تلغرام|تليغرام|تيليغرام|"
    r"تيليجرام|انستغرام|لينكد ان|لينكدان|بريد الكتروني|البريد الالكتروني|ماسنجر|Share|Tweet|Facebook"
    r"|Twitter|X|WhatsApp|Telegram|LinkedIn|Pinterest|Reddit|"
    r"Email|E-mail|Print|Copy link|Save|Messenger|Linkedin|Whatsapp"
)
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE if reason in (SHARE, RIGHTS) else 0))
    for reason, pattern in (
        (RULE, r"[_\-–—*=•·.~#|]{3,}$"),
        (
            SOURCE,
            r"(?:المصدر|المصادر|مصدر الخبر|نقلا عن|Source|SOURCE)\s?[:：]\s?\S.{0,60}(?<![.؟!])$",
        ),
        (SOURCE, r"(?:المصدر|المصادر|Source)\s?[:+]?$|المصدر\s?[-–+]\s?\S.{0,50}$"),
        (
            KEYWORDS,
            r"(?:كلمات دلاليه|الكلمات الدلاليه|كلمات مفتاحيه|الكلمات المفتاحيه|كلمات البحث|الوسوم|وسوم|هاشتاغات|تاغات"
            r"|Tags?|Keywords?|Topics?|TAGS|KEYWORDS)\s?(?:[:：].*|$)",
        ),
        (
            SHARE,
            rf"(?:{_SHARE_WORD})(?:\s?[|،,•/·+&-]?\s?(?:علي|عبر|on|via|this|article|story|المقال|الخبر|هذا|{_SHARE_WORD}))*\s?:?$",
        ),
        (
            RIGHTS,
            r".{0,60}(?:جميع الحقوق محفوظه|كافه الحقوق محفوظه|حقوق النشر محفوظه|all rights reserved"
            r"|copyright (?:©|\(c\)|\d{4})).{0,160}$",
        ),
        (RIGHTS, r"(?:©|حقوق الطبع والنشر|\(c\))\s?(?:\d{4}|حقوق).{0,120}$"),
        (
            EMBED,
            r"(?:—|–|-)\s?.{1,80}\(@\w{1,20}\)\s?.{0,40}$|.{0,300}(?:pic\.twitter\.com/\w+|https?://t\.co/\w+)\s?$",
        ),
        (
            EMBED,
            r"(?:A post shared by|View this post on Instagram|عرض هذا المنشور علي Instagram"
            r"|تمت مشاركه منشور بواسطه)\b.{0,120}$",
        ),
        (
            FOLLOW,
            # "Joined the group of seven", "took part in the summit" are news: only what speaks of a channel or letter.
            r"(?:(?:اشترك(?:وا)?|للاشتراك) (?:الان )?(?:في|ب)\s?(?:النشره|نشرت|قنا|القنا|خدم|صفح"
            r"|بريد)|تابعونا (?:علي|عبر)|تابعنا (?:علي|عبر)"
            r"|(?:انضم(?:وا)?|للانضمام) (?:الي|الان الي) (?:قناتنا|مجموعتنا|صفحتنا"
            r"|قناه .{2,40} (?:علي|عبر) (?:واتس|تل|تيل|يوتيوب))"
            r"|لمتابعه (?:اخر|اهم|احدث) (?:الاخبار|المستجدات)|حمل(?:وا)? (?:تطبيقنا"
            r"|تطبيق .{2,30} (?:علي|من|الان))|Sign up (?:for|to) (?:our|the|a)\b"
            r"|Subscribe (?:to|now|here)\b|Follow us (?:on|at)\b|Download (?:the|our) app"
            r"|Join our (?:WhatsApp|Telegram|newsletter))[^\n]{0,140}$",
        ),
        (
            WIDGET,
            r"(?:كاريكاتير|كاريكاتور|استطلاعات? الراي|استطلاع راي|استفتاء|تصويت|اعلان|اعلانات"
            r"|التعليقات|تعليقات|اضف تعليق(?:ا|ك)?|اترك تعليق(?:ا|ك)?"
            r"|النشره البريديه|بودكاست|معرض الصور|الطقس|اسعار العملات|حاله الطقس|Advertisement"
            r"|ADVERTISEMENT|Comments?|Leave a comment|Leave a reply|Newsletter)$",
        ),
        (LINK, rf"[-–•*>▪◄»\s]*(?:{_READ_ALSO})\s?(?:[:：|…]|\.\.+|[-–])\s?\S.{{3,200}}$"),
    )
)
_READ_ALSO_HEAD = re.compile(rf"[-–•*>▪#\s]*(?:{_READ_ALSO})\s?(?:[:：…]|\.\.+)?$")
_LIST_HEAD = re.compile(rf"[-–•*>▪#\s]*(?:{_LISTS})\s?[:：]?$")
_BULLET = re.compile(r"[•*▪●◦‣■□▶►◄–-]\s")
_ENDS_SENTENCE = re.compile(r"[.!?؟…]['\"»”’)\]]*$")

_CREDIT = re.compile(
    # "Egypt took part in these exercises" may end an article too: the report itself must be named.
    r"(?:و?(?:ساهم|اسهم|شارك)(?:ت|وا|ا)?\s.{3,260}(?:هذا (?:التقرير|المقال|الخبر|التحقيق)|هذه (?:القصه|الماده|التغطيه)"
    r"|(?:اعداد|كتابه|تحرير) (?:التقرير|المقال|الخبر)|في التغطيه)\W{0,4}$"
    r"|\(?\s?(?:اعداد|تحرير|ترجمه|كتابه|تغطيه|تغطيه صحفيه|شارك في التغطيه|اعده للنشر)\s?:?\s?.{2,60}"
    r"(?:[-–؛;,،]\s?(?:تحرير|اعداد|ترجمه|مراجعه).{2,60})\)?$"
    r"|\(?\s?(?:اعداد|تحرير|ترجمه)\s?:\s?\S.{2,60}\)?$"
    r"|\(?(?:Additional )?[Rr]eporting (?:by|from) .{3,300}$|\(?(?:Writing|Editing|Compiled|Translated) by .{3,200}$"
    r"|.{0,300}contributed to this (?:report|story|article)\.?\)?$"
    r"|.{0,20}(?:Associated Press|AP|Reuters) (?:writers?|journalists?|reporters?) .{3,200} reported from .{2,60}$)"
)
_CREDIT_END = re.compile(
    r"(?<=[.!?؟”\"»)])\s*(?P<credit>\(\s?(?:Additional r|R)eporting by [^()]{3,260}\)"
    r"|(?:[A-Z][^.!?]{2,60} reported from [^.!?]{2,60}\. )?(?:Associated Press|AP"
    r"|Reuters)?[^.!?]{3,240} contributed to this (?:report|story|article)\."
    r"|\(\s?(?:اعداد|تحرير|شارك في التغطيه)[^()]{3,160}\)|(?:المصدر|Source)\s?:\s?[^.\n:]{2,40})\s*$"
)


def labels_of(lines: Sequence[Line]) -> list[Label | None]:
    """For each line what it is when it is no part of the article, or None."""
    labels = [_alone(line) for line in lines]
    _credits(lines, labels)
    _heads(lines, labels)
    return labels


def closing_credit(form: str) -> tuple[int, str] | None:
    """Where in a paragraph's plain form a closing credit or source begins, and why; None for none."""
    match = _CREDIT_END.search(form, max(0, len(form) - 400))
    if not match:
        return None
    return match.start("credit"), SOURCE if re.match(r"المصدر|Source", match["credit"]) else CREDIT


def _alone(line: Line) -> Label | None:
    if len(line.form) > 400 and not re.match(r"(?:ال)?كلمات|(?:ال)?وسوم|Tags|Keywords", line.form):
        return None
    for reason, pattern in _RULES:
        if pattern.match(line.form):
            return Label("cut", reason)
    return None


def _credits(lines: Sequence[Line], labels: list[Label | None]) -> None:
    left = 3
    for index in range(len(lines) - 1, 0, -1):
        if labels[index] is not None:
            continue
        if not _CREDIT.match(lines[index].form) or not left:
            return
        labels[index] = Label("credit", CREDIT)
        left -= 1


def _heads(lines: Sequence[Line], labels: list[Label | None]) -> None:
    """Headings of links, and what stands under them; behind the article's end, all that follows."""
    own = [line.form for line, label in zip(lines, labels, strict=True) if label is None and len(line.form) > 60]
    unstopped = sum(1 for form in own if not _ENDS_SENTENCE.search(form))
    # Where a writer leaves out full stops, only its length tells a paragraph from a headline.
    longest = 110 if unstopped * 2 > len(own) else 200
    index = 0
    while index < len(lines):
        form = lines[index].form
        is_list = bool(_LIST_HEAD.match(form))
        if labels[index] is not None or not (is_list or _READ_ALSO_HEAD.match(form)):
            index += 1
            continue
        labels[index] = Label("cut", RELATED)
        if index and _has_ended(lines, labels, index):
            for behind in range(index + 1, len(lines)):
                labels[behind] = labels[behind] or Label("cut", BEHIND)
            return
        index = _linked(lines, labels, index + 1, 40 if is_list else 6, longest)
        if not any(_is_paragraph(line.form, longest) for line in lines[index:]):
            for behind in range(index, len(lines)):
                labels[behind] = labels[behind] or Label("cut", BEHIND)
            return


def _has_ended(lines: Sequence[Line], labels: Sequence[Label | None], index: int) -> bool:
    """Whether what ends an article (its source, keywords, a credit, rights) stands right above, text above that."""
    above = index - 1
    ended = False
    while above >= 0:
        label = labels[above]
        if label is None:
            break
        ended = ended or label.kind == "credit" or label.reason in (SOURCE, KEYWORDS, RIGHTS)
        above -= 1
    return ended and any(_is_paragraph(line.form) for line in lines[: above + 1])


def _linked(lines: Sequence[Line], labels: list[Label | None], index: int, at_most: int, longest: int) -> int:
    """Labels the headlines that follow a heading of links; the index of the first line that is none."""
    while index < len(lines):
        form = lines[index].form
        bullet = bool(_BULLET.match(form))
        if labels[index] is None:
            stopped = _ENDS_SENTENCE.search(form) and not form.endswith(("؟", "?"))
            if len(form) > longest or (not bullet and (stopped or not at_most)):
                return index
            labels[index] = Label("cut", LINKED)
            at_most -= not bullet
        index += 1
    return index


def _is_paragraph(form: str, longest: int = 200) -> bool:
    if len(form) > longest:
        return True
    return len(form) > 60 and bool(_ENDS_SENTENCE.search(form)) and not _BULLET.match(form)
