"""Article, resolutions and dates in, events out: who did what, where, when, and whether it happened.

Triggers are found clause by clause; each takes the place that the learned score prefers, its own date, status and
participants; tellings of one event are joined; what a careful reader would list stays. See `placing` for how places are
scored, `selection` for what stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from geomap.clauses import Spot, Telling, Use, literal_spots, place_again, read_clauses
from geomap.dating import date_of, place_dates
from geomap.demonyms import is_country
from geomap.event_tolls import tolls_of
from geomap.eventids import event_id, once_between, unique
from geomap.participants import participants_of
from geomap.people import Named, find_named
from geomap.phrases import described
from geomap.placing import Scores, Told, read_tells, score_places, told_features, weights
from geomap.records import (
    Article,
    DateSpan,
    Event,
    Evidence,
    Kind,
    Participant,
    PlacePrecision,
    Resolution,
    Status,
)
from geomap.regression import logistic
from geomap.routes import route_of
from geomap.selection import STRUCK, dated_of, select, spot_of
from geomap.tables import event_types
from geomap.titles import titles
from geomap.triggers import Hit
from geomap.unify import Account, contains, unify, with_scene, without_echoes

PLACE_MIN = 0.1
"""The least score of a place for a pin."""
PLACE_ALONE = 0.4
"""The least score of a place for a pin where no trigger prefers it."""
BESIDE = 2
"""How many words apart a place and the one it lies in are named together."""
PAIR_MIN = 0.12
"""The least score of a trigger with a place for it to be told there."""
AGAIN = 0.7
"""The score of a trigger with the place that its clause refers back to ("in the same city")."""
CHOICE_MIN, CHOICE_FAR = 0.3, 0.4
"""The least score of a place among the article's others for a trigger to be told there; of another sentence's place."""
CHOICE_SURE, PLACE_SURE = 0.7, 0.22
"""A place that is so surely the trigger's own may be one that the article says less of."""
NEWS_LEAST = 0.05
"""Accounts under this score are background and tell no event, not even again."""
PRECISION: dict[Kind, PlacePrecision] = {
    "facility": "site",
    "city": "city",
    "district": "district",
    "region": "region",
    "country": "country",
    "natural": "area",
    "water": "area",
    "area": "area",
}


Used = tuple[int, Spot, Use]
"""A use of a place, with the place and its index."""


def find_events(article: Article, resolutions: Iterable[Resolution], dates: Iterable[DateSpan]) -> tuple[Event, ...]:
    """The events that an article tells, in the order of the text, exactly one of them `main` when there is any.

    Only literal resolutions with a place put an event on the map; an event without one is listed with `place` None.
    Dates are the events' own, never the publication date.
    """
    telling = read_clauses(article)
    known, dated = tuple(resolutions), tuple(dates)
    tells = read_tells(telling, known, dated)
    if not tells:
        return ()
    spots = literal_spots(telling, known)
    scores = score_places(telling, tells, spots)
    accounts = read_accounts(telling, tells, spots, scores, find_named(telling, known), dated)
    groups, main = select(telling, told_groups(telling, accounts), spots, scores)
    tolls = tolls_of(telling, groups, place_dates(telling, dated))
    routes = [route_of(telling, group, spots, tells) for group in groups]
    events = [replace(_event(telling, group, main=n == main), tolls=tuple(tolls[n]), route=routes[n])
              for n, group in enumerate(groups)]  # fmt: skip
    return unique(once_between(sorted(events, key=lambda e: (e.evidence[0].trigger_start, e.id))))


def told_groups(telling: Telling, accounts: Sequence[Account]) -> list[list[Account]]:
    """The tellings that are more than background, joined where they tell one event."""
    return with_scene(unify(telling, without_echoes([a for a in accounts if a.news >= NEWS_LEAST])))


