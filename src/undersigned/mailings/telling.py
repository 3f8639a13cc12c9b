"""Letters to colleagues about a mailing: it did not begin, or it was stopped by itself."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.accounts import recording, roles
from undersigned.accounts.models import Membership
from undersigned.accounts.permissions import Permission
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing
from undersigned.outbox.queueing import Letter


def approvers(organisation: Organisation, *, asked_by: str = "") -> list[Membership]:
    """Who may approve mailings, but whoever asked to send it. One query."""
    return [
        member
        for member in _members(organisation)
        if roles.may(member.role, Permission.MAILINGS_APPROVE) and _id(member) != asked_by
    ]


def letter(
    organisation: Organisation, *, to: Membership, subject: str, text: str, kind: str
) -> Letter:
    return Letter(
        organisation_id=organisation.pk, to=to.user.email, subject=subject[:200], text=text,
        from_name=organisation.name[:100],
        from_address=organisation.from_address or settings.DEFAULT_FROM_EMAIL, kind=kind,
    )  # fmt: skip


def not_begun(mailing: Mailing, *, because: str, asked_by: str, at: datetime) -> None:
    """In the caller's transaction; `asked_by` is who sent it, as the trail names them."""
    words = _(
        "“%(name)s” was to go out, and has not begun: %(because)s.\n\n"
        "Nobody has been written to. Put that right and send it again:\n%(url)s\n"
    )
    subject = _("Not sent: %(name)s")
    _tell(mailing, subject, words, because.rstrip("."), asked_by=asked_by, at=at)


def stopped(mailing: Mailing, *, because: str, at: datetime) -> None:
    """In the caller's transaction."""
    words = _(
        "“%(name)s” was stopped while it went out: %(because)s.\n\n"
        "Nothing more goes until somebody looks at it and lets it go on:\n%(url)s\n"
    )
    asked_by = mailing.asked_by_id_text
    _tell(mailing, _("Stopped: %(name)s"), words, because, asked_by=asked_by, at=at)


def _tell(
    mailing: Mailing, subject: str, words: str, because: str, *, asked_by: str, at: datetime
) -> None:
    """To who asked to send it, and to all who may approve mailings."""
    ours = mailing.organisation
    path = reverse("mailings:check", args=[ours.slug, mailing.uuid])
    said = {"name": mailing.name, "because": because, "url": f"{settings.BASE_URL}{path}"}
    queueing.queue(
        [
            letter(ours, to=member, subject=subject % said, text=words % said, kind="stop")
            for member in _concerned(_members(ours), asked_by)
        ],
        at=at,
    )


def _concerned(members: Iterable[Membership], asked_by: str) -> Iterator[Membership]:
    for member in members:
        if roles.may(member.role, Permission.MAILINGS_APPROVE) or _id(member) == asked_by:
            yield member


def _members(organisation: Organisation) -> Iterable[Membership]:
    ours = Membership.objects.filter(organisation=organisation, user__is_active=True)
    return ours.select_related("user").order_by("pk")


def _id(member: Membership) -> str:
    return recording.actor_for(member.user).id[:80]
