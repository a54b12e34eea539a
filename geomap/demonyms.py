"""Adjectives and peoples of countries ("الروسي", "Ukrainians") to the country: `data/demonyms.csv`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from geomap.tables import rows
from geomap.text import FORMS, Word, fold


@cache
def country_names() -> dict[str, tuple[str, str]]:
    """ISO code to the country's short name in Arabic and English, as titles show it."""
    return {r["country"]: (r["name_ar"], r["name_en"]) for r in rows("demonyms.csv")}


@cache
def _country_set() -> frozenset[str]:
    return frozenset(arabic for arabic, _ in country_names().values())


def is_country(name: str) -> bool:
    """Whether a participant's name is a country's."""
    return name in _country_set()


@cache
def _demonyms() -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Folded stems to countries: of one word, and of two."""
    one: dict[str, str] = {}
    two: dict[tuple[str, str], str] = {}
    for row in rows("demonyms.csv"):
        for stem in [*row["stems"].split(), *row["en"].split()]:
            parts = [fold(p) for p in stem.split("_")]
            if len(parts) == 2:
                two[parts[0], parts[1]] = row["country"]
            else:
                one[parts[0]] = row["country"]
    return one, two


@cache
def _leads() -> frozenset[str]:
    """The first words of demonyms of two words."""
    return frozenset(first for first, _ in _demonyms()[1])


@lru_cache(maxsize=1_000)
def _adjective(norm: str) -> tuple[str, ...]:
    """What an adjective may be without article, clitics and endings."""
    word = norm[1:] if norm[:1] in "وف" and len(norm) > 5 else norm
    for prefix in ("بال", "لل", "ال"):
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            word = word[len(prefix) :]
            break
    found = [word]
    for ending in ("تين", "تان", "ين", "ون", "ان", "ات", "ه", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            found.append(word[: -len(ending)])
    return tuple(found)


def demonym_at(found: Sequence[Word], i: int) -> tuple[str, int] | None:
    """The country that an adjective at word `i` names, and its last word."""
    read = _read(found[i].norm, found[i + 1].norm if i + 1 < len(found) and _may_lead(found[i].norm) else "")
    return (read[0], i + read[1]) if read else None


def may_be_demonym(norm: str) -> bool:
    """Whether a demonym can begin with a word, whatever follows it."""
    return _may_lead(norm) or _read(norm, "") is not None


@lru_cache(maxsize=FORMS)
def _may_lead(norm: str) -> bool:
    """Whether a word can be the first of a demonym of two words."""
    return not _leads().isdisjoint(_adjective(norm))


@lru_cache(maxsize=FORMS)
def _read(norm: str, following: str) -> tuple[str, int] | None:
    one, two = _demonyms()
    for stem in _adjective(norm):
        for other in _adjective(following) if following else ():
            if country := two.get((stem, other)):
                return country, 1
        if country := one.get(stem):
            return country, 0
    return None