def _not_its_own(telling: Telling, told: Told, beside: Sequence[Hit], here: Sequence[Used]) -> set[int]:
    """Places of a sentence that are only in what somebody says, or that another telling in it has.

    Whoever says «our friends in X» is not there; "a bomber is stationed at X for drills" tells no drills at X; at a
    banquet "he praised the attack on X" it was not X that dined. `beside` are the sentence's other triggers, `here` its
    places.
    """
    hit = told.hit
    family = _family(hit)
    found = set()
    if hit.trigger.saying and not telling.quoted(hit.first):
        found = {j for j, spot, use in here if all(u.span == told.span and telling.quoted(u.word) for u in spot.uses)}
    struck = [h.last for h in beside if _family(h) == "force"] if family != "force" else []
    if struck:
        on = ((j, use.word) for j, _, use in here if use.preposition == "on")
        found |= {j for j, word in on if any(0 < word - last <= STRUCK for last in struck)}
    if hit.tense == "noun" and told.status == "planned":
        verbs = [h.last for h in beside if h.tense != "noun" and _family(h) == family]
        found |= {j for j, _, use in here if any(verb < use.word < hit.first for verb in verbs)}
    return found


def _family(hit: Hit) -> str:
    return event_types()[hit.trigger.type].family


def read_accounts(
    telling: Telling,
    tells: Sequence[Told],
    spots: Sequence[Spot],
    scores: Scores,
    named: Sequence[Named],
    dates: Sequence[DateSpan],
    news: dict[str, float] | None = None,
) -> list[Account]:
    """Every trigger with the place, date and participants read for it, and how much it is news."""
    dated_in = place_dates(telling, dates)
    weight = weights()["news"] if news is None else news
    accounts = []
    barred: list[set[int]] = []
    seen: set[str] = set()
    carried: Named | None = None
    by_span: dict[int, list[Hit]] = {}
    for told in tells:
        by_span.setdefault(told.span, []).append(told.hit)
    measured = [(j, spot) for j, spot in enumerate(spots) if all(use.measured for use in spot.uses)]
    used_in = _used_in(spots)
    named_in: dict[int, list[Named]] = {}
    for n in named:
        named_in.setdefault(telling.span_of[n.first], []).append(n)
    for i, told in enumerate(tells):
        hit = told.hit
        siblings = by_span[told.span]
        barred.append(_barred(telling, told, siblings, used_in.get(told.span, ()), measured))
        spot, use, pair, place_score = _best_place(i, told, barred[-1], spots, scores)
        if again := place_again(telling, hit.last, spots):
            spot, use = spots[again[0]], again[1]
            pair, place_score = max(pair, AGAIN), max(scores.places[again[0]], PLACE_MIN)
        dated = date_of(telling, hit, dated_in, siblings)
        people = participants_of(telling, hit, named_in.get(told.span, ()), carried)
        carried = next((n for n in named_in.get(told.span, ()) if n.what == "person"), carried)
        score = logistic(
            told_features(telling, told, hit.trigger.type not in seen, len(people), dated is not None, pair), weight
        )
        seen.add(hit.trigger.type)
        accounts.append(Account(told, spot, use, pair, place_score, dated, people, score))
    return [*accounts, *_second_places(accounts, barred, spots, scores)]


def _used_in(spots: Sequence[Spot]) -> dict[int, list[Used]]:
    """The uses of places by the sentence that they stand in."""
    found: dict[int, list[Used]] = {}
    for j, spot in enumerate(spots):
        for use in spot.uses:
            found.setdefault(use.span, []).append((j, spot, use))
    return found


def _second_places(
    accounts: Sequence[Account], barred: Sequence[set[int]], spots: Sequence[Spot], scores: Scores
) -> list[Account]:
    """Places that the article is about but every trigger left for another one: told by the trigger surest of them."""
    taken = {a.spot.place.id for a in accounts if a.spot}
    found = []
    for j, spot in enumerate(spots):
        if spot.place.id in taken or scores.places[j] < PLACE_ALONE:
            continue
        near = [
            (scores.choices[i, j], -i) for i in range(len(accounts)) if (i, j) in scores.pairs and j not in barred[i]
        ]
        if near:
            i = max(near)[1]
            use, pair = scores.pairs[-i, j]
            found.append(replace(accounts[-i], spot=spot, use=use, pair=pair, place_score=scores.places[j]))
    return found


