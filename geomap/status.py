"""Whether an event happened, goes on, is planned, only thought of, or denied: from the tense and words around it.

Cues stand in `data/status.csv`: a folded word, the status that it gives, the side of the trigger it stands on and how
many words away it may be. They count inside the trigger's clause, and across the "that" right behind them ("من المقرر
أن يتوجه").
"""

from __future__ import annotations

from functools import cache
from typing import cast

from geomap.clauses import Telling
from geomap.records import Status
from geomap.triggers import Hit, rows

_ORDER: dict[Status, int] = {"happened": 0, "ongoing": 1, "planned": 2, "hypothetical": 3, "denied": 4}
_THAT = frozenset("ان بان that".split())
_PERFECT = frozenset("past noun".split())
_STILL = frozenset("يزال تزال زال زالت".split())
_LASTING = frozenset("war siege conflict occupy station deploy".split())
_STARTED = frozenset("منذ since".split())


@cache
def _cues(side: str) -> dict[str, tuple[Status, int]]:
    return {r["words"]: (cast(Status, r["status"]), int(r["reach"])) for r in rows("status.csv") if r["side"] == side}


def _keys(norm: str) -> tuple[str, ...]:
    if len(norm) < 3 or norm.isascii():
        return (norm,)
    bare = norm[1:] if norm[0] in "وف" else norm
    keys = [norm, bare]
    for prefix in ("ال", "بال", "لل", "ل", "ب"):
        if bare.startswith(prefix) and len(bare) > len(prefix) + 2:
            keys.append(bare[len(prefix) :])
    return tuple(keys)


def _cue(norm: str, side: str) -> tuple[Status, int] | None:
    cues = _cues(side)
    return next((cues[key] for key in _keys(norm) if key in cues), None)


def status_of(telling: Telling, hit: Hit) -> tuple[Status, str]:
    """The status of the event that a trigger tells, with the word that says so ("" for tense alone)."""
    words, span = telling.words, telling.spans[telling.span_of[hit.first]]
    best: tuple[Status, str] = ("happened", "")
    if hit.tense == "future":
        best = ("planned", words[hit.first].norm)
    elif hit.tense == "present" and span.sentence.section != "title" and not hit.trigger.saying:
        best = ("ongoing", "")
    if hit.trigger.subtype in _LASTING and hit.tense != "past":
        best = ("ongoing", "")
    clause, crossed = telling.clauses[hit.first], False
    for back in range(hit.first - 1, max(hit.first - 9, span.first - 1), -1):
        if telling.clauses[back] != clause:
            # Over "أن" the cue must stand right before it.
            if crossed or words[back + 1].norm not in _THAT:
                break
            crossed, clause = True, telling.clauses[back]
        found = _cue(words[back].norm, "before")
        if not found or hit.first - back > found[1] + crossed:
            continue
        status = found[0]
        if words[back].norm in ("قد", "وقد") and hit.tense in _PERFECT:
            continue
        if status == "denied" and words[back + 1].norm in _STILL:
            status = "ongoing"
        if hit.trigger.saying and status in ("hypothetical", "ongoing"):
            continue
        if _ORDER[status] > _ORDER[best[0]]:
            best = (status, words[back].norm)
    for after in range(hit.last + 1, min(hit.last + 7, span.last)):
        if telling.clauses[after] != telling.clauses[hit.last]:
            break
        found = _cue(words[after].norm, "after")
        if not found or after - hit.last > found[1]:
            continue
        if hit.tense == "past" and not (words[after].norm in _STARTED and hit.trigger.subtype in _LASTING):
            continue
        if _ORDER[found[0]] > _ORDER[best[0]]:
            best = (found[0], words[after].norm)
    return best
