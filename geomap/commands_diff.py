"""`geomap diff`: what became of the events between two builds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from geomap.comparing import Change


def diff_command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A built site, or its events as .geojson or .csv.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The same, later.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Tell what became of the events between two builds.

    Which were added, split off from others, moved, redated, changed otherwise, merged into others, or are gone; which
    go by another id now; and why.
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
            print(f"  {one.id}  {one.title_en}{_way(one)}")
            print(f"      {'; '.join(map(str, one.reasons))}")
    if not changes:
        print("No event changed.")


def _way(change: Change) -> str:
    """What it was and what it is."""
    if change.kind in ("added", "gone"):
        return ""
    if change.kind in ("merged", "renamed"):
        return f": into {change.after}" if change.kind == "merged" else f": now {change.after}"
    if change.kind == "split":
        return f": from {change.before}"
    name = f" {change.what}" if change.what else ""
    return f":{name} {change.before or 'not told'} → {change.after or 'not told'}"
