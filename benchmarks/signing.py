"""Signatures a second over HTTP, limits on, on both databases, beside a plain Django insert.

Starts the real server (`undersigned serve`), and the plain view in the same server; rounds take
turns, so that a busy machine slows both; prints medians. The load generator shares the machine.
Run: make bench, or python benchmarks/signing.py [seconds a round] [rounds]
"""

import contextlib
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402

CONNECTIONS = 64
HOST = "127.0.0.1"
CAMPAIGN = """
from django.utils import timezone
from undersigned.campaigns.models import Campaign
from undersigned.organisations.models import Organisation
from undersigned.petitions.models import Petition
now = timezone.now()
ours = Organisation.objects.create(name="Bench", slug="bench", created_at=now)
campaign = Campaign.objects.create(organisation=ours, slug="post-offices", state="live",
    title="Keep rural post offices open", launched_at=now, created_at=now)
Petition.objects.create(campaign=campaign)
"""


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with _folder() as data:
        _database(f"sqlite:///{data}/bench.sqlite3", data, seconds, rounds, name="SQLite")
    # Durable, unlike in the tests: a commit waits for the disk.
    postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
    with _folder() as data, postgres.running() as url:
        _database(url, data, seconds, rounds, name="PostgreSQL")


def _database(url: str, data: Path, seconds: float, rounds: int, *, name: str) -> None:
    variables = {
        **os.environ,
        "UNDERSIGNED_DATA": str(data),
        "DATABASE_URL": url,
        "UNDERSIGNED_TRUSTED_PROXIES": HOST,
        "UNDERSIGNED_LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }
    run = [sys.executable, "-m", "undersigned"]
    quiet = {"env": variables, "stdout": subprocess.DEVNULL}
    subprocess.run([*run, "migrate", "--verbosity", "0"], check=True, **quiet)
    subprocess.run([*run, "shell", "--verbosity", "0", "-c", CAMPAIGN], check=True, **quiet)
    ours, plain = _free_port(), _free_port()
    threads = "2" if name == "SQLite" else "32"  # what each does best with
    workers = "1" if name == "SQLite" else str(len(os.sched_getaffinity(0)))
    serve = [*run, "serve", "--port", str(ours)]
    beside = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", HOST,
              "--port", str(plain), "--workers", workers, "--blocking-threads", threads,
              "--log-level", "error", "benchmarks.plain.wsgi:application"]  # fmt: skip
    with _server(serve, ours, variables), _server(beside, plain, variables):
        stamp = _stamp(ours)
        time.sleep(3)  # a form that comes back within two seconds is a robot's
        kinds: dict[str, tuple[int, Callable[[int], bytes], str]] = {
            "signatures": (ours, lambda n: _form(n, stamp), "303"),
            "plain insert": (plain, lambda n: _form(n, stamp), "303"),
            "campaign page": (ours, _page, "200"),
            "count.json": (ours, _count, "200"),
        }
        found: dict[str, list[float]] = {kind: [] for kind in kinds}
        for _ in range(rounds):
            for kind, (port, make, good) in kinds.items():
                found[kind].append(_load(kind, port, seconds, make, good))
    medians = {kind: statistics.median(rates) for kind, rates in found.items()}
    print(f"{name}, median of {rounds} rounds of {seconds:g} s, {CONNECTIONS} connections:")
    for kind, rate in medians.items():
        spread = f"{min(found[kind]):,.0f}-{max(found[kind]):,.0f}"
        print(f"  {kind:14} {rate:8,.0f}/s   ({spread})")
    ratio = medians["signatures"] / medians["plain insert"]
    print(f"  signatures are {ratio:.2f} times the plain insert", flush=True)


def _load(
    name: str, port: int, seconds: float, make: Callable[[int], bytes], good: str
) -> float:
    """Good answers a second, by that many keep-alive connections."""
    ends_at = time.monotonic() + seconds
    answers = [Counter[str]() for _ in range(CONNECTIONS)]

    def client(number: int) -> None:
        connection = socket.create_connection((HOST, port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.monotonic() < ends_at:
            connection.sendall(make(number))
            answers[number][_answer(connection)] += 1
        connection.close()

    started = time.monotonic()
    clients = [threading.Thread(target=client, args=(n,)) for n in range(CONNECTIONS)]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    lasted = time.monotonic() - started
    found = sum(answers, Counter[str]())
    for status, number in found.items():
        if status != good:
            print(f"  ({name}: {number:,} times {status} instead of {good})")
    return found[good] / lasted


def _answer(connection: socket.socket) -> str:
    """Reads one answer; its status."""
    data = connection.recv(65536)
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return "nothing"
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    while not length and b"chunked" in head and not body.endswith(b"0\r\n\r\n"):
        body += connection.recv(65536)  # else its end would be taken for the next answer
    missing = (int(length[1]) if length else 0) - len(body)
    while missing > 0:
        missing -= len(connection.recv(65536))
    return head[9:12].decode()


def _form(_number: int, stamp: str) -> bytes:
    body = urlencode({
        "given_name": "Ana", "family_name": "Lopez", "country": "US", "postal_code": "43004",
        "email": f"ana.{random.getrandbits(60):x}@example.org", "consent": "on",
        "asked": "box", "stamp": stamp, "source": "bench",
    }).encode()  # fmt: skip
    return (
        f"POST /post-offices/sign HTTP/1.1\r\nHost: {HOST}\r\n"
        f"X-Forwarded-For: {_address()}\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def _page(_number: int) -> bytes:
    return f"GET /post-offices/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def _count(_number: int) -> bytes:
    return f"GET /post-offices/count.json HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def _address() -> str:
    bits = random.getrandbits(24)
    return f"10.{bits >> 16}.{bits >> 8 & 255}.{bits & 255}"


def _stamp(port: int) -> str:
    """From the campaign's own page, as a person's browser gets it."""
    connection = socket.create_connection((HOST, port))
    connection.sendall(_page(0).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    page = b""
    while chunk := connection.recv(65536):
        page += chunk
    found = re.search(rb'name="stamp" value="([^"]+)"', page)
    if found is None:
        sys.exit("The campaign page holds no form.")
    return found[1].decode()


@contextlib.contextmanager
def _server(command: list[str], port: int, variables: dict[str, str]) -> Iterator[None]:
    server = subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, start_new_session=True, cwd=ROOT
    )
    try:
        _wait(server, port)
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Until it answers; a machine that is busy with something else takes its time."""
    for _ in range(600):
        with contextlib.suppress(OSError):
            socket.create_connection((HOST, port)).close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit(f"A server did not start: {server.args}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="undersigned-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
