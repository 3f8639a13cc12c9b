"""A throw-away PostgreSQL for the tests: in a temporary folder, on a socket, unsafe, quick."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

OPTIONS = {
    "fsync": "off",  # nothing of it outlives the run
    "full_page_writes": "off",
    "listen_addresses": "",
    "log_min_messages": "fatal",
    "max_connections": "300",
    "synchronous_commit": "off",
}


def programs() -> Path | None:
    """The folder that holds initdb and postgres, or None; Debian keeps it off the PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return newest_first[0].parent if newest_first else None


@contextlib.contextmanager
def running(folder: Path | None = None) -> Iterator[str]:
    """A server for as long as the block lasts; gives the DATABASE_URL of an empty database."""
    found = programs()
    if found is None:
        raise RuntimeError("no PostgreSQL found (no initdb)")
    # Short, because the path of a socket may not be longer than 107 bytes.
    home = folder or Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    who = _owner(home)
    try:
        _run(who, found / "initdb", "-D", home / "data", "-U", "undersigned", "-A", "trust",
             "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        with _server(who, found, home):
            _run(who, found / "createdb", "-h", home, "-U", "undersigned", "undersigned")
            yield f"postgresql://undersigned@/undersigned?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _owner(home: Path) -> dict[str, object]:
    """As whom the programs run: PostgreSQL refuses root, so root becomes `postgres`."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    os.chown(home, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _run(who: dict[str, object], *command: str | Path) -> None:
    subprocess.run(  # type: ignore[call-overload]  # noqa: S603
        command, check=True, stdout=subprocess.DEVNULL, cwd="/", **who
    )


@contextlib.contextmanager
def _server(who: dict[str, object], found: Path, home: Path) -> Iterator[None]:
    options = [part for name in OPTIONS for part in ("-c", f"{name}={OPTIONS[name]}")]
    command = [found / "postgres", "-D", home / "data", "-k", home, *options]
    server = subprocess.Popen(command, cwd="/", stderr=subprocess.DEVNULL, **who)  # type: ignore[call-overload]  # noqa: S603
    try:
        ready = (found / "pg_isready", "-q", "-h", home)
        deadline = time.monotonic() + 30
        while subprocess.run(ready, check=False).returncode != 0:  # noqa: S603
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start in {home}")
            time.sleep(0.05)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # 'fast': ends the sessions, then itself
        server.wait(timeout=30)


if __name__ == "__main__":
    # For a developer: tests/postgres.py COMMAND … runs the command with DATABASE_URL set.
    with running() as url:
        sys.exit(subprocess.call(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}))  # noqa: S603
