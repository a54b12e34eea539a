"""Questions to a geocoder: against a server on this machine that speaks Nominatim's API, its failures included."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from geomap import online
from geomap.cli import app
from geomap.config import Config, Online, load_config
from geomap.errors import ConfigError
from geomap.gazetteer import Gazetteer
from geomap.online import FURTHEST, MOST_SURE, Geocoding, state_of
from geomap.pipeline import build
from geomap.readers import read_article
from geomap.records import Article, Mention, Place, Resolution, Section

_KEPT = online._Kept
Answer = Callable[[str, int], tuple[int, str]]
"""Answers a question, given with its number from 1, with a status and a body."""


def nominatim(name: str, lat: float, lon: float, *, country: str = "sa", arabic: str = "", number: int = 77,
              category: str = "place", kind: str = "village") -> dict[str, Any]:  # fmt: skip
    """A result as Nominatim gives it."""
    details = {"name": name} | ({"name:ar": arabic} if arabic else {})
    return {"place_id": 1, "osm_type": "node", "osm_id": number, "lat": str(lat), "lon": str(lon), "class": category,
            "type": kind, "addresstype": kind, "name": name, "display_name": f"{name}, Somewhere",
            "address": {"country_code": country, "state": "Al-Qassim"}, "namedetails": details}  # fmt: skip


VILLAGE = nominatim("Zaghbutiyya", 26.1, 43.9, arabic="الزغبوطية")


class Server:
    """A geocoder's server, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.agents: set[str] = set()
        self.at: list[float] = []
        self.answer: Answer = lambda query, number: (200, json.dumps([VILLAGE]))
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.at.append(time.monotonic())
                outer.asked.append({key: one[0] for key, one in parse_qs(urlsplit(self.path).query).items()})
                outer.agents.add(self.headers.get("User-Agent", ""))
                status, body = outer.answer(outer.asked[-1].get("q", ""), len(outer.asked))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                with suppress(OSError):  # who asked may have gone, as the test of a slow server wants it
                    self.wfile.write(body.encode())

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.domain = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.close()


@pytest.fixture
def settings(server: Server) -> Online:
    return Online(wanted=True, domain=server.domain, rate=1000.0, timeout=2.0)


def article_of(*names: str, language: str = "ar", role: str = "literal") -> tuple[Article, list[Resolution]]:
    """An article that is a list of names, none of them with a place."""
    text = "، ".join(names)
    found, at = [], 0
    for name in names:
        mention = Mention(at, at + len(name), name, role)  # type: ignore[arg-type]
        found.append(Resolution(mention, None, 0.0, ("the gazetteer has no place of this name",)))
        at += len(name) + 2
    return Article("a", text, language, sections=(Section("body", 0, len(text)),)), found


def fill(settings: Online, folder: Path, *names: str, **given: str) -> tuple[Resolution, ...]:
    geocoding = Geocoding(settings, folder, retry_wait=0.001)
    done = geocoding.fill(*article_of(*names, **given))
    geocoding.close()
    return done


def test_a_name_that_the_gazetteer_lacks_gets_the_place_and_its_source(
    server: Server, settings: Online, tmp_path: Path
) -> None:
    (one,) = fill(settings, tmp_path, "الزغبوطية")
    assert one.place == Place("online:nominatim/n77", "Zaghbutiyya", "الزغبوطية", 26.1, 43.9, "city", "SA", "Al-Qassim")
    assert one.reasons[0] == "found online by nominatim"
    assert 0 < one.confidence <= MOST_SURE <= 0.6
    assert one.candidates[0].place == one.place
    assert server.asked[0]["q"] == "الزغبوطية"
    assert server.asked[0]["accept-language"] == "ar"
    assert next(iter(server.agents)).startswith("geomap/")


