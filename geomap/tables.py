"""The reviewed tables under `geomap/data/`: rows, sets of words, types of events.

`data/types.csv` holds the types with labels, codes and families; `data/words.csv` sets of folded words.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class EventType:
    """A row of types.csv: labels for titles, code for exports, family for merging."""

    name: str
    label_ar: str
    label_en: str
    code: str
    family: str
    salience: float


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table under `geomap/data/`, by column."""
    text = resources.files("geomap").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def word_set(name: str) -> frozenset[str]:
    """A set of folded words of `data/words.csv`: function words, cues and the like, by the set's name."""
    return next(frozenset(r["words"].split()) for r in rows("words.csv") if r["set"] == name)


@cache
def event_types() -> dict[str, EventType]:
    """The event types by name."""
    return {
        r["type"]: EventType(r["type"], r["label_ar"], r["label_en"], r["code"], r["family"], float(r["salience"]))
        for r in rows("types.csv")
    }
