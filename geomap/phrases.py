"""How a relation to a place is told: before the place's name, for exports and pages, and with it, for titles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from geomap.records import Place, Relation

_COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_SIDES = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
_SIDES_AR = ("شمال", "شمال شرق", "شرق", "جنوب شرق", "جنوب", "جنوب غرب", "غرب", "شمال غرب")
_PLAIN = {"border": "border of", "off": "off the coast of"}
_ARABIC = {"near": "قرب", "around": "محيط", "off": "قبالة سواحل", "border": "حدود"}
_ARABIC_PAIR = {"between": "بين", "border": "الحدود بين"}

Words = Callable[[str], str]
"""What gives an English message in another language."""


def told_before(relation: Relation | None, name: Callable[[Place], str] | None = None, words: Words = str) -> str:
    """The words that stand before the place's name: "100 km S of", "northern", "between Aleppo and"; "" for none.

    Args:
        relation: as the text states it.
        name: the name of the second place of "between"; its main name by default.
        words: translates the messages, in which `%(km)s` and `%(place)s` stand for what changes.
    """
    if relation is None:
        return ""
    side = None if relation.bearing is None else round(relation.bearing / 45) % 8
    if relation.kind == "distance" and relation.km is not None and side is not None:
        return f"{words('%(km)s km') % {'km': f'{round(relation.km):,}'}} {words(f'{_COMPASS[side]} of')}"
    if relation.kind == "part" and side is not None:
        return words(f"{_SIDES[side]}ern")
    if relation.kind in ("direction", "around") and side is not None:
        return words(f"{_SIDES[side]} of")
    if relation.other is not None:
        other = (name or _main_name)(relation.other)
        return words("between %(place)s and" if relation.kind == "between" else "border of %(place)s and") % {
            "place": other
        }
    return words(_PLAIN.get(relation.kind, relation.kind))


def described(place: Place, relation: Relation | None) -> Place:
    """The place under names that tell the relation, for titles: "100 km S of Seoul", "100 كلم جنوب سيول"."""
    if relation is None:
        return place
    other = relation.other
    english = f"{told_before(relation)} {place.name}"
    if other is not None:
        # The place itself comes first, as in the text.
        english = f"{told_before(replace(relation, other=place))} {other.name}"
    return replace(place, name=english, name_ar=_arabic(relation, place.name_ar or place.name, other))


def _main_name(place: Place) -> str:
    return place.name


def _arabic(relation: Relation, name: str, other: Place | None) -> str:
    if other is not None:
        return f"{_ARABIC_PAIR[relation.kind]} {name} و{other.name_ar or other.name}"
    if relation.bearing is None or relation.kind == "off":
        return f"{_ARABIC[relation.kind]} {name}"
    side = _SIDES_AR[round(relation.bearing / 45) % 8]
    return (
        f"{round(relation.km):,} كلم {side} {name}" if relation.kind == "distance" and relation.km else f"{side} {name}"
    )
