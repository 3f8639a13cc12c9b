"""A relay that is some milliseconds away: what passes waits half of them in each direction.

Run by `away` as a process of its own: python far.py SECONDS PORT RELAY
"""

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

HOST = "127.0.0.1"


class Later(asyncio.Protocol):
    """Gives what comes to the other side, a while later and in order."""

    def __init__(self, delay: float) -> None:
        self.delay, self.loop = delay, asyncio.get_running_loop()
        self.mine: asyncio.Transport | None = None
        self.other: Later | None = None
        self.early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.mine = transport
        for data in self.early:
            transport.write(data)

    def data_received(self, data: bytes) -> None:
        self.loop.call_later(self.delay, self._give, data)

    def connection_lost(self, _exc: Exception | None) -> None:
        self.loop.call_later(self.delay, self._close)

    def _give(self, data: bytes) -> None:
        assert self.other is not None
        if self.other.mine is None:
            self.other.early.append(data)
        else:
            self.other.mine.write(data)

    def _close(self) -> None:
        if self.other is not None and self.other.mine is not None:
            self.other.mine.close()


async def serve(delay: float, port: int, relay: int) -> None:
    loop, held = asyncio.get_running_loop(), set()

    def met() -> Later:
        near, far = Later(delay), Later(delay)
        near.other, far.other = far, near
        task = loop.create_task(loop.create_connection(lambda: far, HOST, relay))
        held.add(task)
        task.add_done_callback(held.discard)
        return near

    server = await loop.create_server(met, HOST, port, backlog=1000)
    await server.serve_forever()


@contextlib.contextmanager
def away(relay: int, *, port: int, seconds: float) -> Iterator[None]:
    """On `port`, until the block ends: the relay, with so long for question and answer."""
    command = [sys.executable, str(Path(__file__)), str(seconds / 2), str(port), str(relay)]
    with subprocess.Popen(command) as process:
        for _ in range(100):
            with contextlib.suppress(OSError):
                socket.create_connection((HOST, port)).close()
                break
            time.sleep(0.1)
        try:
            yield
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
