"""Recompile requirements/run.txt and requirements/dev.txt with uv (`make lock`).

The locks hold versions and hashes for every platform and Python from 3.11 on, and no download address, so plain pip
installs them from whatever registry the user's machine is set to: `pip install --no-deps --require-hashes -r …`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "requirements"
HEADER = "# Compiled by `make lock` from pyproject.toml and {overrides}; not to be edited.\n"
ENTRY = re.compile(r"^\S.*(?:\n[ \t].*)*\n?", re.MULTILINE)
NEVER = "sys_platform == 'never'"


def compile_lock(group: str, overrides: str, constraint: Path | None) -> str:
    """The lock of the project with one dependency group, as uv writes it, headers and comments left out."""
    command = ["uv", "pip", "compile", "pyproject.toml", "--group", group, "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--upgrade", "--quiet"]
    command += ["--overrides", str(FOLDER / overrides)]
    if constraint:
        command += ["--constraints", str(constraint)]
    # The machine's own uv settings must not leak into a file that everybody installs from.
    env = {name: value for name, value in os.environ.items() if not name.startswith("UV_")} | {"UV_NO_CONFIG": "1"}
    return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout  # noqa: S603


def without_never(lock: str) -> str:
    """The lock without the entries that the overrides keep from ever being installed."""
    kept = []
    for entry in ENTRY.findall(lock):
        first, _, hashes = entry.partition("\n")
        requirement, _, marker = first.removesuffix("\\").strip().partition(" ; ")
        if NEVER in marker:
            clauses = re.split(r" or (?![^(]*\))", marker)
            clauses = [clause for clause in clauses if NEVER not in clause]
            if not clauses:
                continue
            first = f"{requirement} ; {' or '.join(clauses)} \\"
        kept.append(f"{first}\n{hashes}")
    return "".join(kept)


def main() -> None:
    """Write both locks; the second keeps to the versions of the first."""
    if not shutil.which("uv"):
        sys.exit("make lock needs uv on the PATH: python3 -m pip install uv")
    run = FOLDER / "run.txt"
    for path, group, overrides, constraint in (
        (run, "setup", "overrides.txt", None),
        (FOLDER / "dev.txt", "dev", "overrides-dev.txt", run),
    ):
        print(f"compiling {path.relative_to(ROOT)}")
        lock = without_never(compile_lock(group, overrides, constraint))
        if re.search(r"://|--index|--find-links|never", lock):
            sys.exit(f"{path.name}: uv wrote an address or an entry that is never installed; not written")
        path.write_text(HEADER.format(overrides=f"requirements/{overrides}") + lock, encoding="utf-8")


if __name__ == "__main__":
    main()
