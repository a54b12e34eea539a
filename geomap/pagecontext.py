"""What the templates are given: the jinja environment and, for a page in a language, its words, links and names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from geomap.articletext import Part, Piece, QuotePart, article_parts, quotations, quote_parts
from geomap.assets import page_scripts
from geomap.journeys import by_event
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
from geomap.mapdata import MapTables, columns_json
from geomap.maps import MapKind, render_map
from geomap.messages import LANGUAGES, Language, language
from geomap.records import Event, Evidence, Place, Reading
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
from geomap.templating import Templates, templates_of
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

ROWS = 20_000
"""At most so many rows of lists are kept to be put on the next page; some 500 bytes each."""

_LEGEND: Mapping[str, Any] = {
    "types": TYPES,
    "families": TYPE_FAMILY,
    "family_names": FAMILIES,
    "shapes": SHAPES,
    "statuses": STATUSES,
    "precisions": PRECISIONS,
    "date_precisions": DATE_PRECISIONS,
    "kinds": KINDS,
    "participant_roles": PARTICIPANT_ROLES,
}
_MARKS = (("evidence", "ev"), ("trigger", "ev trigger"), ("date", "date-span"))
# What pages have that tell nothing else.
_PAGE: Mapping[str, Any] = {
    "section": "",
    "scripts": (),
    "map": None,
    "map_kind": None,
    "columns": None,
    "embeds": "",
    "embed_path": None,
    "linked_data": None,
    "feeds": False,
    "card": None,
    "cards": {},
    "inline": None,
}


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


class _Part(NamedTuple):
    """A section of an article's text."""

    kind: str
    reason: str
    paragraphs: list[list[_Piece]]


class _Piece(NamedTuple):
    """A run of an article's text: how it is marked, where it leads, and what the mark tells."""

    text: str
    classes: str
    mention: bool
    href: str | None
    tip: str


@dataclass(frozen=True, slots=True)
class Name:
    """A row of an article's table of names."""

    surface: str
    role: str
    place: Place | None
    confidence: float
    times: int


def render(template: str, context: dict[str, Any]) -> str:
    """A page's text, by a template and its context (`page_context`)."""
    templates: Templates = context["templates"]
    return templates.page(template, context)


def page_context(shared: dict[str, Any], path: str, **more: Any) -> dict[str, Any]:
    """The context of one page on top of `language_context`; `path` is its place below its language's folder.

    A page that lies elsewhere gives `here`, the way to that folder, and `root`, the way to the site's.
    """
    here = more.get("here", "../" * path.count("/"))
    page = {"path": path, "here": here, "root": here + "../", "url": shared["links"](here)}
    context = {**shared, **page, **more}
    if context["map"] and (tiles := shared["info"].tiles):
        context["policy"] = tiles.policy(context["policy"])
        context["scripts"] = _with_tiles(context["scripts"])
    told = (context["section"], here, context["root"], context["policy"], context["map_kind"], context["scripts"])
    frames: dict[tuple[Any, ...], _Frame] = shared["frames"]
    context["frame"] = frames.get(told) or frames.setdefault(told, _Frame(context))
    return context


def _with_tiles(scripts: Sequence[str]) -> tuple[str, ...]:
    """A page's scripts with that of online tiles between the map and what puts events on it."""
    drawing = ("assets/embed.js", "assets/facets.js", "assets/reviewmap.js")
    return tuple(one for script in scripts for one in ((SCRIPT, script) if script in drawing else (script,)))


class _Frame:
    """The parts of a page that are alike for all pages of one section, map and depth: rendered once, when asked for.

    `frame.menu` is what `frame-menu.html` makes of the context of the first such page.
    """

    def __init__(self, context: Mapping[str, Any]) -> None:
        # The frames of a site are known to the context; a ring of the two would hold the site in memory.
        self._context = {**context, "frames": None}

    def __getattr__(self, name: str) -> Markup:
        templates: Templates = self._context["templates"]
        part = templates.part(f"frame-{name.replace('_', '-')}.html", self._context)
        setattr(self, name, part)
        return part


def language_context(data: SiteData, info: SiteInfo, own: Language) -> dict[str, Any]:
    """What all pages of one language share: words, names, the collection."""
    base_url = info.base_url.rstrip("/") + "/" if info.base_url else None
    others = [code for code in LANGUAGES if code != own.code]
    slugs = {
        "event": data.event_slugs,
        "place": data.place_slugs,
        "article": data.article_slugs,
        "source": data.publisher_slugs,
        "day": {day: day for day in data.days},
    }
    words, links = _words(own.code, own.digits), partial(_links, slugs)
    return {
        **_PAGE,
        **words,
        "site": data,
        "slugs": slugs,
        "links": links,
        "info": info,
        "base_url": base_url,
        "languages": LANGUAGES,
        "other_languages": others,
        "alternates": LANGUAGES if base_url else others,
        "language_names": {code: language(code).name for code in LANGUAGES},
        "policy": POLICY,
        "templates": templates_of(own.code),
        "frames": {},
        "linked": LinkedData(data, own, base_url),
        "tables": MapTables(data, own),
        **_collection(data, own),
        **_known_parts(data, words["m"], links),
    }


