"""Puts letters in the queue, in the transaction of what gave rise to them."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from undersigned.lib import bulk, leasing
from undersigned.outbox.models import Message

# These may come twice after a crash: a second one does no harm, a missing one does.
REPEATABLE_KINDS = frozenset({"confirmation", "thanks", "account"})

_FORBIDDEN = re.compile(r"[\r\n\0]")  # they would begin another header


class WrongLetterError(ValueError):
    """A letter that cannot be sent as it is; names the part, never the value."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One email to one address. A line break in a header raises WrongLetterError.

    `transactional` says that the person just asked for it: suppression does not hold it back.
    `dedup_key` queues it once, however often it is asked for; it needs none where a locked row
    says already that this is the first time.
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
    """Writes one row a letter, in the caller's transaction. A known dedup_key adds nothing.

    Without a key they are copied, which costs PostgreSQL half: a rush is made of such.
    """
    at = at or leasing.now()
    plain = [_row(letter, at=at) for letter in letters if not letter.dedup_key]
    keyed = [_row(letter, at=at) for letter in letters if letter.dedup_key]
    if plain:
        bulk.insert(Message, _COLUMNS, plain)
    if keyed:
        bulk.insert(Message, _COLUMNS, keyed, ignore_conflicts=True)


_COLUMNS = (
    "uuid", "organisation", "kind", "transactional", "repeatable", "to_address", "from_name",
    "from_address", "reply_to", "subject", "text", "html", "headers", "dedup_key", "state",
    "queued_at", "not_before", "attempts", "reply",
)  # fmt: skip


def _row(letter: Letter, *, at: datetime) -> bulk.Row:
    return (
        uuid.uuid4(), letter.organisation_id, letter.kind, letter.transactional,
        letter.kind in REPEATABLE_KINDS, letter.to, letter.from_name, letter.from_address,
        letter.reply_to, letter.subject, letter.text, letter.html, dict(letter.headers),
        letter.dedup_key, Message.State.WAITING.value, at, letter.not_before or at, 0, "",
    )  # fmt: skip


def _refuse_breaks(name: str, value: str) -> None:
    if _FORBIDDEN.search(value):
        raise WrongLetterError(f"{name} holds a line break or a NUL, which no header may")
