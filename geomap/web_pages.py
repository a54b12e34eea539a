"""The article in an HTML page, through trafilatura: its title and main text, and what the page says of itself."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from geomap.errors import ArticleError
from geomap.front_matter import Facts


def page_text(page: str) -> tuple[Facts, str]:
    """What an HTML page says of its article, and the article's text: the title, a blank line, the paragraphs.

    Raises `ArticleError` when the page holds no article. The date is the one that the page's own metadata gives;
    a day that is only mentioned somewhere on the page is not taken for it.
    """
    import trafilatura  # a third of a second, which collections without web pages need not spend

    try:
        found: Any = trafilatura.bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        raise ArticleError(f"the page cannot be read: {error}") from None
    text = (getattr(found, "text", None) or "").strip()
    if found is None or not text:
        raise ArticleError("no article was found in the page")
    title = _one_line(found.title)
    if title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    elif title:
        text = f"{title}\n\n{text[len(title) :].lstrip()}"
    try:
        published = date.fromisoformat((found.date or "")[:10])
    except ValueError:
        published = None
    language = (_one_line(found.language) or "")[:2].lower() or None
    return Facts(None, title, published, _one_line(found.sitename), _one_line(found.url), language), text


def _one_line(value: object) -> str | None:
    return re.sub(r"\s+", " ", value).strip() or None if isinstance(value, str) else None
