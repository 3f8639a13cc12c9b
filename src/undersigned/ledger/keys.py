"""The key that signs promises: the one of the log's keys that a web process has.

A key's file holds its name and its seed; it is made on first use, readable by its owner alone.
The log's own key is in log_key, which no page may import.
"""

import base64
import contextlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from undersigned.ledger import notes, promises

_SEED_BYTES = 32


class KeyLostError(Exception):
    """The file of a key cannot be read; the message says which, and what to do."""


def promiser() -> notes.Signer:
    """Signs inclusion promises, in the name of the log; made on first use."""
    name = promises.key_name(settings.LOG_ORIGIN)
    return read_or_make(settings.PROMISE_KEY_FILE, name=name)


def origin() -> str:
    """The log's name: fixed when its first key was made, whatever the settings say today."""
    return promiser().name.removesuffix(promises.key_name(""))


def read_or_make(path: Path, *, name: str) -> notes.Signer:
    """The signer in the file; a new one of that name where there is no file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _make(path, name=name)
    return read(path)


def read(path: Path) -> notes.Signer:
    """Raises KeyLostError."""
    try:
        return _parse(path, path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise KeyLostError(
            f"The key in {str(path)!r} cannot be read. Restore the file from a backup."
        ) from error


@lru_cache(maxsize=8)
def _parse(path: Path, content: str) -> notes.Signer:  # noqa: ARG001  a file a line of the cache
    name, seed = content.split()
    return notes.Signer.from_seed(name, base64.b64decode(seed, validate=True))


def _make(path: Path, *, name: str) -> None:
    """Whole or not at all, though several processes may start at once: the first one wins."""
    seed = base64.b64encode(os.urandom(_SEED_BYTES)).decode("ascii")
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{name}\n{seed}\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
