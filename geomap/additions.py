"""Articles that came to a folder since this process looked through it: found without another look at the rest.

Only where nothing else changed, and what came is told by its own files: else all are looked through as ever.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from geomap.article_files import READ, Found, find_files, is_passed_over
from geomap.articles import Parsed, file_stem, parse_file
from geomap.records import Article, Skipped

MOST = 100
"""More files than these are not looked at one by one."""


@dataclass(slots=True)
class Looked:
    """What a look through the sources came to."""

    stamp: str
    """Of all that decides it besides the files."""
    sources: tuple[Path, ...]
    files: Mapping[str, tuple[str, str]]
    """As `inputs.hashed_files` has them."""
    order: list[tuple[str, ...]]
    """The parts of the names of the articles' files, in order."""
    articles: list[Article]
    skipped: tuple[Skipped, ...]
    names: set[str]
    """Ids and the stems of files, case folded: an article by another name keeps its own."""

    def put(self, shown: str, article: Article) -> None:
        """Puts an article where its file stands in order."""
        parts = tuple(shown.split("/"))
        at = bisect_right(self.order, parts)
        self.order.insert(at, parts)
        self.articles.insert(at, article)
        self.names.add(article.id.casefold())


def looked(
    stamp: str,
    sources: Iterable[Path],
    files: Mapping[str, tuple[str, str]],
    found: Sequence[tuple[str, Article]],
    skipped: Sequence[Skipped],
) -> Looked:
    """What is to be known of a look; `found` are the articles in order, with how their files are told."""
    names = {article.id.casefold() for _, article in found}
    names |= {stem for name in files if (stem := file_stem(name.rpartition("/")[2]))}
    order = [tuple(shown.split("/")) for shown, _ in found]
    return Looked(stamp, tuple(sources), files, order, [article for _, article in found], tuple(skipped), names)


def additions(last: Looked, files: Mapping[str, tuple[str, str]], max_bytes: int) -> list[tuple[Found, Parsed]] | None:
    """The articles that came since, with their files; None where it takes a look at all files to tell."""
    if len(last.sources) != 1 or not last.sources[0].is_dir():
        return None
    came = files.keys() - last.files.keys()
    if not came or len(came) > MOST or len(files) != len(last.files) + len(came):
        return None
    # By what they hold: a file that was too young for its signature to be relied on may have one now.
    if any(files[name][1] != known for name, (_, known) in last.files.items()):
        return None
    found = _found(last.sources[0], came)
    parsed = [(one, article) for one in found or () for article in parse_file(one, max_bytes)]
    added = []
    names = [stem for one in found or () if (stem := file_stem(one.path.name))]
    for one, article in parsed:
        if isinstance(article, Skipped):
            return None
        added.append((one, replace(article, article=replace(article.article, id=article.name))))
    ids = [article.name.casefold() for _, article in added]
    alone = len(set(ids)) == len(ids) and len(set(names)) == len(names) and last.names.isdisjoint({*ids, *names})
    return added if found and alone else None


def _found(source: Path, came: Iterable[str]) -> list[Found] | None:
    """The files of articles among those that came; None where others came, or files that were there concern them."""
    names = set(came)
    texts = sorted(name for name in names if name.lower().endswith(READ))
    found = []
    for name in texts:
        path = source / name
        if any(part.startswith(".") for part in name.split("/")) or is_passed_over(path.name) or path.is_symlink():
            return None
        (one,) = find_files([path], source)
        if not isinstance(one, Found):
            return None
        found.append(one)
    beside = {one.sidecar.relative_to(source).as_posix() for one in found if one.sidecar}
    # A sidecar that lay there before was told as one of no article.
    return found if beside == names.difference(texts) else None
