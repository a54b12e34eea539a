"""The reviewed tables of triggers, as what their forms mean.

`data/triggers_ar.csv` and `data/triggers_en.csv` hold one row a lemma: its part of speech (`v` verb, `n` verbal or
event noun, `c` compound of two words or more, `l` light verb that lends its tense to an event noun behind it, `x` words
that only look like a trigger), its folded stems, the event type it tells, its CAMEO/PLOVER code, a weight (0..1: how
sure the word tells an event rather than names a topic) and what a place beside it is to a movement (`destination`,
`origin`, `route`). Arabic imperfect stems are written with their yeh.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from geomap.tables import rows

Tense = Literal["past", "present", "future", "noun"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of a trigger table."""

    lemma: str
    pos: str
    type: str
    subtype: str
    code: str
    weight: float
    moves: str

    @property
    def saying(self) -> bool:
        """Whether it tells that something was said rather than done."""
        return self.type in ("statement", "threat")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Stems to triggers. `forms` keys are whole folded words (English) or stems (Arabic), by tense."""

    past: dict[str, tuple[Trigger, ...]]
    clipped: dict[str, tuple[Trigger, ...]]
    """Past stems of weak verbs without their last letter, which need an ending (التقت, دعت)."""
    present: dict[str, tuple[Trigger, ...]]
    clipped_present: dict[str, tuple[Trigger, ...]]
    noun: dict[str, tuple[Trigger, ...]]
    compounds: dict[str, tuple[tuple[tuple[str, ...], Trigger], ...]]
    """First part to the parts behind it."""
    never: frozenset[str]


def _trigger(row: dict[str, str]) -> Trigger:
    return Trigger(
        row["lemma"], row["pos"], row["type"], row["subtype"], row["code"], float(row["weight"]), row["moves"]
    )


def _collect(pairs: Iterable[tuple[str, Trigger]]) -> dict[str, tuple[Trigger, ...]]:
    found: dict[str, tuple[Trigger, ...]] = {}
    for key, trigger in pairs:
        if trigger not in found.get(key, ()):
            found[key] = (*found.get(key, ()), trigger)
    return found


def _compounds(table: list[dict[str, str]]) -> dict[str, tuple[tuple[tuple[str, ...], Trigger], ...]]:
    found: dict[str, tuple[tuple[tuple[str, ...], Trigger], ...]] = {}
    for row in table:
        if row["pos"] != "c":
            continue
        for form in row["forms"].split():
            first, *rest = form.split("+")
            found[first] = (*found.get(first, ()), (tuple(rest), _trigger(row)))
    return found


@cache
def arabic_lexicon() -> Lexicon:
    """The Arabic triggers."""
    table = rows("triggers_ar.csv")
    single = [(form, _trigger(r)) for r in table if r["pos"] not in "cx" for form in r["forms"].split()]
    verbs = [(form, t) for form, t in single if t.pos in "vl"]
    present = [(form[1:], t) for form, t in verbs if form.startswith("ي")]
    past = [(form, t) for form, t in verbs if not form.startswith("ي")]
    weak = [(form[:-1], t) for form, t in past if form[-1] in "يا" and len(form) > 2]
    # التقاه، دعاه: alef maksura turns into alef before a pronoun.
    alef = [(form[:-1] + "ا", t) for form, t in past if form.endswith("ي")]
    nouns = [(form, t) for form, t in single if t.pos in "nl"]
    marbuta = [(form[:-1] + "ت", t) for form, t in nouns if form.endswith("ه")]
    return Lexicon(
        past=_collect([*past, *alef]),
        clipped=_collect(weak),
        present=_collect(present),
        clipped_present=_collect((form[:-1], t) for form, t in present if form[-1] in "يو" and len(form) > 2),
        noun=_collect([*nouns, *marbuta]),
        compounds=_compounds(table),
        never=frozenset(form for r in table if r["pos"] == "x" for form in r["forms"].split()),
    )


def _conjugated(base: str) -> Iterable[tuple[str, Tense]]:
    """The regular forms of an English verb."""
    yield base, "present"
    stem = base[:-1] if base.endswith("e") else base
    yield (base[:-1] + "ies" if base.endswith("y") and base[-2] not in "aeiou" else base + "s"), "present"
    yield base + "es", "present"
    yield (base[:-1] + "ied" if base.endswith("y") and base[-2] not in "aeiou" else stem + "ed"), "past"
    yield stem + "ing", "noun"


@cache
def english_lexicon() -> Lexicon:
    """The English triggers."""
    table = rows("triggers_en.csv")
    past: list[tuple[str, Trigger]] = []
    present: list[tuple[str, Trigger]] = []
    noun: list[tuple[str, Trigger]] = []
    for row in table:
        trigger = _trigger(row)
        if trigger.pos == "n":
            noun += [(form, trigger) for form in row["forms"].split()]
        elif trigger.pos in "vl":
            base, *irregular = row["forms"].split()
            of_tense = {"past": past, "present": present, "future": present, "noun": noun}
            for form, tense in _conjugated(base):
                of_tense[tense].append((form, trigger))
            for form in irregular:
                target = noun if form.endswith("=") else present if form.endswith("s") else past
                target.append((form.rstrip("="), trigger))
            if base.endswith(("ed", "old")) or base in ("shot", "left", "told", "stationed"):
                past.append((base, trigger))
    return Lexicon(_collect(past), {}, _collect(present), {}, _collect(noun), _compounds(table), frozenset())
