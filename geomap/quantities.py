"""Numbers of people as texts tell them: digits of both scripts, number words, ranges, "dozens", "at least 20".

The words stand in `data/tolls.csv`, the table of `tolls` too: one row a role, a kind and a value; the words of a phrase
are joined by an underscore.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from geomap.tables import rows
from geomap.text import FORMS, Word, fold

LONGEST = 4
"""Words of the longest phrase of the table."""
MOST = 100_000_000
"""A larger number counts no people of one event."""


_NUMBERS = ("number", "scale", "many", "teen")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of something: its words `first..last` (both included), those of the bare number from `core` on.

    `low` None: only the most is told ("up to 20"); `high` None: only the least ("at least 20", "dozens").
    """

    low: int | None
    high: int | None
    about: bool
    first: int
    core: int
    last: int


@cache
def table() -> dict[str, dict[tuple[str, ...], tuple[str, int | None]]]:
    """The table's phrases by role: their folded words with the kind and the value of their row."""
    found: dict[str, dict[tuple[str, ...], tuple[str, int | None]]] = {}
    for row in rows("tolls.csv"):
        if row["role"] != "types":
            value = int(row["value"]) if row["value"] else None
            role = "one or two" if row["role"] in ("head", "person") and value else row["role"]
            entries = found.setdefault(role, {})
            for phrase in row["words"].split():
                entries.setdefault(tuple(fold(word) for word in phrase.split("_")), (row["kind"], value))
    return found


@lru_cache(maxsize=FORMS)
def forms(norm: str) -> tuple[str, ...]:
    """What a word may be without the letters written on to it: itself, without "and", without a preposition too."""
    found = [norm]
    if norm[:1] in ("و", "ف") and len(norm) > 3:
        found.append(norm[1:])
    for base in tuple(found):
        if base[:1] in ("ب", "ل", "ك") and len(base) > 3:
            found.append(base[1:])
    return tuple(found)


def joined(word: Word) -> bool:
    """Whether a word is "and", or may have it written on to it."""
    return word.norm in ("و", "and") or (word.norm[:1] == "و" and len(word.norm) > 2)


def phrase_at(words: Sequence[Word], i: int, role: str, stop: int) -> tuple[int, str, int | None] | None:
    """The longest phrase of a role at word `i`, before word `stop`: its last word, kind and value."""
    entries = table()[role]
    for size in range(min(LONGEST, stop - i), 0, -1):
        rest = tuple(word.norm for word in words[i + 1 : i + size])
        for form in forms(words[i].norm):
            if known := entries.get((form, *rest)):
                return i + size - 1, *known
    return None


def is_role(words: Sequence[Word], i: int, role: str) -> bool:
    """Whether one word has a role."""
    entries = table()[role]
    return any((form,) in entries for form in forms(words[i].norm))


@lru_cache(maxsize=FORMS)
def may_begin(norm: str, roles: tuple[str, ...]) -> bool:
    """Whether a phrase of one of the roles may begin with a word."""
    return any(form in _first_words(role) for role in roles for form in forms(norm))


@cache
def _first_words(role: str) -> frozenset[str]:
    return frozenset(phrase[0] for phrase in table()[role])


def quantities(text: str, words: Sequence[Word], first: int, stop: int) -> Iterator[Quantity]:
    """The numbers among the words `first..stop` (excluded), in order, with what qualifies them."""
    i = first
    while i < stop:
        counts = words[i].script == "digits" or may_begin(words[i].norm, _NUMBERS)
        number = _number(text, words, i, stop) if counts else None
        if number is None:
            i += 1
            continue
        low, high, last = number
        core = i
        second = _second(text, words, core, last, first, stop)
        if second:
            high, last = second[0], second[1]
        yield _qualified(words, low, high, core, last, first, stop)
        i = last + 1


def _second(text: str, words: Sequence[Word], core: int, last: int, first: int, stop: int) -> tuple[int, int] | None:
    """The upper end of "between 3 and 5", "3 to 5", "3-5": its value and last word."""
    if last + 1 >= stop:
        return None
    start = last + 1
    gap = text[words[last].end : words[start].start]
    between = core > first and is_role(words, core - 1, "between")
    if gap.strip() not in ("-", "–"):
        if gap.strip():
            return None
        apart = words[start].norm in ("و", "and", "to", "الي")
        if not (between and (apart or joined(words[start]))) and words[start].norm not in ("to", "الي"):
            return None
        if core > first and is_role(words, core - 1, "from"):
            return None  # "rose from 3 to 5"
        start += apart
    lower = _number(text, words, core, last + 1)
    upper = _number(text, words, start, stop) if start < stop else None
    if upper is None or lower is None or lower[1] is None or upper[1] is None or upper[1] <= lower[1]:
        return None
    return upper[1], upper[2]


