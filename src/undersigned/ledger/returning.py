"""What a restore needs to know: whether the log that is here goes before that of a backup."""

from pathlib import Path

from undersigned.ledger import checkpoints, keys, lasting, log_key, notes


def is_older(backup: Path) -> bool:
    """Whether the backup's log replaces what is here: another log, or a longer one.

    `backup`: the folder with the log's key and last word, as it was in the backup.
    """
    try:
        here = log_key.signer().key.vkey()
        there = keys.read(backup / "log.key").key.vkey()
    except keys.KeyLostError:
        return (backup / "log.key").exists() or not log_key.path().exists()
    return here != there or _size(lasting.read_last()) < _size(_read(backup / "last"))


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _size(note: bytes) -> int:
    return checkpoints.parse(notes.parse(note).text).size if note else 0
