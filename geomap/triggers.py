"""Words that tell an event: where the triggers of the reviewed tables (`geomap.lexicon`) occur in a text's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from geomap.lexicon import Tense, Trigger, arabic_lexicon, english_lexicon
from geomap.tables import word_set
from geomap.text import FORMS, Word

GAP = 4
"""How many words may stand between the parts of a compound ("أطلقت قوات الاحتلال الإسرائيلي النار")."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger in a text: the first and last of its words (indices, both included), its tense, and whether it is
    a noun made definite by an article or a pronoun (which often refers back to an event already told).
    """

    trigger: Trigger
    first: int
    last: int
    tense: Tense
    definite: bool = False
    owned: bool = False
    """Carries a pronoun ("زيارته"): somebody named before it acts."""
    light: bool = False
    """Told by a light verb with an event noun ("عقد لقاء", "شن غارة")."""


_PRONOUNS = ("", "ه", "ها", "هم", "هما", "هن")
_PAST_ENDINGS = frozenset({e + p for e in ("", "ت", "وا", "ا", "تا", "و", "ن") for p in _PRONOUNS} | {"يا"})
_PRESENT_ENDINGS = frozenset(e + p for e in ("", "ون", "ان", "ين", "وا", "ن") for p in _PRONOUNS)
_NOUN_ENDINGS = frozenset(
    {e + p for e in ("", "ي", "ا") for p in _PRONOUNS} | {"ان", "ين", "ات", "اته", "اتها", "اتهم", "نا"}
) - {""}
_PART_ENDINGS = frozenset(["ه", "ها", "هم", "ا", "ات", "ان", "ين", "ون", "وا", "ته", "تها", "هما", "ي", "ت"])
_CLIPPED_PAST, _CLIPPED_PRESENT = ("ت", "وا", "تا", "تها", "ته", "تهم"), ("ون", "ان", "وا", "ين")
_LONGEST_ENDING = 5
_LONGEST_PREFIX = 5
"""Letters before a stem at the most: "وبال", "وسي" and, in parts of compounds, both."""


Triggers = dict[str, tuple[Trigger, ...]]


def _cuts(word: str) -> range:
    """Where a stem may end, the longest first ("يتوجه" is توجه, not توج)."""
    return range(len(word), max(len(word) - _LONGEST_ENDING, 0) - 1, -1)


def _bare(norm: str) -> tuple[str, ...]:
    """The word itself and without و or ف in front."""
    return (norm, norm[1:]) if norm[:1] in ("و", "ف") and len(norm) > 3 else (norm,)


@lru_cache(maxsize=512)
def _noun_bases(norm: str) -> tuple[tuple[str, bool], ...]:
    """What stands behind the proclitics of a noun, with whether the article is among them."""
    found = []
    for word in _bare(norm):
        found.append((word, False))
        if word[:1] in ("ب", "ل", "ك") and len(word) > 3:
            found.append((word[1:], False))
            if word[1:3] == "ال":
                found.append((word[3:], True))
            elif word[:2] == "لل":
                found.append((word[2:], True))
        if word[:2] == "ال" and len(word) > 4:
            found.append((word[2:], True))
    return tuple(found)


def _ended(word: str, endings: frozenset[str], known: Triggers) -> tuple[Trigger, ...]:
    """The triggers of the longest stem of a word that has any."""
    for at in _cuts(word):
        if (base := word[:at]) in known and word[at:] in endings and (at > 2 or len(word) - at < 3):
            return known[base]
    return ()


def _clipped(word: str, endings: Sequence[str], known: Triggers) -> tuple[Trigger, ...]:
    """The triggers of a weak verb that has lost its last letter before one of some endings."""
    for ending in endings:
        if word.endswith(ending) and (base := word[: -len(ending)]) in known:
            return known[base]
    return ()


@cache
def _beginnings() -> frozenset[str]:
    """The first three letters of all Arabic stems and of the words that begin compounds; those of two letters whole."""
    lexicon = arabic_lexicon()
    stems = [*lexicon.noun, *lexicon.past, *lexicon.clipped, *lexicon.present, *lexicon.clipped_present]
    return frozenset(stem[:3] for stem in [*stems, *lexicon.compounds])


@lru_cache(maxsize=FORMS)
def _may_tell(norm: str) -> bool:
    """Whether some stem begins within the clitics and prefixes of an Arabic word: in half of the words none does."""
    places = range(_LONGEST_PREFIX + 1)
    return not _beginnings().isdisjoint([norm[at : at + letters] for at in places for letters in (2, 3)])


@lru_cache(maxsize=FORMS)
def _read_arabic(norm: str) -> tuple[tuple[Trigger, Tense, bool], ...]:
    """The triggers that a folded Arabic word can be, with tense and definiteness, the likeliest first."""
    if not _may_tell(norm):
        return ()
    lexicon = arabic_lexicon()
    found: list[tuple[Trigger, Tense, bool]] = []
    bases = _noun_bases(norm)
    if norm in lexicon.never or any(base in lexicon.never for base, _ in bases):
        return ()
    for base, definite in bases:
        if triggers := lexicon.noun.get(base):
            found += [(t, "noun", definite) for t in triggers]
            continue
        for at in _cuts(base):
            if base[:at] in lexicon.noun and (ending := base[at:]) in _NOUN_ENDINGS:
                owned = ending not in ("ا", "ي", "ان", "ين", "ات")
                found += [(t, "noun", definite or owned) for t in lexicon.noun[base[:at]]]
                break
    for word in _bare(norm):
        triggers = _ended(word, _PAST_ENDINGS, lexicon.past) or _clipped(word, _CLIPPED_PAST, lexicon.clipped)
        found += [(t, "past", False) for t in triggers]
        tense: Tense = "present"
        stem = word
        if stem[:2] in ("سي", "ست"):
            stem, tense = stem[1:], "future"
        elif stem[:2] in ("لي", "لت"):
            stem = stem[1:]
        if stem[:1] in ("ي", "ت") and len(stem) > 3:
            triggers = _ended(stem[1:], _PRESENT_ENDINGS, lexicon.present)
            triggers = triggers or _clipped(stem[1:], _CLIPPED_PRESENT, lexicon.clipped_present)
            found += [(t, tense, False) for t in triggers]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=FORMS)
def _parts_arabic(norm: str) -> tuple[str, ...]:
    """What a folded Arabic word can be as a part of a compound: itself without proclitics and common endings."""
    parts = set()
    for base, _ in _noun_bases(norm):
        parts.add(base)
        for at in _cuts(base):
            if at > 2 and (ending := base[at:]) in _PART_ENDINGS:
                parts.add(base[:at])
                if ending in ("ته", "تها"):
                    parts.add(base[:at] + "ه")
        if base[:2] in ("سي", "ست"):
            parts.add(base[1:])
    return tuple(sorted(parts))


@lru_cache(maxsize=FORMS)
def _read_english(norm: str) -> tuple[tuple[Trigger, Tense, bool], ...]:
    lexicon = english_lexicon()
    found: list[tuple[Trigger, Tense, bool]] = [(t, "past", False) for t in lexicon.past.get(norm, ())]
    found += [(t, "noun", False) for t in lexicon.noun.get(norm, ())]
    found += [(t, "present", False) for t in lexicon.present.get(norm, ())]
    return tuple(found)


@lru_cache(maxsize=FORMS)
def _told_by(
    norm: str, script: str
) -> tuple[tuple[tuple[tuple[str, ...], Trigger], ...], tuple[tuple[Trigger, Tense, bool], ...]] | None:
    """The compounds that a word may begin and the triggers that it can be; None for most words, which are neither."""
    if script == "digits":
        return None
    arabic = script == "arabic"
    compounds, read = _compounds_from(norm, arabic), _read_arabic(norm) if arabic else _read_english(norm)
    return (compounds, read) if compounds or read else None


def _compound(
    compounds: Sequence[tuple[tuple[str, ...], Trigger]], words: Sequence[Word], breaks: Sequence[int], i: int, end: int
) -> tuple[Trigger, int] | None:
    """The longest of the compounds which word `i` may begin that stands there, with the index of its last word."""
    best: tuple[Trigger, int] | None = None
    for rest, trigger in compounds:
        at = i
        for wanted in rest:
            reach = range(at + 1, min(at + 2 + (0 if wanted in word_set("tight") else GAP), end))
            at = next((j for j in reach if breaks[j] == breaks[i] and _is_part(words[j], wanted)), -1)
            if at < 0:
                break
        if at > 0 and (best is None or (trigger.weight, best[1]) > (best[0].weight, at)):
            best = (trigger, at)
    return best


def _compounds_from(norm: str, arabic: bool) -> tuple[tuple[tuple[str, ...], Trigger], ...]:
    """The compounds that a word may begin: their other parts, and what they tell."""
    if arabic and not _may_tell(norm):
        return ()
    table = (arabic_lexicon() if arabic else english_lexicon()).compounds
    parts = _parts_arabic(norm) if arabic else (norm,)
    return tuple(entry for part in parts for entry in table.get(part, ()))


def _is_part(word: Word, wanted: str) -> bool:
    return wanted in _parts_arabic(word.norm) if word.script == "arabic" else word.norm == wanted


def _compound_tense(norm: str) -> Tense:
    word = _bare(norm)[-1]
    if word[:2] in ("سي", "ست"):
        return "future"
    if word[:1] == "ي":
        return "present"
    verbal = (
        word[:1] in ("ت", "م") or word[:2] == "ال" or (word[:1] in "ابل" and word[-2:-1] == "ا") or word[-1:] == "ه"
    )
    return "noun" if verbal else "past"


def find_triggers(
    words: Sequence[Word], breaks: Sequence[int], start: int, end: int, names: frozenset[int] = frozenset()
) -> list[Hit]:
    """The triggers among `words[start:end]` (one sentence), compounds before single words, in order.

    `breaks` gives each word's clause number; no compound and no light verb reaches over a clause's end. Words in
    `names` belong to the name of a place and tell nothing (سيول is Seoul there, not floods).
    """
    found: list[Hit] = []
    taken = start - 1
    for i in range(start, end):
        word = words[i]
        told = _told_by(word.norm, word.script)
        if told is None or i <= taken or i in names:
            continue
        compounds, read = told
        arabic = word.script == "arabic"
        if compounds and (compound := _compound(compounds, words, breaks, i, end)):
            trigger, last = compound
            taken = i if last > i + 1 else last
            if trigger.type:
                tense = _compound_tense(word.norm) if arabic else "past"
                found.append(Hit(trigger, i, last, tense))
            continue
        if read:
            follows = words[i + 1].norm if i + 1 < end else ""
            trigger, tense, definite = _choose(read, plural=not arabic and follows in word_set("behind noun"))
            owned = tense == "noun" and arabic and word.norm.endswith(_OWNED) and definite
            found.append(Hit(trigger, i, i, tense, definite, owned))
    return _lend(_drop_inner(found), breaks)


def trigger_kinds(norm: str) -> tuple[str, ...]:
    """What a folded Arabic word tells as a trigger: "attack:noun", "meeting:past"; () where it tells none."""
    return tuple(sorted({f"{trigger.type}:{tense}" for trigger, tense, _ in _read_arabic(norm)}))


def is_trigger(norm: str) -> bool:
    """Whether a folded Arabic word can be a verb of the tables, which then is no name."""
    return any(tense != "noun" and trigger.pos != "l" for trigger, tense, _ in _read_arabic(norm))


_OWNED = ("ته", "تها", "تهم", "تهما", "هما", "هم", "ها", "يه", "اءه", "ءه", "عه", "ره")


def _choose(read: tuple[tuple[Trigger, Tense, bool], ...], *, plural: bool) -> tuple[Trigger, Tense, bool]:
    """The heavier reading, a light verb last; where `plural`, a noun before a verb in the present ("clashes in")."""
    return max(read, key=lambda r: (r[0].pos != "l", plural and r[1] == "noun", r[0].weight))


def _drop_inner(found: list[Hit]) -> list[Hit]:
    """Without single words that are the last part of a compound."""
    lasts = {hit.last for hit in found if hit.last > hit.first}
    return [hit for hit in found if hit.first not in lasts or hit.last > hit.first]


def _lend(found: list[Hit], breaks: Sequence[int]) -> list[Hit]:
    """Light verbs joined with the event noun behind them; those without one stay only if they tell an event."""
    merged: list[Hit] = []
    skip = -1
    for n, hit in enumerate(found):
        if n == skip:
            continue
        if hit.trigger.pos != "l":
            merged.append(hit)
            continue
        behind = found[n + 1] if n + 1 < len(found) else None
        if (
            behind
            and behind.tense == "noun"
            and not behind.trigger.saying
            and behind.trigger.pos != "l"
            and behind.first - hit.last <= GAP + 1
            and breaks[behind.first] == breaks[hit.last]
        ):
            merged.append(
                Hit(behind.trigger, hit.first, behind.last, hit.tense, behind.definite, behind.owned, light=True)
            )
            skip = n + 1
        elif hit.trigger.type:
            merged.append(hit)
    return merged
