"""Pages and feeds from the web, asked for with care.

Only http and https; a host's addresses are checked to be public ones and the connection goes to the very address that
was checked, so a name that changes its meaning in between leads nowhere; each redirect is checked the same way. What
robots.txt forbids is not asked for. Time and size are limited, the size as unpacked. Proxies are not used.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

import urllib3

from geomap import __version__
from geomap.errors import ArticleError

AGENT = f"geomap/{__version__}"
REDIRECTS = 5
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ROBOTS_BYTES = 500_000
_MOVED = frozenset((301, 302, 303, 307, 308))
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """What a server sent: the address it came from in the end, its media type in lower case, its bytes."""

    url: str
    media_type: str
    data: bytes


@dataclass(slots=True)
class Fetcher:
    """Fetches pages one by one and remembers each host's robots.txt.

    `timeout` counts for each wait, `longest` for a whole page, `pause` between two questions to a host, all in
    seconds; `allow_private` lets addresses be asked that are not public, as those of this machine.
    """

    max_bytes: int = 5_000_000
    allow_private: bool = False
    timeout: float = 15.0
    longest: float = 60.0
    pause: float = 1.0
    _robots: dict[str, RobotFileParser | None] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def get(self, url: str) -> Page:
        """The page at an address.

        Raises:
            ArticleError: it cannot, may not or should not be had; the reason is for the user.
        """
        until = time.monotonic() + self.longest
        for _ in range(REDIRECTS + 1):
            self._check_robots(url, until)
            status, headers, data = self._ask(url, self.max_bytes, until)
            if status in _MOVED and (target := headers.get("location")):
                url = urljoin(url, target)
                continue
            if status != 200:
                raise ArticleError(f"the server answered with status {status}")
            return Page(url, (headers.get("content-type") or "").partition(";")[0].strip().lower(), data)
        raise ArticleError(f"was redirected more than {REDIRECTS} times")

    def _check_robots(self, url: str, until: float) -> None:
        parts = _checked(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(site, until)
        rules = self._robots[site]
        if rules is None:
            raise ArticleError("its robots.txt cannot be read now, so it is not asked for")
        if not rules.can_fetch(AGENT, url):
            raise ArticleError("its robots.txt forbids programs to read it")

    def _read_robots(self, site: str, until: float) -> RobotFileParser | None:
        """The rules of a site (RFC 9309): none where it has no robots.txt; None where the server failed to say."""
        url = f"{site}/robots.txt"
        rules = RobotFileParser(url)
        for _ in range(REDIRECTS + 1):
            status, headers, data = self._ask(url, _ROBOTS_BYTES, until, cut=True)
            if status in _MOVED and (target := headers.get("location")):
                url = urljoin(url, target)
                continue
            if status >= 500:
                return None
            rules.parse(data.decode("utf-8", "replace").splitlines() if status == 200 else [])
            return rules
        return None

    def _ask(
        self, url: str, most: int, until: float, *, cut: bool = False
    ) -> tuple[int, urllib3.HTTPHeaderDict, bytes]:
        """Status, headers and bytes of one answer; more than `most` bytes are an error, or are `cut` off."""
        parts = _checked(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        pool = self._pool(parts.scheme, host, port)
        wait = self._asked.get(host, 0.0) + self.pause - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        path = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe="/?&=%:+,;@~!$'()*#[]-._")
        headers = {"Host": _host(parts), "User-Agent": AGENT, "Accept-Encoding": "gzip, deflate"}
        with pool:
            response = _telling(
                lambda: pool.request("GET", path, headers=headers, redirect=False, retries=False, preload_content=False)
            )
            try:
                data = _telling(lambda: _body(response, most, until, cut))
            finally:
                self._asked[host] = time.monotonic()
                response.close()
        return response.status, response.headers, data

    def _pool(self, scheme: str, host: str, port: int) -> urllib3.HTTPConnectionPool:
        """A connection to the checked address of a host."""
        address = self._address(host, port)
        timeout = urllib3.Timeout(connect=self.timeout, read=self.timeout)
        if scheme == "http":
            return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, cert_reqs="CERT_REQUIRED", server_hostname=host, assert_hostname=host
        )

    def _address(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise ArticleError(f"{host} is not known or cannot be reached") from error
        addresses = [str(one[4][0]).partition("%")[0] for one in found]
        private = [one for one in addresses if not is_public(one)]
        if private and not self.allow_private:
            raise ArticleError(f"{host} is at {private[0]}, no public address; --allow-private permits that")
        return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, whatever older address a newer one carries."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        carried = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if carried:
            return is_public(str(carried))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _checked(url: str) -> SplitResult:
    """The parts of an address that may be asked."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ArticleError(f"is no address: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise ArticleError(f"only http and https are asked, not {parts.scheme or 'an address without a scheme'}")
    if not host or parts.username is not None or any(c.isspace() or not c.isprintable() for c in url):
        raise ArticleError("is no address that is asked: it needs a host, and holds no password or blanks")
    return parts


def _host(parts: SplitResult) -> str:
    host = parts.netloc
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise ArticleError(f"{host} is no host's name") from error


def _body(response: urllib3.BaseHTTPResponse, most: int, until: float, cut: bool) -> bytes:
    found = bytearray()
    for part in response.stream(65536, decode_content=True):
        found += part
        if len(found) > most:
            if cut:
                break
            raise ArticleError(f"is too big: the limit is {most:,} bytes")
        if time.monotonic() > until:
            raise ArticleError("took too long")
    return bytes(found[:most])


def _telling(ask: Callable[[], T]) -> T:
    """Turns the network's errors into one for the user."""
    try:
        return ask()
    except urllib3.exceptions.TimeoutError as error:
        raise ArticleError("the server did not answer in time") from error
    except urllib3.exceptions.SSLError as error:
        raise ArticleError(f"the connection is not safe: {error}") from error
    except (urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
        raise ArticleError(f"cannot be had: {type(error).__name__}") from error