def _best_place(
    i: int, told: Told, barred: set[int], spots: Sequence[Spot], scores: Scores
) -> tuple[Spot | None, Use | None, float, float]:
    """The trigger's own place, if it is sure enough and the article is about it; else none, never the next best."""
    own = [(scores.choices[i, j], -j) for j in range(len(spots)) if (i, j) in scores.pairs and j not in barred]
    if not own:
        return None, None, 0.0, 0.0
    choice, j = max(own)
    use, pair = scores.pairs[i, -j]
    place = scores.places[-j]
    if use.span != told.span and (told.hit.trigger.moves or told.status not in ("happened", "ongoing")):
        return None, None, 0.0, 0.0
    sure = choice >= CHOICE_SURE and place >= PLACE_SURE
    if not sure and (
        choice < (CHOICE_MIN if use.span == told.span else CHOICE_FAR) or pair < PAIR_MIN or place < PLACE_MIN
    ):
        return None, None, 0.0, 0.0
    inner = _inner(-j, use, spots)
    return (*inner, pair, place) if inner else (spots[-j], use, pair, place)


def _inner(j: int, use: Use, spots: Sequence[Spot]) -> tuple[Spot, Use] | None:
    """The place inside the chosen one that is named right beside it ("in Russia's region of X"), None without one."""
    return next(
        (
            (spot, other)
            for spot in spots
            if spot is not spots[j] and contains(spots[j].place, spot.place)
            for other in spot.uses
            if other.span == use.span and 0 < abs(other.word - use.last) <= BESIDE
        ),
        None,
    )


def _barred(
    telling: Telling, told: Told, hits: Sequence[Hit], here: Sequence[Used], measured: Sequence[tuple[int, Spot]]
) -> set[int]:
    """Places that are another telling's alone.

    Another movement of the sentence has its own right behind ("left X on Sunday and arrived in Y"), and a spot only
    `measured` from a place ("100 km south of X") is told by its sentence, by nothing else in the article. `hits` and
    `here` are all triggers and places of the sentence.
    """
    hit = told.hit
    elsewhere = {j for j, spot in measured if all(use.span != told.span for use in spot.uses)}
    if not here:
        return elsewhere
    elsewhere |= _not_its_own(telling, told, [h for h in hits if h is not hit], here)
    if not hit.trigger.moves:
        return elsewhere
    movers = [h for h in hits if h.trigger.moves]
    return elsewhere | {j for j, _, use in here if (mover := _mover(use, movers)) and mover is not hit}


def _mover(use: Use, movers: Sequence[Hit]) -> Hit | None:
    """The movement that a place stands right behind."""
    near = [m for m in movers if m.last < use.word <= m.last + 3]
    return near[-1] if near else None


def _event(telling: Telling, group: Sequence[Account], *, main: bool) -> Event:
    lead = max(group, key=lambda a: (a.told.hit.trigger.weight + a.news, -a.told.hit.first))
    place = spot_of(group)
    dated = dated_of(group)
    people = _people(group)
    status = _status(group)
    trigger = lead.told.hit.trigger
    where = place[0].place if place else None
    relation = place[1].resolution.relation if place else None
    spot = place[1].resolution.spot if place else None
    named = described(where, relation) if where else None
    title_ar, title_en = titles(trigger.type, trigger.subtype, people, named)
    record = dated.record if dated else None
    confidence = max(a.news for a in group) * (0.5 + 0.5 * place[1].resolution.confidence if place else 0.8)
    return Event(
        id=event_id(trigger.type, where.id if where else None, record.date if record else None, people, title_ar),
        type=trigger.type,
        subtype=trigger.subtype or None,
        code=trigger.code,
        title_ar=title_ar,
        title_en=title_en,
        status=status,
        date=record.date if record else None,
        date_end=record.date_end if record else None,
        date_precision=record.precision if record and record.date else "none",
        place=where,
        place_precision=None if where is None else "area" if spot else PRECISION[where.kind],
        relation=relation,
        place_reasons=_place_reasons(telling, group, place),
        candidates=place[1].resolution.candidates if place else (),
        participants=people,
        evidence=tuple(_evidence(telling, a) for a in group),
        confidence=round(min(1.0, confidence), 3),
        reasons=_reasons(telling, lead, group),
        main=main,
        spot=spot,
    )


