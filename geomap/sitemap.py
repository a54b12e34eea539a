"""The site's pages for search engines: sitemap.xml (sitemaps.org 0.9), where the site's address is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

LENGTH = 50_000
"""Addresses in one file, at most, as the protocol has it."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_files(paths: Sequence[str], base_url: str, length: int = LENGTH) -> Iterator[tuple[str, str]]:
    """sitemap.xml; where there are more than `length` pages, it lists the files sitemap-1.xml and so on that do.

    Args:
        paths: the pages, from the site's root with forward slashes, of ASCII as `sitedata.slug` makes them.
        base_url: where the site is published, with a slash at its end.
        length: addresses in one file, at most.
    """
    if len(paths) <= length:
        yield "sitemap.xml", _listing("urlset", "url", paths, base_url)
        return
    parts = {f"sitemap-{at // length + 1}.xml": paths[at : at + length] for at in range(0, len(paths), length)}
    for name, part in parts.items():
        yield name, _listing("urlset", "url", part, base_url)
    yield "sitemap.xml", _listing("sitemapindex", "sitemap", list(parts), base_url)


def _listing(root: str, item: str, paths: Sequence[str], base_url: str) -> str:
    lines = "".join(f"<{item}><loc>{escape(base_url + path)}</loc></{item}>\n" for path in paths)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{lines}</{root}>\n'
