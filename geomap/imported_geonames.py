"""Reads GeoNames' dumps (`allCountries`, `alternateNamesV2`, `admin1CodesASCII`; plain or zipped) in little memory.

Places and names are staged in an SQLite file, sorted there by id on the disk, and merged as they stream out: nothing
grows with the number of places. Layout of the dumps: download.geonames.org/export/dump/readme.txt (CC BY 4.0).
"""

from __future__ import annotations

import io
import itertools
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from geomap.errors import GazetteerError
from geomap.imported import ImportedPlace

Part = Literal["places", "names", "units"]
BadRow = Callable[[Path, int, str], None]
"""Told the file, line and fault of each row that is left out."""

LANGUAGES = frozenset(
    ["", "ar", "fa", "ur", "ps", "ckb", "ku", "en", "fr", "es", "de", "it", "pt", "tr", "ru", "uk", "be", "he", "el"]
) | {"ko", "arz", "ary", "abbr"}
"""Languages whose names are kept, as GeoNames codes them; "" stands for names without one."""
_COLUMNS: dict[int, Part] = {19: "places", 10: "names", 8: "names", 4: "units"}
_ARABIC = frozenset(["ar", "arz", "ary"])
_BATCH = 20_000
_ID_DIGITS = 9
"""Ids have eight digits so far; what is done a bit an id while compiling must not grow with a slip in a file."""

_SCHEMA = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = FILE;
CREATE TABLE place (id INTEGER, file INTEGER, line INTEGER, cells TEXT);
CREATE TABLE name (id INTEGER, language TEXT, rank INTEGER, name TEXT);
"""


def part_of(path: Path) -> Part | None:
    """Which of GeoNames' dumps a file is, by the columns of its first lines; None when it is none of them.

    Raises:
        GazetteerError: it is called a zip archive and is none, or an empty one.
    """
    if path.suffix.lower() not in (".txt", ".zip", ".tsv"):
        return None
    try:
        with _lines(path) as lines:
            seen = [line.rstrip("\n").split("\t") for line in itertools.islice(lines, 40)]
    except zipfile.BadZipFile as error:
        raise GazetteerError(f"{path}: no readable zip archive; download it again") from error
    except (OSError, ValueError):
        return None
    for cells in seen:
        part = _COLUMNS.get(len(cells))
        if part == "units" and "." in cells[0] and cells[3].isdigit():
            return part
        if part in ("places", "names") and cells[0].isdigit():
            return part
    return None


def stage(
    database: sqlite3.Connection, paths: Sequence[tuple[Path, Part]], bad: BadRow, done: Callable[[int], None]
) -> None:
    """Puts the rows of the dumps into an empty database; `done` is told how many there are so far.

    Raises:
        OSError, zipfile.BadZipFile: a file cannot be read.
    """
    database.executescript(_SCHEMA)
    count = 0
    for number, (path, part) in enumerate(paths):
        rows: Iterator[tuple[object, ...]]
        if part == "places":
            rows, into = _place_rows(path, number, bad), "place VALUES (?, ?, ?, ?)"
        elif part == "names":
            rows, into = _name_rows(path, bad), "name VALUES (?, ?, ?, ?)"
        else:
            continue
        while batch := list(itertools.islice(rows, _BATCH)):
            database.executemany(f"INSERT INTO {into}", batch)
            count += len(batch)
            done(count)
    database.commit()


def units(paths: Sequence[tuple[Path, Part]]) -> dict[str, str]:
    """First-level units by GeoNames' code ("SA.11") with the id of each."""
    found = {}
    for path, part in paths:
        if part == "units":
            with _lines(path) as lines:
                for line in lines:
                    cells = line.rstrip("\n").split("\t")
                    if len(cells) == 4 and cells[3].isdigit():
                        found[cells[0]] = f"geonames:{int(cells[3])}"
    return found


def merged(
    database: sqlite3.Connection, paths: Sequence[tuple[Path, Part]], unit_ids: dict[str, str], bad: BadRow
) -> Iterator[ImportedPlace]:
    """The staged places with their names, by id."""
    tagged = any(part == "names" for _, part in paths)
    names = itertools.groupby(
        database.execute("SELECT id, language, rank, name FROM name ORDER BY id, rank, language, name"),
        key=lambda row: int(row[0]),
    )
    at, group = next(names, (None, iter(())))
    previous = None
    for number, file, line, cells in database.execute(
        "SELECT id, file, line, cells FROM place ORDER BY id, file, line"
    ):
        if number == previous:
            bad(paths[file][0], line, f"the id {number} stands there twice")
            continue
        previous = number
        while at is not None and at < number:
            at, group = next(names, (None, iter(())))
        own = [(str(row[1]), str(row[3])) for row in group] if at == number else []
        yield _place(number, cells.split("\t"), own, tagged, unit_ids)