def _people(group: Sequence[Account]) -> tuple[Participant, ...]:
    """The participants of the telling that names most of them, then those that the others add."""
    found: dict[str, Participant] = {}
    for account in sorted(group, key=lambda a: (-len(a.people), a.told.hit.first)):
        for person in account.people:
            found.setdefault(person.name, person)
    theirs = {p.country for p in found.values() if not is_country(p.name)}
    ranked = sorted(found.values(), key=lambda p: is_country(p.name))
    return tuple(p for p in ranked if not (is_country(p.name) and p.country in theirs))[:4]


def _status(group: Sequence[Account]) -> Status:
    """The status that most tellings give, the surest telling's where they are even."""
    counts: dict[Status, float] = {}
    for account in group:
        counts[account.told.status] = counts.get(account.told.status, 0.0) + account.news
    if "happened" in counts and "ongoing" in counts:
        return "happened" if counts["happened"] >= counts["ongoing"] else "ongoing"
    return max(counts, key=lambda s: counts[s])


def _place_reasons(
    telling: Telling, group: Sequence[Account], place: tuple[Spot, Use, Account] | None
) -> tuple[str, ...]:
    if place is None:
        return ("the text tells no place for it",)
    spot, use, account = place
    reasons = list(account.reasons)
    if use.span != account.told.span:
        reasons.append("named in another sentence that the text refers to")
    elif telling.clauses[use.word] == telling.clauses[account.told.hit.first]:
        reasons.append("named in the clause of the trigger")
    else:
        reasons.append("named in the sentence of the trigger")
    if use.preposition != "bare":
        reasons.append(f"stands behind a preposition ({use.preposition})")
    reasons.append(f"score with the trigger {account.pair:.2f}, in the article {account.place_score:.2f}")
    wider = sorted({a.spot.place.name for a in group if a.spot and a.spot.place.id != spot.place.id})
    reasons += [f"also told as {name}" for name in wider]
    if use.resolution.spot:
        reasons.append("drawn where the words beside the name lead")
    return tuple(reasons)


def _reasons(telling: Telling, lead: Account, group: Sequence[Account]) -> tuple[str, ...]:
    hit = lead.told.hit
    text = telling.article.text[telling.words[hit.first].start : telling.words[hit.last].end]
    reasons = [f"told by “{' '.join(text.split())}” ({hit.trigger.lemma})", f"news score {lead.news:.2f}"]
    if lead.told.cue:
        reasons.append(f"status {lead.told.status} by “{lead.told.cue}”")
    if len(group) > 1:
        reasons.append(f"told {len(group)} times in the article")
    return tuple(reasons)


def _evidence(telling: Telling, account: Account) -> Evidence:
    hit, sentence = account.told.hit, telling.spans[account.told.span].sentence
    mention = account.use.resolution.mention if account.use else None
    date = account.dated.record if account.dated else None
    return Evidence(
        article=telling.article.id,
        start=sentence.start,
        end=sentence.end,
        trigger_start=telling.words[hit.first].start,
        trigger_end=telling.words[hit.last].end,
        place_start=mention.start if mention else None,
        place_end=mention.end if mention else None,
        date_start=date.start if date else None,
        date_end=date.end if date else None,
    )
