"""`geomap serve`: who is let in, what has an address, what changes the corrections, and how it is taken back."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap import collection as kept
from geomap.commands_serve import _build
from geomap.config import Config
from geomap.correction_writing import stood
from geomap.errors import ConfigError, GeomapError
from geomap.pipeline import Memory
from geomap.readers import shared_gazetteer
from geomap.reviewing import MOST_ENTRIES, Review
from geomap.serving import MOST_BYTES, Server, site_file
from tests.test_correcting import ARZEW, ORAN, STORIES, telling

SAID = {"author": "Huda", "date": "2024-05-10", "reason": "read it again"}
PAGE = "/en/review.html"


class Desk:
    """A collection that is served; `ask` is a browser that was let in, and says nothing that it is not told to say."""

    def __init__(self, root: Path) -> None:
        self.root, self.woken, self.memory = root, Event(), Memory()
        self.config = Config(root=root, jobs=1)
        self.review = Review(lambda: self.config, lambda: shared_gazetteer(self.config), self.woken.set, "Sami")
        self.server = Server(self.config.site_path, self.review, 0)
        self.host = f"127.0.0.1:{self.server.port}"
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def corrections(self) -> Path:
        return self.root / "corrections.yaml"

    @property
    def cookie(self) -> str:
        return f"{self.server.cookie}={self.server.key}"

    def build(self) -> None:
        _build(self.review, lambda: self.config, self.config.site_path(), self.memory)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and content; a header of None is left out."""
        given = {"Host": self.host, "Cookie": self.cookie, **{k.replace("_", "-"): v for k, v in headers.items()}}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in given.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def post(self, name: str, told: object, **headers: str | None) -> tuple[int, Any]:
        """What a page of the server posts, and the answer."""
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        usual: dict[str, str | None] = {
            "Origin": f"http://{self.host}", "X_Geomap_Token": self.server.token,
            "Content_Type": "application/json", "Content_Length": str(len(body)),
        }  # fmt: skip
        status, _, content = self.ask(f"/.geomap/{name}", "POST", body, **{**usual, **headers})
        return status, json.loads(content)

    def get(self, name: str) -> tuple[int, Any]:
        status, _, content = self.ask(f"/.geomap/{name}")
        return status, json.loads(content)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "code_version", lambda: "fixed")
        root = tmp_path_factory.mktemp("desk")
        (root / "articles").mkdir()
        for name, (day, text) in STORIES.items():
            (root / "articles" / f"{name}.txt").write_text(f"---\npublished: {day}\n---\n{text}\n", encoding="utf-8")
        desk = Desk(root)
        with desk.server:
            desk.build()
            yield desk
            desk.server.shutdown()


@pytest.fixture
def desk(made: Desk) -> Iterator[Desk]:
    """The same one for all tests: each finds it without corrections."""
    made.woken.clear()
    yield made
    made.corrections.unlink(missing_ok=True)
    made.review._steps.clear()


def entry(**action: Any) -> dict[str, Any]:
    return {**SAID, **(action or {"drop": telling("visit", "visit").id})}


# ---- who is let in -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", PAGE, "/data/events-en.js", "/assets/core.js", "/.geomap/state", "/nothing"])
@pytest.mark.parametrize("cookie", [None, "geomap=x", "{name}=", "{name}=wrong", "other={key}", "{name}={key}x", '";{'])
def test_nothing_is_told_without_the_sessions_key(desk: Desk, path: str, cookie: str | None) -> None:
    given = cookie and cookie.replace("{name}", desk.server.cookie).replace("{key}", desk.server.key)
    status, _, content = desk.ask(path, Cookie=given)
    assert status == 403
    assert b"geomap serve printed" in content
    assert desk.server.token.encode() not in content


