"""When a form was drawn, signed: a robot that replays one form for days is noticed."""

from datetime import datetime, timedelta
from uuid import UUID

from undersigned.lib import tokens

_PURPOSE = "form"
_OLDEST = timedelta(days=7)
_QUICKEST = timedelta(seconds=2)
_STEP = 60  # the same page for a minute, so that caches and ETags hold


def make(petition: UUID, *, at: datetime) -> str:
    drawn = datetime.fromtimestamp(at.timestamp() // _STEP * _STEP, at.tzinfo)
    return tokens.make(_PURPOSE, petition, at=drawn)


def is_good(text: str, petition: UUID, *, at: datetime) -> bool:
    """Whether we drew that petition's form within the last week, and not just this moment."""
    try:
        token = tokens.read(_PURPOSE, text)
    except tokens.BadTokenError:
        return False
    return token.id == petition and _QUICKEST <= at - token.made_at <= _OLDEST
