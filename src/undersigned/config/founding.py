"""The first member of an organisation: who sets up the installation."""

import itertools
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.text import slugify

from undersigned.accounts.models import Membership, Role, User
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation
from undersigned.organisations.reserved import is_reserved


def found(*, email: str, organisation: str, at: datetime) -> User:
    """Makes the person an owner of the organisation; both are made if not there."""
    with transaction.atomic():
        ours = _organisation(organisation, at=at)
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            user = User.objects.create_user(email)
        membership, is_new = Membership.objects.get_or_create(
            organisation=ours, user=user, defaults={"role": Role.OWNER, "since": at}
        )
        if not is_new:
            Membership.objects.filter(pk=membership.pk).update(role=Role.OWNER)
        auditing.record(
            organisation_id=ours.pk,
            at=at,
            by=auditing.COMMAND_LINE,
            verb="made owner",
            subject=(user.email, f"member:{user.pk}"),
        )
    return user


def _organisation(name: str, *, at: datetime) -> Organisation:
    found = Organisation.objects.filter(name=name).first()
    return found or Organisation.objects.create(name=name, slug=_slug(name), created_at=at)


def _slug(name: str) -> str:
    wanted = slugify(name)[:50] or "organisation"
    taken = set(
        Organisation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
    )
    return next(slug for slug in _slugs(wanted) if slug not in taken)


def _slugs(wanted: str) -> Iterator[str]:
    yield from () if is_reserved(wanted) else (wanted,)
    yield from (f"{wanted}-{number}" for number in itertools.count(2))


def find(*, email: str) -> User | None:
    return User.objects.filter(email=email).first()


def link(user: User, *, at: datetime) -> str:
    """A link with which the person signs in once."""
    if find_spec("undersigned.accounts.signing_in") is None:  # lands with the sign-in pages
        return f"{settings.BASE_URL}/accounts/login/"
    made: str = import_string("undersigned.accounts.signing_in.make_link")(user, at=at)
    return made