def test_the_address_that_is_printed_lets_a_browser_in_and_leaves_no_key_in_its_bar(desk: Desk) -> None:
    address = desk.server.address()
    assert address == f"http://127.0.0.1:{desk.server.port}/?key={desk.server.key}"
    status, headers, content = desk.ask(f"{PAGE}?key={desk.server.key}", Cookie=None)
    assert status == 200
    assert f'content="0;url={PAGE}"'.encode() in content
    cookie = headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert desk.ask(PAGE, Cookie=cookie.split(";")[0])[0] == 200
    assert desk.ask(f"{PAGE}?key=wrong", Cookie=None)[0] == 403
    _, _, content = desk.ask(f"/%22%3E%3Cscript%3E?key={desk.server.key}", Cookie=None)
    assert b"<script" not in content


def test_the_address_that_opens_the_browser_lets_in_once_and_is_not_the_key(desk: Desk) -> None:
    address = desk.server.address(once=True)
    assert desk.server.key not in address
    path = address.split(str(desk.server.port), 1)[1]
    status, headers, _ = desk.ask(path, Cookie=None)
    assert (status, headers["set-cookie"].split(";")[0]) == (200, desk.cookie)
    assert desk.ask(path, Cookie=None)[0] == 403


@pytest.mark.parametrize(
    "host",
    [None, "", "evil.example", "127.0.0.1", "localhost", "evil.example:{port}", "127.0.0.1:1", "0.0.0.0:{port}",
     "127.0.0.1.evil.example:{port}", "[::1]:{port}"],
)  # fmt: skip
def test_another_name_for_this_machine_is_refused(desk: Desk, host: str | None) -> None:
    given = host and host.replace("{port}", str(desk.server.port))
    assert desk.ask(PAGE, Host=given)[0] in (400, 403)
    assert desk.post("undo", {}, Host=given, Origin=f"http://{given}")[0] in (400, 403)


@pytest.mark.parametrize("others", ['{{"a": [1, "x"]}}; ', "a=b; ", "=; ;", "ü=1; "])
def test_cookies_of_other_servers_of_this_machine_do_no_harm(desk: Desk, others: str) -> None:
    assert desk.ask(PAGE, Cookie=others.encode().decode("latin-1") + desk.cookie + "; more=x")[0] == 200


def test_localhost_is_this_machine_too(desk: Desk) -> None:
    assert desk.ask(PAGE, Host=f"localhost:{desk.server.port}")[0] == 200


@pytest.mark.parametrize(
    ("site", "mode", "status"),
    [
        ("same-origin", "cors", 200),
        ("none", "navigate", 200),
        ("cross-site", "no-cors", 403),
        ("same-site", "no-cors", 403),
        ("same-site", "cors", 403),
        ("cross-site", "navigate", 200),
    ],
)
def test_what_another_page_loads_is_refused_and_a_link_may_lead_here(
    desk: Desk, site: str, mode: str, status: int
) -> None:
    assert desk.ask("/data/events-en.js", Sec_Fetch_Site=site, Sec_Fetch_Mode=mode)[0] == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused(desk: Desk, method: str) -> None:
    status, headers, _ = desk.ask(PAGE, method)
    assert status in (405, 501)
    assert "access-control-allow-origin" not in headers


# ---- what has an address -----------------------------------------------------------------------------------------


def test_only_the_sites_own_files_have_an_address(desk: Desk) -> None:
    (desk.root / "secret.html").write_text("secret")
    link = desk.config.site_path() / "link.html"
    link.symlink_to(desk.root / "secret.html")
    try:
        for path in (
            "/../secret.html", "/en/../../secret.html", "/%2e%2e/secret.html", "/..%2fsecret.html", "/link.html",
            "/%2e%2e%5csecret.html", "/en/%2e%2e/%2e%2e/secret.html", "//secret.html", "/./secret.html",
            "/.geomap-site.json", "/%2egeomap-site.json", "/index.html%00.js", "/%ff", "/en/review.html/x",
            str(desk.root / "secret.html"), "/" + str(desk.root / "secret.html"), "/C:/secret.html", "/.git/config",
        ):  # fmt: skip
            status, _, content = desk.ask(path)
            assert status in (400, 404), path
            assert b"secret" not in content
    finally:
        link.unlink()
    assert desk.ask("http://127.0.0.1/en/")[0] == 400


