"""From articles to readings: one text, one article, or many on several cores.

Read `read_article` first; most of geomap is what it calls.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from geomap.config import Config
from geomap.errors import ArticleError
from geomap.progress import gazetteer_stages
from geomap.records import Article, Reading, Skipped

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.model import Model
    from geomap.online import Geocoding
    from geomap.recognisers import Recogniser

Progress = Callable[[str, int, int], None]
"""Told a stage, how many of it are done, and how many there are (0 when not known)."""

POOL_FROM = 50
"""As many articles are worth the start of worker processes."""


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
    from geomap.collection import common_root, sources_of

    named = [source for source in sources if source != "-"]
    files = sources_of(named, config) if named else ()
    lines = read_json_lines(stream, "standard input") if "-" in sources else ()
    return chain(lines, read_articles(files, root=common_root(files), max_bytes=config.max_bytes) if files else ())


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


def _jobs(config: Config, recogniser: Recogniser | None) -> int:
    """As many processes read."""
    if recogniser is not None and recogniser.one_process:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return config.jobs or cores


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


def shared_gazetteer(config: Config | None = None, progress: Progress | None = None) -> Gazetteer:
    """The gazetteer of the settings, compiled when it is missing; one a process, since it keeps what it looked up.

    Raises:
        GazetteerError: it cannot be compiled or read.
    """
    from geomap.gazetteer import open_gazetteer

    tell = gazetteer_stages(progress) if progress else None
    return _gazetteer_at(open_gazetteer(config.gazetteer if config else None, tell).folder)


@lru_cache(maxsize=2)
def _gazetteer_at(folder: Path) -> Gazetteer:
    from geomap.gazetteer import Gazetteer

    return Gazetteer(folder)
