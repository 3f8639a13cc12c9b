"""Puts what people do with their own accounts into the trail of each of their organisations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from undersigned.accounts.models import Membership, User
from undersigned.organisations import auditing

# What allauth calls an event, and how the trail's page says it after a person's name.
_SECURITY_EVENTS: Final = {
    "password_changed": "changed the password",
    "password_set": "set a password",
    "password_reset": "reset the password",
    "email_changed": "changed the email address",
    "email_deleted": "removed an email address",
    "totp_activated": "set up an authenticator app",
    "totp_deactivated": "removed the authenticator app",
    "recovery_codes_generated": "made new recovery codes",
    "webauthn_added": "added a passkey",
    "webauthn_removed": "removed a passkey",
}


def actor_for(user: User) -> auditing.Actor:
    """The person as the audit trail names them."""
    return auditing.Actor(id=f"member:{user.pk}", label=user.name or user.email)


def security_event(*, user: User, event: str, at: datetime) -> None:
    """One row in each of the person's organisations; an event we do not name stays as it is."""
    of_account(user=user, verb=_SECURITY_EVENTS.get(event, event), at=at)


def of_account(
    *,
    user: User,
    verb: str,
    at: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """A change by a person to their own account, told to each organisation they belong to."""
    for organisation_id in organisations_of(user):
        auditing.record(
            organisation_id=organisation_id,
            at=at,
            by=actor_for(user),
            verb=verb,
            subject=("their own account", f"member:{user.pk}"),
            before=before,
            after=after,
        )


def organisations_of(user: User) -> list[int]:
    memberships = Membership.objects.filter(user_id=user.pk)
    return list(memberships.values_list("organisation_id", flat=True))


@transaction.atomic
def rename(*, user: User, name: str, at: datetime) -> None:
    """A person changes their own name."""
    before = user.name
    if not User.objects.filter(pk=user.pk, name=before).update(name=name) or name == before:
        return
    user.name = name
    of_account(
        user=user, verb="changed the name", at=at, before={"name": before}, after={"name": name}
    )