def kind_of(feature_class: str, code: str) -> str:
    """Our kind of a GeoNames feature."""
    if feature_class == "A":
        if code.startswith("PCL"):
            return "country"
        return "region" if code in ("ADM1", "ADM1H", "ADM2", "ADMD", "TERR") else "district"
    if feature_class == "P":
        return "district" if code == "PPLX" else "city"
    if feature_class in ("S", "R"):
        return "facility"
    if feature_class == "H":
        return "water"
    return "area" if feature_class == "L" else "natural"


def _place(
    number: int, cells: Sequence[str], own: Sequence[tuple[str, str]], tagged: bool, unit_ids: dict[str, str]
) -> ImportedPlace:
    name, others, lat, lon, feature_class, code, country, admin1, population = cells
    name_ar = next((text for language, text in own if language in _ARABIC), "")
    names = [text for _, text in own] if tagged else others.split(",")
    unit_code = f"{country}.{admin1}" if country and admin1 and admin1 != "00" else ""
    kept = tuple(dict.fromkeys(text for text in names if text and text not in (name, name_ar)))
    return ImportedPlace(f"geonames:{number}", name, name_ar, float(lat), float(lon), kind_of(feature_class, code),
                         country, int(population or 0), unit_code, unit_ids.get(unit_code, ""), None, kept)  # fmt: skip


def _place_rows(path: Path, file: int, bad: BadRow) -> Iterator[tuple[object, ...]]:
    with _lines(path) as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            fault = _fault(cells)
            if fault == "empty":
                continue
            if fault:
                bad(path, number, fault)
                continue
            chosen = [cells[at] for at in (1, 3, 4, 5, 6, 7, 8, 10, 14)]
            yield int(cells[0]), file, number, "\t".join(chosen)


def _fault(cells: Sequence[str]) -> str:
    if cells == [""] or cells[0].startswith("#"):
        return "empty"
    if len(cells) != 19:
        return f"{len(cells)} columns, not 19"
    if not _is_id(cells[0]):
        return f"the id {cells[0]!r} is no number of up to {_ID_DIGITS} digits"
    if not cells[1].strip():
        return "no name"
    try:
        lat, lon = float(cells[4]), float(cells[5])
        population = int(cells[14] or 0)
    except ValueError:
        return "latitude, longitude and population must be numbers"
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return f"no point on the earth: {lat} {lon}"
    return "" if 0 <= population < 2**32 else f"no population: {population}"


def _is_id(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) <= _ID_DIGITS


def _name_rows(path: Path, bad: BadRow) -> Iterator[tuple[object, ...]]:
    with _lines(path) as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if cells == [""]:
                continue
            if len(cells) < 4 or not _is_id(cells[1]):
                bad(path, number, "not a row of alternate names: 10 columns, the second an id")
                continue
            language = cells[2]
            if language not in LANGUAGES or not cells[3].strip():
                continue
            flags = cells[4:8] + [""] * 4
            # Preferred names first, colloquial and historic ones last.
            rank = 1 - (flags[0] == "1") + 2 * (flags[2] == "1") + 2 * (flags[3] == "1")
            yield int(cells[1]), language, rank, cells[3].strip()


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a text file, or of the one large text file in a zip archive."""
    if path.suffix.lower() != ".zip":
        with path.open(encoding="utf-8", errors="replace", newline="\n") as stream:
            yield iter(stream)
        return
    with zipfile.ZipFile(path) as archive:
        inside = [one for one in archive.infolist() if one.filename.lower().endswith((".txt", ".tsv"))]
        # alternateNamesV2.zip holds the languages' codes too, and dumps of countries a readme: the data is the largest.
        if not inside:
            raise GazetteerError(f"{path}: there is no text file in the archive")
        largest = max(inside, key=lambda one: one.file_size)
        with archive.open(largest) as raw:
            yield iter(io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="\n"))
