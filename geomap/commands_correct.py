"""`geomap correct mention|place|event|accept|drop|split|join`: adds an entry to the collection's corrections."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from geomap.config import Config
    from geomap.correcting import Outcome
    from geomap.correction_writing import Built

correct_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Correct what was read: adds to corrections.yaml; the next build follows it.",
)

Reason = Annotated[str, typer.Option("--reason", "-r", metavar="TEXT", help="Why: readers see it.", show_default=False)]
Author = Annotated[str | None, typer.Option("--author", metavar="NAME", help="Who says so. Default: git's user.name.")]
Day = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="When it is said. Default: today.")]
Site = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="The built site. Default: that of geomap.toml, else site/.")
]
Event = Annotated[str, typer.Argument(metavar="EVENT", help="The event's id.", show_default=False)]
Occurrence = Annotated[
    int | None,
    typer.Option(metavar="N", help="Which time the article has the name. Default: every time.", show_default=False),
]
Offset = Annotated[
    int | None,
    typer.Option(metavar="N", help="A character of the article's text inside the name, from 0.", show_default=False),
]
OwnName = Annotated[
    str | None, typer.Option("--new", metavar="NAME", help="A place that the gazetteer lacks: its name.")
]
OwnNameAr = Annotated[str | None, typer.Option("--name-ar", metavar="NAME", help="Its name in Arabic.")]
Lat = Annotated[float | None, typer.Option(metavar="DEGREES", help="Its latitude, WGS 84.")]
Lon = Annotated[float | None, typer.Option(metavar="DEGREES", help="Its longitude, WGS 84.")]
Kind = Annotated[str | None, typer.Option(metavar="KIND", help="What it is: city, district, facility …")]
Country = Annotated[str | None, typer.Option(metavar="CC", help="The country it lies in: a code as SA, EG or US.")]


@correct_app.command("mention")
def correct_mention(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's id.", show_default=False)],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name as it stands there.", show_default=False)],
    told: Annotated[
        str,
        typer.Option("--is", metavar="WORDS", help="“a place”, “not a place” or a role (associative, dateline …)."),
    ],
    reason: Reason,
    occurrence: Occurrence = None,
    offset: Offset = None,
    author: Author = None,
    date: Day = None,
    site: Site = None,
) -> None:
    """Say that a name in an article is a place, is none, or has another role."""
    where = {"article": article, "name": name, "occurrence": occurrence, "offset": offset}
    _add({"mention": _given(where), "is": told}, reason, author, date, site)


@correct_app.command("place")
def correct_place(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name as it stands there.", show_default=False)],
    reason: Reason,
    place: Annotated[
        str | None, typer.Option("--id", metavar="PLACE", help="The place's id (geomap gazetteer search NAME).")
    ] = None,
    article: Annotated[
        str | None, typer.Option(metavar="ARTICLE", help="The article's id. Default: everywhere.")
    ] = None,
    occurrence: Occurrence = None,
    offset: Offset = None,
    new: OwnName = None,
    name_ar: OwnNameAr = None,
    lat: Lat = None,
    lon: Lon = None,
    kind: Kind = None,
    country: Country = None,
    author: Author = None,
    date: Day = None,
    site: Site = None,
) -> None:
    """Say which place a name is, in one article or everywhere."""
    from geomap.errors import ConfigError

    own = _given({"name": new, "name_ar": name_ar, "lat": lat, "lon": lon, "kind": kind, "country": country})
    if (place is None) == (not own):
        raise ConfigError("give --id, or --new with --lat, --lon and --kind")
    where = {"article": article, "name": name, "occurrence": occurrence, "offset": offset}
    _add({"place": _given(where), "is": place or own}, reason, author, date, site)


@correct_app.command("event")
def correct_event(
    event: Event,
    reason: Reason,
    place: Annotated[str | None, typer.Option(metavar="PLACE", help="Its place's id, or none.")] = None,
    when: Annotated[
        str | None, typer.Option(metavar="DATE", help="Its date: 2024-05-09, 2024-05, 2024 or none.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Its last day.")] = None,
    type: Annotated[str | None, typer.Option(metavar="TYPE", help="What it is: visit, attack, protest …")] = None,
    status: Annotated[
        str | None, typer.Option(metavar="STATUS", help="happened, ongoing, planned, hypothetical or denied.")
    ] = None,
    new: OwnName = None,
    name_ar: OwnNameAr = None,
    lat: Lat = None,
    lon: Lon = None,
    kind: Kind = None,
    country: Country = None,
    author: Author = None,
    date: Day = None,
    site: Site = None,
) -> None:
    """Give an event another place, date, type or status."""
    from geomap.errors import ConfigError

    own = _given({"name": new, "name_ar": name_ar, "lat": lat, "lon": lon, "kind": kind, "country": country})
    if place and own:
        raise ConfigError("give --place, or --new with --lat, --lon and --kind, not both")
    changes = _given({"place": place or own or None, "date": when, "date_end": until, "type": type, "status": status})
    if not changes:
        raise ConfigError("say what changes: --place, --new, --when, --until, --type or --status")
    _add({"event": event, "set": changes}, reason, author, date, site, hint=event)


@correct_app.command("accept")
def correct_accept(event: Event, reason: Reason, author: Author = None, date: Day = None, site: Site = None) -> None:
    """Say that an event is right as it stands.

    It then rests on your word. Should it come out otherwise one day, that is told, and your word no longer counts.
    """
    from geomap.config import load_config
    from geomap.correction_writing import last_build, stood

    config = load_config()
    told = last_build(config, site or config.site_path()).event(event)
    _add({"accept": event, "as": stood(told)}, reason, author, date, site, hint=event)


@correct_app.command("drop")
def correct_drop(event: Event, reason: Reason, author: Author = None, date: Day = None, site: Site = None) -> None:
    """Say that an event is none."""
    _add({"drop": event}, reason, author, date, site, hint=event)


@correct_app.command("split")
def correct_split(
    event: Event,
    articles: Annotated[
        list[str],
        typer.Argument(metavar="ARTICLES", help="Ids of articles that tell another event.", show_default=False),
    ],
    reason: Reason,
    author: Author = None,
    date: Day = None,
    site: Site = None,
) -> None:
    """Say that some of an event's articles tell another event."""
    _add({"split": event, "articles": articles}, reason, author, date, site, hint=event)


