"""An article as words, clauses and sentences, and the literal places among them: what the events stage reads.

A clause ends at punctuation inside a sentence and before words that open another one ("حيث", "بعدما", "إن", "while",
"that"). Places, dates and negation of one clause rarely belong to the verb of another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Literal

from geomap.demonyms import demonym_at
from geomap.records import Article, Mention, Place, Relation, Resolution, Sentence
from geomap.tables import word_set
from geomap.text import FORMS, Word, tokens_of

Preposition = Literal["in", "to", "from", "on", "between", "via", "bare"]

_OPENERS = word_set("openers")
_CONTENT = word_set("content")
"""Words behind which a saying's content begins."""
_PUNCTUATION = frozenset('،,;؛:()[]«»“”"–—-…/|')
_QUOTES = frozenset('"“”«»')

_PREPOSITIONS: dict[str, Preposition] = {
    **dict.fromkeys(word_set("preposition in"), "in"),
    **dict.fromkeys(word_set("preposition to"), "to"),
    **dict.fromkeys(word_set("preposition from"), "from"),
    **dict.fromkeys(word_set("preposition on"), "on"),
    **dict.fromkeys(word_set("preposition between"), "between"),
    **dict.fromkeys(word_set("preposition via"), "via"),
}
_GENERIC = word_set("generic")
_CLITICS: dict[str, Preposition] = {"ب": "in", "ل": "to", "ك": "bare", "": "bare"}


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence of the article proper: its words `first..last` (last excluded), its number, and its record."""

    number: int
    first: int
    last: int
    sentence: Sentence
    quotes: tuple[int, ...]
    """Offsets of quotation marks in it."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An article's words with their clause number and their depth of saying (0, or 1 behind "that")."""

    article: Article
    words: tuple[Word, ...]
    starts: tuple[int, ...]
    clauses: tuple[int, ...]
    content: tuple[bool, ...]
    spans: tuple[Span, ...]
    span_of: tuple[int, ...]
    """For each word, the index into `spans`; -1 for words of parts that tell no event."""

    def word_at(self, offset: int) -> int:
        """The index of the word that holds `offset`, or of the first word behind it."""
        at = bisect_left(self.starts, offset + 1) - 1
        return at if at >= 0 and self.words[at].end > offset else min(at + 1, len(self.words) - 1)

    def quoted(self, word: int) -> bool:
        """Whether a word stands inside quotation marks of its sentence."""
        quotes = self.spans[self.span_of[word]].quotes
        return bool(quotes) and bisect_left(quotes, self.words[word].start) % 2 == 1


