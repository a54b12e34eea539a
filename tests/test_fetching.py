"""Pages and feeds, from a server of the tests' own on this machine: what is taken, and what is never asked."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.adding import add_all
from geomap.articles import read_articles
from geomap.config import Config
from geomap.errors import ArticleError
from geomap.fetching import Fetcher, is_public
from geomap.incoming import incoming
from geomap.records import Article
from geomap.syndication import Entry, entries, is_feed

PARAGRAPH = "تظاهر مئات العمال الأربعاء في مدينة صفاقس التونسية احتجاجا على تأخر صرف الأجور منذ شهرين كاملين. "
PAGE = (
    "<html><head><title>احتجاج في صفاقس</title></head><body><article><h1>احتجاج في صفاقس</h1>"
    f"<p>{PARAGRAPH * 3}</p></article></body></html>"
)
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>وكالة المثال</title>
<item><title>t</title><link>{0}/story.html</link><pubDate>Thu, 09 May 2024 10:00:00 +0000</pubDate></item>
<item><title>t</title><link>{0}/gone.html</link></item>
<item><title>t</title><link>file:///etc/passwd</link></item></channel></rss>"""
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Example</title><entry><link rel="self" href="/no"/>'
    '<link href="/a"/><updated>2024-05-09T23:00:00Z</updated></entry><entry><link href="/a"/></entry></feed>'
)


class Server(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 - shared by all requests of a test

    def do_GET(self) -> None:
        self.asked.append(self.path)
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        pages: dict[str, tuple[int, dict[str, str], bytes]] = {
            "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /secret"),
            "/story.html": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
            "/feed": (200, {"Content-Type": "application/rss+xml"}, RSS.format(here).encode()),
            "/secret/story.html": (200, {}, PAGE.encode()),
            "/moved": (302, {"Location": "/story.html"}, b""),
            "/loop": (302, {"Location": "/loop"}, b""),
            "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
            "/to-secret": (302, {"Location": "/secret/story.html"}, b""),
            "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(3_000_000))),
            "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
        }
        if self.path == "/slow":
            time.sleep(1)
        status, headers, body = pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Server.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def fetcher(**options: object) -> Fetcher:
    return Fetcher(**{"max_bytes": 1_000_000, "allow_private": True, "pause": 0.0, "timeout": 0.4} | options)  # type: ignore[arg-type]


def test_a_page_is_had_also_where_it_moved(site: str) -> None:
    assert fetcher().get(f"{site}/moved").url == f"{site}/story.html"
    assert fetcher().get(f"{site}/story.html").data == PAGE.encode()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/secret/story.html", "robots.txt forbids"),
        ("/to-secret", "robots.txt forbids"),
        ("/to-file", "only http and https"),
        ("/loop", "redirected more than"),
        ("/bomb", "too big"),
        ("/slow", "did not answer in time"),
        ("/nothing", "status 404"),
    ],
)
def test_what_is_not_taken_is_told_with_its_reason(site: str, path: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        fetcher().get(site + path)
    assert "/secret/story.html" not in Server.asked


def test_this_machine_is_not_asked_unless_allowed(site: str) -> None:
    with pytest.raises(ArticleError, match=r"no public address.*--allow-private"):
        fetcher(allow_private=False).get(f"{site}/story.html")
    assert Server.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a/b", "http://", "http://u:p@h/", "http://[bad/", "x"])
def test_other_addresses_are_never_asked(url: str) -> None:
    with pytest.raises(ArticleError):
        fetcher().get(url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fc00::1",
     "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_addresses_that_are_public() -> None:
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")


def test_a_host_is_asked_no_faster_than_it_should(site: str) -> None:
    began = time.monotonic()
    fetcher(pause=0.2).get(f"{site}/story.html")
    assert time.monotonic() - began >= 0.2


def test_the_articles_of_a_feed_are_added_with_what_it_tells(site: str, tmp_path: Path) -> None:
    config = Config(root=tmp_path)
    told = add_all(incoming([f"{site}/feed", f"{site}/picture"], fetcher()), config)
    assert [one.outcome for one in told] == ["added", "failed", "failed"]
    (article,) = read_articles([tmp_path / "articles"])
    assert isinstance(article, Article)
    assert (article.id, article.source, article.published) == ("story", "وكالة المثال", date(2024, 5, 9))
    assert article.url == f"{site}/story.html"
    again = add_all(incoming([f"{site}/feed"], fetcher(), limit=1), config)
    assert [one.outcome for one in again] == ["duplicate"]


def test_feeds_of_both_kinds_are_read() -> None:
    assert entries(ATOM.encode(), "https://example.org/x") == (
        Entry("https://example.org/a", date(2024, 5, 9), "Example"),
    )
    assert [one.url for one in entries(RSS.format("https://example.org").encode())] == [
        "https://example.org/story.html",
        "https://example.org/gone.html",
    ]
    assert is_feed(RSS.encode())
    assert not is_feed(PAGE.encode())


def test_a_feed_cannot_bring_in_a_file_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("https://example.org/secret")
    items = "<rss><channel><item><link>&x;</link></item></channel></rss>"
    text = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{tmp_path}/secret">]>{items}'
    assert entries(text.encode()) == ()


@given(st.binary(max_size=300) | st.text(alphabet="<>/rsfeditmlnk&;\"=' ", max_size=200).map(str.encode))
def test_bytes_that_are_no_feed_are_refused_without_a_fault(data: bytes) -> None:
    is_feed(data)
    with contextlib.suppress(ArticleError):
        entries(data)
