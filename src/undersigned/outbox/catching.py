"""The demo's mail: caught in a table instead of sent, and shown on this machine alone."""

import re
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy

from undersigned.lib import leasing
from undersigned.outbox.items import Item
from undersigned.outbox.models import CaughtMessage
from undersigned.outbox.outcomes import Delivered, Outcome

_LINK = re.compile(r"https?://[^\s<>\"'\]]+")


class Catcher:
    """Takes every message, like a relay that never refuses."""

    connections = 100  # as many stand ready as a fast relay would take

    def __init__(self) -> None:
        self._queue: deque[Item] = deque()
        self._ready: list[Item] = []
        self._done: list[tuple[Item, Outcome]] = []

    def waiting(self) -> int:
        return len(self._queue)

    def submit(self, items: Sequence[Item], *, first: bool) -> None:
        """In the order in which they come, whoever waits for them."""
        del first
        self._queue.extend(items)

    def step(self, seconds: float) -> tuple[list[Item], list[tuple[Item, Outcome]]]:
        """All at once; without work it rests so long."""
        while self._queue:
            item = self._queue.popleft()
            outcome = item.source.compose(item)
            if outcome is None:
                self._ready.append(item)
            else:
                self._done.append((item, outcome))
        if not (self._ready or self._done):
            time.sleep(seconds)
        ready, self._ready = self._ready, []
        done, self._done = self._done, []
        return ready, done

    def go(self, item: Item) -> None:
        CaughtMessage.objects.create(
            at=leasing.now(), envelope_from=item.sender, to_address=item.to, data=item.data,
            never_leaves=item.never_leaves,
        )  # fmt: skip
        self._done.append((item, Delivered(reply="caught by the demo")))

    def withdraw(self, item: Item) -> None:
        """No connection has it."""

    def recall(self) -> list[Item]:
        left = list(self._queue)
        self._queue.clear()
        return left

    def wake(self) -> None:
        """A step without work ends soon by itself."""

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
