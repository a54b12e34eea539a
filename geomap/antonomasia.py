"""Places that a text tells by a country's adjective: "the Syrian capital", "الحدود السورية التركية".

They are no names and are in no gazetteer, so they become mentions only here, already resolved: to the capital of the
country, and to the first country with its border to the second. Where the name itself stands beside it ("العاصمة
السورية دمشق") nothing is added.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from geomap.areas import spot_of
from geomap.cues import classes
from geomap.gazetteer import Gazetteer
from geomap.leading_words import forms
from geomap.records import Article, Mention, Place, Relation, Resolution, Role
from geomap.relations import says_where
from geomap.text import Word, tokens_of, words

SURE = 0.8
_KINDS = ("title", "body", "caption")
_AT = ("prep_place", "from", "direction", "inside", "move")
"""Classes of words behind which a capital is a place; behind others it may be the government."""
_CLITICS = ("وب", "ول", "فب", "ب", "و", "ف", "")
_HINTS = ("عاصم", "apital", "حدود", "order")
"""One of these is in every such phrase."""


def with_antonomasia(
    article: Article, resolutions: Sequence[Resolution], gazetteer: Gazetteer
) -> tuple[Resolution, ...]:
    """The resolutions with the capitals and borders that are told by adjectives, in the order of the text."""
    added: list[Resolution] = []
    every = tokens_of(article)
    for sentence, (first, last) in zip(every.sentences, every.spans, strict=True):
        part = article.text[sentence.start : sentence.end]
        if sentence.section in _KINDS and any(hint in part for hint in _HINTS):
            tokens = every.words[first:last]
            added += [*_capitals(article.text, tokens, gazetteer), *_borders(article.text, tokens, gazetteer)]
    if not added:
        return tuple(resolutions)
    # A stretch of words that was taken for an unknown name gives way.
    known = sorted((one for one in resolutions if not any(_replaces(new, one) for new in added)), key=_start)
    free = [one for one in added if not _named(article.text, one.mention, known)]
    return tuple(sorted([*known, *free], key=_start))


def _start(one: Resolution) -> tuple[int, int]:
    return one.mention.start, one.mention.end


def _replaces(new: Resolution, old: Resolution) -> bool:
    return old.place is None and old.mention.start < new.mention.end and new.mention.start < old.mention.end


def _named(text: str, mention: Mention, known: Sequence[Resolution]) -> bool:
    """Whether a name overlaps a mention or stands right beside it ("العاصمة السورية دمشق", "Ankara, the capital")."""
    at = bisect_right(known, (mention.start, mention.end), key=_start)
    for one in known[max(0, at - 1) : at + 1]:
        first, second = sorted((one.mention, mention), key=lambda each: each.start)
        gap = text[first.end : second.start]
        if second.start < first.end or (
            len(gap) < 14 and "." not in gap and _is_beside(gap, after=second is not mention)
        ):
            return True
    return False


def _is_beside(gap: str, *, after: bool) -> bool:
    """Whether a gap holds nothing but marks, an article and, before a name, one word such as "city of"."""
    norms = [word.norm for word in words(gap) if word.norm != "the"]
    return not norms or (after and len(norms) == 1 and any((norms[0],) in forms(kind) for kind in ("generic", "link")))


def _capitals(text: str, tokens: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Resolution]:
    for at, word in enumerate(tokens):
        if word.script == "arabic":
            clitic, country, last = _arabic_adjective(tokens, at, "capital", gazetteer)
            first = word.at(text, len(clitic)) if clitic else word.start
            placed = clitic.endswith("ب") or _is_at(tokens, at)
        else:
            country, last = _english_capital(tokens, at, gazetteer), at
            first = tokens[at - 1].start if at else word.start
            placed = _is_at(tokens, at - 2)
        row = gazetteer.capital_rows.get(country) if country else None
        if row is not None:
            role: Role = "literal" if placed or says_where(text, first, "city") else "associative"
            mention = _mention(text, first, tokens[last].end, role, "the capital, by the adjective of its country")
            yield Resolution(mention, gazetteer.place_at(row), SURE, ("capital of the country named",))


def _arabic_adjective(tokens: Sequence[Word], at: int, kind: str, gazetteer: Gazetteer) -> tuple[str, str | None, int]:
    """The clitic of a word of a kind, the country that the adjective behind it names, and the adjective's last word."""
    norm = tokens[at].norm
    norm = "ال" + norm[2:] if norm.startswith("لل") else norm
    clitic = next((c for c in _CLITICS if norm.startswith(c) and (norm[len(c) :],) in forms(kind)), None)
    if tokens[at].norm.startswith("لل") and clitic is not None:
        clitic = "ل"
    if clitic is None:
        return "", None, at
    country, last = _adjective(tokens, at + 1, gazetteer)
    return clitic, country, last


def _adjective(tokens: Sequence[Word], at: int, gazetteer: Gazetteer) -> tuple[str | None, int]:
    """The country of the definite adjective at a word ("السورية", "الكورية الجنوبية"), and its last word."""
    for length in (2, 1):
        those = [word.norm for word in tokens[at : at + length]]
        if len(those) == length and all(norm.startswith("ال") and norm.endswith("ه") for norm in those):
            country = gazetteer.demonyms.get(" ".join(those))
            if country:
                return country, at + length - 1
    return None, at


def _english_capital(tokens: Sequence[Word], at: int, gazetteer: Gazetteer) -> str | None:
    if at < 2 or (tokens[at].norm,) not in forms("capital") or tokens[at - 2].norm != "the":
        return None
    if at + 1 < len(tokens) and (tokens[at + 1].norm,) in forms("money"):
        return None
    return gazetteer.demonyms.get(tokens[at - 1].norm)


def _is_at(tokens: Sequence[Word], at: int, *more: str) -> bool:
    """Whether the word before `at` is one of place, or of a further class."""
    cues = classes().get(tokens[at - 1].norm, ()) if at > 0 else ()
    return any(cue in _AT or cue in more or cue.startswith("generic:") for cue in cues)


def _borders(text: str, tokens: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Resolution]:
    for at, word in enumerate(tokens):
        if (word.norm,) not in forms("border"):
            continue
        if word.script == "arabic":
            one, middle = _adjective(tokens, at + 1, gazetteer)
            two, last = _adjective(tokens, middle + 1, gazetteer)
            first, before = at, at
        else:
            first, last, before = at - 2, at, at - 3
            one, two = (gazetteer.demonyms.get(each.norm) for each in tokens[at - 2 : at]) if at > 1 else (None, None)
        rows = [gazetteer.country_rows.get(country or "") for country in (one, two)]
        if one == two or rows[0] is None or rows[1] is None or not _is_at(tokens, before, "against"):
            continue
        here, there = (gazetteer.place_at(row) for row in rows if row is not None)
        why = "a border, by the adjectives of its countries"
        yield _border(_mention(text, tokens[first].start, tokens[last].end, "literal", why), here, there)


def _border(mention: Mention, here: Place, there: Place) -> Resolution:
    relation = Relation("border", other=there)
    why = ("country whose border is told",)
    return Resolution(mention, here, SURE, why, (), relation, spot_of(here, relation))


def _mention(text: str, start: int, end: int, role: Role, why: str) -> Mention:
    return Mention(start, end, text[start:end], role, SURE, (why,))