def _qualified(
    words: Sequence[Word], low: int, high: int | None, core: int, last: int, first: int, stop: int
) -> Quantity:
    """A number with the words around it that say how exact it is."""
    begin = core - 1 if core > first and high != low and is_role(words, core - 1, "between") else core
    about = False
    least = most = False
    for role in ("least", "most", "about"):
        at = _before(words, begin, role, first)
        if at is None:
            continue
        begin = at
        least, most, about = least or role == "least", most or role == "most", about or role == "about"
    if last + 1 < stop and (behind := phrase_at(words, last + 1, "least behind", stop)):
        last, least = behind[0], True
    if most:
        return Quantity(None, high if high is not None else low, about, begin, core, last)
    return Quantity(low, None if least else high, about, begin, core, last)


def _before(words: Sequence[Word], at: int, role: str, first: int) -> int | None:
    """The first word of a phrase of a role that ends right before word `at`."""
    for size in range(min(LONGEST, at - first), 0, -1):
        found = phrase_at(words, at - size, role, at)
        if found and found[0] == at - 1:
            return at - size
    return None


def _number(text: str, words: Sequence[Word], i: int, stop: int) -> tuple[int, int | None, int] | None:
    """The number that begins at word `i`: its least and most value and its last word."""
    word = words[i]
    if word.script == "digits":
        return _digits(text, words, i, stop)
    if many := phrase_at(words, i, "many", min(stop, i + 1)):
        value, last = many[2] or 0, i
        scale = last + 1 + (last + 1 < stop and words[last + 1].norm in ("of", "من"))
        if scale < stop and (times := _value(words, scale, "scale")):
            value, last = value * times, scale
        return value, None, last
    spelt = _spelt(words, i, stop)
    return (spelt[0], spelt[0], spelt[1]) if spelt else None


def _digits(text: str, words: Sequence[Word], i: int, stop: int) -> tuple[int, int, int] | None:
    value, last = float(words[i].norm), i
    while last + 1 < stop and words[last + 1].script == "digits":
        gap = text[words[last].end : words[last + 1].start]
        if gap in (",", "٬", "،") and words[last + 1].end - words[last + 1].start == 3:
            value, last = value * 1000 + int(words[last + 1].norm), last + 1
        elif gap in (".", "٫"):
            value, last = value + float(f"0.{int(words[last + 1].norm)}"), last + 1
            break
        else:
            break
    while last + 1 < stop and (times := _value(words, last + 1, "scale")) and times > 12:
        value, last = value * times, last + 1
    sign = text[max(0, words[i].start - 1) : words[i].start] + text[words[last].end : words[last].end + 1]
    if value != int(value) or not 0 < value <= MOST or not {"$", "€", "£", "%", "٪", ":", "/"}.isdisjoint(sign):
        return None
    return int(value), int(value), last


def _value(words: Sequence[Word], i: int, role: str) -> int:
    """The value of one word in a role; 0 where it has none."""
    entries = table()[role]
    return next((v or 0 for form in forms(words[i].norm)[:2] if (v := entries.get((form,), ("", 0))[1])), 0)


def _spelt(words: Sequence[Word], i: int, stop: int) -> tuple[int, int] | None:
    """A number in words: "twenty-five", "خمسة وعشرون", "مئة وثلاثة", "ثلاثة آلاف"."""
    total, part, last = 0, 0, i - 1
    room = MOST  # what may still be added is less than this
    at = i
    while at < stop:
        bare = words[at].norm in ("and", "و")
        if bare and (at == i or at + 1 >= stop):
            break
        place = at + bare
        linked = bare or (at > i and joined(words[place]) and not _value_as_is(words, place))
        value, scale = _value(words, place, "number"), _value(words, place, "scale")
        if at > i and linked and not part and not total:
            break
        if scale:
            if at == i and scale == 12:
                break
            if linked and part:
                total, part = total + part, 0
            part = max(part, 1) * scale
            if scale >= 1000:
                total, part, room = total + part, 0, scale
            else:
                room = scale
        elif value == 10 and 3 <= part % 100 <= 9 and not linked:
            part, room = part + 10, 0
        elif (teen := _value(words, place, "teen")) and place + 1 < stop and _value(words, place + 1, "number") == 10:
            part, place, room = part + 10 + teen, place + 1, 0
        elif value and (at == i or _adds(words, part, total, value, room, linked)):
            part, room = part + value, _room(words, place, value)
        else:
            break
        last, at = place, place + 1
    return (total + part, last) if last >= i and 0 < total + part <= MOST else None


def _value_as_is(words: Sequence[Word], i: int) -> bool:
    """Whether a word that begins with the letter of "and" is a number by itself (واحد)."""
    return any((words[i].norm,) in table()[role] for role in ("number", "scale"))


def _adds(words: Sequence[Word], part: int, total: int, value: int, room: int, linked: bool) -> bool:
    """Whether a number word goes on with the number before it: Arabic links with "and", English tens do not."""
    if not part and not total:
        return False
    if part % 100 in range(1, 10) and linked and value in range(20, 100, 10):
        return True  # "خمسة وعشرون"
    english = part % 100 in range(20, 100, 10) and not linked
    return value < room and (linked or english or (not part and bool(total)))


def _room(words: Sequence[Word], i: int, value: int) -> int:
    """What may be added behind a number word is less than this."""
    if value >= 100:
        return 100 if value < 1000 else 1000
    latin = words[i].norm.isascii()
    return 10 if latin and value >= 20 else 0
