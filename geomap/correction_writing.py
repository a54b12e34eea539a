"""Writes entries into `corrections.yaml`, and takes them back: what else stands there stays as it is to the byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from geomap.collection import Collection
from geomap.config import Config
from geomap.correcting import touched
from geomap.corrections import (
    MOST_BYTES,
    NONE,
    Accepted,
    Changed,
    Correction,
    Dropped,
    Joined,
    PlaceOf,
    Split,
    load_corrections,
    read_corrections,
)
from geomap.errors import ConfigError, SiteError
from geomap.eventids import event_hint
from geomap.export_files import write_whole
from geomap.records import Event, Reading
from geomap.yaml_nodes import root_of

HEADER = "# What people corrected in this collection. “geomap correct” adds to it; edit it as you like.\n"


@dataclass(frozen=True, slots=True)
class Built:
    """What the last build of a site came to."""

    events: tuple[Event, ...]
    load: Callable[[], tuple[Reading, ...]]
    """Gives the readings; a second time, without work."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What was read of each article."""
        return self.load()

    def event(self, event_id: str) -> Event:
        """The event of that id. Raises `ConfigError`."""
        found = next((event for event in self.events if event.id == event_id), None)
        if found is None:
            raise ConfigError(f"the last build has no event {event_id!r}; its id stands in its page's address")
        return found

    def hint(self, event_id: str) -> dict[str, str]:
        """How to find an event again when its id changed. Raises `ConfigError`."""
        event = self.event(event_id)
        article = event.evidence[0].article
        return event_hint(event, next(one for one in self.readings if one.article.id == article))


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and the file before and after it."""

    corrections: tuple[Correction, ...]
    path: Path
    before: bytes | None
    """None where there was no file."""
    after: bytes


def last_build(config: Config, site: Path) -> Built:
    """The last build of a site.

    Raises:
        SiteError: this version of geomap built none there.
    """
    collection = Collection(config, site)
    built = collection.last_build()
    if built is None:
        raise SiteError(f"{site}: no site that this version of geomap built; run 'geomap build' first")
    return Built(built.events, cache(collection.stored_readings))


def built_now(config: Config, events: tuple[Event, ...]) -> Built:
    """The build of the settings' site that has just come to these events."""
    return Built(events, cache(Collection(config, config.site_path()).stored_readings))


def add_entries(entries: Sequence[Mapping[str, Any]], config: Config, built: Built, place_of: PlaceOf) -> Written:
    """Appends entries to the collection's corrections, all or none, checked as a build would check them.

    Raises:
        ConfigError: the file or an entry is wrong, or an entry is about nothing that the last build has.
        SiteError: the file cannot be written.
    """
    # A link stays one: what it leads to is written.
    path = config.corrections_path().resolve()
    earlier = load_corrections(path, place_of)
    before = path.read_bytes() if path.exists() else None
    stood = HEADER.encode() if before is None else before
    newline = b"\r\n" if b"\r\n" in stood else b"\n"
    gap = b"" if not stood or stood.endswith(b"\n") else newline
    lines = _lines(entries, _indent(stood.decode("utf-8-sig"), path.name))
    joined = stood + gap + lines.replace(b"\n", newline)
    if len(joined) > MOST_BYTES:
        raise ConfigError(f"nothing was written: {path.name} would be longer than {MOST_BYTES:,} bytes")
    try:
        found = read_corrections(joined.decode("utf-8-sig"), path.name, place_of)
    except ConfigError as error:
        # What stood there was read above: the fault is in the words that were typed.
        raise ConfigError(f"nothing was written: {str(error).split(': ', 1)[-1]}") from error
    new = found[len(earlier) :]
    if found[: len(earlier)] != earlier or len(new) != len(entries):
        raise ConfigError(f"{path}: nothing was written: the file is no list to which lines can be added")
    for one in new:
        _check(one, built)
    write_whole(path, lambda beside: _write(beside, joined))
    return Written(new, path, before, joined)


def take_back(written: Written) -> None:
    """Makes the file what it was before; what others added behind since stays.

    Raises:
        ConfigError: what was written stands there no longer as it was.
        SiteError: the file cannot be written.
    """
    try:
        now = written.path.read_bytes()
        if not now.startswith(written.after):
            raise ConfigError(f"{written.path.name} was changed since; take the entry out of it by hand")
        behind = now[len(written.after) :]
        if written.before is None and not behind:
            written.path.unlink()
            return
    except OSError as error:
        raise SiteError(f"{written.path}: cannot be undone ({error.strerror or error})") from error
    stood = (HEADER.encode() if written.before is None else written.before) + behind
    write_whole(written.path, lambda beside: _write(beside, stood))


def stood(event: Event) -> dict[str, str]:
    """What an event is like, as an entry that accepts it tells."""
    told = {"place": event.place.id if event.place else NONE, "date": event.date or NONE}
    last = {"date_end": event.date_end} if event.date_end else {}
    return {**told, **last, "type": event.type, "status": event.status}


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _indent(text: str, name: str) -> int:
    """How far in the entries of a file stand."""
    root = root_of(text, name)
    if not isinstance(root, yaml.SequenceNode):
        return 0
    if root.flow_style:
        raise ConfigError(f"{name}: nothing was written: write the list as lines that begin with “- ”, without [ ]")
    return int(root.start_mark.column)


def _lines(entries: Sequence[Mapping[str, Any]], indent: int) -> bytes:
    """Entries as YAML lines. Raises `ConfigError` on words that are no text."""
    dumped = yaml.safe_dump([dict(entry) for entry in entries], allow_unicode=True, sort_keys=False, width=10_000)
    try:
        return "".join(" " * indent + line + "\n" for line in dumped.splitlines()).encode()
    except UnicodeEncodeError as error:
        raise ConfigError("nothing was written: the words are not UTF-8") from error


def _check(new: Correction, built: Built) -> None:
    """Raises where a correction is about nothing that the last build has."""
    action = new.action
    _, outcomes = touched([reading.article for reading in built.readings], [new])
    if outcomes and outcomes[0].state == "stale":
        raise ConfigError(f"nothing was written: {outcomes[0].why}")
    if isinstance(action, Joined):
        for target in action.events:
            built.event(target.id)
    elif isinstance(action, Changed | Accepted | Dropped | Split):
        event = built.event(action.event.id)
        if isinstance(action, Split):
            _check_split(action, event)


def _check_split(action: Split, event: Event) -> None:
    tell = set(event.articles)
    if missing := sorted(set(action.articles) - tell):
        raise ConfigError(
            f"nothing was written: the event is not told by {', '.join(missing)}, but by {', '.join(sorted(tell))}"
        )
    if tell == set(action.articles):
        raise ConfigError("nothing was written: no other article tells the event")
