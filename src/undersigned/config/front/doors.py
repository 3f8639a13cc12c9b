"""Which way a request goes: answered here, or on to Django."""

from typing import Any, Final, cast

from a2wsgi import WSGIMiddleware

from undersigned.config.front import posts, recent
from undersigned.config.front.messages import Application, Receive, Request, Scope, Send

_THREADS: Final = 16  # for Django's pages; each may hold a connection to the database


class Front:
    """An ASGI application around a WSGI one."""

    def __init__(self, django: Any) -> None:  # noqa: ANN401  WSGI's own types differ by package
        pages = cast("Application", WSGIMiddleware(django, workers=_THREADS))
        self._pages = recent.Pages(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        request = Request(scope)
        post = posts.find(request) if request.method == "POST" else None
        if post is None:
            await self._pages(request, _coroutine(receive), send)
            return
        body = await request.read(receive)
        answer = await post(request, body)
        if answer is not None:
            await answer.send(send)
        else:
            await self._pages(request, _again(body, receive), send)


def _coroutine(receive: Receive) -> Receive:
    """Threads ask the loop for the body and need a coroutine; granian's answer is none."""

    async def following() -> Any:  # noqa: ANN401
        return await receive()

    return following


def _again(body: bytes, receive: Receive) -> Receive:
    """Hands on the body that was read already."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def following() -> Any:  # noqa: ANN401
        return waiting.pop() if waiting else await receive()

    return following


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
