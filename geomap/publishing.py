"""From readings and settings to what is published: the site, and single maps to embed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from geomap import __version__
from geomap.assets import LABELS
from geomap.collection import Collection
from geomap.config import Config
from geomap.embeds import embed_html
from geomap.errors import SiteError
from geomap.gazetteer import Gazetteer
from geomap.pages import SiteInfo, SourceNote, main_language, write_site
from geomap.records import Event, Place, Reading, Skipped
from geomap.sitedata import site_data

TITLE = "geomap"
"""The site's title where the settings have none."""


def publish(
    readings: Sequence[Reading],
    events: Sequence[Event],
    skipped: Sequence[Skipped],
    dest: Path,
    config: Config,
    gazetteer: Gazetteer,
) -> int:
    """Writes the site of merged events; returns how many of its files had to be written.

    Raises:
        SiteError: the folder cannot be written, or holds something else than a site of geomap's.
    """
    title, info, labels = _told(config, gazetteer)
    return write_site(readings, events, skipped, dest, title=title, labels=labels, info=info).written


def embed(site: Path, output: Path, event_id: str | None, config: Config, gazetteer: Gazetteer) -> None:
    """Writes the map of a built site, or of one of its events, as one HTML file that needs nothing beside it.

    Raises:
        SiteError: no site was built there, it has no such event, or the file cannot be written.
    """
    collection = Collection(config, site)
    built = collection.last_build()
    if built is None:
        raise SiteError(f"{site}: no site that this version of geomap built; run 'geomap build' first")
    readings = collection.stored_readings()
    title, info, labels = _told(config, gazetteer)
    language = config.language or main_language(site_data(readings, built.events, (), title))
    page = embed_html(
        readings, built.events, title=title, info=info, event_id=event_id, language_code=language, labels=labels
    )
    beside = output.with_name(f".{output.name}.new")
    try:
        beside.write_text(page, encoding="utf-8", newline="\n")
        os.replace(beside, output)
    except OSError as error:
        raise SiteError(f"{output}: cannot be written ({error.strerror or error})") from error


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
    )
    return config.title or TITLE, info, tuple(gazetteer.largest(LABELS))
