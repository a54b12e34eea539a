"""What each build brought: the last changes of a site's events with their reasons, for its page of news and its feeds.

Kept beside the store as `.geomap/NAME.news.json`, the newest build first. A change is stamped once, when a build first
sees it, with the time that SOURCE_DATE_EPOCH or else the clock tells; pages are made of this file, never of the clock.
Where there is none, as in a fresh clone, nothing is known of builds before, and the page tells the newest reports.

The file is written before the site. An entry names the state that it started from, so one whose build was killed before
its site landed is taken back by the next build.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geomap.comparing import DATA, KINDS, Change, Known, Named, Reason, Record, compare, read_events
from geomap.correcting import Outcome
from geomap.corrections import Dropped, Mentioned, Placed
from geomap.errors import SiteError
from geomap.export import records
from geomap.phrases import told_before
from geomap.records import Article, Event
from geomap.sitedata import clean, shape

LENGTH = 200
"""Changes that are kept, at most, with all builds together."""
# Where a build brought more than are kept, additions are left out first: the lists of events have them.
_KEEP = ("gone", "merged", "split", "moved", "redated", "changed", "renamed", "added")


@dataclass(frozen=True, slots=True)
class Brought:
    """What one build brought."""

    at: str
    """When it was first seen: UTC, as 2026-05-09T14:03:00Z."""
    since: str
    """A hash of the events that it was compared with."""
    counts: Mapping[str, int]
    """How many changes of each kind there were."""
    changes: tuple[Change, ...]
    """Those that are kept, in the order of `comparing.KINDS`."""


@dataclass(frozen=True, slots=True)
class Before:
    """The events of a site as it stands: their records, and a hash that tells one state from another ("" for none)."""

    records: Sequence[Record]
    state: str


def before_build(site: Path, same: Collection[str] = ()) -> Before:
    """What the site tells now; nothing where there is none, or it is no longer as geomap wrote it.

    `same`: ids of events that are known to be as they were, and need no look.
    """
    with suppress(OSError, SiteError):
        digest = hashlib.sha256((site / DATA).read_bytes()).hexdigest()
        return Before(read_events(site, same), digest)
    return Before((), "")


def changes_since(
    before: Before,
    events: Sequence[Event],
    articles: Sequence[Article],
    outcomes: Iterable[Outcome] = (),
    *,
    renewed: bool = False,
    same: Collection[str] = (),
) -> tuple[Change, ...]:
    """What became of the events since; none where nothing is known of before.

    Args:
        before: what the site told.
        events: what it is to tell.
        articles: of the collection as it is now.
        outcomes: of the corrections that were applied.
        renewed: whether another version of geomap or its gazetteer built it before.
        same: ids of events that are known to be as they were, and need no look.
    """
    if not before.state:
        return ()
    # Most events of most builds are as they were: those are told apart without making records of them.
    old = {_glance_of(record): record for record in before.records if record["id"] not in same}
    texts = _Texts(articles)
    new = {_glance(event, texts): event for event in events if event.id not in same}
    left = [record for key, record in old.items() if key not in new]
    come = [event for key, event in new.items() if key not in old]
    if not left and not come:
        return ()
    said, names = _said(outcomes, left)
    known = Known(
        texts,
        said,
        names,
        renewed,
        {article for record in before.records for article in record["articles"]}
        | {article for event in events if event.id in same for article in event.articles},
    )
    return compare(left, records(come, articles), known)


class _Texts(Mapping[str, str]):
    """The texts of articles by their ids: looked at where they are asked for."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {article.id: article for article in articles}

    def __getitem__(self, id: str) -> str:
        return self._articles[id].text

    def __contains__(self, id: object) -> bool:
        return id in self._articles

    def __iter__(self) -> Iterator[str]:
        return iter(self._articles)

    def __len__(self) -> int:
        return len(self._articles)


