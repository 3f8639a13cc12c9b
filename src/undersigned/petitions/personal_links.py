"""The link in a mailing by which a known supporter signs at once, without another email."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from undersigned.lib import tokens

_PURPOSE = "personal"
_AGE = timedelta(days=90)


@dataclass(frozen=True)
class Personal:
    supporter_uuid: uuid.UUID
    mailing_uuid: uuid.UUID


def make(supporter_uuid: uuid.UUID, mailing_uuid: uuid.UUID, at: datetime) -> str:
    """The token; the address is /<campaign>/s/<token>/."""
    return tokens.make(_PURPOSE, supporter_uuid, at=at, extra=mailing_uuid.bytes)


def read(text: str, *, at: datetime) -> Personal | None:
    """Whose link it is and of which mailing; None when it is none of ours or too old."""
    try:
        token = tokens.read(_PURPOSE, text)
    except tokens.BadTokenError:
        return None
    if token.is_older_than(_AGE, at=at):
        return None
    return Personal(token.id, uuid.UUID(bytes=token.extra))
