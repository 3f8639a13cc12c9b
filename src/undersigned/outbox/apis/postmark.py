"""Postmark: makes the message of our parts; its webhooks carry a user and a password."""

import re
from email import message_from_bytes
from email.message import EmailMessage as Mail
from email.policy import default as policy
from typing import Any

from anymail.backends.postmark import EmailBackend
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.core.mail import EmailMultiAlternatives

from undersigned.outbox.apis.provider import Api, Provider, Said, metadata
from undersigned.outbox.items import Item
from undersigned.outbox.returns.kinds import Kind

_BROADCAST = "broadcast"  # the stream for mail to many, as Postmark names it in a new server
# What stands in fields of the API, what it makes by itself.
_ITS_OWN = frozenset({
    "from", "to", "subject", "reply-to", "date", "mime-version", "content-type",
    "content-transfer-encoding",
})  # fmt: skip
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_KINDS = {
    # https://postmarkapp.com/developer/api/bounce-api#bounce-types
    "HardBounce": Kind.HARD,
    "BadEmailAddress": Kind.HARD,
    "SoftBounce": Kind.TEMPORARY,
    "Blocked": Kind.BLOCKED,
    "SpamNotification": Kind.BLOCKED,  # a server took it for spam: nobody complained
    "DMARCPolicy": Kind.BLOCKED,
    "VirusNotification": Kind.CONTENT,
    "SpamComplaint": Kind.COMPLAINT,
    "ManualSuppression": Kind.LEFT,
    "ManuallyDeactivated": Kind.OTHER,
}


class _Message(EmailMultiAlternatives):
    metadata: dict[str, str]
    esp_extra: dict[str, str]
    track_clicks = track_opens = False  # what is counted is counted here


def _backend(api: Api, timeout: tuple[float, float]) -> EmailBackend:
    return EmailBackend(server_token=api.key, api_url=api.url, timeout=timeout)


def _message(item: Item, api: Api) -> _Message:
    """The parts of what we made, its Message-ID and its headers of lists among them."""
    mail = message_from_bytes(item.data, policy=policy)
    headers = {
        name: _FOLD.sub("", value)
        for name, value in mail.raw_items()
        if name.lower() not in _ITS_OWN
    }
    message = _Message(
        subject=str(mail["Subject"]),
        body=_part(mail, "plain"),
        from_email=str(mail["From"]),
        to=[item.to],
        reply_to=[str(mail["Reply-To"])] if mail["Reply-To"] else None,
        headers=headers | {"X-PM-KeepID": "true"},  # the Message-ID stays ours
    )
    if html := _part(mail, "html"):
        message.attach_alternative(html, "text/html")
    message.metadata = metadata(item)
    if "List-Unsubscribe" in mail:
        message.esp_extra = {"MessageStream": api.place or _BROADCAST}
    return message


def _part(mail: Mail, kind: str) -> str:
    body = mail.get_body((kind,))
    return "" if body is None else str(body.get_content())


def _webhook(api: Api) -> PostmarkTrackingWebhookView:
    return PostmarkTrackingWebhookView(webhook_secret=api.secret)


def _said(event: dict[str, Any]) -> Said:
    return Said(kind=_KINDS.get(str(event.get("Type") or event.get("SuppressionReason"))))


PROVIDER = Provider(backend=_backend, message=_message, webhook=_webhook, said=_said)