def test_a_place_in_a_country_that_the_article_names_is_chosen_and_surer(
    server: Server, settings: Online, tmp_path: Path
) -> None:
    here = nominatim("Zaghbutiyya", 30.0, 31.0, country="eg", number=2)
    server.answer = lambda query, number: (200, json.dumps([VILLAGE, here]))
    article, found = article_of("مصر", "الزغبوطية")
    egypt = Place("x", "Egypt", "مصر", 27.0, 30.0, "country", "EG")
    geocoding = Geocoding(settings, tmp_path)
    done = geocoding.fill(article, [replace(found[0], place=egypt, confidence=0.9), found[1]])
    geocoding.close()
    assert len(server.asked) == 1, "a name that has a place is not asked for"
    assert done[0].place == egypt
    assert done[1].place is not None
    assert (done[1].place.country, done[1].confidence) == ("EG", MOST_SURE)
    (alone,) = fill(settings, tmp_path, "الزغبوطية")
    assert alone.confidence < MOST_SURE, "two places of that name far from each other"


@pytest.mark.parametrize(
    "answer",
    [
        nominatim("Somewhere Else", 1, 2),
        nominatim("Zaghbutiyya", 1, 2, category="shop", kind="bakery"),
        nominatim("Zaghbutiyya", 1, 2, category="highway", kind="residential"),
        nominatim("", 1, 2),
    ],
)
def test_an_answer_of_another_name_or_no_place_is_not_taken(
    server: Server, settings: Online, tmp_path: Path, answer: dict[str, Any]
) -> None:
    server.answer = lambda query, number: (200, json.dumps([answer]))
    (one,) = fill(settings, tmp_path, "Zaghbutiyya", language="en")
    assert one.place is None
    assert 0 < FURTHEST < 1


def test_answers_are_kept_on_the_disk_empty_ones_too(server: Server, settings: Online, tmp_path: Path) -> None:
    server.answer = lambda query, number: (200, json.dumps([VILLAGE] if query == "الزغبوطية" else []))
    first = fill(settings, tmp_path, "الزغبوطية", "المجهولة", "الزغبوطية")
    assert len(server.asked) == 2
    assert fill(settings, tmp_path, "الزغبوطية", "المجهولة", "الزغبوطية") == first
    assert len(server.asked) == 2
    assert [one.place is not None for one in first] == [True, False, True]


