"""Imports and compiles GeoNames' dumps of any size, made up here; prints seconds, peaks of memory, times of look-ups.

`python -m tests.bench.importing --places 13000000` for the size of the real ones (10 GB of disk, some half an hour).
`--limit 2000` lets no process hold more than so many MB of its own; Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

FEATURES = (("P", "PPL", 40), ("S", "SCH", 14), ("H", "STM", 20), ("T", "HLL", 14), ("A", "ADM4", 4), ("L", "LCTY", 8))
SYLLABLES = ("ba", "der", "kin", "mo", "ra", "sul", "tan", "wa", "zo", "lim", "gor", "nes", "hak", "pe", "tri", "vol")
LETTERS = "ابتثجحدرزسشصطعفقكلمنهوي"
LANGUAGES = ("ar", "en", "fr", "ru", "zh", "link", "post", "ceb", "")
COUNTRIES = ("CN", "US", "IN", "RU", "EG", "SA", "MA", "DZ", "IQ", "YE")


def names(chance: random.Random) -> tuple[str, str]:
    """A name in Latin and one in Arabic letters."""
    latin = " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(3, 5))) for _ in range(chance.randint(1, 2)))
    return latin.title(), "".join(chance.choices(LETTERS, k=chance.randint(4, 8)))


def place_lines(count: int, seed: int = 1) -> Iterator[str]:
    """Lines as those of allCountries.txt."""
    chance = random.Random(seed)
    weights = [weight for _, _, weight in FEATURES]
    for number in range(count):
        latin, _ = names(chance)
        feature, code, _ = chance.choices(FEATURES, weights)[0]
        people = int(10 ** chance.uniform(2, 5)) if feature == "P" and number % 20 == 0 else 0
        lat, lon = f"{chance.uniform(-60, 75):.5f}", f"{chance.uniform(-180, 180):.5f}"
        country = COUNTRIES[number * len(COUNTRIES) // count]
        cells = (20_000_000 + number, latin, latin, "", lat, lon, feature, code, country, "", f"{number % 30:02}", "",
                 "", "", people, "", "12", "Asia/Riyadh", "2024-01-01")  # fmt: skip
        yield "\t".join(map(str, cells)) + "\n"


def name_lines(count: int, places: int, seed: int = 2) -> Iterator[str]:
    """Lines as those of alternateNamesV2.txt, in no order of their places."""
    chance = random.Random(seed)
    for number in range(count):
        language = LANGUAGES[number % len(LANGUAGES)]
        latin, arabic = names(chance)
        name = arabic if language == "ar" else latin
        yield f"{number}\t{20_000_000 + chance.randrange(places)}\t{language}\t{name}\t\t\t\t\t\t\n"


def make_dumps(folder: Path, places: int) -> list[Path]:
    """Writes both files, names to places as in the real ones, 16 to 13."""
    paths = [folder / "allCountries.txt", folder / "alternateNamesV2.txt"]
    lines = (place_lines(places), name_lines(places * 16 // 13, places))
    for path, those in zip(paths, lines, strict=True):
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(those)
    return paths


# Linux counts to a process's own peak that of the one which started it, but not in its status.
HELD_MOST = """
import resource, sys
def held_most():
    try:
        with open("/proc/self/status") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) << 10
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
"""
"""Defines what tells the peak of a process's resident memory in bytes."""
PEAK = (
    HELD_MOST
    + """
from geomap.cli import app
try:
    app(sys.argv[1:])
finally:
    print("peak", held_most(), file=sys.stderr)
"""
)
OPENED = """
import json, random, statistics, time
from geomap.compiler import source_version
from geomap.gazetteer import Gazetteer, cache_dir
from geomap.text import name_key

def held():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

def median(ask, names):
    seconds = []
    for name in names:
        began = time.process_time()
        ask(name)
        seconds.append(time.process_time() - began)
    return statistics.median(seconds)

folder = cache_dir() / f"gazetteer-{source_version()}"
Gazetteer(folder)
before, began = held(), time.perf_counter()
gazetteer = Gazetteer(folder)
opened, after = time.perf_counter() - began, held()
chance = random.Random(3)
rows = chance.sample(range(len(gazetteer)), 2000)
names = [name_key(gazetteer.names_of(row)[1]) for row in rows]
ids = [gazetteer.names_of(row)[0] for row in rows]
assert all(gazetteer.row_of(one) == row for one, row in zip(ids, rows))
found = sum(row in [entry.row for entry in gazetteer.entries(name)] for row, name in zip(rows, names))
misspelt = [name[:2] + name[3:] for name in names[:300]]
print(json.dumps({
    "places": len(gazetteer), "names": gazetteer.info()["names"], "found": found / len(rows), "open_s": opened,
    "opened_mb": after, "exact_s": median(gazetteer.entries.__wrapped__, names), "id_s": median(gazetteer.row_of, ids),
    "fuzzy_s": median(gazetteer.near.__wrapped__, misspelt), "used_mb": held(),
    "disk_mb": sum(path.stat().st_size for path in folder.iterdir()) / 1e6,
}))
"""


