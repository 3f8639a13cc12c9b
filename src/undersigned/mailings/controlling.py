"""What a person decides about a mailing that goes out: its pace, and who is tried again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, QuerySet, When

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
    """So many emails an hour, None for as many as go; heeded within a second.

    Senders look anew at another version. Before it goes it stays the same one: what a colleague
    was asked to approve, or has open, is no other mailing for its pace.
    """
    if mailing.pace == pace:
        return
    goes = When(state__in=[Mailing.State.SENDING, Mailing.State.STOPPED], then=1)
    newer = F("version") + Case(goes, default=0)
    Mailing.objects.filter(pk=mailing.pk).update(pace=pace, version=newer)
    pacing.forget(window(mailing))
    auditing.record(
        organisation_id=mailing.organisation_id, at=at, by=by, verb="set the pace of",
        subject=drafting.subject_of(mailing), before={"an hour": mailing.pace},
        after={"an hour": pace},
    )  # fmt: skip


AGAIN = (State.FAILED, State.UNCERTAIN)  # who may be tried again; the latter may get it twice


def can_be_tried_again(mailing: Mailing, state: str) -> QuerySet[Recipient]:
    """Not where there is no such mailbox: suppression is asked at any rate."""
    rows = Recipient.objects.filter(mailing=mailing, state=state)
    return rows.filter(supporter__isnull=False).exclude(code=_UNUSABLE).exclude(returned="hard")


@transaction.atomic
def try_again(*, mailing: Mailing, state: str, at: datetime, by: Actor) -> int:
    """Those of that state who can be wait again, as if never tried; how many. By a person's
    decision alone.
    """
    number = can_be_tried_again(mailing, state).update(
        state=State.WAITING, lease_token=None, leased_until=None, code="", detail="", tries=0,
        not_before=None, done_at=None, returned="", returned_at=None,
    )  # fmt: skip
    if number:
        Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENT).update(
            state=Mailing.State.SENDING, finished_at=None, version=F("version") + 1
        )
        auditing.record(
            organisation_id=mailing.organisation_id, at=at, by=by, verb="tried again",
            subject=drafting.subject_of(mailing), after={state: number},
        )  # fmt: skip
    return number
