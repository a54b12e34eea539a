"""Prints how fast geomap is: articles and MB a second, the share of each stage, start-up, a build. `make bench`.

Reads the Arabic news beside the project where it is, else the sample articles over and over.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from geomap.articles import article_from_text, read_articles
from geomap.dates import find_dates
from geomap.evaluate import load_corpus
from geomap.events import find_events
from geomap.gazetteer import Gazetteer, open_gazetteer
from geomap.mentions import find_mentions
from geomap.merge import merge_events
from geomap.pipeline import build
from geomap.places import resolve
from geomap.records import Article, Reading

from ..conftest import ROOT, SHARED

CORPUS = SHARED / "bench" / "arabic-news-train.jsonl"
T = TypeVar("T")


class Clock:
    """Adds up the seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, stage: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        done = work()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began
        return done


def texts(count: int) -> list[str]:
    """As many texts, from the corpus or the samples, each a little different where they repeat."""
    if CORPUS.exists():
        found = [record["text"] for record in load_corpus(CORPUS)]
    else:
        found = [one.text for one in read_articles([ROOT / "seeds"]) if isinstance(one, Article)]
    rounds = -(-count // len(found))
    return [f"{text}\n{number or ''}" for number in range(rounds) for text in found][:count]


def stages(articles: Sequence[str], gazetteer: Gazetteer) -> None:
    """One process over all texts, stage by stage."""
    clock = Clock()
    readings = []
    published = date(2024, 5, 8)
    for number, text in enumerate(articles):
        article = clock("articles", lambda t=text, n=number: article_from_text(t, id=str(n), published=published))
        mentions = clock("mentions", lambda a=article: find_mentions(a, gazetteer))
        resolutions = clock("places", lambda a=article, m=mentions: resolve(a, m, gazetteer))
        dates = clock("dates", lambda a=article: find_dates(a))
        events = clock("events", lambda a=article, r=resolutions, d=dates: find_events(a, r, d))
        readings.append(Reading(article, resolutions, dates, events))
    each = sum(clock.seconds.values())
    clock("merge", lambda: merge_events(readings))
    total = sum(clock.seconds.values())
    megabytes = sum(len(text.encode()) for text in articles) / 1e6
    print(
        f"one process: {len(articles) / each:.0f} articles/s, {megabytes / each:.2f} MB/s over {len(articles)} articles"
    )
    print("  " + "  ".join(f"{stage} {seconds / total:.0%}" for stage, seconds in clock.seconds.items()))


def builds(articles: Sequence[str]) -> None:
    """A whole build, one with nothing new, one with an article more."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "articles")
        folder.mkdir()
        for number, text in enumerate(articles):
            (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
        for what in ("all new", "nothing new", "one more"):
            if what == "one more":
                (folder / "one-more.txt").write_text(f"{articles[0]}\nواحد آخر", encoding="utf-8")
            began = time.perf_counter()
            result = build([folder], Path(name, "site"))
            print(f"build, {what}: {time.perf_counter() - began:.2f} s, {len(result.events)} events")


def start_up() -> None:
    """The best of five runs of a command in a new process."""
    for words in (["--help"], ["gazetteer", "search", "Oran"]):
        took = []
        for _ in range(5):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-m", "geomap", *words], check=True, capture_output=True)
            took.append(time.perf_counter() - began)
        print(f"geomap {' '.join(words)}: {min(took):.2f} s")


def compile_time() -> None:
    """The gazetteer, compiled into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as name:
        began = time.perf_counter()
        gazetteer = open_gazetteer(Path(name))
        size = sum(path.stat().st_size for path in gazetteer.folder.iterdir()) / 1e6
        print(f"gazetteer compiled: {time.perf_counter() - began:.1f} s, {size:.0f} MB")


def main() -> None:
    """Runs what was asked for, all by default."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=210, help="how many articles")
    options.add_argument("--compile", action="store_true", help="also time the gazetteer's compilation")
    asked = options.parse_args()
    articles = texts(asked.articles)
    start_up()
    gazetteer = open_gazetteer()
    stages(articles, gazetteer)
    builds(articles)
    if asked.compile:
        compile_time()


if __name__ == "__main__":
    main()
