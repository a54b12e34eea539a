"""Cards of events' and places' pages: which have one, that they are drawn once, and what makes a new one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geomap import cards
from geomap.messages import language
from geomap.pages import SiteInfo, site_files, write_site
from geomap.picture import can_draw
from geomap.sitedata import SiteData, site_data
from tests.synthetic import PLACES, collection

pytestmark = pytest.mark.skipif(not can_draw(), reason="matplotlib 3.11 or newer is not installed")
BASE = "https://example.org/"
INFO = SiteInfo(version="0", base_url=BASE, cards=True, own_cards=4)
EN = language("en")


@pytest.fixture(scope="module")
def data() -> SiteData:
    return site_data(*collection(), "خريطة الأحداث")


@pytest.fixture(scope="module")
def files(data: SiteData) -> dict[str, bytes]:
    return dict(site_files(data, PLACES, INFO))


def image_of(page: bytes) -> str:
    found = re.search(r'property="og:image" content="https://example\.org/([^"]+)"', page.decode())
    assert found
    assert b'name="twitter:card" content="summary_large_image"' in page
    return found[1]


def test_the_newest_placed_events_have_a_card_of_their_own_and_the_others_the_maps(
    data: SiteData, files: dict[str, bytes]
) -> None:
    placed = [event.id for event in data.events if event.place]
    for code in ("ar", "en"):
        images = {event.id: image_of(files[f"{code}/event/{data.event_slugs[event.id]}.html"]) for event in data.events}
        assert all(image in files for image in images.values())
        own = {id for id, image in images.items() if image != f"data/card-{code}.png"}
        assert own == set(placed[:4])
        assert len({images[id] for id in own}) == 4
        assert image_of(files[f"{code}/index.html"]) == f"data/card-{code}.png"
    assert len([path for path in files if path.startswith("data/cards/")]) == 8


def test_places_with_several_events_come_after_the_events(data: SiteData, monkeypatch: pytest.MonkeyPatch) -> None:
    many = cards.cards_of(data, PLACES, EN, 1000)
    events = [card.id for card in many if card.kind == "event"]
    places = [card.id for card in many if card.kind == "place"]
    assert events == [event.id for event in data.events if event.place]
    assert places == [notes.place.id for notes in data.places if len(notes.events) > 1]
    assert cards.cards_of(data, PLACES, EN, 0) == ()
    info = replace(INFO, own_cards=len(events) + 1)
    monkeypatch.setattr(cards.pictures, "picture", lambda *args, **options: b"PNG")
    files = dict(site_files(data, PLACES, info))
    assert image_of(files[f"en/place/{data.place_slugs[places[0]]}.html"]).startswith("data/cards/")


def test_events_that_look_alike_share_a_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: SiteData) -> None:
    readings, events, skipped = collection()
    newest = next(event for event in data.events if event.place)
    drawn: list[object] = []
    monkeypatch.setattr(cards.pictures, "picture", lambda *args, **options: drawn.append(options) or b"PNG")
    site = tmp_path / "site"
    write_site(readings, [*events, replace(newest, id="twin")], skipped, site, title="x", labels=PLACES, info=INFO)
    images = [image_of((site / "en" / "event" / f"{id}.html").read_bytes()) for id in (newest.id, "twin")]
    assert images[0] == images[1]
    assert (site / images[0]).read_bytes() == b"PNG"
    # Three for the four newest events, in each language.
    assert len(drawn) == 6


def test_a_second_build_draws_no_card_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings, events, skipped = collection()
    told: dict[str, Any] = {"title": "x", "labels": PLACES, "info": INFO}
    monkeypatch.setattr(cards.pictures, "picture", lambda *args, **options: b"PNG")
    first = write_site(readings, events, skipped, tmp_path / "site", **told)

    def drawn(*args: object, **options: object) -> bytes:
        raise AssertionError("a card was drawn again")

    monkeypatch.setattr(cards.pictures, "picture", drawn)
    second = write_site(readings, events, skipped, tmp_path / "site", **told, known=first.known)
    assert second.written == 0
    next((tmp_path / "site" / "data" / "cards").iterdir()).unlink()
    with pytest.raises(AssertionError, match="drawn again"):
        write_site(readings, events, skipped, tmp_path / "site", **told, known=first.known)


def test_only_what_a_card_shows_makes_a_new_one(data: SiteData) -> None:
    (before,) = cards.cards_of(data, PLACES, EN, 1)
    event = before.events[0]

    def path(other: SiteData) -> str:
        return cards.cards_of(other, PLACES, EN, 1)[0].path

    def with_event(**changed: object) -> SiteData:
        changed_event = replace(event, **changed)  # type: ignore[arg-type]
        return replace(data, events=tuple(changed_event if one is event else one for one in data.events))

    assert path(with_event(place_reasons=("x",), participants=(), candidates=())) == before.path
    assert path(with_event(title_en="Another title")) != before.path
    assert path(with_event(status="denied")) != before.path
    assert path(with_event(date="1999-01-01", date_end=None)) != before.path or event.date == "1999-01-01"
    assert path(replace(data, title="Another site")) != before.path
    assert cards.cards_of(data, PLACES[:1], EN, 1)[0].path != before.path
    assert cards.cards_of(data, PLACES, language("ar"), 1)[0].path != before.path


def test_no_card_is_drawn_for_a_site_without_an_address(data: SiteData) -> None:
    off = dict(site_files(data, PLACES, replace(INFO, base_url=None)))
    assert not any("card" in path for path in off if path.startswith("data/"))
