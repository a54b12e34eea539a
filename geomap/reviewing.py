"""One session of reviewing: what its pages ask about the last build, what they write into the corrections, and undo.

Everything here may be called by several threads at once, and while a build runs in another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, Literal

from geomap.config import Config
from geomap.correction_writing import Built, Written, add_entries, built_now, last_build, take_back
from geomap.errors import ConfigError
from geomap.gazetteer import Gazetteer
from geomap.messages import LANGUAGES, Language, language
from geomap.records import Event, Place
from geomap.review import review_item, search_results
from geomap.text import name_key

MOST_ENTRIES = 20
"""So many entries make one step, at most."""
_MOST_PLACES = 8

State = Literal["ready", "building", "failed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How the site stands: `build` counts the sites made since the start, `told` says why the last try failed."""

    build: int = 0
    state: State = "ready"
    told: str = ""


class Review:
    """A session: its collection, its site as last built, and the steps that it wrote.

    Args:
        load: the settings as they are now.
        gazetteer: opens the places.
        wake: is called when the corrections have changed.
        author: who corrects, unless the page says otherwise.
    """

    def __init__(
        self, load: Callable[[], Config], gazetteer: Callable[[], Gazetteer], wake: Callable[[], None], author: str = ""
    ) -> None:
        self.author = author
        self.progress = Progress()
        self._load, self._gazetteer, self._wake = load, gazetteer, wake
        self._writing = Lock()
        self._steps: list[Written] = []
        self._built: tuple[int, Built] | None = None

    @property
    def steps(self) -> int:
        """How many steps can be undone."""
        return len(self._steps)

    def begun(self) -> None:
        """A build has begun."""
        self.progress = Progress(self.progress.build, "building")

    def made(self, events: tuple[Event, ...]) -> None:
        """The site was made anew, and has these events."""
        build = self.progress.build + 1
        self._built = (build, built_now(self._load(), events))
        self.progress = Progress(build)

    def kept(self) -> None:
        """A build had nothing to do."""
        self.progress = Progress(self.progress.build)

    def failed(self, told: str) -> None:
        """A build failed; the site is what it was."""
        self.progress = Progress(self.progress.build, "failed", told)

    def write(self, entries: object) -> tuple[int, ...]:
        """Writes entries as one step; answers with their lines in the file.

        Raises:
            ConfigError: they are no entries, or wrong ones, or the file has a fault.
            SiteError: the file cannot be written, or there is no build.
        """
        if not isinstance(entries, list) or not 0 < len(entries) <= MOST_ENTRIES:
            raise ConfigError(f"one step has 1 to {MOST_ENTRIES} entries")
        if not all(isinstance(entry, dict) for entry in entries):
            raise ConfigError("an entry must be an object")
        with self._writing:
            config = self._load()
            dated = [_dated(entry) for entry in entries]
            written = add_entries(dated, config, self._last_build(config), self._gazetteer().place)
            self._steps.append(written)
        self._wake()
        return tuple(one.line for one in written.corrections)

    def undo(self) -> tuple[str, ...]:
        """Takes back the last step; answers with the events that it was about.

        Raises:
            ConfigError: there is none, or others changed the file since.
            SiteError: the file cannot be written.
        """
        with self._writing:
            if not self._steps:
                raise ConfigError("there is nothing to undo")
            written = self._steps[-1]
            take_back(written)
            self._steps.pop()
        self._wake()
        targets = (getattr(one.action, "event", None) for one in written.corrections)
        return tuple(target.id for target in targets if target is not None)

    def places(self, name: str, code: str) -> list[dict[str, Any]]:
        """The gazetteer's places of an id or a name, or those that sound like it, as candidates of the review page."""
        gazetteer = self._gazetteer()
        known = gazetteer.place(name)
        found: Sequence[Place] = (known,) if known else gazetteer.find(name)[:_MOST_PLACES]
        if not found:
            found = [gazetteer.place_at(near.row) for near in gazetteer.near(name_key(name))[:_MOST_PLACES]]
        return search_results(found, _language(code, self._load()))

    def item(self, event_id: str, code: str) -> Mapping[str, Any]:
        """An event of the last build to review. Raises `ConfigError` where it has none of that id."""
        config = self._load()
        built = self._last_build(config)
        event = built.event(event_id)
        wanted = event.articles
        readings = {one.article.id: one for one in built.readings if one.article.id in wanted}
        return review_item(event, readings, _language(code, config))

    def _last_build(self, config: Config) -> Built:
        """What the last build came to; one of an earlier session is read, once."""
        build, known = self.progress.build, self._built
        if known is not None and known[0] == build:
            return known[1]
        found = last_build(config, config.site_path())
        self._built = (build, found)
        return found


def _dated(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with its day as YAML has it: without quotes where it is one."""
    try:
        return {**entry, "date": date.fromisoformat(entry["date"])}
    except (KeyError, TypeError, ValueError):
        return dict(entry)


def _language(code: str, config: Config) -> Language:
    if code not in LANGUAGES:
        raise ConfigError(f"the language must be one of {', '.join(LANGUAGES)}")
    return language(code, config.digits)
