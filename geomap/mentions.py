"""Finds the place names in an article and what each stands for.

Every stretch that spells a name of the gazetteer is weighed by a linear model (`geomap.model`) that tells names of
places from ordinary words, persons and organisations, and a second one that tells whether something happens there
(literal), or the name stands for a government or people (associative), a byline or a measure.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from geomap.constructions import is_introduced, is_origin, is_struck, is_title, told_role
from geomap.cues import generic_kinds
from geomap.features import Context, Line, features, links, read_context, word_cues
from geomap.gazetteer import Gazetteer
from geomap.layout import LOOSE, PRIMARY
from geomap.matches import Match
from geomap.matching import CYRILLIC_BEFORE_PLACE, find_matches
from geomap.model import Model, shipped_model
from geomap.nonplaces import is_none
from geomap.records import Article, Kind, Mention, Role
from geomap.relations import is_measured, says_where
from geomap.roles import learned_as, role_features, ruled_role
from geomap.text import Word, tokens_of

if TYPE_CHECKING:
    from geomap.recognisers import Recogniser

SURE, UNLIKELY = 0.7, 0.2
"""The chance from which a name is surely a place, and under which it is none even where it surely is one elsewhere."""
RECOGNISED = 0.6
"""The least chance of being a place for a name that a recogniser takes for one: too little to carry others along."""
_PART_OF_NAME = frozenset(["first_name=True-True", "org_ahead=True"])
PART = 0.3
"""What is left of a chance for a first name with a capital behind it ("Vladimir Putin") and for the first words of an
organisation's name ("Shanghai Cooperation Organisation")."""
PINNED, PINNED_CUED = 0.53, 0.4
"""The least chance that a name is a place and something happens there, for a pin; and the same behind a direction or a
preposition of place. With these about as many pins are missed as are wrong."""
NONE = 0.05
"""The most that is left of a chance for a name that is surely no place where it stands."""
KNOWN, COMMON, TOLD = 5.0, 4.5, 0.6
"""The fame from which a name is well known, how common a word (Zipf) it may be, and the least chance of being a place
that such a name has where strikes go against it or an office is of it."""
LISTED, STRANGE, SHARED = 3, 1.5, 0.8
"""The members of a list that lists places, how common (Zipf) a word may be that no word of the language is, and what
such a word has of the chance of the surest town listed with it."""
MEASURED = 0.8
"""The least chance of being a place for a name from which a distance is measured, or behind which the region stands
that it lies in ("Gary, Ind."): nothing else is."""


def find_mentions(
    article: Article, gazetteer: Gazetteer, model: Model | None = None, recogniser: Recogniser | None = None
) -> tuple[Mention, ...]:
    """The place names of an article in order, none overlapping, cut-off sections left out.

    Args:
        article: as read; offsets of the mentions are code points in its text.
        gazetteer: where names are looked up.
        model: other weights than the shipped ones, for cross-validation.
        recogniser: finds names beside geomap's own finder; by default nothing does.
    """
    model = model or shipped_model()
    lines = read_lines(article, gazetteer)
    context = read_context(lines, gazetteer)
    weighed = [_weigh(line, context, article.text, gazetteer, model) for line in lines]
    if recogniser is not None:
        from geomap.recognised import with_spans

        spans = recogniser(article.text, [line.sentence for line in lines], article.language)
        chances = {one.match.start: one.chance for one in chain.from_iterable(weighed)}
        surely = {start for start, chance in chances.items() if chance >= SURE}
        doubted = {start for start, chance in chances.items() if chance < model.threshold}
        lines, believed = with_spans(article.text, lines, spans, gazetteer, sure=surely, doubted=doubted)
        context = read_context(lines, gazetteer)
        weighed = [_weigh(line, context, article.text, gazetteer, model, believed) for line in lines]
    sure = _sure_keys(chain.from_iterable(weighed))
    return tuple(
        mention
        for line, its in zip(lines, weighed, strict=True)
        for mention in _mentions(line, its, sure, context, article.text, gazetteer, model)
    )