@given(path=st.text(st.sampled_from("/.%2eE5cC\\:x\0"), max_size=12) | st.text(max_size=12))
def test_no_path_leads_out_of_the_folder(path: str) -> None:
    site = Path(__file__).parent
    found = site_file(site, "/" + path)
    assert found is None or found.resolve().is_relative_to(site)


def test_folders_lead_to_their_index_and_the_missing_to_the_sites_own_page(desk: Desk) -> None:
    assert desk.ask("/")[0] == desk.ask("/en/")[0] == 200
    status, headers, _ = desk.ask("/en")
    assert (status, headers["location"]) == (301, "/en/")
    status, _, content = desk.ask("/nothing.html")
    assert status == 404
    assert content == (desk.config.site_path() / "404.html").read_bytes()


def test_pages_get_the_script_on_their_way_and_stay_as_they_are_on_disk(desk: Desk) -> None:
    file = desk.config.site_path() / "en" / "review.html"
    before = file.read_bytes()
    _, headers, served = desk.ask(PAGE + "?x=1")
    assert served.count(b'<script src="/.geomap/live.js"') == 1
    assert desk.server.token.encode() in served
    assert b"connect-src &#39;self&#39;" in served
    assert b"script-src &#39;self&#39;" in served
    assert b"unsafe" not in served
    assert file.read_bytes() == before
    assert desk.server.token.encode() not in before
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_page_that_is_not_geomaps_gets_no_token(desk: Desk) -> None:
    file = desk.config.site_path() / "mine.html"
    file.write_text("<!doctype html><head></head><p>mine")
    try:
        assert desk.ask("/mine.html")[2] == file.read_bytes()
    finally:
        file.unlink()


def test_the_icon_that_browsers_ask_for_unasked_is_the_sites(made: Desk) -> None:
    status, headers, content = made.ask("/favicon.ico")
    assert (status, headers["content-type"]) == (200, "image/svg+xml")
    assert content == (made.config.site_path() / "assets" / "icon.svg").read_bytes()


def test_files_come_whole_with_their_kind_and_not_twice(desk: Desk) -> None:
    file = desk.config.site_path() / "data" / "events.geojson"
    status, headers, content = desk.ask("/data/events.geojson")
    assert (status, content) == (200, file.read_bytes())
    assert headers["content-type"].startswith("application/geo+json")
    assert desk.ask("/data/events.geojson", If_None_Match=headers["etag"])[0] == 304
    status, headers, content = desk.ask("/data/events.geojson", "HEAD")
    assert (status, content, headers["content-length"]) == (200, b"", str(file.stat().st_size))


def test_a_port_that_is_taken_is_told_with_what_to_do(desk: Desk) -> None:
    with pytest.raises(ConfigError, match=rf"port {desk.server.port} cannot be used .*--port"):
        Server(desk.config.site_path, desk.review, desk.server.port)
    assert desk.server.server_address[0] == "127.0.0.1"


