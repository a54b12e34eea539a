"""Which of the events told in an article a careful reader would list, and which one the article is about.

Three learned scores of a group of tellings (`data/placing.json`, learned by `train/placing.py`): `keep` for events with
a place, `list` for those without one, `main` for all. They see what no single telling shows: how often an event is told
and where, whether a surer one was told at its place, how long ago it was, who of the lead takes part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf, log

from geomap.clauses import Spot, Telling, Use
from geomap.dating import Dated, bounds, finer
from geomap.placing import OCCASIONS, Scores, use_features, weights
from geomap.regression import Features, linear, logistic, logit
from geomap.tables import event_types
from geomap.unify import Account, contains, grain

LEGS = frozenset(("arrive", "leave", "cross", "return"))
LEAD = 2
"""How many sentences, title included, are the lead."""
STRUCK = 5
"""How many words behind an attack stands what it was on ("the Russian attack on X")."""
_SETTINGS = ("war", "conflict")
"""What goes on for years, and is named in passing."""
_DEADLY = ("force", "harm")
"""The families of events that have dead."""
OLD_DAYS = 200
"""How long before the article's own day an event is background."""


LEAD_MIN, NEW_MIN, KEEP_MIN = 0.13, 0.2, 0.4
"""The least scores of the first event at a place, in the lead, struck or the first of all; else; of others there."""
OTHER_MIN, DAY_MIN, OTHER_DAY_MIN = 0.3, 0.13, 0.25
"""The least scores of a further event there of another kind that a verb tells; of one with its own day; of one of the
same kind on a day of its own."""
LIST_MIN, LIST_DAY_MIN = 0.15, 0.02
"""The least scores of an event without a place; of one that a verb tells with its own day."""
UNREAL_MIN = 0.6
"""The least score of what is only thought of."""
MOST, LISTED = 11, 3
"""Events with a place an article at most, and those without one."""


Located = tuple[Spot, Use, Account]
"""A group's place with the use and the account that it is read from."""
Placed = tuple[Sequence[Account], Located | None]
"""A group with its place."""


@dataclass(frozen=True, slots=True)
class _View:
    """What an article is to all of its groups."""

    telling: Telling
    home: str | None
    """The country that most of its placed names lie in."""
    lead: frozenset[str]
    """Who acts in the lead."""
    today: date | None
    """The day of publication, else the last day that an event is dated to."""
    bases: dict[str, Features]
    """What each place is to the article, by the place's id."""


def spot_of(group: Sequence[Account]) -> Located | None:
    """The most specific place of a group, by the account that is surest of it."""
    placed = [(a.spot, a.use, a) for a in group if a.spot and a.use]
    return min(placed, key=lambda p: (p[2].loose, grain(p[0].place), -p[2].pair), default=None)


def dated_of(group: Sequence[Account]) -> Dated | None:
    """The finest date of a group, the first of those that are equally fine."""
    dates = [a.dated for a in group if a.dated]
    return max(dates, key=lambda d: (finer(d.record.precision), -d.first), default=None)


def groups_features(
    telling: Telling, groups: Sequence[list[Account]], spots: Sequence[Spot], scores: Scores
) -> list[Features]:
    """What the learned scores see of each group, in the order of the groups."""
    view = _view(telling, groups, spots, scores)
    order = sorted(range(len(groups)), key=lambda n: (-news_of(groups[n]), groups[n][0].told.hit.first))
    found: list[Features] = [[] for _ in groups]
    before: list[Placed] = []
    for rank, n in enumerate(order):
        group, place = groups[n], spot_of(groups[n])
        found[n] = [("log rank", log(1 + rank)), ("log groups", log(len(groups))), *_telling(view, group)]
        found[n] += _beside(group, place, before)
        if place:
            found[n] += _placing(view, place)
        before.append((group, place))
    return found


def news_of(group: Sequence[Account]) -> float:
    """How much a group is news: its best telling's score."""
    return max(a.news for a in group)


def _view(telling: Telling, groups: Sequence[list[Account]], spots: Sequence[Spot], scores: Scores) -> _View:
    countries = Counter(s.place.country for s in spots for _ in s.uses if s.place.country)
    lead = {name for g in groups for a in g if a.told.span < LEAD for name in a.persons}
    days = [d for g in groups if (d := dated_of(g)) and d.record.precision == "day"]
    latest = max((end[1] for d in days if (end := bounds(d.record.date, d.record.date_end))), default=None)
    return _View(
        telling,
        countries.most_common(1)[0][0] if countries else None,
        frozenset(lead),
        telling.article.published or latest,
        {spot.place.id: base for spot, base in zip(spots, scores.bases, strict=True)},
    )


