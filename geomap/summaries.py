"""What the whole collection needs to know of each reading: kept beside it, so that none is unpacked for it."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from geomap.records import Place, Reading, Resolution

SURE, IN_DOUBT = 0.9, 0.75
"""Confidence of a place from which it tells what an article is about, and under which it is in doubt itself."""
CUT = 160
"""Characters of a part that was cut off, at most."""


class Summary(NamedTuple):
    """What is known of a reading without unpacking it."""

    places: tuple[tuple[Place, int], ...]
    """The places that the article's names mean, in the order of the text, and how many names mean each."""
    country: str | None
    """The country of most of its sure places, None where there is none or no one country."""
    doubts: tuple[str, ...]
    """The countries in which names lie that have no sure place, if they mean one of their candidates."""
    cuts: tuple[tuple[str, str], ...]
    """The parts of its text that are no part of the article, shortened, and why."""
    unplaced: tuple[tuple[str, int], ...]
    """The names that stand for a place where something may have happened and have none, with how often."""
    events: int
    """How many it tells."""


def summary_of(reading: Reading) -> Summary:
    """A reading's summary; a kept one has it."""
    known = getattr(reading, "summary", None)
    return known if isinstance(known, Summary) else _summed_up(reading)


def _summed_up(reading: Reading) -> Summary:
    places: dict[str, Place] = {}
    counts: Counter[str] = Counter()
    doubts: set[str] = set()
    for one in reading.resolutions:
        if one.place is not None:
            places.setdefault(one.place.id, one.place)
            counts[one.place.id] += 1
        if one.confidence < IN_DOUBT:
            doubts.update(candidate.place.country for candidate in one.candidates if candidate.place.country)
    text = reading.article.text
    cuts = tuple((_shortened(text[s.start : s.end]), s.reason) for s in reading.article.sections if s.kind == "cut")
    named = tuple((place, counts[id]) for id, place in places.items())
    bare = Counter(
        one.mention.surface for one in reading.resolutions if not one.place and one.mention.role == "literal"
    )
    country = _country(reading.resolutions)
    return Summary(named, country, tuple(sorted(doubts)), cuts, tuple(bare.items()), len(reading.events))


def _country(resolutions: tuple[Resolution, ...]) -> str | None:
    counts = Counter(
        one.place.country for one in resolutions if one.place and one.place.country and one.confidence >= SURE
    )
    country, most = max(counts.items(), key=lambda one: one[1], default=(None, 0))
    return country if 2 * most > sum(counts.values()) else None


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= CUT else line[:CUT].rstrip() + "…"
