"""Divides an article's text into sections: title, byline, dateline, photo captions, body, credits, and what is cut.

Reads title, source and publication date off the text where it states them; a date that is not stated as the day of
publication is never taken for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from geomap.boilerplate import SOURCE, Line, closing_credit, labels_of, lines_of
from geomap.datelines import AGENCY, OUTLET, Dateline, agency_in, find_dateline, source_name
from geomap.dates import full_date
from geomap.months import WEEKDAYS, longest_first, plain
from geomap.records import Section, SectionKind


@dataclass(slots=True)
class Layout:
    """An article's sections and what its text states about itself."""

    sections: tuple[Section, ...] = ()
    title: str | None = None
    published: date | None = None
    source: str | None = None


@dataclass(slots=True)
class _State:
    text: str
    lines: list[Line]
    day_first: bool
    labels: list[tuple[SectionKind, str] | None]
    dateline: Dateline | None = None
    found: Layout = field(default_factory=Layout)


_DATE_LENGTH = 90
"""Characters of the longest line that does nothing but state a day."""
_STATED_LENGTH = _DATE_LENGTH + 65
"""The same with the writer's name behind it, which `_BY_END` takes off."""
_HEAD = 12
"""Lines at the top that may tell title, author and day."""
_TITLE_LENGTH = 200
_NO_TITLE_END = re.compile(r"[.،,:؛;]['\"»”’)]*$")
_PUBLISHED = re.compile(
    r"(?:[-|•*\s]*)(?:تم النشر|نشرت|نشر|تاريخ النشر|تاريخ الخبر|تاريخ|حرر|تحرير|Published|Posted"
    r"|First published|Publication date|Date|PUBLISHED)"
    r"(?:\s?(?:في|بتاريخ|يوم|on|at|date))?\s?[:：|]?\s*(?P<date>.{6,70})$"
)
_UPDATED = re.compile(r"(?:اخر تحديث|تم التحديث|تحديث|Updated|Last (?:updated|modified)|UPDATED)\b\s?[:：]?(?: on)?")
_BY_END = re.compile(r"\s?[|,،–-]?\s(?:by|By|بواسطه|بقلم|كتب|كتبه)\s.{2,50}$")
_AROUND_DATE = re.compile(
    rf"(?:{longest_first(WEEKDAYS)}|الساعه|بتوقيت|غرينتش|جرينتش|مكه|المكرمه|القدس|صباحا|مساء|ظهرا|[صم]\b|at|AM|PM|am|pm|a\.m\.|p\.m\.|GMT|UTC|E[SD]T|"
    rf"P[SD]T|BST|CET|يوم|في|on|م\b|ه(?:ـ)?\b|T|Z|{AGENCY}|{OUTLET}|[\d:+.,،|/()\[\]–—•-]|\s)*"
)
_BYLINE = re.compile(
    rf"(?:(?:كتب|كتبت|بقلم|بقلم:|اعداد|تقرير|مراسل|مراسلتنا|مراسلنا|ترجمه|حاوره|تصوير)\s?[:：-]\s?.{{2,60}}$|بقلم\s.{{2,50}}$"
    rf"|(?:By|BY|Written by|Reported by)\s[A-Z][\w.'-]+(?:\s.{{0,80}})?$"
    rf"|(?:{AGENCY}|{OUTLET})(?:\s?[-–—/|،,+&و]\s?.{{2,40}})?$|.{{2,40}}\s?[-–—/|،,]\s?(?:{AGENCY}|{OUTLET})$)"
)
_SITE = re.compile(r"(?:www\.)?[A-Za-z][\w-]{2,24}\.(?:[A-Za-z]{2,6})(?:\.[a-z]{2})?$")
_CAPTION = re.compile(
    rf"(?:.{{0,280}}©\s?\S.{{0,80}}$|.{{0,280}}[(\[]\s?(?:{AGENCY}|ارشيف|ارشيفيه|صوره ارشيفيه|غيتي"
    rf"|غيتي ايميجز|Getty(?: Images)?|Shutterstock|"
    rf"مواقع التواصل(?: الاجتماعي)?|الجزيره)[^()]{{0,30}}[)\]]$|(?:FILE PHOTO|FILE|Photo|PHOTO|Image"
    rf"|IMAGE|File photo)\s?[:–—-]\s.{{0,300}}$"
    rf"|(?:صوره|الصوره|صوره ارشيفيه|صوره من الارشيف|تعبيريه)\s?[:：].{{0,280}}$|.{{0,280}}\(AP Photo/[^)]{{2,60}}\)$"
    rf"|.{{0,280}}(?:REUTERS|AFP|EPA|AP|Getty Images|Getty)/[A-Z].{{2,60}}$|.{{0,280}}(?:via )?Getty Images$)"
)
_HEADER_WORDS = frozenset(plain(w) for w in ["خاص", "متابعة", "متابعات", "وكالات", "تقرير", "و.م.ع", "ومع", "أ.ف.ب"])


