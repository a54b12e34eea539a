"""Reports joined into events again after some of them changed: as `geomap.merge` joins all, looking at few.

What is kept of each report is what decides which others it meets. Where reports come or go, only their blocks are
looked through, and only the events of those that hang together with them, by pairs that are alike, are made again: a
join depends on nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from geomap.kept_records import Later
from geomap.likeness import Brief, Likeness, apart, brief, likeness
from geomap.merge import BLOCK, Report, blocking_keys, cluster, is_alike, meetings, merged, nearness
from geomap.records import Article, Event

Load = Callable[[str], Report]
Pair = tuple[str, str]
"""Two reports, the first in order first."""


class Note(NamedTuple):
    """What is kept of a report."""

    order: tuple[str, ...]
    article: str
    near: tuple[str, ...]
    keys: tuple[str, ...]
    brief: Brief


def note_of(report: Report, number: int) -> Note:
    """What is to be kept of a report; `number` is that among the events of its article."""
    order = (*report.key, f"{number:06}")
    keys = tuple(sorted(set(blocking_keys(report.event))))
    return Note(order, report.article.id, nearness(report), keys, brief(report.event))


def note_of_row(row: Any) -> Note:
    """A note as JSON has it."""
    order, article, near, keys, brief = row
    return Note(tuple(order), article, tuple(near), tuple(keys), tuple(brief))


class Cluster(NamedTuple):
    """The reports of an event in order, why they are one, and the event under the id of its first report."""

    members: tuple[str, ...]
    reasons: tuple[str, ...]
    event: Event


@dataclass(frozen=True, slots=True)
class Joins:
    """How all reports of a collection are joined; reports go by ids that differ for different content."""

    notes: Mapping[str, Note] = field(default_factory=dict)
    alike: frozenset[Pair] = frozenset()
    """The pairs that are alike enough to be one event."""
    clusters: tuple[Cluster, ...] = ()
    """In the order of their first reports."""


def rejoined(kept: Joins, notes: Mapping[str, Note], load: Load) -> Joins:
    """The joins of these reports; `kept` are those of earlier ones, `load` gives a report by its id."""
    added = notes.keys() - kept.notes.keys()
    removed = kept.notes.keys() - notes.keys()
    if not added and not removed:
        return Joins(notes, kept.alike, kept.clusters)
    alike = _alike(kept, notes, added, removed, load)
    changed = {report for pair in alike ^ kept.alike for report in pair}
    changed |= {member for one in kept.clusters if removed.intersection(one.members) for member in one.members}
    own = _hanging_together((changed | added) - removed, alike | {p for p in kept.alike if removed.isdisjoint(p)})
    clusters = [one for one in kept.clusters if own.isdisjoint(one.members) and removed.isdisjoint(one.members)]
    clusters += _clustered(own, {pair for pair in alike if pair[0] in own}, notes, load)
    clusters.sort(key=lambda one: notes[one.members[0]].order)
    return Joins(notes, alike, tuple(clusters))


def _alike(
    kept: Joins, notes: Mapping[str, Note], added: Iterable[str], removed: Iterable[str], load: Load
) -> frozenset[Pair]:
    """The pairs that are alike now."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for id, note in sorted(notes.items(), key=lambda one: one[1].order):
        for key in note.keys:
            blocks[key].append(id)
    new, gone = set(added), set(removed)
    shrunk = {key for id in gone for key in kept.notes[id].keys}
    touched = shrunk | {key for id in new for key in notes[id].keys}
    found = {pair for pair in kept.alike if gone.isdisjoint(pair)}
    looked: set[Pair] = set(found)
    for key in sorted(touched & blocks.keys()):
        for pair in _met(blocks[key], notes):
            # Those that met before and are not alike need no second look; where a report left, others may meet.
            if pair in looked or (key not in shrunk and new.isdisjoint(pair)):
                continue
            looked.add(pair)
            one, other = (notes[id] for id in pair)
            if one.article != other.article and apart(one.brief, other.brief) is None:
                first, second = (load(id).event for id in pair)
                if is_alike(likeness(first, second)):
                    found.add(pair)
    meeting: dict[str, set[Pair]] = {}

    def still(pair: Pair) -> bool:
        common = set(notes[pair[0]].keys) & set(notes[pair[1]].keys)
        if common.isdisjoint(touched):
            return True
        for key in common:
            if len(blocks[key]) <= BLOCK:
                return True
            if key not in meeting:
                meeting[key] = set(_met(blocks[key], notes))
        return any(pair in meeting[key] for key in common)

    # In a large block those that came between two may have moved them out of each other's sight.
    return frozenset(pair for pair in found if still(pair))


def _met(block: list[str], notes: Mapping[str, Note]) -> Iterator[Pair]:
    if len(block) > BLOCK:
        block = sorted(block, key=lambda id: notes[id].near)
    for one, other in meetings(block):
        yield (one, other) if notes[one].order < notes[other].order else (other, one)


def _hanging_together(reports: set[str], pairs: Iterable[Pair]) -> set[str]:
    """The reports and all that pairs lead to from them."""
    beside: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        beside[one].append(other)
        beside[other].append(one)
    found, waiting = set(reports), list(reports)
    while waiting:
        for other in beside[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _clustered(own: Iterable[str], pairs: Iterable[Pair], notes: Mapping[str, Note], load: Load) -> Iterator[Cluster]:
    ids = sorted(own, key=lambda id: notes[id].order)
    at = {id: n for n, id in enumerate(ids)}
    reports = [load(id) for id in ids]
    known: dict[tuple[int, int], Likeness] = {
        (at[one], at[other]): likeness(reports[at[one]].event, reports[at[other]].event) for one, other in pairs
    }
    for members, reasons in cluster(reports, known)[0]:
        event = merged([reports[n] for n in members], reasons)
        yield Cluster(tuple(ids[n] for n in members), tuple(reasons), event)


def kept_report(article: Article, load: Callable[[], Report]) -> Report:
    """A report whose event is loaded when it is asked for."""
    report: Report = object.__new__(_KeptReport)
    object.__setattr__(report, "article", article)
    object.__setattr__(report, "_load", load)
    return report


class _KeptReport(Later, Report):
    __slots__ = ("_load",)

    record, later = Report, ("event",)
