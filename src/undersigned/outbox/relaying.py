"""The conversation with an SMTP relay, on one connection that is kept for the next message."""

import contextlib
import re
import smtplib
import ssl
import time
from collections.abc import Callable

from undersigned.lib import faults
from undersigned.outbox.outcomes import Delivered, Outcome, Refused, Uncertain

TIMEOUT_SECONDS = 30.0
_IDLE_SECONDS = 20.0  # a connection that rested longer is asked whether it still lives
_LEADING_DOT = re.compile(rb"(?m)^\.")
_OK, _GO_ON, _UNAVAILABLE, _PERMANENT = 250, 354, 421, 500

# What a broken conversation raises: the socket's errors, time-outs among them, and smtplib's.
_BROKEN = (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException)


class _StageError(Exception):
    """The conversation ended before the message's turn: it is about the connection."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.stage)
        self.refused = refused


class RelayConnection:
    """For one thread. Connects when first needed; after any trouble it starts afresh."""

    def __init__(
        self, *, host: str, port: int, user: str, password: str, security: str,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:  # fmt: skip
        self._host, self._port = host, port
        self._user, self._password = user, password
        self._security = security
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None
        self._used_at = 0.0

    def deliver(
        self, *, envelope_from: str, to: str, data: bytes, before_data: Callable[[], None],
        never_leaves: bool = False,
    ) -> Outcome:  # fmt: skip
        """Hands one message over. `before_data` is called when the relay has taken sender and
        recipient, just before the content goes; what it raises stops the message and is raised.
        """
        if never_leaves:
            reply = "mail of a demonstration does not leave by a relay"
            return Refused(550, permanent=True, stage="mail", reply=reply)
        try:
            smtp = self._ready()
            refused = _envelope(smtp, envelope_from, to, data)
        except _StageError as error:
            return error.refused
        except _BROKEN as error:
            self._drop()
            return Refused(_UNAVAILABLE, permanent=False, stage="mail", reply=_words(error))
        if refused:
            self._begin_again()
            return refused
        try:
            before_data()
        except BaseException:
            self._begin_again()
            raise
        return self._content(smtp, data)

    def close(self) -> None:
        """Says goodbye; safe to call at any time."""
        if self._smtp is not None:
            with contextlib.suppress(*_BROKEN):
                self._smtp.quit()
        self._drop()

    def _content(self, smtp: smtplib.SMTP, data: bytes) -> Outcome:
        faults.point("outbox.before_data")
        try:
            code, reply = smtp.docmd("DATA")
        except _BROKEN as error:  # no content was sent, so nothing can have been taken
            self._drop()
            return Refused(_UNAVAILABLE, permanent=False, stage="data", reply=_words(error))
        if code != _GO_ON:
            self._begin_again()
            return _refusal("data", code, reply)
        try:
            smtp.send(_LEADING_DOT.sub(b"..", data).rstrip(b"\r\n") + b"\r\n.\r\n")
            faults.point("outbox.after_content")
            code, reply = smtp.getreply()
        except _BROKEN as error:
            self._drop()
            return Uncertain(_words(error))
        faults.point("outbox.after_answer")
        self._used_at = time.monotonic()
        if code == _OK:
            return Delivered(code, _text(reply))
        self._begin_again()
        return _refusal("content", code, reply)

    def _ready(self) -> smtplib.SMTP:
        if self._smtp is not None and time.monotonic() - self._used_at > _IDLE_SECONDS:
            self._begin_again()
        if self._smtp is None:
            self._smtp = self._connect()
        self._used_at = time.monotonic()
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        stage = "connect"
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._open()
            smtp.ehlo_or_helo_if_needed()
            if self._security == "starttls":
                stage = "starttls"
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self._user:
                stage = "auth"
                smtp.login(self._user, self._password)
        except (*_BROKEN, smtplib.SMTPException) as error:
            if smtp is not None:
                smtp.close()
            code = getattr(error, "smtp_code", _UNAVAILABLE)
            refused = Refused(code, permanent=False, stage=stage, reply=_words(error))
            raise _StageError(refused) from error
        return smtp

    def _open(self) -> smtplib.SMTP:
        if self._security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._timeout, context=context
            )
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout)

    def _begin_again(self) -> None:
        """Clears the envelope; a relay that does not answer is left."""
        if self._smtp is None:
            return
        try:
            code, _reply = self._smtp.rset()
        except _BROKEN:
            code = _UNAVAILABLE
        if code != _OK:
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def _envelope(smtp: smtplib.SMTP, sender: str, to: str, data: bytes) -> Refused | None:
    options = [] if data.isascii() or not smtp.has_extn("8bitmime") else ["BODY=8BITMIME"]
    if not (sender + to).isascii():
        if not smtp.has_extn("smtputf8"):
            why = "the relay takes no address with letters beyond ASCII"
            return Refused(553, permanent=True, stage="rcpt", reply=why)
        options.append("SMTPUTF8")
        smtp.command_encoding = "utf-8"
    reply: bytes | str
    code, reply = smtp.mail(sender, options)
    if code != _OK:
        return _refusal("mail", code, reply)
    code, reply = smtp.rcpt(to)
    return None if code in (_OK, 251) else _refusal("rcpt", code, reply)


def _refusal(stage: str, code: int, reply: bytes | str) -> Refused:
    return Refused(code, permanent=code >= _PERMANENT, stage=stage, reply=_text(reply))


def _text(reply: bytes | str) -> str:
    words = reply.decode("utf-8", errors="replace") if isinstance(reply, bytes) else reply
    return words[:500]


def _words(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _text(error.smtp_error)
    return f"{type(error).__name__}: {error}"[:500]
