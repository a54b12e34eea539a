"""Write docs/quality.md: figures on the annotated corpora beside the project, errors by kind, calibration, the key.

`make quality`; needs the corpora in ../shared/bench. A corpus that also trains what ships is read in five folds.
"""

from __future__ import annotations

import importlib.util
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from geomap.cues import classes
from geomap.evaluate import load_corpus
from geomap.gazetteer import Gazetteer, open_gazetteer
from geomap.geodesy import kilometres
from geomap.places import options_of
from geomap.text import name_key, words
from geomap.training import training_samples
from tests.bench import lookup
from tests.test_quality import FLOORS, corpus_answers

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT.parent / "shared" / "bench"
DOCUMENT, PLOT = ROOT / "docs" / "quality.md", ROOT / "docs" / "reliability.svg"
RIGHT_KM = {"trnews": 161.0, "idrisi-train": 161.0}
"""How near a place must be to be right; 50 km where nothing is said."""
WIDE, WIDE_KM = ("country", "region", "area", "water", "natural"), 400.0
BINS = 10
COMMON = 3.8
"""Zipf frequency from which a word that was taken for a place is rather an ordinary one."""

ABOUT = {
    "arabic-news-dev": "10 Arabic articles of two newsrooms that nothing was trained on, chosen to be hard",
    "arabic-news-train": "210 Arabic news articles; five folds: names and roles by weights that never saw the article",
    "idrisi-train": "2,170 Arabic tweets of disasters (IDRISI-D, CC BY 4.0); five folds; many tweets repeat names",
    "trnews": "59 English news articles (TR-News, the odd lines; the even ones train what ships)",
}
MEANING = {
    "f1": "harmonic mean of precision and recall of place names",
    "acc@50|matched": "share of the names found that lie within 50 km of the annotated point (a country: by its code)",
    "acc@161|matched": "the same within 161 km (100 miles)",
    "found@50": "share of ALL annotated names that are found and within 50 km",
    "found@161": "the same within 161 km",
    "pin precision": "of the names that would get a pin (literal), those where something really happens",
    "pin recall": "of the names where something happens, those that get a pin",
    "main event placed": "articles whose main event lies at the annotated place",
    "event placed": "annotated events with an event of geomap's at their place",
    "event pin precision": "geomap's placed events that lie at the place of an annotated one",
}
MEND = {
    "missed name, in the gazetteer": "weights and cues of the finder: the name was weighed and held for no place",
    "missed name, not in the gazetteer": "entries in `gazetteer/`, or the words that introduce unknown names",
    "wrong boundary": "generic words inside or outside the name; longer entries",
    "spurious: a person's name": "more first names and titles, persons met earlier in the article",
    "spurious: part of an organisation": "more words that begin the names of organisations, teams and newspapers",
    "spurious: an adjective or people": "more forms in the table of demonyms",
    "spurious: an ordinary word": "a weaker standing of the name in the gazetteer",
    "spurious: other": "reading: some are places that the annotator left out",
    "no place: none sure enough": "entries in the gazetteer, or surer context",
    "wrong homonym": "better context: the right place was among the candidates",
    "wrong place, the right one is no candidate": "entries in the gazetteer; some annotated points differ from it",
    "a wide place with its point elsewhere": "nothing, mostly: regions, waters and areas have no one point",
    "wrong role: literal taken for associative": "features of construction before and behind the name",
    "wrong role: associative taken for literal": "the same; offices and verbs of saying",
    "wrong role: other": "datelines and measures",
}


@dataclass(slots=True)
class Account:
    """What is counted over one corpus: errors by kind, and confidence with whether the place is right."""

    errors: Counter[str] = field(default_factory=Counter)
    places: list[tuple[float, bool]] = field(default_factory=list)
    odds: list[tuple[list[float], bool]] = field(default_factory=list)
    """The probabilities of each mention's candidates, the chosen one first and what is left for all others last."""


def paired(gold: Sequence[dict[str, Any]], mine: Sequence[dict[str, Any]]) -> dict[int, int]:
    """Annotated mentions to found ones, one to one, the longest overlap first, as the scorer pairs them."""
    pairs = sorted(
        ((_overlap(g, m), i, j) for i, g in enumerate(gold) for j, m in enumerate(mine) if _overlap(g, m) > 0),
        reverse=True,
    )
    found: dict[int, int] = {}
    for _, i, j in pairs:
        if i not in found and j not in found.values():
            found[i] = j
    return found


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> int:
    return int(min(one["end"], other["end"]) - max(one["start"], other["start"]))


