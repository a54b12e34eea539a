"""From readings and settings to what is published: the site, single maps to embed, pictures, the events as one file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geomap import __version__
from geomap.assets import LABELS
from geomap.collecting import Working
from geomap.collection import Collection, store_path
from geomap.config import Config
from geomap.correcting import Outcome
from geomap.departed import departed_since
from geomap.embeds import embed_html
from geomap.errors import ConfigError, SiteError
from geomap.export_files import format_of, write_events, write_whole
from geomap.export_journeys import journeys_text
from geomap.gazetteer import Gazetteer
from geomap.history import before_build, changes_since, noted
from geomap.messages import language
from geomap.pages import SiteInfo, SourceNote, main_language, write_site
from geomap.picture import SIZE, can_draw, check_pictures
from geomap.picture import picture as draw_picture
from geomap.records import Event, Place, Reading, Skipped
from geomap.selecting import Selection
from geomap.sitedata import site_data
from geomap.sitewriter import WriteResult
from geomap.tiles import tile_source

TITLE = "geomap"
"""The site's title where the settings have none."""


def publish(
    readings: Sequence[Reading],
    events: Sequence[Event],
    skipped: Sequence[Skipped],
    dest: Path,
    config: Config,
    gazetteer: Gazetteer,
    corrections: Sequence[Outcome],
    collection: Working,
) -> WriteResult:
    """Writes the site of merged events.

    `corrections`: what became of each, for the report. `collection` knows what earlier builds wrote.

    Raises:
        SiteError: the folder cannot be written, or holds something else than a site of geomap's.
    """
    title, info, labels = _told(config, gazetteer)
    articles = [reading.article for reading in readings]
    store, same = store_path(config, dest), collection.unchanged(events)
    before = before_build(dest, same)
    changes = changes_since(before, events, articles, corrections, renewed=collection.renewed, same=same)
    builds = noted(store.with_suffix(".news.json"), before, changes)
    departed = departed_since(store.with_suffix(".gone.json"), changes, {event.id for event in events})
    pieces, known = collection.pieces(), collection.known_pages()
    result = write_site(
        readings,
        events,
        skipped,
        dest,
        title=title,
        labels=labels,
        info=info,
        corrections=corrections,
        departed=departed,
        builds=builds,
        known=known._replace(events={id: told for id, told in known.events.items() if id in same}),
        pieces=pieces,
        before_changing=collection.forget_pages,
    )
    pieces.keep()
    return result


def embed(site: Path, output: Path, wanted: Selection, config: Config, gazetteer: Gazetteer) -> None:
    """Writes the map of those events of a built site that are wanted as one HTML file that needs nothing beside it.

    Raises:
        SiteError: no site was built there, it has no such events, or the file cannot be written.
    """
    readings, events = _built(site, config)
    title, info, labels = _told(config, gazetteer)
    code = config.language or main_language(site_data(readings, events, (), title))
    page = embed_html(readings, events, title=title, info=info, wanted=wanted, language_code=code, labels=labels)
    write_whole(output, lambda path: _write_page(path, page))


def picture(
    site: Path,
    output: Path,
    wanted: Selection,
    config: Config,
    gazetteer: Gazetteer,
    *,
    size: tuple[int, int] = SIZE,
    theme: str = "light",
) -> None:
    """Draws those events of a built site that are wanted as one PNG or SVG, as `output`'s ending tells.

    Raises:
        ConfigError: no matplotlib for it is installed, or format, size, theme or language is none that there is.
        SiteError: no site was built there, it has no such events, or the file cannot be written.
    """
    check_pictures()
    readings, events = _built(site, config)
    title, _, labels = _told(config, gazetteer)
    data = site_data(readings, events, (), title)
    own = language(config.language or main_language(data), config.digits)
    format = output.suffix.lower().removeprefix(".")
    made = draw_picture(data, wanted.of(data.events), own, format=format, size=size, theme=theme, labels=labels)
    write_whole(output, lambda path: _write_bytes(path, made))


def export(site: Path, output: Path, format: str | None, config: Config, *, journeys: bool = False) -> None:
    """Writes the events of a built site as one file, in the format of that name or that `output`'s ending tells.

    `journeys`: not the events but the journeys that they join into, as GeoJSON.

    Raises:
        ConfigError: there is no such format, the ending tells none, or what the format needs is not installed.
        SiteError: no site was built there, or the file cannot be written.
    """
    chosen = format_of(output, format)
    if journeys:
        if chosen != "geojson":
            raise ConfigError(f"journeys are written as geojson, not as {chosen}")
        lines = journeys_text(_built(site, config)[1])
        write_whole(output, lambda path: _write_page(path, lines))
        return
    title = config.title or TITLE
    data = site_data(*_built(site, config), (), title)
    own = language(config.language or main_language(data))
    write_events(data.events, list(data.articles.values()), output, chosen, title, own)


def last_readings(site: Path, config: Config) -> tuple[Reading, ...]:
    """What the last build of a site read of each article.

    Raises:
        SiteError: no site was built there.
    """
    return _built(site, config)[0]


def _built(site: Path, config: Config) -> tuple[tuple[Reading, ...], tuple[Event, ...]]:
    """The readings and events of the last build; raises SiteError where there is none."""
    collection = Collection(config, site)
    built = collection.last_build()
    if built is None:
        raise SiteError(f"{site}: no site that this version of geomap built; run 'geomap build' first")
    return collection.stored_readings(), built.events


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _write_page(path: Path, page: str) -> None:
    path.write_text(page, encoding="utf-8", newline="\n")


def _told(config: Config, gazetteer: Gazetteer) -> tuple[str, SiteInfo, tuple[Place, ...]]:
    """The title, what the pages tell of the build, and the places that maps may name."""
    sources = gazetteer.info()["sources"]
    info = SiteInfo(
        version=__version__,
        gazetteer_version=gazetteer.version,
        gazetteer_places=len(gazetteer),
        sources=tuple(SourceNote(source["name"], source["licence"], source.get("url", "")) for source in sources),
        base_url=config.base_url,
        language=config.language,
        digits=config.digits,
        tiles=tile_source(config.tiles) if config.tiles else None,
        cards=config.base_url is not None and can_draw(),
        own_cards=config.cards,
    )
    return config.title or TITLE, info, tuple(gazetteer.largest(LABELS))
