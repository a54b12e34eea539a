"""Runs an annotated corpus through geomap, in this process, as `geomap parse -` would answer it.

A corpus is JSON lines with at least {"id", "text"}, and "published" where the day is known. What is right is for the
scorer to say.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.contract import reading_to_json
from geomap.errors import ArticleError
from geomap.readers import read_article
from geomap.records import Article, Reading

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

Reader = Callable[[Article, "Gazetteer"], Reading]
"""What reads an article; `read_article`, or one with a part exchanged, as when a model is judged in folds."""

GIVEN = ("id", "text", "published")
"""What the system under test is told of a record: never the annotation."""


def load_corpus(path: Path) -> list[dict[str, Any]]:
    """The records of a corpus, in order.

    Raises:
        ArticleError: a line is not JSON.
    """
    records = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            try:
                records.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise ArticleError(f"{path}, line {number}: not JSON: {error}") from error
    return records


def answers(
    records: Iterable[dict[str, Any]], gazetteer: Gazetteer, read: Reader = read_article
) -> dict[str, dict[str, Any]]:
    """What geomap answers to each record, by id, in the form of the parse contract."""
    from geomap.articles import read_json_lines

    given = ({key: record[key] for key in GIVEN if record.get(key)} for record in records)
    lines = io.StringIO("".join(json.dumps(record) + "\n" for record in given))
    found = {}
    for article in read_json_lines(lines, "corpus"):
        if isinstance(article, Article):
            found[article.id] = reading_to_json(read(article, gazetteer))
    return found


def answers_in_folds(
    records: Sequence[dict[str, Any]],
    gazetteer: Gazetteer,
    trained: Callable[[Sequence[dict[str, Any]]], Reader],
    folds: int = 5,
) -> dict[str, dict[str, Any]]:
    """As `answers`, for a corpus that also trains what reads it: each record is read by what the other folds trained.

    `trained` makes a reader from the records that it may learn from; every `folds`-th record is in one fold.
    """
    found: dict[str, dict[str, Any]] = {}
    for fold in range(folds):
        rest = [record for number, record in enumerate(records) if number % folds != fold]
        found |= answers(records[fold::folds], gazetteer, trained(rest))
    return found
