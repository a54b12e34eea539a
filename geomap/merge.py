"""Reports of the same event in several articles joined into one event with many sources.

Reports meet in blocks (same family of types with a person and a month, or a place and a day), so the work grows with
the number of reports, not with their square. Pairs are joined best first; a join that would put two reports together
that contradict each other, or two of one article, is not made. Nothing depends on the order of the readings.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TypeVar

from geomap.dating import finer
from geomap.demonyms import is_country
from geomap.disagreement import conflicts
from geomap.event_tolls import KINDS
from geomap.identity import name_parts, same_person
from geomap.independence import independent
from geomap.likeness import ENOUGH, Brief, Likeness, apart, brief, likeness
from geomap.phrases import described
from geomap.records import Article, Event, Evidence, Participant, Reading, Status, Toll
from geomap.titles import titles
from geomap.triggers import event_types
from geomap.unify import grain

T = TypeVar("T")

BLOCK, WINDOW = 40, 10
"""A block of more reports than BLOCK is sorted, and each of its reports compared with the WINDOW behind it."""
PARTICIPANTS = 6
_RANK: dict[Status, int] = {"happened": 0, "ongoing": 1, "planned": 2, "hypothetical": 3, "denied": 4}


@dataclass(frozen=True, slots=True)
class Report:
    """One article's event, with the article."""

    event: Event
    article: Article

    @property
    def key(self) -> tuple[str, str, str]:
        """Orders reports by publication, article and event, unknown days last."""
        published = self.article.published.isoformat() if self.article.published else "9999"
        return published, self.article.id, self.event.id

    @property
    def source(self) -> str:
        """Who reports it: the article's source, else its id."""
        return self.article.source or self.article.id


@dataclass(frozen=True, slots=True)
class Joined:
    """Which reports are one event, and what else was compared. Reports are told by their index into `reports`."""

    reports: Sequence[Report]
    clusters: list[tuple[list[int], list[str]]]
    """The reports of each event in order, with the reasons of their joins."""
    compared: dict[tuple[int, int], Likeness]
    """Every pair that met in a block, smaller index first, where that was asked for."""
    refused: dict[tuple[int, int], str]
    """Pairs alike enough that were not joined, and why."""


def merge_events(readings: Iterable[Reading]) -> tuple[Event, ...]:
    """The events of all readings, each once, with the evidence of every article that tells it.

    Sorted by date (unknown last) and id. The same for every order of the readings; of two readings with one article
    id the first by text counts. A merged event keeps the id of its earliest report.
    """
    return tuple(sorted(events_of(join_reports(readings)), key=in_time))


def in_time(event: Event) -> tuple[bool, str, str]:
    """Sorts events by date, unknown last, and id."""
    return event.date is None, event.date or "", event.id


def events_of(joined: Joined) -> list[Event]:
    """The event of each cluster of reports, in the clusters' order."""
    return list(distinct([merged([joined.reports[i] for i in own], reasons) for own, reasons in joined.clusters]))


def join_reports(readings: Iterable[Reading], *, explain: bool = False) -> Joined:
    """Which reports of all readings are one event; see `merge_events`. `explain`: with all that was compared."""
    unique: dict[str, Reading] = {}
    for reading in readings:
        known = unique.get(reading.article.id)
        if known is None or reading.article.text < known.article.text:
            unique[reading.article.id] = reading
    return _joined(
        sorted((Report(e, r.article) for r in unique.values() for e in r.events), key=lambda r: r.key), explain
    )


def _joined(reports: Sequence[Report], explain: bool) -> Joined:
    briefs = [brief(report.event) for report in reports]
    compared: dict[tuple[int, int], Likeness] = {}
    pairs = _candidates(reports, briefs, compared if explain else None)
    known = {(i, j): likeness(reports[i].event, reports[j].event) for i, j in sorted(pairs)}
    compared |= known if explain else {}
    clusters, refused = cluster(reports, known)
    return Joined(reports, clusters, compared, refused)


