"""Prints how fast geomap is: articles and MB a second, the share of each stage, start-up, a build. `make bench`.

Articles are read as `geomap parse` reads them, from their JSON line to that of the answer: the same few over and over,
where caches look best, and many different ones. Rates of one process are by its own processor time, which other work on
the machine changes little; those of several are by the clock, with start-up left out.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from geomap.articles import read_articles, read_json_lines
from geomap.config import Config
from geomap.contract import reading_to_json
from geomap.dates import find_dates
from geomap.evaluate import load_corpus
from geomap.events import find_events
from geomap.gazetteer import Gazetteer, open_gazetteer
from geomap.mentions import find_mentions
from geomap.pipeline import build
from geomap.places import resolve
from geomap.readers import POOL_FROM, tell_lines
from geomap.records import Article, Reading, Skipped
from geomap.text import tokens_of

from ..conftest import ROOT, SHARED

CORPUS = SHARED / "bench" / "arabic-news-train.jsonl"
ARTICLES = SHARED / "articles"
LENGTH = 3000
"""Characters of the article that rates are told in, besides the articles as they are."""
T = TypeVar("T")


class Clock:
    """Adds up the seconds of processor time of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, stage: str, work: Callable[[], T]) -> T:
        began = time.process_time()
        done = work()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.process_time() - began
        return done


def few() -> list[str]:
    """The five articles where they are beside the project, else the samples."""
    found = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    return found or [one.text for one in read_articles([ROOT / "seeds"]) if isinstance(one, Article)]


def different() -> list[str]:
    """The texts of the corpus where it is beside the project."""
    return [record["text"] for record in load_corpus(CORPUS)] if CORPUS.exists() else []


def repeated(texts: Sequence[str], count: int) -> list[str]:
    """As many texts, each a little different where they repeat."""
    rounds = -(-count // len(texts))
    return [f"{text}\n{number or ''}" for number in range(rounds) for text in texts][:count]


def lines_of(texts: Sequence[str]) -> list[str]:
    """The texts as `geomap parse -` takes them."""
    return [json.dumps({"id": str(number), "text": text}, ensure_ascii=False) for number, text in enumerate(texts)]


def rate(texts: Sequence[str], seconds: float) -> str:
    """Articles, articles of `LENGTH` characters and MB a second."""
    characters, size = sum(map(len, texts)), sum(len(text.encode()) for text in texts)
    alike = characters / LENGTH / seconds
    return (
        f"{len(texts) / seconds:.0f} articles/s ({alike:.0f} of {LENGTH:,} characters), {size / seconds / 1e6:.2f} MB/s"
    )


def one_process(what: str, texts: Sequence[str], gazetteer: Gazetteer) -> None:
    """This process over all texts, stage by stage."""
    clock = Clock()
    for line in lines_of(texts):
        _stages(line, gazetteer, clock)
    total = sum(clock.seconds.values())
    print(f"one process, {what}: {rate(texts, total)}")
    print("  " + "  ".join(f"{stage} {seconds / total:.0%}" for stage, seconds in clock.seconds.items()))


def _stages(line: str, gazetteer: Gazetteer, clock: Clock) -> None:
    """One article from its line to that of the answer."""
    article = clock("article", lambda: next(read_json_lines(io.StringIO(line), "bench")))
    assert isinstance(article, Article)
    clock("words", lambda: tokens_of(article))
    mentions = clock("mentions", lambda: find_mentions(article, gazetteer))
    resolutions = clock("places", lambda: resolve(article, mentions, gazetteer))
    dates = clock("dates", lambda: find_dates(article))
    events = clock("events", lambda: find_events(article, resolutions, dates))
    reading = Reading(article, resolutions, dates, events)
    clock("answer", lambda: json.dumps(reading_to_json(reading), ensure_ascii=False))


def processes(what: str, texts: Sequence[str], gazetteer: Gazetteer, jobs: int) -> None:
    """Worker processes over all texts, from when all of them are at work."""
    before = POOL_FROM + 8 * jobs
    stream = io.StringIO("\n".join(lines_of([*repeated(texts[:POOL_FROM], before), *texts])))
    told: list[float] = []

    def tell(answer: str | Skipped) -> None:
        told.append(time.perf_counter())

    used = _processor_time()
    tell_lines(read_json_lines(stream, "bench"), tell, gazetteer, Config(jobs=jobs))
    used = _processor_time() - used
    share = used / len(told)
    print(f"{jobs} processes, {what}: {rate(texts, told[-1] - told[before - 1])}; {1 / share:.0f} a second of a core")


def _processor_time() -> float:
    """Seconds that this process and the workers that ended have computed."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))


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


def short_texts(texts: Sequence[str], count: int, seed: int = 7) -> Iterator[str]:
    """As many short texts, none twice: two sentences each, and a word that nothing has seen before."""
    chance = random.Random(seed)
    parts = [part for text in texts for part in re.split(r"(?<=\.)\s+", text) if 40 < len(part) < 400]
    for _ in range(count):
        word = "".join(chance.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=chance.randint(5, 8)))
        yield f"{chance.choice(parts)} وقال {word} أمس. {chance.choice(parts)}"


def stream(texts: Sequence[str], count: int, jobs: int) -> None:
    """Memory over a stream of short articles: what all processes hold at each tenth."""
    lines = (json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in short_texts(texts, count))
    done = 0

    def tell(answer: str | Skipped) -> None:
        nonlocal done
        done += 1
        if done % (count // 10) == 0:
            print(f"{done:,} articles: {_memory():.0f} MB in all processes", flush=True)

    began = time.perf_counter()
    tell_lines(read_json_lines(lines, "bench"), tell, open_gazetteer(), Config(jobs=jobs))
    print(f"{count:,} short articles, {jobs} processes: {count / (time.perf_counter() - began):.0f} a second")


def _memory() -> float:
    """MB that this process and its children hold for themselves (Linux): the mapped gazetteer is not counted."""
    own = Path("/proc/self")
    children = [task.read_text().split() for task in own.glob("task/*/children")]
    processes = [own, *(Path("/proc") / child for each in children for child in each)]
    return sum(_private(process) for process in processes) / 1000


def _private(process: Path) -> int:
    """kB that no other process shares."""
    lines = (process / "smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


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
    options.add_argument("--jobs", type=int, default=2, help="how many worker processes")
    options.add_argument("--reading", action="store_true", help="no start-up and no builds")
    options.add_argument("--stream", type=int, metavar="N", help="only the memory over a stream of N short articles")
    options.add_argument("--compile", action="store_true", help="also time the gazetteer's compilation")
    asked = options.parse_args()
    if asked.stream:
        stream(different() or few(), asked.stream, asked.jobs)
        return
    if not asked.reading:
        start_up()
    gazetteer = open_gazetteer()
    for line in lines_of(few()):
        _stages(line, gazetteer, Clock())  # tables are loaded
    corpora = {"different ones": different(), "the same few": few()}
    for what, texts in corpora.items():
        if texts:
            articles = repeated(texts, asked.articles)
            processes(what, articles, gazetteer, asked.jobs)
            one_process(what, articles, gazetteer)
    if not asked.reading:
        builds(repeated(different() or few(), asked.articles))
    if asked.compile:
        compile_time()


if __name__ == "__main__":
    main()
