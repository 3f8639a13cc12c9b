"""The addresses in a petition's emails: opaque, with nothing of the person in them.

Those that each signer gets are not made by reverse(), which a rush would feel.
"""

import base64
import json
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from undersigned.ledger import sealing
from undersigned.lib import tokens
from undersigned.petitions.models import Petition

CONFIRM, THANKS, SIGNED, RECEIPT = "confirm", "thanks", "signed", "receipt"
CONFIRM_AGE = timedelta(days=7)


def confirm(slug: str, signature: uuid.UUID, *, at: datetime) -> str:
    return f"{campaign(slug)}confirm/{tokens.make(CONFIRM, signature, at=at)}/"


def thanks_path(slug: str, signature: uuid.UUID, *, at: datetime) -> str:
    return f"/{slug}/thanks/{tokens.make(THANKS, signature, at=at)}/"


def signed(supporter: uuid.UUID, *, at: datetime) -> str:
    """'What I signed': all signatures of that person, each with its withdrawing."""
    return f"{settings.BASE_URL}/signed/{tokens.make(SIGNED, supporter, at=at)}/"


def no_more(supporter: uuid.UUID, *, at: datetime) -> str:
    """Unsubscribing of a signer, without sign-in; the mail program's one click too."""
    return settings.BASE_URL + reverse(
        "petitions:unsubscribe", args=[tokens.make(SIGNED, supporter, at=at)]
    )


def receipt(
    petition: Petition, signature: uuid.UUID, secrets: sealing.Secrets, *, at: datetime
) -> str:
    """What opens the leaf stands behind '#': a browser keeps it, no server is sent it."""
    page = settings.BASE_URL + receipt_path(petition.campaign.slug, signature, at=at)
    return f"{page}#{opening(secrets)}"


def receipt_path(slug: str, signature: uuid.UUID, *, at: datetime) -> str:
    return f"/{slug}/receipt/{tokens.make(RECEIPT, signature, at=at)}/"


def opening(secrets: sealing.Secrets) -> str:
    """Base64url of JSON: who signed, and the three secrets of the leaf."""
    parts = {
        "email": secrets.email, "name": secrets.name, "locality": secrets.locality,
        "extra": base64.b64encode(secrets.s1 + secrets.s2 + secrets.tag).decode("ascii"),
    }  # fmt: skip
    content = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def campaign(slug: str) -> str:
    return f"{settings.BASE_URL}/{slug}/"


def resend(slug: str) -> str:
    return settings.BASE_URL + reverse("petitions:resend", args=[slug])


def campaign_path(slug: str) -> str:
    return f"/{slug}/"


def check_path(slug: str, *, late: bool = False) -> str:
    return f"/{slug}/check-your-email/later/" if late else f"/{slug}/check-your-email/"
