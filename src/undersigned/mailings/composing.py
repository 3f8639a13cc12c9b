"""The bytes of one mailing to one person, from a skeleton that is made once a mailing."""

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

from django.conf import settings

from undersigned.lib import mime
from undersigned.mailings import merging, precoding, rendering
from undersigned.mailings.bodies import Condition
from undersigned.mailings.models import Mailing
from undersigned.mailings.rendering import Person, Prepared, Rendered
from undersigned.outbox import return_path
from undersigned.outbox.return_path import About


class Composer:
    """What is the same for everybody is encoded once. `signing` may add a DKIM signature."""

    def __init__(self, mailing: Mailing, prepared: Prepared) -> None:
        self._prepared = prepared
        self._mailing = mailing.uuid
        self._fixed = "\r\n".join(_sender(mailing) + _list_headers(mailing))
        self._text = precoding.compile_(prepared.text, html=False)
        self._html = precoding.compile_(prepared.html, html=True)
        self.fields = frozenset(slot.field for slot in prepared.slots)  # that it shows
        self._subject: str | None = None
        if _is_the_same_for_all(prepared.subject):
            self._subject = mime.encoded("Subject", " ".join(prepared.subject.split()))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self._prepared.conditions

    def compose(self, person: Person, *, at: float) -> bytes:
        """As it goes; `at` in seconds since 1970. Raises mime.WrongHeaderError."""
        values = rendering.values(self._prepared, person)
        off = mime.safe("List-Unsubscribe", values["unsubscribe"])
        head = [
            self._fixed,
            mime.line("To", mime.address("To", person.email)),
            f"Subject: {self._subject or self._subject_for(values)}",
            f"Date: {_date(int(at))}",
            f"Message-ID: {message_id(self._mailing, person.recipient)}",
            f"List-Unsubscribe: <{off}>",  # on one unfolded line (RFC 8058), however long
            f"{return_path.HEADER}: {return_path.token(About.RECIPIENT, person.recipient)}",
        ]
        text, html = self._text.fill(values), self._html.fill(values)
        return mime.assembled(head, text=text, html=html, boundary=f"=_{self._mailing.hex}")

    def _subject_for(self, values: Mapping[str, str]) -> str:
        return mime.encoded("Subject", rendering.subject(self._prepared, values))


def _is_the_same_for_all(source: str) -> bool:
    return merging.OPEN not in source


def compose(
    mailing: Mailing, person: Person, rendered: Rendered, *, at: datetime, listed: bool = True
) -> bytes:
    """One message by itself. Raises mime.WrongHeaderError."""
    lines = [
        *_sender(mailing),
        mime.line("To", mime.address("To", person.email)),
        mime.line("Subject", mime.encoded("Subject", rendered.subject)),
        mime.line("Date", _date(int(at.timestamp()))),
        mime.line("Message-ID", message_id(mailing.uuid, person.recipient)),
    ]
    if listed:
        lines += _list_headers(mailing)
        off = mime.safe("List-Unsubscribe", rendered.unsubscribe_url)
        lines.append(mime.line("List-Unsubscribe", f"<{off}>"))
    return mime.message(
        lines, text=rendered.text, html=rendered.html, boundary=f"=_{person.recipient.hex}"
    )


def message_id(mailing: uuid.UUID, recipient: uuid.UUID) -> str:
    """Determined by mailing and recipient, so that a repeat is recognised as one."""
    return f"<{mailing.hex}.{recipient.hex}@{settings.HOSTNAME}>"


@lru_cache(maxsize=4)
def _date(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC))


def _sender(mailing: Mailing) -> list[str]:
    lines = [mime.line("From", mime.mailbox("From", mailing.from_name, mailing.from_address))]
    if mailing.reply_to:
        lines.append(mime.line("Reply-To", mime.address("Reply-To", mailing.reply_to)))
    return lines


def _list_headers(mailing: Mailing) -> list[str]:
    """All that is the same for everybody."""
    organisation = mailing.organisation
    listed = f"<{organisation.slug}.{settings.HOSTNAME}>"
    feedback = (
        mailing.uuid.hex[:15],
        mailing.kind,
        organisation.slug,
        organisation.uuid.hex[:15],
    )
    return [
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        mime.line("List-Id", f"{mime.encoded('List-Id', _phrase(organisation.name))} {listed}"),
        # Complaints are counted by these at the large providers; none of them names a person.
        mime.line("Feedback-ID", ":".join(feedback)),
        "Precedence: bulk",
    ]


def _phrase(name: str) -> str:
    """A display name that is safe before an angle bracket."""
    return name if not name.isascii() else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
