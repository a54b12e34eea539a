"""What the command line shows while it works, and how it counts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.readers import Progress


def gazetteer_stages(progress: Progress) -> Callable[[str, float], None]:
    """What the gazetteer's compiler may tell its stages and shares to."""
    return lambda stage, share: progress(f"gazetteer: {stage}", round(share * 100), 100)


def count(number: int, noun: str) -> str:
    """A number with its noun: 1 article, 2,000 articles."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress]:
    """What to tell the progress to: a bar on a terminal's standard error, else one line for a slow stage."""
    if quiet:
        yield lambda stage, done, of: None
    elif not sys.stderr.isatty():
        told: set[str] = set()

        def line(stage: str, done: int, of: int) -> None:
            if stage.startswith("waiting") and stage not in told:
                told.add(stage)
                print(stage.capitalize(), file=sys.stderr, flush=True)
            if stage.startswith("gazetteer") and "gazetteer" not in told:
                told.add("gazetteer")
                print("Compiling the gazetteer, once; this takes up to a minute", file=sys.stderr, flush=True)
            if "GeoNames' dumps" in stage and "dumps" not in told:
                told.add("dumps")
                print("and up to a minute more for each million imported places", file=sys.stderr, flush=True)

        yield line
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        # Drawn from this thread alone: worker processes are forked meanwhile, and a second thread's locks with them.
        with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bars:
            task, shown, drawn = bars.add_task("starting", total=None), "", 0.0

            def bar(stage: str, done: int, of: int) -> None:
                nonlocal task, shown, drawn
                name = stage.partition(",")[0]
                if name != shown:
                    bars.remove_task(task)
                    task, shown, drawn = bars.add_task(stage, total=of or None), name, 0.0
                # What follows a comma counts on within a stage.
                bars.update(task, description=stage, completed=done)
                if done == of or monotonic() - drawn > 0.1:
                    drawn = monotonic()
                    bars.refresh()

            yield bar