def lay_out(text: str, *, title: str | None = None, day_first: bool = True) -> Layout:
    """The sections of `text`, ordered and covering all that is not blank, with what it states about itself.

    `title` is one that is known from elsewhere: a first line that repeats it is the title whatever its form.
    `day_first` reads 3/4/2023 as the 3rd of April; without it such a date states nothing.
    """
    lines = lines_of(text)
    labels = [(label.kind, label.reason) if label else None for label in labels_of(lines)]
    state = _State(text, lines, day_first, labels)  # type: ignore[arg-type]
    _read_head(state, title)
    _read_captions(state)
    _read_dateline(state)
    _read_source(state)
    _read_today(state)
    state.found.sections = _sections(state)
    return state.found


def _read_head(state: _State, title: str | None) -> None:
    host = False
    names = 0
    for index, line in enumerate(state.lines[:_HEAD]):
        label = state.labels[index]
        if label is not None and label[1] != SOURCE:
            continue
        if _states_date(state, index, line):
            continue
        if any(above is None for above in state.labels[:index]):
            continue  # behind the first paragraph only a stated date counts
        if _is_title(state, index, line, title) and not (host and _is_name(line.form)):
            state.labels[index] = ("title", "")
            state.found.title = re.sub(r"^#+\s*", "", state.text[line.start : line.end])
        elif _SITE.fullmatch(line.form):
            state.labels[index], host = ("byline", "site"), True
            state.found.source = state.found.source or state.text[line.start : line.end]
        elif len(line.form) < 100 and _BYLINE.match(line.form) and len(state.lines) > 1:
            state.labels[index] = ("byline", "")
            state.found.source = state.found.source or agency_in(line.form)
        elif state.found.title and _is_name(line.form) and _tells_of_itself(state, index + 1):
            state.labels[index] = ("byline", "")
        elif host and _is_name(line.form) and index + 1 < len(state.lines):
            # Under a site's name stand the place, a word like "exclusive" and the writer's name, a line each.
            place = names == 0 and line.form not in _HEADER_WORDS
            names += line.form not in _HEADER_WORDS
            state.labels[index] = ("dateline" if place and len(line.form.split()) < 3 else "byline", "")


def _is_name(form: str) -> bool:
    return len(form) <= 40 and len(form.split()) <= 4 and not re.search(r"[.:،؟!\d\"]$", form)


def _is_title(state: _State, index: int, line: Line, title: str | None) -> bool:
    if state.found.title is not None or index + 1 >= len(state.lines):
        return False
    words = state.text[line.start : line.end]
    if title is not None and " ".join(words.lstrip("# ").split()) == " ".join(title.split()):
        return True
    if words.startswith("# "):
        return True
    after = state.lines[index + 1]
    gap = state.text[line.end : after.start]
    parted = len(re.findall(r"\r\n|[\n\r\u2028\u2029]", gap)) > 1
    short = len(words) <= _TITLE_LENGTH and len(words.split()) <= 32 and not _NO_TITLE_END.search(line.form)
    if not short or line.form.startswith(("-", "•", "*", "—", "–")):
        return False
    if _CAPTION.match(line.form) or _BYLINE.match(line.form) or _SITE.fullmatch(line.form):
        return False
    dateline = find_dateline(state.text, line.start, line.end)
    if dateline is not None and (dateline.strong or dateline.end == line.end):
        return False
    return parted or _tells_of_itself(state, index + 1)


def _tells_of_itself(state: _State, index: int) -> bool:
    """Whether the line states a date or an author, or stands short above one that does."""
    for line in state.lines[index : index + 3]:
        if _is_date_line(line.form, state.day_first) or _PUBLISHED.match(line.form) or _UPDATED.match(line.form):
            return True
        if len(line.form) < 100 and _BYLINE.match(line.form):
            return True
        if not _is_name(line.form):
            return False
    return False


def _is_date_line(form: str, day_first: bool) -> date | None:
    """The day that a line states which holds nothing else but hours, agencies and the like."""
    if len(form) > _DATE_LENGTH:
        return None
    found = full_date(form, day_first=day_first)
    if found is None:
        return None
    day, start, end = found
    rest = form[:start] + " " + form[end:]
    second = full_date(rest, day_first=day_first)
    if second is not None and second[0] == day:
        rest = rest[: second[1]] + " " + rest[second[2] :]
    return day if _AROUND_DATE.fullmatch(rest) else None


