"""Rows for tests: plain typed functions with sensible defaults, a section a room.

Each calls the room's own verbs where there are some, so that a test's rows are like real ones.
"""
# Sections in the order of the floors, lowest first; put yours where it belongs.

from datetime import UTC, datetime

from django.test import Client

from undersigned.accounts import joining, recording
from undersigned.accounts.models import Membership, Role, User
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # the usual `at` of a test
PASSWORD = "seven ducks on the river"


# organisations and accounts


def organisation(
    name: str = "River Valley Neighbors", slug: str = "river-valley", **values: object
) -> Organisation:
    return Organisation.objects.create(name=name, slug=slug, created_at=NOON, **values)


def user(name: str = "Ana Lopez", *, password: str | None = PASSWORD) -> User:
    """The address comes from the name: ana.lopez@example.org."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return joining.add_user(email=email, name=name, at=NOON, password=password)


def member(
    organisation: Organisation, name: str = "Ana Lopez", role: Role = Role.OWNER
) -> Membership:
    """A new person in the team."""
    return Membership.objects.create(
        organisation=organisation, user=user(name), role=role, since=NOON
    )


def actor(membership: Membership) -> Actor:
    return recording.actor_for(membership.user)


def signed_in(membership: Membership) -> Client:
    """A browser in which this member is signed in."""
    client = Client()
    client.force_login(membership.user)
    return client
