"""The database as a file, and back, with each database's own means."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

APART = "ledger_rowkey"  # its rows are in a file of their own: see row_keys
SQLITE, POSTGRESQL = "undersigned.sqlite3", "undersigned.pgdump"


class DumpError(Exception):
    """The database's program failed or is missing; the message says which, and what it said."""


def dump(folder: Path) -> Path:
    """A file with all of the database as it is at one moment, while people go on signing."""
    if connection.vendor == "sqlite":
        target = folder / SQLITE
        with (
            closing(sqlite3.connect(_sqlite_path())) as here,
            closing(sqlite3.connect(target)) as there,
        ):
            here.backup(there, pages=2000, sleep=0.001)
            # The keys of openings are backed up apart; what is deleted here is overwritten.
            there.execute("PRAGMA secure_delete = ON")
            there.execute(f"DELETE FROM {APART}")  # noqa: S608  a name of our own
            there.commit()
        return target
    target = folder / POSTGRESQL
    _run(
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
        f"--exclude-table-data={APART}", f"--file={target}",
    )  # fmt: skip
    return target


def load(source: Path) -> None:
    """Replaces all that is in the database. Raises DumpError."""
    wanted = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    if source.name != wanted:
        raise DumpError(
            f"It is of another kind of database ({source.name}) than DATABASE_URL names."
        )
    if connection.vendor == "sqlite":
        _load_sqlite(source)
    else:
        _load_postgresql(source)


def _load_sqlite(source: Path) -> None:
    target = Path(_sqlite_path())
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)


def _load_postgresql(source: Path) -> None:
    script = source.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
    # All or nothing; what a newer version added must go too, so the whole schema does.
    _run(
        "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        "--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public",
        f"--file={script}",
    )  # fmt: skip


def _sqlite_path() -> str:
    return str(connection.settings_dict["NAME"])


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> None:
    values = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    variables = {name: str(values[key]) for name, key in named.items() if values.get(key)}
    variables["PGDATABASE"] = _name()
    done = subprocess.run(  # noqa: S603  PostgreSQL's own programs, no shell
        [_find(program), *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DumpError(f"{program} failed: {done.stderr.strip()[-500:]}")


def _find(program: str) -> str:
    """Where the program is: on the PATH, or where Debian puts it, the newest first."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in folders:
        if (folder / program).exists():
            return str(folder / program)
    found = shutil.which(program)
    if found is None:
        raise DumpError(f"{program} was not found: install PostgreSQL's client programs.")
    return found


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0
