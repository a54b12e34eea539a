"""When an event happened: which of the article's date expressions belongs to a trigger.

A date belongs to the verb whose clause holds it; alone between commas, to the nearest trigger. It never crosses the
"that" of a saying: in "said on Wednesday that Kim would visit", Wednesday is the day of the saying.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from geomap.clauses import Telling
from geomap.records import DateSpan
from geomap.status import status_of
from geomap.tables import word_set
from geomap.text import FORMS
from geomap.triggers import Hit

REACH = 24
"""How many words a date may stand away from its trigger."""


OPENING = 4
"""How many words of a sentence may say that it tells when the one before was said."""
NAMED = 4
"""How many words a year may stand away from the event that has it in its name."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date expression at its words."""

    first: int
    last: int
    span: int
    record: DateSpan


def place_dates(telling: Telling, dates: Sequence[DateSpan]) -> dict[int, list[Dated]]:
    """The date expressions by the sentence they stand in."""
    found: dict[int, list[Dated]] = {}
    if not telling.words:
        return found
    for record in dates:
        first = telling.word_at(record.start)
        last = max(first, bisect_right(telling.starts, record.end - 1) - 1)
        span = telling.span_of[first]
        if span >= 0:
            found.setdefault(span, []).append(Dated(first, last, span, record))
    return found


def date_of(telling: Telling, hit: Hit, dates: dict[int, list[Dated]], hits: Sequence[Hit]) -> Dated | None:
    """The date of the event that `hit` tells, or None; `hits` are all triggers of its sentence.

    An expression whose date is not known ("on Tuesday" in an article of no known day) takes its place like any other:
    what it leaves untold, a date that stands farther off does not tell.
    """
    best: tuple[int, Dated] | None = None
    for dated in dates.get(telling.span_of[hit.first], ()):
        if dated.record.date is None and telling.words[dated.first].norm in _LENGTHS:
            continue  # "for three days" tells no date, and hides none
        if dated.record.date is None and _counts_from(telling, dated, hit):
            continue  # "two days after the meeting" dates something else by it
        cost = _cost(telling, hit, dated, hits)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, dated)
    if best is None and hit.trigger.saying and hit.tense != "noun":
        return _told_next(telling, hit, dates)
    return best[1] if best and best[1].record.date is not None else None


def _counts_from(telling: Telling, dated: Dated, hit: Hit) -> bool:
    """Whether a span of time counts from the event right behind it: «بعد يومين من لقاء», "two days after a meeting"."""
    behind = dated.last + 1
    return behind < hit.first <= behind + 3 and telling.words[behind].norm in _COUNTED_FROM


_COUNTED_FROM = frozenset(["من", "علي", "after", "before", "since", "from"])


def _told_next(telling: Telling, hit: Hit, dates: dict[int, list[Dated]]) -> Dated | None:
    """The date in the sentence that tells when something was said: "The remarks came at a meeting on Monday"."""
    following = telling.span_of[hit.first] + 1
    if telling.content[hit.first] or following >= len(telling.spans) or following not in dates:
        return None
    first = telling.spans[following].first
    opening = {_bare(telling, i) for i in range(first, min(first + OPENING, telling.spans[following].last))}
    dated = dates[following][0]
    if opening.isdisjoint(_CAME) or opening.isdisjoint(_WORDS_SAID) or dated.first - first > REACH:
        return None
    apart = telling.content[dated.first] or any(_sets_apart(telling, i) for i in range(first, dated.first))
    return None if apart or dated.record.date is None else dated


def _cost(telling: Telling, hit: Hit, dated: Dated, hits: Sequence[Hit]) -> int | None:
    if telling.content[dated.first] != telling.content[hit.first]:
        return None
    distance = _distance(hit, dated)
    if distance > REACH or _contradicts(telling, hit, dated) or _is_another(telling, hit, dated, hits):
        return None
    opener = _opener(telling, hit.first)
    if opener == dated.last + 1 and telling.words[opener].norm in _WHEN:
        return distance  # "on Friday when a bomb exploded"
    same = telling.clauses[dated.first] in (telling.clauses[hit.first], telling.clauses[hit.last])
    owners = [h for h in hits if telling.clauses[h.first] == telling.clauses[dated.first]]
    owners = _rivals(telling, hit, dated, owners, hits)
    if same:
        between = [
            h
            for h in owners
            if h.tense != "noun"
            and (hit.last < h.first <= dated.first if dated.first > hit.last else dated.last < h.first < hit.first)
        ]
        if hit.tense != "noun" and any(not _joins(telling, hit, h) for h in between):
            return None
        # Behind an earlier verb of the clause a date is that verb's: "left on Sunday and crossed on Tuesday".
        earlier = any(h.tense != "noun" and h.last < dated.first for h in owners) and dated.last < hit.first
        return distance + 6 * len(between) + 10 * earlier
    if owners:
        where = dated.last < hit.first and telling.words[opener].norm in _WHERE
        return distance + 12 if where else None
    return _beside(telling, hit, dated, _rivals(telling, hit, dated, hits, hits))


