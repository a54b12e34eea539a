"""Serves a built site to this machine's browser, with what the review page asks and writes.

Only 127.0.0.1 is listened on. Whoever asks must bring the session's key, which the address that `geomap serve` prints
puts into a cookie that no other site's page can use; so neither another site nor another user of the machine reads the
articles. What changes something needs besides a token that stands in the served pages alone, in a header that no form
can send, and the right Origin; Host is checked too, since a name of somebody else's may point here.

Files of the site are never changed: pages get a script and the right to ask this server on their way out.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import shutil
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from markupsafe import escape

from geomap.errors import ConfigError, GeomapError
from geomap.pagecontext import POLICY
from geomap.resources import templates_dir
from geomap.reviewing import Review

ADDRESS = "127.0.0.1"
OWN = "/.geomap/"
"""Addresses below it are the server's own."""
MOST_BYTES = 64 * 1024
"""The longest body of a request."""
PATIENCE = 30.0
"""Seconds to wait for the rest of a request."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".geojson": "application/geo+json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".kml": "application/vnd.google-earth.kml+xml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ttf": "font/ttf",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'self'",
}
_POLICY = str(escape(POLICY)).encode()
_SERVED_POLICY = str(escape(f"{POLICY}; connect-src 'self'")).encode()
_OWN_FILES = {"live.js", "live.css"}


class _RefusedError(Exception):
    """A request that is not answered, with the status and the reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Server(ThreadingHTTPServer):
    """The server of one session.

    Args:
        site: gives the site's folder.
        review: the session.
        port: where to listen; 0 for any free port.

    Raises:
        ConfigError: the port is taken, or may not be used.
    """

    daemon_threads = True
    # Elsewhere than on POSIX systems, two servers could have one port by it.
    allow_reuse_address = os.name == "posix"

    def __init__(self, site: Callable[[], Path], review: Review, port: int) -> None:
        self.site, self.review = site, review
        self.key, self.token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._once: set[str] = set()
        self._letting_in = Lock()
        try:
            super().__init__((ADDRESS, port), _Handler)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ConfigError(
                f"port {port} cannot be used ({reason}); end the program that has it, or name another one with --port"
            ) from error
        self.port = int(self.server_address[1])
        self.hosts = frozenset(f"{name}:{self.port}" for name in (ADDRESS, "localhost"))
        self.cookie = f"geomap-{self.port}"

    def address(self, *, once: bool = False) -> str:
        """The site's address that lets a browser in; `once`: the first one that asks.

        What starts a browser shows its words to all users of the machine, and the browser is the first one that asks.
        """
        key = self.key
        if once:
            key = secrets.token_urlsafe(32)
            self._once.add(key)
        return f"http://{ADDRESS}:{self.port}/?key={key}"

    def lets_in(self, key: str) -> bool:
        """Whether a key is the session's, or one that was good for one time."""
        with self._letting_in:
            known = next((one for one in self._once if _same(key, one)), None)
            self._once.discard(known or "")
        return known is not None or _same(key, self.key)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tells a fault; a browser that goes away in the middle of an answer is none."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "geomap", ""
    timeout = PATIENCE

    def do_GET(self) -> None:
        self._answer(self._get)

    do_HEAD = do_GET  # noqa: N815

    def do_POST(self) -> None:
        self._answer(self._post)

    def do_OTHER(self) -> None:
        """Refuses what is neither asked for nor posted."""
        self.close_connection = True
        self._send(405, b"only GET, HEAD and POST are answered\n", "text/plain", Allow="GET, HEAD, POST")

    do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_CONNECT = do_OTHER  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps still: the command line is for builds."""

    def _answer(self, answer: Callable[[], None]) -> None:
        # What is not read of a request's body would be taken for the next request.
        longer = self.command == "POST" or "Content-Length" in self.headers or "Transfer-Encoding" in self.headers
        self.close_connection = self.close_connection or longer
        try:
            self._check_host()
            answer()
        except _RefusedError as refused:
            self._tell(refused.status, {"error": str(refused)})
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _check_host(self) -> None:
        if self.headers.get_all("Host", []) not in [[host] for host in self.server.hosts]:
            raise _RefusedError(403, "this server answers to 127.0.0.1 and localhost alone")
        if not self.path.startswith("/") or self.path.startswith("//"):
            raise _RefusedError(400, "no such address")

    def _check_key(self) -> None:
        # Read by hand: servers on other ports of this machine share its cookies, and theirs may be malformed.
        cookies = (part.strip().partition("=") for part in self.headers.get("Cookie", "").split(";"))
        given = next((value for name, _, value in cookies if name == self.server.cookie), "")
        if not _same(given, self.server.key):
            raise _RefusedError(403, "open the address that geomap serve printed when it started")
        came_from = self.headers.get("Sec-Fetch-Site", "none")
        if came_from not in ("same-origin", "none") and self.headers.get("Sec-Fetch-Mode") != "navigate":
            raise _RefusedError(403, "another site's page asked")

    # ---- what is asked for -------------------------------------------------------------------------------------------

    def _get(self) -> None:
        asked = urlsplit(self.path)
        query = parse_qs(asked.query, max_num_fields=20) if asked.query.count("&") < 20 else {}
        key = query.get("key", [""])[0]
        if key and self.server.lets_in(key):
            self._welcome(quote(unquote(asked.path)))
            return
        self._check_key()
        if asked.path.startswith(OWN):
            self._own(asked.path.removeprefix(OWN), {name: values[0] for name, values in query.items()})
        else:
            self._file(asked.path)

    def _welcome(self, path: str) -> None:
        """Hands out the cookie, and goes on from here: what redirects a link of somebody else's would be sent none."""
        cookie = f"{self.server.cookie}={self.server.key}; Path=/; HttpOnly; SameSite=Strict"
        page = f'<!doctype html><title>geomap</title><meta http-equiv="refresh" content="0;url={escape(path)}">'
        self._send(200, page.encode(), _TYPES[".html"], **{"Set-Cookie": cookie})

    def _own(self, name: str, query: dict[str, str]) -> None:
        review = self.server.review
        if name in _OWN_FILES:
            content = (templates_dir() / "serve" / name).read_bytes()
            self._send(200, content, _TYPES[Path(name).suffix])
        elif name == "state":
            now = review.progress
            told = {"build": now.build, "state": now.state, "told": now.told}
            self._tell(200, {**told, "undo": review.steps, "author": review.author})
        elif name == "places":
            self._tell_or_fail(lambda: {"places": review.places(query.get("q", "")[:200], query.get("lang", ""))})
        elif name == "event":
            self._tell_or_fail(lambda: {"item": review.item(query.get("id", ""), query.get("lang", ""))})
        else:
            raise _RefusedError(404, "there is no such thing")

    def _file(self, path: str) -> None:
        try:
            self._found_file(path)
        except FileNotFoundError as error:
            raise _RefusedError(503, "the site is just being made again; load this once more") from error

    def _found_file(self, path: str) -> None:
        # Browsers ask for it of themselves before a page tells its own.
        found = site_file(self.server.site(), "/assets/icon.svg" if path == "/favicon.ico" else path)
        if found is None:
            missing = site_file(self.server.site(), "/404.html")
            content = missing.read_bytes() if missing else b"not found\n"
            self._send(404, content, _TYPES[".html" if missing else ".txt"])
        elif found.is_dir():
            self._send(301, b"", "text/plain", Location=quote(unquote(path)) + "/")
        elif found.suffix == ".html":
            self._send(200, self._page(found.read_bytes()), _TYPES[".html"])
        else:
            self._send_file(found)

    def _page(self, content: bytes) -> bytes:
        """A page of geomap's with the script that talks to this server, any other one as it is."""
        if _POLICY not in content:
            return content
        token, build = self.server.token, self.server.review.progress.build
        script = f'<script src="{OWN}live.js" data-token="{token}" data-build="{build}"></script>\n</head>'
        linked = f'<link rel="stylesheet" href="{OWN}live.css">\n{script}'
        return content.replace(_POLICY, _SERVED_POLICY, 1).replace(b"</head>", linked.encode(), 1)

    def _send_file(self, path: Path) -> None:
        with path.open("rb") as file:
            status = path.stat()
            tag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
            if self.headers.get("If-None-Match") == tag:
                self._head(304, 0, None, {"ETag": tag, "Cache-Control": "no-cache"})
                return
            kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
            self._head(200, status.st_size, kind, {"ETag": tag, "Cache-Control": "no-cache"})
            if self.command != "HEAD":
                shutil.copyfileobj(file, self.wfile)

    # ---- what is to change -------------------------------------------------------------------------------------------

    def _post(self) -> None:
        self._check_key()
        self._check_origin()
        body = self._body()
        review = self.server.review
        if self.path == f"{OWN}corrections":
            self._tell_or_fail(lambda: {"lines": review.write(body.get("entries")), "undo": review.steps})
        elif self.path == f"{OWN}undo":
            self._tell_or_fail(lambda: {"events": review.undo(), "undo": review.steps})
        else:
            raise _RefusedError(404, "there is no such thing")

    def _check_origin(self) -> None:
        if self.headers.get("Origin") != f"http://{self.headers['Host']}":
            raise _RefusedError(403, "only pages of this server may change something")
        if not _same(self.headers.get("X-Geomap-Token", ""), self.server.token):
            raise _RefusedError(403, "this page is of another session; load it again")

    def _body(self) -> dict[str, Any]:
        if self.headers.get_content_type() != "application/json":
            raise _RefusedError(415, "send JSON")
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            raise _RefusedError(411, "say how long the request is")
        if len(length) > 9 or int(length) > MOST_BYTES:
            raise _RefusedError(413, f"a request may be {MOST_BYTES:,} bytes long")
        try:
            found = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as error:
            raise _RefusedError(400, "that is no JSON") from error
        if not isinstance(found, dict):
            raise _RefusedError(400, "that is no object")
        return found

    # ---- answers -----------------------------------------------------------------------------------------------------

    def _tell_or_fail(self, work: Callable[[], dict[str, Any]]) -> None:
        """Tells what `work` gives, or why it cannot be done."""
        try:
            self._tell(200, work())
        except GeomapError as error:
            raise _RefusedError(422, str(error)) from error

    def _tell(self, status: int, told: dict[str, Any]) -> None:
        content = json.dumps(told, ensure_ascii=True).encode()
        self._send(status, content, _TYPES[".json"])

    def _send(self, status: int, content: bytes, kind: str, **more: str) -> None:
        self._head(status, len(content), kind, {"Cache-Control": "no-store", **more})
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, status: int, length: int, kind: str | None, more: dict[str, str]) -> None:
        self.send_response(status)
        given = {**_HEADERS, **more, "Content-Length": str(length)}
        if kind:
            given["Content-Type"] = kind
        if self.close_connection:
            given["Connection"] = "close"
        for name, value in given.items():
            self.send_header(name, value)
        self.end_headers()


def site_file(site: Path, path: str) -> Path | None:
    """The file of a site, or folder without a slash at the end, that an address' path names; None where there is none.

    Nothing outside the site's folder, and no hidden file, has an address.
    """
    try:
        parts = unquote(path, errors="strict").split("/")[1:]
    except UnicodeDecodeError:
        return None
    folder = bool(parts) and not parts[-1]
    parts = [*parts[:-1], "index.html"] if folder else parts
    if not parts or any(not part or part.startswith(".") or set(part) & set("\\:\0") for part in parts):
        return None
    try:
        base = site.resolve()
        found = base.joinpath(*parts).resolve()
        inside = found.is_relative_to(base)
        return found if inside and (found.is_file() or (not folder and found.is_dir())) else None
    except (OSError, ValueError):
        return None


def _same(given: str, wanted: str) -> bool:
    """Whether two secrets are alike, told in a time that says nothing about where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
