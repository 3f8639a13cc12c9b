"""What the tests of signing need: a form as a browser sends it, and the clock's work."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.ledger import making
from undersigned.campaigns.models import Campaign
from undersigned.outbox.models import Message
from undersigned.petitions import publishing, signing, stamps, texting


def typed(campaign: Campaign, **values: Any) -> dict[str, Any]:
    """Luis Ortega's form, drawn ten minutes ago."""
    drawn = timezone.now() - timedelta(minutes=10)
    return {
        "given_name": "Luis",
        "family_name": "Ortega",
        "email": "luis.ortega@example.org",
        "postal_code": "43004",
        "country": "US",
        "asked": campaign.petition.consent,
        "stamp": stamps.make(campaign.petition.uuid, at=drawn),
        **values,
    }


def sign(campaign: Campaign, client: Client | None = None, **values: Any) -> Any:
    """Posts the form and lets the worker fold it."""
    answer = (client or Client()).post(f"/{campaign.slug}/sign", typed(campaign, **values))
    fold()
    return answer


def fold(at: datetime | None = None) -> None:
    at = at or timezone.now()
    signing.fold_due(at=at)
    making.sequence(at=at)
    texting.open_due(at=at)
    publishing.publish_due(at=at)


def emails(to: str = "luis.ortega@example.org") -> list[Message]:
    return list(Message.objects.filter(to_address=to).order_by("id"))


def link(message: Message, part: str) -> str:
    """The path of the link in an email that holds this part."""
    found = [word for word in message.text.split() if f"/{part}/" in word]
    return found[0].removeprefix("http://localhost:8000")


def confirm_newest(to: str = "luis.ortega@example.org") -> Any:
    asked = [message for message in emails(to) if "/confirm/" in message.text]
    return Client().post(link(asked[-1], "confirm"))
