"""Whether two names are one person's, however they are spelt or whatever script they are written in.

A name's words are cut to their consonants, with letters that transliterations confuse taken together (غ ج g j, ب p b,
ف v f …), so that "سيرغي لافروف", "سيرجي لافروف" and "Sergei Lavrov" agree.
"""

from __future__ import annotations

import re
from functools import lru_cache

from geomap.tables import word_set
from geomap.text import fold

_ARABIC = str.maketrans(
    {
        **dict.fromkeys("اويءهحع", ""),
        **dict.fromkeys("جغ", "g"),
        **dict.fromkeys("كقخ", "k"),
        **dict.fromkeys("سص", "s"),
        **dict.fromkeys("تطث", "t"),
        **dict.fromkeys("دضذ", "d"),
        **dict.fromkeys("زظ", "z"),
        "ب": "b",
        "ف": "f",
        "ر": "r",
        "ل": "l",
        "م": "m",
        "ن": "n",
        "ش": "x",
    }
)
_DIGRAPHS = (("sch", "x"), ("sh", "x"), ("ch", "tx"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"),
             ("ck", "k"), ("x", "ks"))  # fmt: skip
_LATIN = str.maketrans({**dict.fromkeys("aeiouyhw", ""), "j": "g", "q": "k", "c": "k", "v": "f", "p": "b"})
_TWICE = re.compile(r"(.)\1+")
_LINKS = word_set("links")


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """The consonants of a word of a name, the same for its usual spellings in Arabic and Latin letters."""
    norm = fold(word)
    if norm[:2] == "ال" and len(norm) > 4:
        norm = norm[2:]
    if not norm.isascii():
        return _TWICE.sub(r"\1", norm.translate(_ARABIC))
    norm = norm.removeprefix("al-").removeprefix("el-")
    for pair, single in _DIGRAPHS:
        if pair != "x":
            norm = norm.replace(pair, single.upper())
    norm = norm.replace("x", "ks").lower() if "x" in norm else norm.lower()
    return _TWICE.sub(r"\1", norm.translate(_LATIN))


@lru_cache(maxsize=200_000)
def name_parts(name: str) -> tuple[str, ...]:
    """The skeletons of a name's words, particles and words without consonants left out."""
    words = [w for w in re.split(r"[\s\-]+", name) if w and fold(w) not in _LINKS]
    return tuple(s for s in (skeleton(w) for w in words) if s)


def same_person(a: str, b: str) -> bool:
    """Whether two names may be one person's: the last words agree, and so do the others as far as both have them."""
    if a == b:
        return True
    first, second = name_parts(a), name_parts(b)
    if not first or not second or first[-1] != second[-1]:
        return False
    short, long = sorted((first, second), key=len)
    if len(short) == 1:
        return len(short[0]) >= 3 or len(long) == 1
    return set(short) <= set(long) or len(set(short) & set(long)) >= 2
