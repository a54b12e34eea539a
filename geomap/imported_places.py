"""Puts what the user imported among the places while the gazetteer is compiled.

Own places win over packaged ones of the same name near the same spot; one with the id of a packaged place takes its
row, its names stay. GeoNames' dumps add places and names beside the packaged ones, and refresh their cities.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from geomap.gathering import Progress, Rows
from geomap.geodesy import kilometres
from geomap.imported import Import, ImportedPlace, imports, read_table
from geomap.imported_bulk import Bulk
from geomap.layout import ALTERNATE, KINDS, LOOSE, OWN, PRIMARY
from geomap.text import name_key

SAME_KM = 25.0
"""Places of one name nearer than this are one place."""
_NEAR_CITY_KM = 30.0
_OWN_PRIOR = 6.0
_UNIT_PRIOR = 4.3
_TOLD_EACH = 20_000
_WIDE = ("country", "region", "area")
"""Kinds that an own place of another kind never stands in for."""
Strength = Callable[[str, int], int]
"""How well another name of a place of so many people stands for it, 0 for not at all."""


def add_imports(
    rows: Rows,
    folder: Path,
    unit_of: Mapping[str, int],
    unit_ids: Mapping[str, int],
    strength: Strength,
    tell: Progress,
) -> None:
    """Adds all imports to the packaged places.

    Args:
        rows: the packaged places, all of them.
        folder: a folder to be made, where places by the million lie meanwhile.
        unit_of: rows of first-level units by GeoNames' code ("SA.11").
        unit_ids: rows of first-level units by GeoNames' id ("geonames:…").
        strength: how well GeoNames' alternate names stand for a place.
        tell: told the stages.

    Raises:
        GazetteerError: a kept table cannot be read.
    """
    found = imports()
    own = [one.stem for one in found if one.source == "own"]
    dumps = [one for one in found if one.source == "geonames"]
    if own:
        tell("adding your own places", 0.55)
        add_own(rows, (place for stem in own for place in read_table(stem)))
    if dumps:
        rows.bulk = Bulk(folder, len(rows.strings), sum(one.places for one in dumps))
        add_geonames(rows, rows.bulk, _told(dumps, tell), unit_of, unit_ids, strength)


def _told(dumps: Sequence[Import], tell: Progress) -> Iterator[ImportedPlace]:
    """The places of some imports, and on the way how many there have been: it takes minutes for all of GeoNames."""
    count = sum(one.places for one in dumps)
    places = chain.from_iterable(read_table(one.stem) for one in dumps)
    for done, place in enumerate(places):
        if done % _TOLD_EACH == 0:
            tell(f"adding GeoNames' dumps, {done:,} of {count:,} places", 0.55 + 0.05 * done / count)
        yield place


def add_own(rows: Rows, places: Iterable[ImportedPlace]) -> None:
    """Adds a user's own places."""
    near = _Near(rows)
    ours: set[int] = set()
    for place in places:
        row = rows.ids.get(place.id)
        home = near.city(place.lat, place.lon, place.country)
        country = place.country or ("" if home is None or place.kind == "water" else rows.country[home])
        prior = max(_OWN_PRIOR, math.log10(place.population + 100))
        if row is None:
            row = rows.add(place.id, place.name, place.name_ar, place.lat, place.lon, kind=place.kind,
                           country=country, prior=prior, population=place.population, box=place.box)  # fmt: skip
        else:
            _replace(rows, row, place, prior)
        ours.add(row)
        if rows.admin1[row] < 0 and home is not None and rows.country[home] == country:
            rows.admin1[row] = rows.admin1[home]
        for name in (place.name, place.name_ar, *place.names):
            if name:
                rows.name(row, name, OWN)
                _stand_in(rows, row, rows.names.get(name_key(name), {}), ours)


def _replace(rows: Rows, row: int, place: ImportedPlace, prior: float) -> None:
    """Gives a packaged place what the user says of it."""
    rows.rename(row, place.name, place.name_ar)
    rows.lat[row], rows.lon[row] = place.lat, place.lon
    rows.kind[row] = KINDS.index(place.kind)
    rows.prior[row] = max(rows.prior[row], prior)
    rows.country[row] = place.country or rows.country[row]
    rows.population[row] = place.population or rows.population[row]
    if place.box is not None:
        rows.bbox[row] = len(rows.boxes)
        rows.boxes.append(place.box)


