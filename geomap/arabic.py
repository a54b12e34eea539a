"""Arabic names in running text: one-letter proclitics, the article gained and lost, and the cross-script key.

The key folds Arabic, Latin and Cyrillic spellings of a name to the consonants that survive any transliteration
(P = b p, F = f v, T, D, K = k q g j kh gh, S = s z c, X = sh ch, L, R, M, N), so that a name which the gazetteer
holds in one script only is reached from another. It is wide on purpose; `spelling_distance` ranks what it finds.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

ARTICLE = "ال"

# Conjunctions, prepositions and their stacks, as they are written before a name, longest first. "لل" is ل + ال.
_PROCLITICS = tuple(
    sorted(
        {c + p for c in ("", "و", "ف") for p in ("", "ب", "ل", "ك")} - {""},
        key=lambda clitic: (-len(clitic), clitic),
    )
)
_SHORT = frozenset(["ام", "تل", "حي", "بن", "بو"])
"""Words of two letters that names begin with, behind a clitic too ("وأم روابة")."""


@lru_cache(maxsize=2_000)
def stems(word: str) -> tuple[tuple[str, int, str], ...]:
    """The readings of a folded Arabic word as proclitics and a name: `(form, skipped, clitic)`, the bare word first.

    `skipped` is how many folded characters of the word the clitic takes. For the contracted "لل" the form gets its
    article back and one letter is skipped, as "للمغرب" → ("المغرب", 1, "ل").
    """
    readings = [(word, 0, "")]
    for clitic in _PROCLITICS:
        if not word.startswith(clitic) or len(word) - len(clitic) < 2:
            continue
        rest = word[len(clitic) :]
        if clitic.endswith("ل") and rest.startswith("ل") and len(rest) >= 4:
            readings.append((ARTICLE + rest[1:], len(clitic), clitic))
        elif len(rest) >= 3 or rest in _SHORT:
            readings.append((rest, len(clitic), clitic))
    return tuple(readings)


def with_and_without_article(form: str) -> str:
    """The form with its article taken off, or put on when it has none."""
    if form.startswith(ARTICLE) and len(form) > 4:
        return form[2:]
    return ARTICLE + form


def is_definite(norm: str) -> bool:
    """Whether a folded word carries the article, so that no name stands in construct with it ("الرئيس", "للجامعة")."""
    return norm.startswith(_DEFINITE)


_DEFINITE = (*(clitic + ARTICLE for clitic in ("", "و", "ف", "ب", "ك", "وب", "وك", "فب")), "لل", "ولل", "فلل")

_LATIN = (
    ("sch", "X"), ("tch", "X"), ("tsch", "X"), ("sh", "X"), ("ch", "X"), ("kh", "K"), ("gh", "K"), ("ph", "F"),
    ("th", "T"), ("dh", "D"), ("zh", "K"), ("dj", "K"), ("dzh", "K"), ("ts", "S"), ("tz", "S"), ("dz", "S"),
    ("ck", "K"), ("ng", "NK"), ("qu", "K"), ("x", "KS"), ("b", "P"), ("p", "P"), ("f", "F"), ("v", "F"), ("t", "T"),
    ("d", "D"), ("k", "K"), ("q", "K"), ("g", "K"), ("j", "K"), ("s", "S"), ("z", "S"), ("l", "L"), ("r", "R"),
    ("m", "M"), ("n", "N"), ("ight", "T"), ("igh", ""), ("ough", ""), ("augh", ""), ("tion", "XN"),
)  # fmt: skip
_LATIN_CLASSES = dict(_LATIN) | {"ce": "S", "ci": "S", "cy": "S", "c": "K"}
_LATIN_PART = re.compile("|".join(sorted(_LATIN_CLASSES, key=len, reverse=True)) + "|.", re.DOTALL)
_LATIN_ARTICLES = frozenset(["al", "el", "as", "ash", "ar", "ad", "an", "at", "az", "ath", "adh", "ul", "ed", "es"])
"""The Arabic article as Latin spellings write it, assimilated or not."""
_ARABIC_CLASSES = {
    **dict.fromkeys("ب", "P"),
    **dict.fromkeys("ف", "F"),
    **dict.fromkeys("تطث", "T"),
    **dict.fromkeys("دضذظ", "D"),
    **dict.fromkeys("جقكغخ", "K"),
    **dict.fromkeys("سصز", "S"),
    **dict.fromkeys("ش", "X"),
    "ل": "L", "ر": "R", "م": "M", "ن": "N",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh", "з": "z", "и": "i",
    "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_SPELLED = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "t", "ج": "g", "ح": "h", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "z",
    "س": "s", "ش": "X", "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "ع": "a", "غ": "g", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "u", "ي": "i", "ء": "",
}  # fmt: skip
_LATIN_SPELLED = {
    **dict.fromkeys("ouw", "u"), **dict.fromkeys("iy", "i"),
    "v": "f", "p": "b", "j": "g", "q": "k", "c": "k", "x": "ks",
}  # fmt: skip
VOWELS = frozenset("aeui")


def _is_arabic(text: str) -> bool:
    return any("\u0620" <= c <= "\u06d3" for c in text)


def romanised(folded: str) -> str:
    """A folded Cyrillic name in plain Latin letters; other scripts unchanged."""
    if any("\u0400" <= c <= "\u04ff" for c in folded):
        return "".join(_CYRILLIC.get(c, c) for c in folded)
    return folded


@lru_cache(maxsize=20_000)
def consonant_key(folded: str) -> str:
    """The cross-script key of a folded name: its consonant classes, runs of one class as one; "" when none is left."""
    if _is_arabic(folded):
        return _run_key("".join(_ARABIC_CLASSES.get(c, "") for c in _bare(folded)))
    return _run_key("".join(map(_latin_classes, _without_articles(romanised(folded).split()))))


def _run_key(classes: str) -> str:
    return "".join(c for i, c in enumerate(classes) if i == 0 or classes[i - 1] != c)


def _bare(folded: str) -> str:
    """An Arabic name as one word without articles, letters that stand for one sound together as one."""
    words = folded.split()
    text = "".join(word.removeprefix(ARTICLE) if len(word) > 4 else word for word in words if word != ARTICLE)
    return _together(text or folded.replace(" ", ""))


def _together(text: str) -> str:
    for pair, one in (("تش", "ش"), ("تس", "س"), ("تز", "ز"), ("دز", "ز"), ("دج", "ج")):
        text = text.replace(pair, one)
    return text


def _without_articles(words: list[str]) -> list[str]:
    """Latin words without Arabic articles; one that ends the name or stands alone is none."""
    return [word for word in words[:-1] if word not in _LATIN_ARTICLES] + words[-1:]


def _latin_classes(word: str) -> str:
    return "".join(_LATIN_CLASSES.get(part, "") for part in _LATIN_PART.findall(word))


def edited_keys(key: str) -> tuple[str, ...]:
    """Keys one class away: one exchanged for a class that transliterations confuse it with, left out or put in."""
    found: dict[str, None] = {}
    for at, c in enumerate(key):
        before, after = key[:at], key[at + 1 :]
        for d in _CONFUSED[c]:
            found[_run_key(before + d + after)] = None
        if len(key) >= 3:
            found[_run_key(before + after)] = None
    for at in range(len(key) + 1) if len(key) >= 2 else ():
        for d in "PFTDKSXLRMN":
            found[_run_key(key[:at] + d + key[at:])] = None
    found.pop(key, None)
    return tuple(found)


def article_as_name(folded: str) -> str | None:
    """An Arabic name whose "ال" is no article ("Almaty"): a hamza, which has no sound here, keeps it from being one."""
    return folded.replace(ARTICLE, "اءل", 1) if folded.startswith(ARTICLE) and len(folded) > 4 else None


_CONFUSED = {
    "P": "F", "F": "P", "T": "DSX", "D": "TS", "K": "XS", "S": "XDKT", "X": "SK", "L": "R", "R": "L", "M": "N",
    "N": "M",
}  # fmt: skip
"""Classes that transliterations take for each other: th d s, soft and hard c and g, ch sh s, v b."""


_RESPELLED: dict[str, tuple[tuple[str, str], ...]] = {
    "FR BE LU MC CA HT CH": (
        (r"eaux?\b|aux\b", "o"),
        (r"(?<=[a-z]{2})(?:ier|iers)\b", "ie"),
        (r"(?<=[a-z]{2})(?:es|[sxtdzp])+\b", ""),
        (r"ill", "iy"),
        (r"oi|oy", "wa"),
        (r"gn", "ny"),
    ),
    "ES MX AR CO PE CL VE EC GT CU BO DO HN PY SV NI CR PA UY PR": (
        (r"ll", "y"),
        (r"j|g(?=[ei])", "kh"),
        (r"gu(?=[ei])", "g"),
        (r"z|c(?=[ei])", "s"),
    ),
    "PT BR AO MZ CV": ((r"ch", "sh"), (r"x", "sh"), (r"lh", "l"), (r"nh", "ny"), (r"j", "zh"), (r"c(?=[ei])", "s")),
    "IT RO MD": ((r"sci(?=[aou])", "sh"), (r"c(?=[ei])", "ch"), (r"gli", "li"), (r"gn", "ny"), (r"ch(?=[ei])", "k")),
    "DE AT LI": (
        (r"\bs(?=[tp])", "sh"),
        (r"w", "v"),
        (r"\bv", "f"),
        (r"j", "y"),
        (r"eu", "oi"),
        (r"(?<=[ao])ch", "kh"),
    ),
    "NL SR": ((r"sch", "skh"), (r"g", "kh"), (r"w", "v"), (r"ij", "ai"), (r"j", "y"), (r"oe", "u")),
    "PL": ((r"cz", "ch"), (r"sz", "sh"), (r"rz", "zh"), (r"w", "v"), (r"c(?!h)", "ts"), (r"j", "y"), (r"dz", "j")),
    "CZ SK HR SI RS BA ME MK AL XK": ((r"j", "y"), (r"c(?!h)", "ts"), (r"ch", "kh")),
    "SE NO DK FI IS EE LV LT": ((r"j", "y"), (r"\bk(?=[yi])", "sh")),
    "HU": ((r"sz", "s"), (r"cs", "ch"), (r"gy", "j"), (r"j", "y"), (r"s(?!z)", "sh"), (r"c(?!s)", "ts")),
    "TR AZ": ((r"c", "j"), (r"x", "kh"), (r"g(?=[^aeiou]|\b)", "")),
    "CN TW": ((r"q", "ch"), (r"x", "sh"), (r"zh", "ch"), (r"c(?!h)", "ts")),
}
"""How languages read Latin letters otherwise than English does, by the countries where they are spoken."""
_RESPELLED_IN = {
    code: tuple((re.compile(pattern), sound) for pattern, sound in rules)
    for codes, rules in _RESPELLED.items()
    for code in codes.split()
}


_SAINT = re.compile(r"\bst ")


def respelled(folded: str, country: str) -> str:
    """A folded Latin name of a country as English would spell its sounds: "jaca" in Spain → "khaca"."""
    if folded.isascii():
        folded = _SAINT.sub("saint ", folded)
        for pattern, sound in _RESPELLED_IN.get(country, ()):
            folded = pattern.sub(sound, folded)
    return folded


@lru_cache(maxsize=20_000)
def spelled(folded: str) -> str:
    """A rough common spelling of a folded name in any of the three scripts, vowels kept as a, e, u, i."""
    if _is_arabic(folded):
        return "".join(_SPELLED.get(c, "") for c in _bare(folded))
    text = "".join(_without_articles(romanised(folded).split()))
    for letters, sound in _LATIN_SOUNDS:
        text = text.replace(letters, sound)
    return "".join(_LATIN_SPELLED.get(c, c) for c in text if c.isalnum())


_LATIN_SOUNDS = (
    ("sch", "X"), ("tch", "X"), ("sh", "X"), ("ch", "X"), ("kh", "k"), ("ight", "ait"), ("igh", "ai"), ("ough", "u"),
    ("tion", "Xun"),
    ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("zh", "g"), ("dj", "g"), ("ts", "s"), ("tz", "s"),
    ("dz", "z"), ("ck", "k"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("qu", "k"), ("ou", "u"), ("oo", "u"),
    ("ee", "i"), ("ll", "l"), ("ss", "s"), ("tt", "t"), ("nn", "n"), ("mm", "m"), ("rr", "r"), ("pp", "b"),
    ("bb", "b"), ("dd", "d"), ("ff", "f"), ("gg", "g"), ("zz", "z"), ("cc", "k"), ("kk", "k"),
)  # fmt: skip


def spelling_distance(one: str, other: str) -> float:
    """How far two folded names of any script are apart as they sound, 0 (alike) to 1: a weighted edit distance.

    Vowels weigh little, since Arabic leaves short ones out; letters that transliterations take for each other
    (g k, z s, b f, t d) weigh half.
    """
    return float(spelling_distances(encoded(one), encoded(other)[None, :])[0])


_SOUNDS = "aeuihbtgkdrzsXflmn"
_OTHER = len(_SOUNDS) + 1
"""The code of any sound that is not one of `_SOUNDS`; their codes count from 1, and 0 fills up."""
LONGEST = 24
"""Sounds of a name that are compared."""


def sound_codes(sounds: str) -> bytes:
    """A `spelled` name as `LONGEST` codes of its sounds, a byte each, filled up with 0."""
    return bytes(_CODES.get(c, _OTHER) for c in sounds[:LONGEST]).ljust(LONGEST, b"\0")


def encoded(folded: str) -> NDArray[np.uint8]:
    """The sounds of a folded name, `LONGEST` codes, as `spelling_distances` takes them."""
    return np.frombuffer(sound_codes(spelled(folded)), dtype=np.uint8)


def spelling_distances(one: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The spelling distances, 0..1, of one `encoded` name (`LONGEST`,) to many (n, `LONGEST`), as (n,)."""
    codes = np.ascontiguousarray(others.T)  # a row a position: what follows runs over whole rows
    codes = codes[: max(1, int((codes != 0).any(axis=1).sum()))]
    total = _WEIGHTS[codes].sum(axis=0)
    # Costs less those of putting in what stands before, so that the least over insertions is a running minimum.
    row = np.zeros((len(codes) + 1, len(others)), dtype=np.float32)
    own = 0.0
    for c in one[one > 0]:
        weight = _WEIGHTS[c]
        own += float(weight)
        swapped = row[:-1] + _SWAPS[c][codes]
        row = row + weight
        np.minimum(row[1:], swapped, out=row[1:])
        np.minimum.accumulate(row, axis=0, out=row)
    cost = row[-1] + total
    least: NDArray[np.float32] = np.minimum(1.0, _SPREAD * cost / np.maximum(own + total, 1e-6)).astype(np.float32)
    return np.where(least < 1e-4, np.float32(0), least)


