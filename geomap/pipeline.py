"""The whole flow: files, articles, mentions, places, dates, events, one site.

Read `read_article` and `build` first; the rest of geomap is what they call.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from geomap.config import Config, Online, load_config
from geomap.errors import ArticleError, ConfigError
from geomap.progress import gazetteer_stages
from geomap.records import Article, Event, Reading, Skipped

if TYPE_CHECKING:
    import geopandas

    from geomap.collecting import Working
    from geomap.collection import Collection
    from geomap.correcting import Outcome
    from geomap.gazetteer import Gazetteer
    from geomap.model import Model
    from geomap.online import Geocoding
    from geomap.recognisers import Recogniser

Progress = Callable[[str, int, int], None]
"""Told a stage, how many of it are done, and how many there are (0 when not known)."""

POOL_FROM = 50
"""As many articles are worth the start of worker processes."""


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


def read_article(
    article: Article,
    gazetteer: Gazetteer,
    model: Model | None = None,
    geocoding: Geocoding | None = None,
    recogniser: Recogniser | None = None,
) -> Reading:
    """All that is read from one article: its mentions resolved, its dates, its events.

    `model`: other weights than the shipped ones, for judging them on articles they have not seen. `geocoding`: what
    to ask for names without a place; by default nothing is asked. `recogniser`: what finds names beside geomap's own
    finder (`geomap.recognisers.open_recogniser`).
    """
    from geomap.antonomasia import with_antonomasia
    from geomap.correcting import corrected_mentions, corrected_places, with_words, without_denied
    from geomap.dates import find_dates
    from geomap.events import find_events
    from geomap.mentions import find_mentions
    from geomap.places import resolve
    from geomap.relations import with_relations
    from geomap.wrapping import as_written, unwrapped

    written, text = article, unwrapped(article.text)
    if text != article.text:
        article = replace(article, text=text)
    mentions = find_mentions(article, gazetteer, model, recogniser)
    resolutions = resolve(article, corrected_mentions(article, mentions), gazetteer)
    resolutions = corrected_places(article, resolutions)
    if geocoding is not None:
        resolutions = geocoding.fill(article, resolutions)
    resolutions = with_antonomasia(article, resolutions, gazetteer)
    resolutions = with_relations(article.text, without_denied(article, resolutions))
    dates = find_dates(article)
    events = with_words(article, resolutions, find_events(article, resolutions, dates))
    return as_written(Reading(article, resolutions, dates, events), written)


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
    from geomap.collection import Collection, lock_path
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


def parse(
    text: str,
    *,
    title: str | None = None,
    published: date | str | None = None,
    source: str | None = None,
    url: str | None = None,
    language: str | None = None,
    id: str = "text",
    gazetteer: Gazetteer | None = None,
) -> Reading:
    """Reads one article's text.

    Args:
        text: the article; its first line may be the title.
        title: the title, when it is not in the text.
        published: the day it was published, as a date or "YYYY-MM-DD"; what "on Friday" means depends on it.
        source: the newspaper or agency.
        url: where it was found.
        language: ISO 639-1 code, when it is known better than the script tells.
        id: the name under which the events' evidence refers to the article.
        gazetteer: the places; default: geomap's own, compiled at the first use.

    Raises:
        ArticleError: the text is no readable article, or `published` is no date.
        GazetteerError: there is no gazetteer, and none can be compiled.
    """
    from geomap.articles import article_from_text

    if isinstance(published, str):
        try:
            published = date.fromisoformat(published)
        except ValueError as error:
            raise ArticleError(f"published must be a date like 2023-09-13, not {published!r}") from error
    article = article_from_text(
        text, id=id, title=title, published=published, source=source, url=url, language=language
    )
    return read_article(article, gazetteer or shared_gazetteer())


def find_articles(sources: Sequence[str], stream: TextIO, config: Config) -> Iterator[Article | Skipped]:
    """The articles of files and folders, and for "-" those of the JSON lines of `stream`, as they come.

    Raises:
        ConfigError: a file or folder is not there.
    """
    from geomap.articles import read_articles, read_json_lines
    from geomap.collection import common_root

    named = [source for source in sources if source != "-"]
    files = sources_of(named, config) if named else ()
    lines = read_json_lines(stream, "standard input") if "-" in sources else ()
    return chain(lines, read_articles(files, root=common_root(files), max_bytes=config.max_bytes) if files else ())


@contextmanager
def asking(config: Config) -> Iterator[Geocoding | None]:
    """The geocoder to ask in a run, None where the user did not want one; at the end what went wrong is told.

    Raises:
        ConfigError: there is no such geocoder, or it needs other settings.
    """
    if not config.online.wanted:
        yield None
        return
    from geomap.gazetteer import cache_dir
    from geomap.online import Geocoding

    geocoding = Geocoding(config.online, config.gazetteer or cache_dir())
    try:
        yield geocoding
    finally:
        geocoding.close()


def _with_state(config: Config) -> Config:
    """The settings with what earlier runs left to be asked: part of what the readings are kept under."""
    if not config.online.wanted:
        return replace(config, online=Online())
    from geomap.gazetteer import cache_dir
    from geomap.online import state_of

    state = state_of(config.online, config.gazetteer or cache_dir())
    return replace(config, online=replace(config.online, state=state))


def read_or_skip(
    article: Article, gazetteer: Gazetteer, geocoding: Geocoding | None = None, recogniser: Recogniser | None = None
) -> Reading | Skipped:
    """As `read_article`; an article on which geomap itself fails is answered with the reason, not raised.

    With GEOMAP_DEBUG set in the environment it is raised.
    """
    read = partial(read_article, geocoding=geocoding) if geocoding else read_article
    read = partial(read, recogniser=recogniser) if recogniser else read
    try:
        return read(article, gazetteer)
    except Exception as error:
        if os.environ.get("GEOMAP_DEBUG"):
            raise
        return Skipped(
            article.path or article.id,
            f"geomap failed on it ({type(error).__name__}: {error}); this is a fault of geomap, please report it",
        )


def read_all(
    articles: Sequence[Article], config: Config | None = None, progress: Progress | None = None
) -> Iterator[Reading | Skipped]:
    """Reads many articles, on several cores when they are more than a few; the answers come in the articles' order."""
    if not articles:
        return
    from geomap.recognisers import open_recogniser

    config = config or Config()
    recogniser = open_recogniser(config, {article.language for article in articles})
    gazetteer = shared_gazetteer(config, progress)
    with asking(config) as geocoding:
        if geocoding is None:
            answers = _pooled(articles, gazetteer, _jobs(config, recogniser), recogniser)
        else:
            # One process: the rate and the budget are for all articles together.
            answers = (read_or_skip(article, gazetteer, geocoding, recogniser) for article in articles)
        for done, answer in enumerate(answers, start=1):
            if progress:
                progress("reading", done, len(articles))
            yield answer


