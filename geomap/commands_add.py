"""`geomap add`: bring articles into the collection."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from geomap.progress import count


def add_command(
    given: Annotated[
        list[str],
        typer.Argument(
            metavar="WHAT", help="Files, folders, web addresses, and RSS or Atom feeds.", show_default=False
        ),
    ],
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Articles of a feed, at most.")] = 50,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Ask addresses that are not public too, as this machine's own.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """Bring articles into the collection.

    They are copied as they came, each with a sidecar that says where it came from. What is there already is told and
    not added again; copies of a story by other sources are added, linked, and counted once. What robots.txt forbids is
    not asked for.
    """
    from geomap.adding import add_all
    from geomap.config import load_config
    from geomap.fetching import Fetcher
    from geomap.incoming import incoming

    config = load_config()
    told = add_all(incoming(given, Fetcher(config.max_bytes, allow_private), limit), config)
    for one in told:
        like = ", ".join(one.like)
        if as_json:
            print(json.dumps(asdict(one), ensure_ascii=False))
        elif one.outcome == "added":
            print(f"added {one.path}" + (f", a copy of the story in {like}" if like else ""))
        elif one.outcome == "duplicate":
            print(f"already there as {like}: {one.origin}")
        if one.outcome == "failed":
            print(f"not added: {one.origin}: {one.reason}", file=sys.stderr)
    outcomes = [one.outcome for one in told]
    if not as_json:
        print(
            f"{count(outcomes.count('added'), 'article')} added, {outcomes.count('duplicate'):,} there already, "
            f"{outcomes.count('failed'):,} not added"
        )
    if "failed" in outcomes:
        raise typer.Exit(1)
