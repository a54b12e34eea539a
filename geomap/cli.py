"""The command line: thin, it reads the words, calls the library, prints and exits.

Exit status: 0 all done; 1 done, but some articles were skipped (told on standard error), or who read the output went
away; 2 nothing done, since the words, the settings or the machine are wrong; 130 interrupted. Modules are imported
where they are used, so that `geomap --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from geomap import __version__
from geomap.collector import collect_seldom
from geomap.commands_add import add_command
from geomap.commands_collection import init_command, status_command, watch_command
from geomap.commands_correct import correct_app, untouched
from geomap.commands_diff import diff_command
from geomap.commands_gazetteer import gazetteer_app
from geomap.commands_merge import merge_report_command
from geomap.commands_resolve import resolve_command
from geomap.commands_serve import serve_command
from geomap.errors import GeomapError
from geomap.progress import count, progress_bar

if TYPE_CHECKING:
    from geomap.records import Skipped

SKIPPED, FAILED = 1, 2

app = typer.Typer(
    name="geomap",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(gazetteer_app, name="gazetteer")

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATHS",
        help="Articles: files and folders. Default: those of geomap.toml, else articles/.",
        show_default=False,
    ),
]
Site = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FOLDER", help="The site's folder. Default: that of geomap.toml, else site/."
    ),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes that read. Default: one a core.")
]
Online = Annotated[
    bool,
    typer.Option(
        "--online", help="Ask a geocoder (Nominatim, or that of geomap.toml) for names that the gazetteer lacks."
    ),
]
BuiltSite = Annotated[
    Path | None,
    typer.Option("--site", metavar="FOLDER", help="The built site. Default: that of geomap.toml, else site/."),
]
OneEvent = Annotated[str | None, typer.Option("--event", metavar="ID", help="One event, by the id on its page.")]
OnePlace = Annotated[
    str | None, typer.Option("--place", metavar="ID", help="The events at one place, by the gazetteer id on its page.")
]
Types = Annotated[
    list[str] | None, typer.Option("--type", metavar="TYPE", help="Only events of this type; may be given again.")
]
First = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="Only events of this day, month or year, or later.")
]
Last = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="Only events of this day, month or year, or earlier.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]


def main() -> NoReturn:
    """Runs the command line and exits."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Arabic must pass whatever code page the terminal or the pipe is set to.
        stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stderr else "strict")  # type: ignore[union-attr]
    collect_seldom()
    try:
        app()
    except GeomapError as error:
        print(f"geomap: {error}", file=sys.stderr)
        sys.exit(FAILED)
    sys.exit(0)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"geomap {__version__}")
        raise typer.Exit


