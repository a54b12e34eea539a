"""Words and sentences of a text, normalised, with offsets that always lead back to the original.

Normalisation folds what does not tell two names apart in print: presentation forms and width (NFKC), diacritics,
tatweel, bidirectional marks, the forms of alef, alef maksura and yeh, teh marbuta and heh, Persian letters, Latin case
and accents. It works a word at a time (with camel-tools' `utils.normalize`), so a word's span in the original
is known without a character map; `Word.at` gives the original offset inside a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from camel_tools.utils.normalize import (
    normalize_alef_ar,
    normalize_alef_maksura_ar,
    normalize_teh_marbuta_ar,
    normalize_unicode,
)

from geomap.records import Article, Sentence

_ARABIC = r"\u0620-\u064A\u066E-\u06D3\u06D5\u06EE\u06EF\u06FA-\u06FC\u0750-\u077F\uFB50-\uFDFF\uFE70-\uFEFC"
_MARKS = r"\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E8\u06EA-\u06ED\u0640\u200C\u200D\u0300-\u036F"
_TEH = r"\u0629\uFE93\uFE94"
_NO_TEH = _ARABIC.replace(r"\u0620-\u064A", r"\u0620-\u0628\u062A-\u064A").replace(
    r"\uFE70-\uFEFC", r"\uFE70-\uFE92\uFE95-\uFEFC"
)
# Teh marbuta always ends a word: what follows it is another word that lost its space.
_ARABIC_WORD = rf"[{_NO_TEH}{_MARKS}]+(?:[{_TEH}][{_MARKS}]*)?|[{_TEH}][{_MARKS}]*"
_OTHER_WORD = rf"(?:[^\W\d_{_ARABIC}]|[\u0300-\u036F])+"
_WORD = re.compile(
    rf"(?P<arabic>{_ARABIC_WORD})"
    rf"|(?P<other>{_OTHER_WORD}(?:['’ʼ‘`](?!s\b){_OTHER_WORD})*)"
    r"|(?P<digits>\d+)"
)
_STRIP = dict.fromkeys(
    [*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E9)]
    + [*range(0x06EA, 0x06EE), 0x0640, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
    + [ord(c) for c in "'’ʼ‘`ʻʿʾ"]
)
_FOLD = str.maketrans(
    {
        **dict.fromkeys("أإآٱٲٳ", "ا"),
        **dict.fromkeys("ىیېۍۑ", "ي"),
        "ئ": "ي",
        "ؤ": "و",
        **dict.fromkeys("ةۀہھەۃۂ", "ه"),
        **dict.fromkeys("کڪګ", "ك"),
        "گ": "ك",
        "ڤ": "ف",
        "ۋ": "و",
        "پ": "ب",
        "چ": "ج",
        "ژ": "ج",
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ё": "е",
    }
)


FORMS = 30_000
"""Forms of words of which what was read is kept, here and in each stage: the words of some thousand articles."""
_PLAIN_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a]+")
"""Nearly all Arabic words in print: letters without marks or forms, for which the table above is all there is to do."""
_ASCII_WORD = re.compile(r"[a-z]+|[0-9]+")


class Word(NamedTuple):
    """A run of letters of one script, or of digits, with its folded form. A tuple, since an article makes hundreds."""

    start: int
    end: int
    norm: str
    script: str
    """"arabic", "other" or "digits"."""

    def at(self, text: str, skipped: int) -> int:
        """The offset in `text` behind the first `skipped` folded characters of the word."""
        offset = self.start
        while skipped > 0 and offset < self.end:
            skipped -= len(fold(text[offset]))
            offset += 1
        while offset < self.end and not fold(text[offset]):
            offset += 1
        return offset


@lru_cache(maxsize=FORMS)
def fold(word: str) -> str:
    """The folded form of a word or name: see the module's docstring. Idempotent."""
    if word.isascii():
        return word.lower().translate(_STRIP)
    if _PLAIN_ARABIC.fullmatch(word):
        return word.translate(_FOLD)
    word = normalize_unicode(word, compatibility=True).translate(_STRIP).lower()
    word = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(word))).translate(_FOLD)
    decomposed = unicodedata.normalize("NFD", word)
    if decomposed != word:
        # Cyrillic short i is a letter of its own, not an i with a breve.
        bare = decomposed.replace("и\u0306", "й")
        word = unicodedata.normalize("NFC", "".join(c for c in bare if not unicodedata.combining(c)))
    return word


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of `text[start:end]` in order, offsets in `text`; an article's are in its `Tokens` already."""
    found = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        first, last = match.span()
        norm = fold(text[first:last])
        if norm:
            found.append(Word(first, last, norm, match.lastgroup or "other"))
    return found


