"""Prints how long it takes to add one article to a large collection. `python -m tests.bench.incremental`.

The collection is made of short Arabic articles in our own words, of the largest places' names, each of a day and a
source; nothing in it is news. An article is added to what `geomap serve` and `geomap watch` have at hand, to what a
new build in this process finds, and by `geomap build`, start of Python and imports included.

`--keep FOLDER` uses a collection that an earlier run left there: what code has changed since is then measured without
reading all articles again, but not by `geomap build`, which would not be deceived.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from geomap import collection as kept
from geomap import pipeline
from geomap.collector import collect_seldom
from geomap.config import Config
from geomap.gazetteer import open_gazetteer
from geomap.inputs import YOUNG

FIRST = date(2023, 1, 1)
WHO = ("عمال المصانع", "طلاب الجامعة", "سكان الأحياء القديمة", "أصحاب المتاجر", "مزارعون من القرى المجاورة")
TOLD = (
    "احتجاج في {place}\n\nتظاهر {count} من {who} أمس في مدينة {place} احتجاجا على تأخر صرف الأجور.\n",
    "حريق في {place}\n\nقتل {count} أشخاص وأصيب آخرون في حريق اندلع اليوم في مدينة {place}، بحسب {who}.\n",
    "افتتاح مستشفى في {place}\n\nافتتح وزير الصحة أمس مستشفى جديدا يضم {count} سريرا في مدينة {place}.\n",
    "اجتماع في {place}\n\nاجتمع وفد من {who} مع المحافظ في {place} يوم الثلاثاء لبحث {count} مشروعات جديدة.\n",
    "هجوم قرب {place}\n\nأصيب {count} جنود في هجوم مسلح استهدف حاجزا في مدينة {place} فجر اليوم.\n",
)


def story(number: int, names: Sequence[str], seed: int = 7) -> str:
    """The file of an article: its number decides all of it."""
    rng = random.Random(f"{seed} {number}")
    day = FIRST + timedelta(days=rng.randrange(365))
    text = rng.choice(TOLD).format(place=rng.choice(names), count=rng.randint(3, 90), who=rng.choice(WHO))
    return f"---\npublished: {day}\nsource: وكالة {number % 60}\n---\n{text}"


def place_names(count: int) -> list[str]:
    """Arabic names of the largest cities."""
    largest = open_gazetteer().largest(count * 4)
    return [place.name_ar for place in largest if place.name_ar and place.kind == "city"][:count]


def make_collection(folder: Path, count: int) -> None:
    """Writes the articles."""
    names = place_names(500)
    (folder / "articles").mkdir(parents=True)
    for number in range(count):
        (folder / "articles" / f"story-{number:05}.txt").write_text(story(number, names), encoding="utf-8")


def add_story(folder: Path, names: Sequence[str]) -> None:
    """Writes one more article."""
    number = len(list((folder / "articles").iterdir()))
    (folder / "articles" / f"story-{number:05}.txt").write_text(story(number, names), encoding="utf-8")


def timed_command(folder: Path) -> float:
    """The seconds that `geomap build` takes."""
    command = [sys.executable, "-m", "geomap", "build", folder / "articles", "-o", folder / "site", "--quiet"]
    began = time.perf_counter()
    subprocess.run(command, check=True, cwd=folder)
    return time.perf_counter() - began


def timed_build(folder: Path, profile: bool, memory: pipeline.Memory | None = None) -> float:
    """The seconds that a build takes, in this process; `profile` prints where they go."""
    profiler = cProfile.Profile()
    began = time.perf_counter()
    if profile:
        profiler.enable()
    pipeline.build([folder / "articles"], folder / "site", Config(root=folder), memory=memory)
    seconds = time.perf_counter() - began
    if profile:
        profiler.disable()
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)
    return seconds


def main() -> None:
    """Builds the collection, adds articles one by one, and prints what each build took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--keep", type=Path, help="a folder to make the collection in, or to find it")
    options.add_argument("--profile", action="store_true")
    given = options.parse_args()
    collect_seldom()  # as the command line does
    if given.keep:
        kept.code_version = lambda: "kept by the bench"
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary) / "collection"
        if not (folder / "articles").is_dir():
            make_collection(folder, given.articles)
            time.sleep(YOUNG)  # files that were just written are opened twice
        print(f"first build: {timed_build(folder, profile=False):.2f} s", flush=True)
        print(f"nothing changed: {timed_build(folder, profile=False):.2f} s")
        names, memory = place_names(500), pipeline.Memory()
        for n in range(4):
            add_story(folder, names)
            took = timed_build(folder, given.profile and n > 0, memory)
            print("one added, with the last build at hand" if n else "one added, nothing at hand", f"{took:.2f} s")
        for _ in range(0 if given.keep else 3):
            add_story(folder, names)
            print(f"one added by geomap build: {timed_command(folder):.2f} s")


if __name__ == "__main__":
    main()
