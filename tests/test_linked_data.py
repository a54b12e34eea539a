"""JSON-LD on the site's pages: what is known and no more, in schema.org's terms, and no way out of its element."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.linked_data import LinkedData
from geomap.messages import LANGUAGES, language
from geomap.pagecontext import json_block
from geomap.pages import SiteInfo, site_files
from geomap.records import Event, Place, PlacePrecision, Status
from geomap.sitedata import clean, script_json, site_data
from tests.browser.hostile import PAYLOADS, hostile_collection
from tests.synthetic import KURSK, PLACES, RUSSIA, SEOUL, collection

BASE = "https://example.org/maps/"
READINGS, EVENTS, SKIPPED = collection()
DATA = site_data(READINGS, EVENTS, SKIPPED, "t")
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def linked(event: Event, base_url: str | None = None) -> dict[str, Any] | None:
    return LinkedData(site_data(READINGS, [event], (), "t"), language("en"), base_url).event(event)


def block(files: dict[str, bytes], path: str) -> Any:
    (found,) = BLOCK.findall(files[path].decode())
    return json.loads(found)


def test_an_event_tells_where_when_and_in_which_articles() -> None:
    node = linked(EVENTS[0], BASE)
    assert node is not None
    assert (node["@context"], node["@type"], node["name"]) == (
        "https://schema.org",
        "Event",
        "Delegation arrives in Vladivostok",
    )
    assert node["@id"] == node["url"] == f"{BASE}en/event/visit-ar-visit-23.html"
    assert node["startDate"] == "2023-09-13"
    assert node["location"]["@type"] == "City"
    assert node["location"]["alternateName"] == "فلاديفوستوك"
    assert node["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 43.11, "longitude": 131.87}
    assert node["location"]["sameAs"] == "https://sws.geonames.org/2013348/"
    assert node["location"]["containedInPlace"] == {"@type": "Country", "name": "Russia", "identifier": "RU"}
    assert [person["name"] for person in node["about"]] == ["الوفد الكوري", "حاكم بريموريه"]
    assert [article.get("url") for article in node["subjectOf"]] == ["https://example.org/a", None]


@pytest.mark.parametrize(
    ("status", "shown"),
    [("happened", None), ("planned", "https://schema.org/EventScheduled"), ("denied", False), ("hypothetical", False)],
)
def test_what_is_denied_or_only_possible_is_not_said_to_happen(status: Status, shown: object) -> None:
    node = linked(replace(EVENTS[0], status=status))
    assert (node is not None and node.get("eventStatus")) == shown


@pytest.mark.parametrize(
    ("place", "precision", "geo"),
    [
        (SEOUL, "city", "GeoCoordinates"),
        (KURSK, "region", "GeoShape"),
        (RUSSIA, "country", None),
    ],
)
def test_a_vague_place_is_no_point(place: Place, precision: PlacePrecision, geo: str | None) -> None:
    node = linked(replace(EVENTS[0], place=place, place_precision=precision))
    assert node is not None
    assert node["location"].get("geo", {}).get("@type") == geo


def test_an_event_beside_a_place_is_not_put_into_it() -> None:
    moved = next(event for event in EVENTS if event.spot is not None and event.status == "happened")
    node = linked(moved)
    assert node is not None
    assert node["location"]["name"] == "100 km S of Pyongyang, North Korea"
    assert node["location"]["geo"]["@type"] == "GeoShape"
    assert "identifier" not in node["location"]


def test_what_is_not_known_is_left_out() -> None:
    node = linked(replace(EVENTS[0], date=None, place=None, place_precision=None, participants=()))
    assert node is not None
    assert not {"startDate", "endDate", "location", "about", "@id", "url"} & set(node)


@pytest.mark.parametrize("code", LANGUAGES)
def test_event_place_and_article_pages_carry_their_own(code: str) -> None:
    files = dict(site_files(DATA, PLACES, SiteInfo(version="0", base_url=BASE)))
    article = block(files, f"{code}/article/visit-ar.html")
    assert (article["@type"], article["datePublished"]) == ("NewsArticle", "2023-09-15")
    assert article["mainEntityOfPage"] == f"{BASE}{code}/article/visit-ar.html"
    assert "Seoul" in {place[key] for place in article["contentLocation"] for key in ("name", "alternateName")}
    place = block(files, f"{code}/place/geonames-1835848.html")
    assert (place["@type"], place["identifier"]) == ("City", "geonames:1835848")
    for path, content in files.items():
        found = BLOCK.findall(content.decode()) if path.endswith(".html") else []
        denied = [e for e in EVENTS if e.status in ("denied", "hypothetical") and path.endswith(f"event/{e.id}.html")]
        wanted = path.startswith(("ar/event/", "en/event/", "ar/place/", "en/place/", "ar/article/", "en/article/"))
        assert len(found) == (1 if wanted and not denied else 0), path
        for text in found:
            for url in re.findall(r'"(?:@id|url|mainEntityOfPage)":"([^"]*)"', text):
                assert url == "https://example.org/a" or url.removeprefix(BASE) in files, path


def test_hostile_text_is_data_in_every_block() -> None:
    readings, events, skipped = hostile_collection()
    files = dict(site_files(site_data(readings, events, skipped, PAYLOADS[7]), (), SiteInfo(version="0")))
    names = set()
    for path, content in files.items():
        for text in BLOCK.findall(content.decode()) if path.startswith("en/event/") else ():
            assert not set("<>&") & set(text)
            names.add(json.loads(text)["name"])
    assert names == {clean(payload) for payload in PAYLOADS}


@given(st.text(min_size=1))
def test_any_title_reads_back_and_cannot_end_the_element(text: str) -> None:
    node = linked(replace(EVENTS[0], id=text, title_en=text))
    assert node is not None
    element = f'<script type="application/ld+json">{json_block(script_json(node))}</script>'
    (inner,) = BLOCK.findall(element)
    assert json.loads(inner)["name"] == clean(text)
