"""What speaks for and against a stretch of words being a place name.

Features are short strings, one model weight each: spelling and fame of the name, the words and cue classes around it,
punctuation, where it stands in the article and what the rest of the article tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from geomap.arabic import ARTICLE
from geomap.cues import classes
from geomap.gazetteer import Gazetteer
from geomap.geodesy import kilometres
from geomap.inflection import inflects
from geomap.layout import LOOSE
from geomap.matches import Match
from geomap.place_features import NEAR_KM, link_between
from geomap.records import Sentence
from geomap.text import FORMS, Word
from geomap.triggers import trigger_kinds


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its words, their cue classes and the stretches that spell a name."""

    sentence: Sentence
    words: tuple[Word, ...]
    cues: tuple[tuple[str, ...], ...]
    matches: tuple[Match, ...]
    measured: tuple[bool, ...]
    """For each match whether a distance stands before it ("8,000 km from")."""
    lead: bool
    """Whether it is among the first two sentences of the body."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole article tells: how often a key stands there, which keys have a cue of place, its countries."""

    counts: dict[str, int]
    cued: frozenset[str]
    countries: dict[str, int]


def word_cues(words: Sequence[Word]) -> tuple[tuple[str, ...], ...]:
    """The cue classes of each word, also when one clitic or the article is attached."""
    return tuple([cues_of(word.norm, word.script == "arabic") for word in words])


@lru_cache(maxsize=FORMS)
def cues_of(norm: str, arabic: bool) -> tuple[str, ...]:
    """The cue classes of one folded word."""
    table = classes()
    known = table.get(norm, ())
    if not arabic:
        return known
    if not known and len(norm) > 3:
        for length in (1, 2, 3):
            if norm[:length] in _ATTACHED:
                known = table.get(norm[length:], ())
                if known:
                    break
    return known + trigger_kinds(norm)


_ATTACHED = frozenset(["و", "ف", "ب", "ل", "ك", ARTICLE, "لل", "وال", "بال", "وب", "ول"])


def read_context(lines: Iterable[Line], gazetteer: Gazetteer) -> Context:
    """Reads what the article as a whole tells of its names."""
    counts: Counter[str] = Counter()
    cued: set[str] = set()
    countries: Counter[str] = Counter()
    demonyms = gazetteer.demonyms
    for line in lines:
        for match in line.matches:
            counts[match.key] += 1
            before = line.cues[match.first - 1] if match.first else ()
            if match.clitic.endswith("ب") or any(c == "prep_place" or c.startswith("generic:") for c in before):
                cued.add(match.key)
            if match.prior >= 6.5 or match.strength == 5:
                country = None if match.row is None else gazetteer.country_of(match.row)
                if country:
                    countries[country] += 2
        for word in line.words:
            code = demonyms.get(word.norm)
            if code:
                countries[code] += 1
    return Context(dict(counts), frozenset(cued), dict(countries))


def features(line: Line, index: int, context: Context, text: str, gazetteer: Gazetteer, previous: bool) -> list[str]:
    """The features by which a match is told to be a place name or not; `previous`: whether the one before it was."""
    match = line.matches[index]
    words, cues = line.words, line.cues
    out = ["bias"]
    _name_features(out, match, context, gazetteer)
    surroundings(out, line, index, text, gazetteer)
    for step, side in ((-1, "p"), (1, "n")):
        at = match.first if step < 0 else match.last
        for distance in (1, 2):
            where = at + step * distance
            if 0 <= where < len(words):
                out += _beside(side, distance, words[where].norm, cues[where])
            else:
                out.append(f"{side}{distance}=-")
    _neighbours(out, line, index, text, gazetteer)
    _standing(out, line, index, gazetteer, previous)
    _listed(out, line, index, text, gazetteer)
    if index and line.matches[index - 1].last >= match.first - 2:
        apart = match.first - line.matches[index - 1].last
        out.append(f"after_match{apart}")
        out.append(f"after_place={previous}-{apart}-{match.clitic[:1]}")
    if index + 1 < len(line.matches) and line.matches[index + 1].first <= match.last + 2:
        out.append(f"before_match{line.matches[index + 1].first - match.last}")
    return out


