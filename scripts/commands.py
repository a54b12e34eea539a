"""Write docs/commands.md from the command line's own help (`make docs`); a test holds it to that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer
from typer.testing import CliRunner

from geomap.cli import app

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
HEADER = "# Commands\n\nWritten by `make docs` from `geomap --help` and the help of each command.\n"


def all_commands(group: typer.Typer = app, before: str = "") -> Iterator[str]:
    """The words of every command, as "gazetteer search"."""
    for command in group.registered_commands:
        yield before + (command.name or getattr(command.callback, "__name__", ""))
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            yield from all_commands(inner.typer_instance, f"{before}{inner.name} ")


def document() -> str:
    """The whole document."""
    parts = [HEADER]
    for words in ("", *all_commands()):
        env = {"COLUMNS": "100", "TERMINAL_WIDTH": "100"}
        shown = CliRunner().invoke(app, [*words.split(), "--help"], env=env, prog_name="geomap").output
        parts.append(f"## geomap {words}".rstrip() + f"\n\n```\n{shown.strip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    print(DOCUMENT.name)
