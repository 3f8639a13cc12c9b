"""How people come in: by an invitation, or as the first owner from the command line."""

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from undersigned.accounts import emails, recording
from undersigned.accounts.models import Invitation, Membership, Role, User
from undersigned.accounts.signing_in import hash_of
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing

INVITATION_LASTS = timedelta(days=7)


class AlreadyMemberError(Exception):
    """The address belongs to somebody who is a member already."""


class AlreadyInvitedError(Exception):
    """The address has an invitation that waits for an answer."""


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, role: Role, at: datetime, by: auditing.Actor
) -> Invitation:
    """Queues the email. Raises AlreadyMemberError, AlreadyInvitedError."""
    email = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, user__email=email).exists():
        raise AlreadyMemberError(email)
    try:
        with transaction.atomic():
            invitation, token = _invite(organisation, email=email, role=role, at=at, by=by)
    except IntegrityError as error:
        raise AlreadyInvitedError(email) from error
    _send(invitation, token=token, at=at)
    _record(invitation, verb="invited", at=at, by=by)
    return invitation


def _invite(
    organisation: Organisation, *, email: str, role: Role, at: datetime, by: auditing.Actor
) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        token_hash=hash_of(token),
        invited_by=by.label,
        at=at,
        expires=at + INVITATION_LASTS,
    )
    return invitation, token


def _send(invitation: Invitation, *, token: str, at: datetime) -> None:
    link = settings.BASE_URL + reverse("accounts:invitation", args=[token])
    queueing.queue([emails.invite(invitation, link=link)], at=at)


def _record(invitation: Invitation, *, verb: str, at: datetime, by: auditing.Actor) -> None:
    auditing.record(
        organisation_id=invitation.organisation_id,
        at=at,
        by=by,
        verb=verb,
        subject=(invitation.email, f"invitation:{invitation.pk}"),
        after={"role": invitation.role} if verb == "invited" else {},
    )


@transaction.atomic
def resend(*, invitation: Invitation, at: datetime, by: auditing.Actor) -> bool:
    """Sends a new link for a week; the old one ends. False when it was accepted meanwhile."""
    token = secrets.token_urlsafe(32)
    expires = at + INVITATION_LASTS
    open_ = Invitation.objects.filter(pk=invitation.pk, accepted_at=None)
    if not open_.update(token_hash=hash_of(token), at=at, expires=expires):
        return False
    invitation.expires = expires
    _send(invitation, token=token, at=at)
    _record(invitation, verb="sent again the invitation of", at=at, by=by)
    return True


@transaction.atomic
def withdraw(*, invitation: Invitation, at: datetime, by: auditing.Actor) -> bool:
    """The link ends at once. False when it was accepted meanwhile."""
    deleted, _ = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()
    if deleted:
        _record(invitation, verb="withdrew the invitation of", at=at, by=by)
    return bool(deleted)


def find(token: str, *, at: datetime) -> Invitation | None:
    """The invitation behind a link that still works; None for any other."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(token_hash=hash_of(token), accepted_at=None, expires__gt=at)
        .first()
    )


@transaction.atomic
def accept_as_new(
    *, invitation: Invitation, name: str, password: str, at: datetime
) -> User | None:
    """Makes the person and their membership. None when the link was used meanwhile."""
    if not _close(invitation, at=at):
        return None
    user = add_user(email=invitation.email, name=name, password=password, at=at)
    _join(invitation, user=user, at=at)
    return user


@transaction.atomic
def accept(*, invitation: Invitation, user: User, at: datetime) -> bool:
    """Makes somebody who has an account a member. False when the link was used meanwhile."""
    if user.email != invitation.email or not _close(invitation, at=at):
        return False
    _join(invitation, user=user, at=at)
    return True


def _close(invitation: Invitation, *, at: datetime) -> bool:
    waiting = Invitation.objects.filter(
        pk=invitation.pk, token_hash=invitation.token_hash, accepted_at=None, expires__gt=at
    )
    return bool(waiting.update(accepted_at=at))


def _join(invitation: Invitation, *, user: User, at: datetime) -> None:
    Membership.objects.get_or_create(
        organisation_id=invitation.organisation_id,
        user=user,
        defaults={"role": invitation.role, "since": at},
    )
    auditing.record(
        organisation_id=invitation.organisation_id,
        at=at,
        by=recording.actor_for(user),
        verb="accepted the invitation of",
        subject=(invitation.invited_by, f"invitation:{invitation.pk}"),
        after={"role": invitation.role},
    )


@transaction.atomic
def add_user(*, email: str, name: str, at: datetime, password: str | None = None) -> User:
    """A person whose address counts as confirmed: they were reached there, or at the machine.

    Without a password they can only come in by a link.
    """
    user = User.objects.create_user(email, name=name, password=password)
    User.objects.filter(pk=user.pk).update(created_at=at)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def add_owner(
    *, organisation: Organisation, email: str, name: str, at: datetime, by: auditing.Actor
) -> User:
    """The person with this address as an owner of the organisation; found or made."""
    user = User.objects.filter(email=email.strip().lower()).first()
    user = user or add_user(email=email, name=name, at=at)
    _, made = Membership.objects.update_or_create(
        organisation=organisation,
        user=user,
        defaults={"role": Role.OWNER},
        create_defaults={"role": Role.OWNER, "since": at},
    )
    auditing.record(
        organisation_id=organisation.pk,
        at=at,
        by=by,
        verb="added" if made else "made an owner",
        subject=(str(user), f"member:{user.pk}"),
        after={"role": Role.OWNER},
    )
    return user
