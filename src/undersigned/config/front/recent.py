"""Public pages that were answered a moment ago are answered again from memory.

Only what Django itself declares public is kept, for less than its pages' own second: what all
readers get alike, with no cookie in it. So a rush on a page, on a count or on a picture costs
Django a few answers a second, however many ask.
"""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from undersigned.config.front.messages import (
    Answer,
    Application,
    Headers,
    Message,
    Receive,
    Request,
    Scope,
    Send,
)  # fmt: skip

_SECONDS: Final = 0.25
_MOST_BYTES: Final = 512_000
_MOST: Final = 1_000  # answers
_KEPT_BY: Final = (b"accept-encoding", b"x-forwarded-proto")  # what an answer may depend on

_Key = tuple[str, bytes | None, bytes | None]


@dataclass(frozen=True)
class _Kept:
    answer: Answer
    at: float  # of time.monotonic()
    etag: bytes


class Pages:
    """Asks the application for what is not in memory; once for all who wait for the same."""

    def __init__(self, application: Application) -> None:
        self._application = application
        # Both are the event loop's: nothing else touches them.
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._asked: dict[_Key, asyncio.Future[None]] = {}

    async def __call__(self, request: Request, receive: Receive, send: Send) -> None:
        if request.method not in ("GET", "HEAD") or request.scope["query_string"]:
            await self._application(request.scope, receive, send)
            return
        first, second = (request.headers.get(name) for name in _KEPT_BY)
        key = (request.path, first, second)
        kept = self._find(key)
        if kept is None and key in self._asked:
            await asyncio.wait([self._asked[key]], timeout=10)
            kept = self._find(key)
        if kept is not None:
            await _fitting(kept, request).send(send)
        elif request.method == "GET":
            await self._ask(key, request, receive, send)
        else:
            await self._application(request.scope, receive, send)

    def _find(self, key: _Key) -> _Kept | None:
        kept = self._kept.get(key)
        return kept if kept is not None and time.monotonic() - kept.at < _SECONDS else None

    async def _ask(self, key: _Key, request: Request, receive: Receive, send: Send) -> None:
        """Answers, and keeps the answer if it may be kept.

        Others wait for it only where the last answer was one to keep: a long download holds
        up nobody.
        """
        if key in self._kept:
            self._asked[key] = asyncio.get_running_loop().create_future()
        listener, began = _Listener(send), time.monotonic()
        try:
            await self._application(_unconditional(request), receive, listener)
            answer = listener.answer()
            kept = self._keep(key, answer, at=began) if answer else self._kept.pop(key, None)
        finally:
            if key in self._asked:
                self._asked.pop(key).set_result(None)
        if answer is not None and kept is not None:
            await _fitting(kept, request).send(send)

    def _keep(self, key: _Key, answer: Answer, *, at: float) -> _Kept:
        kept = self._kept[key] = _Kept(answer, at, dict(answer.headers).get(b"etag", b""))
        self._kept.move_to_end(key)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return kept


class _Listener:
    """Holds back an answer that may be kept; passes all others on as they come."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._held: list[Message] = []
        self._size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            holds = _is_public(message)
        else:
            self._size += len(message.get("body", b""))
            holds = bool(self._held) and self._size <= _MOST_BYTES
        if holds:
            self._held.append(message)
            return
        for held in self._held:  # it has grown too large
            await self._send(held)
        self._held = []
        await self._send(message)

    def answer(self) -> Answer | None:
        if not self._held:
            return None
        start, *rest = self._held
        headers = [(name.lower(), value) for name, value in start["headers"]]
        kept = [pair for pair in headers if pair[0] != b"x-request-id"]
        return Answer(start["status"], kept, b"".join(part.get("body", b"") for part in rest))


def _is_public(start: Message) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    depends = headers.get(b"vary", b"").lower().replace(b" ", b"").split(b",")
    return (
        start["status"] == 200  # noqa: PLR2004  OK
        and b"public" in headers.get(b"cache-control", b"")
        and b"set-cookie" not in headers
        and set(depends) <= {b"", *_KEPT_BY}
    )


def _unconditional(request: Request) -> Scope:
    """For Django the whole answer is asked for: the next reader may not have it."""
    pairs = request.scope["headers"]
    return {**request.scope, "headers": [pair for pair in pairs if pair[0] != b"if-none-match"]}


def _fitting(kept: _Kept, request: Request) -> Answer:
    """304 to who has it already; HEAD gets no body."""
    had = request.headers.get(b"if-none-match", b"")
    if kept.etag and (had == b"*" or kept.etag.removeprefix(b"W/") in _tags(had)):
        without = (b"content-length", b"content-type")
        headers: Headers = [pair for pair in kept.answer.headers if pair[0] not in without]
        return Answer(304, headers)
    if request.method == "HEAD":
        return Answer(kept.answer.status, kept.answer.headers)
    return kept.answer


def _tags(header: bytes) -> list[bytes]:
    return [tag.strip().removeprefix(b"W/") for tag in header.split(b",")]
