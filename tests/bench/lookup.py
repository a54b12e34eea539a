"""Measures the cross-script key on held-out names, and look-ups: `python -m tests.bench.lookup`.

The pairs are GeoNames' own: cities over 15,000 people that have an Arabic name. The Arabic name is looked up by sound
as if the gazetteer had no name of that city in Arabic letters, so it must be reached from its Latin (or Cyrillic) ones.
The rules of the key were written on one half of the pairs (`--half rules`); the figures are of the other half.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.gazetteer import Gazetteer, Near, open_gazetteer
from geomap.geodesy import kilometres
from geomap.text import name_key

ABOUT = (
    "Cities over 15,000 people for which GeoNames has an Arabic name: it is looked up as if the gazetteer had no name "
    "of that city in Arabic letters. The rules were written on every second such city; these figures are of the rest. "
    "Some Arabic names of GeoNames are translations or names of another place, which no key can reach."
)
LEAST_PEOPLE = 15_000
SAME_KM = 20.0
"""A district or unit of the city's name this near counts as the city."""
FURTHEST = 0.45
"""How far in spelling a name may be that is asked for by itself."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Pair:
    """A city and its Arabic name; `hidden` are all its names in Arabic letters, folded."""

    row: int
    arabic: str
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the pairs, 0..1, and seconds a query."""

    pairs: int
    recall: float
    first: float
    first_in_country: float
    place_in_country: float
    name_in_country: float
    candidates: float
    fuzzy_s: float
    exact_s: float


def in_arabic(name: str) -> bool:
    """Whether a folded name is written in Arabic letters."""
    return any("\u0620" <= c <= "\u06d3" for c in name)


def pairs_of(gazetteer: Gazetteer, half: str = "figures") -> list[Pair]:
    """The pairs of one half: every second city by its row ("rules"), or the others ("figures")."""
    population, kind = gazetteer.column("population"), gazetteer.kind_of
    names: dict[int, set[str]] = {}
    for name in gazetteer.all_names():
        if in_arabic(name):
            for entry in gazetteer.entries(name):
                if population[entry.row] >= LEAST_PEOPLE:
                    names.setdefault(entry.row, set()).add(name)
    rows = [row for row in sorted(names) if kind(row) == "city" and gazetteer.names_of(row)[2]]
    chosen = rows[0::2] if half == "rules" else rows[1::2]
    return [Pair(row, name_key(gazetteer.names_of(row)[2]), frozenset(names[row])) for row in chosen]


def measure(gazetteer: Gazetteer, pairs: Sequence[Pair], missed: list[tuple[Pair, tuple[Near, ...]]]) -> Figures:
    """The figures over some pairs; `missed` gets those whose city is not first in its country."""
    recall = first = home = right_name = same_home = candidates = 0
    for pair in pairs:
        found = gazetteer.near_without(pair.arabic, pair.hidden, MOST, FURTHEST)
        country = gazetteer.country_of(pair.row)
        here = [near for near in found if gazetteer.country_of(near.row) == country]
        inside = [near for near in here if gazetteer.kind_of(near.row) == "city"]
        right_name += bool(inside) and pair.row in [entry.row for entry in gazetteer.entries(inside[0].name)]
        recall += any(near.row == pair.row for near in found)
        first += bool(found) and found[0].row == pair.row
        home += bool(inside) and inside[0].row == pair.row
        there = bool(inside) and _same(gazetteer, inside[0].row, pair.row)
        same_home += there
        candidates += len(found)
        if not there:
            missed.append((pair, found))
    count = max(len(pairs), 1)
    return Figures(count, recall / count, first / count, home / count, same_home / count, right_name / count,
                   candidates / count, _fuzzy_seconds(gazetteer, pairs), _exact_seconds(gazetteer, pairs))  # fmt: skip


def _same(gazetteer: Gazetteer, one: int, other: int) -> bool:
    return one == other or kilometres(*gazetteer.point(one), *gazetteer.point(other)) <= SAME_KM


def _fuzzy_seconds(gazetteer: Gazetteer, pairs: Sequence[Pair]) -> float:
    """Seconds of processor time a query of the names as they are, answers not kept from before."""
    ask = gazetteer.near.__wrapped__
    began = time.process_time()
    for pair in pairs:
        ask(pair.arabic)
    return (time.process_time() - began) / max(len(pairs), 1)


def _exact_seconds(gazetteer: Gazetteer, pairs: Sequence[Pair]) -> float:
    ask = gazetteer.entries.__wrapped__
    began = time.process_time()
    for pair in pairs:
        ask(pair.arabic)
    return (time.process_time() - began) / max(len(pairs), 1)


def table(figures: Figures) -> str:
    """The figures in Markdown."""
    rows = [
        ("the city is among the candidates", f"{figures.recall:.1%}"),
        ("the city is first of all places", f"{figures.first:.1%}"),
        ("the city is first of its country's cities", f"{figures.first_in_country:.1%}"),
        (f"the same, a namesake or suburb within {SAME_KM:.0f} km counted", f"{figures.place_in_country:.1%}"),
        ("the same, any namesake in the country counted: the name is right", f"{figures.name_in_country:.1%}"),
        ("candidates a query, mean", f"{figures.candidates:.0f}"),
        ("a look-up by sound", f"{figures.fuzzy_s * 1e3:.2f} ms"),
        ("an exact look-up", f"{figures.exact_s * 1e6:.0f} µs"),
    ]
    return "\n".join(["| figure | value |", "|---|---|", *(f"| {what} | {value} |" for what, value in rows)])


def main() -> None:
    """Prints the figures, and with --show what was missed."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--half", choices=("rules", "figures"), default="figures")
    options.add_argument("--every", type=int, default=1, help="take every n-th pair")
    options.add_argument("--show", type=int, default=0, help="print so many of the names that were missed")
    asked = options.parse_args()
    gazetteer = open_gazetteer()
    missed: list[tuple[Pair, tuple[Near, ...]]] = []
    figures = measure(gazetteer, pairs_of(gazetteer, asked.half)[:: asked.every], missed)
    print(f"{figures.pairs} pairs\n{table(figures)}")
    for pair, found in missed[:: max(1, len(missed) // asked.show)] if asked.show else ():
        told = " ".join(f"{near.name}({near.distance:.2f})" for near in found[:3])
        among = "second" if any(near.row == pair.row for near in found) else "none"
        print(f"{among} {pair.arabic} | {gazetteer.names_of(pair.row)[1]} {gazetteer.country_of(pair.row)} | {told}")


if __name__ == "__main__":
    main()
