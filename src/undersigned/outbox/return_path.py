"""The address that undeliverable mail comes back to: one a message, signed, naming no person.

The envelope sender of a message (VERP) is `LOCAL+TOKEN@DOMAIN`, where LOCAL@DOMAIN is
UNDERSIGNED_RETURN_PATH. The token is 25 bytes in base32 (40 letters, for mail servers do not
keep capitals): what it is about, a uuid, and 8 bytes of HMAC-SHA-256. It stands in the header
X-Message-Token too, because a complaint shows headers and no envelope.
"""

import base64
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from undersigned.lib import tokens

HEADER = "X-Message-Token"
_LETTERS, _MAC_SIZE = 40, 8
_TOKEN = re.compile(rb"(?<![A-Za-z0-9])[A-Za-z2-7]{40}(?![A-Za-z0-9])")
_MOST = 50  # looked at in one mail: what comes back holds one or two


class About(Enum):
    """Whose row the uuid is."""

    LETTER = b"l"  # outbox.Message: mail to one person
    RECIPIENT = b"r"  # mailings.Recipient: one address of a mailing


@dataclass(frozen=True)
class Named:
    """What a token names."""

    about: About
    uuid: UUID


def envelope_from(about: About, uuid: UUID, *, otherwise: str) -> str:
    """The sender for the envelope; `otherwise` where no return path is set."""
    if not settings.RETURN_PATH:
        return otherwise
    local, _at, domain = settings.RETURN_PATH.rpartition("@")
    return f"{local}+{token(about, uuid)}@{domain}"


def token(about: About, uuid: UUID) -> str:
    return _sealed(about.value + uuid.bytes, str(settings.SECRET_KEY))


@lru_cache(maxsize=16)
def _sealed(body: bytes, key: str) -> str:
    """A message needs it twice, in its header and in its envelope."""
    return base64.b32encode(body + _mac(body, key)).decode("ascii").lower()


def read(text: bytes) -> Named | None:
    """What a token of ours names; None for any other text. Survives a rotated key."""
    try:
        raw = base64.b32decode(text.upper())
    except ValueError:
        return None
    body, mac = raw[:-_MAC_SIZE], raw[-_MAC_SIZE:]
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    if not any(hmac.compare_digest(_mac(body, key), mac) for key in keys):
        return None
    try:
        return Named(About(body[:1]), UUID(bytes=body[1:]))
    except ValueError:  # signed with the key, but not by this module
        return None


def found_in(data: bytes) -> Named | None:
    """The first token of ours that stands anywhere in a mail that came back."""
    return next((named for text in _candidates(data) if (named := read(text))), None)


def _candidates(data: bytes) -> Iterator[bytes]:
    for number, match in enumerate(_TOKEN.finditer(data)):
        if number == _MOST:
            return
        yield match[0]


def _mac(body: bytes, key: str) -> bytes:
    return tokens.seal("return-path", body, key)[:_MAC_SIZE]