def account(
    records: Sequence[dict[str, Any]], said: dict[str, dict[str, Any]], near_km: float, gazetteer: Gazetteer
) -> Account:
    """The errors by kind, and how sure geomap was of each place."""
    told = Account()
    for record in records:
        mine = said.get(str(record["id"]), {}).get("mentions", [])
        mine = [m for m in mine if not any(_overlap(m, n) > 0 for n in record.get("neutral") or ())]
        hits = paired(record["mentions"], mine)
        for i, gold in enumerate(record["mentions"]):
            if i in hits:
                told.errors.update(_errors(gold, mine[hits[i]], near_km, gazetteer, told))
            else:
                surface = record["text"][gold["start"] : gold["end"]]
                known = any(option.distance == 0 for option in options_of(name_key(surface), gazetteer))
                told.errors[f"missed name, {'in' if known else 'not in'} the gazetteer"] += 1
        for j, extra in enumerate(mine):
            if j not in hits.values():
                told.errors[f"spurious: {_spurious(record['text'], extra, gazetteer)}"] += 1
    return told


def _errors(
    gold: dict[str, Any], hit: dict[str, Any], near_km: float, gazetteer: Gazetteer, told: Account
) -> Iterator[str]:
    """What is wrong with a mention that was found."""
    if (gold["start"], gold["end"]) != (hit["start"], hit["end"]):
        yield "wrong boundary"
    use, role = gold.get("use"), hit["role"]
    if use and use != role:
        known = {use, role} == {"literal", "associative"}
        yield f"wrong role: {use} taken for {role}" if known else "wrong role: other"
    if gold.get("lat") is None:
        return
    if hit["place"] is None:
        yield "no place: none sure enough"
        return
    right = _is_right(gold, hit["place"], near_km)
    told.places.append((hit["confidence"], right))
    shown = [one["score"] for one in hit["candidates"]]
    told.odds.append(([*shown, max(0.0, 1 - sum(shown))], right))
    if not right and hit["place"]["kind"] in WIDE and _km(gold, hit["place"]) <= WIDE_KM:
        yield "a wide place with its point elsewhere"
    elif not right:
        rows = [option.row for option in options_of(name_key(hit["surface"]), gazetteer)]
        among = any(_is_right(gold, row_place(gazetteer, row), near_km) for row in rows)
        yield "wrong homonym" if among else "wrong place, the right one is no candidate"


def row_place(gazetteer: Gazetteer, row: int) -> dict[str, Any]:
    """Point, kind and country of a row."""
    lat, lon = gazetteer.point(row)
    return {"lat": lat, "lon": lon, "kind": gazetteer.kind_of(row), "country": gazetteer.country_of(row)}


def _is_right(gold: dict[str, Any], place: dict[str, Any], near_km: float) -> bool:
    if gold.get("kind") == "country" and gold.get("cc") and place["kind"] == "country":
        return bool(place["country"] == gold["cc"])
    return _km(gold, place) <= near_km


def _km(one: dict[str, Any], other: dict[str, Any]) -> float:
    return kilometres(one["lat"], one["lon"], other["lat"], other["lon"])


def _spurious(text: str, mention: dict[str, Any], gazetteer: Gazetteer) -> str:
    """What a name taken for a place rather is, by the words in it and before it: a guess, to sort them by."""
    before = [word.norm for word in words(text, max(0, mention["start"] - 30), mention["start"])][-2:]
    its = [word.norm for word in words(text, mention["start"], mention["end"])]
    behind = [word.norm for word in words(text, mention["end"], min(len(text), mention["end"] + 20))][:1]
    table = classes()
    if any(one in table.get(word, ()) for word in before for one in ("title", "first_name", "person")):
        return "a person's name"
    if any("org" in table.get(word, ()) for word in [*before, *its, *behind]):
        return "part of an organisation"
    if any(word in gazetteer.demonyms for word in its):
        return "an adjective or people"
    return "an ordinary word" if its and max(map(gazetteer.zipf, its)) >= COMMON and len(its) == 1 else "other"


@dataclass(frozen=True, slots=True)
class Bin:
    """Places whose confidence lies in one stretch: how many, their mean confidence, the share that is right."""

    count: int
    confidence: float
    right: float


