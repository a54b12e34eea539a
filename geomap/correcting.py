"""Corrections of names, applied while an article is read: events then follow from what a person said.

An article is first read as it stands, as ever; one that corrections touch is read again with them. So a kept reading
stays good for all other articles, and what corrections do never depends on what was built before.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from geomap.arabic import stems
from geomap.corrections import Action, Correction, Mentioned, Name, Placed
from geomap.records import Article, Candidate, Event, Mention, NameCorrection, Reading, Resolution, Skipped
from geomap.text import fold, name_key, words

R = TypeVar("R", bound=Reading)
Read = Callable[[Sequence[Article]], tuple[tuple[R, ...], tuple[Skipped, ...], int]]
"""Reads articles; answers with the readings, what could not be read, and how many were not kept from before."""

State = Literal["applied", "partly", "replaced", "stale"]
"""What became of a correction: done; done as far as its targets are there; overruled by a later one; without target."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A correction and what became of it; `why` says so where it was not simply applied."""

    correction: Correction
    state: State = "applied"
    why: str = ""


def in_order(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Newest first, then by what is said of what: the same wherever in the file they stand."""
    by_words = sorted(outcomes, key=lambda one: (one.correction.said, repr(one.correction.action), one.state))
    return tuple(sorted(by_words, key=lambda one: one.correction.date, reverse=True))


def name_spans(text: str, name: str) -> list[tuple[int, int]]:
    """Where a text has a name as whole words, in order; an Arabic clitic written on to it is left out."""
    norms = name_key(name).split(" ")
    tokens = words(text)
    found = []
    for first in range(len(tokens) - len(norms) + 1):
        word = tokens[first]
        if any(tokens[first + n].norm != norm for n, norm in enumerate(norms) if n):
            continue
        if word.norm == norms[0]:
            found.append((word.start, tokens[first + len(norms) - 1].end))
        elif word.script == "arabic":
            skipped = next((skipped for form, skipped, _ in stems(word.norm) if form == norms[0]), None)
            if skipped is not None:
                found.append((word.at(text, skipped), tokens[first + len(norms) - 1].end))
    return found


def _meant(text: str, one: Name | NameCorrection) -> list[tuple[int, int]]:
    """The spans of a text that a correction is about."""
    spans = name_spans(text, one.name)
    if one.occurrence is not None:
        return spans[one.occurrence - 1 : one.occurrence]
    if one.offset is not None:
        return [(start, end) for start, end in spans if start <= one.offset < end]
    return spans


def _one_only(one: Name | NameCorrection) -> bool:
    return one.occurrence is not None or one.offset is not None


def _is(mention: Mention, span: tuple[int, int], key: str) -> bool:
    """Whether a mention is the name that stands at a span, its clitics or article taken one way or the other."""
    start, end = span
    over = mention.start < end and start < mention.end
    return over and ((mention.start, mention.end) == span or name_key(mention.surface) == key)


def corrected_mentions(article: Article, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions of an article as its corrections have them, in the order of the text."""
    if not article.corrections:
        return tuple(mentions)
    found = list(mentions)
    for one in article.corrections:
        key = name_key(one.name)
        for span in _meant(article.text, one):
            over = [mention for mention in found if mention.start < span[1] and span[0] < mention.end]
            same = [mention for mention in over if _is(mention, span, key)]
            if one.no_place:
                gone = over if _one_only(one) else same
                found = [mention for mention in found if mention not in gone]
            elif same:
                found = [_told(mention, one) if mention in same else mention for mention in found]
            elif not over or _one_only(one):
                # geomap took it for no name at all, or for a part of another one.
                start, end = span
                new = Mention(start, end, article.text[start:end], one.role or "literal", 1.0, (one.said,))
                found = [*(mention for mention in found if mention not in over), new]
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))


def _told(mention: Mention, one: NameCorrection) -> Mention:
    if one.role is None:
        return mention
    said = (one.said, *mention.reasons)
    return replace(mention, role=one.role, confidence=1.0, role_confidence=1.0, reasons=said)


