"""`geomap init|status|watch`: begin a collection, see what is in it, keep its site up to date."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geomap.progress import count

if TYPE_CHECKING:
    from geomap.config import Config

SHOWN = 8
"""So many of a kind are named; the rest is counted."""


def init_command(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The collection's folder. Default: the working one.")
    ] = Path(),
) -> None:
    """Make a new collection.

    Settings with comments, a folder for articles, corrections, a .gitignore and a workflow that publishes the site with
    GitHub Pages. What is there already is left as it is.
    """
    from geomap.starting import start

    made, kept = start(folder)
    for name in made:
        print(f"made {folder / name}")
    for name in kept:
        print(f"left as it was: {folder / name}")
    steps = [] if folder == Path() else [f"cd {folder}"]
    steps += ["geomap add FILES      # or put articles into articles/ yourself", "geomap build", "geomap status"]
    print("Next:", *steps, sep="\n  ")


def status_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Tell what is in the collection.

    Its articles, events and places, what changed since the last build, and what needs a look: the least sure pins,
    names without a place, articles that could not be read.
    """
    from geomap.config import load_config
    from geomap.overview import overview, to_json

    told = to_json(overview(load_config()))
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_status_lines(told)))


def _status_lines(told: dict[str, Any]) -> Iterator[str]:
    articles, events, look = told["articles"], told["events"], told["look"]
    span = f", {articles['first']} to {articles['last']}" if articles["first"] else ""
    undated = f", {articles['undated']:,} without a date" if articles["undated"] else ""
    yield f"{count(articles['count'], 'article')}{span}{undated}"
    yield f"  languages: {_shares(articles['languages'])}"
    yield f"  sources: {_shares(articles['sources'])}"
    if not told["built"]:
        yield "Not built yet by this version of geomap; run: geomap build"
    else:
        yield (
            f"{count(events['count'], 'event')} at the last build, {events['placed']:,} with a pin, "
            f"at {count(events['places'], 'place')}"
        )
        changes = [f"{len(ids):,} {word}" for word, ids in told["changes"].items() if ids]
        yield f"Since then: {', '.join(changes) if changes else 'nothing changed'}"
        for word, ids in told["changes"].items():
            yield from (f"  {word}: {id}" for id in ids[:SHOWN])
            if len(ids) > SHOWN:
                yield f"  and {len(ids) - SHOWN:,} more {word}"
    if look["least_sure"]:
        yield "Least sure pins:"
        yield from (f"  {pin['confidence']:.2f}  {pin['event']}  {pin['title_en']}" for pin in look["least_sure"])
    if look["without_place"]:
        yield "Names without a place:"
        yield from (f"  {one['times']:>4}  {one['name']}" for one in look["without_place"])
    if look["not_read"]:
        yield "Not read:"
        yield from (f"  {one['path']}: {one['reason']}" for one in look["not_read"])


def _shares(counts: dict[str, int]) -> str:
    """The most frequent ones with their numbers."""
    named = [f"{name or 'not told'} {number:,}" for name, number in list(counts.items())[:SHOWN]]
    more = [f"{len(counts) - SHOWN:,} more"] if len(counts) > SHOWN else []
    return ", ".join([*named, *more]) or "none"


def watch_command(
    every: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, max=3600, help="How long to wait between two looks.")
    ] = 1.0,
) -> None:
    """Make the site again whenever articles, corrections or settings change.

    Until you press Ctrl-C. An error is told, and the next change is tried again.
    """
    from geomap import pipeline
    from geomap.config import load_config
    from geomap.errors import GeomapError
    from geomap.watching import watch

    config, memory = load_config(), pipeline.Memory()

    def load() -> Config:
        nonlocal config
        # A file of settings that is just being written may be none for a moment: the build tells what is wrong.
        with suppress(GeomapError):
            config = load_config()
        return config

    def build() -> None:
        try:
            result = pipeline.build(config=load_config(), memory=memory)
        except GeomapError as error:
            print(f"geomap: {error}", file=sys.stderr, flush=True)
            return
        done = "nothing changed" if result.unchanged else f"read {result.read:,}, wrote {count(result.written, 'file')}"
        now = datetime.now().strftime("%H:%M:%S")
        print(f"{now} {done}: {count(result.articles, 'article')}, {count(len(result.events), 'event')}", flush=True)
        for one in result.skipped:
            print(f"skipped {one.path}: {one.reason}", file=sys.stderr, flush=True)

    watch(load, build, every=every)