def reliability(places: Sequence[tuple[float, bool]]) -> list[Bin]:
    """The places by confidence, `BINS` stretches of 0..1; empty ones are left out."""
    bins = []
    for number in range(BINS):
        its = [(c, right) for c, right in places if min(int(c * BINS), BINS - 1) == number]
        if its:
            share = sum(right for _, right in its) / len(its)
            bins.append(Bin(len(its), sum(c for c, _ in its) / len(its), share))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error, 0..1: how far confidence and share right lie apart, by the places."""
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / max(1, sum(one.count for one in bins))


def temperature(odds: Sequence[tuple[list[float], bool]]) -> float:
    """What the scores would have to be divided by for the confidence to fit what is right best (least log loss)."""

    def loss(heat: float) -> float:
        total = 0.0
        for shown, right in odds:
            warm = [max(one, 1e-4) ** (1 / heat) for one in shown]
            sure = min(max(warm[0] / sum(warm), 1e-4), 1 - 1e-4)
            total -= math.log(sure if right else 1 - sure)
        return total

    return min((0.5 + 0.05 * step for step in range(51)), key=loss)


def platt(places: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and offset over the log odds of the confidence that fit what is right best (maximum likelihood)."""
    p = np.clip(np.array([c for c, _ in places]), 0.001, 0.999)
    x = np.column_stack([np.log(p / (1 - p)), np.ones(len(p))])
    y = np.array([right for _, right in places], dtype=float)
    fitted = np.array([1.0, 0.0])
    for _ in range(50):
        guess = 1 / (1 + np.exp(-x @ fitted))
        curve = x.T @ (x * (guess * (1 - guess))[:, None]) + 1e-6 * np.eye(2)
        fitted = fitted + np.linalg.solve(curve, x.T @ (y - guess))
    return float(fitted[0]), float(fitted[1])