def _stand_in(rows: Rows, row: int, entries: dict[int, int], ours: set[int]) -> None:
    """Takes a name from the packaged places near an own one, and for it how well known they are."""
    kind = KINDS[rows.kind[row]]
    for other in list(entries):
        other_kind = KINDS[rows.kind[other]]
        if other in ours or (kind != other_kind and (kind in _WIDE or other_kind in _WIDE)):
            continue
        if kilometres(rows.lat[row], rows.lon[row], rows.lat[other], rows.lon[other]) > SAME_KM:
            continue
        del entries[other]
        rows.prior[row] = max(rows.prior[row], rows.prior[other])
        rows.population[row] = rows.population[row] or rows.population[other]
        rows.stands_for[row] = rows.stands_for[row] or rows.stands_for[other]
        rows.country[row] = rows.country[row] or rows.country[other]


class _Near:
    """Packaged cities by squares of half a degree."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._squares: dict[tuple[int, int], list[int]] = defaultdict(list)
        city = KINDS.index("city")
        for row, kind in enumerate(rows.kind):
            if kind == city:
                self._squares[_square(rows.lat[row], rows.lon[row])].append(row)

    def city(self, lat: float, lon: float, country: str) -> int | None:
        """The nearest city, of a country when one is given; None where there is none near."""
        y, x = _square(lat, lon)
        rows = self._rows
        around = [
            (kilometres(lat, lon, rows.lat[row], rows.lon[row]), row)
            for square in ((y + i, x + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
            for row in self._squares.get(square, ())
            if country in ("", rows.country[row])
        ]
        distance, row = min(around, default=(math.inf, 0))
        return row if distance <= _NEAR_CITY_KM else None


def _square(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat * 2), math.floor(lon * 2)


def add_geonames(
    rows: Rows,
    bulk: Bulk,
    places: Iterable[ImportedPlace],
    unit_of: Mapping[str, int],
    unit_ids: Mapping[str, int],
    strength: Strength,
) -> None:
    """Adds places of GeoNames' dumps: names to those that are known, all else to those on the disk."""
    city, region = KINDS.index("city"), KINDS.index("region")
    regions, guessed = dict(unit_ids), dict[str, int]()
    with bulk:
        for place in _once(places):
            known = rows.ids.get(place.id, unit_ids.get(place.id))
            names = _strengths(place, strength)
            if known is not None:
                if rows.kind[known] == city:
                    _refresh(rows, known, place)
                for name, how in names.items():
                    rows.name(known, name, min(how, ALTERNATE))
                continue
            kind = KINDS.index(place.kind)
            prior = math.log10(place.population + 100)
            if place.kind in ("country", "region"):
                prior = max(prior, _UNIT_PRIOR)
            by_code = unit_of.get(place.unit_code, -1)
            unit = place.unit if place.unit != place.id else ""
            if unit and by_code >= 0:
                guessed.setdefault(unit, by_code)
            strings = f"{place.id}\t{place.name}\t{place.name_ar}"
            # A unit that the dump names by its id is surer than one told by where most cities of its code lie.
            row = bulk.add(_number(place), strings, place.lat, place.lon, kind=kind, country=place.country, prior=prior,
                           population=place.population, admin1=-1 if place.unit else by_code, unit=unit,
                           names=names)  # fmt: skip
            if kind == region:
                regions[place.id] = row
    bulk.close(guessed | regions)


def _once(places: Iterable[ImportedPlace]) -> Iterator[ImportedPlace]:
    """The places, each id once: dumps of one import come by id, and a second dump may hold the same again."""
    seen = bytearray()  # a bit an id: ids of GeoNames are numbers up to some 13 million
    for place in places:
        number = _number(place)
        at, bit = number >> 3, 1 << (number & 7)
        if at >= len(seen):
            seen.extend(bytes(at + 1 - len(seen)))
        if seen[at] & bit:
            continue
        seen[at] |= bit
        yield place


def _number(place: ImportedPlace) -> int:
    """That of GeoNames."""
    return int(place.id.partition(":")[2])


def _strengths(place: ImportedPlace, strength: Strength) -> dict[str, int]:
    """The folded names of a place with their strengths; of small places none is a main name, as they are millions."""
    main = PRIMARY if place.population >= 10_000 else ALTERNATE if place.kind in ("city", "region") else LOOSE
    names: dict[str, int] = {}
    for name in (place.name, place.name_ar):
        if name:
            names[name_key(name)] = main
    for name in place.names:
        how = strength(name, place.population)
        if how:
            names.setdefault(name_key(name), how)
    return {name: how for name, how in names.items() if len(name) >= 2}


def _refresh(rows: Rows, row: int, place: ImportedPlace) -> None:
    """Brings a packaged city up to what the dump tells."""
    rows.lat[row], rows.lon[row] = place.lat, place.lon
    if place.population:
        rows.prior[row] += math.log10((place.population + 100) / (rows.population[row] + 100))
        rows.population[row] = place.population
    rows.rename(row, "", "" if rows.strings[row].split("\t")[2] else place.name_ar)