def _standing(out: list[str], line: Line, index: int, gazetteer: Gazetteer, previous: bool) -> None:
    """Adds how the words before a name say that a place follows, together with how known and how common it is.

    Each alone says little: a word that nobody lists is a place behind "the region of", and mostly none elsewhere.
    """
    match = line.matches[index]
    before = line.cues[match.first - 1] if match.first else ()
    joined = index > 0 and line.matches[index - 1].last == match.first - 1
    if any(cue.startswith("generic:") for cue in before):
        stands = "generic"
    elif joined:
        stands = f"joined-{previous}-{match.clitic[:1]}"
    elif match.clitic:
        stands = match.clitic
    else:
        stands = next((cue for cue in _STANDS if cue in before), "none")
    rare = min(int(gazetteer.zipf(match.key) if " " not in match.key else 0), 4)
    known = match.how if match.row is None else "low" if match.prior < 4.5 else "mid" if match.prior < 6 else "high"
    out += [f"place_stands={stands}-{known}", f"place_stands={stands}-{known}-{rare}"]


def _listed(out: list[str], line: Line, index: int, text: str, gazetteer: Gazetteer) -> None:
    """Adds what the list is like that a name stands in ("X وY وZ", "X، Y"): one with well-known places lists places."""
    matches = line.matches
    known = 0
    members = 1
    for step in (-1, 1):
        at = index
        while 0 <= at + step < len(matches) and members < LONGEST_LIST:
            left, right = (matches[at], matches[at + 1]) if step > 0 else (matches[at - 1], matches[at])
            if not links(text, left, right):
                break
            at += step
            members += 1
            other = matches[at]
            known += other.row is not None and (other.prior >= 5 or gazetteer.zipf(other.key) <= 3)
    if members > 1:
        match = matches[index]
        listed = match.how if match.row is None else min(int(gazetteer.zipf(match.key)), 4)
        out += [f"list={min(known, 3)}-{min(members, 4)}", f"list={min(known, 2)}-{listed}"]


def links(text: str, left: Match, right: Match) -> bool:
    """Whether two matches stand side by side in a list: a comma or "and" between them."""
    return right.first == left.last + 1 and text[left.end : right.start].strip() in _LINKS


LONGEST_LIST = 6
"""Members of a list that are looked at."""
_LINKS = frozenset(["و", "،", "،و", "، و", ",", "،  و", "و ل", "وب", "ول", "،ول", "، ول"])
_STANDS = ("prep_place", "from", "direction", "relation", "first_name", "office", "say")


@lru_cache(maxsize=FORMS)
def _beside(side: str, distance: int, norm: str, cues: tuple[str, ...]) -> tuple[str, ...]:
    """The features of a word beside a match."""
    return (f"{side}{distance}={norm}", *[f"{side}{distance}c={cue}" for cue in cues])


def _neighbours(out: list[str], line: Line, index: int, text: str, gazetteer: Gazetteer) -> None:
    """Adds whether the name behind tells what this one lies in ("X, Y"), and whether one joined to it lies near."""
    match = line.matches[index]
    if match.row is None:
        return
    common = int(gazetteer.zipf(match.key))
    for other in line.matches[max(0, index - 1) : index + 2]:
        if other is match or other.row is None or other.key == match.key:
            continue
        behind = other.first > match.last
        if (
            behind
            and other.kind in ("region", "country")
            and _within(match, other.row, text[match.end : other.start], gazetteer)
        ):
            out += [f"within={other.kind}", f"within-zipf={common}"]
        apart = other.first - match.last if behind else match.first - other.last
        joined = apart == 1 and (other if behind else match).clitic.startswith("و")
        if joined and "country" not in (match.kind, other.kind):
            near = kilometres(*gazetteer.point(match.row), *gazetteer.point(other.row)) < NEAR_KM
            out += [f"joined_near={near}", f"joined_near={near}-{common}"]


def _within(match: Match, wider: int, gap: str, gazetteer: Gazetteer) -> bool:
    """Whether "X, Y" or "X in Y" is said of a name and a region or country that a place of the name lies in."""
    if link_between(gap) != "within":
        return False
    country = gazetteer.country_of(wider) if gazetteer.kind_of(wider) == "country" else None
    return any(
        gazetteer.admin1_of(row) == wider or (country is not None and gazetteer.country_of(row) == country)
        for row, strength in gazetteer.entries(match.key)
        if strength != LOOSE and row != wider
    )


def _name_features(out: list[str], match: Match, context: Context, gazetteer: Gazetteer) -> None:
    fame = int(match.prior)
    zipf = min(map(gazetteer.zipf, match.key.split(" ")))
    length = match.last - match.first + 1
    out += _spelled(match.key, length, match.strength, fame, match.kind, match.how, match.clitic, zipf)
    out.append(_COUNTS[min(context.counts.get(match.key, 0), 4)])
    if length == 1 and match.key[0] >= "ء":
        out += _inflected(match.key, match.strength, fame, gazetteer)
    if match.key in context.cued:
        out += ["cued", f"cued-fame={fame}"]
    if match.row is None:
        # What a name that nobody lists looks like: verbs and adjectives begin and end otherwise.
        out += [
            f"begins={match.key[:2]}",
            f"ends={match.key[-2:]}",
            f"begins={match.key[:1]}",
            f"ends={match.key[-1:]}",
        ]
        return
    country = gazetteer.country_of(match.row)
    if country:
        known = context.countries.get(country, 0) - (2 if match.prior >= 6.5 or match.strength == 5 else 0)
        known = min(max(known, 0), 4)
        out += [f"home={known}-{fame >= 6}", f"home-zipf={known}-{int(zipf)}"]
        if gazetteer.stands_for(match.row):
            out += ["stands", f"stands-home={known}"]