# ---- what changes the corrections --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Cookie": None}, 403),
        ({"X_Geomap_Token": None}, 403),
        ({"X_Geomap_Token": "wrong"}, 403),
        ({"Origin": None}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "http://localhost:{port}"}, 403),
        ({"Origin": "https://127.0.0.1:{port}"}, 403),
        ({"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"}, 403),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content_Length": None}, 411),
        ({"Content_Length": None, "Transfer_Encoding": "chunked"}, 411),
        ({"Transfer_Encoding": "chunked"}, 411),
        ({"Content_Length": "-1"}, 411),
        ({"Content_Length": str(MOST_BYTES + 1)}, 413),
        ({"Content_Length": "9" * 30}, 413),
    ],
)
def test_a_request_that_is_not_quite_the_review_pages_changes_nothing(
    desk: Desk, headers: dict[str, str | None], status: int
) -> None:
    given = {name: value and value.replace("{port}", str(desk.server.port)) for name, value in headers.items()}
    got, told = desk.post("corrections", {"entries": [entry()]}, **given)
    assert got == status
    assert told["error"]
    assert not desk.corrections.exists()


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (b"{", 400, "no JSON"),
        (b"\xff", 400, "no JSON"),
        (b"[" * 20000, 400, "no JSON"),
        (b"[]", 400, "no object"),
        (b"{}", 422, "1 to 20 entries"),
        (b'{"entries": []}', 422, "1 to 20 entries"),
        (b'{"entries": {}}', 422, "1 to 20 entries"),
        (b'{"entries": ["x"]}', 422, "must be an object"),
        (b'{"entries": [{}]}', 422, "no action"),
        (b'{"entries": [{"author": "A", "date": "2024-05-10", "reason": "r", "drop": "\\ud800"}]}', 422, "was written"),
        (b'{"entries": [{"author": "A", "date": "2024-05-10", "reason": "r", "drop": "x"}]}', 422, "no event 'x'"),
        (b'{"entries": [{"author": "A", "date": "2024-05-10", "reason": "r", "drop": ["x"]}]}', 422, "must be a text"),
    ],
)  # fmt: skip
def test_what_is_no_correction_is_refused_with_the_reason(desk: Desk, body: bytes, status: int, why: str) -> None:
    got, told = desk.post("corrections", body)
    assert (got, why in told["error"]) == (status, True), told
    assert not desk.corrections.exists()
    assert not desk.woken.is_set()


def test_entries_are_written_all_or_none(desk: Desk) -> None:
    assert desk.post("corrections", {"entries": [entry(), entry(drop="x")]})[0] == 422
    assert desk.post("corrections", {"entries": [entry()] * (MOST_ENTRIES + 1)})[0] == 422
    assert not desk.corrections.exists()


@pytest.mark.parametrize(
    "before",
    [
        None,
        b"",
        b"# ours\n",
        b"\xef\xbb\xbf# ours\r\n\r\n",
        b"- {author: A, date: 2024-05-01, reason: r, drop: x}",
    ],
)
def test_undo_makes_the_file_what_it_was_to_the_byte(desk: Desk, before: bytes | None) -> None:
    event = telling("visit", "visit")
    if before is not None:
        desk.corrections.write_bytes(before)
    first = desk.post("corrections", {"entries": [entry(**{"accept": event.id, "as": stood(event)})]})
    assert first[0] == 200
    assert desk.woken.is_set()
    one = desk.corrections.read_bytes()
    moved = {"id": "own:hall", "name": "Hall", "lat": 35.7, "lon": -0.6, "kind": "facility"}
    named = entry(mention={"article": "visit", "name": "Oran"}, **{"is": "title"})
    status, told = desk.post("corrections", {"entries": [entry(event=event.id, set={"place": moved}), named]})
    assert (status, len(told["lines"]), told["undo"]) == (200, 2, 2)
    assert one in desk.corrections.read_bytes()
    assert desk.post("undo", {}) == (200, {"events": [event.id], "undo": 1})
    assert desk.corrections.read_bytes() == one
    assert desk.post("undo", {}) == (200, {"events": [event.id], "undo": 0})
    assert (desk.corrections.read_bytes() if desk.corrections.exists() else None) == before
    assert desk.post("undo", {})[0] == 422


def test_undo_leaves_what_others_added_and_refuses_where_they_changed_it(desk: Desk) -> None:
    other = f"- {{author: B, date: 2024-05-11, reason: r, place: {{name: Oran}}, is: {ARZEW}}}\n".encode()
    desk.post("corrections", {"entries": [entry()]})
    desk.corrections.write_bytes(desk.corrections.read_bytes() + other)
    assert desk.post("undo", {})[0] == 200
    assert desk.corrections.read_bytes().endswith(other)
    assert b"drop" not in desk.corrections.read_bytes()
    desk.post("corrections", {"entries": [entry()]})
    changed = desk.corrections.read_bytes().replace(b"Huda", b"Nour")
    desk.corrections.write_bytes(changed)
    status, told = desk.post("undo", {})
    assert status == 422
    assert "was changed since" in told["error"]
    assert desk.corrections.read_bytes() == changed


