"""People who sign at a steady rate over HTTP, and a relay that knows when each email came.

Both are as plain as can be: they share the machine with what they measure.
"""

import asyncio
import itertools
import quopri
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.kills.installation import Installation

_LINK = re.compile(rb"http://[^/\s]+(/[^/\s]+/confirm/[^/\s\"]+/)")
_TO = re.compile(rb"(?i)RCPT TO:<([^>]*)>")
_SIGNING, _CONFIRMING = 64, 32  # connections: nobody waits for another to have signed
_CONFIRMS = 3  # every third signer presses the button at once
_END = b"\r\n.\r\n"
_ANSWERS = {
    b"EHLO": b"250-relay\r\n250 8BITMIME\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}


class Timed:
    """Keeps when the first email to an address came and its link, and no email."""

    def __init__(self) -> None:
        self.arrived: dict[str, float] = {}
        self.links: list[str] = []
        self.mailed = 0  # emails to others
        self.port = 0
        self.open: list[asyncio.WriteTransport] = []

    def take(self, to: str, content: bytes) -> None:
        if not to.startswith("signer"):
            self.mailed += 1
        elif to not in self.arrived:
            self.arrived[to] = time.monotonic()
            if len(self.arrived) % _CONFIRMS == 0:
                found = _LINK.search(quopri.decodestring(content))
                assert found is not None, "an email without a link"
                self.links.append(found[1].decode())

    @contextmanager
    def running(self) -> Iterator["Timed"]:
        """On a free port of loopback, in a thread, until the block ends."""
        ready, loop = threading.Event(), asyncio.new_event_loop()

        def run() -> None:  # the thread of the tests may have a loop that runs: a browser's
            server = loop.run_until_complete(
                loop.create_server(lambda: _Conversation(self), "127.0.0.1", 0)
            )
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            loop.run_forever()
            server.close()
            for transport in self.open:  # of senders that still run
                transport.abort()
            loop.run_until_complete(asyncio.sleep(0.01))
            loop.close()

        thread = threading.Thread(target=run)
        thread.start()
        assert ready.wait(10)
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


class _Conversation(asyncio.Protocol):
    """SMTP, as much as a sender needs that does nothing wrong."""

    def __init__(self, relay: Timed) -> None:
        self._relay = relay
        self._kept, self._to = b"", ""
        self._in_content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._relay.open.append(transport)
        self._write = transport.write
        self._write(b"220 relay\r\n")

    def data_received(self, data: bytes) -> None:
        self._kept += data
        while True:
            part, end, rest = self._kept.partition(_END if self._in_content else b"\r\n")
            if not end:
                return
            self._kept = rest
            if self._in_content:
                self._relay.take(self._to, part)
                self._in_content = False
                self._write(b"250 taken\r\n")
            else:
                self._obey(part)

    def _obey(self, line: bytes) -> None:
        verb = line[:4].upper()
        if found := _TO.match(line):
            self._to = found[1].decode()
        self._in_content = verb == b"DATA"
        self._write(_ANSWERS.get(verb, b"250 OK\r\n"))


class Rush:
    """`signed` holds when the server said to each address that it is done."""

    def __init__(self, port: int, form: dict[str, str], relay: Timed, *, rate: float) -> None:
        self.signed: dict[str, float] = {}
        self.confirmed = 0
        self.signing_lasted = 0.0  # seconds until the last of them was answered
        self.wrong: list[str] = []
        self._port, self._form, self._relay, self._rate = port, form, relay, rate
        self._numbers = itertools.count()
        self._over = False

    def last(self, seconds: float) -> None:
        """Signs so long at that rate, whatever the server needs; waits for the answers."""
        thread = threading.Thread(target=lambda: asyncio.run(self._last(seconds)))
        thread.start()
        thread.join()

    async def _last(self, seconds: float) -> None:
        began = time.monotonic()
        confirming = [asyncio.create_task(self._confirm()) for _ in range(_CONFIRMING)]
        await asyncio.gather(*(self._sign(began, seconds) for _ in range(_SIGNING)))
        self.signing_lasted = time.monotonic() - began
        self._over = True
        await asyncio.gather(*confirming)

    async def _sign(self, began: float, seconds: float) -> None:
        connection = _Connection(self._port)
        while (number := next(self._numbers)) < seconds * self._rate:
            await asyncio.sleep(began + number / self._rate - time.monotonic())
            address = f"signer{number}@town{number}.example"
            form = {
                "given_name": "Luis", "family_name": f"Ortega {number}", "email": address,
                "postal_code": "43004", "country": "US", "asked": self._form["asked"],
                "stamp": self._form["stamp"],
            }  # fmt: skip
            if await self._post(connection, f"/{self._form['slug']}/sign", form, number):
                self.signed[address] = time.monotonic()
        connection.close()

    async def _confirm(self) -> None:
        connection = _Connection(self._port)
        links = self._relay.links
        while links or not self._over:
            if not links:
                await asyncio.sleep(0.02)
            elif await self._post(connection, links.pop(0), {}, 0):
                self.confirmed += 1
        connection.close()

    async def _post(
        self, connection: "_Connection", path: str, form: dict[str, str], number: int
    ) -> bool:
        """Whether the server said that it is done."""
        network = f"10.{number >> 8 & 255}.{number & 255}.1"
        try:
            status = await asyncio.wait_for(connection.post(path, form, network), 40)
        except (OSError, EOFError) as error:  # a time limit too
            connection.close()
            self.wrong.append(repr(error))
            return False
        if status != 303:
            self.wrong.append(f"{path.split('/')[2]}: {status}")
        return status == 303


def beside_a_mailing(made: Installation, relay: Timed, *, rate: float, people: int) -> Rush:
    """Server and worker run, a mailing to so many goes out; nobody has signed yet."""
    made.ask("mailing", people, 0)
    form = made.ask("form")
    assert isinstance(form, dict)
    made.serve()
    made.start("worker")
    return Rush(made.port, form, relay, rate=rate)


class _Connection:
    """HTTP, kept open from one request to the next."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, form: dict[str, str], network: str) -> int:
        """The status; the body is read and left."""
        self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        body = urlencode(form)
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: localhost:{self._port}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n"
            f"X-Forwarded-For: {network}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"content-length: (\d+)", head)
        await reader.readexactly(int(length[1]) if length else 0)
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None