def corrected_places(article: Article, resolutions: Sequence[Resolution]) -> tuple[Resolution, ...]:
    """The resolutions with the places that people gave; each has confidence 1 and says who gave it, when and why."""
    found = list(resolutions)
    for one in article.corrections:
        if one.place is None:
            continue
        key = name_key(one.name)
        for span in _meant(article.text, one):
            for n, resolution in enumerate(found):
                if _is(resolution.mention, span, key):
                    others = [other for other in resolution.candidates if other.place.id != one.place.id]
                    first = Candidate(one.place, 1.0, (one.said,))
                    found[n] = Resolution(resolution.mention, one.place, 1.0, (one.said,), (first, *others))
    return tuple(found)


def without_denied(article: Article, resolutions: Sequence[Resolution]) -> tuple[Resolution, ...]:
    """The resolutions without those that later stages found at names that are said to be no place."""
    spans = [span for one in article.corrections if one.no_place for span in _meant(article.text, one)]
    if not spans:
        return tuple(resolutions)
    told = {mention for mention in (one.mention for one in resolutions) if _said_in(article, mention.reasons)}
    return tuple(
        one
        for one in resolutions
        if one.mention in told or all(one.mention.end <= start or end <= one.mention.start for start, end in spans)
    )


def _said_in(article: Article, reasons: Iterable[str]) -> tuple[str, ...]:
    said = {one.said for one in article.corrections}
    return tuple(reason for reason in reasons if reason in said)


def with_words(article: Article, resolutions: Sequence[Resolution], events: Sequence[Event]) -> tuple[Event, ...]:
    """The events with who corrected the names of their places."""
    told = {
        (one.mention.start, one.mention.end): said
        for one in resolutions
        if (said := _said_in(article, (*one.mention.reasons, *one.reasons)))
    }
    if not told:
        return tuple(events)
    return tuple(
        replace(event, corrected=tuple(sorted({word for span in _places(event) for word in told.get(span, ())})))
        for event in events
    )


def _places(event: Event) -> list[tuple[int, int]]:
    """Where the evidence names the event's place."""
    return [
        (one.place_start, one.place_end)
        for one in event.evidence
        if one.place_start is not None and one.place_end is not None
    ]


def corrected_readings(
    readings: Sequence[R], corrections: Sequence[Correction], read: Read[R]
) -> tuple[tuple[R, ...], tuple[Skipped, ...], int, list[Outcome]]:
    """The readings with those in place of which corrections of names make others, as `read` reads them.

    Also the articles that could not be read again, how many were, and what became of each such correction.
    """
    carrying, outcomes = touched([reading.article for reading in readings], corrections)
    if not carrying:
        return tuple(readings), (), 0, outcomes
    again, failed, count = read(carrying)
    corrected = {reading.article.id: reading for reading in again}
    if lost := {article.id for article in carrying} - corrected.keys():
        why = "the article could not be read with it"
        outcomes = [
            replace(one, state="stale", why=why) if _name(one.correction.action).article in lost else one
            for one in outcomes
        ]
    return tuple(corrected.get(one.article.id, one) for one in readings), failed, count, outcomes


def touched(
    articles: Sequence[Article], corrections: Sequence[Correction]
) -> tuple[tuple[Article, ...], list[Outcome]]:
    """The articles that corrections of names are about, carrying them, and what became of each such correction.

    The same for every order of corrections of different names; of two that say something of the same one, the later in
    the file counts. What is said of one time the article has a name overrules what is said of all of them, and that
    what is said of the name everywhere.
    """
    names = [one for one in corrections if isinstance(one.action, Mentioned | Placed)]
    if not names:
        return (), []
    last = {_subject(one.action): one for one in names}
    by_id = {article.id: article for article in articles}
    everywhere = {name_key(name.name) for name in (_name(one.action) for one in names) if name.article is None}
    having = _having(sorted(everywhere), articles)
    own: dict[str, list[tuple[bool, NameCorrection]]] = {}
    outcomes = []
    for one in names:
        later = last[_subject(one.action)]
        if later is not one:
            outcomes.append(Outcome(one, "replaced", f"line {later.line} says otherwise"))
            continue
        found, why = _about(_name(one.action), by_id, having)
        for article in found:
            own.setdefault(article.id, []).append((_name(one.action).article is not None, _word(one)))
        outcomes.append(Outcome(one, "stale" if why else "applied", why))
    carrying = [
        replace(by_id[id], corrections=tuple(word for _, word in sorted(told, key=_order)))
        for id, told in sorted(own.items())
    ]
    return tuple(carrying), outcomes


