"""`undersigned demo`: everything on this machine, with an example; what start.py runs."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from typing import IO

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from undersigned.config import children, collecting, founding, health
from undersigned.lib import stopping
from undersigned.organisations.models import Organisation

_HOST = "127.0.0.1"  # the demo's mail viewer is for this machine alone
_ORGANISER = "organiser@example.org"
_READY_SECONDS = 90
_TAKEN = 4


class Command(BaseCommand):
    help = (
        "Shows Undersigned on this machine: an example campaign, web pages, worker and a "
        "viewer that catches all email. Nothing leaves this machine. Ctrl-C stops it; what you "
        "did is kept for the next start. The variable PORT chooses another port than 8000."
    )

    def handle(self, **_options: object) -> None:
        port = _port()
        if not settings.DEMO:
            _begin_again_as_demo(port)
        lock = _alone()
        _refuse_taken(port)
        self._prepare()
        stop = stopping.asked(signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        connections.close_all()
        running = _start(port)
        try:
            self._run(running, url=f"http://localhost:{port}", stop=stop)
        finally:
            children.stop(running)
            lock.close()
        self.stdout.write("Stopped. What you did is kept.")

    def _prepare(self) -> None:
        if health.pending_migrations():
            self._say("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
        if collecting.collect():
            self._say("Static files collected.")
        if not Organisation.objects.exists() and "load_example" in get_commands():
            self._say("Loading the example …")
            call_command("load_example", stdout=self.stdout)

    def _run(
        self, running: Sequence[subprocess.Popen[bytes]], *, url: str, stop: threading.Event
    ) -> None:
        self._say("Starting …")
        ends_at = time.monotonic() + _READY_SECONDS
        while not stop.is_set() and not children.answers(url):
            _refuse_ended(running)
            if time.monotonic() > ends_at:
                raise CommandError(f"{url}/healthz gave no good answer in {_READY_SECONDS} s.")
            stop.wait(0.2)
        if not stop.is_set():
            self._greet(url)
        while not stop.wait(1.0):
            _refuse_ended(running)

    def _greet(self, url: str) -> None:
        at = timezone.now()
        organisation = Organisation.objects.order_by("pk").first()
        name = organisation.name if organisation else "Example organisation"
        user = founding.find(email=_ORGANISER) or founding.found(
            email=_ORGANISER, organisation=name, at=at
        )
        self._say(f"Ready: {url}/")
        self._say(f"Sign in as the organiser (once): {founding.link(user, at=at)}")
        self._say(f"All email is caught at {url}/mail/")
        self._say("Stop with Ctrl-C.")
        connections.close_all()

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _port() -> int:
    value = os.environ.get("PORT", "8000")
    if not value.isdigit() or not 0 < int(value) < 1 << 16:
        raise CommandError(f"PORT is {value!r}, which is not allowed. Allowed: 1 to 65535.")
    return int(value)


def _begin_again_as_demo(port: int) -> None:
    """Settings are read when the process starts, so it starts again with those of the demo."""
    os.environ["UNDERSIGNED_DEMO"] = "yes"
    os.environ.setdefault("UNDERSIGNED_URL", f"http://localhost:{port}")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "undersigned", *sys.argv[1:]])  # noqa: S606


def _alone() -> IO[str]:
    """The lock of the data folder: two demos on one would do everything twice."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    lock = (settings.DATA / "demo.lock").open("w", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CommandError(
            f"The demo already runs with the data in {settings.DATA}. Stop it first.",
            returncode=_TAKEN,
        ) from error
    return lock


def _refuse_taken(port: int) -> None:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken by another program. Stop that, or choose another port: "
                f"PORT={port + 1} python3 start.py",
                returncode=_TAKEN,
            ) from error


def _start(port: int) -> list[subprocess.Popen[bytes]]:
    # They may only see what the demo decided.
    variables = {"UNDERSIGNED_DEMO": "yes", "UNDERSIGNED_URL": settings.BASE_URL}
    web = ["serve", "--host", _HOST, "--port", str(port)]
    return [children.start(part, variables=variables) for part in (web, ["worker"])]


def _refuse_ended(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for child, name in zip(running, ("web server", "worker"), strict=True):
        if child.poll() is not None:
            raise CommandError(f"The {name} ended by itself ({child.returncode}); see above.")
