"""Makes the bytes of a message: headers, text, HTML."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings

from undersigned.outbox.models import Message


def compose(message: Message) -> bytes:
    """The message as it goes over the wire: CRLF, 7 bit, lines within the limit.

    The Message-ID is the row's, so that a repeat is recognised as one. Raises ValueError for an
    address that cannot stand in a header.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(message.from_name, message.from_address)
    mail["To"] = _address("", message.to_address)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.queued_at)
    mail["Message-ID"] = f"<{message.uuid}@{settings.HOSTNAME}>"
    if message.reply_to:
        mail["Reply-To"] = _address("", message.reply_to)
    if "Auto-Submitted" not in message.headers:
        mail["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
    for name, value in message.headers.items():
        mail[name] = value
    mail.set_content(message.text, cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("the address has no valid domain") from error
    return Address(name, local, domain)
