"""How common words are, from wordfreq's lists, read without wordfreq itself.

wordfreq's import takes a third of a second, mostly for tables of languages and tokenisers that are not needed to look
at a list. Its files ("cBpack", gzipped msgpack) hold a list of words for each frequency, in steps of a centibel.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import msgpack


def frequencies(language: str) -> Iterator[tuple[str, float, float]]:
    """The words of a language's small list with their frequency, 0..1, and their Zipf frequency.

    Raises:
        LookupError: wordfreq has no such list.
    """
    for below_one, words in enumerate(_lists(language)):
        frequency = 10 ** (-below_one / 100)
        zipf = math.log(frequency, 10) + 9
        for word in words:
            yield word, frequency, zipf


def _lists(language: str) -> list[list[str]]:
    """For each frequency, in centibels below 1, its words."""
    spec = find_spec("wordfreq")
    folders = (spec.submodule_search_locations if spec else None) or []
    path = next(
        (path for folder in folders if (path := Path(folder, "data", f"small_{language}.msgpack.gz")).exists()), None
    )
    if path is None:
        raise LookupError(f"wordfreq has no list of {language!r}")
    with gzip.open(path) as stream:
        header, *lists = cast("list[Any]", msgpack.load(stream))
    if header != {"format": "cB", "version": 1}:
        raise LookupError(f"{path}: no list of a form that geomap reads")
    return lists
