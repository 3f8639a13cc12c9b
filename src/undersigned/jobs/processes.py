"""Names this process so that a later one on the same machine can tell whether it still runs."""

import os
import socket
from functools import cache
from pathlib import Path


@cache
def here() -> str:
    """Machine and process table: within these, process numbers mean something."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    table = Path("/proc/self/ns/pid").readlink()  # two containers on one machine have two
    return f"{socket.gethostname()}/{boot[:13]}/{table}"


def me() -> str:
    """Names the running process: where, its number, its start (numbers are used again)."""
    return f"{here()} {os.getpid()} {_started(os.getpid())}"


def is_dead(name: str) -> bool:
    """True if it ran here and runs no more; False if it runs, or ran somewhere else."""
    where, number, started = name.rsplit(" ", 2)
    return where == here() and _started(int(number)) != started


def _started(number: int) -> str:
    """The start of a process in ticks since boot; empty for one that is gone."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()  # the name before may hold spaces
    return "" if fields[0] == "Z" else fields[19]