def cluster(
    reports: Sequence[Report], known: dict[tuple[int, int], Likeness]
) -> tuple[list[tuple[list[int], list[str]]], dict[tuple[int, int], str]]:
    """Joins reports, best pairs first: `Joined.clusters` and `Joined.refused`.

    Args:
        reports: in their order.
        known: how alike the pairs are that may be joined; other pairs are added where they stand in the way.
    """
    scored = [(-alike.score, i, j) for (i, j), alike in known.items() if is_alike(alike)]
    cluster_of = list(range(len(reports)))
    members = {i: [i] for i in range(len(reports))}
    reasons: dict[int, list[str]] = defaultdict(list)
    refused: dict[tuple[int, int], str] = {}
    for _, i, j in sorted(scored):
        a, b = cluster_of[i], cluster_of[j]
        if a == b:
            continue
        if why := _contradiction(reports, members[a], members[b], known):
            refused[i, j] = why
            continue
        keep, drop = min(a, b), max(a, b)
        for n in members[drop]:
            cluster_of[n] = keep
        members[keep] = sorted(members[keep] + members.pop(drop))
        reasons[keep] += [_reason(reports, i, j, known[i, j]), *reasons.pop(drop, [])]
    return [(members[n], sorted(reasons.get(n, []))) for n in sorted(members)], refused


def is_alike(alike: Likeness) -> bool:
    """Whether two reports may be joined."""
    return alike.possible and alike.score >= ENOUGH


def _reason(reports: Sequence[Report], i: int, j: int, alike: Likeness) -> str:
    first, second = sorted((reports[i].source, reports[j].source))
    return f"{first} and {second}: {', '.join(alike.reasons)} ({alike.score:.2f})"


def _contradiction(
    reports: Sequence[Report], first: Sequence[int], second: Sequence[int], known: dict[tuple[int, int], Likeness]
) -> str:
    """Why two clusters cannot be one: reports that contradict each other, or stand in one article; "" if they can."""
    if {reports[i].article.id for i in first} & {reports[j].article.id for j in second}:
        return "one article tells both"
    for i in first:
        for j in second:
            pair = (min(i, j), max(i, j))
            if pair not in known:
                known[pair] = likeness(reports[i].event, reports[j].event)
            alike = known[pair]
            if not alike.possible and alike.reasons[-1] in ("different dates", "different places", "different people"):
                return f"another report contradicts it: {alike.reasons[-1]}"
    return ""


def _candidates(
    reports: Sequence[Report], briefs: Sequence[Brief], dismissed: dict[tuple[int, int], Likeness] | None
) -> set[tuple[int, int]]:
    """Pairs of reports of different articles that share a blocking key and may be one event, smaller index first.

    Most pairs that meet are apart at a glance; `dismissed` takes them where they are wanted.
    """
    blocks: dict[str, list[int]] = defaultdict(list)
    for i, report in enumerate(reports):
        for key in blocking_keys(report.event):
            blocks[key].append(i)
    found = set()
    for block in blocks.values():
        if len(block) > BLOCK:
            block.sort(key=lambda i: nearness(reports[i]))
        for i, j in meetings(block):
            why = apart(briefs[i], briefs[j])
            if (why is None or dismissed is not None) and reports[i].article.id != reports[j].article.id:
                pair = (i, j) if i < j else (j, i)
                if why is None:
                    found.add(pair)
                elif dismissed is not None:
                    dismissed[pair] = why
    return found


def meetings(block: Sequence[T]) -> Iterator[tuple[T, T]]:
    """The pairs of a block that are compared: all of a small one, the near ones of a larger one, which is sorted."""
    reach = len(block) if len(block) <= BLOCK else WINDOW
    for n, one in enumerate(block):
        for other in block[n + 1 : n + 1 + reach]:
            yield one, other


def nearness(report: Report) -> tuple[str, ...]:
    """Sorts the reports of a large block: those that may be one event come to stand near each other."""
    event = report.event
    people = sorted(p.name for p in event.participants)
    return event.date or "", event.place.id if event.place else "", event.type, *people[:2], *report.key


def blocking_keys(event: Event) -> Iterator[str]:
    """The blocking keys of a report: of two that have none in common, no one asks whether they are one event."""
    return ("\0".join(key) for key in _keys(event))


def _keys(event: Event) -> Iterator[tuple[str, ...]]:
    """The blocking keys of a report."""
    family = event_types()[event.type].family
    people = sorted({parts[-1] for p in event.participants if not is_country(p.name) and (parts := name_parts(p.name))})
    month = event.date[:7] if event.date and len(event.date) >= 7 else ""
    land = event.place.country or "" if event.place else ""
    for person in people:
        if month:
            yield family, "person", person, month
            if event.date_end and event.date_end[:7] != month:
                yield family, "person", person, event.date_end[:7]
        if event.date:
            yield family, "person in year", person, event.date[:4], land
        if event.place:
            yield family, "person at", person, event.place.id
    if event.place and event.date:
        cell = f"{round(event.place.lat)},{round(event.place.lon)}"
        yield family, "spot", cell, event.date
        yield family, "place", event.place.id, month or event.date[:4]
        if event.place.country and len(event.date) == 10:
            yield family, "country", event.place.country, event.date