def _name(action: Action) -> Name:
    if not isinstance(action, Mentioned | Placed):
        raise TypeError("only corrections of names have a name")
    return action.name


def _subject(action: Action) -> tuple[object, ...]:
    """What a correction is about: two of one subject contradict each other."""
    name = _name(action)
    return type(action).__name__, name.article, name_key(name.name), name.occurrence, name.offset


def _word(one: Correction) -> NameCorrection:
    name, action = _name(one.action), one.action
    role = action.role if isinstance(action, Mentioned) else None
    place = action.place if isinstance(action, Placed) else None
    no_place = isinstance(action, Mentioned) and action.role is None
    return NameCorrection(name.name, one.said, name.occurrence, name.offset, role, no_place, place)


def _order(told: tuple[bool, NameCorrection]) -> tuple[object, ...]:
    """General words first, so that special ones overrule them; no word of two of one rank depends on the other."""
    in_article, one = told
    place = one.place.id if one.place else ""
    return in_article, _one_only(one), name_key(one.name), one.occurrence or 0, one.offset or 0, place, one.said


def _about(
    name: Name, articles: Mapping[str, Article], having: Mapping[str, list[Article]]
) -> tuple[list[Article], str]:
    """The articles that a correction is about, and why there is none."""
    if name.article is None:
        found = having[name_key(name.name)]
        return found, "" if found else f"no article has the name {name.name}"
    article = articles.get(name.article)
    if article is None:
        return [], f"there is no article {name.article}"
    if _meant(article.text, name):
        return [article], ""
    times = len(name_spans(article.text, name.name))
    if name.occurrence is not None and times:
        return [], f"the article has the name {name.name} only {times} times"
    if name.offset is not None and times:
        return [], f"the name {name.name} does not stand at {name.offset}"
    return [], f"the article does not have the name {name.name}"


def _having(names: Iterable[str], articles: Iterable[Article]) -> dict[str, list[Article]]:
    """The articles that have each of some folded names.

    A text is folded a character at a time, which is a fraction of the work of taking it apart, and only those that may
    have a name are looked through for it.
    """
    hints = {name: _plain(max(name.split(" "), key=len).removeprefix("ا")) for name in names}
    found: dict[str, list[Article]] = {name: [] for name in hints}
    if not hints:
        return found
    for article in articles:
        folded = _folded(article.text)
        for name, hint in hints.items():
            if hint in folded and name_spans(article.text, name):
                found[name].append(article)
    return found


def _folded(text: str) -> str:
    """A text folded a character at a time: what its words hold, theirs do."""
    if text.isascii():
        return text.lower()
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    folding = _folding()
    # Few different characters of a text fold to others: replacing those is ten times as fast as translating all.
    for code in sorted(set(codes[_folds()[codes]].tolist())):
        text = text.replace(chr(code), folding[code])
    return text


@cache
def _folding() -> dict[int, str]:
    """What each character of the scripts that fold is folded to; marks, which fold with their letters, to nothing."""
    blocks = ((0x20, 0x530), (0x590, 0x780), (0x1E00, 0x2070), (0xFB00, 0xFF00))
    letters = (chr(code) for block in blocks for code in range(*block))
    told = ((c, "" if unicodedata.combining(c) else _plain(fold(c))) for c in letters)
    return {ord(c): folded for c, folded in told if folded != c}


@cache
def _folds() -> NDArray[np.bool_]:
    """Whether a UTF-16 code unit is one of those."""
    found = np.zeros(0x10000, dtype=np.bool_)
    found[list(_folding())] = True
    return found


def _plain(folded: str) -> str:
    """Without the breve of the Cyrillic short i, which folding a character at a time loses where it is decomposed."""
    return folded.replace("й", "и")
