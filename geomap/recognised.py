"""Puts the spans of a recogniser (`geomap.recognisers`) beside what geomap's own finder matched.

A span that is a place makes the name in it one, however geomap weighs it; geomap's own match says where the name begins
and ends. A span without a match is a name that the gazetteer lacks. What a recogniser takes for a person or an
organisation is no place, unless geomap is sure of it: recognisers often know a name as one and mistake its kind. Where
it says nothing, geomap's own judgement stands. Datelines, bylines and places that a distance is measured from stay too:
these are told by where they stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from geomap.arabic import ARTICLE, stems
from geomap.cues import generic_kinds
from geomap.features import Line
from geomap.gazetteer import Gazetteer
from geomap.matches import Match
from geomap.recognisers import Span
from geomap.records import Kind
from geomap.relations import is_measured

PLACES: dict[str, Kind] = {
    **dict.fromkeys(("LOC", "GPE", "LOCATION", "GPE_LOC", "placeName", "geogName"), "city"),
    **dict.fromkeys(("FAC", "FACILITY"), "facility"),
}
"""Labels of places, with the kind that is taken for one that the gazetteer lacks."""
ORGANISATIONS = frozenset(["ORG", "ORGANIZATION", "GPE_ORG", "orgName"])
PERSONS = frozenset(["PER", "PERS", "PERSON", "persName"])
_STANDS_BY_ITSELF = frozenset(["dateline", "byline", "credit"])
_SETTLED = frozenset(["city", "region", "district"])
"""Kinds whose generic word is no part of the name ("the village of X", not "Gulf of X")."""


def with_spans(
    text: str,
    lines: Sequence[Line],
    spans: Iterable[Span],
    gazetteer: Gazetteer,
    *,
    sure: Collection[int],
    doubted: Collection[int],
) -> tuple[list[Line], frozenset[int]]:
    """The lines with what the spans add and take away, and the starts of the matches that the spans say are places.

    Args:
        text: the article's; all offsets are code points in it.
        lines: its sentences with their matches.
        spans: what a recogniser found, in any order.
        gazetteer: where names are looked up.
        sure: starts of the matches that geomap by itself surely takes for places.
        doubted: starts of those that it takes for none.
    """
    spans = sorted(spans)
    standing = frozenset(word.norm for line in lines for word in line.words)
    changed = []
    believed: set[int] = set()
    for line in lines:
        its = [one for one in spans if one.start < line.sentence.end and line.sentence.start < one.end]
        matches = [one for one in line.matches if one.start in sure or not _is_taken(one, line, its, text)]
        for first, last, kind in _stretches(line, its):
            over = [match for match in matches if match.first <= last and first <= match.last]
            if any(match.start not in doubted or _spells(match, first, last) for match in over):
                believed.update(match.start for match in over)
            elif own := _unknown(line, first, last, kind, text, standing, gazetteer):
                matches = [match for match in matches if match not in over] + [own]
                believed.add(own.start)
        matches.sort(key=lambda match: match.first)
        measured = tuple(is_measured(text, match.start) for match in matches)
        changed.append(replace(line, matches=tuple(matches), measured=measured))
    return changed, frozenset(believed)


def _is_taken(match: Match, line: Line, spans: Sequence[Span], text: str) -> bool:
    """Whether a match lies inside the name of a person or an organisation; a facility may be an organisation too."""
    if line.sentence.section in _STANDS_BY_ITSELF or is_measured(text, match.start):
        return False
    against = PERSONS if match.kind == "facility" else PERSONS | ORGANISATIONS
    return any(one.label in against and one.start <= match.start and match.end <= one.end for one in spans)


def _stretches(line: Line, spans: Sequence[Span]) -> Iterator[tuple[int, int, Kind]]:
    """First and last word and kind of each place, articles and generic words in front left out."""
    kinds = generic_kinds()
    for span in spans:
        its = [at for at, word in enumerate(line.words) if word.start < span.end and span.start < word.end]
        if span.label not in PLACES or all(line.words[at].script == "digits" for at in its):
            continue
        first, last = its[0], its[-1]
        norms = [word.norm for word in line.words]
        if norms[first] == "the":
            first += 1
        if first < last and kinds.get(norms[first]) in _SETTLED:
            if norms[first + 1] == "of":
                first += 2
            elif line.words[first].script == "arabic":
                first += 1
        if first <= last:
            yield first, last, PLACES[span.label]


def _spells(match: Match, first: int, last: int) -> bool:
    """Whether a match has all the words `first`..`last`."""
    return match.first <= first and last <= match.last


def _unknown(
    line: Line, first: int, last: int, kind: Kind, text: str, standing: Collection[str], gazetteer: Gazetteer
) -> Match | None:
    """The match of a name that the gazetteer lacks; None for a generic word or an adjective of a country."""
    word = line.words[first]
    form, skipped, clitic = word.norm, 0, ""
    if word.script == "arabic":
        # A letter may be part of an unknown name, but not before the article, nor where the name also stands bare.
        readings = stems(form)[1:]
        form, skipped, clitic = next(
            (one for one in readings if one[0].startswith(ARTICLE) or one[0] in standing), (form, 0, "")
        )
    key = " ".join([form, *(word.norm for word in line.words[first + 1 : last + 1])])
    if key in generic_kinds() or key in gazetteer.demonyms:
        return None
    start = word.at(text, skipped) if skipped else word.start
    return Match(first, last, start, line.words[last].end, key, clitic, "introduced", kind)
