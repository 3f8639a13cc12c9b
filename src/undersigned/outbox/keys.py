"""Makes the keys that sign email, and tells what to publish in the DNS."""

import base64
import os
import re
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from undersigned.outbox import signing
from undersigned.outbox.signing import Key

RSA, ED25519 = "undersigned-rsa", "undersigned-ed25519"  # selectors
_BITS = 2048
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


class WrongDomainError(ValueError):
    """What was typed is no domain."""


@dataclass(frozen=True)
class Record:
    """One TXT record of the DNS."""

    name: str
    value: str


def make(domain: str, *, with_ed25519: bool) -> list[Key]:
    """The keys of the domain; those that are there stay. Raises WrongDomainError."""
    if not _DOMAIN.fullmatch(domain):
        raise WrongDomainError(domain)
    folder = signing.folder(domain)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    have = {key.selector for key in signing.read(domain)}
    if RSA not in have:
        _write(domain, RSA, rsa.generate_private_key(public_exponent=65537, key_size=_BITS))
    if with_ed25519 and ED25519 not in have:
        _write(domain, ED25519, ed25519.Ed25519PrivateKey.generate())
    return signing.read(domain)


def switch(domain: str, *, on: bool) -> None:
    """Whether mail of the domain is signed: once its record is published, not before."""
    mark = signing.folder(domain) / signing.ON
    if on:
        mark.touch(mode=0o600)
    else:
        mark.unlink(missing_ok=True)


def is_on(domain: str) -> bool:
    return (signing.folder(domain) / signing.ON).exists()


def record(key: Key) -> Record:
    public = key.private.public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    else:
        raw = public.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    encoded = base64.b64encode(raw).decode("ascii")
    return Record(
        f"{key.selector}._domainkey.{key.domain}", f"v=DKIM1; k={key.algorithm}; p={encoded}"
    )


def _write(
    domain: str, selector: str, private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
) -> None:
    data = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )  # fmt: skip
    path = signing.folder(domain) / f"{selector}.pem"
    draft = path.with_suffix(".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
