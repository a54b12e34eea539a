"""Columns in as few bytes as a script reads quickly: numbers as base64, texts as lines.

A page that is opened from disk may load nothing but scripts, and a browser takes its time to read a script of a hundred
thousand lists; one long string it takes as it is. `templates/assets/columns.js` reads both forms of each column.
"""

from __future__ import annotations

import sys
from array import array
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from geomap.mapdata import MapColumns

LEAD = 120
"""Of so many events the words come along with the numbers: those that the list shows first."""

_WIDTHS = (("B", 1, 0, 1 << 8), ("H", 2, 0, 1 << 16), ("i", 4, -(1 << 31), 1 << 31))


def packed(value: Any, done: dict[int, Any]) -> Any:
    """A column or columns below names as the data files have them; what is neither numbers nor texts stays as it is.

    `done` are the packed columns by the identity of their lists, which must live on: languages have most in common.
    """
    if isinstance(value, dict):
        return {name: packed(one, done) for name, one in value.items()}
    if not isinstance(value, list | tuple) or not value:
        return value
    if id(value) not in done:
        kinds = set(map(type, value))
        done[id(value)] = packed_numbers(value) if kinds == {int} else packed_texts(value) if kinds == {str} else value
    return done[id(value)]


def packed_numbers(numbers: Sequence[int]) -> str:
    """Whole numbers below 2³¹: how many bytes each takes, as a digit, and the bytes in base64, the lowest first."""
    low, high = min(numbers), max(numbers)
    code, width = next((code, width) for code, width, least, end in _WIDTHS if least <= low and high < end)
    cells = array(code, numbers)
    if sys.byteorder == "big":
        cells.byteswap()
    return f"{width}{b64encode(cells.tobytes()).decode()}"


def packed_texts(texts: Sequence[str]) -> str | Sequence[str]:
    """Texts as lines; where one has a line break itself, they stay a list."""
    joined = "\n".join(texts)
    return joined if joined.count("\n") == len(texts) - 1 else texts


def column_files(maps: Mapping[str, MapColumns]) -> dict[str, dict[str, Any]]:
    """The data files of the languages' maps by name: what the first drawing needs, and what is loaded after that."""
    files: dict[str, dict[str, Any]] = {}
    done: dict[int, Any] = {}
    for code, (numbers, texts) in maps.items():
        files[f"events-{code}"] = {**packed(numbers, done), "lead": lead_of(numbers, texts)}
        files[f"texts-{code}"] = packed(texts, done)
    return files


def lead_of(numbers: dict[str, Any], texts: dict[str, Any]) -> dict[str, Any]:
    """The words of the first events and of their places, which have the first numbers (`mapdata.MapColumns`)."""
    place = numbers["spots"]["place"]
    named = 1 + max((place[spot] for spot in numbers["events"]["spot"][:LEAD]), default=-1)
    places = texts["places"]
    within = [texts["named"][number] for number in places["within"][:named]]
    return {"title": list(texts["title"][:LEAD]), "name": places["name"][:named], "within": within}
