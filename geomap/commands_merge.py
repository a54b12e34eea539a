"""`geomap merge-report`: which reports were joined into one event, which nearly were, and why."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from geomap.config import Config
    from geomap.corrections import Correction
    from geomap.records import Reading, Skipped


def merge_report_command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILES",
            help="Articles to read: files and folders, - for JSON lines. Default: those of the last build.",
            show_default=False,
        ),
    ] = None,
    site: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The built site. Default: that of geomap.toml, else site/.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print which reports were merged into one event, and which nearly were.

    Each with its score and reasons: of the last build, as corrections.yaml has its events, or of the articles given.
    Exit status 1: some could not be read.
    """
    from geomap.config import load_config
    from geomap.errors import ConfigError
    from geomap.merge_report import merge_report, report_json, report_text

    if files and site:
        raise ConfigError("give articles or --site, not both")
    config = load_config()
    skipped: list[Skipped] = []
    corrections: tuple[Correction, ...] = ()
    if files:
        readings = _read(files, config, skipped)
    else:
        from geomap.corrections import corrections_of
        from geomap.publishing import last_readings
        from geomap.readers import shared_gazetteer

        readings = last_readings(site or config.site_path(), config)
        corrections = corrections_of(config, lambda place_id: shared_gazetteer(config).place(place_id))
    report = merge_report(readings, corrections)
    if as_json:
        print(json.dumps(report_json(report), ensure_ascii=False, indent=2))
    else:
        print(report_text(report), end="")
    for one in skipped:
        print(f"skipped {one.path}: {one.reason}", file=sys.stderr)
    if skipped:
        raise typer.Exit(1)


def _read(files: list[str], config: Config, skipped: list[Skipped]) -> tuple[Reading, ...]:
    """The articles of files and folders, read; what could not be goes into `skipped`."""
    from geomap import readers
    from geomap.recognisers import check_recogniser
    from geomap.records import Article, Skipped

    check_recogniser(config)
    found = list(readers.find_articles(files, sys.stdin, config))
    skipped += [one for one in found if isinstance(one, Skipped)]
    answers = list(readers.read_all([one for one in found if isinstance(one, Article)], config))
    skipped += [one for one in answers if isinstance(one, Skipped)]
    return tuple(one for one in answers if not isinstance(one, Skipped))
