"""A new collection: its settings, the folder of articles, corrections, and what keeps and publishes it with git."""

from __future__ import annotations

from pathlib import Path

from geomap.errors import ConfigError

FILES = {
    "geomap.toml": "geomap.toml",
    "corrections.yaml": "corrections.yaml",
    ".gitignore": "gitignore",
    ".github/workflows/publish.yml": "publish.yml",
}
"""What a collection starts with, by the names of what `data/starter` holds for it."""
ARTICLES = "articles"
_STARTER = Path(__file__).resolve().parent / "data" / "starter"


def start(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Makes `folder` a collection; returns what was made and what was there before, which is never touched.

    Raises:
        ConfigError: something cannot be written; what was made before it stays.
    """
    made: list[str] = []
    kept: list[str] = []
    try:
        there = (folder / ARTICLES).is_dir()
        (folder / ARTICLES).mkdir(parents=True, exist_ok=True)
        (kept if there else made).append(f"{ARTICLES}/")
        for name, starter in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            content = (_STARTER / starter).read_bytes()
            try:
                with path.open("xb") as file:
                    file.write(content)
            except FileExistsError:
                kept.append(name)
            else:
                made.append(name)
    except OSError as error:
        raise ConfigError(f"{error.filename or folder}: cannot be made ({error.strerror or error})") from error
    return tuple(made), tuple(kept)