@dataclass(frozen=True, slots=True)
class Use:
    """One literal mention of a place: where it stands and the preposition before it."""

    word: int
    last: int
    span: int
    preposition: Preposition
    resolution: Resolution

    @property
    def measured(self) -> bool:
        """Whether it is so many kilometres away from the place that is meant."""
        return self.resolution.relation is not None and self.resolution.relation.kind == "distance"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that the article names as a place, with all its literal mentions in order."""

    place: Place
    uses: tuple[Use, ...]


QUALIFYING = 5
"""Words behind a name in which "south of X" tells where that name is, rather than where something happened."""
_SKIPPED = ("cut", "credit", "byline", "dateline")


def read_clauses(article: Article) -> Telling:
    """The words, clauses and sentences of an article, without its cut, credit, byline and dateline parts."""
    text = article.text
    tokens = tokens_of(article)
    found = tokens.words
    clauses = [0] * len(found)
    content = [False] * len(found)
    span_of = [-1] * len(found)
    spans: list[Span] = []
    clause = 0
    for sentence, (first, last) in zip(tokens.sentences, tokens.spans, strict=True):
        if sentence.section in _SKIPPED or first == last:
            continue
        clause += 1
        inside, behind = False, 0
        for i in range(first, last):
            start, end, norm, _ = found[i]
            bare = norm[1:] if norm[0] == "و" else norm
            says = bare in _CONTENT
            opens = says or bare in _OPENERS
            if i > first and (opens or (start - behind > 1 and not _PUNCTUATION.isdisjoint(text[behind:start]))):
                clause += 1
            behind = end
            inside = inside or says
            clauses[i], content[i], span_of[i] = clause, inside, len(spans)
        part = text[sentence.start : sentence.end]
        quotes = (
            () if _QUOTES.isdisjoint(part) else tuple(sentence.start + k for k, c in enumerate(part) if c in _QUOTES)
        )
        spans.append(Span(len(spans), first, last, sentence, quotes))
    return Telling(article, found, tokens.starts, tuple(clauses), tuple(content), tuple(spans), tuple(span_of))


def literal_spots(telling: Telling, resolutions: Iterable[Resolution]) -> tuple[Spot, ...]:
    """The places that may carry a pin, in order of their first literal mention."""
    uses: dict[tuple[str, Relation | None], list[Use]] = {}
    previous: Use | None = None
    if not telling.words:
        return ()
    known = tuple(resolutions)
    named = -QUALIFYING - 1  # the last word of the place named before
    for resolution in sorted(known, key=lambda r: (r.mention.start, r.mention.end)):
        if resolution.place is None:
            continue
        word = telling.word_at(resolution.mention.start)
        last = max(word, telling.word_at(max(resolution.mention.start, resolution.mention.end - 1)))
        apart, named = word - named, last
        relation = _where_it_is(resolution, apart)
        if (resolution.mention.role != "literal" and relation is None) or telling.span_of[word] < 0:
            continue
        preposition = _preposition(telling, word, resolution.mention.start, previous)
        previous = Use(word, last, telling.span_of[word], preposition, resolution)
        measured = relation if relation and relation.kind == "distance" else None
        uses.setdefault((resolution.place.id, measured), []).append(previous)
    for use in _adjectival(telling, known, {i for u in uses.values() for x in u for i in range(x.word, x.last + 1)}):
        if use.resolution.place:
            uses.setdefault((use.resolution.place.id, None), []).append(use)
    return tuple(
        Spot(place, tuple(sorted(u, key=lambda x: x.word))) for u in uses.values() if (place := u[0].resolution.place)
    )


def _where_it_is(resolution: Resolution, apart: int) -> Relation | None:
    """The relation by which a name that only measures still says where something happened.

    "A hundred km south of Seoul" does; "south of Seoul" does unless it tells where a place named right before lies,
    `apart` words ago.
    """
    relation = resolution.relation if resolution.mention.role == "measure" else None
    return relation if relation and (relation.kind == "distance" or apart > QUALIFYING) else None


_LOCATED = word_set("located")


@lru_cache(maxsize=FORMS)
def _is_located(norm: str) -> bool:
    """Whether a word is one of a place that has a country's adjective behind it, clitics aside."""
    return norm.removeprefix("و").removeprefix("ب").removeprefix("ل").removeprefix("ال") in _LOCATED


def _adjectival(telling: Telling, resolutions: Sequence[Resolution], taken: set[int]) -> Iterable[Use]:
    """Countries that stand as the adjective of a place word ("في ميناء كوري جنوبي", "الأراضي الروسية").

    Only countries that the article names elsewhere, so that the place is one that was resolved.
    """
    places = {
        r.place.country: r.place for r in resolutions if r.place and r.place.kind == "country" and r.place.country
    }
    for i, word in enumerate(telling.words[:-1] if places else ()):
        if (
            not _is_located(word.norm)
            or telling.span_of[i] < 0
            or telling.span_of[i + 1] != telling.span_of[i]
            or i + 1 in taken
        ):
            continue
        demonym = demonym_at(telling.words, i + 1)
        if not demonym or demonym[0] not in places or demonym[1] + 1 in taken:
            continue
        start, end = telling.words[i + 1].start, telling.words[demonym[1]].end
        mention = Mention(start, end, telling.article.text[start:end], "literal", 0.97, ("adjective of a place word",))
        glued = word.norm.removeprefix("و").startswith("ب")
        preposition = "in" if glued else _preposition(telling, i, word.start, None)
        yield Use(i + 1, demonym[1], telling.span_of[i], preposition, Resolution(mention, places[demonym[0]], 0.97))


