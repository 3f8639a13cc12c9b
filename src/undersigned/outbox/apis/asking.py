"""One call of a provider's API: the message goes, and the answer is put in terms of SMTP."""

import logging
import ssl
from collections.abc import Callable
from typing import Any, Final

from anymail.backends.base_requests import AnymailRequestsBackend
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMessage
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from undersigned.outbox.outcomes import Delivered, Outcome, Refused, Uncertain

_SHOWN = 500
_TAKEN: Final = {"sent", "queued"}
# Of an answer with this status nothing is known: it came from a server before the provider's.
_UNKNOWN: Final = (502, 504)
_ACCOUNT: Final = (401, 402, 403, 404)  # a wrong key, an unpaid bill, a domain it does not know
_OUT_OF_CREDITS = 405  # Postmark's ErrorCode, with HTTP 422
_TOO_MANY, _LATER, _CONFLICT, _TOO_EARLY, _TOO_LARGE = 429, 408, 409, 425, 413
_SUCCESS, _REDIRECT, _SERVER = 200, 300, 500
_SURELY_NOT_SENT = (NewConnectionError, ConnectTimeoutError, ssl.SSLCertVerificationError)

logger = logging.getLogger(__name__)


def ask(backend: AnymailRequestsBackend, make: Callable[[], EmailMessage]) -> Outcome:
    """Never raises: what nobody foresaw is uncertain, and never sent again by itself."""
    try:
        message = make()
        backend.send_messages([message])
    except AnymailRecipientsRefused as error:
        return _not_wanted(550, _words(error.response))
    except AnymailAPIError as error:
        return _no_answer(error) if error.response is None else _answered(error.response)
    except AnymailError as error:  # nothing was sent: the message cannot be made
        return Refused(553, permanent=True, stage="compose", reply=type(error).__name__)
    except Exception as error:
        logger.exception("a call of the mail provider's API ended in a fault")
        return Uncertain(type(error).__name__)
    return _of_statuses(message.anymail_status)  # type: ignore[attr-defined]  # anymail's


def _of_statuses(found: Any) -> Outcome:  # noqa: ANN401  anymail has no types
    """The library takes an address that it does not find again in the answer for no refusal."""
    return Delivered() if found.status & _TAKEN else _answered(found.esp_response)


def _answered(response: Any) -> Outcome:  # noqa: ANN401  requests has no types
    status, words = response.status_code, _words(response)
    if _SUCCESS <= status < _REDIRECT or status in _UNKNOWN:
        return Uncertain(f"HTTP {status}: {words}")
    if status in _ACCOUNT or _said(response).get("ErrorCode") == _OUT_OF_CREDITS:
        return Refused(535, permanent=False, stage="auth", reply=words)
    if status == _TOO_MANY:
        return Refused(421, permanent=False, stage="limit", reply=words)
    if status >= _SERVER or status in (_LATER, _CONFLICT, _TOO_EARLY):
        return Refused(451, permanent=False, stage="content", reply=words)
    return _not_wanted(552 if status == _TOO_LARGE else 554, words)


def _not_wanted(code: int, words: str) -> Refused:
    """Of whom it speaks is not sure: it fails for that person, who stays on the list."""
    return Refused(code, permanent=True, stage="mail", reply=words)


def _no_answer(error: BaseException) -> Outcome:
    words = type(error.__cause__ or error).__name__
    if any(isinstance(cause, _SURELY_NOT_SENT) for cause in _causes(error)):
        return Refused(421, permanent=False, stage="connect", reply=words)
    return Uncertain(words)


def _causes(error: BaseException) -> list[BaseException]:
    """It, and all that it came of."""
    found, left = [], [error]
    while left:
        one = left.pop()
        found.append(one)
        more = (one.__cause__, one.__context__)
        left += [cause for cause in more if cause is not None and cause not in found]
    return found


def _words(response: Any) -> str:  # noqa: ANN401  requests has no types
    """The provider's own: what its answer calls message, else the answer."""
    said = _said(response)
    return str(said.get("message") or said.get("Message") or response.text)[:_SHOWN]


def _said(response: Any) -> dict[str, Any]:  # noqa: ANN401  requests has no types
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
