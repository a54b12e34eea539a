"""How an event's spot lies to the place that a text names: "about a hundred km south of Seoul" is not Seoul.

A distance without a direction ("8,000 km from Moscow") only measures and gives no relation.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from geomap.records import Mention, Place
from geomap.text import words

FURTHEST_KM = 1000.0
"""A distance beyond this tells how far away something is, not where it is."""

_BEARINGS = {
    "شمال": 0, "شمالي": 0, "north": 0, "northern": 0, "جنوب": 180, "جنوبي": 180, "south": 180, "شرق": 90, "شرقي": 90,
    "east": 90, "غرب": 270, "غربي": 270, "west": 270, "northeast": 45, "northwest": 315, "southeast": 135,
    "southwest": 225,
}  # fmt: skip
_COMPASS = {0: "N", 45: "NE", 90: "E", 135: "SE", 180: "S", 225: "SW", 270: "W", 315: "NW"}
_COMPASS_AR = {
    "N": "شمال", "NE": "شمال شرق", "E": "شرق", "SE": "جنوب شرق", "S": "جنوب", "SW": "جنوب غرب", "W": "غرب",
    "NW": "شمال غرب",
}  # fmt: skip
_UNITS = {
    "كيلومتر": 1.0, "كيلومترا": 1.0, "كيلومترات": 1.0, "كيلومترين": 1.0, "كلم": 1.0, "كم": 1.0, "كيلو": 1.0,
    "km": 1.0, "kilometers": 1.0, "kilometres": 1.0, "kilometer": 1.0, "kilometre": 1.0,
    "ميل": 1.609, "ميلا": 1.609, "اميال": 1.609, "miles": 1.609, "mile": 1.609,
}  # fmt: skip
_UNIT = re.compile(r"ك[ـ\u064b-\u0652]*(?:يلو|لم|م)|ميل|ميال|[Kk]m|[Kk]ilomet|[Mm]ile")
"""What a distance cannot do without, looked for before the words are taken apart."""
_NUMBERS = {
    "ميه": 100, "مايه": 100, "مييه": 100, "مياه": 100, "ميتي": 200, "مايتي": 200, "ميتين": 200, "عشره": 10,
    "عشرات": 30, "عشرين": 20, "عشرون": 20, "ثلاثين": 30, "اربعين": 40, "خمسين": 50, "ستين": 60, "سبعين": 70,
    "ثمانين": 80, "تسعين": 90, "ثلاثه": 3, "اربعه": 4, "خمسه": 5, "سته": 6, "سبعه": 7, "ثمانيه": 8, "تسعه": 9,
    "الف": 1000, "الاف": 1000, "hundred": 100, "thousand": 1000, "dozens": 30, "a": 1, "ten": 10, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "two": 2,
    "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_LINKS = frozenset(
    ["من", "عن", "of", "from", "the", "مدينه", "العاصمه", "قريه", "بلده", "حدود", "city", "town", "village", "capital"]
)
_PARSED = re.compile(r"^(\d+) km (N|NE|E|SE|S|SW|W|NW) of$")


def relation_of(text: str, mention: Mention) -> str | None:
    """The relation that the words before a mention state, as "100 km S of"; None for none or a bare distance."""
    measured = _distance_before(text, mention.start)
    if measured is None or not measured[1] or measured[0] is None or measured[0] > FURTHEST_KM:
        return None
    return f"{round(measured[0])} km {_COMPASS[_bearing(measured[1])]} of"


def is_measured(text: str, start: int) -> bool:
    """Whether a distance stands before the name at `start`: "8,000 km from", "30 miles north of"."""
    return _distance_before(text, start) is not None


def _distance_before(text: str, start: int) -> tuple[float | None, list[int]] | None:
    """The distance in km (None when it is not told in numbers) and the bearings that lead to the name at `start`."""
    if not _UNIT.search(text, max(0, start - 80), start):
        return None
    tail = [word.norm for word in words(text, max(0, start - 80), start)][-10:]
    linked = bool(tail) and tail[-1] in _LINKS
    while tail and tail[-1] in _LINKS:
        tail.pop()
    bearings = []
    while tail and tail[-1] in _BEARINGS:
        bearings.append(_BEARINGS[tail.pop()])
    while tail and tail[-1] in ("الي", "to", "the", "في", "من"):
        tail.pop()
    if not tail or tail[-1] not in _UNITS or not (linked or bearings):
        return None
    unit = _UNITS[tail.pop()]
    number = _number(tail)
    return (None if number is None else number * unit), bearings


def described(place: Place, relation: str | None) -> Place:
    """The place under names that tell the relation in words, for titles: "100 km S of Seoul", "100 كلم جنوب سيول"."""
    match = _PARSED.match(relation or "")
    if not match:
        return place
    arabic = f"{match[1]} كلم {_COMPASS_AR[match[2]]} {place.name_ar}" if place.name_ar else None
    return replace(place, name=f"{relation} {place.name}", name_ar=arabic)


def _number(tail: list[str]) -> float | None:
    """The number that the last words say ("100", "مئة", "a hundred"), or None."""
    found: float | None = None
    for word in reversed(tail[-4:]):
        value = float(word) if word.isdigit() else _NUMBERS.get(word)
        if value is None:
            break
        found = value if found is None else found * value if found >= 100 else found + value
    return found


def _bearing(bearings: list[int]) -> int:
    """One bearing of one or two: north and west make north-west."""
    x = sum(math.sin(math.radians(b)) for b in bearings)
    y = sum(math.cos(math.radians(b)) for b in bearings)
    return round(math.degrees(math.atan2(x, y)) / 45) % 8 * 45
