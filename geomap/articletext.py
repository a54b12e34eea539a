"""An article's own text in pieces: what was read in it (names, dates, evidence) marked, parts cut off set apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from geomap.records import Evidence, Reading, Resolution, Section


@dataclass(frozen=True, slots=True)
class Span:
    """A marked span of the text, in code points."""

    start: int
    end: int
    kind: Literal["evidence", "trigger", "date", "mention"]
    resolution: Resolution | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks; `resolution` is the mention's that it belongs to."""

    text: str
    kinds: frozenset[str]
    resolution: Resolution | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the article as paragraphs of pieces."""

    kind: str
    reason: str
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class QuotePart:
    """A run of an evidence sentence; `kind` is "trigger", "place", "date" or "" for none."""

    text: str
    kind: str


def article_parts(reading: Reading, evidence: Iterable[Evidence]) -> tuple[Part, ...]:
    """The article's text, section by section, nothing left out, with `evidence` (of this article) marked in it."""
    text = reading.article.text
    spans = _spans(reading, evidence)
    parts = []
    for section in _covering(reading.article.sections, text):
        paragraphs = []
        at = section.start
        for line in text[section.start : section.end].split("\n"):
            if line.strip():
                paragraphs.append(_pieces(text, at, at + len(line), spans))
            at += len(line) + 1
        if paragraphs:
            parts.append(Part(section.kind, section.reason, tuple(paragraphs)))
    return tuple(parts)


def _covering(sections: Sequence[Section], text: str) -> list[Section]:
    """The sections with what lies between them, so that no text is lost from the page."""
    covering: list[Section] = []
    at = 0
    for section in sorted(sections, key=lambda section: section.start):
        if text[at : section.start].strip():
            covering.append(Section("body", at, section.start))
        covering.append(section)
        at = max(at, section.end)
    if text[at:].strip():
        covering.append(Section("body", at, len(text)))
    return covering


def _spans(reading: Reading, evidence: Iterable[Evidence]) -> list[Span]:
    spans = [Span(date.start, date.end, "date") for date in reading.dates]
    for item in evidence:
        spans.append(Span(item.start, item.end, "evidence"))
        spans.append(Span(item.trigger_start, item.trigger_end, "trigger"))
    for resolution in reading.resolutions:
        spans.append(Span(resolution.mention.start, resolution.mention.end, "mention", resolution))
    return [span for span in spans if span.start < span.end]


def _pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[Piece, ...]:
    here = [span for span in spans if span.start < end and span.end > start]
    cuts = {start, end}
    for span in here:
        cuts.update(offset for offset in (span.start, span.end) if start < offset < end)
    offsets = sorted(cuts)
    pieces = []
    for first, last in pairwise(offsets):
        over = [span for span in here if span.start <= first and span.end >= last]
        resolution = next((span.resolution for span in over if span.kind == "mention"), None)
        pieces.append(Piece(text[first:last], frozenset(span.kind for span in over), resolution))
    return tuple(pieces)


def quotations(evidence: Iterable[Evidence]) -> list[tuple[Evidence, ...]]:
    """Evidence by its sentence, in order: one that tells an event by several words is quoted once."""
    sentences: dict[tuple[str, int, int], list[Evidence]] = {}
    for item in evidence:
        sentences.setdefault((item.article, item.start, item.end), []).append(item)
    return [tuple(told) for told in sentences.values()]


def quote_marks(told: Sequence[Evidence]) -> list[tuple[int, int, str]]:
    """What to mark in one sentence: start, end (of the article's text) and kind, in order; they may overlap."""
    return sorted(
        {
            (start, end, kind)
            for item in told
            for kind, start, end in (
                ("trigger", item.trigger_start, item.trigger_end),
                ("place", item.place_start, item.place_end),
                ("date", item.date_start, item.date_end),
            )
            if start is not None and end is not None and item.start <= start < end <= item.end
        }
    )


def quote_parts(text: str, told: Sequence[Evidence]) -> tuple[QuotePart, ...]:
    """The evidence sentence of an article's text, its triggers, places and dates told apart (see `quotations`)."""
    parts = []
    at, last = told[0].start, told[0].end
    for start, end, kind in quote_marks(told):
        if start < at:
            continue
        parts += [QuotePart(text[at:start], ""), QuotePart(text[start:end], kind)]
        at = end
    parts.append(QuotePart(text[at:last], ""))
    return tuple(part for part in parts if part.text)
