"""A context that is lent to another test after it was used has nothing left in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Rooms, Visitor

pytestmark = pytest.mark.browser


def test_a_context_lent_again_has_no_page_no_route_and_nothing_stored(rooms: Rooms, site: Path) -> None:
    settings: dict[str, object] = {"locale": "mt-MT"}
    context = rooms.take(settings)
    page = context.new_page()
    address = (site / "en" / "articles.html").as_uri()
    page.goto(address)
    page.evaluate("localStorage.setItem('geomap-theme', 'dark'); document.cookie = 'a=b'")
    context.route("**/*", lambda route: route.abort())
    rooms.give_back(context, settings, [address])
    again = rooms.take(settings)
    assert again is context
    assert page.is_closed()
    assert len(again.pages) == 1
    other = again.new_page()
    other.goto(address)
    assert other.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    rooms.give_back(again, settings, [address])


def test_two_visitors_of_one_test_do_not_share_what_they_stored(visit: Callable[..., Visitor], site: Path) -> None:
    first, second = visit(), visit()
    assert first.context is not second.context
    first.open(site / "en" / "articles.html").evaluate("localStorage.setItem('geomap-theme', 'dark')")
    assert second.open(site / "en" / "articles.html").evaluate("localStorage.length") == 0
