"""The forms in which adjectives of countries and names of peoples stand in text, Arabic (nisba) and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_ENDINGS = ("", "ة", "ين", "ون", "ان", "ات", "تان", "تين")


def demonym_forms(arabic: Iterable[str], english: Iterable[str]) -> Iterator[str]:
    """Every form of the given masculine singulars and of English demonyms, articles included.

    A nisba of several words ("كوري شمالي") inflects in all of them; one that does not end in yeh ("روس") stands alone.
    """
    for stem in arabic:
        words = stem.split()
        if not all(word.endswith("ي") for word in words):
            yield stem
            yield " ".join("ال" + word for word in words)
            continue
        for ending in _ENDINGS:
            form = [word + ending for word in words]
            yield " ".join(form)
            yield " ".join("ال" + word for word in form)
        if len(words) > 1:
            # The first part without its article, the others with theirs ("كورية الشمالية").
            yield " ".join([words[0] + "ة", *("ال" + word + "ة" for word in words[1:])])
    for name in english:
        yield name
        if not name.endswith(("ese", "sh", "ch", "s")):
            yield name + "s"
