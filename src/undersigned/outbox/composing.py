"""Makes the bytes of a message: headers, text, HTML."""

from email.utils import format_datetime

from django.conf import settings

from undersigned.lib import mime
from undersigned.outbox import return_path
from undersigned.outbox.models import Message
from undersigned.outbox.return_path import About


def compose(message: Message) -> bytes:
    """The message as it goes over the wire: CRLF, 7 bit, lines within the limit.

    The Message-ID is the row's, so that a repeat is recognised as one. Raises ValueError for an
    address that cannot stand in a header.
    """
    lines = [
        mime.line("From", mime.mailbox("From", message.from_name, message.from_address)),
        mime.line("To", mime.address("To", message.to_address)),
        mime.line("Subject", mime.encoded("Subject", message.subject)),
        mime.line("Date", format_datetime(message.queued_at)),
        mime.line("Message-ID", f"<{message.uuid}@{settings.HOSTNAME}>"),
        mime.line(return_path.HEADER, return_path.token(About.LETTER, message.uuid)),
    ]
    if message.reply_to:
        lines.append(mime.line("Reply-To", mime.address("Reply-To", message.reply_to)))
    if "Auto-Submitted" not in message.headers:
        lines.append("Auto-Submitted: auto-generated")  # no out-of-office answers, please
    lines += [
        # On one unfolded line each (RFC 8058), however long.
        mime.line(
            name, mime.safe(name, value) if value.isascii() else mime.encoded(name, value)
        )
        for name, value in message.headers.items()
    ]
    return mime.message(
        lines, text=message.text, html=message.html, boundary=f"=_{message.uuid.hex}"
    )
