"""Links that carry their own proof: a purpose, an id, and a signature that cannot be forged."""

import base64
import hmac
import struct
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings

_HEAD_SIZE = 20  # bytes: a uuid and a time
_MAC_SIZE = 16  # bytes: 128 bits cannot be guessed


class BadTokenError(Exception):
    """The token was not made here, or for another purpose."""


@dataclass(frozen=True)
class Token:
    id: uuid.UUID
    made_at: datetime
    extra: bytes

    def is_older_than(self, age: timedelta, *, at: datetime) -> bool:
        return at - self.made_at > age


def make(purpose: str, id_: uuid.UUID, *, at: datetime, extra: bytes = b"") -> str:
    """URL-safe text: 16 bytes of id, 4 of time (seconds), `extra`, 16 of HMAC-SHA-256."""
    body = id_.bytes + struct.pack(">I", int(at.timestamp())) + extra
    return (
        base64.urlsafe_b64encode(body + seal(purpose, body, str(settings.SECRET_KEY)))
        .rstrip(b"=")
        .decode()
    )


def read(purpose: str, text: str) -> Token:
    """What was put in. Raises BadTokenError. Survives a rotated key (SECRET_KEY_FALLBACKS)."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, UnicodeError) as error:
        raise BadTokenError(purpose) from error
    body, mac = raw[:-_MAC_SIZE], raw[-_MAC_SIZE:]
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    if len(body) < _HEAD_SIZE or not any(
        hmac.compare_digest(seal(purpose, body, k), mac) for k in keys
    ):
        raise BadTokenError(purpose)
    seconds = struct.unpack(">I", body[16:20])[0]
    made_at = datetime.fromtimestamp(seconds, UTC)
    return Token(id=uuid.UUID(bytes=body[:16]), made_at=made_at, extra=body[20:])


def seal(purpose: str, body: bytes, key: str) -> bytes:
    """16 bytes of HMAC-SHA-256 over the purpose, a NUL and the body."""
    made = _begun(purpose, key).copy()
    made.update(body)
    return made.digest()[:_MAC_SIZE]


@lru_cache(maxsize=256)
def _begun(purpose: str, key: str) -> hmac.HMAC:
    return hmac.new(key.encode(), purpose.encode() + b"\0", "sha256")
