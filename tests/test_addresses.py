"""Links to events keep working while a collection lives: real builds, each with what it does to addresses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from geomap import collection as kept
from geomap import pipeline
from geomap.config import Config
from geomap.errors import SiteError
from geomap.gazetteer import Gazetteer
from geomap.records import Event

LATE = "زيارة وزير الخارجية الروسي سيرغي لافروف إلى القاهرة\n\n" + (
    "زار وزير الخارجية الروسي سيرغي لافروف القاهرة أمس الأربعاء.\n"
)
EARLY = "لافروف في القاهرة\n\nزار لافروف القاهرة الأربعاء والتقى نظيره المصري.\n"
FIRE = "حريق في وهران\n\nقتل ثلاثة أشخاص في حريق اندلع أمس الأربعاء في مدينة وهران.\n"


class Desk:
    """A collection that is built again and again."""

    def __init__(self, folder: Path) -> None:
        self.config = Config(root=folder, jobs=1)
        (folder / "articles").mkdir()

    def put(self, name: str, text: str, published: str = "2024-05-09") -> None:
        head = f"---\npublished: {published}\nsource: {name}\n---\n"
        (self.config.root / "articles" / f"{name}.txt").write_text(head + text, encoding="utf-8")

    def take(self, name: str) -> None:
        (self.config.root / "articles" / f"{name}.txt").unlink()

    def correct(self, *actions: str) -> None:
        entry = "- author: Huda\n  date: 2024-05-10\n  reason: as told\n  "
        self.config.corrections_path().write_text("".join(f"{entry}{one}\n" for one in actions), encoding="utf-8")

    def build(self) -> dict[str, Event]:
        return {event.id: event for event in pipeline.build(config=self.config).events}

    def leads_to(self, id: str) -> str | None:
        """Where the address of an event leads in both languages and as an embed: itself, another id, or nowhere."""
        found = set()
        for path in (f"ar/event/{id}.html", f"en/event/{id}.html", f"embed/event/{id}.html"):
            page = (self.config.site_path() / path).read_text(encoding="utf-8")
            onward = re.search(r'http-equiv="refresh" content="0; url=(\w+)\.html"', page)
            gone = 'content="noindex"' in page
            found.add(onward[1] if onward else None if gone else id)
        (one,) = found
        return one

    def news(self) -> dict[str, list[str]]:
        """The changes of the last build by kind: ids."""
        builds = json.loads((self.config.root / ".geomap" / "site.news.json").read_text(encoding="utf-8"))
        found: dict[str, list[str]] = {}
        for one in builds[0]["changes"]:
            found.setdefault(one["kind"], []).append(one["id"])
        return found


@pytest.fixture
def desk(tmp_path: Path, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(kept, "code_version", lambda: "fixed")
    return Desk(tmp_path)


def visit(events: dict[str, Event]) -> Event:
    (found,) = (event for event in events.values() if event.type == "visit")
    return found


def test_an_event_that_takes_the_id_of_an_earlier_report_is_found_at_its_old_address(desk: Desk) -> None:
    desk.put("late", LATE)
    old = visit(desk.build())
    desk.put("early", EARLY, "2024-05-08")
    new = visit(desk.build())
    assert {one.article for one in new.evidence} == {"late", "early"}
    assert new.id != old.id
    assert desk.leads_to(old.id) == new.id
    assert desk.leads_to(new.id) == new.id
    assert desk.news()["renamed"] == [old.id]
    desk.take("early")
    assert visit(desk.build()).id == old.id
    assert desk.leads_to(new.id) == desk.leads_to(old.id) == old.id


def test_events_that_a_correction_joins_lead_to_the_one_that_they_became(desk: Desk) -> None:
    desk.put("late", LATE)
    desk.put("fire", FIRE)
    desk.put("other", FIRE.replace("وهران", "صفاقس"))
    first, second = (id for id, event in desk.build().items() if event.type == "disaster")
    desk.correct(f"join: [{first}, {second}]")
    (whole,) = (id for id, event in desk.build().items() if event.type == "disaster")
    assert {desk.leads_to(first), desk.leads_to(second)} == {whole}
    assert sorted(desk.news()["merged"]) == sorted({first, second} - {whole})
    desk.take("other")
    desk.take("fire")
    desk.build()
    assert desk.leads_to(first) is desk.leads_to(second) is None
    assert desk.news()["gone"] == [whole]


def test_what_a_correction_splits_off_has_its_own_address_and_the_rest_keeps_its(desk: Desk) -> None:
    desk.put("late", LATE)
    desk.put("early", EARLY, "2024-05-08")
    whole = visit(desk.build())
    desk.correct(f"split: {whole.id}\n  articles: [late]")
    parts = {id: event for id, event in desk.build().items() if event.type == "visit"}
    assert whole.id in parts
    (new,) = parts.keys() - {whole.id}
    assert {one.article for one in parts[new].evidence} == {"late"}
    assert (desk.leads_to(whole.id), desk.leads_to(new)) == (whole.id, new)
    assert desk.news()["split"] == [new]
    desk.correct()
    desk.build()
    assert desk.leads_to(new) == whole.id


def test_an_event_whose_place_is_corrected_by_its_name_leads_on_and_is_told_as_moved(desk: Desk) -> None:
    desk.put("late", LATE)
    old = visit(desk.build())
    desk.correct("place: {article: late, name: القاهرة}\n  is: geonames:2507480")
    new = visit(desk.build())
    assert new.place is not None
    assert new.place.id == "geonames:2507480"
    assert desk.leads_to(old.id) == new.id
    assert desk.news()["moved"] == [new.id]
    assert "added" not in desk.news()


def test_an_event_that_is_dropped_says_who_dropped_it_and_why(desk: Desk) -> None:
    desk.put("late", LATE)
    old = visit(desk.build())
    desk.correct(f"drop: {old.id}")
    desk.build()
    assert desk.leads_to(old.id) is None
    page = (desk.config.site_path() / "en" / "event" / f"{old.id}.html").read_text(encoding="utf-8")
    assert re.search(r"corrected by \W*Huda\W+on\W+10 May 2024\W+as told", page)
    assert (desk.config.site_path() / "en" / "news.html").read_text(encoding="utf-8").count("Huda") == 1


def test_another_version_that_reads_otherwise_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.put("late", LATE)
    old = visit(desk.build())
    from geomap import events

    monkeypatch.setattr(kept, "code_version", lambda: "newer")
    monkeypatch.setattr(events, "find_events", lambda *_: ())
    # The first build of that version comes to nothing.
    (desk.config.root / ".geomap" / "site.news.json.new").mkdir()
    with pytest.raises(SiteError):
        desk.build()
    (desk.config.root / ".geomap" / "site.news.json.new").rmdir()
    desk.build()
    assert desk.leads_to(old.id) is None
    assert "another version of geomap" in (desk.config.site_path() / "en" / "news.html").read_text(encoding="utf-8")
