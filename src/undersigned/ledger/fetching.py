"""Reads a log over HTTP from a server that nobody trusts: slow, endless and false answers end.

with Web("https://petitions.example.org/log", until=time.monotonic() + 600) as web:
    web.read("checkpoint")       # FileNotFoundError where there is none, else FetchError
    web.ahead(paths)             # starts to fetch what read() will ask for
"""

import contextlib
import http.client
import threading
import time
import urllib.parse
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from undersigned.ledger import leaves, tiles, tree

_TILE_BYTES = tiles.WIDTH * tree.HASH_BYTES
_BUNDLE_BYTES = tiles.WIDTH * (2 + leaves.MOST_BYTES)
_OTHER_BYTES = 1024 * 1024  # checkpoint, keys, count.json
_SECONDS = 20  # without a byte
_AGAIN = 3  # a connection may break; an answer is taken as it is
_CONNECTIONS, _WINDOW = 6, 24
_PART = 64 * 1024
_OK, _NOT_FOUND = 200, 404


class FetchError(Exception):
    """The server did not answer as a log does; the message says to which address."""


class LateError(FetchError):
    """The time limit passed."""


def _most(path: str) -> int:
    if not path.startswith("tile/"):
        return _OTHER_BYTES
    return _BUNDLE_BYTES if path.startswith("tile/entries/") else _TILE_BYTES


class Web:
    """A tiles.Store over HTTP, for reading; several connections, in the order asked for."""

    def __init__(self, url: str, *, until: float) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FetchError(f"not a web address: {url!r}")
        self.url = url.rstrip("/")
        self._base, self._until = parts.path.rstrip("/"), until
        self._kind = (
            http.client.HTTPSConnection
            if parts.scheme == "https"
            else http.client.HTTPConnection
        )
        self._host, self._port = parts.hostname, parts.port
        self._here = threading.local()
        self._open: set[http.client.HTTPConnection] = set()
        self._pool = ThreadPoolExecutor(_CONNECTIONS, thread_name_prefix="fetch")
        self._fetched: dict[str, Future[bytes]] = {}
        self._paths: Iterator[str] = iter(())
        self._order: deque[str] = deque()
        self._watch = threading.Timer(max(0.0, until - time.monotonic()), self._hang_up)
        self._watch.daemon = True
        self._watch.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._watch.cancel()
        self._until = 0
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._hang_up()
        self._pool.shutdown()
        for connection in self._open:
            connection.close()

    def read(self, path: str) -> bytes:
        """The file's bytes, of a size that this kind of file can have."""
        self._fill()
        future = self._fetched.pop(path, None)
        return self._fetch(path) if future is None else future.result()

    def write(self, path: str, data: bytes) -> None:
        raise FetchError(f"{self.url}/{path} is another's: {len(data)} bytes not written")

    def ahead(self, paths: Iterable[str]) -> None:
        """Fetches these, a few at a time and in this order, before they are asked for."""
        self._paths = iter(paths)

    def _fill(self) -> None:
        while len(self._fetched) < _WINDOW:
            path = next(self._paths, None)
            if path is None:
                return
            self._fetched[path] = self._pool.submit(self._fetch, path)

    def _fetch(self, path: str) -> bytes:
        for attempt in range(1, _AGAIN + 1):
            try:
                return self._get(path)
            except FileNotFoundError:
                raise
            except FetchError:
                self._drop()
                raise
            except (OSError, http.client.HTTPException) as error:
                self._drop()
                if time.monotonic() >= self._until:
                    raise LateError(f"the time was up before {self.url}/{path}") from error
                if attempt == _AGAIN:
                    raise FetchError(f"{self.url}/{path} cannot be read: {error}") from error
        raise AssertionError  # pragma: no cover  the loop returns or raises

    def _get(self, path: str) -> bytes:
        connection = self._connection()
        headers = {"User-Agent": "undersigned-audit", "Accept-Encoding": "identity"}
        connection.request("GET", f"{self._base}/{path}", headers=headers)
        answer = connection.getresponse()
        data = self._body(answer, path)
        if answer.status == _NOT_FOUND:
            raise FileNotFoundError(f"{self.url}/{path}")
        if answer.status != _OK:
            raise FetchError(f"{self.url}/{path} answers {answer.status}")
        return data

    def _body(self, answer: http.client.HTTPResponse, path: str) -> bytes:
        """At most what such a file holds, and no longer than the time limit."""
        most, parts, size = _most(path), [], 0
        while part := answer.read1(_PART):
            parts.append(part)
            size += len(part)
            if size > most:
                raise FetchError(f"{self.url}/{path} is longer than {most} bytes")
            if time.monotonic() >= self._until:
                raise LateError(f"the time was up at {self.url}/{path}")
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
        return b"".join(parts)

    def _connection(self) -> http.client.HTTPConnection:
        if time.monotonic() >= self._until:
            raise LateError(f"the time was up after {self.url}")
        found: http.client.HTTPConnection | None = getattr(self._here, "connection", None)
        if found is None:
            found = self._kind(self._host, self._port, timeout=_SECONDS)
            self._here.connection = found
            self._open.add(found)
        return found

    def _drop(self) -> None:
        found = getattr(self._here, "connection", None)
        if found is not None:
            found.close()
            self._open.discard(found)
            self._here.connection = None

    def _hang_up(self) -> None:
        """Ends every read that still waits; each raises, and sees that the time is up."""
        for connection in list(self._open):
            with contextlib.suppress(OSError, AttributeError):
                connection.sock.shutdown(2)
