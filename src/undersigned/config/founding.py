"""The first member of an organisation: who sets up the installation."""

import itertools
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from undersigned.accounts import joining, signing_in
from undersigned.accounts.models import User
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation
from undersigned.organisations.reserved import is_reserved


def found(*, email: str, organisation: str, at: datetime) -> User:
    """Makes the person an owner of the organisation; both are made if not there."""
    with transaction.atomic():
        ours = _organisation(organisation, at=at)
        return joining.add_owner(
            organisation=ours, email=email, name="", at=at, by=auditing.COMMAND_LINE
        )


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
    return signing_in.make_link(user, at)
