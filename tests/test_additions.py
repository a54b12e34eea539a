"""What came to a folder of articles is found alone where that gives what a look at all files would."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from geomap.additions import Entry, Looked, additions, entry_of, looked_of
from geomap.article_files import find_files
from geomap.articles import Parsed, parse_file, with_ids
from geomap.inputs import hashed_files
from geomap.records import Skipped

LIMIT = 100_000
TEXT = "وصل وفد إلى مدينة وهران أمس.\n"


def look(folder: Path) -> Looked:
    """All files looked through."""
    entries: dict[str, Entry] = {}
    found, skipped = [], []
    for file, one in with_ids(find_files([folder], folder), partial(parse_file, max_bytes=LIMIT)):
        entry = entries.setdefault(file.shown, ["", []])
        if isinstance(one, Parsed):
            found.append(one.article)
            entry[1].append(entry_of(one, one.article.id))
        elif isinstance(one, Skipped):
            skipped.append(one)
            entry[1].append(None)
    return Looked("", (folder,), hashed_files([folder], folder, LIMIT, {}), entries, found, tuple(skipped))


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
        last.put(file.shown, one.article, "", entry_of(one, one.article.id))
    if alone:
        assert (last.order, last.articles, last.skipped) == (now.order, now.articles, now.skipped)
        assert list(last.row()["files"].items()) == list(now.entries.items())


def test_what_is_kept_of_a_look_is_the_look(tmp_path: Path) -> None:
    several(put("b.txt"), put("deep/e.txt"), put("many.jsonl", LINES), put("n.pdf"))(tmp_path)
    last = look(tmp_path)
    by_name = {article.id: article for article in last.articles}
    kept = json.loads(json.dumps(last.row()))
    assert looked_of(kept, last.files, by_name.get) == last
    del by_name["b"]
    assert looked_of(kept, last.files, by_name.get) is None


@pytest.mark.parametrize("linked", [False, True])
def test_where_a_link_leads_out_of_order_all_files_are_looked_at(tmp_path: Path, linked: bool) -> None:
    folder = tmp_path / "folder"
    several(put("folder/c.txt"), put("elsewhere/b.txt"))(tmp_path)
    if linked:
        (folder / "d.txt").symlink_to(tmp_path / "elsewhere" / "b.txt")
    last = look(folder)
    put("folder/n.txt")(tmp_path)
    came = additions(last, hashed_files([folder], folder, LIMIT, {}), LIMIT)
    assert (came is None) == linked


def test_of_several_sources_all_files_are_looked_at(tmp_path: Path) -> None:
    several(put("x/b.txt"), put("y/c.txt"))(tmp_path)
    last = Looked("", (tmp_path / "x", tmp_path / "y"), {}, {}, [], ())
    assert additions(last, {"x/b.txt": ("", "1")}, LIMIT) is None
