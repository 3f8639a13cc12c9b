"""One-time sign-in links, made on the machine itself for a person's first sign-in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from undersigned.accounts.models import SignInLink, User

LINK_LASTS = timedelta(days=3)


def make_link(user: User, at: datetime) -> str:
    """The address at which this person can sign in once, within three days.

    Only the token's hash is kept. The page shows a button on GET and signs in on POST.
    """
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        user=user, token_hash=hash_of(token), at=at, expires=at + LINK_LASTS
    )
    return settings.BASE_URL + reverse("accounts:sign_in_link", args=[token])


def usable(token: str, *, at: datetime) -> bool:
    """Whether the link would still sign somebody in; changes nothing."""
    return SignInLink.objects.filter(
        token_hash=hash_of(token), used_at=None, expires__gt=at, user__is_active=True
    ).exists()


@transaction.atomic
def use(token: str, *, at: datetime) -> User | None:
    """The person to sign in, once; None for a link that is wrong, used or too old."""
    links = SignInLink.objects.filter(token_hash=hash_of(token))
    if not links.filter(used_at=None, expires__gt=at).update(used_at=at):
        return None
    user = links.select_related("user").get().user
    return user if user.is_active else None


def hash_of(token: str) -> str:
    """What is kept of a token: nobody who reads the database can make the link again."""
    return hashlib.sha256(token.encode()).hexdigest()
