"""What an auditor remembers of a log: its key, and every checkpoint that was seen.

pins = Pins(folder, log_url)
key = pins.key(served_vkey)       # ChangedKeyError where another was pinned
pins.pin(key)                     # once it has signed what was read
pins.notes(key)                   # the checkpoints seen before
pins.keep(note)
"""

import hashlib
import os
import re
from pathlib import Path

from undersigned.ledger import checkpoints, notes

_MOST = 1_000  # of a log; the first one seen stays as well


class ChangedKeyError(Exception):
    """The log shows another key than when it was first seen."""


def usual_folder() -> Path:
    """Where a person's programs keep such things."""
    base = os.environ.get("XDG_STATE_HOME", "")
    state = Path(base) if base else Path.home() / ".local" / "state"
    return state / "undersigned" / "logs"


class Pins:
    """The folder of one log, named after its address."""

    def __init__(self, folder: Path, address: str) -> None:
        plain = re.sub(r"[^A-Za-z0-9.-]+", "_", address).strip("_")[:100]
        mark = hashlib.sha256(address.encode("utf-8")).hexdigest()[:8]
        self.folder = folder / f"{plain}-{mark}"

    def key(self, vkey: str, *, given: bool = False) -> notes.Key:
        """The log's key: the one pinned, else this one; one that the person gave stands first.

        Raises ChangedKeyError, and notes.NoteError for what is no key. `pin` remembers it.
        """
        key = notes.Key.parse(vkey)
        place = self.folder / "vkey"
        if place.exists() and not given:
            pinned = place.read_text(encoding="utf-8").strip()
            if pinned != vkey:
                raise ChangedKeyError(
                    f"the log's key is {vkey}, and was {pinned} when it was first seen. Ask "
                    f"its operator why; if you believe it, remove {str(place)!r}."
                )
        return key

    def pin(self, key: notes.Key) -> None:
        """From now on no other: to be called once the log's checkpoint bears its signature."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "vkey").write_text(f"{key.vkey()}\n", encoding="utf-8")

    def notes(self, key: notes.Key) -> list[bytes]:
        """The checkpoints seen before that this key signed, the smallest tree first."""
        found = []
        for path in self.folder.glob("*.checkpoint"):
            note = path.read_bytes()
            try:
                found.append((checkpoints.verified(note, key).size, note))
            except notes.NoteError:
                continue  # of another key, or a file that broke here
        return [note for _size, note in sorted(found)]

    def keep(self, note: bytes) -> Path:
        """Keeps a checkpoint; two of one size are evidence, and both stay."""
        size = checkpoints.parse(notes.parse(note).text).size
        name = f"{size:015d}-{hashlib.sha256(note).hexdigest()[:8]}.checkpoint"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(note)
        for old in sorted(self.folder.glob("*.checkpoint"))[1:-_MOST]:
            old.unlink()
        return self.folder / name
