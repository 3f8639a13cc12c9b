"""What owners do with the team: roles, removal, the compulsory second factor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from undersigned.accounts import sessions
from undersigned.accounts.models import Membership, Role, SignInLink
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation


class LastOwnerError(Exception):
    """An organisation keeps at least one owner; nobody else could let one in again."""


class ChangedMeanwhileError(Exception):
    """The member has another role by now, or has left."""


class OwnerError(Exception):
    """An owner reaches everybody: whoever manages the team could lift their own area."""


_NO_AREA: Final[dict[str, Any]] = {"area_states": [], "area_campaign": None, "area_most": None}


@transaction.atomic
def change_area(
    *, membership: Membership, states: Sequence[str], campaign: UUID | None, most: int | None,
    at: datetime, by: auditing.Actor,
) -> None:  # fmt: skip
    """Whom this member may reach from now on. Raises OwnerError, ChangedMeanwhileError."""
    values = {"area_states": list(states), "area_campaign": campaign, "area_most": most}
    if membership.role == Role.OWNER and values != _NO_AREA:
        raise OwnerError
    same = Membership.objects.filter(pk=membership.pk, role=membership.role)
    if not same.update(**values):
        raise ChangedMeanwhileError
    now = {name: getattr(membership, name) for name in values}
    before, after = auditing.changes(now, values)
    if after:
        auditing.record(
            organisation_id=membership.organisation_id, at=at, by=by,
            verb="changed the area of", subject=_subject(membership),
            before=before, after=after,
        )  # fmt: skip


@transaction.atomic
def change_role(
    *, membership: Membership, role: Role, at: datetime, by: auditing.Actor
) -> None:
    """Raises LastOwnerError, ChangedMeanwhileError. An owner has no area any more."""
    _keep_an_owner(membership, unless=role == Role.OWNER)
    same = Membership.objects.filter(pk=membership.pk, role=membership.role)
    lifted = _NO_AREA if role == Role.OWNER else {}
    if not same.update(role=role, **lifted):
        raise ChangedMeanwhileError
    if role == membership.role:
        return
    auditing.record(
        organisation_id=membership.organisation_id,
        at=at,
        by=by,
        verb="changed the role of",
        subject=_subject(membership),
        before={"role": membership.role},
        after={"role": role},
    )


@transaction.atomic
def remove(*, membership: Membership, at: datetime, by: auditing.Actor) -> None:
    """Access ends at once, and with the last membership every session and sign-in link.

    Raises LastOwnerError, ChangedMeanwhileError.
    """
    _keep_an_owner(membership, unless=False)
    deleted, _ = Membership.objects.filter(pk=membership.pk, role=membership.role).delete()
    if not deleted:
        raise ChangedMeanwhileError
    if not Membership.objects.filter(user_id=membership.user_id).exists():
        SignInLink.objects.filter(user_id=membership.user_id, used_at=None).delete()
        sessions.end_all(user_id=membership.user_id)
    auditing.record(
        organisation_id=membership.organisation_id,
        at=at,
        by=by,
        verb="removed",
        subject=_subject(membership),
        before={"role": membership.role},
    )


def _keep_an_owner(membership: Membership, *, unless: bool) -> None:
    """Holds the organisation's row, so that two owners cannot remove each other at once."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    if unless or membership.role != Role.OWNER:
        return
    owners = Membership.objects.filter(
        organisation_id=membership.organisation_id, role=Role.OWNER
    )
    if not owners.exclude(pk=membership.pk).exists():
        raise LastOwnerError


def _subject(membership: Membership) -> tuple[str, str]:
    return str(membership.user), f"member:{membership.user_id}"


@transaction.atomic
def require_second_factor(
    *, organisation: Organisation, required: bool, at: datetime, by: auditing.Actor
) -> None:
    """From now on members without one are asked to set it up before they see anything."""
    differing = Organisation.objects.filter(
        pk=organisation.pk, second_factor_required=not required
    )
    if not differing.update(second_factor_required=required):
        return
    auditing.record(
        organisation_id=organisation.pk,
        at=at,
        by=by,
        verb="made the second factor compulsory"
        if required
        else "made the second factor optional",
        subject=(organisation.name, f"organisation:{organisation.pk}"),
        before={"second_factor_required": not required},
        after={"second_factor_required": required},
    )


def with_second_factor(user_ids: list[int]) -> set[int]:
    """Those of the people who have an authenticator app or a passkey."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    rows = Authenticator.objects.filter(user_id__in=user_ids, type__in=kinds)
    return set(rows.values_list("user_id", flat=True))