def _telling(view: _View, group: Sequence[Account]) -> Features:
    """How a group is told: by which words, how often, where in the article, of whom and when."""
    hits = [a.told.hit for a in group]
    ranked = sorted((a.news for a in group), reverse=True)
    first = min(a.told.span for a in group)
    lead = max(group, key=lambda a: a.news)
    sections = {view.telling.spans[a.told.span].sentence.section for a in group}
    family = event_types()[lead.type].family
    found: Features = [
        ("news", logit(ranked[0])),
        ("second news", logit(ranked[1]) if len(ranked) > 1 else -3.0),
        ("log tellings", log(len(group))),
        ("log first", log(1 + first)),
        ("type " + lead.type, 1.0),
        ("family " + family, 1.0),
        ("status " + lead.told.status, 1.0),
        ("weight", max(hit.trigger.weight for hit in hits)),
        ("salience", max(event_types()[a.type].salience for a in group)),
        ("people", float(min(3, max(len(a.people) for a in group)))),
    ]
    subtypes = {a.subtype for a in group}
    noun = all(hit.tense == "noun" for hit in hits)
    saying = all(hit.trigger.saying for hit in hits)
    flags = {
        "verb": not noun,
        "compound": any(hit.light or hit.last > hit.first for hit in hits),
        "definite": all(hit.definite for hit in hits),
        "owned": any(hit.owned for hit in hits),
        "title": "title" in sections,
        "lead": first < LEAD,
        "title and body": "title" in sections and len(sections) > 1,
        "quoted": all(view.telling.quoted(hit.first) for hit in hits),
        "content": all(view.telling.content[hit.first] for hit in hits),
        "saying": saying,
        "saying lead": first < LEAD and saying,
        "occasion": not subtypes.isdisjoint(OCCASIONS),
        "legs": subtypes <= LEGS,
        "topic": first >= LEAD and len(group) == 1 and noun and hits[0].definite,
        "topic of force": first >= LEAD
        and family == "force"
        and noun
        and all((hit.definite or hit.owned) and not hit.light for hit in hits),
        "two people": any(len(a.persons) > 1 for a in group),
        "people of the lead": any(a.persons & view.lead for a in group),
    }
    found += [(name, 1.0) for name, holds in flags.items() if holds]
    return found + _when(view, group)


def _when(view: _View, group: Sequence[Account]) -> Features:
    dated = dated_of(group)
    if dated is None:
        return [("undated", 1.0)]
    found: Features = [("dated " + dated.record.precision, 1.0)]
    told = bounds(dated.record.date, dated.record.date_end)
    if told and view.today:
        days = (view.today - told[1]).days
        found.append(("old" if days > OLD_DAYS else "fresh" if -2 <= days <= 7 else "other day", 1.0))
    return found


def _beside(
    group: Sequence[Account],
    place: Located | None,
    before: Sequence[Placed],
) -> Features:
    """What surer groups were told before: of the same type, at the same place, at one inside it or around it."""
    types = event_types()
    family = types[group[0].type].family
    kin = [p for g, p in before if types[g[0].type].family == family]
    found: Features = [("kin before", log(1 + len(kin)))]
    if place is None:
        return found
    here = place[0].place
    others = [p[0].place for _, p in before if p]
    kin_here = any(p and p[0].place.id == here.id for p in kin)
    flags = {
        "placed before": bool(others),
        "place told": any(o.id == here.id for o in others),
        "place told of kin": kin_here,
        "told of other kin": any(o.id == here.id for o in others) and not kin_here and _by_verb(group),
        "wider than told": any(o.id != here.id and contains(here, o) for o in others),
        "inside told": any(o.id != here.id and contains(o, here) for o in others),
    }
    return found + [(name, 1.0) for name, holds in flags.items() if holds]


def _by_verb(group: Sequence[Account]) -> bool:
    """Whether a verb, or a noun with a light one, tells it."""
    return any(a.told.hit.tense != "noun" or a.told.hit.light for a in group)


