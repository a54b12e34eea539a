"""Finds the place names in an article and what each stands for.

Every stretch that spells a name of the gazetteer is weighed by a linear model (`geomap.model`) that tells names of
places from ordinary words, persons and organisations, and a second one that tells whether something happens there
(literal), or the name stands for a government or people (associative), a byline or a measure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from geomap.cues import generic_kinds
from geomap.features import Context, Line, features, read_context, word_cues
from geomap.gazetteer import Gazetteer
from geomap.matching import CYRILLIC_BEFORE_PLACE, Match, find_matches
from geomap.model import Model, shipped_model
from geomap.records import Article, Kind, Mention, Role
from geomap.relations import is_measured
from geomap.roles import role_features, ruled_role
from geomap.text import Word, article_sentences, words


def find_mentions(article: Article, gazetteer: Gazetteer, model: Model | None = None) -> tuple[Mention, ...]:
    """The place names of an article in order, none overlapping, cut-off sections left out.

    Args:
        article: as read; offsets of the mentions are code points in its text.
        gazetteer: where names are looked up.
        model: other weights than the shipped ones, for cross-validation.
    """
    model = model or shipped_model()
    lines = read_lines(article, gazetteer)
    context = read_context(lines, gazetteer)
    return tuple(mention for line in lines for mention in _mentions(line, context, article.text, gazetteer, model))


def read_lines(article: Article, gazetteer: Gazetteer) -> list[Line]:
    """The sentences of an article with their words, cues and possible names."""
    lines = []
    body = 0
    for sentence in article_sentences(article):
        tokens = tuple(words(article.text, sentence.start, sentence.end))
        body += sentence.section == "body"
        matches = tuple(find_matches(article.text, tokens, gazetteer))
        lines.append(Line(sentence, tokens, word_cues(tokens), matches, sentence.section == "body" and body <= 2))
    return lines


def script_of(word: Word) -> str:
    """Which of the model's tables a word goes by."""
    return "arabic" if word.script == "arabic" else "other"


def _mentions(line: Line, context: Context, text: str, gazetteer: Gazetteer, model: Model) -> Iterable[Mention]:
    previous = "none"
    for index, match in enumerate(line.matches):
        script = script_of(line.words[match.first])
        told = features(line, index, context, text, gazetteer, previous != "none")
        learned = script == "arabic" or line.words[match.first].norm.isascii()
        sure = model.is_place(script, told) if learned else _plain_chance(line, match)
        if sure < model.threshold:
            previous = "none"
            continue
        role, role_sure, why = _role(line, index, context, text, gazetteer, model, previous)
        previous = role
        reasons = [f"{feature} ({weight:+.1f})" for feature, weight in model.reasons(script, told)]
        yield Mention(
            start=match.start,
            end=match.end,
            surface=text[match.start : match.end],
            role=role,
            confidence=round(sure, 3),
            reasons=(*reasons, f"{role}: {why} ({role_sure:.2f})"),
            kind_hint=_kind_hint(line.words, match),
        )


def _plain_chance(line: Line, match: Match) -> float:
    """The chance of being a place in scripts that no weights were learned on: fame, and a preposition before it."""
    before = line.words[match.first - 1].norm if match.first else ""
    cued = before in CYRILLIC_BEFORE_PLACE
    return 1 / (1 + math.exp(4.5 - match.prior + (0.5 if match.how != "exact" else 0) - (2 if cued else 0)))


def _role(
    line: Line, index: int, context: Context, text: str, gazetteer: Gazetteer, model: Model, previous: str
) -> tuple[Role, float, str]:
    """The role, how sure it is and why: by the section or a rule where these are sure, else by the learned weights."""
    section = line.sentence.section
    if section == "dateline":
        return "dateline", 1.0, "stands in the dateline"
    if section in ("byline", "credit"):
        return "byline", 1.0, "stands in a byline or credit"
    match = line.matches[index]
    if is_measured(text, match.start):
        return "measure", 1.0, "a distance is measured from it"
    if script_of(line.words[match.first]) != "arabic":
        return ruled_role(line, index, text, gazetteer, previous)
    role, sure = model.role(role_features(line, index, context, text, gazetteer, previous))
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