def plot(series: dict[str, list[Bin]]) -> str:
    """The share right over the confidence as SVG, a line a corpus, the size of a dot by its places."""
    side, edge = 400, 50
    colours = ("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#b9770e")

    def at(x: float, y: float) -> tuple[float, float]:
        return edge + x * side, edge / 2 + (1 - y) * side

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side + edge + 20} {side + 2 * edge}" '
        'font-family="sans-serif" font-size="12" role="img" aria-label="Share of places right by confidence">',
        f'<rect width="{side + edge + 20}" height="{side + 2 * edge}" fill="#fff"/>',
    ]
    for tick in range(0, 11, 2):
        (x, bottom), (left, y) = at(tick / 10, 0), at(0, tick / 10)
        parts.append(f'<path d="M{x:.1f} {bottom:.1f}v-{side}M{left:.1f} {y:.1f}h{side}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16:.1f}" text-anchor="middle">{tick / 10:g}</text>')
        parts.append(f'<text x="{left - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{tick / 10:g}</text>')
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    parts.append(f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#888" stroke-dasharray="4 4"/>')
    for number, (name, bins) in enumerate(series.items()):
        colour = colours[number % len(colours)]
        spots = [(*at(one.confidence, one.right), 2 + 1.5 * math.log10(one.count)) for one in bins]
        line = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in spots)
        parts.append(f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{colour}"/>' for x, y, r in spots]
        parts.append(f'<text x="{edge + 12}" y="{edge + 16 * number}" fill="{colour}">{name}</text>')
    parts.append(f'<text x="{edge + side / 2}" y="{side + edge + 14}" text-anchor="middle">confidence</text></svg>')
    return "\n".join(parts) + "\n"


def figures_table(figures: dict[str, dict[str, float]]) -> str:
    """Figures by corpus, the floor that a test holds each to in brackets."""
    lines = ["| figure | " + " | ".join(figures) + " |", "|---|" + "---|" * len(figures)]
    for name in ("gold", "precision", "recall", *MEANING):
        cells = []
        for corpus, its in figures.items():
            floor = FLOORS[corpus].get(name)
            value = f"{its[name]:.0f}" if name == "gold" else f"{its[name]:.3f}" if name in its else "–"
            cells.append(value + (f" ({floor:.2f})" if floor else ""))
        label = {"gold": "annotated names"}.get(name, name).replace("|", "\\|")
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def errors_table(accounts: dict[str, Account]) -> str:
    """Errors by kind and corpus, with what would mend each."""
    lines = ["| error | " + " | ".join(accounts) + " | what would mend it |", "|---|" + "---|" * (len(accounts) + 1)]
    for kind, mend in MEND.items():
        counts = " | ".join(str(told.errors[kind]) for told in accounts.values())
        lines.append(f"| {kind} | {counts} | {mend} |")
    return "\n".join(lines)


def reliability_part(accounts: dict[str, Account]) -> str:
    """The table of confidence and share right over all corpora together, errors of calibration, the fit."""
    everything = [place for told in accounts.values() for place in told.places]
    lines = ["| confidence | places | mean confidence | right |", "|---|---|---|---|"]
    for one in reliability(everything):
        low = min(int(one.confidence * BINS), BINS - 1) / BINS
        lines.append(f"| {low:.1f}–{low + 1 / BINS:.1f} | {one.count} | {one.confidence:.2f} | {one.right:.2f} |")
    heats = ", ".join(f"{name} {temperature(told.odds):.2f}" for name, told in accounts.items())
    errors = ", ".join(f"{name} {calibration_error(reliability(told.places)):.3f}" for name, told in accounts.items())
    slope, offset = platt(everything)
    lines += [
        "",
        f"Expected calibration error: {errors}; all together {calibration_error(reliability(everything)):.3f}.",
        f"The best fit of log odds is {slope:.2f} × those of the confidence {offset:+.2f} (1 and 0 would be perfect).",
        f"The temperature that would fit best (1 as it is; above, geomap is too sure): {heats}.",
    ]
    return "\n".join(lines)


HEADER = """# Quality

Written by `make quality`; the corpora lie beside the project, in `../shared/bench`. What was trained on what:

{about}

Names, boundaries and roles are judged by weights that never saw the article. The {weights} weights that rank the
candidates of a name were learned on all of arabic-news-train, idrisi-train and half of trnews; they name no place, and
are not learned anew for each fold; nor are those of events, whose figures in folds `train/placing.py` prints. Rules and
tables were written with these corpora in view, arabic-news-dev excepted.
"""


def scorer() -> ModuleType:
    """The corpora's own scorer."""
    spec = importlib.util.spec_from_file_location("score", BENCH / "score.py")
    if spec is None or spec.loader is None or not (BENCH / "score.py").exists():
        sys.exit(f"{BENCH / 'score.py'} is missing: the corpora must lie beside the project")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(gazetteer: Gazetteer) -> tuple[dict[str, dict[str, float]], dict[str, Account]]:
    """Figures and accounts by corpus."""
    score = scorer()
    pool = training_samples(BENCH, gazetteer)
    figures: dict[str, dict[str, float]] = {}
    accounts: dict[str, Account] = {}
    for name, floors in FLOORS.items():
        records = load_corpus(BENCH / f"{name}.jsonl")[:: 2 if floors.get("lines") == "odd" else 1]
        said = corpus_answers(records, name, gazetteer, pool)
        figures[name] = score.mentions(records, said)
        if any(record.get("events") for record in records):
            figures[name] |= score.events(records, said)
        accounts[name] = account(records, said, RIGHT_KM.get(name, 50.0), gazetteer)
    return figures, accounts


def document(gazetteer: Gazetteer) -> tuple[str, str]:
    """The whole document, and the plot that it shows."""
    from geomap.places import shipped_weights

    figures, accounts = judged(gazetteer)
    key = lookup.measure(gazetteer, lookup.pairs_of(gazetteer), [])
    about = "\n".join(f"- **{name}**: {ABOUT.get(name, '')}." for name in figures)
    meaning = "\n".join(f"- **{name}**: {what}." for name, what in MEANING.items())
    parts = [
        HEADER.format(about=about, weights=len(shipped_weights())),
        f"## Figures\n\nIn brackets the floor that `tests/quality.toml` holds each to.\n\n{figures_table(figures)}\n",
        f"{meaning}\n",
        "## Errors by kind\n\nHow many names; one may have more than one error. What a spurious name is, is "
        f"guessed from the words around it.\n\n{errors_table(accounts)}\n",
        "## Confidence of places\n\nA place given with confidence .8 should be right 80 % of the time. Of the names "
        f"found, with a point and a place:\n\n{reliability_part(accounts)}\n\n"
        "![Share of places right by their confidence](reliability.svg)\n",
        f"## Names reached by sound\n\n{lookup.ABOUT}\n\nThe {key.pairs:,} held-out pairs:\n\n{lookup.table(key)}\n",
    ]
    return "\n".join(parts), plot({name: reliability(told.places) for name, told in accounts.items()})


def main() -> None:
    """Writes the document and the plot."""
    text, drawn = document(open_gazetteer())
    DOCUMENT.write_text(text, encoding="utf-8")
    PLOT.write_text(drawn, encoding="utf-8")
    print(DOCUMENT.name, PLOT.name)


if __name__ == "__main__":
    main()