def _rivals(telling: Telling, hit: Hit, dated: Dated, some: Sequence[Hit], hits: Sequence[Hit]) -> list[Hit]:
    """Those of `some` triggers that can have the date: "on Wednesday, hours after he left" is not when he left."""
    return [
        h
        for h in some
        if h is hit
        or (telling.content[h.first] == telling.content[dated.first] and not _is_another(telling, h, dated, hits))
    ]


def _beside(telling: Telling, hit: Hit, dated: Dated, rivals: Sequence[Hit]) -> int | None:
    """The cost of a date alone between commas: it is the nearest trigger's, and that of the verb before it."""
    distance = _distance(hit, dated)
    if dated.last < hit.first and telling.words[_opener(telling, hit.first)].norm in _WHILE:
        return None
    nearest = min((_distance(h, dated) for h in rivals), default=distance)
    if distance <= nearest + 1:
        return distance + 4
    verbs = [h for h in rivals if h.tense != "noun" and h.last < dated.first]
    if verbs and verbs[-1] is hit:
        return distance + 8
    return distance + 30 if hit.tense == "noun" and distance <= nearest + 4 else None


def _contradicts(telling: Telling, hit: Hit, dated: Dated) -> bool:
    """Whether the verb looks the other way: "vowed revenge for yesterday's killing", "agreed to meet next week"."""
    published = telling.article.published
    days = bounds(dated.record.date, dated.record.date_end) if published else None
    if published is None or days is None:
        return False
    if hit.tense == "past" and days[0] > published:
        return status_of(telling, hit)[0] not in ("planned", "hypothetical")  # many verbal nouns look like a past verb
    return hit.tense == "future" and days[1] < published


def _is_another(telling: Telling, hit: Hit, dated: Dated, hits: Sequence[Hit]) -> bool:
    """Whether words between a trigger and a date say that the date is not the trigger's.

    "On Thursday after clashes", "a talk on Monday about the war": behind such a word an event has a time of its own.
    "Arrested a man suspected of crimes in 2013": the year is that of the deed.
    """
    if _names_its_own(telling, dated):
        apart = hit.first - dated.last if dated.last < hit.first else dated.first - hit.last
        return hit.tense != "noun" or apart > NAMED
    if dated.last < hit.first:
        return _stands_behind(telling, hit, dated, hits) or _is_later(telling, hit)
    between = range(hit.last + 1, dated.first)
    if not hit.trigger.saying and any(
        _bare(telling, i) in _SOURCES and telling.clauses[i] == telling.clauses[dated.first] for i in between
    ):
        return True
    week = any(telling.words[i].norm in _WEEK for i in range(dated.first, dated.last + 1))
    if week or dated.record.precision not in ("month", "year"):
        return False
    if any(_bare(telling, i) in _SUSPECTED and telling.clauses[i] == telling.clauses[dated.first] for i in between):
        return True
    # A day is mostly that of the sentence; a month or a year is told of the event that is named right before it.
    nearer = [
        h
        for h in hits
        if h.first - hit.last > 2
        and h.last < dated.first
        and h.tense == "noun"
        and _bare(telling, h.first - 1) not in _DURING
    ]
    return any(
        telling.clauses[h.first] == telling.clauses[dated.first]
        and (hit.tense == "noun" or any(_sets_apart(telling, i) for i in range(hit.last + 1, h.first)))
        for h in nearer
    )


