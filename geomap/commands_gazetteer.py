"""`geomap gazetteer build|import|forget|info|search`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geomap.progress import count, gazetteer_stages, progress_bar

if TYPE_CHECKING:
    from geomap.records import Place

gazetteer_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Compile, extend, describe or search the gazetteer."
)


@gazetteer_app.command("build")
def gazetteer_build(
    force: Annotated[bool, typer.Option("--force", help="Compile it again even when it is there.")] = False,
) -> None:
    """Compile the gazetteer into the user's cache folder.

    It is done once, and again only when the tables or packages change.
    """
    from geomap.compiler import compile_gazetteer, source_version
    from geomap.config import load_config
    from geomap.errors import GazetteerError
    from geomap.gazetteer import cache_dir, open_gazetteer

    folder = load_config().gazetteer or cache_dir()
    with progress_bar(quiet=False) as tell:
        stages = gazetteer_stages(tell)
        compiled = folder / f"gazetteer-{source_version()}"
        if force and compiled.exists():
            compile_gazetteer(compiled, stages)
        try:
            gazetteer = open_gazetteer(folder, stages)
        except GazetteerError:
            # A folder that is there but damaged is what this command is asked to mend.
            compile_gazetteer(compiled, stages)
            gazetteer = open_gazetteer(folder)
    print(f"Gazetteer: {count(len(gazetteer), 'place')} in {gazetteer.folder}")


def _column(name: str, what: str) -> typer.models.OptionInfo:
    """The option that says which column of a table holds what."""
    option: typer.models.OptionInfo = typer.Option(
        f"--{name}-column", metavar="COLUMN", help=f"Column with {what}.", show_default=False
    )
    return option


@gazetteer_app.command("import")
def gazetteer_import(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES",
            help="GeoNames' allCountries, alternateNamesV2, admin1CodesASCII (.txt or .zip), CSV, GeoJSON, GeoPackage.",
            show_default=False,
        ),
    ],
    name: Annotated[str | None, _column("name", "the name")] = None,
    name_ar: Annotated[str | None, _column("name-ar", "the Arabic name")] = None,
    lat: Annotated[str | None, _column("lat", "the latitude in degrees")] = None,
    lon: Annotated[str | None, _column("lon", "the longitude in degrees")] = None,
    kind: Annotated[str | None, _column("kind", "the kind: city, region, facility …")] = None,
    country: Annotated[str | None, _column("country", "the country's code, as SA")] = None,
    place_id: Annotated[str | None, _column("id", "the id")] = None,
    variants: Annotated[str | None, _column("variants", "other names, parted by |")] = None,
    population: Annotated[str | None, _column("population", "the number of people")] = None,
) -> None:
    """Add your own places to the gazetteer.

    GeoNames' dumps given together make one import; each other file makes one of its own name. Importing a file again
    replaces what it brought before. Your places win over those that geomap brings of the same name near the same
    spot, or of the same id; those of GeoNames' dumps stand beside them. Rows that cannot be used are listed and the
    rest goes in (exit status 1); where no row can be used nothing changes (exit status 2).
    """
    from geomap.importing import import_files
    from geomap.progress import gazetteer_stages

    given = {"name": name, "name_ar": name_ar, "lat": lat, "lon": lon, "kind": kind, "country": country,
             "id": place_id, "variants": variants, "population": population}  # fmt: skip
    columns = {what: column for what, column in given.items() if column is not None}
    with progress_bar(quiet=not sys.stderr.isatty()) as tell:
        done = import_files(files, columns, gazetteer_stages(tell))
    bad = 0
    for one in done:
        for line in one.bad.shown:
            print(f"left out {line}", file=sys.stderr)
        if one.bad.count > len(one.bad.shown):
            print(f"left out {count(one.bad.count - len(one.bad.shown), 'more row')}", file=sys.stderr)
        bad += one.bad.count
        print(
            f"Imported {one.header.stem}: {count(one.header.places, 'place')}, {count(one.bad.count, 'row')} left out"
        )
    print("The gazetteer is compiled with them at its next use, or now with: geomap gazetteer build")
    if bad:
        raise typer.Exit(1)


@gazetteer_app.command("forget")
def gazetteer_forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An import, as 'geomap gazetteer info' names it.")],
) -> None:
    """Remove what was imported from a file."""
    from geomap.imported import forget

    forget(name)
    print(f"Forgot {name}")


@gazetteer_app.command("info")
def gazetteer_info() -> None:
    """Print what the gazetteer was made from, as JSON.

    Sources with counts and licences, what was imported, when it was compiled.
    """
    from datetime import UTC, datetime

    from geomap.config import load_config
    from geomap.imported import imports, imports_dir, table_path
    from geomap.readers import shared_gazetteer

    gazetteer = shared_gazetteer(load_config())
    compiled = datetime.fromtimestamp((gazetteer.folder / "meta.json").stat().st_mtime, UTC)
    told = {key: gazetteer.info()[key] for key in ("version", "places", "names", "kinds", "sources")}
    told |= {
        "folder": str(gazetteer.folder),
        "bytes": sum(path.stat().st_size for path in gazetteer.folder.iterdir()),
        "compiled": compiled.isoformat(timespec="seconds"),
        "days_old": round((datetime.now(UTC) - compiled).total_seconds() / 86400, 1),
        "imports_folder": str(imports_dir()),
        "imports": [
            {"name": one.stem, "files": one.files, "places": one.places, "rows_left_out": one.bad,
             "imported": one.imported, "bytes": table_path(one.stem).stat().st_size}
            for one in imports()
        ],
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False, indent=2))


@gazetteer_app.command("search")
def gazetteer_search(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A place name in any script.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """Print the places that have a name.

    The best known come first; where no place has the name, those that sound like it.
    """
    from geomap.config import load_config
    from geomap.contract import place_to_json
    from geomap.readers import shared_gazetteer
    from geomap.text import name_key

    gazetteer = shared_gazetteer(load_config())
    places = gazetteer.find(name)
    if not places:
        places = tuple(gazetteer.place_at(near.row) for near in gazetteer.near(name_key(name)))
        heard = "these sound like it:" if places else "and none sounds like it."
        print(f"No place is called {name!r}; {heard}", file=sys.stderr)
    for place in places:
        print(json.dumps(place_to_json(place), ensure_ascii=False) if as_json else _line(place))
    if not places:
        raise typer.Exit(1)


def _line(place: Place) -> str:
    where = ", ".join(part for part in (place.admin1, place.country) if part)
    names = f"{place.name} ({place.name_ar})" if place.name_ar else place.name
    people = f", {place.population:,} people" if place.population else ""
    return f"{place.id}  {names}  {place.kind} {where}  {place.lat:.4f} {place.lon:.4f}{people}"
