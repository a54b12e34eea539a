"""Imports and compiles GeoNames' dumps of any size, made up here, and prints seconds and the peak of memory.

`python -m tests.bench.importing --places 13000000` for the size of the real ones (20 GB of disk, some half an hour).
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

FEATURES = (("P", "PPL", 40), ("S", "SCH", 14), ("H", "STM", 20), ("T", "HLL", 14), ("A", "ADM4", 4), ("L", "LCTY", 8))
SYLLABLES = ("ba", "der", "kin", "mo", "ra", "sul", "tan", "wa", "zo", "lim", "gor", "nes", "hak", "pe", "tri", "vol")
LETTERS = "ابتثجحدرزسشصطعفقكلمنهوي"
LANGUAGES = ("ar", "en", "fr", "ru", "zh", "link", "post", "ceb", "")
COUNTRIES = ("CN", "US", "IN", "RU", "EG", "SA", "MA", "DZ", "IQ", "YE")


def names(chance: random.Random) -> tuple[str, str]:
    """A name in Latin and one in Arabic letters."""
    latin = " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(chance.randint(1, 2)))
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


def run(*words: str | Path, env: dict[str, str]) -> tuple[float, float]:
    """Runs geomap; seconds, and the peak of resident memory in MB."""
    code = (
        "import resource, sys; from geomap.cli import app\n"
        "try: app(sys.argv[1:])\n"
        "finally: print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)], env=os.environ | env, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return time.perf_counter() - began, int(done.stderr.rpartition("peak ")[2]) / unit


def measure(folder: Path, places: int, *, compiling: bool) -> Iterator[tuple[str, float, float]]:
    """What is done, seconds and MB: the import of so many places and, where asked for, the compiling."""
    dumps = make_dumps(folder, places)
    env = {"GEOMAP_DATA": str(folder / "data"), "GEOMAP_CACHE": str(folder / "cache")}
    yield "import", *run("gazetteer", "import", *dumps, env=env)
    for path in dumps:
        path.unlink()
    if compiling:
        yield "compile", *run("gazetteer", "build", env=env)
        yield "search", *run("gazetteer", "search", "Cairo", env=env)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=300_000)
    parser.add_argument("--no-compile", action="store_true", help="leave out the compiling")
    parser.add_argument("--folder", type=Path, help="where to work; default: the system's temporary folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for what, seconds, peak in measure(Path(folder), given.places, compiling=not given.no_compile):
            print(f"{what:8} {given.places:>10,} places  {seconds:8.1f} s  peak {peak:7.0f} MB", flush=True)


if __name__ == "__main__":
    main()
