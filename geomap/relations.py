"""How the spot that a text means lies to the place it names: "about a hundred km south of Seoul" is not Seoul.

The words right before a name are read backwards from it, in Arabic and English (`geomap.leading_words`); behind it
stand only "the X border", "off X's coast" and "ريف X الشمالي". A distance without a direction ("8,000 km from Moscow")
only measures and gives no relation, and "between X and Y" is one only of places side by side, not of parties.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from geomap.areas import is_wide, spot_of
from geomap.geodesy import kilometres
from geomap.leading_words import (
    BREAK,
    REACH,
    bearings,
    distance_told,
    ending,
    forms,
    may_lead,
    skipped,
    tail_before,
    taken,
    word_start,
)
from geomap.records import Kind, Place, Relation, Resolution
from geomap.text import fold, words

FURTHEST_KM = 1000.0
"""A distance beyond this tells how far away something is, not where it is."""
FURTHEST_BETWEEN_KM = 500.0
"""Two towns further apart than this have nothing "between" them that a map could show."""

_BORDER_BEHIND = re.compile(r"(?:['’]s)?\s+(?:\w+\s+){0,1}?(border|borders|frontier)\b(?:\s+(\w+))?", re.IGNORECASE)
_COAST_BEHIND = re.compile(r"(?:['’]s?)?\s+(?:\w+\s+){0,1}?(?:coast|coasts|shore|shores|coastline)\b", re.IGNORECASE)
_AROUND_BEHIND = re.compile(
    r"(?:['’]s)?\s+(?:(?P<way>\w+)\s+)?(?P<word>countryside|outskirts|suburbs)\b", re.IGNORECASE
)
_UNIT = re.compile(r"(?=(ك[ـ\u064b-\u0652]*(?:يلو|لم|م)|ميل|ميال|[Kk]m|[Kk]ilomet|[Mm]ile))")
"""What a distance cannot do without, looked for before the words are taken apart; one may begin in another."""
_ANYWHERE = Place("", "", None, 0.0, 0.0, "region", None)
_PLACED = ("literal", "measure")
"""Roles of names that say where something is."""


def with_relations(text: str, resolutions: Sequence[Resolution]) -> tuple[Resolution, ...]:
    """The resolutions of a text, in its order, with the relations that it states and the spots that these lead to.

    The border of one place alone leads nowhere in particular: it has no spot.
    """
    found: list[Relation | None] = [None] * len(resolutions)
    for at, resolution in enumerate(resolutions):
        following = resolutions[at + 1] if at + 1 < len(resolutions) else None
        if found[at] is not None or resolution.relation is not None:
            continue
        found[at] = relation = relation_of(text, resolution, following)
        if relation and relation.other and following:
            found[at + 1] = replace(relation, other=resolution.place)
    return tuple(map(_related, resolutions, found))


def _related(resolution: Resolution, relation: Relation | None) -> Resolution:
    if relation is None or resolution.place is None or resolution.relation is not None:
        return resolution
    leads = relation.kind != "border" or relation.other is not None
    return replace(resolution, relation=relation, spot=spot_of(resolution.place, relation) if leads else None)


def relation_of(text: str, resolution: Resolution, following: Resolution | None = None) -> Relation | None:
    """The relation that the words around a name state; None for none, or a bare distance.

    `following` is the name behind it, which "between X and Y" and "the X-Y border" take in; neither name has one when
    it stands for a government or people.
    """
    mention, place = resolution.mention, resolution.place
    if place is None or mention.role not in _PLACED:
        return None
    begin = word_start(text, mention.start)
    glued = fold(text[begin : mention.start])
    second = following if following and following.mention.role in _PLACED else None
    if relation := _border_behind(text, resolution, second):
        return relation
    head, _, rest = mention.surface.partition(" ")
    tells_itself = mention.surface[:1].isascii() or (rest and (fold(head),) in forms("around"))
    if not tells_itself and not may_lead(text, begin):
        return None
    tail = tail_before(text, begin)
    if not tail:
        return None
    if glued == "" and second and (relation := _between(text, tail, resolution, second)):
        return relation
    if glued not in ("", "ل"):
        return None
    relation = _by_words_before(tail, place, glued) or _in_its_country(text, resolution)
    if relation is None and mention.surface[:1].isascii():
        return _behind(text, tail, mention.end)
    if relation and relation.kind == "around" and relation.bearing is None:
        return replace(relation, bearing=_turned(text, mention.end))
    return relation


def says_where(text: str, start: int, kind: Kind) -> bool:
    """Whether the words before the name of a kind at `start` say that it is no party: "off the coast of", "قرب"."""
    begin = word_start(text, start)
    if fold(text[begin:start]) not in ("", "ل") or not may_lead(text, begin):
        return False
    tail = tail_before(text, begin)
    if not tail:
        return False
    relation = _by_words_before(tail, replace(_ANYWHERE, kind=kind), fold(text[begin:start]))
    if relation is not None:
        # Arabic has learned weights for the other kinds.
        return relation.kind in ("off", "near", "around") or (tail[-1].isascii() and relation.kind != "distance")
    between = taken(tail, skipped(tail, len(tail), "generic", "link"), "between")
    if between is None or not taken(tail, between[1], "spatial"):
        return False
    # A border may be talked about between states, a road never is.
    return tail[-1].isascii() or not taken(tail, between[1], "border")


def is_measured(text: str, start: int) -> bool:
    """Whether a distance stands before the name at `start`: "8,000 km from", "30 miles north of"."""
    units = _units(text)
    at = bisect_left(units, (start - REACH,))
    return at < len(units) and units[at][1] <= start and distance_told(tail_before(text, start)) is not None


@lru_cache(maxsize=2)
def _units(text: str) -> Sequence[tuple[int, int]]:
    """Where units of length begin and end in a text, in order: found once, and asked for by each of its names."""
    return [match.span(1) for match in _UNIT.finditer(text)]


def _by_words_before(tail: Sequence[str], place: Place, glued: str) -> Relation | None:
    """The relation that only the words before a name state."""
    if not ending(tail[-1]):
        return None
    measured = distance_told(tail)
    if measured is not None:
        km, bearing = measured
        if km is None or bearing is None or not 0 < km <= FURTHEST_KM:
            return None
        return Relation("distance", bearing, km)
    end = skipped(tail, len(tail), "link", "generic")
    linked = glued == "ل" or any((word,) in forms("link") for word in tail[end:])
    return (
        _off(tail, end)
        or _part(tail, skipped(tail, end, "furthest"), place, linked=linked)
        or _beside(tail, end, place)
    )


def _off(tail: Sequence[str], end: int) -> Relation | None:
    """What "off" and "off the north coast of" say."""
    coast = taken(tail, end, "coast")
    bearing, begin = None, end
    if coast:
        bearing, begin = bearings(tail, skipped(tail, coast[1], "generic"), "bearing", "adjective", "definite")
        begin = skipped(tail, begin, "generic")
    elif end >= 2:
        # "قبالة الساحل الشمالي لـ": the adjective stands behind.
        bearing, behind = bearings(tail, end, "definite")
        coast = taken(tail, behind, "coast") if bearing is not None else None
        begin = coast[1] if coast else end
        bearing = bearing if coast else None
    off = taken(tail, begin, "off")
    if not off or (not coast and tail[off[1]].isascii()):
        return None  # "cut off Gaza", "took off"
    return Relation("off", bearing)


def _part(tail: Sequence[str], end: int, place: Place, *, linked: bool) -> Relation | None:
    """What "north of", "northern" and "the northern part of" say."""
    if taken(tail, end, "adjective"):
        adjective, _ = bearings(tail, end, "adjective", "bearing")
        # "الشرقية" alone is mostly a name; "northern" needs nothing.
        return Relation("part", adjective) if adjective is not None and tail[end - 1].isascii() else None
    noun = taken(tail, end, "part")
    if noun and linked:
        bearing, begin = bearings(tail, noun[1], "adjective")
        return Relation("part", bearing) if bearing is not None and begin < noun[1] else None
    bearing, begin = bearings(tail, end, "definite")
    if bearing is not None:
        if linked and taken(tail, begin, "part"):
            return Relation("part", bearing)
        return Relation("direction", bearing) if linked and taken(tail, begin, "toward") else None
    bearing, begin = bearings(tail, end, "bearing")
    if bearing is None or taken(tail, begin, "institution"):
        return None  # "نيابة جنوب القاهرة" is a prosecutor's office
    # "North of Lebanon" is beyond it; "شمال لبنان", "north Lebanon", "the north of Lebanon" are in it.
    inside = not linked or (begin > 0 and tail[begin - 1] == "the" and tail[max(0, begin - 2)] != "to")
    return Relation("part" if is_wide(place) and inside else "direction", bearing)


def _beside(tail: Sequence[str], end: int, place: Place) -> Relation | None:
    """What "near", "on the outskirts of" and "on the border with" say."""
    border = taken(tail, skipped(tail, end, "shared", "bearing", "definite"), "border")
    if border and is_wide(place):
        return Relation("border")
    around = taken(tail, end, "around")
    # Outside a country is abroad.
    if around and place.kind != "country":
        return Relation("around", None, float(around[0]))
    if taken(tail, end, "near"):
        return Relation("near")
    return None


def _between(text: str, tail: Sequence[str], first: Resolution, second: Resolution) -> Relation | None:
    """What "between X and Y" says, where X and Y are places that something can lie between."""
    word = taken(tail, skipped(tail, len(tail), "generic", "link"), "between")
    here, there = first.place, second.place
    if not word or here is None or there is None or here.id == there.id or not _joined(text, first, second):
        return None
    before = tail[max(0, word[1] - 4) : word[1]]

    def told(kind: str) -> bool:
        return any(taken(before, at, kind) for at in range(1, len(before) + 1))

    if told("dealing"):
        return None
    if told("border"):
        return Relation("border", other=there)
    if is_wide(here) or is_wide(there):
        # Parties deal with each other, roads and villages lie between places.
        return Relation("between", other=there) if told("spatial") else None
    apart = kilometres(here.lat, here.lon, there.lat, there.lon)
    return Relation("between", other=there) if apart <= FURTHEST_BETWEEN_KM else None


def _joined(text: str, first: Resolution, second: Resolution) -> bool:
    """Whether "and" joins two names, with nothing but generic words beside it."""
    gap = text[first.mention.end : second.mention.start]
    if len(gap) > 40 or BREAK.search(gap):
        return False
    norms = [word.norm for word in words(gap)]
    if not any(norm == "and" or norm.startswith("و") for norm in norms):
        return False
    plain = [norm.removeprefix("و") for norm in norms]
    known = ("and", "generic", "link")
    return all(not norm or any((norm,) in forms(kind) for kind in known) for norm in plain)


def _border_behind(text: str, first: Resolution, second: Resolution | None) -> Relation | None:
    """What "the X border" and "the X-Y border" say; "border guards" are somebody."""
    if not text[first.mention.start].isascii() or first.place is None:
        return None
    last = first
    if second and text[first.mention.end : second.mention.start] in ("-", "–", " - ", "/", " and ", " – "):
        last = second
    behind = _BORDER_BEHIND.match(text, last.mention.end)
    if not behind or (behind[2] and (behind[2].lower(),) in forms("spoils")):
        return None
    if last is not first and last.place is not None and last.place.id != first.place.id:
        return Relation("border", other=last.place)
    return Relation("border") if is_wide(first.place) else Relation("near")


def _behind(text: str, tail: Sequence[str], end: int) -> Relation | None:
    """What English words behind a name state with those before it: "off X's coast", "X's northern countryside"."""
    if taken(tail, skipped(tail, len(tail), "generic"), "off") and _COAST_BEHIND.match(text, end):
        return Relation("off")
    behind = _AROUND_BEHIND.match(text, end)
    if not behind:
        return None
    way = forms("adjective").get((fold(behind["way"] or ""),))
    return Relation("around", float(way) if way else None, float(forms("around")[fold(behind["word"]),]))


def _in_its_country(text: str, resolution: Resolution) -> Relation | None:
    """What an adjective behind a name says that holds the word for country itself: "ريف إدلب الجنوبي"."""
    mention, place = resolution.mention, resolution.place
    head, _, rest = mention.surface.partition(" ")
    if place is None or not rest or (fold(head),) not in forms("around"):
        return None
    bearing = _turned(text, mention.end)
    return None if bearing is None else Relation("part", bearing)


def _turned(text: str, end: int) -> float | None:
    """The bearing of the adjectives right behind a name: "ريف X الجنوبي الشرقي"."""
    behind = text[end : end + 30]
    gap = BREAK.search(behind)
    norms = [word.norm for word in words(behind[: gap.start()] if gap else behind)]
    known = forms("definite")
    last = next((at for at, norm in enumerate(norms[:2]) if (norm,) not in known), min(2, len(norms)))
    return bearings(norms, last, "definite")[0] if last else None