def python(code: str, *words: str | Path, env: Mapping[str, str], limit: int = 0) -> subprocess.CompletedProcess[str]:
    """Runs Python; with a limit, in MB, of what the process may hold of its own (mapped files do not count).

    Raises:
        SystemExit: it fails; with what it said.
    """
    most = [f"import resource; resource.setrlimit(resource.RLIMIT_DATA, ({limit << 20},) * 2)"] if limit else []
    done = subprocess.run(
        [sys.executable, "-c", "\n".join([*most, code]), *map(str, words)],
        env=os.environ | env, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    return done


def run(*words: str | Path, env: Mapping[str, str], limit: int = 0) -> tuple[float, float]:
    """Runs geomap; seconds, and the peak of resident memory in MB."""
    began = time.perf_counter()
    done = python(PEAK, *words, env=env, limit=limit)
    return time.perf_counter() - began, int(done.stderr.rpartition("peak ")[2]) / (1 << 20)


def measure(folder: Path, places: int, *, compiling: bool, limit: int) -> Iterator[str]:
    """Lines on the import of so many places and, where asked for, on the compiling and on what is compiled."""
    dumps = make_dumps(folder, places)
    env = {"GEOMAP_DATA": str(folder / "data"), "GEOMAP_CACHE": str(folder / "cache")}
    yield f"{places:,} places, {places * 16 // 13:,} other names"
    yield "import   {:8.1f} s, peak {:6.0f} MB".format(*run("gazetteer", "import", *dumps, env=env, limit=limit))
    for path in dumps:
        path.unlink()
    if compiling:
        yield "compile  {:8.1f} s, peak {:6.0f} MB".format(*run("gazetteer", "build", env=env, limit=limit))
        yield from opened(env, limit)


def opened(env: Mapping[str, str], limit: int = 0) -> Iterator[str]:
    """Lines on a compiled gazetteer: how large it is, how fast it opens and answers (medians, processor time)."""
    told = json.loads(python(OPENED, env=env, limit=limit).stdout)
    yield "gazetteer {places:,} places, {names:,} names, {disk_mb:,.0f} MB of disk".format(**told)
    yield f"open     {told['open_s'] * 1e3:8.1f} ms, {told['opened_mb']:6.0f} MB resident"
    yield f"exact    {told['exact_s'] * 1e6:8.1f} µs, {told['found']:.1%} found; by id {told['id_s'] * 1e6:.1f} µs"
    yield f"by sound {told['fuzzy_s'] * 1e3:8.2f} ms; {told['used_mb']:.0f} MB resident after these"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=300_000)
    parser.add_argument("--no-compile", action="store_true", help="leave out the compiling")
    parser.add_argument("--limit", type=int, default=0, metavar="MB", help="memory that a process may hold of its own")
    parser.add_argument("--folder", type=Path, help="where to work; default: the system's temporary folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for line in measure(Path(folder), given.places, compiling=not given.no_compile, limit=given.limit):
            print(line, flush=True)


if __name__ == "__main__":
    main()
