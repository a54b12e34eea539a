"""Who took part in an event: the people, countries and organisations of the clause that tells it, with their role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from geomap.clauses import Telling
from geomap.people import Named
from geomap.records import Participant
from geomap.tables import word_set
from geomap.triggers import Hit

Part = Literal["actor", "target", "other"]

LIMIT = 4
_TARGET_PREPOSITIONS = word_set("target_prepositions")
_MUTUAL = word_set("mutual")


def participants_of(
    telling: Telling, hit: Hit, named: Sequence[Named], carried: Named | None = None
) -> tuple[Participant, ...]:
    """Who takes part in the event of a trigger, at most `LIMIT`, people before countries.

    Those of its clause; where that names nobody, the sentence's. `carried` is the subject of the sentence before,
    who acts on where a verb names no subject of its own ("وغادر بيونغ يانغ يوم الأحد").
    """
    span = telling.span_of[hit.first]
    inside = [n for n in named if telling.span_of[n.first] == span] if named else []
    near = [n for n in inside if telling.clauses[n.first] == telling.clauses[hit.first]]
    alone = not any(n.what == "person" for n in near)
    if alone:
        # "حيث التقى زعيم البلاد ، كيم جونغ أون ، ونقل": an apposition stands in the clause behind.
        near += [n for n in inside if n not in near and 0 < n.first - hit.last <= 8][:1]
        before = [n for n in inside if n.first < hit.first and n.what == "person" and n not in near]
        if hit.tense == "noun" or not near:
            near += before[-1:]
    if hit.tense == "noun":
        # "لمناقشة اللقاء بين بوتين وكيم": those named behind an event noun take part, not who speaks of it.
        behind = [n for n in near if n.what == "person" and 0 < n.first - hit.last <= 7]
        near = behind or near
    if hit.owned:
        # "بعد ختام زيارته": the one who acts was named before, first of all by the sentence's subject.
        subjects = [n for n in inside if n.what == "person" and n.first < hit.first][:1]
        near = subjects + [n for n in near if n.first > hit.last] if subjects else near
    if hit.trigger.subtype in _MUTUAL and sum(n.what == "person" for n in near) == 1:
        # "تحدث لافروف في وونسان، حيث التقى زعيم البلاد": the sentence's subject is the other one.
        names = {n.name for n in near if n.what == "person"}
        others = [n for n in inside if n.what == "person" and n.name not in names]
        before = [n for n in others if n.first < hit.first][:1]
        behind = [n for n in others if 0 < n.first - hit.last <= 12 and hit.tense != "noun"][:1]
        near = before + near if before and (alone or not behind) else near + behind
    chosen = _distinct(near or ([carried] if carried and hit.tense != "noun" else []))
    return tuple(Participant(n.name, role, n.country) for n, role in _roles(telling, hit, chosen))


def _distinct(found: Sequence[Named]) -> list[Named]:
    """Each once, people first, and no country beside a person of that country."""
    people = [n for n in found if n.what == "person"]
    theirs = {n.country for n in people}
    ranked = [*people, *(n for n in found if n.what != "person" and (n.country is None or n.country not in theirs))]
    kept: dict[str, Named] = {}
    for n in ranked:
        kept.setdefault(n.name, n)
    return sorted(list(kept.values())[:LIMIT], key=lambda n: n.first)


def _roles(telling: Telling, hit: Hit, chosen: list[Named]) -> list[tuple[Named, Part]]:
    if hit.trigger.subtype in _MUTUAL:
        return [(n, "actor") for n in chosen]
    roles: list[tuple[Named, Part]] = []
    acted = False
    for n in chosen:
        before = telling.words[n.first - 1].norm if n.first else ""
        glued = telling.words[n.first].norm[:1] in ("ب", "ل") and n.first > hit.last
        if (n.first > hit.last and acted and (before in _TARGET_PREPOSITIONS or glued or hit.tense != "noun")) or (
            n.first > hit.last and before in _TARGET_PREPOSITIONS
        ):
            roles.append((n, "target"))
        elif not acted:
            roles.append((n, "actor"))
            acted = True
        else:
            roles.append((n, "other"))
    return roles
