"""The addresses in a petition's emails: opaque, with nothing of the person in them."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from undersigned.lib import tokens

CONFIRM, THANKS, SIGNED = "confirm", "thanks", "signed"
CONFIRM_AGE = timedelta(days=7)


def confirm(slug: str, signature: uuid.UUID, *, at: datetime) -> str:
    return _link("petitions:confirm", slug, tokens.make(CONFIRM, signature, at=at))


def thanks_path(slug: str, signature: uuid.UUID, *, at: datetime) -> str:
    return reverse("petitions:thanks", args=[slug, tokens.make(THANKS, signature, at=at)])


def signed(supporter: uuid.UUID, *, at: datetime) -> str:
    """'What I signed': all signatures of that person, each with its withdrawing."""
    return settings.BASE_URL + reverse(
        "petitions:signed", args=[tokens.make(SIGNED, supporter, at=at)]
    )


def no_more(supporter: uuid.UUID, *, at: datetime) -> str:
    """Unsubscribing of a signer, without sign-in; the mail program's one click too."""
    return settings.BASE_URL + reverse(
        "petitions:unsubscribe", args=[tokens.make(SIGNED, supporter, at=at)]
    )


def campaign(slug: str) -> str:
    return f"{settings.BASE_URL}/{slug}/"


def resend(slug: str) -> str:
    return settings.BASE_URL + reverse("petitions:resend", args=[slug])


def _link(name: str, slug: str, token: str) -> str:
    return settings.BASE_URL + reverse(name, args=[slug, token])


def campaign_path(slug: str) -> str:
    return f"/{slug}/"


def check_path(slug: str) -> str:
    return f"/{slug}/check-your-email/"  # not by reverse(): a rush asks for thousands a second
