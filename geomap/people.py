"""Who an article names: people by title and name, countries by name or adjective, organisations.

People are found behind titles ("وزير الخارجية الروسي سيرغي لافروف"), or as a run of words that are names; afterwards
one name of theirs is enough ("لافروف"). Tables: `data/offices.csv`, `names.csv`, `organisations.csv`, `demonyms.csv`,
`stopwords.csv`; how common a word is comes from wordfreq.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from geomap.clauses import Telling
from geomap.demonyms import country_names, demonym_at, may_be_demonym
from geomap.frequencies import frequencies
from geomap.records import Resolution
from geomap.tables import rows, word_set
from geomap.text import FORMS, fold, words
from geomap.triggers import is_trigger

COMMON, FAIR = 4.5, 3.5
"""Zipf frequencies (powers of ten a thousand million words) from which a word is taken for an ordinary one: right
behind a title, and anywhere else."""
_FAIR = 10 ** (FAIR - 9)


@dataclass(frozen=True, slots=True)
class Named:
    """One mention of somebody: words `first..last` (both included), the name as first given, what it is."""

    first: int
    last: int
    name: str
    what: Literal["person", "country", "organisation"]
    country: str | None = None


@cache
def latin_names() -> dict[str, str]:
    """Folded Arabic names of people to their usual Latin spelling."""
    return {r["ar"]: r["en"] for r in rows("names.csv")}


@cache
def organisation_names() -> dict[str, str]:
    """Organisations as the article writes them to their English name."""
    return {r["ar"]: r["en"] for r in rows("organisations.csv")}


@cache
def _organisations() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    table: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for row in rows("organisations.csv"):
        first, *rest = [w.norm for w in words(row["ar"])]
        table[first] = (*table.get(first, ()), (tuple(rest), row["ar"]))
    return {k: tuple(sorted(v, key=lambda e: -len(e[0]))) for k, v in table.items()}


@cache
def _parts(part: str) -> frozenset[str]:
    return frozenset(r["word"] for r in rows("offices.csv") if r["part"] == part)


@cache
def _stops() -> frozenset[str]:
    return frozenset(r["word"] for r in rows("stopwords.csv"))


_PLAIN = str.maketrans({**dict.fromkeys("أإآ", "ا"), "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه"})


@cache
def _common() -> dict[str, float]:
    """Folded Arabic words of a fair frequency to their Zipf frequency."""
    found: dict[str, float] = {}
    for word, frequency, zipf in frequencies("ar"):
        if frequency < _FAIR:
            break
        if "\u0620" <= word[0] <= "\u064a":
            key = word.translate(_PLAIN)
            found[key] = max(zipf, found.get(key, 0.0))
    return found


@lru_cache(maxsize=FORMS)
def _bases(norm: str) -> tuple[str, ...]:
    """A word, and the word without the clitics that may stand before a name."""
    found = [norm]
    rest = norm
    if rest[:1] in ("و", "ف") and len(rest) > 3:
        rest = rest[1:]
        found.append(rest)
    if rest[:2] == "لل" and len(rest) > 4:
        found.append("ال" + rest[2:])
        found.append(rest[2:])
    elif rest[:1] in ("ب", "ل", "ك") and len(rest) > 3:
        found.append(rest[1:])
        if rest[1:3] == "ال":
            found.append(rest[3:])
    elif rest[:2] == "ال" and len(rest) > 4:
        found.append(rest[2:])
    return tuple(found)


@lru_cache(maxsize=FORMS)
def _ordinary(norm: str, limit: float) -> bool:
    """Whether a word is no part of a person's name: a known word of some frequency, or one of the tables'."""
    if norm in latin_names():
        return False
    bases = _bases(norm)
    if len(norm) < 2 or any(b in _stops() for b in bases):
        return True
    if any(b in latin_names() for b in bases):
        return False
    if any(_common().get(b, 0.0) >= limit for b in bases):
        return True
    # An indefinite accusative ("مصنعا") or a noun with a pronoun ("ضيوفه").
    if any(norm.endswith(e) and _common().get(norm[: -len(e)], 0.0) >= FAIR for e in ("ا", "ه", "ها", "هم")):
        return True
    # "To his hosts": a preposition and a pronoun glued to one word are no name.
    if norm[:1] == "ل" and norm.endswith(("يه", "يها", "يهم", "هم", "ها")) and len(norm) > 4:
        return True
    return is_trigger(norm) or any(b in _parts("title") or b in _parts("object") for b in bases)


class _Naming(NamedTuple):
    """What a word can be in the naming of somebody, clitics aside."""

    title: bool
    name: bool
    organisation: bool
    """Whether the name of one begins with it."""
    head: bool
    demonym: bool
    """Whether one begins with it."""


@lru_cache(maxsize=FORMS)
def _naming(norm: str) -> _Naming | None:
    """None for most words, which are nothing of the kind."""
    bases = _bases(norm)
    naming = _Naming(
        not _parts("title").isdisjoint(bases),
        not latin_names().keys().isdisjoint(bases),
        not _organisations().keys().isdisjoint(bases),
        not _HEADS.isdisjoint(bases),
        may_be_demonym(norm),
    )
    return naming if any(naming) else None


Namings = Sequence[tuple[int, _Naming]]
"""The words that can be something in the naming of somebody, by their index, in order."""


def _namings(telling: Telling) -> Namings:
    """The words of the article proper that can be something in the naming of somebody."""
    found = telling.words
    return [(i, told) for one in telling.spans for i in range(one.first, one.last) if (told := _naming(found[i].norm))]


_HEADS = word_set("heads")
_PARTICLES = word_set("particles")
_MONTHS = word_set("months")


def find_named(telling: Telling, resolutions: Iterable[Resolution]) -> tuple[Named, ...]:
    """Everybody that the article names, in order; overlapping readings are settled for people first."""
    found = telling.words
    blocked: dict[int, Resolution] = {}
    if not found:
        return ()
    for resolution in resolutions:
        first = telling.word_at(resolution.mention.start)
        for i in range(first, telling.word_at(max(resolution.mention.end - 1, resolution.mention.start)) + 1):
            blocked[i] = resolution
    namings = _namings(telling)
    people = [*_arabic_people(telling, namings, blocked), *_english_people(telling, blocked)]
    people += _by_title(telling, namings, people, blocked)
    taken = {i for p in people for i in range(p.first, p.last + 1)}
    later = [p for p in _by_one_name(telling, people, blocked) if p.first not in taken]
    taken |= {i for p in later for i in range(p.first, p.last + 1)}
    others = [
        n
        for n in [*_organised(telling, namings), *_countries(telling, namings, blocked)]
        if not any(i in taken for i in range(n.first, n.last + 1))
    ]
    seen: set[int] = set()
    kept = []
    for named in sorted([*people, *later, *others], key=lambda n: (n.first, -n.last, n.what)):
        if seen.isdisjoint(range(named.first, named.last + 1)):
            kept.append(named)
            seen.update(range(named.first, named.last + 1))
    return tuple(kept)


def _arabic_people(telling: Telling, namings: Namings, blocked: dict[int, Resolution]) -> Iterator[Named]:
    found = telling.words
    behind = 0
    for i, naming in namings:
        if i < behind or found[i].script != "arabic":
            continue
        if naming.title:
            j, country = _after_title(telling, i, blocked)
            k = _name_end(telling, j, blocked)
            if k > j:
                yield Named(j, k - 1, _surface(telling, j, k - 1), "person", country)
                behind = k
        elif naming.name and i not in blocked and (k := _name_end(telling, i, blocked)) > i + 1:
            known = sum(bool(told and told.name) for told in (_naming(found[n].norm) for n in range(i, k)))
            if known >= 2 or known == k - i:
                yield Named(i, k - 1, _surface(telling, i, k - 1), "person")
                behind = k


def _after_title(telling: Telling, i: int, blocked: dict[int, Resolution]) -> tuple[int, str | None]:
    """The first word behind a title and what belongs to it, and the country that these words name."""
    found = telling.words
    country = None
    j = i + 1
    while j < len(found) and j - i < 9 and telling.span_of[j] == telling.span_of[i] and not _gap(telling, j):
        if j in blocked:
            place = blocked[j].place
            country = country or (place.country if place else None)
            j += 1
        elif demonym := demonym_at(found, j):
            country = country or demonym[0]
            j = demonym[1] + 1
        elif any(b in _parts("object") or b in _parts("title") for b in _bases(found[j].norm)) or (
            found[j].norm[:2] == "ال" and found[j].norm[-1:] in "يه" and found[j].norm not in latin_names()
        ):
            j += 1
        else:
            break
    return j, country


def _by_title(telling: Telling, namings: Namings, people: list[Named], blocked: dict[int, Resolution]) -> list[Named]:
    """Titles that stand without a name ("الزعيم الكوري الشمالي"): the person named with that country's title.

    Only where the article names one such person, so that nobody is taken for another.
    """
    by_country: dict[str, set[str]] = {}
    for person in people:
        if person.country:
            by_country.setdefault(person.country, set()).add(person.name)
    found = []
    taken = {i for p in people for i in range(p.first - 6, p.last + 1)}
    for i, naming in namings:
        if not naming.head or i in taken:
            continue
        j, country = _after_title(telling, i, blocked)
        names = by_country.get(country or "", set())
        if len(names) == 1 and j - i <= 4:
            found.append(Named(i, j - 1, next(iter(names)), "person", country))
    return found


def _gap(telling: Telling, i: int) -> bool:
    """Whether anything but blanks stands before word `i`."""
    return bool(telling.article.text[telling.words[i - 1].end : telling.words[i].start].strip())


def _name_end(telling: Telling, j: int, blocked: dict[int, Resolution]) -> int:
    """One past the last word of the name that begins at word `j`; `j` when there is none."""
    found = telling.words
    k = j
    while k < len(found) and k - j < 4 and telling.span_of[k] == telling.span_of[j if k == j else k - 1] >= 0:
        word = found[k]
        if word.script != "arabic" or k in blocked or (_gap(telling, k) and k > 0):
            if k == j and word.script == "arabic" and k not in blocked:
                pass
            else:
                break
        particle = k > j and found[k - 1].norm in _PARTICLES
        if not particle:
            titled = k == j and j > 0 and telling.span_of[j - 1] == telling.span_of[j]
            if _ordinary(word.norm, COMMON if titled else FAIR) or demonym_at(found, k):
                break
            if word.norm == "علي" and telling.article.text[word.end - 1] == "ى":
                break
            if word.norm[:2] == "ال" and k == j and word.norm not in latin_names():
                break
            if k > j and word.norm[:1] in "وبف" and any(b in latin_names() for b in _bases(word.norm)[1:]):
                break
        k += 1
    while k > j and found[k - 1].norm in _PARTICLES and k - 1 > j:
        k -= 1
    return k


def _surface(telling: Telling, first: int, last: int) -> str:
    """The name as written, without clitics glued to its first word and with single blanks."""
    word = telling.words[first]
    start = word.start
    if word.norm not in latin_names():
        for base in _bases(word.norm)[1:]:
            if base in latin_names():
                start = word.at(telling.article.text, len(word.norm) - len(base))
                break
    return " ".join(telling.article.text[start : telling.words[last].end].split())


def _by_one_name(telling: Telling, people: list[Named], blocked: dict[int, Resolution]) -> Iterator[Named]:
    """Later mentions of people by some of their names."""
    known: dict[str, Named] = {}
    for person in people:
        if person.last - person.first + 1 != len(person.name.split()):
            continue  # read by title, or with a blank lost: its words are no names
        for i in range(person.last, person.first - 1, -1):
            norm = telling.words[i].norm
            if i == person.first:
                norm = fold(person.name.split()[0])
            if len(norm) > 2 and norm not in _PARTICLES and (norm not in known or i == person.last):
                known.setdefault(norm, person)
    for i, word in enumerate(telling.words if known else ()):
        if known.keys().isdisjoint(_bases(word.norm)) or telling.span_of[i] < 0 or i in blocked:
            continue
        person_known = next(known[b] for b in _bases(word.norm) if b in known)
        if word.script == "arabic" or telling.article.text[word.start].isupper():
            yield Named(i, i, person_known.name, "person", person_known.country)


_NO_PERSON = frozenset(
    ["asian", "african", "european", "american", "arab", "western", "eastern", "northern", "southern", "southeast"]
) | {"organisation", "organization", "council", "union", "ministry", "committee", "commission", "university", "army"}
"""Words in capitals that make a run of them no person's name."""