def read_lines(article: Article, gazetteer: Gazetteer) -> list[Line]:
    """The sentences of an article with their words, cues and possible names."""
    lines = []
    body = 0
    tokens = tokens_of(article)
    for sentence, (first, last) in zip(tokens.sentences, tokens.spans, strict=True):
        words = tokens.words[first:last]
        body += sentence.section == "body"
        matches = tuple(find_matches(article.text, words, gazetteer))
        measured = tuple([is_measured(article.text, match.start) for match in matches])
        lead = sentence.section == "body" and body <= 2
        lines.append(Line(sentence, words, word_cues(words), matches, measured, lead))
    return lines


def script_of(word: Word) -> str:
    """Which of the model's tables a word goes by."""
    return "arabic" if word.script == "arabic" else "other"


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A match with its chance of being a place name, and the features that told it."""

    match: Match
    chance: float
    told: list[str]


def _weigh(
    line: Line, context: Context, text: str, gazetteer: Gazetteer, model: Model, believed: Collection[int] = ()
) -> list[_Weighed]:
    """The matches of a line with their chances, read from left to right; `believed`: starts of recognised ones."""
    weighed: list[_Weighed] = []
    for index, match in enumerate(line.matches):
        script = script_of(line.words[match.first])
        after_place = bool(weighed) and weighed[-1].chance >= model.threshold
        told = features(line, index, context, text, gazetteer, after_place)
        learned = script == "arabic" or line.words[match.first].norm.isascii()
        chance = model.is_place(script, told) if learned else _plain_chance(line, match)
        if not _PART_OF_NAME.isdisjoint(told):
            chance *= PART
        if match.row is not None and ("measured" in told or _before_its_region(line.matches, index, text, gazetteer)):
            chance = max(chance, MEASURED)
        if chance < TOLD and _is_told(line, index, text, gazetteer):
            chance = TOLD
        if match.how == "behind":
            chance = max(chance, weighed[-1].chance)  # as sure as the place that it stands behind
        if match.start in believed:
            told.append("recognised")
            chance = max(chance, RECOGNISED)
        if is_none(line.words, line.cues, match, text, line.sentence.section == "dateline"):
            chance = min(chance, NONE)
        weighed.append(_Weighed(match, chance, told))
    return _with_lists(weighed, text, gazetteer)


def _with_lists(weighed: list[_Weighed], text: str, gazetteer: Gazetteer) -> list[_Weighed]:
    """The same with the words of lists of places believed: no word of the language stands among towns ("X وY، وZ").

    Countries do not carry others along: armed groups and organisations are listed with them.
    """
    first = 0
    for last in range(len(weighed)):
        if last + 1 < len(weighed) and links(text, weighed[last].match, weighed[last + 1].match):
            continue
        listed = range(first, last + 1)
        first = last + 1
        surest = max((weighed[at].chance for at in listed if weighed[at].match.kind != "country"), default=0.0)
        if len(listed) < LISTED or surest < SURE:
            continue
        for at in listed:
            one = weighed[at]
            if one.match.row is None and gazetteer.zipf(one.match.key) < STRANGE:
                weighed[at] = replace(one, chance=max(one.chance, SHARED * surest))
    return weighed


def _is_told(line: Line, index: int, text: str, gazetteer: Gazetteer) -> bool:
    """Whether a generic word introduces a name, or a well-known one that is no common word stands with a title, under
    fire or where somebody is from.
    """
    match = line.matches[index]
    if is_introduced(line, match, text):
        return True
    if match.strength < PRIMARY or match.prior < KNOWN or gazetteer.zipf(match.key) > COMMON:
        return False
    if is_struck(line, index) or is_title(line, match, text) or is_origin(line, match, text):
        return True
    # A Latin name in an Arabic sentence ("من Berlin"): neither table of weights knows that.
    before = line.words[match.first - 1] if match.first else None
    foreign = before is not None and before.script == "arabic" and line.words[match.first].script == "other"
    return foreign and not {"prep_place", "from"}.isdisjoint(line.cues[match.first - 1])


def _before_its_region(matches: Sequence[Match], index: int, text: str, gazetteer: Gazetteer) -> bool:
    """Whether right behind a name and a comma stands a first-level unit that a place of this name lies in."""
    if index + 1 == len(matches):
        return False
    match, after = matches[index : index + 2]
    if after.row is None or after.kind != "region" or text[match.end : after.start] != ", ":
        return False
    entries = gazetteer.entries(match.key)
    return any(how > LOOSE and gazetteer.admin1_of(row) == after.row for row, how in entries)


def _sure_keys(weighed: Iterable[_Weighed]) -> frozenset[str]:
    """Names that are surely places somewhere in the article: these are places wherever that is not far-fetched."""
    return frozenset(one.match.key for one in weighed if one.chance >= SURE and one.match.row is not None)


def _mentions(
    line: Line, weighed: Sequence[_Weighed], sure: frozenset[str], context: Context, text: str, gazetteer: Gazetteer,
    model: Model,
) -> Iterable[Mention]:  # fmt: skip
    previous = "none"
    for index, one in enumerate(weighed):
        match = one.match
        if one.chance < (UNLIKELY if match.key in sure else model.threshold):
            previous = "none"
            continue
        role, role_sure, why = _role(line, index, one.chance, context, text, gazetteer, model, previous)
        previous = role
        loud = model.reasons(script_of(line.words[match.first]), one.told)
        yield Mention(
            start=match.start,
            end=match.end,
            surface=text[match.start : match.end],
            role=role,
            confidence=round(one.chance, 3),
            reasons=(
                *(["recognised"] if "recognised" in one.told else []),
                *(f"{name} ({weight:+.1f})" for name, weight in loud),
                f"{role}: {why} ({role_sure:.2f})",
            ),
            kind_hint=_kind_hint(line.words, match),
            role_confidence=round(role_sure, 3),
        )


def _plain_chance(line: Line, match: Match) -> float:
    """The chance of being a place in scripts that no weights were learned on: fame, and a preposition before it."""
    before = line.words[match.first - 1].norm if match.first else ""
    cued = before in CYRILLIC_BEFORE_PLACE
    return 1 / (1 + math.exp(4.5 - match.prior + (0.5 if match.how != "exact" else 0) - (2 if cued else 0)))


def _role(
    line: Line, index: int, chance: float, context: Context, text: str, gazetteer: Gazetteer, model: Model,
    previous: str,
) -> tuple[Role, float, str]:  # fmt: skip
    """The role, how sure it is and why: by the section or a rule where these are sure, else by the learned weights."""
    section = line.sentence.section
    if section == "dateline":
        return "dateline", 1.0, "stands in the dateline"
    if section in ("byline", "credit"):
        return "byline", 1.0, "stands in a byline or credit"
    match = line.matches[index]
    if line.measured[index]:
        return "measure", 1.0, "a distance is measured from it"
    if says_where(text, match.start, match.kind):
        return "literal", 0.85, "behind words that say where"
    told = told_role(line, index, text, previous)
    if told is not None:
        return told
    if script_of(line.words[match.first]) != "arabic":
        return ruled_role(line, index, text, gazetteer, previous)
    if is_struck(line, index):
        return "literal", 0.85, "strikes go against it"
    role, sure = model.role(role_features(line, index, context, text, gazetteer, learned_as(previous)))
    before = line.cues[match.first - 1] if match.first else ()
    cued = "prep_place" in before or "direction" in before or match.clitic.endswith("ب")
    least = PINNED_CUED if cued else PINNED
    if role == "literal" and chance * sure < least:
        return "associative", 1 - chance * sure, "too little says that something happens there"
    return role, sure, "by the words around it"


def _kind_hint(tokens: Sequence[Word], match: Match) -> Kind | None:
    """What the generic word before (or behind, in English) a name says it is."""
    kinds = generic_kinds()
    if match.first:
        before = tokens[match.first - 1].norm
        for form in (before, before.removeprefix("ب"), before.removeprefix("وب"), before.removeprefix("و")):
            if form in kinds:
                return kinds[form]
        if before == "of" and match.first > 1 and tokens[match.first - 2].norm in kinds:
            return kinds[tokens[match.first - 2].norm]
    if match.last + 1 < len(tokens) and tokens[match.last].script == "other":
        return kinds.get(tokens[match.last + 1].norm)
    return None
