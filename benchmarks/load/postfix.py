"""Postfix's smtp-sink, which takes all mail and keeps none (Debian's package `postfix`)."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.servers import HOST, free_port


@dataclass(frozen=True)
class Sink:
    port: int
    pid: int

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"

    def seconds(self) -> float:
        """Of the processor, so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        ticks = sum(int(field) for field in fields.split()[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        sys.exit(f"{name} is missing. Debian and Ubuntu: apt-get install postfix")
    return found


@contextlib.contextmanager
def sink() -> Iterator[Sink]:
    port = free_port()
    command = [program("smtp-sink"), "-u", "nobody", f"{HOST}:{port}", "1000"]
    if os.geteuid():
        command[1:3] = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        for _ in range(100):
            with contextlib.suppress(OSError):
                socket.create_connection((HOST, port)).close()
                break
            time.sleep(0.1)
        try:
            yield Sink(port, process.pid)
        finally:
            process.terminate()
