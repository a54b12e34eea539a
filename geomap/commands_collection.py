"""`geomap init` and `geomap status`: begin a collection, and see what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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
