"""The page of what is new, its feeds, and the pages of events that left: valid, linked, of the history alone."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

from geomap.comparing import KINDS, WORDS
from geomap.departed import Departed
from geomap.export import records
from geomap.history import Before, Brought, changes_since
from geomap.legend import STATUSES
from geomap.messages import LANGUAGES, language
from geomap.news_feeds import CHANGES
from geomap.news_pages import CONTEXT
from geomap.pages import SiteInfo, site_files
from geomap.records import Event, Participant
from geomap.sitedata import site_data
from tests.browser.hostile import URLS, hostile_collection

from .synthetic import ATHENS, collection
from .test_pages import Links

READINGS, EVENTS, SKIPPED = collection()
ARTICLES = [reading.article for reading in READINGS]
BASE = "https://example.org/maps/"
ATOM = "{http://www.w3.org/2005/Atom}"


def brought(old: list[Event], new: list[Event], at: str = "2024-05-09T14:03:00Z") -> Brought:
    changes = changes_since(Before(records(old, ARTICLES), "1"), new, ARTICLES)
    counts = {kind: sum(one.kind == kind for one in changes) for kind in KINDS}
    return Brought(at, "1", {kind: count for kind, count in counts.items() if count}, changes)


def moved(event: Event) -> Event:
    return replace(
        event, place=ATHENS, spot=None, relation=None, date="2023-10-01", status="denied",
        participants=(Participant("Ann", "target"),),
    )  # fmt: skip


NEW = [moved(EVENTS[0]), *EVENTS[2:]]
BUILDS = (brought(EVENTS, NEW), brought(EVENTS[:-1], EVENTS, "2024-05-08T01:00:00Z"))
GONE = (Departed(EVENTS[1].id, EVENTS[1].title_en, EVENTS[1].title_ar),)


def files(builds: tuple[Brought, ...] = BUILDS, base_url: str | None = None) -> dict[str, str]:
    data = site_data(READINGS, NEW, SKIPPED, "map")
    made = site_files(data, (), SiteInfo(version="0", base_url=base_url), GONE, builds)
    return {path: text.decode() for path, text in made if path.endswith((".html", ".xml", ".json"))}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_is_valid_and_its_links_lead_to_pages(code: str) -> None:
    made = files()
    text = made[f"{code}/news.html"]
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(text)
    assert parser.errors == []
    links = Links()
    links.feed(text)
    assert links.inline == []
    inside = [unquote(urlsplit(link).path) for link in links.links if not urlsplit(link).scheme]
    pages = {os.path.normpath(os.path.join(code, link)) for link in inside if link.endswith(".html")}
    assert sorted(pages - set(made)) == []
    # Those that are gone, moved and new; and the article that tells the last one.
    wanted = {f"{code}/event/{site_data(READINGS, EVENTS, (), '').event_slugs[one.id]}.html" for one in EVENTS[:2]}
    assert wanted <= pages


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_change_tells_from_what_to_what_in_the_page_s_language(code: str) -> None:
    own, text = language(code), files()[f"{code}/news.html"]
    for kind in ("added", "moved", "redated", "changed", "gone"):
        assert own.text(CHANGES[kind]) in text
    assert own.text(STATUSES["denied"]) in text
    assert own.date("2023-10-01", short=True) in text
    assert (ATHENS.name_ar if code == "ar" else ATHENS.name) in text
    assert "(target)" not in text
    assert text.index(own.date("2024-05-09")) < text.index(own.date("2024-05-08"))


def test_what_is_not_listed_is_counted() -> None:
    text = files((replace(BUILDS[0], counts={"added": 1200}, changes=()),))["en/news.html"]
    assert "1,200 more are not listed." in text


def test_without_a_build_before_the_newest_reports_are_listed() -> None:
    made = files((), BASE)
    assert "No earlier build is known here." in made["en/news.html"]
    assert 'class="rows"' in made["en/news.html"]
    assert "en/news.xml" not in made


def test_every_kind_and_reason_has_arabic_words() -> None:
    own = language("ar")
    assert set(CHANGES) == set(KINDS)
    assert [words for words in CHANGES.values() if own.text(words) == words] == []
    for words in WORDS:
        arabic = own.translations.pgettext(CONTEXT, words)
        assert arabic != words
        assert ("%(a)s" in arabic) == ("%(a)s" in words)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_feeds_have_each_change_once_at_its_time(code: str) -> None:
    made = files(base_url=BASE)
    root = ET.fromstring(made[f"{code}/news.xml"])
    feed = json.loads(made[f"{code}/news.json"])
    changes = [one for build in BUILDS for one in build.changes]
    found = root.findall(f"{ATOM}entry")
    assert len(found) == len(feed["items"]) == len(changes)
    ids = [entry.findtext(f"{ATOM}id") for entry in found]
    assert len(set(ids)) == len(ids)
    assert ids == [item["id"] for item in feed["items"]]
    assert root.findtext(f"{ATOM}updated") == found[0].findtext(f"{ATOM}updated") == "2024-05-09T14:03:00Z"
    for entry, item in zip(found, feed["items"], strict=True):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href") == item["url"]
        assert item["url"].removeprefix(BASE) in made
    head = made[f"{code}/news.html"]
    assert '<link rel="alternate" type="application/atom+xml" title="' in head
    assert 'href="news.xml"' in head
    assert "news.xml" not in made[f"{code}/events.html"]


def test_an_event_that_goes_on_in_another_leads_there_at_once() -> None:
    data = site_data(READINGS, EVENTS, SKIPPED, "map")
    into = EVENTS[1]
    gone = (
        Departed("merged", "M", "م", into.id),
        Departed("other", "O", "ج", into.id, renamed=True),
        Departed("x", "X", "ع"),
    )
    site = site_files(data, (), SiteInfo(version="0", base_url=BASE), gone)
    made = {path: text.decode() for path, text in site if path.endswith(".html")}
    page = f"{data.event_slugs[into.id]}.html"
    for code in LANGUAGES:
        for name in ("merged", "other"):
            text = made[f"{code}/event/{name}.html"]
            assert f'<meta http-equiv="refresh" content="0; url={page}">' in text
            assert f'<link rel="canonical" href="{BASE}{code}/event/{page}">' in text
        assert "refresh" not in made[f"{code}/event/x.html"]
        assert 'content="noindex"' in made[f"{code}/event/x.html"]
    # An embed in somebody's report goes on as an embed.
    assert f"embed/event/{page}" in made
    assert f'content="0; url={page}"' in made["embed/event/merged.html"]
    assert "has another address now" in made["en/event/other.html"]
    assert "is now part of another one" in made["en/event/merged.html"]


def test_the_page_of_an_event_that_is_gone_says_why() -> None:
    (change,) = [one for one in BUILDS[0].changes if one.kind == "gone"]
    data = site_data(READINGS, NEW, SKIPPED, "map")
    gone = (Departed(change.id, change.title_en, change.title_ar, reasons=change.reasons),)
    made = dict(site_files(data, (), SiteInfo(version="0"), gone))
    slug = site_data(READINGS, EVENTS, (), "").event_slugs[change.id]
    assert "it is no longer read in its articles" in made[f"en/event/{slug}.html"].decode()


def test_hostile_words_come_out_as_words() -> None:
    readings, events, skipped = hostile_collection()
    articles = [reading.article for reading in readings]
    old = Before(records([*events, *EVENTS], [*articles, *ARTICLES]), "1")
    changes = changes_since(old, [replace(one, place=ATHENS, status="denied") for one in events[::2]], articles)
    gone = tuple(
        Departed(one.id, one.title_en, one.title_ar, reasons=one.reasons) for one in changes if one.kind == "gone"
    )
    data = site_data(readings, events[::2], skipped, "map")
    builds = (Brought("2024-05-09T14:03:00Z", "1", {"gone": 5}, changes),)
    made = site_files(data, (), SiteInfo(version="0", base_url=BASE), gone, builds)
    for path, content in made:
        if path.endswith(("news.html", *(f"{one.id}.html" for one in gone))):
            links = Links()
            links.feed(content.decode())
            assert links.inline == [], path
            assert not any(target in URLS for target in links.links), path
        elif path.endswith("news.xml"):
            ET.fromstring(content)