def name_key(name: str) -> str:
    """The key under which a name stands in the gazetteer: its folded words, one space between."""
    if name.isascii() and "'" not in name and "`" not in name:
        return " ".join(_ASCII_WORD.findall(name.lower()))
    return " ".join(word.norm for word in words(name))


_END = re.compile(r"[.!?؟…]+[\"'”’»)\]]*(?=\s|$)|[.!?؟](?=[^\W\d_])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|St|Jr|Sr|No|vs|etc|U\.S|U\.K|U\.N|a\.m|p\.m|Jan|Feb|"
    r"Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Inc|Corp|Ltd|Co)|(?<![\u0620-\u064A])[\u0621-\u064A]|\bد)$"
)
# "in Columbia, Ky. on Monday", "LONDON, Ky. (AP)": a short form, when small letters, a bracket or a dash go on.
_STATE = re.compile(r", [A-Z][A-Za-z]{1,4}$")
_GOES_ON = re.compile(r"\.\s+[a-z(—–-]")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of `text[start:end]`, blanks at both ends left out; a line break always ends one.

    A full stop ends a sentence before a blank, or glued to the next word when that word is Arabic or begins with a
    capital; not after one-letter initials and common abbreviations, nor inside "Columbia, Ky. on Monday" and numbers.
    """
    stop = len(text) if end is None else end
    begin = start
    for match in _END.finditer(text, start, stop):
        if match.end() < stop and match.group()[0] == "." and "\n" not in match.group():
            before = max(begin, match.start() - 8), match.start()
            if _ABBREVIATION.search(text, *before):
                continue
            if _STATE.search(text, *before) and _GOES_ON.match(text, match.start()):
                continue
            glued = text[match.end()]
            if not glued.isspace() and not ("\u0600" <= glued <= "\u06ff" or glued.isupper()):
                continue
        yield from _trim(text, begin, match.end())
        begin = match.end()
    yield from _trim(text, begin, stop)


class Tokens(NamedTuple):
    """An article taken apart, once for all stages: its words, and its sentences with the words in each."""

    words: tuple[Word, ...]
    """Of the whole text, cut-off sections too."""
    starts: tuple[int, ...]
    """The offset at which each word starts."""
    sentences: tuple[Sentence, ...]
    """Of all sections but those cut off, in order; no sentence spans two sections."""
    spans: tuple[tuple[int, int], ...]
    """For each sentence its first word and the one behind its last, as indices into `words`."""


# The stages are plain functions of an article and follow one another: the last article's tokens are all they need.
@lru_cache(maxsize=2)
def tokens_of(article: Article) -> Tokens:
    """The words and sentences of an article; no word runs over the edge of a sentence."""
    text = article.text
    bounds = tuple(
        Sentence(start, end, section.kind)
        for section in article.sections
        if section.kind != "cut"
        for start, end in sentences(text, section.start, section.end)
    )
    found: list[Word] = []
    spans = []
    behind = 0
    for one in bounds:
        found += words(text, behind, one.start)
        first = len(found)
        found += words(text, one.start, one.end)
        spans.append((first, len(found)))
        behind = one.end
    found += words(text, behind)
    return Tokens(tuple(found), tuple([word.start for word in found]), bounds, tuple(spans))


def article_sentences(article: Article) -> tuple[Sentence, ...]:
    """The sentences of all of an article's sections but those cut off, in order; no sentence spans two sections."""
    return tokens_of(article).sentences


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    bare = part.strip()
    if any(c.isalnum() for c in bare):
        first = start + len(part) - len(part.lstrip())
        yield first, first + len(bare)


_SCRIPTS = (
    ("ar", re.compile(rf"[{_ARABIC}]+")),
    ("ru", re.compile(r"[\u0400-\u04FF]+")),
    ("ko", re.compile(r"[\uAC00-\uD7AF]+")),
    ("ja", re.compile(r"[\u3040-\u30FF]+")),
    ("zh", re.compile(r"[\u4E00-\u9FFF]+")),
    ("el", re.compile(r"[\u0370-\u03FF]+")),
    ("he", re.compile(r"[\u0590-\u05FF]+")),
    ("en", re.compile(r"[A-Za-z]+")),
)


def language_of(text: str) -> str:
    """The language of most of `text` by its script ("en" stands for Latin), "und" when it has no letters."""
    part = text[:20_000]
    counts: dict[str, int] = {}
    for code, pattern in _SCRIPTS:
        counts[code] = len("".join(pattern.findall(part)))
        if 2 * counts[code] > len(part):
            return code  # whatever the others are, they are fewer
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else "und"