def _names_its_own(telling: Telling, dated: Dated) -> bool:
    """Whether a year is part of a name ("the 2018 elections") and so tells nothing else than what bears it."""
    before = telling.words[dated.first - 1].norm if dated.first else ""
    return dated.record.surface.isdigit() and before not in _INTRODUCING


def _stands_behind(telling: Telling, hit: Hit, dated: Dated, hits: Sequence[Hit]) -> bool:
    """Whether "after", "amid", "about" and the like stand between a date and the trigger behind it."""
    for i in range(hit.first - 1, dated.last, -1):
        if telling.clauses[i] != telling.clauses[hit.first]:
            return False
        if hit.tense != "noun" and any(h.first <= i <= h.last for h in hits):
            return False
        if _sets_apart(telling, i):
            return True
    return False


def _sets_apart(telling: Telling, word: int) -> bool:
    """Whether a word says that what follows has a time of its own; "من قبل" is "by", "بعد الظهر" an hour."""
    if _bare(telling, word) not in _APART or _bare(telling, word + 1) in _HOURS:
        return False
    return not (word and telling.words[word - 1].norm in _BY)


def _is_later(telling: Telling, hit: Hit) -> bool:
    """Whether "later" beside a trigger puts it at some time behind a date told before."""
    near = range(max(0, hit.first - 1), min(len(telling.words), hit.last + 3))
    return any(_bare(telling, i) in _LATER and telling.clauses[i] == telling.clauses[hit.first] for i in near)


def _joins(telling: Telling, hit: Hit, other: Hit) -> bool:
    """Whether two verbs are told in one breath ("was killed and forty were wounded on Saturday")."""
    first, second = (hit, other) if hit.first < other.first else (other, hit)
    norm = telling.words[second.first].norm
    joined = norm.startswith("و") or telling.words[second.first - 1].norm == "and"
    return joined and second.first - first.last <= 3 and first.tense == second.tense


@lru_cache(maxsize=FORMS)
def _unjoined(norm: str) -> str:
    return norm[1:] if len(norm) > 3 and norm[0] in "وف" and norm not in _APART else norm


def _bare(telling: Telling, word: int) -> str:
    return _unjoined(telling.words[word].norm) if word < len(telling.words) else ""


_WHEN = word_set("when")
_WHERE = word_set("where")
_APART = word_set("apart")
_INTRODUCING = word_set("introducing")
_BY = frozenset(("من", "from"))
_CAME = word_set("came")
_DURING = word_set("during")
_HOURS = word_set("hours")
_LATER = word_set("later")
_LENGTHS = word_set("lengths")
_SOURCES = word_set("sources")
_SUSPECTED = word_set("suspected")
_WEEK = word_set("week")
_WHILE = word_set("while")
_WORDS_SAID = word_set("words said")


def _opener(telling: Telling, word: int) -> int:
    """The first word of a word's clause."""
    while word > 0 and telling.clauses[word - 1] == telling.clauses[word]:
        word -= 1
    return word


def _distance(hit: Hit, dated: Dated) -> int:
    return dated.first - hit.last if dated.first > hit.last else hit.first - dated.last


@lru_cache(maxsize=5_000)
def bounds(value: str | None, end: str | None) -> tuple[date, date] | None:
    """The first and the last day that a date cut to what is known may mean; None for an unknown or unreadable one."""
    if not value:
        return None
    try:
        return _edge(value, last=False), _edge(end or value, last=True)
    except ValueError:
        return None


def _edge(value: str, *, last: bool) -> date:
    parts = [int(p) for p in value.split("-")]
    if len(parts) >= 3:
        return date(parts[0], parts[1], parts[2])
    if len(parts) == 1:
        return date(parts[0], 12, 31) if last else date(parts[0], 1, 1)
    first = date(parts[0], parts[1], 1)
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) if last else first


def overlap(a: tuple[str | None, str | None], b: tuple[str | None, str | None], slack: int = 0) -> bool | None:
    """Whether two dates can be one, `slack` days allowed; None when one of them is unknown."""
    first, second = bounds(*a), bounds(*b)
    if first is None or second is None:
        return None
    days = timedelta(days=slack)
    return first[0] <= second[1] + days and second[0] <= first[1] + days


_PRECISION = {"day": 3, "month": 2, "year": 1, "none": 0}


def finer(precision: str) -> int:
    """The rank of a date's precision; a day is the finest."""
    return _PRECISION.get(precision, 0)
