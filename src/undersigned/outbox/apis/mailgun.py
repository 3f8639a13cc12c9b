"""Mailgun: takes our own bytes; signs its webhooks (HMAC-SHA-256 of a time and a token)."""

import json
import time
from typing import Any

from anymail.backends.mailgun import EmailBackend, MailgunPayload
from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from django.core.mail import EmailMessage
from django.http import HttpRequest

from undersigned.outbox.apis.provider import Api, Provider, Said, metadata
from undersigned.outbox.items import Item

_SIGNED_SECONDS = 86_400  # Mailgun tries a webhook again for eight hours


class _Mime(EmailMessage):
    """`mime` goes as it is; the rest is what the API asks for beside it."""

    mime: bytes
    metadata: dict[str, str]
    track_clicks = track_opens = False  # what is counted is counted here


class _Payload(MailgunPayload):  # type: ignore[misc]  # anymail has no types
    """`messages.mime` instead of parts of which Mailgun would make a message of its own."""

    def get_api_endpoint(self) -> str:
        return f"{super().get_api_endpoint()}.mime"

    def get_request_params(self, api_url: str) -> dict[str, Any]:
        params: dict[str, Any] = super().get_request_params(api_url)
        options = ("o:", "v:")
        params["data"] = {
            name: value
            for name, value in self.data.items()
            if name == "to" or name.startswith(options)
        }
        params["files"] = {"message": ("message.eml", self.message.mime)}
        return params


class _Backend(EmailBackend):  # type: ignore[misc]  # anymail has no types
    def build_message_payload(self, message: _Mime, defaults: dict[str, object]) -> _Payload:
        return _Payload(message, defaults, self)


class _Webhook(MailgunTrackingWebhookView):  # type: ignore[misc]  # anymail has no types
    def validate_request(self, request: HttpRequest) -> None:
        """Beside anymail's check: the signature is young, for it does not cover the body."""
        signed_at = float(json.loads(request.body)["signature"]["timestamp"])
        if abs(time.time() - signed_at) > _SIGNED_SECONDS:
            raise AnymailWebhookValidationFailure("a Mailgun webhook was signed long ago")


def _backend(api: Api, timeout: tuple[float, float]) -> _Backend:
    return _Backend(
        api_key=api.key, sender_domain=api.place, api_url=f"{api.url}/v3", timeout=timeout
    )


def _message(item: Item, _api: Api) -> _Mime:
    message = _Mime(from_email=item.sender, to=[item.to])
    message.mime, message.metadata = item.data, metadata(item)
    return message


def _webhook(api: Api) -> _Webhook:
    return _Webhook(webhook_signing_key=api.secret)


def _said(event: dict[str, Any]) -> Said:
    answer = event["event-data"].get("delivery-status") or {}
    code = answer.get("code")
    return Said(
        status=str(answer.get("enhanced-code") or ""),
        code=code if isinstance(code, int) and code > 0 else None,
    )


PROVIDER = Provider(backend=_backend, message=_message, webhook=_webhook, said=_said)
