"""Text whose lines were broken at a fixed width: a line's end there is a space, not the end of a sentence.

Mail, agency tickers and old archives are written so. A break is such a one when the next line's first word would not
have fitted behind the line, as in any greedy line breaking; headings and lists break earlier.
"""

from __future__ import annotations

import re
from dataclasses import replace

from geomap.records import Article, Reading

NARROWEST, WIDEST = 40, 120
"""Characters of the longest line of a wrapped text: shorter ones are lists and verse, longer ones whole paragraphs."""
LEAST, MOSTLY = 3, 0.8
"""The least number of breaks that tell a wrapped text, and the share of them that have to be at its width."""
_BREAK = re.compile(r"(?<=\S)[ \t]*\r?\n(?=(\S+))")


def unwrapped(text: str) -> str:
    """The text with spaces in place of the breaks of wrapped lines, of the same length; the same text where none is."""
    width = max(map(len, text.splitlines()), default=0)
    if not NARROWEST <= width <= WIDEST:
        return text
    breaks = list(_BREAK.finditer(text))
    at_width = [one for one in breaks if _length(text, one) + 1 + len(one[1]) > width]
    if len(at_width) < max(LEAST, MOSTLY * len(breaks)):
        return text
    for one in at_width:
        text = text[: one.start()] + " " * (one.end() - one.start()) + text[one.end() :]
    return text


def _length(text: str, broken: re.Match[str]) -> int:
    """Characters of the line that ends at a break."""
    return broken.start() - (text.rfind("\n", 0, broken.start()) + 1)


def as_written(reading: Reading, article: Article) -> Reading:
    """The reading of an unwrapped text as that of the article as it is written: what stands over a break, with it."""
    if reading.article.text == article.text:
        return reading
    text = article.text
    return replace(
        reading,
        article=article,
        resolutions=tuple(
            replace(one, mention=replace(one.mention, surface=text[one.mention.start : one.mention.end]))
            for one in reading.resolutions
        ),
        dates=tuple(replace(one, surface=text[one.start : one.end]) for one in reading.dates),
    )
