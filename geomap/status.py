"""Whether an event happened, goes on, is planned, only thought of, or denied: from the tense and words around it.

Cues stand in `data/status.csv`: a folded word, the status that it gives, the side of the trigger it stands on and how
many words away it may be. They count inside the trigger's clause, and across the "that" right behind them ("من المقرر
أن يتوجه").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import cast

from geomap.clauses import Telling
from geomap.records import Status
from geomap.tables import rows, word_set
from geomap.text import FORMS
from geomap.triggers import Hit

_ORDER: dict[Status, int] = {"happened": 0, "ongoing": 1, "planned": 2, "hypothetical": 3, "denied": 4}
_THAT = word_set("that")
_PERFECT = word_set("perfect")
_STILL = word_set("still")
_CERTAIN = frozenset(("قد", "وقد"))
_LASTING = word_set("lasting")
_STARTED = word_set("started")


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


@lru_cache(maxsize=FORMS)
def _cue(norm: str, side: str) -> tuple[Status, int] | None:
    cues = _cues(side)
    return next((cues[key] for key in _keys(norm) if key in cues), None)


def status_of(telling: Telling, hit: Hit) -> tuple[Status, str]:
    """The status of the event that a trigger tells, with the word that says so ("" for tense alone)."""
    span = telling.spans[telling.span_of[hit.first]]
    best: tuple[Status, str] = ("happened", "")
    if hit.tense == "future":
        best = ("planned", telling.words[hit.first].norm)
    elif hit.tense == "present" and span.sentence.section != "title" and not hit.trigger.saying:
        best = ("ongoing", "")
    if hit.trigger.subtype in _LASTING and hit.tense != "past":
        best = ("ongoing", "")
    for status, cue in (*_before(telling, hit, span.first), *_after(telling, hit, span.last)):
        if _ORDER[status] > _ORDER[best[0]]:
            best = (status, cue)
    return best


def _before(telling: Telling, hit: Hit, first: int) -> Iterator[tuple[Status, str]]:
    words = telling.words
    clause, crossed = telling.clauses[hit.first], False
    for back in range(hit.first - 1, max(hit.first - 9, first - 1), -1):
        if telling.clauses[back] != clause:
            # Over "أن" the cue must stand right before it.
            if crossed or words[back + 1].norm not in _THAT:
                return
            crossed, clause = True, telling.clauses[back]
        found = _cue(words[back].norm, "before")
        if not found or hit.first - back > found[1] + crossed:
            continue
        status = found[0]
        if words[back].norm in _CERTAIN and hit.tense in _PERFECT:
            continue  # "قد" with a perfect verb only stresses it
        if status == "denied" and words[back + 1].norm in _STILL:
            status = "ongoing"
        if not (hit.trigger.saying and status in ("hypothetical", "ongoing")):
            yield status, words[back].norm


def _after(telling: Telling, hit: Hit, end: int) -> Iterator[tuple[Status, str]]:
    for after in range(hit.last + 1, min(hit.last + 7, end)):
        word = telling.words[after].norm
        if telling.clauses[after] != telling.clauses[hit.last]:
            return
        found = _cue(word, "after")
        if not found or after - hit.last > found[1]:
            continue
        if hit.tense != "past" or (word in _STARTED and hit.trigger.subtype in _LASTING):
            yield found[0], word
