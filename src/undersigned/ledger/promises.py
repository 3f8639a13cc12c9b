"""The log's signed word to a signer: this leaf will be in the tree by this time.

    promise = Promise(origin, leaf_hash, before)
    note = promises.sign(promise, signer)         # signer.name == promises.key_name(origin)
    promises.verified(note, key)                  # or notes.NoteError

A promise that is broken is evidence in the signer's hand.
"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from undersigned.ledger import notes

_SUFFIX = "/promise"
_TEXT = re.compile(
    rf"([^\s+]+){_SUFFIX}\n"
    r"leaf ([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)\n"
    r"before ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """The leaf of hash `leaf` will be in the log `origin` before that time."""

    origin: str
    leaf: bytes
    before: datetime

    def text(self) -> str:
        """The three lines that are signed; the time is cut to the second, in UTC."""
        leaf = base64.b64encode(self.leaf).decode("ascii")
        before = f"{self.before.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return f"{key_name(self.origin)}\nleaf {leaf}\nbefore {before}\n"


def key_name(origin: str) -> str:
    """The name of the key that signs promises; it is not the log's own."""
    return f"{origin}{_SUFFIX}"


def parse(text: str) -> Promise:
    """The promise of these three lines; notes.NoteError for anything else."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise notes.NoteError(f"not a promise: {text[:200]!r}")
    try:
        before = datetime.fromisoformat(found[3])
    except ValueError as error:
        raise notes.NoteError(f"not a promise: {text[:200]!r}") from error
    return Promise(found[1], base64.b64decode(found[2]), before)


def sign(promise: Promise, signer: notes.Signer) -> bytes:
    """The promise as a note signed by the promise key."""
    if signer.name != key_name(promise.origin):
        raise notes.NoteError(f"{signer.name} makes no promises for {promise.origin}")
    return notes.sign(promise.text(), signer)


def verified(note: bytes, key: notes.Key) -> Promise:
    """The promise in a note that the promise key signed; notes.NoteError otherwise."""
    promise = parse(notes.verified(note, key).text)
    if key_name(promise.origin) != key.name:
        raise notes.NoteError(f"{key.name} promised for another log: {promise.origin}")
    return promise