@correct_app.command("join")
def correct_join(
    events: Annotated[
        list[str], typer.Argument(metavar="EVENTS", help="The events' ids, two or more.", show_default=False)
    ],
    reason: Reason,
    author: Author = None,
    date: Day = None,
    site: Site = None,
) -> None:
    """Say that events are one."""
    _add({"join": events}, reason, author, date, site, hints=events)


def untouched(outcomes: Iterable[Outcome], file: str) -> Iterator[str]:
    """A line for each correction that was not applied, or only in part, with the reason."""
    for one in outcomes:
        if one.state != "applied":
            done = "only partly applied" if one.state == "partly" else "not applied"
            yield f"{file}:{one.correction.line}: {done}: {one.why}"


def _add(
    action: dict[str, Any],
    reason: str,
    author: str | None,
    day: str | None,
    site: Path | None,
    *,
    hint: str | None = None,
    hints: Iterable[str] = (),
) -> None:
    """Writes an entry and says what was done."""
    from geomap.config import load_config
    from geomap.correction_writing import add_entries, last_build
    from geomap.readers import shared_gazetteer

    config = load_config()
    built = last_build(config, site or config.site_path())
    said = {"author": author or author_of(config), "date": _day(day), "reason": reason}
    found: dict[str, Any] = {"hint": built.hint(hint)} if hint else {}
    if hints:
        found = {"hints": [built.hint(one) for one in hints]}
    written = add_entries([{**said, **action, **found}], config, built, shared_gazetteer(config).place)
    line = written.corrections[0].line
    print(f"{config.corrections_path()}:{line}: added; {_about(action, built)}. The next geomap build follows it.")


def _about(action: dict[str, Any], built: Built) -> str:
    """What an entry is about, for the line that tells of it."""
    from geomap.correcting import name_spans

    if "article" in action.get("mention", action.get("place", {})):
        name = action.get("mention") or action["place"]
        text = next(one.article.text for one in built.readings if one.article.id == name["article"])
        times = len(name_spans(text, name["name"]))
        return f"{name['article']} has “{name['name']}” {times} time{'s' if times != 1 else ''}"
    if "place" in action:
        name = action["place"]["name"]
        articles = sum(bool(name_spans(one.article.text, name)) for one in built.readings)
        return f"{articles} article{'s have' if articles != 1 else ' has'} “{name}”"
    ids = action.get("join") or [next(action[key] for key in ("event", "accept", "drop", "split") if key in action)]
    return " and ".join(f"“{built.event(one).title_en or built.event(one).title_ar}”" for one in ids)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _day(told: str | None) -> object:
    """The day as YAML has it: without quotes where it is one."""
    if told is None:
        return date.today()
    try:
        return date.fromisoformat(told)
    except ValueError:
        return told


def author_of(config: Config) -> str:
    """Git's user.name for the collection's folder. Raises `ConfigError` where there is none."""
    from geomap.errors import ConfigError

    try:
        asked = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 - the user's own git
            cwd=config.root,
            capture_output=True,
            text=True,
            timeout=10,
            encoding="utf-8",
        )
    except (OSError, subprocess.TimeoutExpired):
        asked = None
    name = asked.stdout.strip() if asked and asked.returncode == 0 else ""
    if not name:
        raise ConfigError("say who corrects with --author: git knows no user.name")
    return name