def _english_people(telling: Telling, blocked: dict[int, Resolution]) -> Iterator[Named]:
    """Runs of two to four capitalised words that are neither places nor calendar words; titles help one word."""
    found, text = telling.words, telling.article.text
    i = 0
    while i < len(found):
        if found[i].script != "other" or telling.span_of[i] < 0:
            i += 1
            continue
        j = i
        while (
            j < len(found)
            and j - i < 4
            and found[j].script == "other"
            and telling.span_of[j] == telling.span_of[i]
            and text[found[j].start].isupper()
            and j not in blocked
            and found[j].norm not in _MONTHS
            and found[j].norm not in _parts("title")
            and not demonym_at(found, j)
            and (j == i or text[found[j - 1].end : found[j].start] in (" ", ". "))
        ):
            j += 1
        titled = i > 0 and found[i - 1].norm in _parts("title")
        if any(found[k].norm in _NO_PERSON for k in range(i, j)):
            i = max(j, i + 1)
            continue
        if j - i >= 2 or (j > i and titled):
            yield Named(i, j - 1, " ".join(text[found[i].start : found[j - 1].end].split()), "person")
        i = max(j, i + 1)


def _organised(telling: Telling, namings: Namings) -> Iterator[Named]:
    table = _organisations()
    for i, naming in namings:
        for base in _bases(telling.words[i].norm) if naming.organisation else ():
            match = next(
                (
                    (rest, name)
                    for rest, name in table.get(base, ())
                    if all(
                        i + n + 1 < len(telling.words) and telling.words[i + n + 1].norm == r
                        for n, r in enumerate(rest)
                    )
                ),
                None,
            )
            if match:
                yield Named(i, i + len(match[0]), match[1], "organisation")
                break


def _countries(telling: Telling, namings: Namings, blocked: dict[int, Resolution]) -> Iterator[Named]:
    done: set[int] = set()
    for i in sorted({*blocked, *(i for i, naming in namings if naming.demonym)}):
        if telling.span_of[i] < 0 or i in done:
            continue
        if i in blocked:
            resolution = blocked[i]
            place = resolution.place
            if (
                resolution.mention.role in ("associative", "title")
                and place
                and place.country
                and place.kind in ("country", "city")
            ):
                name = country_names().get(place.country, (place.name_ar or place.name, place.name))[0]
                yield Named(i, i, name, "country", place.country)
            continue
        if demonym := demonym_at(telling.words, i):
            done.update(range(i, demonym[1] + 1))
            yield Named(i, demonym[1], country_names()[demonym[0]][0], "country", demonym[0])
