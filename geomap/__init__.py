"""geomap puts the events that news articles tell of on an offline map, Arabic first.

    import geomap
    reading = geomap.parse(text, published="2023-09-13")
    result = geomap.build(["articles"], "site")
    result.geodataframe().to_file("events.gpkg")

Importing it is cheap: what a name stands for is loaded when the name is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomap.config import Config, load_config
    from geomap.contract import reading_to_json
    from geomap.errors import ArticleError, ConfigError, GazetteerError, GeomapError, SiteError
    from geomap.gazetteer import Gazetteer, open_gazetteer
    from geomap.pipeline import BuildResult, build
    from geomap.readers import parse, read_article
    from geomap.records import (
        EVENT_TYPES,
        Article,
        Candidate,
        DateSpan,
        Event,
        Evidence,
        Mention,
        Participant,
        Place,
        Reading,
        Relation,
        Resolution,
        Section,
        Sentence,
        Skipped,
        Spot,
        Stop,
        Toll,
    )

__version__ = "0.1.0"

_HOME = {
    **dict.fromkeys(("Config", "load_config"), "config"),
    **dict.fromkeys(("ArticleError", "ConfigError", "GazetteerError", "GeomapError", "SiteError"), "errors"),
    **dict.fromkeys(("Gazetteer", "open_gazetteer"), "gazetteer"),
    **dict.fromkeys(("BuildResult", "build"), "pipeline"),
    **dict.fromkeys(("parse", "read_article"), "readers"),
    "reading_to_json": "contract",
    **dict.fromkeys(("EVENT_TYPES", "Article", "Candidate", "DateSpan", "Event", "Evidence", "Mention"), "records"),
    **dict.fromkeys(("Participant", "Place", "Reading", "Relation", "Resolution", "Section"), "records"),
    **dict.fromkeys(("Sentence", "Skipped", "Spot", "Stop", "Toll"), "records"),
}

__all__ = [
    "EVENT_TYPES",
    "Article",
    "ArticleError",
    "BuildResult",
    "Candidate",
    "Config",
    "ConfigError",
    "DateSpan",
    "Event",
    "Evidence",
    "Gazetteer",
    "GazetteerError",
    "GeomapError",
    "Mention",
    "Participant",
    "Place",
    "Reading",
    "Relation",
    "Resolution",
    "Section",
    "Sentence",
    "SiteError",
    "Skipped",
    "Spot",
    "Stop",
    "Toll",
    "__version__",
    "build",
    "load_config",
    "open_gazetteer",
    "parse",
    "read_article",
    "reading_to_json",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'geomap' has no attribute {name!r}")
    value = getattr(import_module(f"geomap.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
