"""Django's email goes into the queue like every letter: sign-in codes, password resets."""

from collections.abc import Iterable, Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from undersigned.outbox import queueing


class QueueingBackend(BaseEmailBackend):
    """EMAIL_BACKEND: a row in the caller's transaction, sent by the worker."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [letter for message in email_messages for letter in _letters(message)]
        queueing.queue(letters)
        return len(email_messages)


def _letters(message: EmailMessage) -> Iterable[queueing.Letter]:
    name, address = parseaddr(message.from_email)
    for to in message.recipients():
        yield queueing.Letter(
            organisation_id=None,
            to=parseaddr(to)[1],
            subject=str(message.subject),
            text=str(message.body),
            html=_html(message),
            from_name=name,
            from_address=address,
            reply_to=parseaddr(message.reply_to[0])[1] if message.reply_to else "",
            headers={str(key): str(value) for key, value in message.extra_headers.items()},
            kind="account",
        )


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    found = [part[0] for part in message.alternatives if part[1] == "text/html"]
    return str(found[0]) if found else ""