_LIGHT = {"a": 0.25, "e": 0.15, "u": 0.4, "i": 0.35, "h": 0.3}
"""What it costs to leave out or put in a vowel or h; any other sound costs 1."""
_LIKE = {
    frozenset(pair): cost
    for cost, pairs in {
        0.1: ("ae",), 0.15: ("ie", "ha", "he", "zs"), 0.35: ("ia", "ui", "au", "Xs"),
        0.4: ("eu", "gk", "bf", "td", "gX", "zg", "zd", "uf"), 0.5: ("Xk", "ts"), 0.6: ("gs", "ks"),
    }.items()
    for pair in pairs
}  # fmt: skip
"""What it costs to take one sound for the other: about the negated logarithm of how often it happens."""


def _weight(c: str) -> float:
    return _LIGHT.get(c, 1.0)


def _swap(c: str, d: str) -> float:
    if c == d:
        return 0.0
    return _LIKE.get(frozenset((c, d)), 1.2 if (c in VOWELS) == (d in VOWELS) else 1.4)


def _swap_table() -> NDArray[np.float32]:
    """Cost of one sound for another, less the weight of the other; nothing goes for what only fills up."""
    letters = " " + _SOUNDS + "?"
    table = [[_swap(c, d) - _weight(d) for d in letters] for c in letters]
    swaps = np.array(table, dtype=np.float32)
    swaps[:, 0] = 9.0
    return swaps


_SPREAD = 2.2
"""Twice the cost over the weight of both names would be a share; names are told apart better a little wider."""
_CODES = {sound: code for code, sound in enumerate(_SOUNDS, start=1)}
_WEIGHTS = np.array([0.0, *map(_weight, _SOUNDS), 1.0], dtype=np.float32)
_SWAPS = _swap_table()
