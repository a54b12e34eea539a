"""`geomap gazetteer build|info|search`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from geomap.progress import count, gazetteer_stages, progress_bar

if TYPE_CHECKING:
    from geomap.records import Place

gazetteer_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Compile, describe or search the gazetteer."
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


@gazetteer_app.command("info")
def gazetteer_info() -> None:
    """Print what the gazetteer was made from, as JSON."""
    from geomap.config import load_config
    from geomap.pipeline import shared_gazetteer

    gazetteer = shared_gazetteer(load_config())
    told = {key: value for key, value in gazetteer.info().items() if key in ("version", "places", "names", "sources")}
    print(json.dumps({"folder": str(gazetteer.folder)} | told, ensure_ascii=False, indent=2))


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
    from geomap.pipeline import shared_gazetteer
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
