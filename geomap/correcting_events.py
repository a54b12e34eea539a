"""Corrections of events, applied to merged ones: split, join, drop, accept, another place, date, type or status.

First what reports an event is made of (splits, then joins), then what is said of it. Events are found by the ids that
they have before and after, else by the hint that the correction carries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from geomap import corrections as told
from geomap.correcting import Outcome
from geomap.corrections import Accepted, Changed, Correction, Dropped, Mentioned, Placed, Split, Target
from geomap.events import PRECISION
from geomap.merge import Joined, events_of, in_time, join_reports
from geomap.phrases import described
from geomap.records import DatePrecision, Event, Reading
from geomap.tables import event_types
from geomap.text import name_key
from geomap.titles import titles

_PRECISIONS: tuple[DatePrecision, ...] = ("year", "month", "day")


@dataclass(eq=False, slots=True)
class _Cluster:
    """An event while it is corrected: its reports, by index, and all the ids that it went by."""

    members: list[int]
    reasons: list[str]
    event: Event
    ids: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    dropped: bool = False


def merge_corrected(
    readings: Iterable[Reading], corrections: Sequence[Correction]
) -> tuple[tuple[Event, ...], list[Outcome]]:
    """The events of all readings as `merge.merge_events` has them, corrected, and what became of each correction.

    The same for every order of corrections of different events or of different sides of one; of two that say something
    of the same side, the later in the file counts.
    """
    joined = join_reports(readings)
    return corrected_events(lambda: joined, events_of(joined), corrections)


def corrected_events(
    joined: Callable[[], Joined], events: Sequence[Event], corrections: Sequence[Correction]
) -> tuple[tuple[Event, ...], list[Outcome]]:
    """The same, of reports that are joined already into these events, in the order of the clusters.

    `joined` tells how, and is asked only where a correction is about an event.
    """
    wanted = [one for one in corrections if isinstance(one.action, Changed | Accepted | Dropped | Split | told.Joined)]
    if not wanted:
        return tuple(sorted(events, key=in_time)), []
    work = _Work(joined(), events)
    outcomes = work.apply(wanted)
    return tuple(sorted(work.events(), key=in_time)), outcomes


def corrected_clusters(
    joined: Joined, corrections: Sequence[Correction]
) -> list[tuple[Event, tuple[int, ...], tuple[str, ...]]]:
    """The corrected events of joined reports: each with its reports, by index, and why they are one event."""
    work = _Work(joined, events_of(joined))
    work.apply([one for one in corrections if not isinstance(one.action, Mentioned | Placed)])
    return work.clusters()


class _Work:
    """The events of a collection while they are corrected."""

    def __init__(self, joined: Joined, events: Sequence[Event]) -> None:
        self._joined = joined
        self._articles = {report.article.id: report.article for report in joined.reports}
        self._clusters = [
            _Cluster(list(members), list(reasons), event, {event.id})
            for event, (members, reasons) in zip(events, joined.clusters, strict=True)
        ]
        self._taken = {event.id for event in events}
        self._by_id = {event.id: cluster for event, cluster in zip(events, self._clusters, strict=True)}

    def events(self) -> list[Event]:
        """The events as they are now."""
        return [
            replace(one.event, corrected=tuple(sorted({*one.event.corrected, *one.said}))) if one.said else one.event
            for one in self._clusters
            if not one.dropped
        ]

    def clusters(self) -> list[tuple[Event, tuple[int, ...], tuple[str, ...]]]:
        """The events as they are now, with their reports and the reasons of their joins, people's own behind."""
        left = [one for one in self._clusters if not one.dropped]
        return [
            (event, tuple(one.members), (*one.reasons, *sorted(one.said)))
            for event, one in zip(self.events(), left, strict=True)
        ]

    def apply(self, corrections: Sequence[Correction]) -> list[Outcome]:
        """Applies corrections and tells what became of each, in their order."""
        outcomes: dict[int, Outcome] = {}
        splits = [(n, one) for n, one in enumerate(corrections) if isinstance(one.action, Split)]
        joins = [(n, one) for n, one in enumerate(corrections) if isinstance(one.action, told.Joined)]
        for n, one in sorted(splits, key=lambda pair: (repr(pair[1].action), pair[0])):
            outcomes[n] = self._split(one)
        for n, one in sorted(joins, key=lambda pair: (repr(pair[1].action), pair[0])):
            outcomes[n] = self._join(one)
        found = {
            n: self._find(one.action.event)
            for n, one in enumerate(corrections)
            if isinstance(one.action, Changed | Accepted | Dropped)
        }
        last: dict[tuple[int, str], int] = {}
        accepted: list[tuple[int, _Cluster]] = []
        for n, cluster in found.items():
            if cluster is not None:
                last |= {(id(cluster), side): n for side in _sides(corrections[n])}
        for n, cluster in found.items():
            one = corrections[n]
            if cluster is None:
                outcomes[n] = Outcome(one, "stale", _gone(one))
                continue
            sides = [side for side in _sides(one) if last[id(cluster), side] == n]
            if not sides:
                line = max(corrections[last[id(cluster), side]].line for side in _sides(one))
                outcomes[n] = Outcome(one, "replaced", f"line {line} says otherwise")
                continue
            if isinstance(one.action, Accepted):
                accepted.append((n, cluster))
                continue
            self._say(cluster, one, sides)
            outcomes[n] = Outcome(one)
        # What was accepted is the event with all that is said of it.
        outcomes |= {n: self._accept(cluster, corrections[n]) for n, cluster in accepted}
        for cluster in {id(one): one for one in found.values() if one is not None}.values():
            cluster.event = _titled(cluster.event)
        return [outcomes[n] for n in range(len(corrections))]

    def _find(self, target: Target) -> _Cluster | None:
        """The event that is meant, None where there is none, or several could be."""
        if known := self._by_id.get(target.id):
            return known
        hint = target.hint
        if hint is None:
            return None
        trigger = name_key(hint.trigger)
        found = [
            cluster
            for cluster in self._clusters
            if any(
                (event.type == hint.type or cluster.event.type == hint.type)
                and self._tells(event, hint.article, trigger)
                for event in (self._joined.reports[n].event for n in cluster.members)
            )
        ]
        return found[0] if len(found) == 1 else None

    def _tells(self, event: Event, article: str, trigger: str) -> bool:
        """Whether an article tells an event by these words."""
        own = [one for one in event.evidence if one.article == article]
        text = self._articles[article].text if own else ""
        return any(name_key(text[one.trigger_start : one.trigger_end]) == trigger for one in own)

    def _split(self, one: Correction) -> Outcome:
        action = one.action
        if not isinstance(action, Split):
            raise TypeError("no split")
        cluster = self._find(action.event)
        if cluster is None:
            return Outcome(one, "stale", _gone(one))
        wanted = set(action.articles)
        away = [n for n in cluster.members if self._joined.reports[n].article.id in wanted]
        missing = sorted(wanted - {self._joined.reports[n].article.id for n in away})
        why = f"it is not told by {', '.join(missing)}" if missing else ""
        if not away or len(away) == len(cluster.members):
            return Outcome(one, "stale", why or "no other article tells it")
        cluster.members = [n for n in cluster.members if n not in away]
        new = _Cluster(away, [], cluster.event)
        self._remake(cluster, keep_id=True)
        self._remake(new, keep_id=False)
        for part in (cluster, new):
            part.said.add(one.said)
        self._clusters.append(new)
        self._by_id[new.event.id] = new
        new.ids.add(new.event.id)
        return Outcome(one, "partly" if missing else "applied", why)

    def _join(self, one: Correction) -> Outcome:
        action = one.action
        if not isinstance(action, told.Joined):
            raise TypeError("no join")
        pairs = [(target, self._find(target)) for target in action.events]
        missing = [target.id for target, cluster in pairs if cluster is None]
        why = f"there is no event {', '.join(missing)}" if missing else ""
        found = list({id(cluster): cluster for _, cluster in pairs if cluster is not None}.values())
        if len(found) < 2 and missing:
            return Outcome(one, "stale", why)
        found.sort(key=lambda cluster: cluster.members[0])
        first = found[0]
        for other in found[1:]:
            first.members = sorted([*first.members, *other.members])
            first.reasons = sorted([*first.reasons, *other.reasons])
            first.ids |= other.ids
            first.said |= other.said
            self._clusters.remove(other)
        first.said.add(one.said)
        self._remake(first, keep_id=True)
        self._by_id |= dict.fromkeys(first.ids, first)
        return Outcome(one, "partly" if missing else "applied", why)

    def _remake(self, cluster: _Cluster, *, keep_id: bool) -> None:
        """Merges the reports of a changed cluster again."""
        (event,) = events_of(replace(self._joined, clusters=[(cluster.members, cluster.reasons)]))
        if keep_id:
            cluster.event = replace(event, id=cluster.event.id)
            return
        new = event.id
        while new in self._taken:
            new = hashlib.sha256(f"{new}|{event.evidence[0].article}".encode()).hexdigest()[:12]
        self._taken.add(new)
        cluster.event = replace(event, id=new)

    def _say(self, cluster: _Cluster, one: Correction, sides: Sequence[str]) -> None:
        """Applies those sides of what is said of an event."""
        cluster.said.add(one.said)
        action = one.action
        if not isinstance(action, Changed):
            cluster.dropped = True
            return
        event = cluster.event
        if "place" in sides:
            place = action.place
            event = replace(event, place=place, place_precision=PRECISION[place.kind] if place else None, relation=None,
                            spot=None, route=(), place_reasons=(one.said,))  # fmt: skip
        if "date" in sides:
            precision = _PRECISIONS[action.date.count("-")] if action.date else "none"
            event = replace(event, date=action.date, date_end=action.date_end, date_precision=precision)
        if "type" in sides and action.type and action.type != event.type:
            event = replace(event, type=action.type, subtype=None, code=event_types()[action.type].code)
        if "status" in sides and action.status:
            event = replace(event, status=action.status)
        cluster.event = event

    def _accept(self, cluster: _Cluster, one: Correction) -> Outcome:
        """Makes an event a person's word, if it is still as the person saw it."""
        action, event = one.action, cluster.event
        if not isinstance(action, Accepted):
            raise TypeError("not accepted")
        if cluster.dropped:
            return Outcome(one, "replaced", "another correction drops the event")
        now = (event.place.id if event.place else None, event.date, event.date_end, event.type, event.status)
        if now != (action.place, action.date, action.date_end, action.type, action.status):
            return Outcome(one, "stale", "the event is another now than when it was accepted")
        cluster.said.add(one.said)
        cluster.event = replace(event, confidence=1.0)
        return Outcome(one)


def _sides(one: Correction) -> list[str]:
    """The sides of an event that a correction says something of."""
    action = one.action
    if isinstance(action, Accepted):
        return ["accept"]
    if not isinstance(action, Changed):
        return ["drop"]
    sides = {
        "place": action.place or action.placeless,
        "date": action.date or action.dateless,
        "type": action.type,
        "status": action.status,
    }
    return [side for side, given in sides.items() if given]


def _titled(event: Event) -> Event:
    """The event under the title that its type, people and place make."""
    where = described(event.place, event.relation) if event.place else None
    title_ar, title_en = titles(event.type, event.subtype, event.participants, where)
    return replace(event, title_ar=title_ar, title_en=title_en)


def _gone(one: Correction) -> str:
    action = one.action
    if not isinstance(action, Changed | Accepted | Dropped | Split):
        raise TypeError("not about one event")
    return f"there is no event {action.event.id}" + (" and none that its hint fits" if action.event.hint else "")
