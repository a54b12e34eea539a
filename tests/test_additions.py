"""What came to a folder of articles is found alone where that gives what a look at all files would."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from geomap.additions import Looked, additions, looked
from geomap.article_files import find_files
from geomap.articles import Parsed, parse_file, with_ids
from geomap.inputs import hashed_files
from geomap.records import Skipped

LIMIT = 100_000
TEXT = "وصل وفد إلى مدينة وهران أمس.\n"


def look(folder: Path) -> Looked:
    """All files looked through."""
    found, skipped = [], []
    for file, one in with_ids(find_files([folder], folder), partial(parse_file, max_bytes=LIMIT)):
        if isinstance(one, Parsed):
            found.append((file.shown, one.article))
        elif isinstance(one, Skipped):
            skipped.append(one)
    return looked("", [folder], hashed_files([folder], folder, LIMIT, {}), found, skipped)


def put(name: str, text: str = TEXT) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    return write


def several(*steps: Callable[[Path], None]) -> Callable[[Path], None]:
    def all_of_them(folder: Path) -> None:
        for step in steps:
            step(folder)

    return all_of_them


LINES = '{"id": "m1", "text": "one"}\n{"id": "m2", "text": "two"}\n'


@pytest.mark.parametrize(
    ("step", "alone"),
    [
        (put("a.txt"), True),
        (put("z.md"), True),
        (put("deep/a2.txt"), True),
        (several(put("n.txt"), put("deep/c.md"), put("m.txt")), True),
        (several(put("n.txt"), put("n.txt.yaml", "source: here\n")), True),
        (several(put("n.txt"), put("n.yaml", "source: here\nid: own\n")), True),
        (put("many.jsonl", LINES), True),
        (lambda folder: None, False),
        (put("B.md"), False),
        (put("deep/b.txt"), False),
        (put("n.txt", "---\nid: B\n---\nanother by a name that is taken\n"), False),
        (several(put("x/n.txt"), put("y/N.txt")), False),
        (put("b.txt", "changed\n"), False),
        (several(put("n.txt"), put("b.txt", "changed\n")), False),
        (several(put("n.txt"), lambda folder: (folder / "b.txt").unlink()), False),
        (put("n.pdf"), False),
        (put("n.txt", ""), False),
        (put("README.md"), False),
        (put(".n.txt"), False),
        (put("b.txt.yaml", "source: there\n"), False),
        (put("alone.txt", "the sidecar of it lay there\n"), False),
        (several(put("n.txt"), lambda folder: (folder / "m.txt").symlink_to(folder / "n.txt")), False),
    ],
)
def test_what_came_is_what_a_look_at_all_finds(tmp_path: Path, step: Callable[[Path], None], alone: bool) -> None:
    several(put("b.txt"), put("d.txt"), put("deep/e.txt"), put("alone.yaml", "source: x\n"))(tmp_path)
    last = look(tmp_path)
    step(tmp_path)
    now = look(tmp_path)
    came = additions(last, now.files, LIMIT)
    assert (came is not None) == alone
    for file, one in came or ():
        last.put(file.shown, one.article)
    if alone:
        assert (last.order, last.articles, last.skipped) == (now.order, now.articles, now.skipped)


def test_of_several_sources_all_files_are_looked_at(tmp_path: Path) -> None:
    several(put("x/b.txt"), put("y/c.txt"))(tmp_path)
    last = looked("", [tmp_path / "x", tmp_path / "y"], {}, [], [])
    assert additions(last, {"x/b.txt": ("", "1")}, LIMIT) is None
