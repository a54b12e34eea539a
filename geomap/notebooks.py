"""How results show themselves in a notebook: the map as a frame that needs no network and no file beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from geomap import __version__
from geomap.config import Config
from geomap.embeds import embed_html
from geomap.messages import LANGUAGES, Language, language, most_written
from geomap.pagecontext import SiteInfo
from geomap.records import Event, Place, Reading
from geomap.summaries import summary_of

MOST = 800
"""At most so many events are put on the map, some 1.4 MB: a notebook keeps in its file what it shows."""
HEIGHT = 480
"""Pixels."""


def reading_html(reading: Reading) -> str:
    """The events of one article as a map, or a sentence where none has a place."""
    code = reading.article.language if reading.article.language in LANGUAGES else "en"
    return _html((reading,), reading.events, reading.article.heading, language(code))


def build_html(readings: Sequence[Reading], events: Sequence[Event], config: Config) -> str:
    """The events of a build as a map, or a sentence where none has a place."""
    code = config.language or most_written(reading.article.language for reading in readings)
    return _html(readings, events, config.title or "geomap", language(code, config.digits))


def _html(readings: Sequence[Reading], events: Sequence[Event], title: str, own: Language) -> str:
    placed = [event for event in events if event.place is not None]
    if not placed:
        none = own.text("%(events)s, none with a known place")
        return _sentence(none % {"events": own.count("%(num)s event", "%(num)s events", len(events))}, own)
    shown = sorted(placed, key=lambda event: (event.date or "", event.id), reverse=True)[:MOST]
    kept = {id for event in shown for id in event.articles}
    told = [reading for reading in readings if reading.article.id in kept]
    info = SiteInfo(version=__version__, language=own.code, digits=own.digits)
    page = embed_html(told, shown, title=title, info=info, language_code=own.code, labels=_labels(told))
    frame = (
        f'<iframe sandbox="allow-scripts" title="{escape(title)}" width="100%" height="{HEIGHT}" '
        f'style="border:0;max-width:100%" srcdoc="{_attribute(page)}"></iframe>'
    )
    if len(shown) == len(placed):
        return frame
    few = own.text("The map shows the newest %(shown)s of %(events)s.") % {
        "shown": own.number(len(shown)),
        "events": own.count("%(num)s event", "%(num)s events", len(placed)),
    }
    return frame + _sentence(few, own)


def _attribute(page: str) -> str:
    """A page as it may stand in a quoted attribute, where a quote ends it and & begins a character reference."""
    return page.replace("&", "&amp;").replace('"', "&quot;")


def _sentence(text: str, own: Language) -> str:
    return f'<p lang="{own.code}" dir="{own.direction}">{escape(text)}</p>'


def _labels(readings: Sequence[Reading]) -> tuple[Place, ...]:
    """The places that the articles name. To open the gazetteer for others would take long, for a mere look."""
    places = {place.id: place for reading in readings for place, _ in summary_of(reading).places}
    return tuple(places.values())
