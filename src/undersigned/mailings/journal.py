"""What a sender has handed over, on disk before the content goes: one file a lease.

A line "> uuid" is on the disk (fsync) before the message's content may leave. A line
"= uuid outcome code" follows once the relay has answered; it need not survive a power cut,
because a hand-over without an answer is uncertain, and that is always safe. When the batch is
in the database the file goes.
"""

import contextlib
import os
import uuid
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class Answer(NamedTuple):
    outcome: str  # sent, failed, deferred
    code: str


def _folder() -> Path:
    return Path(settings.DATA) / "journal"


def place() -> str:
    """Names the disk: who can read this folder can say what its senders handed over."""
    path = _folder() / "place"
    if not path.exists():
        _make_folder()
        mine = path.with_name(f"place-{uuid.uuid4().hex}")
        mine.write_text(uuid.uuid4().hex, encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process was quicker
            path.hardlink_to(mine)
        mine.unlink()
    return path.read_text(encoding="ascii")


def _make_folder() -> None:
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)


class Journal:
    """The file of one lease; opened with its first line."""

    def __init__(self, token: uuid.UUID) -> None:
        self._path = _folder() / f"{token.hex}.log"
        self._file: int | None = None

    def handing(self, recipient: uuid.UUID) -> None:
        """On the disk when this returns."""
        os.fdatasync(self._write(f"> {recipient.hex}\n"))

    def answered(self, recipient: uuid.UUID, answer: Answer) -> None:
        self._write(f"= {recipient.hex} {answer.outcome} {answer.code}\n")

    def forget(self) -> None:
        """After its rows are recorded."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
            self._path.unlink(missing_ok=True)

    def _write(self, line: str) -> int:
        if self._file is None:
            _make_folder()
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self._file = os.open(self._path, flags, 0o600)
            _sync_folder(self._path.parent)
        os.write(self._file, line.encode("ascii"))
        return self._file


def read(token: uuid.UUID) -> dict[uuid.UUID, Answer | None]:
    """Who was handed over under that lease, and what was answered; None where nothing was."""
    path = _folder() / f"{token.hex}.log"
    found: dict[uuid.UUID, Answer | None] = {}
    if not path.exists():
        return found
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        match line.split(" "):
            case [">", name] if _is_whole(name):
                found.setdefault(uuid.UUID(name), None)
            case ["=", name, outcome, code] if _is_whole(name):
                found[uuid.UUID(name)] = Answer(outcome, code)
            case _:  # cut off by the crash, before it could have any effect
                continue
    return found


def forget(token: uuid.UUID) -> None:
    """After recovering what it holds."""
    (_folder() / f"{token.hex}.log").unlink(missing_ok=True)


def _is_whole(name: str) -> bool:
    return len(name) == len(uuid.UUID(int=0).hex) and name.isalnum()


def _sync_folder(folder: Path) -> None:
    """The file's name must survive too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
