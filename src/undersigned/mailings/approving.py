"""The second person: asked by email, who may approve from a phone; and an owner's override."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.accounts import recording, roles
from undersigned.accounts.models import Membership, Role
from undersigned.accounts.permissions import Permission
from undersigned.lib import tokens
from undersigned.mailings import scheduling, showing, telling
from undersigned.mailings.models import Approval, Mailing
from undersigned.organisations.auditing import Actor
from undersigned.outbox import queueing
from undersigned.outbox.queueing import Letter

PURPOSE = "approve"  # of the token in the link
_HOURS = 48
LASTS = timedelta(hours=_HOURS)
_LONGEST_REASON = 500
State = Mailing.State


class NoReasonError(Exception):
    """An owner who approves alone says why."""


@dataclass(frozen=True)
class Asked:
    """What a link stands for, while it does."""

    approval: Approval
    mailing: Mailing
    member: Membership


def ask_due(*, at: datetime) -> int:
    """The clock's entry: writes about mailings that wait, once a version; how many letters.

    All that wait are looked at: one that nobody may approve must not keep others from theirs.
    """
    known = Approval.objects.filter(mailing=OuterRef("pk"), version=OuterRef("version"))
    rows = Mailing.objects.filter(~Exists(known), state=State.WAITING).order_by("pk")
    return sum(ask(mailing=one, at=at) for one in rows.select_related("organisation"))


@transaction.atomic
def ask(*, mailing: Mailing, at: datetime) -> int:
    """Writes to all who may approve it but the one who asked: nobody twice about a version."""
    known = set(
        Approval.objects.filter(mailing=mailing, version=mailing.version).values_list(
            "member", flat=True
        )
    )
    rows = [
        Approval(mailing=mailing, member=member, version=mailing.version, asked_at=at)
        for member in telling.approvers(mailing.organisation, asked_by=mailing.asked_by_id_text)
        if member.pk not in known
    ]
    if rows:
        reach = showing.reach(mailing)
        Approval.objects.bulk_create(rows)
        queueing.queue([_letter(row, reach, at=at) for row in rows], at=at)
    return len(rows)


def _letter(row: Approval, reach: Mapping[str, object], *, at: datetime) -> Letter:
    mailing = row.mailing
    token = tokens.make(PURPOSE, row.uuid, at=at)
    url = f"{settings.BASE_URL}{reverse('mailings:approve_by_email', args=[token])}"
    context = {"mailing": mailing, "reach": reach, "url": url, "hours": _HOURS}
    text = render_to_string("mailings/email/approval.txt", context)
    subject = _("Please approve: %(name)s") % {"name": mailing.name}
    return telling.letter(
        mailing.organisation, to=row.member, subject=subject, text=text, kind="approval"
    )


def find(token: str, *, at: datetime) -> Asked | None:
    """None where the link is not ours, was used, is too old, or the mailing has changed."""
    try:
        named = tokens.read(PURPOSE, token)
    except tokens.BadTokenError:
        return None
    rows = Approval.objects.filter(uuid=named.id, used_at=None, asked_at__gt=at - LASTS)
    row = rows.select_related("mailing__organisation", "member__user").first()
    if row is None or row.mailing.state != State.WAITING:
        return None
    if row.version != row.mailing.version:
        return None
    may = roles.may(row.member.role, Permission.MAILINGS_APPROVE)
    if not may or not row.member.user.is_active:
        return None
    return Asked(row, row.mailing, row.member)


@transaction.atomic
def approve(asked: Asked, *, at: datetime) -> None:
    """As the colleague who was asked; once. Raises scheduling's errors."""
    mine = Approval.objects.filter(pk=asked.approval.pk, used_at=None)
    if not mine.update(used_at=at):
        raise scheduling.NotNowError
    by = recording.actor_for(asked.member.user)
    scheduling.approve(mailing=asked.mailing, at=at, by=by)


@transaction.atomic
def override(
    *, mailing: Mailing, member: Membership, reason: str, at: datetime, by: Actor
) -> None:
    """An owner lets it go alone. Raises NoReasonError, NotNowError; PermissionError."""
    if member.role != Role.OWNER:
        raise PermissionError
    words = " ".join(reason.split())[:_LONGEST_REASON]
    if not words:
        raise NoReasonError
    scheduling.let_go(mailing=mailing, at=at, by=by, overrides=words)


def asked(mailing: Mailing) -> list[str]:
    """Who was asked about it as it stands. A query."""
    rows = Approval.objects.filter(mailing=mailing, version=mailing.version)
    names = rows.order_by("pk").values_list("member__user__name", "member__user__email")
    return [name or email for name, email in names]