def tell_lines(
    articles: Iterable[Article | Skipped], tell: Callable[[str | Skipped], None], gazetteer: Gazetteer, config: Config
) -> None:
    """Tells each article's line of the parse contract, or why it has none, in order and as they come.

    On several cores when the articles are more than a few; however many they are, only some are held at a time.
    """
    from geomap.pool import in_order
    from geomap.recognisers import open_recogniser

    recogniser = open_recogniser(config)
    with asking(config) as geocoding:
        if geocoding is None:
            read = partial(_line_in_worker, gazetteer.folder, recogniser)
            in_order(articles, read, tell, _jobs(config, recogniser), POOL_FROM)
        else:
            for article in articles:
                tell(_line(article, gazetteer, geocoding, recogniser))


def _line(
    article: Article | Skipped, gazetteer: Gazetteer, geocoding: Geocoding | None, recogniser: Recogniser | None
) -> str | Skipped:
    from geomap.contract import reading_to_json

    answer = article if isinstance(article, Skipped) else read_or_skip(article, gazetteer, geocoding, recogniser)
    return answer if isinstance(answer, Skipped) else json.dumps(reading_to_json(answer), ensure_ascii=False)


def _line_in_worker(folder: Path, recogniser: Recogniser | None, article: Article | Skipped) -> str | Skipped:
    return _line(article, _gazetteer_at(folder), None, recogniser)


def shared_gazetteer(config: Config | None = None, progress: Progress | None = None) -> Gazetteer:
    """The gazetteer of the settings, compiled when it is missing; one a process, since it keeps what it looked up.

    Raises:
        GazetteerError: it cannot be compiled or read.
    """
    from geomap.gazetteer import open_gazetteer

    tell = gazetteer_stages(progress) if progress else None
    return _gazetteer_at(open_gazetteer(config.gazetteer if config else None, tell).folder)


def sources_of(paths: Sequence[str | Path] | None, config: Config) -> tuple[Path, ...]:
    """What to read, checked to be there."""
    given = tuple(Path(path) for path in paths or ())
    sources = given or config.article_paths()
    missing = [path for path in sources if not path.exists()]
    if missing and given:
        raise ConfigError(f"{missing[0]}: no such file or folder")
    if missing:
        raise ConfigError(f"nothing to read: there is no {missing[0]}; put articles there, or name files and folders")
    return sources


def _destination(dest: str | Path | None, sources: Sequence[Path], config: Config) -> Path:
    """The site's folder, checked not to lie among the articles, where the next build would read it."""
    site = Path(dest) if dest is not None else config.site_path()
    for source in sources:
        if source.is_dir() and site.resolve().is_relative_to(source.resolve()):
            raise ConfigError(
                f"{site}: the site would lie among the articles of {source}; choose another folder with -o"
            )
    return site


def _pooled(
    articles: Sequence[Article], gazetteer: Gazetteer, jobs: int, recogniser: Recogniser | None
) -> Iterator[Reading | Skipped]:
    """The answers in order, from worker processes when there are enough articles and cores."""
    answered = 0
    if jobs > 1 and len(articles) >= POOL_FROM:
        from concurrent.futures.process import BrokenProcessPool

        from geomap.pool import tell_killed, workers

        with workers(min(jobs, len(articles))) as pool:
            try:
                read = partial(_read_in_worker, gazetteer.folder, recogniser)
                for answer in pool.map(read, articles, chunksize=8):
                    answered += 1
                    yield answer
            except BrokenProcessPool:
                tell_killed()
    for article in articles[answered:]:
        yield read_or_skip(article, gazetteer, None, recogniser)


def _read_in_worker(folder: Path, recogniser: Recogniser | None, article: Article) -> Reading | Skipped:
    return read_or_skip(article, _gazetteer_at(folder), None, recogniser)


@lru_cache(maxsize=2)
def _gazetteer_at(folder: Path) -> Gazetteer:
    from geomap.gazetteer import Gazetteer

    return Gazetteer(folder)


def _jobs(config: Config, recogniser: Recogniser | None) -> int:
    """As many processes read."""
    if recogniser is not None and recogniser.one_process:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return config.jobs or cores
