"""`geomap diff`: what became of the events between two builds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def diff_command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A built site, or its events as .geojson or .csv.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The same, later.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Tell what became of the events between two builds.

    Which were added, moved, redated, changed otherwise, merged into others, or are gone, and why.
    """
    from geomap.comparing import KINDS, compare, read_events, to_json

    changes = compare(read_events(old), read_events(new))
    if as_json:
        print(json.dumps(to_json(changes), ensure_ascii=False, indent=2))
        return
    for kind in KINDS:
        those = [one for one in changes if one.kind == kind]
        if those:
            print(f"{kind} ({len(those):,})")
        for one in those:
            way = "" if kind in ("added", "gone") else f": {one.before or 'not told'} → {one.after or 'not told'}"
            way = f": into {one.after}" if kind == "merged" else way
            print(f"  {one.id}  {one.title_en}{way}")
            print(f"      {'; '.join(one.reasons)}")
    if not changes:
        print("No event changed.")
