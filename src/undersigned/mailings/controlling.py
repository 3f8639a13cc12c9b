"""What a person decides about a mailing that goes out: its pace, and who is tried again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet

from undersigned.mailings import drafting
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.outbox import easing, pacing, warming

State = Recipient.State
_UNUSABLE = "address"  # the code of one that no header can hold


def ceiling(mailing: Mailing, *, on: date) -> int | None:
    """What its sender's domain may send on that day; None: as much as there is."""
    if not mailing.organisation.warms_up:
        return None
    return warming.ceiling(mailing.from_address, on=on)


def window(mailing: Mailing) -> str:
    """The name of the window that keeps its pace."""
    return f"mailing:{mailing.pk}"


def warms_up(mailing: Mailing, *, on: date) -> dict[str, int] | None:
    """The day's ceiling, and how much of it is left; None without one. Two queries."""
    most = ceiling(mailing, on=on)
    if most is None:
        return None
    return {"most": most, "left": max(0, most - warming.sent(mailing.from_address, on=on))}


def waits(*, at: datetime) -> list[tuple[str, datetime]]:
    """Providers that take no mail for now, and when they are asked again. A query."""
    return easing.held(at=at)


@transaction.atomic
def set_pace(*, mailing: Mailing, pace: int | None, at: datetime, by: Actor) -> None:
    """So many emails an hour, None for as many as go; heeded within a second."""
    if mailing.pace == pace:
        return
    Mailing.objects.filter(pk=mailing.pk).update(pace=pace, version=F("version") + 1)
    pacing.forget(window(mailing))
    auditing.record(
        organisation_id=mailing.organisation_id, at=at, by=by, verb="set the pace of",
        subject=drafting.subject_of(mailing), before={"an hour": mailing.pace},
        after={"an hour": pace},
    )  # fmt: skip


def can_be_tried_again(mailing: Mailing) -> QuerySet[Recipient]:
    """Failed, but not because there is no such mailbox: suppression is asked at any rate."""
    rows = Recipient.objects.filter(mailing=mailing, state=State.FAILED)
    return rows.filter(supporter__isnull=False).exclude(code=_UNUSABLE).exclude(returned="hard")


@transaction.atomic
def try_again(*, mailing: Mailing, at: datetime, by: Actor) -> int:
    """Those who can be wait again, as if never tried; how many."""
    number = can_be_tried_again(mailing).update(
        state=State.WAITING, lease_token=None, leased_until=None, code="", detail="", tries=0,
        not_before=None, done_at=None, returned="", returned_at=None,
    )  # fmt: skip
    if number:
        Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENT).update(
            state=Mailing.State.SENDING, finished_at=None, version=F("version") + 1
        )
        auditing.record(
            organisation_id=mailing.organisation_id, at=at, by=by, verb="tried again",
            subject=drafting.subject_of(mailing), after={"recipients": number},
        )  # fmt: skip
    return number
