"""Adjectives and peoples of countries ("الروسي", "Ukrainians") to the country: `data/demonyms.csv`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from geomap.text import Word, fold
from geomap.triggers import rows


@cache
def country_names() -> dict[str, tuple[str, str]]:
    """ISO code to the country's short name in Arabic and English, as titles show it."""
    return {r["country"]: (r["name_ar"], r["name_en"]) for r in rows("demonyms.csv")}


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


@lru_cache(maxsize=50_000)
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
    one, two = _demonyms()
    for stem in _adjective(found[i].norm):
        if i + 1 < len(found):
            for other in _adjective(found[i + 1].norm):
                if country := two.get((stem, other)):
                    return country, i + 1
        if country := one.get(stem):
            return country, i
    return None
