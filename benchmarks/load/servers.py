"""Real servers with a database and a live campaign, as an operator runs them."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
_CAMPAIGN = """
from django.utils import timezone
from undersigned.campaigns.models import Campaign
from undersigned.organisations.models import Organisation
from undersigned.petitions import texting
from undersigned.petitions.models import Petition
now = timezone.now()
ours = Organisation.objects.create(name="Bench", slug="bench", created_at=now)
campaign = Campaign.objects.create(organisation=ours, slug="post-offices", state="live",
    title="Keep rural post offices open", launched_at=now, created_at=now)
petition = Petition.objects.create(campaign=campaign)
texting.write(petition, at=now)
petition.texts.update(opened_at=now)  # as if its leaf were in a signed tree
"""


@dataclass(frozen=True)
class Installation:
    """A database with one live campaign, and what its processes are started with."""

    name: str
    variables: dict[str, str] = field(repr=False)

    @property
    def is_sqlite(self) -> bool:
        return self.name == "SQLite"

    def run(self, *arguments: str) -> str:
        """A command of `undersigned` that ends, and what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "undersigned", *arguments],
            env=self.variables, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"undersigned {arguments[0]} failed:\n{done.stderr}")
        return done.stdout

    def shell(self, code: str) -> str:
        return self.run("shell", "--verbosity", "0", "-c", code)

    @contextlib.contextmanager
    def serve(self) -> Iterator[str]:
        """`undersigned serve`; its address."""
        port = free_port()
        command = [sys.executable, "-m", "undersigned", "serve", "--port", str(port)]
        with self._running(command, port):
            yield f"http://{HOST}:{port}"

    @contextlib.contextmanager
    def work(self) -> Iterator[int]:
        """`undersigned worker`, all of it; the number of its process."""
        command = [sys.executable, "-m", "undersigned", "worker"]
        worker = subprocess.Popen(
            command, env=self.variables, stdout=subprocess.DEVNULL, start_new_session=True,
            cwd=ROOT,
        )  # fmt: skip
        try:
            yield worker.pid
        finally:
            worker.terminate()
            worker.wait(60)

    @contextlib.contextmanager
    def beside(self, interface: str, application: str) -> Iterator[str]:
        """A yardstick of benchmarks/plain in the same server, with what suits it best."""
        port, cores = free_port(), len(os.sched_getaffinity(0))
        processes = 1 if self.is_sqlite else cores
        command = [sys.executable, "-m", "granian", "--interface", interface, "--no-ws",
                   "--host", HOST, "--port", str(port), "--workers", str(processes),
                   "--log-level", "error", application]  # fmt: skip
        if interface == "wsgi":
            command += ["--blocking-threads", "2" if self.is_sqlite else "32"]
        with self._running(command, port):
            yield f"http://{HOST}:{port}"

    @contextlib.contextmanager
    def _running(self, command: list[str], port: int) -> Iterator[None]:
        server = subprocess.Popen(
            command, env=self.variables, stdout=subprocess.DEVNULL, start_new_session=True,
            cwd=ROOT,
        )  # fmt: skip
        try:
            _wait(server, port)
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(60)


@contextlib.contextmanager
def installation(name: str, url: str = "") -> Iterator[Installation]:
    """With limits on, behind a trusted proxy; SQLite in a folder of its own without `url`."""
    data = Path(tempfile.mkdtemp(prefix="undersigned-bench-"))
    try:
        variables = {
            **os.environ,
            "UNDERSIGNED_DATA": str(data),
            "DATABASE_URL": url or f"sqlite:///{data}/bench.sqlite3",
            "UNDERSIGNED_TRUSTED_PROXIES": HOST,
            "UNDERSIGNED_LOG_LEVEL": "ERROR",
            "UNDERSIGNED_RESOLVER": "off",
            "PYTHONPATH": str(ROOT),
        }
        made = Installation(name, variables)
        made.run("migrate", "--verbosity", "0")
        made.shell(_CAMPAIGN)
        yield made
    finally:
        shutil.rmtree(data, ignore_errors=True)


def each(only: str = "") -> Iterator[Installation]:
    """One on SQLite and one on PostgreSQL, or the one that is named."""
    if only != "PostgreSQL":
        with installation("SQLite") as made:
            yield made
    if only != "SQLite":
        with postgres.running() as url, installation("PostgreSQL", url) as made:
            yield made


def stamp(url: str) -> str:
    """From the campaign's own page, as a person's browser gets it."""
    host, port = url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)))
    connection.sendall(b"GET /post-offices/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    page = b""
    while chunk := connection.recv(65536):
        page += chunk
    found = re.search(rb'name="stamp" value="([^"]+)"', page)
    if found is None:
        sys.exit("The campaign page holds no form.")
    return found[1].decode()


def wait_for_an_answer(url: str) -> None:
    """Of any kind: the port is open before the code behind it is loaded."""
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(url, timeout=60):
        pass


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Until it answers; a machine that is busy with something else takes its time."""
    for _ in range(600):
        with contextlib.suppress(OSError):
            socket.create_connection((HOST, port)).close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit(f"A server did not start: {server.args!r}")


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
