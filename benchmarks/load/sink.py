"""A mail server that takes everything and counts it: `python -m benchmarks.load.sink`.

It prints its port, and, when it is asked to end (SIGTERM), how many messages it took.
"""

import asyncio
import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.load.servers import HOST, ROOT

_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10000000\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}


class Sink(asyncio.Protocol):
    """One connection; commands in, numbers out. The content is not kept."""

    taken = 0

    def __init__(self) -> None:
        self._rest = b""
        self._in_content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while self._step():
            pass

    def _step(self) -> bool:
        ending = b"\r\n.\r\n" if self._in_content else b"\r\n"
        command, found, rest = self._rest.partition(ending)
        if not found:
            return False
        self._rest = rest
        if self._in_content:
            Sink.taken += 1
        word = b"" if self._in_content else command[:4].upper()
        self._in_content = word == b"DATA"
        self._transport.write(_ANSWERS.get(word, b"250 taken\r\n"))
        return True


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    print(Sink.taken, flush=True)


@dataclass
class Running:
    port: int
    taken: int = 0  # once it has ended


@contextlib.contextmanager
def running() -> Iterator[Running]:
    command = [sys.executable, "-m", "benchmarks.load.sink"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        sink = Running(int(process.stdout.readline()))
        try:
            yield sink
        finally:
            process.terminate()
            sink.taken = int(process.stdout.readline())


if __name__ == "__main__":
    asyncio.run(main())
