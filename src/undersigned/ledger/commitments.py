"""What binds a leaf to a person without naming one: text hash, identity, tag, commitment.

secrets = s1, s2 = os.urandom(32), os.urandom(32)         # of the signer
e = identity(s2=s2, email=canonical_email, name=name, locality=postal_code)
t = tag(key=k_p, petition=uuid, email=canonical_email)
c = commitment(s1=s1, tag=t, identity=e)                  # goes into the leaf
"""

import hashlib
import hmac
import unicodedata
import uuid

from undersigned.ledger.leaves import FORMAT

SECRET_BYTES = 32


class CommitmentError(ValueError):
    """A value that the format cannot hold: a line break in a name, a short secret."""


def _domain(purpose: str) -> bytes:
    return f"{FORMAT} {purpose}\n".encode("ascii")


def _secret(secret: bytes) -> bytes:
    if len(secret) != SECRET_BYTES:
        raise CommitmentError(f"a secret or hash has {SECRET_BYTES} bytes, not {len(secret)}")
    return secret


def line(text: str) -> str:
    """A name, place or address as one line: NFC, one space for each run of white space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _line(text: str) -> bytes:
    if line(text) != text:
        raise CommitmentError(f"pass it through commitments.line first: {text!r}")
    return text.encode("utf-8") + b"\n"


def _paragraphs(text: str) -> str:
    unbroken = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", unbroken).strip()


def canonical_text(*, title: str, body: str, target: str) -> bytes:
    """A petition's words as they are hashed: NFC, LF, trimmed."""
    words = f"{_paragraphs(title)}\n\n{_paragraphs(body)}\n\nTo: {_paragraphs(target)}\n"
    return words.encode("utf-8")


def text_hash(canonical: bytes) -> bytes:
    """Line `h` of a petition leaf: the hash of canonical_text(...)."""
    return hashlib.sha256(_domain("text") + canonical).digest()


def identity(*, s2: bytes, email: str, name: str, locality: str) -> bytes:
    """E, the hash of who signed; `email` canonical, all three as line() gives them."""
    who = _line(email) + _line(name) + _line(locality)
    return hashlib.sha256(_domain("id") + _secret(s2) + who).digest()


def tag(*, key: bytes, petition: uuid.UUID, email: str) -> bytes:
    """T, equal for equal addresses under one petition; `key` is the petition's secret."""
    what = _domain("tag") + _line(str(petition)) + _line(email)
    return hmac.new(_secret(key), what, hashlib.sha256).digest()


def commitment(*, s1: bytes, tag: bytes, identity: bytes) -> bytes:
    """C, line `c` of a sign leaf: hides T and E, and is bound to both."""
    parts = _secret(s1) + _secret(tag) + _secret(identity)
    return hashlib.sha256(_domain("commit") + parts).digest()


def paper_commitment(*, s1: bytes, manifest_hash: bytes) -> bytes:
    """Line `c` of a paper leaf: hides and binds the manifest of what was carried over."""
    parts = _secret(s1) + _secret(manifest_hash)
    return hashlib.sha256(_domain("paper") + parts).digest()