def test_no_more_is_asked_than_the_budget_allows_and_the_rest_in_the_next_run(
    server: Server, settings: Online, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = replace(settings, budget=2)
    server.answer = lambda query, number: (200, json.dumps([VILLAGE | {"namedetails": {"name": query}}]))
    names = ["الزغبوطية", "الكرنافية", "الدلمونية"]
    before = state_of(settings, tmp_path)
    assert [one.place is not None for one in fill(settings, tmp_path, *names)] == [True, True, False]
    assert "the budget of 2 questions is used up, 1 name not asked for" in capsys.readouterr().err
    assert state_of(settings, tmp_path) != before
    assert all(one.place for one in fill(settings, tmp_path, *names))
    assert len(server.asked) == 3
    after = state_of(settings, tmp_path)
    fill(settings, tmp_path, *names)
    assert state_of(settings, tmp_path) == after


def test_questions_keep_to_the_rate(server: Server, settings: Online, tmp_path: Path) -> None:
    fill(replace(settings, rate=4.0), tmp_path, "الزغبوطية", "الكرنافية", "الدلمونية")
    # A quarter of a second apart when they leave; a busy machine may let one arrive later than it left.
    assert all(later - earlier >= 0.12 for earlier, later in zip(server.at, server.at[1:], strict=False))
    assert len(server.at) == 3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_request_that_fails_is_repeated(
    server: Server, settings: Online, tmp_path: Path, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer = lambda query, number: (200, json.dumps([VILLAGE])) if number == 3 else (status, "later")
    (one,) = fill(settings, tmp_path, "الزغبوطية")
    assert one.place is not None
    assert len(server.asked) == 3
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((429, "slow down"), "too many requests"),
        ((500, "oh"), "service error"),
        ((200, "<html>garbage"), "makes no sense"),
        ((200, '[{"lat": "north"}]'), "makes no sense"),
        ((200, '{"a": [1]}'), "makes no sense"),
        ((200, "[1, 2]"), "makes no sense"),
    ],
)
def test_what_a_server_does_wrong_is_one_warning_and_kept_for_a_day(
    server: Server, settings: Online, tmp_path: Path, answer: tuple[int, str], told: str,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    server.answer = lambda query, number: answer
    done = fill(settings, tmp_path, "الزغبوطية", "الكرنافية")
    err = capsys.readouterr().err
    assert [one.place for one in done] == [None, None]
    assert err.count("\n") == 1
    assert "nominatim did not answer for 2 names" in err
    assert told in err
    asked = len(server.asked)
    fill(settings, tmp_path, "الزغبوطية", "الكرنافية")
    assert len(server.asked) == asked
    state = state_of(settings, tmp_path)
    later = time.time() + 86_401
    monkeypatch.setattr(online.time, "time", lambda: later)
    assert state_of(settings, tmp_path) != state, "what was read without the answers is to be read again"
    server.answer = lambda query, number: (200, json.dumps([VILLAGE]))
    assert fill(settings, tmp_path, "الزغبوطية")[0].place is not None


def test_a_server_that_does_not_answer_in_time_is_given_up(
    server: Server, settings: Online, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def slow(query: str, number: int) -> tuple[int, str]:
        time.sleep(0.4)
        return 200, "[]"

    server.answer = slow
    fill(replace(settings, timeout=0.05), tmp_path, "الزغبوطية")
    assert "timed out" in capsys.readouterr().err


def test_where_nobody_answers_asking_ends_after_a_few_names(
    settings: Online, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = replace(settings, domain="http://127.0.0.1:1")
    geocoding = Geocoding(nobody, tmp_path, retry_wait=0.001)
    geocoding.fill(*article_of(*[f"المدينة{letter}ية" for letter in "ابتثجحخد"]))
    assert geocoding.asked == 3
    geocoding.close()
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "did not answer for 8 names: cannot be reached" in err


def test_bylines_and_parts_of_names_are_not_asked_for(server: Server, settings: Online, tmp_path: Path) -> None:
    for role in ("byline", "name"):
        fill(settings, tmp_path, "الزغبوطية", role=role)
    assert server.asked == []


def test_a_folder_that_cannot_be_written_only_costs_the_memory(
    server: Server, settings: Online, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    (one,) = fill(settings, tmp_path / "file" / "cache", "الزغبوطية")
    assert one.place is not None


def test_photon_is_another_geocoder_by_its_name(server: Server, settings: Online, tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [43.9, 26.1]},
        "properties": {"osm_type": "R", "osm_id": 5, "osm_key": "place", "osm_value": "suburb", "name": "Zaghbutiyya",
                       "countrycode": "SA", "country": "Saudi Arabia", "state": "Al-Qassim"},
    }  # fmt: skip
    server.answer = lambda query, number: (200, json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (one,) = fill(replace(settings, geocoder="photon"), tmp_path, "Zaghbutiyya", language="en")
    assert one.place == Place("online:photon/r5", "Zaghbutiyya", None, 26.1, 43.9, "district", "SA", "Al-Qassim")


@pytest.mark.parametrize(("geocoder", "told"), [("nosuch", "cannot be used"), ("bing", "needs api_key")])
def test_a_geocoder_that_is_none_or_needs_more_is_told(tmp_path: Path, geocoder: str, told: str) -> None:
    with pytest.raises(ConfigError, match=f"{geocoder}.*{told}"):
        Geocoding(Online(geocoder=geocoder), tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("online = true", r"a line \[online\]"),
        ("[online]\nwanted = true", "unknown setting 'wanted' in .online."),
        ("[online]\nbudgett = 1", "did you mean 'budget'"),
        ("[online]\nbudget = 1.5", "whole number"),
        ("[online]\nbudget = -1", "0 or more"),
        ("[online]\nrate = 0", "more than 0"),
        ('[online]\ntimeout = "1"', "must be a number"),
        ("[online]\ngeocoder = 3", "text in quotes"),
    ],
)
def test_a_mistake_in_the_settings_is_told(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "geomap.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"geomap\.toml.*{told}"):
        load_config(tmp_path)


def test_the_settings_are_read_and_ask_for_nothing_by_themselves(tmp_path: Path) -> None:
    (tmp_path / "geomap.toml").write_text('[online]\ngeocoder = "photon"\nbudget = 5\nrate = 2\n', encoding="utf-8")
    config = load_config(tmp_path)
    assert config.online == Online(geocoder="photon", budget=5, rate=2.0)
    assert not config.online.wanted
    assert config.asking(True).online.wanted


STORY = "أعلنت الشرطة أن انفجارا وقع في قرية الزغبوطية في السعودية يوم الأحد، وأدى إلى مقتل ثلاثة أشخاص.\n"


def toml(folder: Path, server: Server) -> None:
    text = f'[online]\ndomain = "{server.domain}"\nrate = 1000\ntimeout = 2.0\n'
    (folder / "geomap.toml").write_text(text, encoding="utf-8")


def test_a_build_asks_only_when_told_to_and_keeps_both_kinds_of_readings_apart(
    server: Server, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml(empty_folder, server)
    (empty_folder / "articles").mkdir()
    (empty_folder / "articles" / "a.txt").write_text(STORY, encoding="utf-8")
    memory = empty_folder / "memory"
    monkeypatch.setattr("geomap.online._Kept", lambda folder: _KEPT(memory))
    config = load_config()

    def places(config: Config) -> set[str]:
        done = build(config=config)
        return {one.place.id for reading in done._load() for one in reading.resolutions if one.place}

    assert "online:nominatim/n77" not in places(config)
    assert server.asked == []
    assert "online:nominatim/n77" in places(config.asking(True))
    assert len(server.asked) == 1
    assert build(config=config.asking(True)).unchanged
    assert "online:nominatim/n77" not in places(config)
    assert len(server.asked) == 1


def test_the_site_is_built_whatever_the_network_does(
    server: Server, empty_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    memory = empty_folder / "memory"
    monkeypatch.setattr("geomap.online._Kept", lambda folder: _KEPT(memory))
    monkeypatch.setattr("geomap.online.RETRIES", 0)
    server.answer = lambda query, number: (500, "oh")
    toml(empty_folder, server)
    (empty_folder / "articles").mkdir()
    (empty_folder / "articles" / "a.txt").write_text(STORY, encoding="utf-8")
    done = build(config=load_config().asking(True))
    assert (done.dest / "index.html").exists()
    assert not done.skipped
    assert "did not answer for 1 name" in capsys.readouterr().err


def test_parse_asks_only_with_its_option(
    server: Server, empty_folder: Path, monkeypatch: pytest.MonkeyPatch, gazetteer: Gazetteer
) -> None:
    memory = empty_folder / "memory"
    monkeypatch.setattr("geomap.online._Kept", lambda folder: _KEPT(memory))
    toml(empty_folder, server)
    (empty_folder / "a.txt").write_text(STORY, encoding="utf-8")
    offline = CliRunner().invoke(app, ["parse", "a.txt"])
    assert server.asked == []
    answer = json.loads(CliRunner().invoke(app, ["parse", "a.txt", "--online"]).stdout)
    (mention,) = [one for one in answer["mentions"] if one["place"] and one["place"]["id"] == "online:nominatim/n77"]
    assert mention["surface"] == "الزغبوطية"
    assert mention["confidence"] <= 0.6
    assert "found online by nominatim" in mention["reasons"]
    assert len(server.asked) == 1
    assert "online:" not in offline.stdout


def test_an_article_is_read_without_a_network_by_default(
    server: Server, gazetteer: Gazetteer, settings: Online, tmp_path: Path
) -> None:
    from geomap.articles import article_from_text

    article = article_from_text(STORY, id="a")
    read_article(article, gazetteer)
    assert server.asked == []
    geocoding = Geocoding(settings, tmp_path)
    reading = read_article(article, gazetteer, geocoding=geocoding)
    geocoding.close()
    assert any(event.place and event.place.id.startswith("online:") for event in reading.events)
