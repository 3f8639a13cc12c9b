"""Seals openings, a key a row, and opens them again: to destroy the key is to erase the row."""

import base64
import json
import os
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from undersigned.ledger import commitments

RULES = 1  # the version of the rules that make an address canonical
_KEY_BYTES = 32
_NONCE = bytes(12)  # each key seals one row, once


class LostError(LookupError):
    """The opening is gone, or its key is: erased, or lost with a backup."""


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What a signature's leaf hides. The three of the person are in their canonical form."""

    s1: bytes
    s2: bytes
    tag: bytes
    email: str
    name: str
    locality: str
    consent: str = ""
    rules: int = RULES

    @cached_property
    def identity(self) -> bytes:
        return commitments.identity(
            s2=self.s2, email=self.email, name=self.name, locality=self.locality
        )

    @cached_property
    def commitment(self) -> bytes:
        return commitments.commitment(s1=self.s1, tag=self.tag, identity=self.identity)


def make(*, tag: bytes, email: str, name: str, locality: str, consent: str = "") -> Secrets:
    """With new random parts."""
    return Secrets(
        s1=os.urandom(commitments.SECRET_BYTES), s2=os.urandom(commitments.SECRET_BYTES),
        tag=tag, email=email, name=name, locality=locality, consent=consent,
    )  # fmt: skip


def seal(secrets: Secrets) -> tuple[bytes, bytes]:
    """The sealed row and its key. It opens only beside the leaf that it belongs to."""
    content = {
        "s1": _text(secrets.s1), "s2": _text(secrets.s2), "t": _text(secrets.tag),
        "e": _text(secrets.identity), "email": secrets.email, "name": secrets.name,
        "locality": secrets.locality, "consent": secrets.consent, "rules": secrets.rules,
    }  # fmt: skip
    key = os.urandom(_KEY_BYTES)
    data = json.dumps(content, ensure_ascii=False).encode()
    return AESGCM(key).encrypt(_NONCE, data, secrets.commitment), key


def unseal(sealed: bytes, *, key: bytes, commitment: bytes) -> Secrets:
    """Raises LostError."""
    try:
        content = json.loads(AESGCM(key).decrypt(_NONCE, sealed, commitment))
    except InvalidTag as error:
        raise LostError from error
    s1, s2, tag = (base64.b64decode(content[name]) for name in ("s1", "s2", "t"))
    return Secrets(
        s1=s1, s2=s2, tag=tag, email=content["email"], name=content["name"],
        locality=content["locality"], consent=content["consent"], rules=content["rules"],
    )  # fmt: skip


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
