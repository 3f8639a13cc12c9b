"""What a provider's webhook tells, after its signature was checked: it is kept as a return.

The library would give each event to whoever listens to its signal. Nobody listens here: its
view is asked for its events, and they are kept in one statement, as reports that came by mail.
"""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from anymail.exceptions import AnymailError
from anymail.signals import AnymailTrackingEvent, EventType
from anymail.webhooks.base import AnymailBaseWebhookView
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from undersigned.outbox import return_path
from undersigned.outbox.apis import known
from undersigned.outbox.apis.provider import TOKEN, Api, Said
from undersigned.outbox.models import Return
from undersigned.outbox.return_path import Named
from undersigned.outbox.returns import reading, recording
from undersigned.outbox.returns.kinds import BLOCKS, Kind
from undersigned.outbox.returns.recording import Came

_FAILURES = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)
_WRONG = (
    AnymailError, ImproperlyConfigured, ValueError, KeyError, TypeError, AttributeError,
    RecursionError, OverflowError,
)  # fmt: skip

logger = logging.getLogger(__name__)


class ForgedError(Exception):
    """It is not signed by the provider."""


class UnreadableError(Exception):
    """It is signed, but no event that we know."""


def take(request: HttpRequest, api: Api, *, at: datetime) -> int:
    """Keeps what it tells, once however often it is told; how much of it is about our mail.

    Raises ForgedError and UnreadableError.
    """
    view = _checked(request, api)
    try:
        events = view.parse_events(request)
        came = [one for event in events if (one := _came(event, api, at=at))]
    except _WRONG as error:
        logger.warning("a webhook of the mail provider is unreadable: %s", type(error).__name__)
        raise UnreadableError(type(error).__name__) from error
    recording.record(came, at=at)
    return sum(one.named is not None for one in came)


def _checked(request: HttpRequest, api: Api) -> AnymailBaseWebhookView:
    if request.content_type != "application/json":
        raise ForgedError("not JSON")  # the older forms, which nobody posts any more
    try:
        view = known.provider(api).webhook(api)
        view.run_validators(request)
    except _WRONG as error:
        raise ForgedError(type(error).__name__) from error
    return view


def _came(event: AnymailTrackingEvent, api: Api, *, at: datetime) -> Came | None:
    """None for what is no failure, such as 'delivered', and for what was forgotten long ago."""
    said = known.provider(api).said(event.esp_event)
    report = reading.answer(
        str(event.mta_response or ""),
        to=str(event.recipient or ""), status=said.status, code=said.code,
    )  # fmt: skip
    kind = _kind(event, said, answered=report.kind)
    if kind is None or (event.timestamp and event.timestamp < at - recording.KEPT):
        return None
    words = report.words or reading.without_addresses(str(event.description or ""))
    named = _named(event)
    what = named.uuid if named else event.event_id
    key = f"webhook {api.provider} {what} {kind} {event.timestamp}"
    report = replace(report, kind=kind, words=words)
    return Came(report=report, named=named, key=key, by=Return.CameBy.WEBHOOK)


def _named(event: AnymailTrackingEvent) -> Named | None:
    """By the token that went with the message; nobody can make one without our key."""
    metadata: Any = event.metadata
    token = metadata.get(TOKEN) if isinstance(metadata, dict) else None
    return return_path.read(token.encode()) if isinstance(token, str) else None


def _kind(event: AnymailTrackingEvent, said: Said, *, answered: Kind) -> Kind | None:
    """The class of the server's answer; the provider's own verdict where that is unclear.

    A provider's 'hard' or 'soft' gives way to an answer that says 'full' or 'not trusted'.
    """
    if event.event_type == EventType.UNSUBSCRIBED:
        return Kind.LEFT
    if event.event_type == EventType.COMPLAINED:
        return said.kind or Kind.COMPLAINT
    if event.event_type not in _FAILURES:
        return None
    gives_way = said.kind in (Kind.HARD, Kind.TEMPORARY) and answered in (Kind.FULL, *BLOCKS)
    return answered if said.kind is None or gives_way else said.kind
