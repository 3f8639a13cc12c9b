"""Puts letters in the queue, in the transaction of what gave rise to them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from undersigned.lib import bulk, leasing
from undersigned.outbox.models import Message

# These may come twice after a crash: a second one does no harm, a missing one does.
REPEATABLE_KINDS = frozenset({"confirmation", "account"})

_FORBIDDEN = re.compile(r"[\r\n\0]")  # they would begin another header


class WrongLetterError(ValueError):
    """A letter that cannot be sent as it is; names the part, never the value."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One email to one address. A line break in a header raises WrongLetterError.

    `transactional` says that the person just asked for it: suppression does not hold it back.
    `dedup_key` queues it once, however often it is asked for.
    """

    organisation_id: int | None
    to: str
    subject: str
    text: str
    from_name: str
    from_address: str
    kind: str
    html: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    not_before: datetime | None = None
    dedup_key: str = ""
    transactional: bool = True

    def __post_init__(self) -> None:
        for name in ("to", "subject", "from_name", "from_address", "reply_to"):
            _refuse_breaks(name, getattr(self, name))
        for name, value in self.headers.items():
            _refuse_breaks("a header's name", name)
            _refuse_breaks(name, value)
        for name in ("to", "from_address"):
            if "@" not in getattr(self, name):
                raise WrongLetterError(f"{name} is not an email address")


def queue(letters: Sequence[Letter], *, at: datetime | None = None) -> None:
    """Writes one row a letter, in the caller's transaction. A known dedup_key adds nothing."""
    at = at or leasing.now()
    messages = [_row(letter, at=at) for letter in letters]
    bulk.insert_all([one for one in messages if not one.dedup_key])
    once = [one for one in messages if one.dedup_key]
    bulk.insert_all(once, ignore_conflicts=True)


def _row(letter: Letter, *, at: datetime) -> Message:
    return Message(
        organisation_id=letter.organisation_id,
        kind=letter.kind,
        transactional=letter.transactional,
        repeatable=letter.kind in REPEATABLE_KINDS,
        to_address=letter.to,
        from_name=letter.from_name,
        from_address=letter.from_address,
        reply_to=letter.reply_to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers=dict(letter.headers),
        dedup_key=letter.dedup_key,
        queued_at=at,
        not_before=letter.not_before or at,
    )


def _refuse_breaks(name: str, value: str) -> None:
    if _FORBIDDEN.search(value):
        raise WrongLetterError(f"{name} holds a line break or a NUL, which no header may")