@lru_cache(maxsize=10_000)
def _inflected(key: str, strength: int, fame: int, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The features of how a word inflects."""
    level = max(-4, min(1, round(inflects(key, gazetteer.zipf))))
    common = min(int(gazetteer.zipf(key)), 5)
    return (
        f"inflects={level}",
        f"inflects={level}-{common}",
        f"inflects-strength={level}-{strength}",
        f"inflects-fame={level}-{fame >= 5}-{common}",
    )


_COUNTS = tuple(f"count={count}" for count in range(5))


@lru_cache(maxsize=10_000)
def _spelled(
    key: str, length: int, strength: int, fame: int, kind: str, how: str, clitic: str, zipf: float
) -> tuple[str, ...]:
    """The features of a name by itself."""
    short = min(length, 2)
    return (
        f"len={min(length, 3)}",
        f"strength={strength}",
        f"fame={fame}",
        f"kind={kind}",
        f"zipf={int(zipf * 2) / 2}" if length == 1 else f"zipf+={int(zipf)}",
        f"zipf-fame={int(zipf)}-{fame}-{short}",
        f"kind-strength={kind}-{strength}-{short}",
        f"how={how}",
        f"how-fame={how}-{fame}",
        f"clitic={clitic}",
        f"clitic-fame={bool(clitic)}-{fame}",
        f"letters={min(len(key), 9)}",
        f"article={key.startswith(ARTICLE)}",
    )


def surroundings(out: list[str], line: Line, index: int, text: str, gazetteer: Gazetteer) -> None:
    """Adds what stands right before and behind a match: punctuation, commonness, capitals, the article."""
    match, words = line.matches[index], line.words
    out.append(f"section={line.sentence.section}")
    if line.measured[index]:
        out.append("measured")
    if match.first:
        before = words[match.first - 1]
        gap = text[before.end : words[match.first].start].strip()
        capital = before.script == "other" and text[before.start].isupper()
        out += _word_before(before.norm, before.script, capital, gap[-1:], gazetteer)
    else:
        out.append("first")
    if match.last + 1 < len(words):
        after = words[match.last + 1]
        gap = text[words[match.last].end : after.start].strip()
        capital = after.script == "other" and text[after.start].isupper()
        out += _word_behind(after.norm, after.script, capital, gap[:1], gazetteer)
        if after.script == "other":
            out.append(f"first_name={'first_name' in line.cues[match.first]}-{capital and not gap}")
            out.append(f"org_ahead={_org_ahead(line, match.last, text)}")
    else:
        out.append("last")
    if match.start > 0 and text[match.start - 1] in "#@\"“«'(":
        out.append(f"mark={text[match.start - 1]}")


@lru_cache(maxsize=10_000)
def _word_before(norm: str, script: str, capital: bool, mark: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The features of the word right before a match and of the punctuation between them."""
    out = ["gap<" + mark]
    if script == "arabic":
        out.append(f"p_al={norm.startswith(ARTICLE)}")
    out.append(f"p_zipf={int(gazetteer.zipf(norm))}")
    if script == "other":
        out.append(f"p_capital={capital}-{bool(mark)}")
    return tuple(out)


@lru_cache(maxsize=10_000)
def _word_behind(norm: str, script: str, capital: bool, mark: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The features of the word right behind a match and of the punctuation between them."""
    out = ["gap>" + mark]
    if script == "arabic":
        out.append(f"n_al={norm.startswith(ARTICLE)}-{norm[-1:] in 'يه'}")
    out.append(f"n_zipf={int(gazetteer.zipf(norm))}")
    if script == "other":
        out.append(f"n_capital={capital}-{bool(mark)}")
    return tuple(out)


def _org_ahead(line: Line, last: int, text: str) -> bool:
    """Whether the words in capitals right behind a name end in an organisation's ("Shanghai Cooperation Council")."""
    for at in range(last + 1, min(last + 4, len(line.words))):
        gap = text[line.words[at - 1].end : line.words[at].start]
        if gap != " " or not text[line.words[at].start].isupper():
            return False
        if "org" in line.cues[at]:
            return True
    return False
