"""Whether an Arabic word inflects as ordinary words do: the article comes and goes, and it takes suffixes.

"جنين" (the town and "embryo") is also written "الجنين", "رياض" is a form of "رياضة"; "نابلس" and "دمشق" are written in
no other way. The frequencies of the other forms beside its own tell, for any word, with no list of words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from geomap.arabic import ARTICLE

FEWEST = 3
"""Letters of a word, its article aside, that is looked at: shorter ones share their forms with too many others."""
_OWNERS = ("ه", "ها", "هم", "نا")
_PLURALS = ("ات", "ين", "ون")


def inflects(norm: str, zipf: Callable[[str], float]) -> float:
    """How much more common the most common other form of a folded word is than the word itself.

    Args:
        norm: one word as `geomap.text.fold` leaves it.
        zipf: the frequency of a folded word on the Zipf scale (the decimal logarithm of its count in 10^9 words), 0 for
            one that is not known.

    Returns:
        A difference on the Zipf scale: 0 and more for ordinary words, around -4 for most names.
    """
    return max(map(zipf, _forms(norm)), default=0.0) - zipf(norm)


def _forms(norm: str) -> Iterator[str]:
    """The forms of a word with another article, number or owner; adjectives of a place ("غزي") are not among them."""
    bare = norm.removeprefix(ARTICLE) if len(norm) >= FEWEST + len(ARTICLE) else norm
    if len(bare) < FEWEST:
        return
    yield ARTICLE + bare if bare == norm else bare
    feminine = bare.endswith("ه")
    for owner in _OWNERS:
        yield (bare[:-1] + "ت" if feminine else bare) + owner
    for plural in _PLURALS:
        yield bare.removesuffix("ه") + plural
