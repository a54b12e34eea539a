"""A collection while it is built: what is kept of its files, readings and merges is used, and kept anew."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Self

from geomap import packing
from geomap.additions import Entry, Looked, additions, are_added, entry_of, look_through, looked_of, signature_of
from geomap.articles import Parsed
from geomap.collection import Collection, common_root, store_path
from geomap.config import Config
from geomap.interrupts import HeldBack
from geomap.kept_records import (
    KeptArticle,
    KeptEvent,
    KeptReading,
    as_kept,
    event_row,
    kept_reading,
    reading_row,
)
from geomap.merge import Joined, Report, distinct
from geomap.pieces import Pieces
from geomap.records import Article, Event, Reading, Skipped
from geomap.rejoining import Cluster, Joins, kept_report, note_of, note_of_row, rejoined
from geomap.sitepages import event_key
from geomap.standing import Known, sizes

Read = Callable[[Sequence[Article]], Iterable[Reading | Skipped]]
"""Reads articles and answers in their order."""

_BATCH = 100


class _AtHand:
    """What a build has looked up and made of the store; it holds as long as no other build writes to the store."""

    def __init__(self) -> None:
        self.rows: dict[str, Any] = {}
        """Of readings, by their keys."""
        self.readings: dict[str, KeptReading] = {}
        self.joins: Joins | None = None
        self.events: dict[str, Event] = {}
        """By their keys: the clusters', and those of the site."""
        self.looked: Looked | None = None
        self.known: Known | None = None
        self.pieces: Pieces | None = None


