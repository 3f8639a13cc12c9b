"""A checkpoint: the log's signed word on how many leaves it has, and their root.

note = checkpoints.sign(Checkpoint(origin, size, root), signer)     # bytes to publish
checkpoint = checkpoints.verified(note, key)                        # or notes.NoteError
"""

import base64
import re
from dataclasses import dataclass

from undersigned.ledger import notes

_TEXT = re.compile(r"([^\s+]+)\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)\n")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree of `size` leaves of the log `origin` has this root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        root = base64.b64encode(self.root).decode("ascii")
        return f"{self.origin}\n{self.size}\n{root}\n"


def parse(text: str) -> Checkpoint:
    """The checkpoint of these three lines; notes.NoteError for anything else."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise notes.NoteError(f"not a checkpoint: {text[:200]!r}")
    return Checkpoint(found[1], int(found[2]), base64.b64decode(found[3]))


def sign(checkpoint: Checkpoint, signer: notes.Signer) -> bytes:
    """The checkpoint as a note signed by the log; the signer has the origin's name."""
    if signer.name != checkpoint.origin:
        raise notes.NoteError(f"{signer.name} does not sign for {checkpoint.origin}")
    return notes.sign(checkpoint.text(), signer)


def verified(note: bytes, key: notes.Key) -> Checkpoint:
    """The checkpoint in a note that the log's key signed; notes.NoteError otherwise."""
    checkpoint = parse(notes.verified(note, key).text)
    if checkpoint.origin != key.name:
        raise notes.NoteError(f"{key.name} signed for another log: {checkpoint.origin}")
    return checkpoint