def test_a_correction_is_on_the_site_after_the_next_build_and_a_fault_is_told_on_the_pages(desk: Desk) -> None:
    event = telling("visit", "visit")
    _, before = desk.get("state")
    assert (before["state"], before["author"], before["undo"]) == ("ready", "Sami", 0)
    desk.post("corrections", {"entries": [entry(event=event.id, set={"status": "denied"})]})
    desk.build()
    _, after = desk.get("state")
    assert (after["build"], after["undo"]) == (before["build"] + 1, 1)
    _, found = desk.get(f"event?id={event.id}&lang=en")
    assert found["item"]["status"] == "denied"
    assert "Huda" in found["item"]["corrected"][0]
    page = desk.ask(f"/en/event/{event.id}.html")[2]
    good = desk.corrections.read_bytes()
    desk.corrections.write_bytes(good + b"- author: A\n")
    desk.build()
    _, failed = desk.get("state")
    assert (failed["build"], failed["state"]) == (after["build"], "failed")
    assert "corrections.yaml" in failed["told"]
    assert desk.ask(f"/en/event/{event.id}.html")[2] == page
    status, told = desk.post("corrections", {"entries": [entry()]})
    assert status == 422
    assert "corrections.yaml" in told["error"]
    desk.corrections.write_bytes(good)
    desk.post("undo", {})
    desk.build()
    assert desk.get("state")[1]["state"] == "ready"
    assert desk.get(f"event?id={event.id}&lang=en")[1]["item"]["status"] == "happened"


def test_a_first_build_that_fails_ends_it_where_there_is_no_site(tmp_path: Path) -> None:
    review = Review(lambda: Config(root=tmp_path), shared_gazetteer, lambda: None)
    with pytest.raises(GeomapError, match="nothing to read"):
        _build(review, lambda: Config(root=tmp_path), tmp_path / "site", Memory())


def test_places_are_looked_up_by_name_sound_and_id(desk: Desk) -> None:
    _, found = desk.get("places?q=Oran&lang=en")
    assert ORAN in {place["id"] for place in found["places"]}
    assert [place["id"] for place in desk.get(f"places?q={ARZEW}&lang=ar")[1]["places"]] == [ARZEW]
    assert len(desk.get("places?q=Arzzew&lang=en")[1]["places"]) <= 8
    assert desk.get("places?q=&lang=en") == (200, {"places": []})
    assert desk.get("places?q=Arzew&lang=xx")[0] == 422
    assert desk.get("event?id=nothing&lang=en")[0] == 422
    assert desk.get("nothing")[0] == 404


@pytest.mark.skipif(sys.platform == "win32", reason="sends an interruption as POSIX systems do")
def test_the_command_serves_tells_and_ends_at_ctrl_c(tmp_path: Path, gazetteer: object) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "visit.txt").write_text(STORIES["visit"][1], "utf-8")
    command = [sys.executable, "-m", "geomap", "serve", "--no-open", "--port", "0", "-o", "out"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    try:
        assert process.stdout
        assert "1 article" in process.stdout.readline()
        assert "this machine alone" in process.stdout.readline()
        found = re.search(r"127\.0\.0\.1:(\d+)(/\?key=\S+)", process.stdout.readline())
        assert found
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=20)
        connection.request("GET", found[2])
        assert connection.getresponse().status == 200
        assert (tmp_path / "out" / "index.html").is_file()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    finally:
        process.kill()
    assert process.stderr
    assert "Traceback" not in process.stderr.read()


def test_workers_are_not_forked_while_the_server_runs(desk: Desk) -> None:
    from geomap.pool import workers

    with workers(1) as pool:
        assert type(pool._mp_context).__name__ != "ForkContext"  # type: ignore[attr-defined]