def _placing(view: _View, place: Located) -> Features:
    """How surely a group's place is its own, and what the place is to the article."""
    spot, use, account = place
    told = account.told
    found: Features = [
        ("placed", 1.0),
        ("place", logit(account.place_score)),
        ("pair", logit(account.pair)),
        ("use " + use.preposition, 1.0),
        *((name, value) for name, value in use_features(use)),
        *(("its " + name, value) for name, value in view.bases[spot.place.id]),
    ]
    if use.span != told.span:
        found.append(("other sentence", 1.0))
    elif view.telling.clauses[use.word] == view.telling.clauses[told.hit.first]:
        found.append(("same clause", 1.0))
    if _struck(place):
        found.append(("struck", 1.0))
    if account.loose:
        found.append(("loose", 1.0))
    if view.home and spot.place.country != view.home:
        found.append(("abroad", 1.0))
    return found


def select(
    telling: Telling, groups: Sequence[list[Account]], spots: Sequence[Spot], scores: Scores
) -> tuple[list[list[Account]], int]:
    """The groups that a careful reader would list, in the order of the text, and which of them is the main one."""
    if not groups:
        return [], -1
    learned = weights()
    told = groups_features(telling, groups, spots, scores)
    places = [spot_of(group) for group in groups]
    kinds = ["keep" if place else "list" for place in places]
    chances = [logistic(features, learned[kind]) for features, kind in zip(told, kinds, strict=True)]
    main = max(range(len(groups)), key=lambda n: (linear(told[n], learned["main"]), -n))
    kept = [main]
    for n in sorted(range(len(groups)), key=lambda n: (-chances[n], n)):
        if n != main and chances[n] >= _least(groups[n], places[n], [(groups[k], places[k]) for k in kept]):
            kept.append(n)
    kept.sort(key=lambda n: groups[n][0].told.hit.first)
    return [groups[n] for n in kept], kept.index(main)


def _struck(place: Located) -> bool:
    """Whether a place is what an attack was on ("strikes on X"): it happened there by construction."""
    _, use, account = place
    same = use.span == account.told.span and 0 < use.word - account.told.hit.last <= STRUCK
    return same and use.preposition == "on" and event_types()[account.type].family == "force"


def _only_counts(group: Sequence[Account], kept: Sequence[Sequence[Account]]) -> bool:
    """Whether a group only counts the dead of an event of its sentence or the one before ("the toll reached 50")."""
    if not all(a.type == "death" and a.told.hit.tense == "noun" for a in group):
        return False
    spans = {span for a in group for span in (a.told.span - 1, a.told.span)}
    return any(a.told.span in spans and event_types()[a.type].family in _DEADLY for g in kept for a in g)


def _is_setting(group: Sequence[Account]) -> bool:
    """Whether a group only names a war that goes on ("during the conflict in X") behind the lead, as if in passing."""
    return all(
        a.subtype in _SETTINGS and a.told.hit.tense == "noun" and not a.told.hit.light and a.told.span >= LEAD
        for a in group
    )


def _least(group: Sequence[Account], place: Located | None, kept: Sequence[Placed]) -> float:
    """The least score that lets a group stand beside those already kept; more than 1 where there are enough."""
    placed = [(g, p[0].place.id) for g, p in kept if p]
    dated = dated_of(group)
    own_day = dated is not None and dated.record.precision == "day" and _by_verb(group)
    if place is None:
        if len(kept) - len(placed) >= LISTED or _only_counts(group, [g for g, _ in kept]):
            return inf
        return LIST_DAY_MIN if own_day else LIST_MIN
    if len(placed) >= MOST:
        return inf
    if all(a.told.status == "hypothetical" for a in group):
        return UNREAL_MIN
    here = [g for g, p in placed if p == place[0].place.id]
    there = {event_types()[g[0].type].family for g in here}
    if not there and not _is_setting(group):
        sure = not placed or any(a.told.span < LEAD for a in group) or _struck(place)
        return LEAD_MIN if sure else NEW_MIN
    if event_types()[group[0].type].family in there or not _by_verb(group):
        days = {d.record.date for d in map(dated_of, here) if d}
        other_day = own_day and dated is not None and dated.record.date not in days
        return OTHER_DAY_MIN if other_day else KEEP_MIN
    return DAY_MIN if own_day else OTHER_MIN
