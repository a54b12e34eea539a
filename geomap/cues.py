"""Words that tell what a name beside them is: the reviewed table `data/cues.csv`, read once."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from geomap.records import Kind
from geomap.text import fold


@cache
def classes() -> dict[str, tuple[str, ...]]:
    """Folded word to its classes: "generic:KIND", "prep_place", "say", "office", "org", "person" …"""
    table: dict[str, list[str]] = {}
    with resources.files("geomap").joinpath("data/cues.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            for word in row["words"].split("|"):
                known = table.setdefault(fold(word), [])
                if row["class"] not in known:
                    known.append(row["class"])
    return {word: tuple(known) for word, known in table.items()}


@cache
def generic_kinds() -> dict[str, Kind]:
    """Folded generic word ("مدينة", "port") to the kind of place that it announces."""
    kinds: dict[str, Kind] = {}
    for word, known in classes().items():
        for name in known:
            if name.startswith("generic:"):
                kinds.setdefault(word, name.removeprefix("generic:"))  # type: ignore[arg-type]
    return kinds
