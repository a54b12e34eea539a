"""`geomap serve`: the site in this machine's browser, made again when something changes, to be reviewed there."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Annotated

import typer

from geomap.progress import count, progress_bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from geomap.config import Config
    from geomap.pipeline import BuildResult, Memory
    from geomap.reviewing import Review
    from geomap.serving import Server

PORT, INTERRUPTED = 8765, 130
SOON = 0.05
"""Seconds from a correction that a page wrote to the build that follows it."""


def serve_command(
    port: Annotated[
        int, typer.Option("--port", "-p", metavar="N", min=0, max=65535, help="Where to listen; 0: any free port.")
    ] = PORT,
    opened: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="The site's folder. Default: that of geomap.toml, else site/."
        ),
    ] = None,
) -> None:
    """Serve the site to this machine's browser, to look at it and to review it.

    Makes the site first, and again whenever articles, corrections or settings change; open pages follow. What is
    corrected on the review page is written into corrections.yaml. It listens on 127.0.0.1 alone, and lets in only who
    has the address that it prints. Until you press Ctrl-C.
    """
    from geomap.pipeline import Memory
    from geomap.readers import shared_gazetteer
    from geomap.reviewing import Review
    from geomap.serving import Server
    from geomap.watching import watch

    settings = _Settings(output)
    wait, memory = _Wait(), Memory()
    review = Review(settings.good, lambda: shared_gazetteer(settings.known), wait.woken.set, _author(settings.known))
    with Server(lambda: settings.known.site_path(), review, port) as server:
        serving = Thread(target=server.serve_forever, daemon=True)

        def build() -> None:
            _build(review, settings.now, settings.known.site_path(), memory)
            # Served only now: the first build may fork processes, with which a second thread's locks would be forked.
            if not serving.is_alive():
                serving.start()
                _welcome(server, opened)

        try:
            watch(settings.good, build, sleep=wait)
        except KeyboardInterrupt:
            print("Stopped.")
            raise typer.Exit(INTERRUPTED) from None
        finally:
            if serving.is_alive():
                server.shutdown()


class _Settings:
    """The settings of the working folder, with the site's folder that was asked for. Raises `ConfigError` at first."""

    def __init__(self, output: Path | None) -> None:
        self._site = str(output.resolve()) if output else None
        self.known = self.now()
        """The last ones that were good."""

    def now(self) -> Config:
        """As they are now. Raises `ConfigError`."""
        from geomap.config import load_config

        return load_config().with_options(site=self._site)

    def good(self) -> Config:
        """As they are now, or were when they were good: a file that is just being written may be none for a moment."""
        from geomap.errors import GeomapError

        with suppress(GeomapError):
            self.known = self.now()
        return self.known


class _Wait:
    """Waits between two looks at the files, and less when a page has just written something."""

    def __init__(self) -> None:
        self.woken = Event()

    def __call__(self, seconds: float) -> None:
        self.woken.wait(seconds)
        self.woken.clear()


def _author(config: Config) -> str:
    """Git's user.name, "" where there is none: the page asks then."""
    from geomap.commands_correct import author_of
    from geomap.errors import GeomapError

    try:
        return author_of(config)
    except GeomapError:
        return ""


def _build(review: Review, settings: Callable[[], Config], site: Path, memory: Memory) -> None:
    """Makes the site and tells how it went; a fault is told on the pages too, where there is a site to show."""
    from geomap import pipeline
    from geomap.errors import GeomapError

    review.begun()
    try:
        with progress_bar(quiet=review.progress.build > 0) as tell:
            result = pipeline.build(config=settings(), progress=tell, memory=memory)
    except GeomapError as error:
        if not (site / "index.html").is_file():
            raise
        told = str(error)
    except Exception as error:
        if os.environ.get("GEOMAP_DEBUG"):
            raise
        told = f"geomap failed ({type(error).__name__}: {error}); this is a fault of geomap, please report it"
    else:
        _tell(result)
        if result.unchanged and review.progress.build:
            review.kept()
        else:
            review.made(result.events)
        return
    review.failed(told)
    print(f"geomap: {told}", file=sys.stderr, flush=True)


def _tell(result: BuildResult) -> None:
    done = "nothing changed" if result.unchanged else f"read {result.read:,}, wrote {count(result.written, 'file')}"
    now = datetime.now().strftime("%H:%M:%S")
    print(f"{now} {done}: {count(result.articles, 'article')}, {count(len(result.events), 'event')}", flush=True)
    for one in result.skipped:
        print(f"skipped {one.path}: {one.reason}", file=sys.stderr, flush=True)


def _welcome(server: Server, opened: bool) -> None:
    import webbrowser

    print(f"Serving on this machine alone, until you press Ctrl-C:\n  {server.address()}", flush=True)
    if opened and not webbrowser.open(server.address(once=True)):
        print("No browser could be opened; open that address in one.", flush=True)
