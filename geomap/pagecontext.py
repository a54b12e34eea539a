"""What the templates are given: the jinja environment and, for a page in a language, its words, links and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import jinja2
from markupsafe import Markup, escape

from geomap.articletext import Part, Piece, QuotePart, article_parts, quotations, quote_parts
from geomap.assets import page_scripts
from geomap.journeys import by_event
from geomap.kept import KeptTemplates, version_of
from geomap.legend import (
    DATE_PRECISIONS,
    FAMILIES,
    KINDS,
    PARTICIPANT_ROLES,
    PRECISIONS,
    ROLES,
    SHAPES,
    STATUSES,
    TYPE_FAMILY,
    TYPES,
)
from geomap.linked_data import LinkedData
from geomap.mapdata import map_columns
from geomap.maps import MapKind, render_map
from geomap.messages import LANGUAGES, Language, language
from geomap.records import Event, Evidence, Place, Reading
from geomap.resources import templates_dir
from geomap.sitedata import (
    SiteData,
    clean,
    event_title,
    event_where,
    place_name,
    place_within,
    relation_text,
    script_json,
)
from geomap.tiles import SCRIPT, TileSource
from geomap.titles import name_in
from geomap.toll_words import toll_lines
from geomap.wording import reason_text, reason_texts

_RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"))

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
"""Nothing inline runs and nothing is fetched: what an article smuggles in as markup stays text, twice over."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source that the method page credits."""

    name: str
    licence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of quality for the method page, already in words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """What the pages tell of the build itself. Nothing in it may depend on the clock or the machine."""

    version: str
    gazetteer_version: str = ""
    gazetteer_places: int = 0
    sources: tuple[SourceNote, ...] = ()
    """The gazetteer's sources, beside those of the site itself."""
    figures: tuple[Figure, ...] = ()
    base_url: str | None = None
    """Where the site will be served, for the embed snippets of a site opened from disk."""
    language: str | None = None
    """The language the site opens in, "ar" or "en"; None for that of most articles."""
    digits: str | None = None
    """Of Arabic pages: "latn" (123) or "arab" (١٢٣); None for CLDR's default."""
    tiles: TileSource | None = None
    """Online map tiles that pages served over http offer; None for the site's own base map alone."""
    cards: bool = False
    """Whether pages name a picture of the map for those who show a link to them; needs matplotlib."""
    own_cards: int = 0
    """Then at most so many pages of events and places name a picture of their own."""


@dataclass(frozen=True, slots=True)
class Name:
    """A row of an article's table of names."""

    surface: str
    role: str
    place: Place | None
    confidence: float
    times: int


@cache
def environment() -> jinja2.Environment:
    """The templates, all autoescaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_dir()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=KeptTemplates(version_of(__file__, "jinja2")),
        auto_reload=False,  # looking at three files anew for each page
    )


def render(template: str, context: dict[str, Any]) -> str:
    """A page's text; characters that HTML forbids come out as U+FFFD."""
    return clean(environment().get_template(template).render(context))


def page_context(shared: dict[str, Any], path: str, **more: Any) -> dict[str, Any]:
    """The context of one page on top of `language_context`; `path` is its place below its language's folder.

    A page that lies elsewhere gives `here`, the way to that folder, and `root`, the way to the site's.
    """
    here = more.get("here", "../" * path.count("/"))
    slugs: dict[str, Mapping[str, str]] = shared["slugs"]

    def url(kind: str, id: str) -> str:
        return f"{here}{kind}/{slugs[kind][id]}.html"

    page = {"path": path, "here": here, "root": here + "../", "url": url, "map": None, "columns": None}
    context = {**shared, **page, "embed_path": None, "linked_data": None, **more}
    if context["map"] and (tiles := shared["info"].tiles):
        context["policy"] = tiles.policy(context["policy"])
        context["scripts"] = _with_tiles(context["scripts"])
    context["frame"] = _frame(context, shared["frames"])
    return context


def _with_tiles(scripts: Sequence[str]) -> list[str]:
    """A page's scripts with that of online tiles between the map and what puts events on it."""
    drawing = ("assets/embed.js", "assets/facets.js", "assets/reviewmap.js")
    return [one for script in scripts for one in ((SCRIPT, script) if script in drawing else (script,))]


def _frame(context: dict[str, Any], known: dict[tuple[str, str], dict[str, Markup]]) -> dict[str, Markup]:
    """The parts of a page that are alike for all pages of one section and depth: rendered once, then known."""
    key = (context["section"], context["here"])
    if key not in known:
        known[key] = {
            part: Markup(environment().get_template(f"frame-{part}.html").render(context))  # noqa: S704
            for part in ("menu", "theme", "foot", "dialog")
        }
    return known[key]


