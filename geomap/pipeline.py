"""The whole flow: files, articles, readings (`geomap.readers`), events, one site. Read `build` first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.config import Config, Online, load_config
from geomap.errors import ConfigError
from geomap.readers import Progress, read_all, shared_gazetteer
from geomap.records import Event, Reading, Skipped

if TYPE_CHECKING:
    import geopandas

    from geomap.collecting import Working
    from geomap.collection import Collection
    from geomap.correcting import Outcome


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did."""

    dest: Path
    events: tuple[Event, ...]
    """The events of the site, after the merge, placed or not."""
    articles: int
    read: int
    """Articles read in this build; the others' readings were kept from an earlier one."""
    skipped: tuple[Skipped, ...] = ()
    written: int = 0
    """Files of the site that were written; the others were as they should be."""
    unchanged: bool = False
    """Nothing had changed since the last build, and nothing was written, not even to the store."""
    corrections: tuple[Outcome, ...] = ()
    """What became of each correction, in the order of their file; not known where nothing had changed."""
    _load: Callable[[], Iterable[Reading]] = field(default=tuple, repr=False, compare=False)
    _config: Config = field(default=Config(), repr=False, compare=False)

    def __repr__(self) -> str:
        placed = sum(event.place is not None for event in self.events)
        return f"<BuildResult: {self.articles} articles, {len(self.events)} events, {placed} placed, {self.dest}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the map, as a frame that needs nothing beside it."""
        from geomap.notebooks import build_html

        return build_html(tuple(self._load()), self.events, self._config)

    def geodataframe(self) -> geopandas.GeoDataFrame:
        """The events as a GeoDataFrame: a row each, WGS 84 points, empty where an event has no place."""
        from geomap.export import to_geodataframe

        return to_geodataframe(self.events, [reading.article for reading in self._load()])


class Memory:
    """What a process that builds one site again and again has at hand between its builds."""

    def __init__(self) -> None:
        self._working: Working | None = None

    def working(self, config: Config, dest: Path) -> Working:
        """The store of a site for a build, with what the last one had at hand where it was the same site's."""
        from geomap.collecting import Working

        if self._working is None or not self._working.is_of(config, dest):
            self._working = Working(config, dest)
        self._working.begin(config)
        return self._working


def build(
    paths: Sequence[str | Path] | None = None,
    dest: str | Path | None = None,
    config: Config | None = None,
    *,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> BuildResult:
    """Reads articles and writes the site of their events; what has not changed since the last build is not done again.

    Args:
        paths: files and folders of articles; default: those of the settings.
        dest: the site's folder; default: that of the settings.
        config: the settings; default: those of geomap.toml in the working folder.
        progress: told how far the build is.
        memory: for a process that builds again and again: what its earlier builds have at hand.

    Raises:
        ConfigError: the settings are wrong, or there is nothing to read.
        GazetteerError: there is no gazetteer, and none can be compiled.
        SiteError: the site cannot be written.
    """
    from geomap.collection import Collection, lock_path, sources_of
    from geomap.locking import locked
    from geomap.recognisers import check_recogniser

    tell = progress or (lambda stage, done, of: None)
    config = _with_state(config or load_config())
    check_recogniser(config)
    sources = sources_of(paths, config)
    dest = _destination(dest, sources, config)
    collection = Collection(config, dest)
    inputs = collection.inputs(sources)
    if done := _done_before(collection, inputs, dest, config):
        return done
    with (
        locked(lock_path(config, dest), lambda who: tell(who, 0, 0)) as waited,
        (memory or Memory()).working(config, dest) as working,
    ):
        if waited:
            # Who had the lock may have built just this.
            inputs = working.inputs(sources)
            if done := _done_before(working, inputs, dest, config):
                return done
        else:
            working.files, working.touched = collection.files, collection.touched
        return _build(sources, inputs, working, dest, config, tell)


def _done_before(collection: Collection, inputs: str, dest: Path, config: Config) -> BuildResult | None:
    """The last build, where nothing has changed since."""
    if last := collection.last_build(inputs):
        load = collection.stored_readings
        return BuildResult(
            dest, last.events, last.articles, 0, last.skipped, unchanged=True, _load=load, _config=config
        )
    return None


def _build(
    sources: Sequence[Path], inputs: str, collection: Working, dest: Path, config: Config, tell: Progress
) -> BuildResult:
    """A build that has something to do; what it needs is imported only then."""
    from geomap.correcting import corrected_readings
    from geomap.correcting_events import corrected_events
    from geomap.corrections import corrections_of
    from geomap.habits import leaning
    from geomap.publishing import publish

    corrections = corrections_of(config, lambda place_id: shared_gazetteer(config, tell).place(place_id))
    articles, unreadable = collection.articles(sources)
    read_anew = partial(read_all, config=config, progress=tell)
    readings, failed, read = collection.readings(articles, read_anew)
    # What a source mostly writes about settles names that its articles leave in doubt.
    settled = {reading.article.id: reading for reading in collection.leaned(leaning(readings), read_anew)}
    readings = tuple(settled.get(reading.article.id, reading) for reading in readings)
    readings, unread, again_read, outcomes = corrected_readings(
        readings, corrections, lambda carrying: collection.readings(carrying, read_anew)
    )
    read = min(read + again_read, len(readings))
    skipped = unreadable + failed + unread
    tell("merging", 0, 0)
    events, more = corrected_events(collection.joined, collection.merged(readings), corrections)
    outcomes = sorted(outcomes + more, key=lambda outcome: outcome.correction.line)
    tell("writing", 0, 0)
    gazetteer = shared_gazetteer(config, tell)
    written = publish(readings, events, skipped, dest, config, gazetteer, outcomes, collection)
    collection.finish(inputs, events, skipped, written.known)
    done = BuildResult(dest, events, len(readings), read, skipped, written.written, corrections=tuple(outcomes))
    return replace(done, _load=lambda: readings, _config=config)


def _with_state(config: Config) -> Config:
    """The settings with what earlier runs left to be asked: part of what the readings are kept under."""
    if not config.online.wanted:
        return replace(config, online=Online())
    from geomap.gazetteer import cache_dir
    from geomap.online import state_of

    state = state_of(config.online, config.gazetteer or cache_dir())
    return replace(config, online=replace(config.online, state=state))


def _destination(dest: str | Path | None, sources: Sequence[Path], config: Config) -> Path:
    """The site's folder, checked not to lie among the articles, where the next build would read it."""
    site = Path(dest) if dest is not None else config.site_path()
    for source in sources:
        if source.is_dir() and site.resolve().is_relative_to(source.resolve()):
            raise ConfigError(
                f"{site}: the site would lie among the articles of {source}; choose another folder with -o"
            )
    return site
