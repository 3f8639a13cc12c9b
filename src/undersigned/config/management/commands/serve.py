"""`undersigned serve`: the web server."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from undersigned.config import collecting, health
from undersigned.lib import family

# While one writes in its turn the other reads what comes in; a third would only wait.
_MOST_ON_SQLITE = 2


class Command(BaseCommand):
    help = (
        "Runs the web server in the foreground until it is told to stop (Ctrl-C). "
        "Put a reverse proxy with HTTPS before it, and run `undersigned worker` beside it: "
        "the worker sends the mail and counts the signatures."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument(
            "--port", type=int, default=_port(), help="port to listen on (or the variable PORT)"
        )
        parser.add_argument(
            "--processes",
            type=int,
            default=0,
            help="web processes; as they come one a processor, on SQLite two at most",
        )

    def handle(self, *, host: str, port: int, processes: int, **_options: object) -> None:
        family.follow_parent()
        pending = health.pending_migrations()
        if pending:
            raise CommandError(
                f"The database needs an upgrade ({len(pending)} steps). Run `undersigned "
                "upgrade`: it makes a backup first.",
                returncode=3,
            )
        if collecting.collect():
            self.stdout.write("Static files collected.")
        connection.close()
        command = _granian(host=host, port=port, processes=_processes(processes))
        self.stdout.write(f"Serving {settings.BASE_URL} on {host}:{port}.")
        self.stdout.flush()
        # granian's workers are its children and follow it.
        os.environ[family.PARENT] = str(os.getpid())
        os.execv(sys.executable, command)  # noqa: S606  our own interpreter, arguments made here


def _port() -> int:
    value = os.environ.get("PORT", "8000")
    if not value.isdigit():
        raise CommandError(
            f"PORT is {value!r}, which is not allowed. Allowed: a number, like 8000."
        )
    return int(value)


def _processes(asked: int) -> int:
    usual = len(os.sched_getaffinity(0))
    if connection.vendor == "sqlite":
        usual = min(usual, _MOST_ON_SQLITE)
    return asked or usual


def _granian(*, host: str, port: int, processes: int) -> list[str]:
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    settings.PUBLISHED_ROOT.mkdir(parents=True, exist_ok=True)
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws",
        "--host", host, "--port", str(port),
        "--workers", str(processes),
        "--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "30",
        "--static-path-route", "/media", "--static-path-mount", str(settings.MEDIA_ROOT),
        "undersigned.config.asgi:application",
    ]  # fmt: skip
