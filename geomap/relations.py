"""How the spot that a text means lies to the place it names: "about a hundred km south of Seoul" is not Seoul.

The words right before a name are read backwards from it, in Arabic and English, by the table `data/relations.csv`;
behind it stand only "the X border", "off X's coast" and "ريف X الشمالي". A distance without a direction ("8,000 km from
Moscow") only measures and gives no relation, and "between X and Y" is one only of places side by side, not of parties.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from geomap.areas import is_wide, spot_of
from geomap.geodesy import kilometres
from geomap.records import Kind, Place, Relation, Resolution
from geomap.text import FORMS, fold, words
from geomap.triggers import rows

FURTHEST_KM = 1000.0
"""A distance beyond this tells how far away something is, not where it is."""
FURTHEST_BETWEEN_KM = 500.0
"""Two towns further apart than this have nothing "between" them that a map could show."""
REACH = 80
"""Characters before a name that are read."""
LONGEST = 4
"""Words in the longest phrase of the table."""

_UNIT = re.compile(r"ك[ـ\u064b-\u0652]*(?:يلو|لم|م)|ميل|ميال|[Kk]m|[Kk]ilomet|[Mm]ile")
"""What a distance cannot do without, looked for before the words are taken apart."""
_CLITICS = ("وب", "ول", "و", "ف", "ب", "ل")
_BREAK = re.compile(r"[^\w\s\-–ـ\u064b-\u0652'’]|\n")
"""Punctuation over which no relation reaches; quotation marks are among it."""
_BORDER_BEHIND = re.compile(r"(?:['’]s)?\s+(?:\w+\s+){0,1}?(border|borders|frontier)\b(?:\s+(\w+))?", re.IGNORECASE)
_COAST_BEHIND = re.compile(r"(?:['’]s?)?\s+(?:\w+\s+){0,1}?(?:coast|coasts|shore|shores|coastline)\b", re.IGNORECASE)
_AROUND_BEHIND = re.compile(
    r"(?:['’]s)?\s+(?:(?P<way>\w+)\s+)?(?P<word>countryside|outskirts|suburbs)\b", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]*\d[^()]*\)")
"""The distance once more in other units: "30 miles (48 km) north of"."""
_ANYWHERE = Place("", "", None, 0.0, 0.0, "region", None)
_PLACED = ("literal", "measure")
"""Roles of names that say where something is."""


@cache
def _kinds() -> frozenset[str]:
    return frozenset(row["kind"] for row in rows("relations.csv"))


@cache
def forms(kind: str) -> dict[tuple[str, ...], str]:
    """The folded phrases of a kind with their values."""
    return {tuple(map(fold, row["form"].split())): row["value"] for row in rows("relations.csv") if row["kind"] == kind}


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
    begin = _word_start(text, mention.start)
    glued = fold(text[begin : mention.start])
    second = following if following and following.mention.role in _PLACED else None
    if relation := _border_behind(text, resolution, second):
        return relation
    tail = _tail(text, begin)
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
    begin = _word_start(text, start)
    tail = _tail(text, begin)
    if not tail or fold(text[begin:start]) not in ("", "ل"):
        return False
    relation = _by_words_before(tail, replace(_ANYWHERE, kind=kind), fold(text[begin:start]))
    if relation is not None:
        # Arabic has learned weights for the other kinds.
        return relation.kind in ("off", "near", "around") or (tail[-1].isascii() and relation.kind != "distance")
    between = _taken(tail, _skipped(tail, len(tail), "generic", "link"), "between")
    if between is None or not _taken(tail, between[1], "spatial"):
        return False
    # A border may be talked about between states, a road never is.
    return tail[-1].isascii() or not _taken(tail, between[1], "border")


def is_measured(text: str, start: int) -> bool:
    """Whether a distance stands before the name at `start`: "8,000 km from", "30 miles north of"."""
    return bool(_UNIT.search(text, max(0, start - REACH), start)) and _distance(_tail(text, start)) is not None


def _word_start(text: str, start: int) -> int:
    """Where the word begins that a name is part of, clitics included."""
    while start and (text[start - 1].isalpha() or unicodedata.combining(text[start - 1])):
        start -= 1
    return start


def _tail(text: str, end: int) -> list[str]:
    """The folded words right before an offset, back to the last punctuation; "1,500" is one of them."""
    part = _ASIDE.sub(" ", text[max(0, end - REACH) : end])
    found: list[str] = []
    previous = len(part)
    for word in reversed(words(part)):
        gap = part[word.end : previous]
        digits = word.script == "digits" and bool(found) and found[-1][:1].isdigit()
        if digits and gap in (",", "٬", ".", "٫"):
            found[-1] = word.norm + ("" if gap in ",٬" else ".") + found[-1]
        elif _BREAK.search(gap):
            break
        else:
            found.append(word.norm)
        previous = word.start
    return found[::-1]


@cache
def _endings() -> dict[str, frozenset[str]]:
    """The last words of the table's phrases with the kinds of these."""
    found: dict[str, set[str]] = {}
    for kind in _kinds():
        for phrase in forms(kind):
            found.setdefault(phrase[-1], set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@lru_cache(maxsize=FORMS)
def _ending(word: str) -> frozenset[str]:
    """The kinds of which some phrase may end with a folded word: most words have none, and are done with quickly."""
    known = _endings()
    bare = [word, *(word[len(clitic) :] for clitic in _CLITICS if word.startswith(clitic))]
    return frozenset().union(*(known[form] for form in bare if form in known))


def _taken(tail: Sequence[str], end: int, kind: str) -> tuple[str, int] | None:
    """The value of the longest phrase of a kind that ends at word `end` (excluded), and where it begins."""
    if not end or kind not in _ending(tail[end - 1]):
        return None
    known = forms(kind)
    for length in range(min(LONGEST, end), 0, -1):
        phrase = tuple(tail[end - length : end])
        if phrase in known:
            return known[phrase], end - length
        for clitic in _CLITICS:
            if phrase[0].startswith(clitic) and (bare := (phrase[0][len(clitic) :], *phrase[1:])) in known:
                return known[bare], end - length
    return None


def _skipped(tail: Sequence[str], end: int, *kinds: str) -> int:
    """Where the words of some kinds that end at `end` begin."""
    while found := next((one for kind in kinds if (one := _taken(tail, end, kind))), None):
        end = found[1]
    return end


def _bearings(tail: Sequence[str], end: int, *kinds: str) -> tuple[float | None, int]:
    """One bearing of the direction words that end at `end` ("north and west of", "شمال غرب"), and where they begin."""
    degrees: list[float] = []
    while len(degrees) < 3:
        at = end - 1 if degrees and end and tail[end - 1] == "and" else end
        found = next((one for kind in kinds if (one := _taken(tail, at, kind))), None)
        if not found:
            break
        degrees.append(float(found[0]))
        end = found[1]
    x = sum(math.sin(math.radians(one)) for one in degrees)
    y = sum(math.cos(math.radians(one)) for one in degrees)
    # North and south together are everywhere.
    return (None if math.hypot(x, y) < 0.1 else round(math.degrees(math.atan2(x, y)) / 45) % 8 * 45.0), end


def _distance(tail: Sequence[str]) -> tuple[float | None, float | None] | None:
    """The distance in km (None when it is not told in numbers) and the bearing that lead to the name behind `tail`."""
    end = _skipped(tail, len(tail), "link", "generic", "border")
    linked = end < len(tail)
    bearing, begin = _bearings(tail, end, "bearing", "definite")
    turned = begin < end
    unit = _taken(tail, _skipped(tail, begin, "toward", "link"), "unit")
    if not unit or not (linked or turned):
        return None
    number = _number(tail[: unit[1]])
    return (None if number is None else number * float(unit[0])), bearing


def _number(tail: Sequence[str]) -> float | None:
    """The number that the last words say ("100", "مئة", "a hundred"), or None."""
    found: float | None = None
    known = forms("number")
    for word in reversed(tail[-4:]):
        told = word if word[:1].isdigit() else known.get((word,)) or known.get((word.removeprefix("و"),))
        if told is None:
            break
        value = float(told)
        found = value if found is None else found * value if found >= 100 else found + value
    return found


def _by_words_before(tail: Sequence[str], place: Place, glued: str) -> Relation | None:
    """The relation that only the words before a name state."""
    if not _ending(tail[-1]):
        return None
    measured = _distance(tail)
    if measured is not None:
        km, bearing = measured
        if km is None or bearing is None or not 0 < km <= FURTHEST_KM:
            return None
        return Relation("distance", bearing, km)
    end = _skipped(tail, len(tail), "link", "generic")
    linked = glued == "ل" or any((word,) in forms("link") for word in tail[end:])
    return (
        _off(tail, end)
        or _part(tail, _skipped(tail, end, "furthest"), place, linked=linked)
        or _beside(tail, end, place)
    )


def _off(tail: Sequence[str], end: int) -> Relation | None:
    """What "off" and "off the north coast of" say."""
    coast = _taken(tail, end, "coast")
    bearing, begin = None, end
    if coast:
        bearing, begin = _bearings(tail, _skipped(tail, coast[1], "generic"), "bearing", "adjective", "definite")
        begin = _skipped(tail, begin, "generic")
    elif end >= 2:
        # "قبالة الساحل الشمالي لـ": the adjective stands behind.
        bearing, behind = _bearings(tail, end, "definite")
        coast = _taken(tail, behind, "coast") if bearing is not None else None
        begin = coast[1] if coast else end
        bearing = bearing if coast else None
    off = _taken(tail, begin, "off")
    if not off or (not coast and tail[off[1]].isascii()):
        return None  # "cut off Gaza", "took off"
    return Relation("off", bearing)


def _part(tail: Sequence[str], end: int, place: Place, *, linked: bool) -> Relation | None:
    """What "north of", "northern" and "the northern part of" say."""
    if _taken(tail, end, "adjective"):
        adjective, _ = _bearings(tail, end, "adjective", "bearing")
        # "الشرقية" alone is mostly a name; "northern" needs nothing.
        return Relation("part", adjective) if adjective is not None and tail[end - 1].isascii() else None
    noun = _taken(tail, end, "part")
    if noun and linked:
        bearing, begin = _bearings(tail, noun[1], "adjective")
        return Relation("part", bearing) if bearing is not None and begin < noun[1] else None
    bearing, begin = _bearings(tail, end, "definite")
    if bearing is not None:
        if linked and _taken(tail, begin, "part"):
            return Relation("part", bearing)
        return Relation("direction", bearing) if linked and _taken(tail, begin, "toward") else None
    bearing, begin = _bearings(tail, end, "bearing")
    if bearing is None or _taken(tail, begin, "institution"):
        return None  # "نيابة جنوب القاهرة" is a prosecutor's office
    # "North of Lebanon" is beyond it; "شمال لبنان", "north Lebanon", "the north of Lebanon" are in it.
    inside = not linked or (begin > 0 and tail[begin - 1] == "the" and tail[max(0, begin - 2)] != "to")
    return Relation("part" if is_wide(place) and inside else "direction", bearing)


def _beside(tail: Sequence[str], end: int, place: Place) -> Relation | None:
    """What "near", "on the outskirts of" and "on the border with" say."""
    border = _taken(tail, _skipped(tail, end, "shared", "bearing", "definite"), "border")
    if border and is_wide(place):
        return Relation("border")
    around = _taken(tail, end, "around")
    # Outside a country is abroad.
    if around and place.kind != "country":
        return Relation("around", None, float(around[0]))
    if _taken(tail, end, "near"):
        return Relation("near")
    return None


def _between(text: str, tail: Sequence[str], first: Resolution, second: Resolution) -> Relation | None:
    """What "between X and Y" says, where X and Y are places that something can lie between."""
    word = _taken(tail, _skipped(tail, len(tail), "generic", "link"), "between")
    here, there = first.place, second.place
    if not word or here is None or there is None or here.id == there.id or not _joined(text, first, second):
        return None
    before = tail[max(0, word[1] - 4) : word[1]]

    def told(kind: str) -> bool:
        return any(_taken(before, at, kind) for at in range(1, len(before) + 1))

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
    if len(gap) > 40 or _BREAK.search(gap):
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
    if _taken(tail, _skipped(tail, len(tail), "generic"), "off") and _COAST_BEHIND.match(text, end):
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
    gap = _BREAK.search(behind)
    norms = [word.norm for word in words(behind[: gap.start()] if gap else behind)]
    known = forms("definite")
    last = next((at for at, norm in enumerate(norms[:2]) if (norm,) not in known), min(2, len(norms)))
    return _bearings(norms, last, "definite")[0] if last else None