class Working(Collection):
    """The store of one site while a build works with it; entered, it is made ready.

    It may be entered again for the next build: what the last one had at hand is used, where no other came between.

    Args:
        config: the settings of the build.
        dest: the site's folder.
    """

    def __init__(self, config: Config, dest: Path) -> None:
        super().__init__(config, dest)
        self._stamp = ""
        self._at_hand = _AtHand()
        self._interrupts = HeldBack()
        self.begin(config)

    def is_of(self, config: Config, dest: Path) -> bool:
        """Whether it is the store of this site."""
        return (self.path, self._dest) == (store_path(config, dest), dest)

    def begin(self, config: Config) -> None:
        """Has the next build be one with these settings."""
        self.set_config(config)
        self.touched = False
        self.renewed = False
        """Whether the last build was another version's, of geomap or of what it reads with."""
        self._leaned: dict[str, str] = {}
        self._used: set[str] = set()
        self._readings: tuple[KeptReading, ...] = ()
        self._joins: tuple[Joins, Joins] = (Joins(), Joins())
        self._renamed: dict[str, Event] = {}

    def __enter__(self) -> Self:
        """Makes the store ready: what a killed build left half done is undone, what another version kept is let go.

        Raises:
            SiteError: the store cannot be written.
        """
        self._store.open()
        last = self._store.row("kept", "version")
        if last != self._version:
            # Who goes back and forth between recognisers of names keeps the readings of both, until a build is done.
            same_code = last is not None and last.partition(" ")[0] == self._version.partition(" ")[0]
            self._store.clear(keep=("reading", "place") if same_code else ())
            self._store.put("kept", [("version", self._version), ("renewed", last is not None)])
            self._store.commit()
        # Until a build of this version is done: one may be killed, or find no room.
        self.renewed = bool(self._store.row("kept", "renewed"))
        if not self._stamp or self._store.row("kept", "stamp") != self._stamp:
            self._at_hand = _AtHand()
            self._store.forget()
            self._load.cache_clear()
            self._at_hand.rows = self._store.rows("reading")
        self._stamp = ""
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._interrupts.end()

    def articles(self, sources: Sequence[Path]) -> tuple[tuple[Article, ...], tuple[Skipped, ...]]:
        """The articles in the sources, and what is none; files that did not change are not opened.

        Raises:
            SiteError: the store cannot be read.
        """
        stamp, last = self._look_stamp(sources), self._at_hand.looked or self._looked_before(sources)
        if last and (last.stamp, last.sources) == (stamp, tuple(sources)):
            came = additions(last, self.files, self._config.max_bytes)
            for new, parsed in came or ():
                last.put(new.shown, parsed.article, signature_of(new, time.time()), self._entry(parsed))
            if came:
                last.files = self.files
                return self._looked(last)
        inside: dict[str, Entry] = {}
        found: list[Article] = []
        skipped: list[Skipped] = []
        before, root = self.entries(sources), common_root(sources)
        for shown, signed, one in look_through(sources, root, self._config.max_bytes, before, self._article):
            entry = inside.setdefault(shown, [signed, []])
            if isinstance(one, Skipped):
                entry[1].append(None)
                skipped.append(one)
            else:
                entry[1].append(self._entry(one))
                found.append(one.article)
        return self._looked(Looked(stamp, tuple(sources), self.files, inside, found, tuple(skipped)))

    def _looked(self, through: Looked) -> tuple[tuple[Article, ...], tuple[Skipped, ...]]:
        self._at_hand.looked = through
        return tuple(through.articles), through.skipped

    def _looked_before(self, sources: Sequence[Path]) -> Looked | None:
        """What the last build of another process came to when it looked, where no more than a few files came since."""
        files = self._store.row("kept", "files") or {}
        kept = self.look(sources) if are_added(files, self.files) else None
        return looked_of(kept, files, self._article) if kept else None

    def _entry(self, one: Parsed) -> list[str]:
        """What is kept of an article of a file."""
        return entry_of(one, self._key(one.article))

    def _article(self, key: str) -> Article | None:
        """The article of a reading; None where there is no such reading."""
        return self._kept(key).article if key in self._at_hand.rows else None

    def _kept(self, key: str) -> KeptReading:
        made, rows = self._at_hand.readings, self._at_hand.rows
        if key not in made:
            made[key] = kept_reading(key, rows[key], self._store.places(), self._load)
        return made[key]

    def readings(
        self, articles: Sequence[Article], read: Read
    ) -> tuple[tuple[KeptReading, ...], tuple[Skipped, ...], int]:
        """The articles' readings in order, those that could not be read, and how many were read and not kept before.

        New readings are stored in batches as they come, so a build that is killed goes on where it was.

        Raises:
            SiteError: the store cannot be written.
        """
        keys = [self._key(article) for article in articles]
        known: dict[str, KeptReading | Skipped] = {key: self._kept(key) for key in keys if key in self._at_hand.rows}
        new = {key: article for key, article in zip(keys, articles, strict=True) if key not in known}
        for count, (key, answer) in enumerate(zip(new, read(list(new.values())), strict=True), start=1):
            known[key] = as_kept(answer, key) if isinstance(answer, Reading) else answer
            if isinstance(answer, Reading):
                self._at_hand.rows[key] = row = reading_row(answer, self._store.number)
                self._store.put("reading", [(key, row, packing.pack(answer))])
            if count % _BATCH == 0 or count == len(new):
                self._store.commit()
        self._used.update(keys)
        answers = [known[key] for key in keys]
        readings = tuple(answer for answer in answers if isinstance(answer, KeptReading))
        return readings, tuple(answer for answer in answers if isinstance(answer, Skipped)), len(new)

    def leaned(self, leaning: Iterable[tuple[Reading, str]], read: Read) -> tuple[KeptReading, ...]:
        """Readings made again as those of articles of a country, where they can be.

        Raises:
            SiteError: the store cannot be written.
        """
        kept = self._store.row("kept", "leaned") or {}
        found: list[KeptReading] = []
        anew: dict[str, Article] = {}
        for reading, country in leaning:
            name = f"{self._key(reading.article)} {country}"
            if (key := kept.get(name)) in self._at_hand.rows:
                self._leaned[name] = key
                self._used.add(key)
                found.append(self._kept(key))
            else:
                anew[name] = replace(reading.article, country=country)
        self._leaned |= {name: self._key(article) for name, article in anew.items()}
        return (*found, *self.readings(list(anew.values()), read)[0])

    def merged(self, readings: Sequence[KeptReading]) -> tuple[Event, ...]:
        """The events of all readings, merged as `merge.events_of` does, in the order of their first reports."""
        self._readings = tuple(readings)
        before = self._joins_before()
        places = {f"{one.key}:{n}": (one, n) for one in readings for n in range(one.summary.events)}

        def load(id: str) -> Report:
            reading, n = places[id]
            return Report(reading.events[n], reading.article)

        known = before.notes
        notes = {id: known[id] if id in known else note_of(load(id), n) for id, (_, n) in places.items()}
        after = rejoined(before, notes, load)
        self._joins = (before, after)
        renamed = self._store.row("kept", "renamed_events") or {}
        return tuple(distinct([one.event for one in after.clusters], partial(self._under, renamed)))

    def _joins_before(self) -> Joins:
        at_hand = self._at_hand
        if at_hand.joins is None:
            store = self._store
            at_hand.events = {key: self._kept_event(key, row) for key, row in store.rows("event").items()}
            notes = {id: note_of_row(row) for id, row in store.rows("report").items()}
            alike = frozenset((one, other) for one, other in store.row("kept", "alike") or ())
            clusters = store.rows("cluster").values()
            kept = [Cluster(tuple(members), tuple(why), at_hand.events[key]) for members, why, key in clusters]
            # The store has them by their keys. Of events under one id, the first one in order keeps it.
            kept.sort(key=lambda one: notes[one.members[0]].order)
            at_hand.joins = Joins(notes, alike, tuple(kept))
        return at_hand.joins

    def _under(self, known: Mapping[str, str], event: Event, id: str) -> Event:
        """An event under another id; `known` tells under which key the last build kept the one it made of it."""
        name = f"{event_key(event)} {id}"
        self._renamed[name] = made = self._at_hand.events.get(known.get(name, "")) or replace(event, id=id)
        return made

    def joined(self) -> Joined:
        """How the reports are joined, for those who correct it."""
        after = self._joins[1]
        at = {id: n for n, id in enumerate(sorted(after.notes, key=lambda id: after.notes[id].order))}
        by_key = {reading.key: reading for reading in self._readings}

        def report(key: str, number: int) -> Report:
            return Report(by_key[key].events[number], by_key[key].article)

        reports = []
        for id in at:
            key, _, number = id.rpartition(":")
            reports.append(kept_report(by_key[key].article, partial(report, key, int(number))))
        clusters = [([at[id] for id in one.members], list(one.reasons)) for one in after.clusters]
        return Joined(reports, clusters, {}, {})

    def unchanged(self, events: Iterable[Event]) -> frozenset[str]:
        """The ids of those events that the last build had just so, told by the same readings."""
        last = self._store.row("kept", "build")
        if not last:
            return frozenset()
        known, told = frozenset(last["events"]), frozenset(last["readings"])
        as_it_was = {reading.article.id for reading in self._readings if reading.key in told}
        return frozenset([e.id for e in events if event_key(e) in known and as_it_was.issuperset(e.articles)])

    def pieces(self) -> Pieces:
        """What the site's data files have of each event."""
        if self._at_hand.pieces is None:
            self._at_hand.pieces = Pieces(self._store)
        return self._at_hand.pieces

    def known_pages(self) -> Known:
        """What the last build wrote of the site."""
        known = self._at_hand.known or super().known_pages()
        return known._replace(folders={}) if self.touched else known

    def forget_pages(self) -> None:
        """From now on the site may be another than what was kept of it: to be called before it is changed.

        Who interrupts the build waits until the site is whole and known again, which takes a moment.

        Raises:
            SiteError: the store cannot be written.
        """
        self._interrupts.begin()
        self._store.drop("kept", ["pages", "build"])
        self._store.commit()

    def finish(
        self,
        inputs: str,
        events: Sequence[Event],
        skipped: Sequence[Skipped],
        written: Known | None = None,
    ) -> None:
        """Keeps what the build came to, and lets go of what it did not use; `written` is the site as it is now.

        Raises:
            SiteError: the store cannot be written.
        """
        store, (before, after) = self._store, self._joins
        keys = [event_key(event) for event in events]
        self._keep_events(dict(zip(keys, events, strict=True)), after)
        unused = self._at_hand.rows.keys() - self._used
        store.drop("reading", unused)
        for key in unused:
            del self._at_hand.rows[key]
            self._at_hand.readings.pop(key, None)
        self._keep_joins(before, after)
        build = {
            "inputs": inputs,
            "version": self._version,
            "readings": [reading.key for reading in self._readings],
            "skipped": [[one.path, one.reason] for one in skipped],
            "events": keys,
        }
        known = written or Known(sizes=sizes(self._dest))
        kept = {
            "build": build,
            "files": self.files,
            "sources": looked.row() if (looked := self._at_hand.looked) else None,
            "leaned": self._leaned,
            "alike": sorted(after.alike),
            "renamed_events": {name: event_key(event) for name, event in self._renamed.items()},
            "pages": known.row(),
            "stamp": (stamp := secrets.token_hex(8)),
        }
        store.put("kept", kept.items())
        store.drop("kept", ["renewed"])
        store.commit()
        self._stamp, self._at_hand.known = stamp, known

    def _keep_events(self, site: Mapping[str, Event], after: Joins) -> None:
        """Keeps the events of the site, by their keys, and those of the clusters, and no others."""
        store, at_hand = self._store, self._at_hand
        own = {event_key(one.event): one.event for one in after.clusters} | dict(site)
        there = store.keys("event")
        new = {key: event_row(event, key, store.number) for key, event in own.items() if key not in there}
        store.put("event", [(key, row, packing.pack(own[key])) for key, row in new.items()])
        store.drop("event", there - own.keys())
        at_hand.events = own | {key: self._kept_event(key, row) for key, row in new.items()}
        clusters = [
            one if isinstance(one.event, KeptEvent) else one._replace(event=at_hand.events[event_key(one.event)])
            for one in after.clusters
        ]
        at_hand.joins = replace(after, clusters=tuple(clusters))

    def _keep_joins(self, before: Joins, after: Joins) -> None:
        store = self._store
        store.put("report", [(id, note) for id, note in after.notes.items() if id not in before.notes])
        store.drop("report", before.notes.keys() - after.notes.keys())
        old = {one.members[0]: one for one in before.clusters}
        own = {one.members[0]: one for one in after.clusters}
        new = [one for id, one in own.items() if old.get(id) is not one]
        store.put("cluster", [(one.members[0], [one.members, one.reasons, event_key(one.event)]) for one in new])
        store.drop("cluster", old.keys() - own.keys())

    def _key(self, article: Article) -> str:
        if isinstance(article, KeptArticle):
            return article.key
        digest = hashlib.blake2b(self._version.encode() + self._online + packing.pack(article), digest_size=16)
        return digest.hexdigest()
