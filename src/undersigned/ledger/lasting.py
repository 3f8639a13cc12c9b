"""Files that survive a crash: the newest checkpoint outside the database, and the lock."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

# What a restore leaves behind, so that nothing is signed before somebody has looked.
RESTORED = "restored"


def folder() -> Path:
    """Not public: the log's key, the newest checkpoint, the lock."""
    made = Path(settings.LEDGER_ROOT)
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def read_last() -> bytes:
    """The newest checkpoint that was signed; empty where none ever was."""
    try:
        return (folder() / "last").read_bytes()
    except FileNotFoundError:
        return b""


def write_last(note: bytes) -> None:
    """On disk when this returns: from here on the log will never say anything else."""
    replace(folder() / "last", note, mode=0o600)


def replace(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Readers, and whoever comes after a crash, see the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    above = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(above)
    finally:
        os.close(above)


@contextmanager
def alone() -> Iterator[bool]:
    """False where another process of this machine sequences; the lock ends with its holder."""
    with (folder() / "lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


@contextmanager
def waited_for() -> Iterator[None]:
    """While inside, nothing is sequenced on this machine; waits for a turn that is going on."""
    with (folder() / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def mark_restored(*, needs_a_word: bool) -> None:
    """Nothing is signed until a person has run `undersigned ledger recover`.

    `needs_a_word`: later checkpoints may have been public than any file here tells.
    """
    replace(folder() / RESTORED, b"may be newer\n" if needs_a_word else b"newest\n", mode=0o600)


def restored() -> bool:
    return (folder() / RESTORED).exists()


def needs_a_word() -> bool:
    return restored() and (folder() / RESTORED).read_bytes() == b"may be newer\n"


def clear_restored() -> None:
    (folder() / RESTORED).unlink(missing_ok=True)
