"""Presses the button that mail programs show (RFC 8058), as they do: whether it arrives here.

A proxy that redirects, asks for a sign-in or takes no POST breaks unsubscribing, unseen by
whoever only opens the page; large providers then hold back the mail of everybody.
"""

import http.client
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from undersigned.lib import tokens
from undersigned.mailings import rendering, visiting
from undersigned.outbox.sender_domain import Trouble

ARRIVED = "The press arrived. It was a trial and unsubscribed nobody."
_NOBODY = uuid.UUID(int=0)
_SECONDS = 5.0
_OK = 200
_BODY = "List-Unsubscribe=One-Click"
_HEAD = {
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "Undersigned one-click check",
}


def is_trial(token: str) -> bool:
    """Whether an unsubscribe link is the one that `look` presses: it names nobody."""
    try:
        return tokens.read(rendering.UNSUBSCRIBE, token).id == _NOBODY
    except tokens.BadTokenError:
        return False


def look() -> Iterator[Trouble]:
    """What stands in the way of a press. Asks this installation by its public address."""
    remedy = _("Let whoever runs the server pass POST requests to /unsubscribe/ on to us.")
    if not settings.BASE_URL.startswith("https://"):
        yield Trouble(
            _("Mail programs press “unsubscribe” over https alone, and our address is %(url)s.")
            % {"url": settings.BASE_URL},
            _("Whoever runs the server puts HTTPS before it, and corrects BASE_URL."),
            blocks=False,
        )
    try:
        status, moved, said = _press()
    except (OSError, http.client.HTTPException, ValueError) as error:
        _verdict, reason = visiting.without_answer(error)
        why = str(reason.words) % {"host": urlsplit(settings.BASE_URL).hostname}
        yield Trouble(
            _("It was not seen whether “unsubscribe” of mail programs arrives: %(why)s.")
            % {"why": why},
            _("Our own address is not reached from this server. Send yourself a test email and "
              "press the button."), blocks=False,
        )  # fmt: skip
        return
    if moved:
        what = _("“Unsubscribe” of mail programs is sent on to %(url)s, where they do not go.")
        yield Trouble(what % {"url": moved[:200]}, remedy)
    elif status != _OK or said != ARRIVED:
        what = _("“Unsubscribe” of mail programs does not arrive: the answer was %(status)s.")
        yield Trouble(what % {"status": status}, remedy)


def _press() -> tuple[int, str, str]:
    """The status, where it sends, and the beginning of the answer."""
    parts = urlsplit(rendering.unsubscribe_url(_NOBODY, at=timezone.now()))
    kinds = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}
    connection = kinds[parts.scheme](parts.netloc, timeout=_SECONDS)
    try:
        connection.request("POST", parts.path, body=_BODY, headers=_HEAD)
        answer = connection.getresponse()
        said = answer.read(len(ARRIVED) + 1).decode("utf-8", "replace")
        return answer.status, answer.getheader("Location") or "", said
    finally:
        connection.close()
