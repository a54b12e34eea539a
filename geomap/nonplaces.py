"""Names of places that are surely none where they stand: ordinary words, persons, and names inside other names.

The weights of `geomap.mentions` decide by degrees; here are the readings that leave no doubt. Ordinary uses of famous
names are the reviewed table `data/ordinary.csv`: a name, the side on which the words stand that tell it ("before",
"behind"), and these words, each one word or more, "راس*" for all that begin so and "#" for a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from geomap.arabic import is_definite
from geomap.datelines import agency_in
from geomap.matches import Match
from geomap.months import ENGLISH
from geomap.tables import rows
from geomap.text import Word, fold

Cues = Sequence[tuple[str, ...]]
"""For each word of a sentence its cue classes."""
_ABBREVIATED = (" ", ". ")
"""What may stand between a title and a name ("Mr Lincoln", "Dr. Milan")."""

_NAMED_AFTER = frozenset(["team", "institution"])


@cache
def _ordinary() -> dict[str, tuple[tuple[bool, tuple[str, ...]], ...]]:
    """Folded name to the phrases that make it an ordinary word, each with whether it stands behind the name."""
    table: dict[str, tuple[tuple[bool, tuple[str, ...]], ...]] = {}
    for row in rows("ordinary.csv"):
        phrases = tuple((row["side"] == "behind", _phrase(words)) for words in row["words"].split("|"))
        name = fold(row["name"])
        table[name] = table.get(name, ()) + phrases
    return table


@cache
def _months() -> frozenset[str]:
    return frozenset(map(fold, ENGLISH))


def _phrase(words: str) -> tuple[str, ...]:
    return tuple(word if word == "#" else fold(word) for word in words.split(" "))


def is_none(words: Sequence[Word], cues: Cues, match: Match, text: str, dateline: bool = False) -> bool:
    """Whether a match is surely no place, by the words of its sentence and their cue classes.

    In a dateline agencies stand too ("الأناضول").
    """
    if is_ordinary(words, match):
        return True
    if dateline and match.first and agency_in(text[match.start : match.end]):
        return True
    if words[match.first].script == "arabic":
        return not match.clitic and (_is_arabic_person(cues, match) or _is_in_arabic_name(words, cues, match, text))
    if match.key in _months():
        return True
    return _is_person(words, cues, match, text) or _is_in_a_name(words, cues, match, text)


def is_ordinary(words: Sequence[Word], match: Match) -> bool:
    """Whether the words beside a name make it an ordinary one ("مسقط رأسه", "Turkey sandwiches")."""
    return any(
        _follows(words, match.last + 1, phrase) if behind else _follows(words, match.first - len(phrase), phrase)
        for behind, phrase in _ordinary().get(match.key, ())
    )


def _follows(words: Sequence[Word], at: int, phrase: tuple[str, ...]) -> bool:
    """Whether a phrase stands at word `at`."""
    if at < 0 or at + len(phrase) > len(words):
        return False
    return all(_is(words[at + step], form) for step, form in enumerate(phrase))


def _is(word: Word, form: str) -> bool:
    if form == "#":
        return word.script == "digits"
    return word.norm.startswith(form[:-1]) if form.endswith("*") else word.norm == form


def _is_arabic_person(cues: Cues, match: Match) -> bool:
    """Whether a foreign first name stands before a name ("جاك لندن"), or a surname behind ("باريس هيلتون").

    Behind a verb of movement the first name is who moves, and the place where to ("زار جون لندن").
    """
    if "name_too" in cues[match.first] and match.last + 1 < len(cues) and "surname" in cues[match.last + 1]:
        return True
    at = match.first - 1
    return at >= 0 and "foreign_name" in cues[at] and not any("move" in each for each in cues[max(0, at - 3) : at])


def _is_in_arabic_name(words: Sequence[Word], cues: Cues, match: Match, text: str) -> bool:
    """Whether a team or an institution stands in construct with a name ("منتخب قطر", "جامعة بيروت")."""
    at = match.first - 1
    if at < 0 or text[words[at].end : match.start] != " ":
        return False
    return not _NAMED_AFTER.isdisjoint(cues[at]) and not is_definite(words[at].norm)


def _is_person(words: Sequence[Word], cues: Cues, match: Match, text: str) -> bool:
    """Whether a name with a capital belongs to a person: behind a first name or title, or before a surname."""
    ahead = _capital_behind(words, match, text)
    if ahead and "name_too" in cues[match.first] and match.first == match.last and "surname" in cues[match.last + 1]:
        return True
    at = match.first - 1
    if at < 0 or words[at].script != "other":
        return False
    gap = text[words[at].end : match.start]
    capital = text[words[at].start].isupper()
    if "person" in cues[at]:
        return gap in _ABBREVIATED and (capital or ahead)
    if len(words[at].norm) == 1 and gap in _ABBREVIATED and at:  # "Michael B. Jordan"
        at -= 1
        gap = text[words[at].end : words[at + 1].start]
        capital = text[words[at].start].isupper()
    if not capital or gap != " ":
        return False
    return "first_name" in cues[at] or "title" in cues[at]


def _is_in_a_name(words: Sequence[Word], cues: Cues, match: Match, text: str) -> bool:
    """Whether a name is part of an organisation's: "Bank of America", "Cairo University announced"."""
    after = match.last + 1
    if match.kind == "facility" and after < len(words):
        operated = words[after].norm in ("operator", "operators")
        if operated or ("org" in cues[match.last] and "say" in cues[after]):
            return True
    head = match.first - 2
    if head < 0 or words[head + 1].norm != "of" or "institution" not in cues[head]:
        return False
    return text[words[head].start].isupper() and text[words[head].end : match.start] == " of "


def _capital_behind(words: Sequence[Word], match: Match, text: str) -> bool:
    """Whether a word with a capital stands right behind a name, with nothing but a space between."""
    if match.last + 1 >= len(words):
        return False
    after = words[match.last + 1]
    return after.script == "other" and text[match.end : after.start] == " " and text[after.start].isupper()
