"""What is particular to a provider, beside what anymail knows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anymail.backends.base_requests import AnymailRequestsBackend
from anymail.webhooks.base import AnymailBaseWebhookView
from django.core.mail import EmailMessage

from undersigned.outbox import return_path
from undersigned.outbox.items import Item
from undersigned.outbox.returns.kinds import Kind

TOKEN = "token"  # noqa: S105  the metadata by which an event names its message
Api = Any  # config.mail_api.MailApi, a room above us


def metadata(item: Item) -> dict[str, str]:
    """What comes back with each event: our signed token, which names no person."""
    named = item.named
    return {TOKEN: return_path.token(named.about, named.uuid)} if named else {}


@dataclass(frozen=True)
class Said:
    """What an event says beside anymail's reading: codes, and the provider's own verdict."""

    status: str = ""
    code: int | None = None
    kind: Kind | None = None


@dataclass(frozen=True, kw_only=True)
class Provider:
    """`backend` opens no connection; a thread at a time has it. `timeout` is of its calls."""

    backend: Callable[[Api, tuple[float, float]], AnymailRequestsBackend]
    message: Callable[[Item, Api], EmailMessage]
    webhook: Callable[[Api], AnymailBaseWebhookView]
    said: Callable[[dict[str, Any]], Said]