def _links(slugs: Mapping[str, Mapping[str, str]], here: str) -> Callable[[str, str], str]:
    """What gives the way to a page of a kind ("event") and id, from pages from which `here` leads to their folder."""

    def url(kind: str, id: str) -> str:
        return f"{here}{kind}/{slugs[kind][id]}.html"

    return url


@cache
def _words(code: str, digits: str) -> dict[str, Any]:
    """What puts things into words of a language, and the macros, which find nothing else besides their arguments."""
    own = language(code, digits)
    names = {
        **_LEGEND,
        "language": own,
        # Words that templates name as such are put in before (see `templating`).
        "_": cache(lambda message: escape(own.text(message))),
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
        "person_name": lambda person: name_in(own.code, person),
        "comma": "، " if own.code == "ar" else ", ",
    }
    return {**names, "m": templates_of(code).macros(names)}


def _collection(data: SiteData, own: Language) -> dict[str, Any]:
    """What looks things up in the collection."""

    def quoted(told: tuple[Evidence, ...]) -> tuple[QuotePart, ...]:
        article = data.articles.get(told[0].article)
        return quote_parts(article.text, told) if article else ()

    return {
        "quotations": quotations,
        "quoted": quoted,
        "journeys": by_event(data.journeys),
        "tolls": lambda event: toll_lines(event, data.articles, own),
    }


def _known_parts(data: SiteData, macros: Any, links: Callable[[str], Any]) -> dict[str, Callable[..., Markup]]:
    """Parts of pages that stand on several pages, rendered once: rows of lists, by id and depth, and marks of kinds."""
    events = {event.id: event for event in data.events}

    @lru_cache(maxsize=ROWS)
    def event_row(id: str, here: str) -> Markup:
        return Markup(macros.event_in_list(events[id], links(here)))  # noqa: S704

    @lru_cache(maxsize=ROWS)
    def article_row(id: str, here: str) -> Markup:
        return Markup(macros.article_in_list(data.articles[id], len(data.article_events[id]), links(here)))  # noqa: S704

    @cache
    def kind(type: str, status: str) -> Markup:
        return Markup(macros.kind_mark(type, status))  # noqa: S704

    return {"event_row": event_row, "article_row": article_row, "kind": kind}


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
        "parts": [_part(data, part, own) for part in parts],
        "names": list(rows.values()),
    }


def _part(data: SiteData, part: Part, own: Language) -> _Part:
    return _Part(
        part.kind, part.reason, [[_piece(data, one, own) for one in paragraph] for paragraph in part.paragraphs]
    )


def _piece(data: SiteData, piece: Piece, own: Language) -> _Piece:
    classes = [name for kind, name in _MARKS if kind in piece.kinds]
    if piece.resolution is None:
        return _Piece(piece.text, " ".join(classes), mention=False, href=None, tip="")
    mention, place = piece.resolution.mention, piece.resolution.place
    classes.append("mention literal" if mention.role == "literal" and place is not None else "mention")
    lines = [own.text(ROLES.get(mention.role, mention.role))]
    href = None
    if place is not None:
        within = place_within(place, own)
        lines.insert(0, place_name(place, own) + (f" ({within})" if within else ""))
        href = f"../place/{data.place_slugs[place.id]}.html"
    lines += reason_texts((*mention.reasons, *piece.resolution.reasons), own)[:4]
    return _Piece(piece.text, " ".join(classes), mention=True, href=href, tip="\n".join(lines))


def json_block(text: str) -> Markup:
    """JSON for a data block, already safe inside a script element (`sitedata.script_json`)."""
    return Markup(clean(text))  # noqa: S704


def map_parts(kind: MapKind, code: str) -> dict[str, Any]:
    """What a page with a map of one kind is given: its markup and the scripts that stand at the page's end."""
    return {"map": render_map(kind, code), "map_kind": kind, "scripts": page_scripts(kind, code)}


def columns_block(
    data: SiteData, events: Sequence[Event], shared: dict[str, Any], slugs: Mapping[str, str] | None = None
) -> Markup:
    """The events of a page's own map as a data block (`mapdata.map_columns`)."""
    return json_block(columns_json(data, events, shared["language"], slugs, shared["tables"]))


def linked_block(node: dict[str, Any] | None) -> Markup | None:
    """JSON-LD as a data block; None where there is none."""
    return json_block(script_json(node)) if node else None
