"""The bytes of one mailing to one person: headers by hand, parts quoted-printable, CRLF."""

import binascii
import re
import uuid
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

from django.conf import settings

from undersigned.mailings.models import Mailing
from undersigned.mailings.rendering import Person, Rendered

_FORBIDDEN = re.compile(r"[\r\n\0]")
_BREAKS = re.compile(r"\r\n|\r|\n")


class WrongHeaderError(ValueError):
    """A value that no header may hold; names the header, never the value."""


def compose(
    mailing: Mailing,
    person: Person,
    rendered: Rendered,
    *,
    at: datetime,
    listed: bool = True,
) -> bytes:
    """The message as it goes over the wire. Raises WrongHeaderError."""
    boundary = f"=_{person.recipient.hex}"
    lines = [
        _line("From", _mailbox("From", mailing.from_name, mailing.from_address)),
        _line("To", _address("To", person.email)),
        _line("Subject", _encoded("Subject", rendered.subject)),
        _line("Date", format_datetime(at)),
        _line("Message-ID", message_id(mailing.uuid, person.recipient)),
    ]
    if mailing.reply_to:
        lines.append(_line("Reply-To", _address("Reply-To", mailing.reply_to)))
    if listed:
        lines += _list_headers(mailing, rendered)
    lines += [
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
        "",
    ]
    head = "\r\n".join(lines).encode("ascii") + b"\r\n"
    mark = f"--{boundary}".encode("ascii")
    parts = (_part("plain", rendered.text), _part("html", rendered.html))
    return head + b"".join(mark + b"\r\n" + part for part in parts) + mark + b"--\r\n"


def message_id(mailing: uuid.UUID, recipient: uuid.UUID) -> str:
    """Determined by mailing and recipient, so that a repeat is recognised as one."""
    return f"<{mailing.hex}.{recipient.hex}@{settings.HOSTNAME}>"


def _list_headers(mailing: Mailing, rendered: Rendered) -> list[str]:
    organisation = mailing.organisation
    listed = f"<{organisation.slug}.{settings.HOSTNAME}>"
    return [
        # On one unfolded line each (RFC 8058), however long.
        _line("List-Unsubscribe", f"<{_safe('List-Unsubscribe', rendered.unsubscribe_url)}>"),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        _line("List-Id", f"{_encoded('List-Id', _phrase(organisation.name))} {listed}"),
        "Precedence: bulk",
    ]


def _phrase(name: str) -> str:
    """A display name that is safe before an angle bracket."""
    return name if not name.isascii() else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'


def _line(name: str, value: str) -> str:
    return f"{name}: {value}"


def _safe(name: str, value: str) -> str:
    if _FORBIDDEN.search(value):
        raise WrongHeaderError(f"{name} holds a line break or a NUL, which no header may")
    return value


def _encoded(name: str, value: str) -> str:
    """ASCII as it is, folded; else encoded words of at most 75 characters."""
    charset = "us-ascii" if value.isascii() else "utf-8"
    header = Header(_safe(name, value), charset, header_name=name, maxlinelen=75)
    return header.encode(linesep="\r\n")


def _mailbox(name: str, words: str, address: str) -> str:
    plain = _address(name, address)
    if not words:
        return plain
    if words.isascii():
        return formataddr((_safe(name, words), plain))
    return f"{_encoded(name, words)} <{plain}>"


def _address(name: str, address: str) -> str:
    local, _at, domain = _safe(name, address).rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise WrongHeaderError(f"{name} has no valid domain") from error
    if not local or not domain or not local.isascii() or re.search(r"[\s<>,;]", local):
        raise WrongHeaderError(f"{name} is no address that can be mailed")
    return f"{local}@{domain}"


def _part(kind: str, words: str) -> bytes:
    # b2a_qp breaks soft lines with CRLF only where the input has CRLF: so it always has.
    body = binascii.b2a_qp(
        (_BREAKS.sub("\r\n", words).rstrip() + "\r\n").encode("utf-8"), istext=True
    )
    head = (
        f"Content-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode("ascii") + body
