"""Visits the links of a mailing before it goes: those that lead nowhere are told.

An address is looked up once and the connection goes to what was found, never to a private
network: nobody can make the server knock at its neighbours by writing a link.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from undersigned.mailings import unreached
from undersigned.mailings.unreached import Reason

_SECONDS = 5.0  # a link, redirects and all
_ALL_SECONDS = 12.0
_AT_ONCE, _MOST = 8, 40
_REDIRECTS = 4
_AGENT = "Undersigned link check"
_GONE = (404, 410)
_MOVED = (301, 302, 303, 307, 308)
_ANSWERS_BADLY, _IS_BROKEN = 400, 500
_SHY = (401, 403, 405, 429)  # to programs, or to whoever has not signed in
_UNICAST = ipaddress.ip_network("2000::/3")


class Verdict(StrEnum):
    """DEAD is sure; UNKNOWN is not: the site may be slow, or like no programs."""

    WORKS = "works"
    DEAD = "dead"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Visit:
    url: str
    verdict: Verdict
    reason: Reason | None = None
    told: Mapping[str, object] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Why, in the language of whoever asks: the visit itself was on another thread."""
        return str(self.reason.words) % self.told if self.reason else ""

    @property
    def remedy(self) -> str:
        return str(self.reason.remedy) if self.reason else ""


def visit(urls: Iterable[str]) -> list[Visit]:
    """Each once, several at a time; those of a page that is too slow as unknown."""
    all_of_them = list(dict.fromkeys(urls))
    chosen, rest = all_of_them[:_MOST], all_of_them[_MOST:]
    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="links")
    ends_at = time.monotonic() + _ALL_SECONDS
    try:
        waiting = [(url, pool.submit(_visit, url)) for url in chosen]
        found = []
        for url, future in waiting:
            try:
                found.append(future.result(max(0.0, ends_at - time.monotonic())))
            except TimeoutError:
                found.append(Visit(url, Verdict.UNKNOWN, unreached.SLOW))
        if rest:
            more = {"number": len(rest) - 1}
            found.append(Visit(rest[0], Verdict.UNKNOWN, unreached.MANY, more))
        return found
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _visit(url: str) -> Visit:
    here, ends_at = url, time.monotonic() + _SECONDS
    for _turn in range(_REDIRECTS + 1):
        try:
            status, moved = _ask(here, ends_at)
        except (OSError, ValueError, http.client.HTTPException, _NotOursToAskError) as error:
            is_late = time.monotonic() >= ends_at
            verdict, reason = (
                (Verdict.UNKNOWN, unreached.SLOW) if is_late else without_answer(error)
            )
            return Visit(url, verdict, reason, {"host": _host(here)})
        if status not in _MOVED or not moved:
            return _answered(url, status)
        here = urljoin(here, moved)
    return Visit(url, Verdict.UNKNOWN, unreached.CIRCLES)


def _answered(url: str, status: int) -> Visit:
    if status < _ANSWERS_BADLY:
        return Visit(url, Verdict.WORKS)
    told = {"status": status}
    if status in _GONE:
        return Visit(url, Verdict.DEAD, unreached.GONE, told)
    if status in _SHY:
        return Visit(url, Verdict.UNKNOWN, unreached.SHY, told)
    reason = unreached.BROKEN if status >= _IS_BROKEN else unreached.REFUSED
    return Visit(url, Verdict.UNKNOWN, reason, told)


def without_answer(error: Exception) -> tuple[Verdict, Reason]:
    """What it means that a site was not reached; the words have a place for its `host`."""
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME:
        return Verdict.DEAD, unreached.NO_NAME
    return next(
        ((verdict, reason) for kind, verdict, reason in _ERRORS if isinstance(error, kind)),
        (Verdict.UNKNOWN, unreached.BROKEN_OFF),
    )


def _host(url: str) -> str:
    """Empty for what cannot be read as an address."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class _NotOursToAskError(Exception):
    """A private network."""


# The first that fits: a wrong certificate is also an error of the secure connection.
_ERRORS: Sequence[tuple[type[Exception], Verdict, Reason]] = (
    (socket.gaierror, Verdict.UNKNOWN, unreached.SILENT_NAME),
    (ConnectionRefusedError, Verdict.DEAD, unreached.CLOSED),
    (ssl.SSLCertVerificationError, Verdict.DEAD, unreached.CERTIFICATE),
    (ssl.SSLError, Verdict.UNKNOWN, unreached.INSECURE),
    (TimeoutError, Verdict.UNKNOWN, unreached.SLOW),
    (_NotOursToAskError, Verdict.UNKNOWN, unreached.PRIVATE),
    (ValueError, Verdict.UNKNOWN, unreached.NO_ADDRESS),
)


def _ask(url: str, ends_at: float) -> tuple[int, str]:
    """The status, and where it sends. No more than the head is read."""
    parts = urlsplit(url)
    host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(url)
    address = _public_address(host, port)
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    with socket.create_connection((address, port), timeout=left) as line:
        if parts.scheme == "http":
            with _cut_off(line, left):
                return _speak(line, parts)
        context = ssl.create_default_context()
        with (
            context.wrap_socket(
                line, server_hostname=host, do_handshake_on_connect=False
            ) as secured,
            _cut_off(secured, left),
        ):
            secured.do_handshake()
            return _speak(secured, parts)


@contextmanager
def _cut_off(line: socket.socket, seconds: float) -> Iterator[None]:
    """A site that drips its answer keeps nobody waiting: a socket's own limit is a byte's."""

    def shut() -> None:
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _public_address(host: str, port: int) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not _may_be_asked(address):
            raise _NotOursToAskError
    return addresses[0]


def _may_be_asked(address: str) -> bool:
    """Of the public internet: neither this machine nor its network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    # Of IPv6 the one block that is given out: elsewhere are addresses of IPv4 in disguise.
    is_given_out = isinstance(ip, ipaddress.IPv4Address) or ip in _UNICAST
    return inner.is_global and not inner.is_multicast and ip.is_global and is_given_out


def _speak(line: socket.socket, parts: SplitResult) -> tuple[int, str]:
    host = parts.netloc.rpartition("@")[2]
    connection = http.client.HTTPConnection(host)
    connection.sock = line
    where = parts._replace(scheme="", netloc="", path=parts.path or "/", fragment="")
    path = quote(where.geturl(), safe="/%?&=:;,+@!$'()*~[]")
    connection.request("GET", path, headers={"User-Agent": _AGENT, "Host": host})
    answer = connection.getresponse()
    return answer.status, answer.getheader("Location") or ""