def _glance(event: Event, texts: Mapping[str, str]) -> tuple[object, ...]:
    """All that a change of an event could be told of; as `_glance_of` its record."""
    where, place = shape(event), event.place
    return (
        *(event.id, event.type, event.subtype, event.status, event.date, event.date_end),
        *(place.id if place else None, where.lat if where else None, where.lon if where else None),
        told_before(event.relation) or None,
        tuple(f"{person.name} ({person.role})" for person in event.participants),
        event.articles,
        event.corrected,
        tuple(texts[one.article][one.start : one.end] for one in event.evidence if one.article in texts),
    )


def _glance_of(record: Record) -> tuple[object, ...]:
    names = ("id", "type", "subtype", "status", "date", "date_end", "place_id", "lat", "lon", "relation")
    lists = ("participants", "articles", "corrected", "evidence")
    return *map(record.get, names), *(tuple(record.get(name, ())) for name in lists)


def _said(outcomes: Iterable[Outcome], left: Sequence[Record]) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """What people said of events that are none, by the ids of `left`; and of names: article, name and word of each."""
    said: dict[str, str] = {}
    names = []
    for outcome in outcomes:
        action, word = outcome.correction.action, clean(outcome.correction.said)
        if outcome.state == "stale":
            continue
        if isinstance(action, Dropped):
            hint = action.event.hint
            for record in left:
                hinted = hint and hint.article in record["articles"] and hint.type == record["type"]
                if record["id"] == action.event.id or hinted:
                    said.setdefault(str(record["id"]), word)
        elif isinstance(action, Mentioned | Placed):
            names.append((action.name.article or "", action.name.name, word))
    return said, names


def noted(path: Path, before: Before, changes: Sequence[Change]) -> tuple[Brought, ...]:
    """What the last builds brought, this one's `changes` first where it has some; writes the file where it changed.

    Raises:
        SiteError: it cannot be written.
    """
    known = list(_read(path))
    # The last entry's build was killed: the site still is what that one started from.
    if known and before.state and known[0].since == before.state:
        del known[0]
    if changes:
        counts = Counter(one.kind for one in changes)
        known.insert(0, Brought(_now(), before.state, {kind: counts[kind] for kind in KINDS if counts[kind]}, ()))
        known[0] = replace(known[0], changes=tuple(changes))
    kept = tuple(_trimmed(known))
    _write(path, kept)
    return kept


def _now() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _trimmed(builds: Iterable[Brought]) -> Iterable[Brought]:
    """The builds with their changes cut so that `LENGTH` are left, the newest ones."""
    room = LENGTH
    for build in builds:
        if not room:
            return
        wanted = sorted(build.changes, key=lambda one: _KEEP.index(one.kind))[:room]
        room -= len(wanted)
        yield replace(build, changes=tuple(sorted(wanted, key=lambda one: (KINDS.index(one.kind), one.id))))


def _read(path: Path) -> tuple[Brought, ...]:
    try:
        return tuple(_build(one) for one in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return ()


def _build(told: dict[str, Any]) -> Brought:
    return Brought(told["at"], told["since"], told["counts"], tuple(_change(one) for one in told["changes"]))


def _change(told: dict[str, Any]) -> Change:
    places = told["places"]
    return Change(
        **{
            **told,
            "reasons": tuple(Reason(**one) for one in told["reasons"]),
            "places": tuple(one and Named(**one) for one in places) if places else None,
        }
    )


def _write(path: Path, kept: Sequence[Brought]) -> None:
    text = json.dumps([asdict(one) for one in kept], ensure_ascii=False, indent=0) + "\n"
    write_state(path, text if kept else "")


def write_state(path: Path, text: str) -> None:
    """Writes a file of the collection's history whole or not at all, and only where it changes; none for "".

    Raises:
        SiteError: it cannot be written.
    """
    beside = path.with_name(path.name + ".new")
    try:
        if not text:
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, encoding="utf-8", newline="\n")
            os.replace(beside, path)
    except OSError as error:
        raise SiteError(f"{path}: cannot be written ({error.strerror or error})") from error
