"""What an article's front matter or sidecar says of it: a YAML block of title, published, source, url and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

import yaml

from geomap.dates import full_date
from geomap.demonyms import country_names
from geomap.errors import ArticleError

_FIELDS = ("id", "title", "published", "source", "url", "language", "country")
_BLOCK = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_KEY = re.compile(r"\ufeff?---[ \t]*\r?\n\s*[A-Za-z_]+\s*:")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?$")
_LONGEST = 20_000
"""Characters of YAML that are read at most: nobody writes more about an article, and YAML can be made to explode."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an article beside its text; None where nothing is said."""

    id: str | None = None
    title: str | None = None
    published: date | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    country: str | None = None

    def over(self, other: Facts) -> Facts:
        """These facts, and the other's where these say nothing."""
        return Facts(*(getattr(self, name) or getattr(other, name) for name in _FIELDS))


def split_front_matter(text: str) -> tuple[Facts, str]:
    """The facts of a text's front matter and the text behind it; a text without comes back whole.

    Raises `ArticleError` where the front matter is malformed.
    """
    if not text.lstrip("\ufeff").startswith("---"):
        return Facts(), text
    block = _BLOCK.match(text)
    if block is None:
        if _KEY.match(text):
            raise ArticleError("front matter: opened with --- and never closed; put --- on a line of its own behind it")
        return Facts(), text
    return facts_of(block["yaml"], "front matter", 2), text[block.end() :]


def facts_of(source: str, name: str, first: int = 1) -> Facts:
    """The facts in a YAML mapping; `name` says in errors where it stands, `first` the line it begins in.

    Raises `ArticleError`.
    """
    if len(source) > _LONGEST:
        raise ArticleError(f"{name}: longer than {_LONGEST} characters")
    try:
        # The base loader makes strings of all: no dates that fail deep inside, no "no" that is False.
        found = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + first}" if where else ""
        problem = getattr(error, "problem", None) or error
        hint = "; put a value that holds a colon in quotes" if "mapping values" in str(problem) else ""
        raise ArticleError(f"{name}: malformed YAML{line}: {problem}{hint}") from None
    if found is None or found == "":
        return Facts()
    if not isinstance(found, dict):
        raise ArticleError(f"{name}: must be lines of “key: value” (title, published, source, url, language, country)")
    return facts_from({str(key): value for key, value in found.items()}, name)


def facts_from(given: dict[str, object], name: str) -> Facts:
    """The facts of a mapping of YAML or JSON values. Raises `ArticleError` on a value of the wrong kind."""
    values = {key: _text(given.get(key), f"{name}: {key}") for key in _FIELDS}
    published = values["published"] or (_text(given.get("date"), f"{name}: date") if "date" in given else None)
    language = values["language"]
    if language is not None and not _LANGUAGE.match(language):
        raise ArticleError(f"{name}: language: “{language[:40]}” is no language code; write it as ar or en")
    country = values["country"]
    if country is not None and country.upper() not in country_names():
        raise ArticleError(f"{name}: country: “{country[:40]}” is no country's code; write it as MA, EG or US")
    day = None if published is None else _day(published, name)
    code = re.split("[-_]", language)[0] if language else None
    return Facts(values["id"], values["title"], day, values["source"], values["url"], code, country and country.upper())


def _text(value: object, name: str) -> str | None:
    if value is None or (isinstance(value, str) and value.strip() in ("", "~", "null")):
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ArticleError(f"{name}: must be a text, not a {type(value).__name__}")
    text = str(value).encode("utf-8", errors="replace").decode("utf-8")
    return " ".join(text.split())


def _day(words: str, name: str) -> date:
    try:
        return datetime.fromisoformat(words.replace("Z", "+00:00")).date()
    except ValueError:
        found = full_date(words) if not re.match(r"\d{4}-\d", words) else None
    if found is None:
        raise ArticleError(f"{name}: published: “{words[:40]}” is no date; write it as 2023-09-15")
    return found[0]
