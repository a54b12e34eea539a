"""`geomap resolve`: what a name may mean, alone or as a text has it, with scores and reasons."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.recognisers import Recogniser
    from geomap.records import Article, Mention, Resolution


def resolve_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A place name in any script.", show_default=False)],
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="TEXT", help="A text with the name in it, to be understood as there."),
    ] = None,
    country: Annotated[
        str | None, typer.Option("--country", metavar="CC", help="The country it lies in: a code as SA, EG or US.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print what places a name may mean, with scores and reasons.

    The likeliest comes first. The scores are chances: what is left of 1 is that the name means no place of the
    gazetteer. Exit status 1: the gazetteer has no such name.
    """
    from geomap.config import load_config
    from geomap.errors import ConfigError
    from geomap.readers import shared_gazetteer
    from geomap.recognisers import open_recogniser

    if text is not None and country is not None:
        raise ConfigError("give --text or --country, not both: the text tells what it is about")
    config = load_config()
    recogniser = open_recogniser(config) if text is not None else None
    resolution = resolve_name(name, shared_gazetteer(config), text=text, country=country, recogniser=recogniser)
    if as_json:
        print(json.dumps(_json(name, resolution), ensure_ascii=False, indent=2))
    elif resolution.candidates:
        _print_table(resolution)
    if not resolution.candidates:
        print(f"No place is called {name!r}, and none sounds like it.", file=sys.stderr)
        raise typer.Exit(1)


def resolve_name(
    name: str,
    gazetteer: Gazetteer,
    *,
    text: str | None = None,
    country: str | None = None,
    recogniser: Recogniser | None = None,
) -> Resolution:
    """What a name means by itself, in a text, or in a country.

    Args:
        name: a place name in any script.
        gazetteer: the places.
        text: an article's text that holds the name; where it does several times, the surest one counts.
        country: ISO 3166-1 alpha-2 code.
        recogniser: finds names in the text beside geomap's own finder.

    Raises:
        ConfigError: the name is blank, the text does not hold it, or there is no such country.
        ArticleError: the text is no readable article.
    """
    from geomap.articles import article_from_text
    from geomap.errors import ConfigError
    from geomap.places import resolve
    from geomap.records import Article, Mention, Section
    from geomap.relations import with_relations
    from geomap.text import language_of, name_key

    bare = " ".join(name.split())
    if not name_key(bare):
        raise ConfigError(f"{name!r} is no name")
    code = country.upper() if country else None
    if code and code not in gazetteer.country_rows:
        raise ConfigError(f"--country must be a code of two letters, as SA, EG or US, not {country!r}")
    if text is None:
        line, mentions = bare, [Mention(0, len(bare), bare, "literal")]
        if code:
            # As news says it outright: "NAME, COUNTRY".
            home = gazetteer.place_at(gazetteer.country_rows[code])
            beside = home.name_ar or home.name if language_of(bare) == "ar" else home.name
            line = f"{bare}، {beside}" if beside == home.name_ar else f"{bare}, {beside}"
            mentions.append(Mention(len(line) - len(beside), len(line), beside, "literal"))
        article = Article("name", line, language_of(bare), sections=(Section("body", 0, len(line)),))
        return resolve(article, mentions, gazetteer)[0]
    article = article_from_text(text, id="text")
    all_mentions, wanted = _mentions_with(bare, article, gazetteer, recogniser)
    if not wanted:
        raise ConfigError(f"the text does not hold {bare!r}")
    found = with_relations(article.text, resolve(article, all_mentions, gazetteer))
    resolved = [one for one in found if one.mention in wanted]
    return max(resolved, key=lambda one: one.confidence)


def _mentions_with(
    name: str, article: Article, gazetteer: Gazetteer, recogniser: Recogniser | None
) -> tuple[Sequence[Mention], Sequence[Mention]]:
    """The place names of a text, the wanted one among them even where geomap would take it for an ordinary word."""
    from geomap.mentions import find_mentions
    from geomap.places import mention_key
    from geomap.records import Mention
    from geomap.text import name_key, words

    key = name_key(name)
    found = list(find_mentions(article, gazetteer, recogniser=recogniser))
    wanted = [one for one in found if key in (name_key(one.surface), mention_key(article.text, one, gazetteer))]
    if wanted:
        return found, wanted
    norms = key.split(" ")
    tokens = words(article.text)
    for first in range(len(tokens) - len(norms) + 1):
        those = tokens[first : first + len(norms)]
        # A clitic or an article may be written on to the first word.
        if [word.norm for word in those[1:]] != norms[1:] or not those[0].norm.endswith(norms[0]):
            continue
        start = those[0].at(article.text, len(those[0].norm) - len(norms[0]))
        if those[0].norm != norms[0] and those[0].script != "arabic":
            continue
        wanted.append(Mention(start, those[-1].end, article.text[start : those[-1].end], "literal"))
    others = [one for one in found if all(one.end <= own.start or own.end <= one.start for own in wanted)]
    return sorted([*others, *wanted], key=lambda one: one.start), wanted


def _json(name: str, resolution: Resolution) -> dict[str, Any]:
    from geomap.contract import place_to_json, spot_to_json

    return {
        "name": name,
        "place": place_to_json(resolution.place),
        "confidence": round(resolution.confidence, 4),
        "reasons": list(resolution.reasons),
        **spot_to_json(resolution.relation, resolution.spot),
        "candidates": [
            {"place": place_to_json(one.place), "score": round(one.score, 4), "reasons": list(one.reasons)}
            for one in resolution.candidates
        ],
    }


def _print_table(resolution: Resolution) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console() if sys.stdout.isatty() else Console(width=160)
    table = Table(box=box.SIMPLE, pad_edge=False)
    for title in ("score", "place", "kind", "where", "point", "why"):
        table.add_column(title, overflow="fold", justify="right" if title == "score" else "left")
    for one in resolution.candidates:
        place = one.place
        names = f"{place.name} ({place.name_ar})" if place.name_ar and place.name_ar != place.name else place.name
        where = ", ".join(part for part in (place.admin1, place.country) if part)
        cells = (f"{one.score:.2f}", f"{names}\n{place.id}", place.kind, where, f"{place.lat:.3f} {place.lon:.3f}")
        # Names may hold square brackets, which rich would take for its own.
        table.add_row(*map(_plain, (*cells, ", ".join(one.reasons))))
    console.print(table)
    if resolution.place is None:
        print("None of them is sure enough to be taken.")
    elif resolution.relation:
        from geomap.phrases import described

        print(f"The text says: {described(resolution.place, resolution.relation).name}.")


def _plain(text: str) -> Any:
    from rich.text import Text

    return Text(text)