def merged(reports: Sequence[Report], reasons: Sequence[str]) -> Event:
    """One event from its reports, which are in order; the earliest gives the id and the lead."""
    days = [r.article.published.isoformat() for r in reports if r.article.published]
    lead = replace(
        reports[0].event, first_seen=min(days, default=None), last_updated=max(days, default=None), independent=1
    )
    if len(reports) == 1:
        return lead
    events = [r.event for r in reports]
    best = min(
        events,
        key=lambda e: (
            e.place is None,
            not e.corrected,
            grain(e.place) if e.place else 9,
            e.relation is not None,
            -e.confidence,
        ),
    )
    dated = max(events, key=lambda e: finer(e.date_precision) if e.date else -1)
    people = _all_people(events)
    kind = min(events, key=lambda e: (-sum(o.type == e.type for o in events), -e.confidence, e.id))
    status = min((e.status for e in events), key=lambda s: _RANK[s])
    where = described(best.place, best.relation) if best.place else None
    voices = [{a.id for a in group} for group in independent([r.article for r in reports])]
    title_ar, title_en = titles(kind.type, kind.subtype, people, where)
    return replace(
        lead,
        type=kind.type,
        subtype=kind.subtype,
        code=kind.code,
        title_ar=title_ar,
        title_en=title_en,
        status=status,
        date=dated.date,
        date_end=dated.date_end,
        date_precision=dated.date_precision,
        place=best.place,
        place_precision=best.place_precision,
        relation=best.relation,
        spot=best.spot,
        place_reasons=(*best.place_reasons, *_containers(events, best)),
        candidates=best.candidates,
        participants=people,
        evidence=_all_evidence(events),
        confidence=_confidence(reports, voices),
        reasons=(*lead.reasons, *(f"one event: {r}" for r in reasons)),
        conflicts=conflicts([(r.event, r.source) for r in reports]),
        main=any(e.main for e in events),
        tolls=_all_tolls(events),
        independent=len(voices),
        route=max((r.event.route for r in reports), key=len),
        corrected=tuple(sorted({word for e in events for word in e.corrected})),
    )


def _confidence(reports: Sequence[Report], voices: Sequence[set[str]]) -> float:
    """That it happened: the more independent voices say so the surer; copies of a story add nothing."""
    best = [max(r.event.confidence for r in reports if r.article.id in voice) for voice in voices]
    return round(min(0.99, 1 - prod(1 - one for one in best)), 3)


def _all_tolls(events: Sequence[Event]) -> tuple[Toll, ...]:
    """Every report's tolls side by side."""
    return tuple(sorted({t for e in events for t in e.tolls}, key=lambda t: (KINDS.index(t.kind), t.article, t.start)))


def _containers(events: Sequence[Event], best: Event) -> list[str]:
    inner = best.place.id if best.place else ""
    return [
        f"also told as {name}" for name in sorted({e.place.name for e in events if e.place and e.place.id != inner})
    ]


def _all_evidence(events: Sequence[Event]) -> tuple[Evidence, ...]:
    found = {e for event in events for e in event.evidence}
    return tuple(sorted(found, key=lambda e: (e.article, e.start, e.trigger_start, e.place_start or -1)))


def _all_people(events: Sequence[Event]) -> tuple[Participant, ...]:
    """Everybody once, as the earliest report that names them at most length does."""
    found: list[Participant] = []
    for event in events:
        for person in event.participants:
            at = next((n for n, p in enumerate(found) if same_person(p.name, person.name)), None)
            if at is None:
                found.append(person)
            elif len(person.name.split()) > len(found[at].name.split()):
                found[at] = replace(person, role=found[at].role)
    theirs = {p.country for p in found if not is_country(p.name)}
    ranked = sorted(found, key=lambda p: is_country(p.name))
    return tuple(p for p in ranked if not (is_country(p.name) and p.country in theirs))[:PARTICIPANTS]


def distinct(
    events: Iterable[Event], renamed: Callable[[Event, str], Event] = lambda event, id: replace(event, id=id)
) -> Iterator[Event]:
    """The events with ids that differ: of two alike the later one's also names its article."""
    seen: set[str] = set()
    for event in events:
        id = event.id
        while id in seen:
            id = hashlib.sha256(f"{id}|{event.articles[0]}".encode()).hexdigest()[:12]
        seen.add(id)
        yield event if id == event.id else renamed(event, id)
