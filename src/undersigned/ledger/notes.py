"""C2SP signed notes: a text, and under it the signatures of named keys.

    signer = notes.Signer.from_seed("petitions.example.org/log", seed)
    note = notes.sign(text, signer)               # bytes
    key = notes.Key.parse(vkey)                   # or signer.key
    text = notes.verified(note, key).text         # or notes.NoteError

Signers are Ed25519 (type 0x01). Keys of witnesses (0x04, a cosignature with its time) are
read and checked as well; lines of unknown keys, ML-DSA-44 (0x06) among them, are passed over.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519, COSIGNATURE = 0x01, 0x04
MOST_BYTES = 64 * 1024
MOST_SIGNATURES = 100
_NAME = r"[^\s+\x00-\x1f\x7f]+"
_LINE = re.compile(rf"— ({_NAME}) ([A-Za-z0-9+/]+={{0,2}})")
_VKEY = re.compile(rf"({_NAME})\+([0-9a-f]{{8}})\+([A-Za-z0-9+/]+={{0,2}})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_ED25519_BYTES, _TIME_BYTES, _ID_BYTES, _KEY_BYTES = 64, 8, 4, 32


class NoteError(ValueError):
    """Not a signed note, or not signed by the key that was asked for."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key with its name; `kind` is the signature's type."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that say which key made a signature."""
        named = self.name.encode("utf-8") + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:_ID_BYTES]

    def vkey(self) -> str:
        """The key as a line of text that the public pins."""
        encoded = base64.b64encode(bytes([self.kind]) + self.public).decode("ascii")
        return f"{self.name}+{self.id.hex()}+{encoded}"

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """The key of such a line; NoteError where its parts contradict each other."""
        found = _VKEY.fullmatch(vkey)
        blob = _decode(found[3]) if found else b""
        if found is None or len(blob) != 1 + _KEY_BYTES:
            raise NoteError(f"not a public key of a log: {vkey[:200]!r}")
        key = cls(found[1], blob[0], blob[1:])
        if key.kind not in (ED25519, COSIGNATURE) or key.id.hex() != found[2]:
            raise NoteError(f"not a public key of a log that we know: {vkey[:200]!r}")
        return key


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note: whose, by which key, and what is behind the key's id."""

    name: str
    id: bytes
    blob: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was read; nothing is checked yet."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """The signer of these 32 secret bytes; NoteError for a name that a note cannot hold."""
        if not re.fullmatch(_NAME, name):
            raise NoteError(f"a key's name has no spaces and no plus: {name!r}")
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def key(self) -> Key:
        return Key(self.name, ED25519, self.private.public_key().public_bytes_raw())


def sign(text: str, *signers: Signer) -> bytes:
    """The note: the text (which ends in a line feed) signed by each signer."""
    _check_text(text)
    lines = [_line(signer.key, signer.private.sign(text.encode("utf-8"))) for signer in signers]
    return f"{text}\n{''.join(lines)}".encode()


def _line(key: Key, blob: bytes) -> str:
    return f"— {key.name} {base64.b64encode(key.id + blob).decode('ascii')}\n"


def parse(note: bytes) -> Note:
    """The parts of a note, read strictly; NoteError where it is none."""
    if len(note) > MOST_BYTES:
        raise NoteError(f"a note of {len(note)} bytes is longer than {MOST_BYTES}")
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("the note is not UTF-8") from error
    body, found, tail = whole.rpartition("\n\n")
    if not found or not tail.endswith("\n"):
        raise NoteError("the note has no signatures")
    text, lines = f"{body}\n", tail[:-1].split("\n")
    _check_text(text)
    if len(lines) > MOST_SIGNATURES:
        raise NoteError(f"the note has more than {MOST_SIGNATURES} signatures")
    return Note(text, tuple(_signature(line) for line in lines))


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise NoteError("a note's text ends in a line feed and has no control characters")


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    blob = _decode(found[2]) if found else b""
    if found is None or len(blob) <= _ID_BYTES:
        raise NoteError(f"not a signature: {line[:200]!r}")
    return Signature(found[1], blob[:_ID_BYTES], blob[_ID_BYTES:])


def _decode(text: str) -> bytes:
    """Bytes of base64, where it is written in the one right way; else none."""
    try:
        blob = base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
    return blob if base64.b64encode(blob).decode("ascii") == text else b""


def verified(note: bytes, key: Key) -> Note:
    """The note, signed by this key; NoteError where it is not."""
    parsed = parse(note)
    check(parsed, key)
    return parsed


def check(note: Note, key: Key) -> int | None:
    """Returns when the key signed the note: for a witness the time (POSIX) it signed at."""
    found = [line for line in note.signatures if (line.name, line.id) == (key.name, key.id)]
    if len(found) != 1:
        raise NoteError(f"the note has {len(found)} signatures of {key.name}, not one")
    blob, text = found[0].blob, note.text.encode("utf-8")
    at = None
    if key.kind == COSIGNATURE:
        at = int.from_bytes(blob[:_TIME_BYTES], "big")
        blob, text = blob[_TIME_BYTES:], f"cosignature/v1\ntime {at}\n".encode("ascii") + text
    if len(blob) != _ED25519_BYTES:
        raise NoteError(f"the signature of {key.name} has {len(blob)} bytes")
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(blob, text)
    except InvalidSignature as error:
        raise NoteError(f"the signature of {key.name} is not right") from error
    return at
