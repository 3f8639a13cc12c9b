"""DKIM signatures (RFC 6376, RFC 8463), for those whose relay does not sign.

A key a sending domain, in `secrets/dkim/DOMAIN/` of the data folder, by `undersigned dkim`.
rsa-sha256, relaxed/relaxed, no l=; From is signed once more than it stands there, so that no
second one can be added. An Ed25519 signature stands beside it where there is such a key.
"""

import base64
import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings

ON = "sign"  # the file that says: the record is published, sign
_SIGNED = frozenset({
    b"from", b"reply-to", b"to", b"subject", b"date", b"message-id", b"mime-version",
    b"content-type", b"content-transfer-encoding", b"auto-submitted", b"list-unsubscribe",
    b"list-unsubscribe-post", b"list-id", b"feedback-id", b"precedence",
})  # fmt: skip
_BLANKS = re.compile(rb"[ \t]+")
_FOLDS = re.compile(rb"\r\n(?=[ \t])")
_KNOWN_SECONDS = 10.0  # how long a sender believes what it read of the folder
_WIDTH, _FOLD = 72, "\r\n "


@dataclass(frozen=True)
class Key:
    domain: str
    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey

    @property
    def algorithm(self) -> str:
        return "rsa" if isinstance(self.private, RSAPrivateKey) else "ed25519"

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(hashlib.sha256(data).digest())


def folder(domain: str) -> Path:
    return Path(settings.DATA) / "secrets" / "dkim" / domain


def signed(data: bytes, *, sender: str) -> bytes:
    """With a signature for each key of the sender's domain; as it is without one."""
    keys = keys_now(sender.rpartition("@")[2].lower())
    if not keys:
        return data
    return b"".join([*signatures(data, keys, at=int(time.time())), data])


def keys_now(domain: str) -> Sequence[Key]:
    """Those that mail of the domain is signed with now: none where a provider's API signs."""
    if settings.MAIL_API is not None:
        return ()
    return keys_for(domain, now=time.monotonic())


def keys_for(domain: str, *, now: float) -> Sequence[Key]:
    """Those of the domain, or of the nearest one above it that has some."""
    return _known(domain, str(settings.DATA), int(now / _KNOWN_SECONDS))


@lru_cache(maxsize=64)
def _known(domain: str, _data: str, _turn: int) -> tuple[Key, ...]:
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        above = ".".join(labels[start:])
        if (folder(above) / ON).exists():
            return tuple(read(above))
    return ()


def read(domain: str) -> list[Key]:
    """All keys of the domain, RSA first."""
    found = []
    for path in sorted(folder(domain).glob("*.pem")):
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
            raise TypeError(f"{path} is no key that signs email")
        found.append(Key(domain, path.stem, private))
    return sorted(found, key=lambda key: key.algorithm != "rsa")


def signatures(data: bytes, keys: Sequence[Key], *, at: int) -> list[bytes]:
    """A header a key, each with its line break."""
    head, _, body = data.partition(b"\r\n\r\n")
    fields = [_relaxed(field) for field in _FOLDS.sub(b"", head).split(b"\r\n")]
    chosen = [(name, value) for name, value in fields if name in _SIGNED]
    names = b":".join([name for name, _value in chosen] + [b"from"]).decode("ascii")
    # Signed from the last to the first of a name (RFC 6376, 5.4.2): each stands once here.
    canonical = b"".join(b"%b:%b\r\n" % field for field in chosen)
    hashed = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode("ascii")
    return [_header(key, names, canonical, hashed, at) for key in keys]


def _header(key: Key, names: str, canonical: bytes, hashed: str, at: int) -> bytes:
    tags = (
        f"v=1; a={key.algorithm}-sha256; c=relaxed/relaxed; d={key.domain}; s={key.selector};"
        f" t={at}; h={names}; bh={hashed}; b="
    )
    made = key.sign(canonical + b"dkim-signature:" + tags.encode("ascii"))
    encoded = base64.b64encode(made).decode("ascii")
    pieces = [encoded[start : start + _WIDTH] for start in range(0, len(encoded), _WIDTH)]
    folded = re.sub(r"; (?=h=|bh=|b=)", ";\r\n ", tags)
    return f"DKIM-Signature: {folded}{_FOLD.join(pieces)}\r\n".encode("ascii")


@lru_cache(maxsize=256)
def _relaxed(field: bytes) -> tuple[bytes, bytes]:
    """Most fields of a mailing's emails are the same."""
    name, _, value = field.partition(b":")
    return name.strip().lower(), _BLANKS.sub(b" ", value).strip()


def _relaxed_body(body: bytes) -> bytes:
    """By `replace`, which passes over what is not there: an expression takes 400 us for it."""
    body = body.replace(b"\t", b" ")
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    body = body.replace(b" \r\n", b"\r\n").rstrip(b"\r\n")
    return body + b"\r\n" if body else b""
