"""A YAML list of mappings with the line of every value, so that errors can name it.

All values are texts: no dates that fail deep inside, no "no" that is False.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from geomap.errors import ConfigError


class Entry:
    """A mapping of the file."""

    def __init__(self, node: yaml.MappingNode, name: str) -> None:
        self._name = name
        self.line: int = node.start_mark.line + 1
        self._values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _error(name, key, "a key must be a word")
            if key.value in self._values:
                raise _error(name, key, f"{key.value!r} stands there twice")
            self._values[key.value] = value

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def keys(self) -> Sequence[str]:
        """The keys in the file's order."""
        return tuple(self._values)

    def error(self, words: str, key: str = "") -> ConfigError:
        """An error that names the line of a key's value, or of the mapping."""
        if key in self._values:
            return _error(self._name, self._values[key], words)
        return ConfigError(f"{self._name}:{self.line}: {words}")

    def unknown(self, told: str, known: Iterable[str], key: str = "") -> ConfigError:
        """An error that names the nearest known word."""
        words = list(known)
        near = difflib.get_close_matches(told, words, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(words)}"
        return self.error(f"unknown {key or 'key'} {told!r}; {hint}", key)

    def only(self, known: Iterable[str]) -> None:
        """Raises where there is another key."""
        words = tuple(known)
        for key, node in self._values.items():
            if key not in words:
                near = difflib.get_close_matches(key, words, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known here are {', '.join(words)}"
                raise _error(self._name, node, f"unknown key {key!r}; {hint}")

    def plain(self, key: str) -> str | None:
        """The text of a key, None where there is none or something else."""
        node = self._values.get(key)
        return node.value.strip() if isinstance(node, yaml.ScalarNode) else None

    def text(self, key: str) -> str:
        """The text of a key; raises where there is none."""
        told = self.plain(key)
        if key not in self._values:
            raise self.error(f"{key} is missing; every entry here needs it")
        if not told:
            raise self.error(f"{key} must be a text", key)
        return told

    def texts(self, key: str) -> list[str]:
        """The texts of a key's list."""
        if key not in self._values:
            raise self.error(f"{key} is missing; every entry here needs it")
        node = self._values[key]
        items = node.value if isinstance(node, yaml.SequenceNode) else []
        if not items or not all(isinstance(one, yaml.ScalarNode) and one.value.strip() for one in items):
            raise self.error(f"{key} must be a list of texts: {key}: [A, B]", key)
        return [one.value.strip() for one in items]

    def mapping(self, key: str) -> Entry | None:
        """The mapping of a key, None where there is none or something else."""
        node = self._values.get(key)
        return Entry(node, self._name) if isinstance(node, yaml.MappingNode) else None

    def mappings(self, key: str) -> list[Entry]:
        """The mappings of a key's list."""
        node = self._values[key]
        items: list[Any] = node.value if isinstance(node, yaml.SequenceNode) else []
        if not all(isinstance(one, yaml.MappingNode) for one in items):
            raise self.error(f"{key} must be a list of mappings", key)
        return [Entry(one, self._name) for one in items]

    def whole(self, key: str, least: int) -> int | None:
        """A whole number, None where there is none."""
        if key not in self._values:
            return None
        told = self.plain(key) or ""
        if not (told.isascii() and told.isdigit() and len(told) < 10 and int(told) >= least):
            raise self.error(f"{key} must be a whole number from {least} on", key)
        return int(told)

    def number(self, key: str) -> float:
        """A number."""
        told = self.text(key)
        try:
            value = float(told)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.error(f"{key} must be a number, not {told!r}", key)
        return value


def entries_of(text: str, name: str) -> list[Entry]:
    """The mappings of a YAML list; none in an empty file.

    Raises:
        ConfigError: it is no YAML, no list, or an item is no mapping; names the line.
    """
    root = root_of(text, name)
    if root is None or (isinstance(root, yaml.ScalarNode) and root.value in ("", "~", "null")):
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise _error(name, root, "must be a list, each entry beginning with “- ”")
    for item in root.value:
        if not isinstance(item, yaml.MappingNode):
            raise _error(name, item, "an entry must be lines of “key: value”")
    return [Entry(item, name) for item in root.value]


def root_of(text: str, name: str) -> yaml.Node | None:
    """The document's top node. Raises as `entries_of` does."""
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or error
        hint = "; put a value that holds a colon in quotes" if "mapping values" in str(problem) else ""
        raise ConfigError(f"{name}:{mark.line + 1 if mark else 1}: malformed YAML: {problem}{hint}") from None
    return node


# The C parser is ten times as fast; some builds of PyYAML lack it.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _error(name: str, node: yaml.Node, words: str) -> ConfigError:
    return ConfigError(f"{name}:{node.start_mark.line + 1}: {words}")
