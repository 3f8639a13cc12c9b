"""The bytes of one mailing to one person."""

import re
import uuid
from datetime import datetime
from email.utils import format_datetime

from django.conf import settings

from undersigned.lib import mime
from undersigned.mailings.models import Mailing
from undersigned.mailings.rendering import Person, Rendered


def compose(
    mailing: Mailing,
    person: Person,
    rendered: Rendered,
    *,
    at: datetime,
    listed: bool = True,
) -> bytes:
    """The message as it goes over the wire. Raises mime.WrongHeaderError."""
    lines = [
        mime.line("From", mime.mailbox("From", mailing.from_name, mailing.from_address)),
        mime.line("To", mime.address("To", person.email)),
        mime.line("Subject", mime.encoded("Subject", rendered.subject)),
        mime.line("Date", format_datetime(at)),
        mime.line("Message-ID", message_id(mailing.uuid, person.recipient)),
    ]
    if mailing.reply_to:
        lines.append(mime.line("Reply-To", mime.address("Reply-To", mailing.reply_to)))
    if listed:
        lines += _list_headers(mailing, rendered)
    return mime.message(
        lines, text=rendered.text, html=rendered.html, boundary=f"=_{person.recipient.hex}"
    )


def message_id(mailing: uuid.UUID, recipient: uuid.UUID) -> str:
    """Determined by mailing and recipient, so that a repeat is recognised as one."""
    return f"<{mailing.hex}.{recipient.hex}@{settings.HOSTNAME}>"


def _list_headers(mailing: Mailing, rendered: Rendered) -> list[str]:
    organisation = mailing.organisation
    off = mime.safe("List-Unsubscribe", rendered.unsubscribe_url)
    listed = f"<{organisation.slug}.{settings.HOSTNAME}>"
    return [
        # On one unfolded line each (RFC 8058), however long.
        mime.line("List-Unsubscribe", f"<{off}>"),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        mime.line("List-Id", f"{mime.encoded('List-Id', _phrase(organisation.name))} {listed}"),
        "Precedence: bulk",
    ]


def _phrase(name: str) -> str:
    """A display name that is safe before an angle bracket."""
    return name if not name.isascii() else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
