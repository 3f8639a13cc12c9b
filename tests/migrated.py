"""One migrated database a run: made by the first process that needs it, copied by the others.

Migrating takes seconds, and a run has several processes, each with databases of its own.
"""

import fcntl
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class Migrated:
    """Where the copies come from: a data folder, and on PostgreSQL a database."""

    folder: Path
    server: str  # the DATABASE_URL of the tests; empty on SQLite
    name: str

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self) -> None:
        if self.server:
            command(self.server, "CREATE DATABASE {}", self.name)
        others = {"DATABASE_URL", "UNDERSIGNED_DATA", "DJANGO_SETTINGS_MODULE"}
        variables = {name: text for name, text in os.environ.items() if name not in others}
        variables["UNDERSIGNED_DATA"] = str(self.data)
        if self.server:
            variables["DATABASE_URL"] = url(self.server, self.name)
        done = subprocess.run(
            [sys.executable, "-m", "undersigned", "upgrade"],
            env=variables, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def drop(self) -> None:
        if self.server:
            command(self.server, "DROP DATABASE {} WITH (FORCE)", self.name)

    def copied_database(self) -> AbstractContextManager[str]:
        """The DATABASE_URL of a copy, for as long as the block lasts. PostgreSQL only."""
        return new_database(self.server, template=self.name)


@contextmanager
def once_a_run(folder: Path, server: str) -> Iterator[Migrated]:
    """The run's own, whichever process made it; the last that leaves the block drops it."""
    folder.mkdir(exist_ok=True)
    made = folder / "made"
    with (folder / "users").open("w") as users:
        with locked(folder / "making"):
            fcntl.flock(users, fcntl.LOCK_SH)
            if not made.exists():
                name = f"migrated_{secrets.token_hex(4)}"
                Migrated(folder, server, name).make()
                made.write_text(name)
        migrated = Migrated(folder, server, made.read_text())
        yield migrated
        with locked(folder / "making"):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # others still copy
            migrated.drop()
            made.unlink()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def new_database(server: str, *, template: str = "template1") -> Iterator[str]:
    """The DATABASE_URL of a new one, which goes with the block."""
    name = f"kills_{secrets.token_hex(4)}"
    command(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
    yield url(server, name)
    command(server, "DROP DATABASE {} WITH (FORCE)", name)


def command(server: str, text: str, *names: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)))


def url(server: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
