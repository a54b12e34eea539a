"""Fingerprints of the articles in a collection: kept, made anew where files change; no copy goes unnoticed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import fingerprints
from geomap.article_files import Found, Refused
from geomap.articles import article_from_text, read_articles
from geomap.fingerprints import Likely, Print, bare_of, numbers_of, prints_of
from geomap.independence import are_copies
from geomap.records import Article

STORE = Path(".geomap") / "articles.sqlite"
WORDS = [f"word{n}" for n in range(400)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles of every kind, two of one name, with what is none."""
    files = {
        "articles/march.txt": "---\nsource: A\n---\nA march in the town\n\nSome people marched.",
        "articles/march.yaml": "url: https://example.org/march",
        "articles/more/march.txt": "Another march\n\nOther people marched there on Friday.",
        "articles/two.jsonl": '{"id": "x", "text": "one article"}\n{"id": "y", "text": "another"}\n{"id": "z"}\n',
        "articles/page.html": f"<html><article><h1>Page</h1><p>{'Words of a page. ' * 30}</p></article></html>",
        "articles/README.md": "no article",
        "articles/empty.txt": "",
        "articles/.hidden/a.txt": "hidden",
        "articles/picture.png": "no text",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def prints(folder: Path, version: str = "1") -> list[Print]:
    return prints_of([folder / "articles"], folder / STORE, version, 5_000_000)


def articles(folder: Path) -> list[Article]:
    return [one for one in read_articles([folder / "articles"]) if isinstance(one, Article)]


def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from now on."""
    seen: list[str] = []
    read = fingerprints.parse_file

    def noting(file: Found | Refused, max_bytes: int) -> object:
        seen.append(Path(file.shown).name)
        return read(file, max_bytes)

    monkeypatch.setattr(fingerprints, "parse_file", noting)
    return seen


def assert_alike(found: list[Print], there: list[Article]) -> None:
    assert [one.id for one in found] == [one.id for one in there]
    assert [(one.source, one.url, one.bare) for one in found] == [(a.source, a.url, bare_of(a)) for a in there]
    for one, article in zip(found, there, strict=True):
        again = one.article(5_000_000)
        assert again is not None
        assert again.text == article.text


def test_every_article_has_its_print_in_order_and_by_its_id(folder: Path) -> None:
    there = articles(folder)
    assert len(there) == 5
    assert_alike(prints(folder), there)
    assert_alike(prints(folder), there)


CHANGES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "nothing": (lambda folder: None, []),
    "text": (lambda folder: (folder / "march.txt").write_text("Something else happened"), ["march.txt"]),
    "sidecar": (lambda folder: (folder / "march.yaml").write_text("source: someone"), ["march.txt"]),
    "new sidecar": (lambda folder: (folder / "page.html.yaml").write_text("source: b"), ["page.html"]),
    "gone": (lambda folder: (folder / "more" / "march.txt").unlink(), []),
    "new": (lambda folder: (folder / "a.txt").write_text("A new one"), ["a.txt"]),
    "moved": (lambda folder: (folder / "page.html").rename(folder / "more" / "page.html"), ["page.html"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_files_that_changed_are_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    prints(folder)
    work, expected = CHANGES[change]
    work(folder / "articles")
    seen = reads(monkeypatch)
    found = prints(folder)
    assert seen == expected
    assert_alike(found, articles(folder))


def test_a_file_that_is_named_by_itself_has_its_print_too(folder: Path) -> None:
    named = [folder / "articles" / "march.txt", folder / "articles" / "page.html"]
    for _ in range(2):
        found = prints_of(named, folder / STORE, "1", 5_000_000)
        assert_alike(found, [one for one in read_articles(named) if isinstance(one, Article)])


@pytest.mark.parametrize("spoil", ["version", "damaged", "of others", "a folder"])
def test_a_store_that_cannot_be_used_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch, spoil: str) -> None:
    prints(folder)
    store = folder / STORE
    if spoil == "damaged":
        store.write_bytes(b"no store at all" * 500)
    elif spoil == "of others":
        store.unlink()
        with sqlite3.connect(store) as other:
            other.execute("CREATE TABLE theirs (x)")
        other.close()
    elif spoil == "a folder":
        store.unlink()
        store.mkdir()
    seen = reads(monkeypatch)
    assert_alike(prints(folder, "2" if spoil == "version" else "1"), articles(folder))
    assert "march.txt" in seen


def as_print(number: int, article: Article) -> Print:
    words, runs = numbers_of(article)
    return Print("x", number, article.id, article.source, article.url, bare_of(article), words, runs)


def story(rng: random.Random, near: str) -> str:
    """A text that has more or less of another one: cut, longer, with other words in it."""
    words = near.split()
    start = rng.randrange(max(1, len(words) // 2))
    kept = words[start : start + rng.randint(1, len(words))]
    kept = [rng.choice(WORDS) if rng.random() < 0.08 else word for word in kept]
    return " ".join([*rng.choices(WORDS, k=rng.choice((0, 3, 30))), *kept])


@given(st.integers(0, 10_000))
def test_no_copy_is_missing_among_the_likely_ones(seed: int) -> None:
    rng = random.Random(seed)
    told = " ".join(rng.choices(WORDS, k=rng.choice((4, 14, 16, 18, 60, 200))))
    there = [article_from_text(story(rng, told), id=f"old-{n}") for n in range(6)]
    new = [article_from_text(story(rng, told), id=f"new-{n}") for n in range(3)]
    likely = Likely([as_print(n, one) for n, one in enumerate(there)]).copies(new)
    found = {(one.id, article.id) for one, several in likely for article in several}
    assert {(a.id, b.id) for a in there for b in new if are_copies(a, b)} <= found


def test_of_other_stories_none_is_likely() -> None:
    rng = random.Random(1)
    there = [article_from_text(" ".join(rng.choices(WORDS, k=200)), id=f"old-{n}") for n in range(50)]
    new = article_from_text(" ".join(rng.choices(WORDS, k=200)), id="new")
    assert Likely([as_print(n, one) for n, one in enumerate(there)]).copies([new]) == []
    assert Likely([]).copies([new]) == []
