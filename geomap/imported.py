"""The user's own places, as they are kept: one normalised table a import in the user's data folder.

`imports/STEM.tsv.gz` begins with a line of JSON that describes the table; each line after it is a place, its cells
parted by tabs in the order of `FIELDS`, lists of names by "|". The files are written once and whole.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, NamedTuple

from platformdirs import user_data_path

from geomap.errors import GazetteerError

TABLE_FORMAT = 1
SUFFIX = ".tsv.gz"
FIELDS = ("id", "name", "name_ar", "lat", "lon", "kind", "country", "population", "unit_code", "unit", "box", "names")

Box = tuple[float, float, float, float]
_BLANKS = re.compile(r"[\s|]+")


class ImportedPlace(NamedTuple):
    """A place of a kept table; degrees WGS 84, `box` west, south, east, north."""

    id: str
    name: str
    name_ar: str = ""
    lat: float = 0.0
    lon: float = 0.0
    kind: str = "city"
    country: str = ""
    population: int = 0
    unit_code: str = ""
    """GeoNames' code of the first-level unit, as "SA.11"; "" where it is not known."""
    unit: str = ""
    """The id of that unit."""
    box: Box | None = None
    names: tuple[str, ...] = ()
    """All names but the two main ones."""


@dataclass(frozen=True, slots=True)
class Import:
    """What the first line of a kept table tells."""

    stem: str
    source: Literal["geonames", "own"]
    """"geonames" for GeoNames' dumps, which lie among the packaged places; "own" places win over these."""
    files: tuple[str, ...]
    places: int
    bad: int
    """Rows that were left out."""
    imported: str
    """When, in UTC, to the second."""
    digest: str
    """Of the table's rows."""


def data_dir() -> Path:
    """The folder of the user's own data: GEOMAP_DATA, else that of the system."""
    chosen = os.environ.get("GEOMAP_DATA")
    return Path(chosen) if chosen else user_data_path("geomap", appauthor=False)


def imports_dir() -> Path:
    """Where the kept tables lie."""
    return data_dir() / "imports"


def table_path(stem: str) -> Path:
    """Where the table of an import lies."""
    return imports_dir() / f"{stem}{SUFFIX}"


def imports() -> tuple[Import, ...]:
    """What has been imported, by name.

    Raises:
        GazetteerError: a table cannot be read.
    """
    return tuple(map(_header, _tables()))


def _tables() -> list[Path]:
    return sorted(imports_dir().glob(f"*{SUFFIX}"))


def forget(stem: str) -> None:
    """Removes an import.

    Raises:
        GazetteerError: there is none of that name, or it cannot be removed.
    """
    path = table_path(stem)
    if "/" in stem or not path.is_file():
        # By the files' names, not by what stands in them: a damaged table too can be removed.
        known = ", ".join(one.name.removesuffix(SUFFIX) for one in _tables()) or "nothing"
        raise GazetteerError(f"no import is called {stem!r}; imported: {known}")
    try:
        path.unlink()
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be removed ({error.strerror or error})") from error


def imports_version() -> str:
    """A text that changes whenever what is imported does; "" where nothing is."""
    return " ".join(f"{TABLE_FORMAT}/{one.source}/{one.stem}/{one.digest}" for one in imports())


def write_table(stem: str, lines: Iterable[bytes], describe: Callable[[int, str], Import]) -> Import:
    """Writes a kept table, whole or not at all, in place of an older one of its name.

    Args:
        stem: the import's name.
        lines: the rows, as of `line_of`.
        describe: makes the first line of the number of rows and their digest, known only when all are written.

    Raises:
        OSError: it cannot be written.
    """
    path = table_path(stem)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, count = hashlib.sha256(), 0
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent, ignore_cleanup_errors=True) as beside:
        rows, whole = Path(beside, "rows"), Path(beside, "whole")
        with gzip.GzipFile(rows, "wb", compresslevel=1, mtime=0) as stream:
            for line in lines:
                stream.write(line)
                digest.update(line)
                count += 1
        header = describe(count, digest.hexdigest()[:16])
        told = json.dumps({"format": TABLE_FORMAT} | asdict(header), ensure_ascii=False)
        with rows.open("rb") as rest, whole.open("wb") as stream_of_all:
            # Two gzip members, one behind the other, read as one stream.
            stream_of_all.write(gzip.compress(told.encode() + b"\n", mtime=0))
            shutil.copyfileobj(rest, stream_of_all, 1 << 20)
            stream_of_all.flush()
            os.fsync(stream_of_all.fileno())
        os.replace(whole, path)
    return header


def read_table(stem: str) -> Iterator[ImportedPlace]:
    """The places of an import, in the order of the table.

    Raises:
        GazetteerError: the table cannot be read.
    """
    path = table_path(stem)
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as stream:
            next(stream)
            for line in stream:
                yield _place(line)
    except (OSError, EOFError, ValueError, StopIteration) as error:
        raise _broken(path, error) from error


def line_of(place: ImportedPlace) -> bytes:
    """A place as a line of a table; blanks and bars inside names become spaces."""
    cells = [place.id, _clean(place.name), _clean(place.name_ar), f"{place.lat:.6f}", f"{place.lon:.6f}", place.kind,
             place.country, str(place.population), place.unit_code, place.unit,
             " ".join(f"{side:.6f}" for side in place.box or ()), "|".join(map(_clean, place.names))]  # fmt: skip
    return ("\t".join(cells) + "\n").encode("utf-8", "replace")


def _clean(name: str) -> str:
    return _BLANKS.sub(" ", name).strip() if _BLANKS.search(name) else name


def _place(line: str) -> ImportedPlace:
    cells = line.rstrip("\n").split("\t")
    place_id, name, name_ar, lat, lon, kind, country, population, code, unit, box, names = cells
    west, south, east, north = map(float, box.split()) if box else (0.0, 0.0, 0.0, 0.0)
    sides = (west, south, east, north) if box else None
    return ImportedPlace(place_id, name, name_ar, float(lat), float(lon), kind, country, int(population), code, unit,
                         sides, tuple(names.split("|")) if names else ())  # fmt: skip


def _header(path: Path) -> Import:
    try:
        with gzip.open(path, "rb") as stream:
            told = _told(stream.readline())
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise _broken(path, error) from error
    return told


def _told(line: bytes) -> Import:
    told: dict[str, Any] = json.loads(line)
    if told["format"] != TABLE_FORMAT:
        raise ValueError("made by another version of geomap")
    told["files"] = tuple(told["files"])
    return Import(**{field.name: told[field.name] for field in fields(Import)})


def _broken(path: Path, error: BaseException) -> GazetteerError:
    stem = path.name.removesuffix(SUFFIX)
    return GazetteerError(
        f"{path}: no readable table of imported places ({error}); import {stem!r} again, or delete it"
    )