@app.callback()
def geomap(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Put the events that news articles tell of on an offline map."""


@app.command()
def build(
    paths: Paths = None,
    output: Site = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="The site's title.")] = None,
    language: Annotated[
        str | None,
        typer.Option(metavar="ar|en", help="The language the site opens in. Default: that of most articles."),
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where the site will be published, for links and feeds.")
    ] = None,
    tiles: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Online map tiles that served pages offer, as OpenStreetMap.Mapnik (a name of xyzservices).",
        ),
    ] = None,
    jobs: Jobs = None,
    online: Online = False,
    quiet: Quiet = False,
) -> None:
    """Read articles and write the site.

    What has not changed since the last build is not done again.
    """
    from geomap import pipeline
    from geomap.config import load_config

    config = load_config().with_options(title=title, language=language, base_url=base_url, tiles=tiles, jobs=jobs)
    config = config.asking(online)
    with progress_bar(quiet) as tell:
        result = pipeline.build(paths, output, config, progress=tell)
    if not quiet:
        placed = sum(event.place is not None for event in result.events)
        done = f"Read {count(result.read, 'article')}, wrote {count(result.written, 'file')}"
        if result.unchanged:
            done = "Nothing changed, nothing written"
        print(
            f"{done}: {count(result.articles, 'article')}, {count(len(result.events), 'event')}, "
            f"{placed} of them with a place.\n{result.dest / 'index.html'}"
        )
    for told in untouched(result.corrections, config.corrections):
        print(told, file=sys.stderr)
    _exit_for(result.skipped)


@app.command()
def parse(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILES",
            help="Files and folders of articles; - for JSON lines on standard input.",
            show_default=False,
        ),
    ] = None,
    jobs: Jobs = None,
    online: Online = False,
) -> None:
    """Print what articles tell, a JSON line each.

    The lines come in the order of the articles. With - it reads JSON lines {"id", "text"[, "title", "published",
    "source", "url", "language"]}.
    """
    from geomap import readers
    from geomap.config import load_config
    from geomap.recognisers import check_recogniser
    from geomap.records import Skipped

    if not files:
        raise typer.BadParameter("name files or folders, or - for standard input")
    config = load_config().with_options(jobs=jobs).asking(online)
    check_recogniser(config)
    articles = readers.find_articles(files, sys.stdin, config)
    skipped: list[Skipped] = []
    with progress_bar(quiet=False) as tell:
        gazetteer = readers.shared_gazetteer(config, tell)

    def write(answer: str | Skipped) -> None:
        if isinstance(answer, Skipped):
            skipped.append(answer)
        else:
            print(answer, flush=True)

    readers.tell_lines(articles, write, gazetteer, config)
    _exit_for(skipped)


@app.command()
def embed(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The HTML file to write.")],
    event: OneEvent = None,
    place: OnePlace = None,
    type: Types = None,
    first: First = None,
    last: Last = None,
    site: BuiltSite = None,
) -> None:
    """Write the map of one event, of some, or of all, as one file.

    The HTML file needs nothing beside it: to paste into a page, or to open from disk.
    """
    from geomap import publishing
    from geomap.config import load_config
    from geomap.readers import shared_gazetteer
    from geomap.selecting import Selection

    config = load_config()
    wanted = Selection(event, place, tuple(type or ()), first, last)
    publishing.embed(site or config.site_path(), output, wanted, config, shared_gazetteer(config))
    print(output)


@app.command()
def picture(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write; its ending, .png or .svg, tells what."),
    ],
    event: OneEvent = None,
    place: OnePlace = None,
    type: Types = None,
    first: First = None,
    last: Last = None,
    language: Annotated[
        str | None, typer.Option(metavar="ar|en", help="The language of the words. Default: that of the site.")
    ] = None,
    size: Annotated[str, typer.Option(metavar="WIDTHxHEIGHT", help="In pixels.")] = "1200x630",
    theme: Annotated[str, typer.Option(metavar="light|dark", help="The colours.")] = "light",
    site: BuiltSite = None,
) -> None:
    """Draw the map of one event, of some, or of all, as PNG or SVG.

    Needs matplotlib 3.11 or newer (pip install 'geomap[pictures]'), and no browser.
    """
    from geomap import publishing
    from geomap.config import load_config
    from geomap.readers import shared_gazetteer
    from geomap.selecting import Selection

    width, _, height = size.partition("x")
    if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise typer.BadParameter(f"{size!r} is no size; write 1200x630")
    config = load_config().with_options(language=language)
    wanted = Selection(event, place, tuple(type or ()), first, last)
    pixels = int(width), int(height)
    gazetteer = shared_gazetteer(config)
    publishing.picture(site or config.site_path(), output, wanted, config, gazetteer, size=pixels, theme=theme)
    print(output)


@app.command()
def export(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")],
    format: Annotated[
        str | None,
        typer.Option(
            metavar="geojson|csv|gpkg|parquet|kml",
            help="What to write. Default: what the ending of the file's name tells.",
        ),
    ] = None,
    journeys: Annotated[
        bool, typer.Option("--journeys", help="Write the journeys as lines rather than the events (geojson only).")
    ] = False,
    site: BuiltSite = None,
) -> None:
    """Write the events of a built site as one file for other programs.

    GeoJSON, CSV, GeoPackage, GeoParquet (which needs pyarrow) or KML; the columns are the same in all of them.
    """
    from geomap import publishing
    from geomap.config import load_config

    config = load_config()
    publishing.export(site or config.site_path(), output, format, config, journeys=journeys)
    print(output)


app.add_typer(correct_app, name="correct")
app.command("init")(init_command)
app.command("add")(add_command)
app.command("status")(status_command)
app.command("diff")(diff_command)
app.command("watch")(watch_command)
app.command("serve")(serve_command)
app.command("resolve")(resolve_command)
app.command("merge-report")(merge_report_command)


def _exit_for(skipped: Sequence[Skipped]) -> None:
    """Tells what was skipped and ends with its exit status."""
    if not skipped:
        return
    for one in skipped:
        print(f"skipped {one.path}: {one.reason}", file=sys.stderr)
    raise typer.Exit(SKIPPED)