def language_context(data: SiteData, info: SiteInfo, own: Language) -> dict[str, Any]:
    """What all pages of one language share: words, names, the collection."""
    comma = "، " if own.code == "ar" else ", "
    base_url = info.base_url.rstrip("/") + "/" if info.base_url else None

    # Escaped once and kept: a page asks for some fifty words, nearly the same ones as the page before.
    @lru_cache(maxsize=4096)
    def words(message: str) -> Markup:
        return escape(own.text(message))

    def quoted(told: tuple[Evidence, ...]) -> tuple[QuotePart, ...]:
        article = data.articles.get(told[0].article)
        return quote_parts(article.text, told) if article else ()

    return {
        "site": data,
        "slugs": {
            "event": data.event_slugs,
            "place": data.place_slugs,
            "article": data.article_slugs,
            "source": data.publisher_slugs,
            "day": {day: day for day in data.days},
        },
        "info": info,
        "base_url": base_url,
        "language": own,
        "languages": LANGUAGES,
        "language_names": {code: language(code).name for code in LANGUAGES},
        "policy": POLICY,
        "_": words,
        "reason": lambda reason: reason_text(reason, own),
        "reasons": lambda reasons: reason_texts(reasons, own),
        "count": own.count,
        "number": own.number,
        "percent": own.percent,
        "coordinates": own.coordinates,
        "date": own.date,
        "title": lambda event: event_title(event, own),
        "place_name": lambda place: place_name(place, own),
        "within": lambda place: place_within(place, own),
        "relation": lambda event: relation_text(event.relation, own),
        "where": lambda event: event_where(event, own),
        "quotations": quotations,
        "quoted": quoted,
        "person_name": lambda person: name_in(own.code, person),
        "journeys": by_event(data.journeys),
        "tolls": lambda event: toll_lines(event, data.articles, own),
        "comma": comma,
        "types": {**{event.type: event.type for event in data.events}, **TYPES},
        "families": {**{event.type: "other" for event in data.events}, **TYPE_FAMILY},
        "family_names": FAMILIES,
        "shapes": SHAPES,
        "statuses": STATUSES,
        "precisions": PRECISIONS,
        "date_precisions": DATE_PRECISIONS,
        "kinds": KINDS,
        "participant_roles": PARTICIPANT_ROLES,
        "section": "",
        "frames": {},
        "feeds": False,
        "card": None,
        "cards": {},
        "linked": LinkedData(data, own, base_url),
        "inline": None,
    }


def article_context(data: SiteData, reading: Reading, own: Language) -> dict[str, Any]:
    """The article's text in marked pieces, and its table of names."""
    article = reading.article
    evidence = [
        item for event in data.article_events[article.id] for item in event.evidence if item.article == article.id
    ]
    parts = article_parts(reading, evidence)
    rows: dict[tuple[str, str, str], Name] = {}
    for resolution in reading.resolutions:
        mention = resolution.mention
        key = (mention.surface, mention.role, resolution.place.id if resolution.place else "")
        times = rows[key].times + 1 if key in rows else 1
        role = own.text(ROLES.get(mention.role, mention.role))
        rows[key] = Name(mention.surface, role, resolution.place, resolution.confidence, times)
    direction = "rtl" if article.language in _RIGHT_TO_LEFT else "auto" if article.language == "und" else "ltr"
    return {
        "text_direction": direction,
        "parts": [_part_context(data, part, own) for part in parts],
        "names": list(rows.values()),
    }


def _part_context(data: SiteData, part: Part, own: Language) -> dict[str, Any]:
    paragraphs = [list(_piece_contexts(data, paragraph, own)) for paragraph in part.paragraphs]
    return {"kind": part.kind, "reason": part.reason, "paragraphs": paragraphs}


def _piece_contexts(data: SiteData, paragraph: tuple[Piece, ...], own: Language) -> Iterator[dict[str, Any]]:
    for piece in paragraph:
        classes = []
        if "evidence" in piece.kinds:
            classes.append("ev")
        if "trigger" in piece.kinds:
            classes.append("ev trigger")
        if "date" in piece.kinds:
            classes.append("date-span")
        found = {"text": piece.text, "mention": piece.resolution is not None, "href": None, "tip": ""}
        if piece.resolution is not None:
            mention, place = piece.resolution.mention, piece.resolution.place
            classes.append("mention literal" if mention.role == "literal" and place is not None else "mention")
            lines = [own.text(ROLES.get(mention.role, mention.role))]
            if place is not None:
                within = place_within(place, own)
                lines.insert(0, place_name(place, own) + (f" ({within})" if within else ""))
                found["href"] = f"../place/{data.place_slugs[place.id]}.html"
            lines += reason_texts((*mention.reasons, *piece.resolution.reasons), own)[:4]
            found["tip"] = "\n".join(lines)
        found["classes"] = " ".join(classes)
        yield found


def json_block(text: str) -> Markup:
    """JSON for a data block, already safe inside a script element (`sitedata.script_json`)."""
    return Markup(text)  # noqa: S704


def map_parts(kind: MapKind, code: str) -> dict[str, Any]:
    """What a page with a map of one kind is given: its markup and the scripts that stand at the page's end."""
    return {"map": render_map(kind, code), "map_kind": kind, "scripts": page_scripts(kind, code)}


def columns_block(
    data: SiteData, events: Sequence[Event], shared: dict[str, Any], slugs: Mapping[str, str] | None = None
) -> Markup:
    """The events of a page's own map as a data block (`sitedata.map_columns`)."""
    return json_block(script_json(map_columns(data, events, shared["language"], slugs)))


def linked_block(node: dict[str, Any] | None) -> Markup | None:
    """JSON-LD as a data block; None where there is none."""
    return json_block(script_json(node)) if node else None
