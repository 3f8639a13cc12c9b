"""What a sender has handed over, on disk before the content goes: one file a lease.

A line "> uuid" is on the disk (fsync, one for all that stand ready) before the message's
content may leave. A line
"= uuid outcome code" follows once the relay has answered; it need not survive a power cut,
because a hand-over without an answer is uncertain, and that is always safe. When the batch is
in the database the file goes.
"""

import contextlib
import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class Answer(NamedTuple):
    outcome: str  # a recipient's state after it: sent, waiting, skipped, …
    code: str

    @property
    def spares(self) -> bool:
        """Whether nothing of the day's warm-up was used."""
        return self.outcome in ("waiting", "skipped")


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
        self._is_new = False

    def handing(self, *recipients: uuid.UUID) -> None:
        """On the disk when this returns."""
        self.write_handing(recipients)
        self.sync()

    def write_handing(self, recipients: Iterable[uuid.UUID]) -> None:
        """On the disk after `sync`."""
        self._write("".join(f"> {recipient.hex}\n" for recipient in recipients))

    def sync(self) -> None:
        """All that was written is on the disk when this returns; for any thread."""
        if self._file is not None:
            os.fdatasync(self._file)
            if self._is_new:
                _sync_folder(self._path.parent)
                self._is_new = False

    def answered(self, recipient: uuid.UUID, answer: Answer) -> None:
        self.write_answers([(recipient, answer)])

    def write_answers(self, answers: Iterable[tuple[uuid.UUID, Answer]]) -> None:
        lines = (f"= {who.hex} {answer.outcome} {answer.code}\n" for who, answer in answers)
        self._write("".join(lines))

    def forget(self) -> None:
        """After its rows are recorded."""
        if self._file is not None:
            self.leave()
            self._path.unlink(missing_ok=True)

    def leave(self) -> None:
        """It stays on the disk, for whoever takes the lease over."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _write(self, lines: str) -> None:
        if self._file is None:
            _make_folder()
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self._file = os.open(self._path, flags, 0o600)
            self._is_new = True
        os.write(self._file, lines.encode("ascii"))


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