def _states_date(state: _State, index: int, line: Line) -> bool:
    """Whether the line does nothing but state a day; the day of publication is kept, that of a change is not."""
    told = _PUBLISHED.match(line.form) if len(line.form) < 160 else None
    updated = _UPDATED.match(line.form)
    words = told["date"] if told else line.form[updated.end() :] if updated else line.form
    if len(words) > _STATED_LENGTH:
        return False
    day = _is_date_line(_BY_END.sub("", words), state.day_first)
    if day is None:
        return False
    if not (told or updated) and sum(above is None for above in state.labels[:index]) > 1:
        return False
    if not updated:
        state.found.published = state.found.published or day
    state.labels[index] = ("byline", "date of publication" if not updated else "date of a change")
    return True


def _read_captions(state: _State) -> None:
    for index, line in enumerate(state.lines):
        if state.labels[index] is not None or len(line.form) > 380 or not _CAPTION.match(line.form):
            continue
        if "©" not in line.form and re.search(r"[.؟!]\s", line.form):
            continue  # a paragraph that names its agency at the end
        dateline = find_dateline(state.text, line.start, line.end, first=index < 6)
        if dateline is None and len(state.lines) > 1:
            state.labels[index] = ("caption", "photo caption")


def _read_dateline(state: _State) -> None:
    body = [index for index, label in enumerate(state.labels) if label is None][:3]
    for nth, index in enumerate(body):
        line = state.lines[index]
        found = find_dateline(state.text, line.start, line.end, first=nth == 0)
        if found is None:
            continue
        state.dateline = found
        state.found.source = state.found.source or found.agency
        stated = full_date(state.text[found.start : found.end], day_first=state.day_first)
        if stated is not None:
            state.found.published = state.found.published or stated[0]
        return


def _read_source(state: _State) -> None:
    if state.found.source is not None:
        return
    body = [index for index, label in enumerate(state.labels) if label is None]
    for index, line in enumerate(state.lines):
        label = state.labels[index]
        if body and body[0] < index < body[-1]:
            continue  # within the article a source is that of a quotation or a chart
        if label is not None and label[1] == SOURCE:
            words = re.split(r"[:：+]", state.text[line.start : line.end], maxsplit=1)[-1].strip()
            state.found.source = agency_in(words) if "+" in words else source_name(words)
            return


_TODAY = re.compile(
    rf"(?<!\w)(?P<word>اليوم|امس)\s(?:{longest_first(w for w in WEEKDAYS if not w.isascii())})\s?[،,(]?\s?(?=\d)"
)


def _read_today(state: _State) -> None:
    """Today, Friday 15 September 2023: in the first paragraph this states the day of writing."""
    if state.found.published is not None:
        return
    for index, line in enumerate(state.lines):
        if state.labels[index] is not None:
            continue
        form = plain(state.text[line.start : line.end])[:600]
        told = _TODAY.search(form)
        if told is None or '"' in form[: told.start()] or "«" in form[: told.start()]:
            return
        found = full_date(form[told.end() : told.end() + 40], day_first=state.day_first)
        weekday = form[told.start() : told.end()].split()[1].strip(" ،,(")
        if found is not None and found[1] == 0 and found[0].weekday() == WEEKDAYS.get(weekday):
            step = 0 if told["word"] == "اليوم" else 1
            state.found.published = date.fromordinal(found[0].toordinal() + step)
        return


def _sections(state: _State) -> tuple[Section, ...]:
    parts: list[Section] = []
    last_body = max((i for i, label in enumerate(state.labels) if label is None), default=-1)
    for index, line in enumerate(state.lines):
        label = state.labels[index]
        if label is not None:
            parts.append(Section(label[0], line.start, line.end, label[1]))
            continue
        start, end = line.start, line.end
        if state.dateline is not None and start <= state.dateline.start < end:
            if state.dateline.start > start:
                parts.append(Section("caption", start, state.dateline.start, "photo caption"))
            parts.append(Section("dateline", state.dateline.start, state.dateline.end))
            start = state.dateline.end
        close = closing_credit(plain(state.text[start:end])) if index == last_body else None
        if close is not None and close[0] > 0:
            parts.append(Section("body", start, start + close[0]))
            parts.append(Section("cut" if close[1] == SOURCE else "credit", start + close[0], end, close[1]))
        else:
            parts.append(Section("body", start, end))
    if all(part.kind == "cut" for part in parts):
        # A text that is nothing but a post or a link is no boilerplate: it is all there is to read.
        parts = [Section("body", part.start, part.end) for part in parts]
    return tuple(_merged(state.text, parts))


def _merged(text: str, parts: list[Section]) -> list[Section]:
    """Neighbours of one kind and reason as one section, without the blanks at the ends."""
    merged: list[Section] = []
    for part in parts:
        words = text[part.start : part.end]
        start = part.start + len(words) - len(words.lstrip())
        end = part.start + len(words.rstrip())
        if start >= end:
            continue
        held = merged[-1] if merged else None
        if held is not None and held.kind == part.kind and held.reason == part.reason and part.kind != "title":
            merged[-1] = Section(held.kind, held.start, end, held.reason)
        else:
            merged.append(Section(part.kind, start, end, part.reason))
    return merged
