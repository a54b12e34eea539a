"""What was merged and what nearly was: each decision with its score and reasons, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.correcting_events import corrected_clusters
from geomap.corrections import Correction
from geomap.independence import independent
from geomap.likeness import ENOUGH, agreement
from geomap.merge import Joined, Report, in_time, join_reports
from geomap.records import Event, Reading

NEAR = 0.4
"""The least score of a near miss."""
_Cluster = tuple[Event, tuple[int, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Merge:
    """An event of several reports, with the reasons that joined them."""

    event: Event
    reports: tuple[Report, ...]
    reasons: tuple[str, ...]
    copies: tuple[tuple[str, ...], ...]
    """Ids of articles that are one voice, where several are."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Two reports that stayed two events although much agrees; `why` says what kept them apart."""

    first: Report
    second: Report
    score: float
    reasons: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class MergeReport:
    """All of it: the merges in the order of the site's events, the near misses best first."""

    reports: int
    events: int
    compared: int
    """Pairs of reports that were compared."""
    merges: tuple[Merge, ...]
    near: tuple[NearMiss, ...]


def merge_report(readings: Iterable[Reading], corrections: Sequence[Correction] = ()) -> MergeReport:
    """How the readings' events were merged, as `corrections` have them; the same for every order of the readings."""
    joined = join_reports(readings, explain=True)
    clusters = corrected_clusters(joined, corrections)
    return MergeReport(
        reports=len(joined.reports),
        events=len(clusters),
        compared=len(joined.compared),
        merges=tuple(sorted(_merges(joined, clusters), key=lambda merge: in_time(merge.event))),
        near=tuple(_near_misses(joined, clusters)),
    )


def _merges(joined: Joined, clusters: Iterable[_Cluster]) -> Iterator[Merge]:
    for event, cluster, reasons in clusters:
        if len(cluster) > 1:
            reports = tuple(joined.reports[i] for i in cluster)
            voices = independent([report.article for report in reports])
            copies = tuple(tuple(article.id for article in voice) for voice in voices if len(voice) > 1)
            yield Merge(event, reports, reasons, copies)


def _near_misses(joined: Joined, clusters: Sequence[_Cluster]) -> list[NearMiss]:
    """Pairs that stayed apart although much agrees, the best pair of each two events."""
    cluster_of = {i: n for n, (_, cluster, _) in enumerate(clusters) for i in cluster}
    before = {i: n for n, (cluster, _) in enumerate(joined.clusters) for i in cluster}
    best: dict[tuple[int, int], tuple[float, int, int, NearMiss]] = {}
    for (i, j), alike in joined.compared.items():
        # Reports of an event that people say is none are not there; those that people parted are no near miss.
        if i not in cluster_of or j not in cluster_of or cluster_of[i] == cluster_of[j] or before[i] == before[j]:
            continue
        a, b = joined.reports[i], joined.reports[j]
        shared = alike if alike.possible else agreement(a.event, b.event)
        if shared.score < (NEAR if alike.possible else ENOUGH):
            continue
        why = joined.refused.get((i, j), f"the score is under {ENOUGH}") if alike.possible else alike.reasons[-1]
        pair = (min(cluster_of[i], cluster_of[j]), max(cluster_of[i], cluster_of[j]))
        found = (-shared.score, i, j, NearMiss(a, b, shared.score, shared.reasons, why))
        if pair not in best or found[:3] < best[pair][:3]:
            best[pair] = found
    return [miss for *_, miss in sorted(best.values(), key=lambda one: one[:3])]


def report_json(report: MergeReport) -> dict[str, Any]:
    """The report for machines: every decision with its score, reasons and reports."""
    return {
        "reports": report.reports,
        "events": report.events,
        "compared": report.compared,
        "merges": [
            {
                "id": merge.event.id,
                "title": _title(merge.event, merge.reports[0]),
                "date": merge.event.date,
                "date_end": merge.event.date_end,
                "place": merge.event.place.id if merge.event.place else None,
                "independent": merge.event.independent,
                "first_seen": merge.event.first_seen,
                "last_updated": merge.event.last_updated,
                "confidence": merge.event.confidence,
                "reasons": list(merge.reasons),
                "conflicts": list(merge.event.conflicts),
                "copies": [list(group) for group in merge.copies],
                "reports": [_report_json(one) for one in merge.reports],
            }
            for merge in report.merges
        ],
        "near": [
            {
                "score": miss.score,
                "reasons": list(miss.reasons),
                "why": miss.why,
                "reports": [_report_json(miss.first), _report_json(miss.second)],
            }
            for miss in report.near
        ],
    }


def _report_json(report: Report) -> dict[str, Any]:
    event, article = report.event, report.article
    return {
        "article": article.id,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "event": event.id,
        "type": event.type,
        "status": event.status,
        "title": _title(event, report),
        "date": event.date,
        "date_end": event.date_end,
        "place": event.place.id if event.place else None,
    }


def report_text(report: MergeReport) -> str:
    """The report for people, a paragraph a decision."""
    heads = [
        f"{report.reports} reports, {report.events} events: {len(report.merges)} merged, "
        f"{len(report.near)} near misses ({report.compared} pairs compared)."
    ]
    for merge in report.merges:
        voices = merge.event.independent
        lines = [f"{merge.event.id}  {_title(merge.event, merge.reports[0])}"]
        lines += [f"  {_line(one)}" for one in merge.reports]
        lines += [f"  joined: {reason}" for reason in merge.reasons]
        lines += [f"  one voice: {', '.join(group)}" for group in merge.copies]
        lines += [f"  in dispute: {conflict}" for conflict in merge.event.conflicts]
        lines.append(f"  {voices} independent {'source' if voices == 1 else 'sources'}")
        heads.append("\n".join(lines))
    for miss in report.near:
        lines = [f"near miss {miss.score:.2f}: {miss.why}"]
        lines += [f"  {_line(one)}: {_title(one.event, one)}" for one in (miss.first, miss.second)]
        lines.append(f"  agree: {', '.join(miss.reasons)}")
        heads.append("\n".join(lines))
    return "\n\n".join(heads) + "\n"


def _line(report: Report) -> str:
    """A report in a line: day, place, source, article."""
    event = report.event
    day = f"{event.date}/{event.date_end}" if event.date_end and event.date_end != event.date else event.date
    place = event.place.name if event.place else "no place"
    names = report.article.id if report.source == report.article.id else f"{report.source}, {report.article.id}"
    return f"{day or 'no date':10}  {place} ({names})"


def _title(event: Event, report: Report) -> str:
    """In the language of the report's article, Arabic or English."""
    return event.title_ar if report.article.language == "ar" else event.title_en
