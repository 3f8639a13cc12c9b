"""The demo's mail: caught in a table instead of sent, and shown on this machine alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy

from undersigned.lib import leasing
from undersigned.outbox.models import CaughtMessage
from undersigned.outbox.outcomes import Delivered, Outcome

_LINK = re.compile(r"https?://[^\s<>\"'\]]+")


class CatchingConnection:
    """Takes every message, like a relay that never refuses."""

    def deliver(
        self, *, envelope_from: str, to: str, data: bytes, before_data: Callable[[], None],
        never_leaves: bool,
    ) -> Outcome:  # fmt: skip
        before_data()
        CaughtMessage.objects.create(
            at=leasing.now(), envelope_from=envelope_from, to_address=to, data=data,
            never_leaves=never_leaves,
        )  # fmt: skip
        return Delivered(reply="caught by the demo")

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A caught message, taken apart."""

    id: int
    at: datetime
    to: str
    sender: str
    subject: str
    text: str
    html: str
    headers: list[tuple[str, str]]
    links: list[str]
    never_leaves: bool


def open_message(row: CaughtMessage) -> Opened:
    mail = message_from_bytes(bytes(row.data), policy=policy)
    text, html = _part(mail, "plain"), _part(mail, "html")
    return Opened(
        id=row.pk,
        at=row.at,
        to=row.to_address,
        sender=str(mail["From"] or row.envelope_from),
        subject=str(mail["Subject"] or ""),
        text=text,
        html=html,
        headers=[(name, str(value)) for name, value in mail.items()],
        links=_links(text or html),
        never_leaves=row.never_leaves,
    )


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return "" if body is None else str(body.get_content())


def _links(text: str) -> list[str]:
    """Every address in it once, in order; the full stop after one is no part of it."""
    found = (link.rstrip(".,;:!?)").replace("&amp;", "&") for link in _LINK.findall(text))
    return list(dict.fromkeys(found))
