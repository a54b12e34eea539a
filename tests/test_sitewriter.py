"""A large site of which little changes: what is known is not made, what changes is moved in, whole at each moment."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path

import pytest

from geomap import sitewriter
from geomap.errors import SiteError
from geomap.sitepages import Batch, Page
from geomap.sitewriter import WriteResult, write_pages
from geomap.standing import MANIFEST, Known, known_of, sizes

COUNT = 60


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitewriter, "_MANY", 20)
    monkeypatch.setattr(sitewriter, "_FEW", 5)


def texts(**changed: str) -> dict[str, str]:
    pages = {f"page{n:02}": f"<p>{n}</p>" for n in range(COUNT)}
    return {name: text for name, text in (pages | changed).items() if text}


def write(dest: Path, known: Known | None, made: list[str], **changed: str) -> WriteResult:
    """A site of pages whose keys are their texts."""
    wanted = texts(**changed)
    names = list(wanted)

    def make(number: int) -> bytes:
        made.append(names[number])
        return wanted[names[number]].encode()

    batch = Batch([f"p/{name}.html" for name in names], list(wanted.values()), make)
    data = Page("data/all.js", None, partial(str.encode, " ".join(wanted.values())))
    return write_pages([batch, data], dest, known or Known())


def contents(dest: Path) -> dict[str, str]:
    return {file.stem: file.read_text() for file in dest.rglob("*.html")}


def test_only_what_is_not_known_is_made(tmp_path: Path) -> None:
    dest, made = tmp_path / "site", list[str]()
    first = write(dest, None, made)
    assert len(made) == COUNT
    made.clear()
    second = write(dest, first.known, made, page07="<p>seven</p>", new="<p>new</p>", page11="")
    assert sorted(made) == ["new", "page07"]
    assert contents(dest) == texts(page07="<p>seven</p>", new="<p>new</p>", page11="")
    assert (second.written, second.removed) == (3, 1), "two pages and the data"
    assert second.known.sizes == sizes(dest)
    assert set(json.loads((dest / MANIFEST).read_text())["files"]) == set(second.known.keys)


def test_a_file_that_was_edited_or_lost_is_made_again(tmp_path: Path) -> None:
    dest, made = tmp_path / "site", list[str]()
    first = write(dest, None, made)
    (dest / "p" / "page03.html").write_text("edited by somebody")
    (dest / "p" / "page04.html").unlink()
    made.clear()
    write(dest, first.known, made)
    assert made == ["page03", "page04"]
    assert contents(dest) == texts()


def test_a_file_that_was_written_in_its_place_is_made_again_by_the_next_who_looks(tmp_path: Path) -> None:
    dest, made = tmp_path / "site", list[str]()
    first = write(dest, None, made)
    (dest / "p" / "page03.html").write_text("edited by somebody")
    assert first.known.is_as_left(dest), "the folder's times tell nothing of it"
    assert first.known.sizes != sizes(dest), "a build that finds nothing new looks at each file, and goes on then"
    (dest / "p" / "page04.html").unlink()
    assert not first.known.is_as_left(dest)
    write(dest, first.known, made)
    assert contents(dest) == texts()


def test_what_is_known_comes_back_from_its_row(tmp_path: Path) -> None:
    known = write(tmp_path / "site", None, [], page01="<p>one</p>").known
    for one in (known, Known(), Known(sizes={"CNAME": 11}), known._replace(events={"a": "1"})):
        assert known_of(json.loads(json.dumps(one.row()))) == one


def test_files_of_others_stay_when_changes_are_moved_in(tmp_path: Path) -> None:
    dest, made = tmp_path / "site", list[str]()
    first = write(dest, None, made)
    (dest / "CNAME").write_text("example.org")
    write(dest, first.known, made, page01="<p>one</p>")
    assert (dest / "CNAME").read_text() == "example.org"
    assert contents(dest) == texts(page01="<p>one</p>")


@pytest.mark.parametrize("after", range(4))
def test_a_build_that_is_killed_while_moving_in_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    dest, made = tmp_path / "site", list[str]()
    first = write(dest, None, made)
    wanted = {"page07": "<p>seven</p>", "new": "<p>new</p>", "page11": ""}
    moves = os.replace

    def dying(source: Path, target: Path) -> None:
        if dying.left == 0:  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        dying.left -= 1  # type: ignore[attr-defined]
        moves(source, target)

    dying.left = after  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", dying)
        with pytest.raises(KeyboardInterrupt):
            write(dest, first.known, made, **wanted)
    between = contents(dest)
    assert between.keys() >= texts().keys(), "nothing that a page leads to is gone yet"
    assert all(between[name] in (texts().get(name), texts(**wanted).get(name)) for name in between)
    # The next build wants just what the killed one wanted, or something else: both are there whole.
    again = write(dest, first.known, made, **wanted)
    assert contents(dest) == texts(**wanted)
    assert not list(tmp_path.glob(".*")), "nothing is left beside the site"
    write(dest, again.known, made)
    assert contents(dest) == texts()


def test_two_pages_of_one_name_are_an_error(tmp_path: Path) -> None:
    twice = Batch(["a.html", "a.html"], ["1", "2"], lambda n: b"")
    with pytest.raises(SiteError, match="two pages"):
        write_pages([twice], tmp_path / "site", Known())
