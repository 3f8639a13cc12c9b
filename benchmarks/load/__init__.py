"""Loads a server with wrk (Debian's package `wrk`), which costs the machine least."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
CONNECTIONS = 128  # as many wait as 3,000 a second leave waiting, where an answer takes 0.04 s
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Load:
    """Answers a second, times in milliseconds, and how many answers were not the good ones."""

    rate: float
    p50: float
    p99: float
    bad: int
    good: int


def run(script: str, url: str, *arguments: str, seconds: float) -> Load:
    """`script`.lua against the server, from one thread."""
    if shutil.which("wrk") is None:
        sys.exit("The load generator is missing. Debian and Ubuntu: apt-get install wrk")
    command = ["wrk", "--latency", "-t1", f"-c{CONNECTIONS}", f"-d{max(seconds, 1):g}s"]
    done = subprocess.run(
        [*command, "-s", str(_HERE / f"{script}.lua"), url, "--", *arguments],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = done.stdout
    good = int(_found(r"good (\d+)", said))
    lasted = float(_found(r"microseconds (\d+)", said)) / 1e6
    return Load(
        rate=good / lasted, p50=_time(said, "50%"), p99=_time(said, "99%"),
        bad=int(_found(r"bad (\d+)", said)), good=good,
    )  # fmt: skip


def _time(said: str, share: str) -> float:
    number = _found(rf"{share}\s+([\d.]+)(?:us|ms|s|m)", said)
    unit = _found(rf"{share}\s+[\d.]+(us|ms|s|m)", said)
    return float(number) * _UNITS[unit]


def _found(pattern: str, said: str) -> str:
    match = re.search(pattern, said)
    if match is None:
        sys.exit(f"wrk said nothing about {pattern!r}:\n{said}")
    return match[1]