@lru_cache(maxsize=FORMS)
def _clitic(prefix: str) -> tuple[Preposition, bool]:
    """The preposition in the letters glued to a name, and whether "and" is among them."""
    joined = prefix[:1] in ("و", "ف")
    rest = prefix[1:] if joined else prefix
    return _CLITICS.get(rest[:1], "bare"), joined


def _preposition(telling: Telling, word: int, start: int, previous: Use | None) -> Preposition:
    prefix = telling.article.text[telling.words[word].start : start]
    glued, joined = _clitic(prefix)
    if glued != "bare":
        return glued
    if joined and previous and word - previous.last <= 3 and previous.span == telling.span_of[word]:
        return previous.preposition
    for back in range(word - 1, max(word - 5, telling.spans[telling.span_of[word]].first - 1), -1):
        norm = telling.words[back].norm
        bare = norm[1:] if norm[:1] == "و" and len(norm) > 2 else norm
        if found := _PREPOSITIONS.get(bare):
            return found
        for clitic in ("ب", "ل"):
            if bare[:1] == clitic and (bare[1:] in _GENERIC or bare[1:].removeprefix("ال") in _GENERIC):
                return _CLITICS[clitic]
        if bare not in _GENERIC and bare.removeprefix("ال") not in _GENERIC:
            break
        if joined:
            break
    return "bare"


def nearest(spot: Spot, telling: Telling, word: int) -> tuple[Use, float]:
    """The use of a place nearest to a word: of the same sentence if it can be; with the distance in words."""
    best, distance = spot.uses[0], inf
    span = telling.span_of[word]
    for use in spot.uses:
        gap = abs(use.word - word) + 400 * abs(use.span - span)
        if gap < distance:
            best, distance = use, float(gap)
    return best, distance


_AGAIN = word_set("again")
_THERE = word_set("there")
_IS = word_set("is")
_SETTLED = ("city", "district", "facility")


def place_again(telling: Telling, word: int, spots: Sequence[Spot]) -> tuple[int, Use] | None:
    """The spot that a trigger's clause means by "in the city", "in the same town": the one named last before it.

    `word` is the trigger's last word. Gives the spot's index and its last use before; None where nothing refers back.
    """
    clause, span = telling.clauses[word], telling.span_of[word]
    back = None
    for at in range(word + 1, min(word + 12, len(telling.words))):
        if telling.span_of[at] != span or telling.clauses[at] > clause + 1:
            break
        if telling.words[at].norm in _AGAIN and _is_again(telling, at, spots):
            back = at
            break
    for at in range(word - 1, max(-1, word - 8), -1):  # "in the same town they met"
        if back is not None or telling.clauses[at] != clause or telling.span_of[at] != span:
            break
        if telling.words[at].norm in _AGAIN and _is_again(telling, at, spots):
            back = at
    if back is None:
        return None
    before = [
        (use.word, -j, use)
        for j, spot in enumerate(spots)
        for use in spot.uses
        if spot.place.kind in _SETTLED and use.last < back and use.preposition != "from"
    ]
    if not before:
        return None
    _, j, use = max(before, key=lambda found: found[:2])
    return -j, use


def _is_again(telling: Telling, at: int, spots: Sequence[Spot]) -> bool:
    """Whether a word such as "city" refers back: behind "in", and no name of its own behind it; "there" always does,
    unless it only says that there is something.
    """
    norm = telling.words[at].norm
    if norm in _THERE:
        return at + 1 >= len(telling.words) or telling.words[at + 1].norm not in _IS
    before = [word.norm for word in telling.words[max(0, at - 3) : at]]
    if norm[:1] != "ب" and not any(word in ("في", "وفي", "in") for word in before):
        return False
    if at + 1 < len(telling.words) and telling.words[at + 1].norm in ("of", "التي", "which"):
        return False
    return not any(at < use.word <= at + 2 for spot in spots for use in spot.uses)
