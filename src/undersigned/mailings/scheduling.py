"""From draft to sending: asking, approving, holding, taking back, stopping."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from undersigned.campaigns.models import Campaign
from undersigned.mailings import audience, checking, drafting, freezing
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor

State = Mailing.State


class NotNowError(Exception):
    """The mailing is not in a state in which that can be done: somebody was quicker."""


class BlockedError(Exception):
    """It may not go; `findings` say why."""

    def __init__(self, findings: list[checking.Finding]) -> None:
        super().__init__("; ".join(finding.what for finding in findings))
        self.findings = findings


class SamePersonError(Exception):
    """Who asked to send cannot approve it too."""


@transaction.atomic
def schedule(*, mailing: Mailing, version: int, at: datetime, by: Actor) -> str:
    """Holds it, or lets it wait for a second person; answers the state.

    Raises BlockedError, and NotNowError where it is no draft of that version any more.
    """
    if findings := checking.check(mailing, at=at):
        raise BlockedError(findings)
    organisation = mailing.organisation
    many = audience.count(mailing).addresses > organisation.approval_above
    values: dict[str, object] = {
        "state": State.WAITING if many else State.HELD,
        "hold_until": None if many else at + timedelta(minutes=organisation.hold_minutes),
        "asked_by_id_text": by.id[:80],
        "asked_by_label": by.label,
    }
    _move(
        mailing,
        values,
        at=at,
        by=by,
        verb="asked to send",
        when=Q(state=State.DRAFT, version=version),
    )
    return str(values["state"])


@transaction.atomic
def approve(*, mailing: Mailing, at: datetime, by: Actor) -> None:
    """A second person lets it go; the hold begins. Raises SamePersonError, NotNowError."""
    if mailing.asked_by_id_text == by.id[:80]:
        raise SamePersonError
    values: dict[str, object] = {
        "state": State.HELD,
        "approved_at": at,
        "approved_by_label": by.label,
        "hold_until": at + timedelta(minutes=mailing.organisation.hold_minutes),
    }
    _move(mailing, values, at=at, by=by, verb="approved", when=Q(state=State.WAITING))


@transaction.atomic
def undo(*, mailing: Mailing, at: datetime, by: Actor) -> None:
    """A draft again: nobody was written to. Raises NotNowError when it has begun."""
    values: dict[str, object] = {
        "state": State.DRAFT, "hold_until": None, "approved_at": None,
        "approved_by_label": "", "asked_by_id_text": "", "asked_by_label": "",
    }  # fmt: skip
    _move(
        mailing,
        values,
        at=at,
        by=by,
        verb="took back",
        when=Q(state__in=[State.WAITING, State.HELD]),
    )


@transaction.atomic
def stop(*, mailing: Mailing, at: datetime, by: Actor) -> None:
    """No further person is written to: each message asks just before its content goes."""
    values: dict[str, object] = {"state": State.STOPPED, "stopped_at": at}
    _move(mailing, values, at=at, by=by, verb="stopped", when=Q(state=State.SENDING))


@transaction.atomic
def go_on(*, mailing: Mailing, at: datetime, by: Actor) -> None:
    """A stopped mailing goes on to those who still wait."""
    values: dict[str, object] = {"state": State.SENDING, "stopped_at": None}
    _move(mailing, values, at=at, by=by, verb="went on with", when=Q(state=State.STOPPED))


@transaction.atomic
def send_again_to_uncertain(*, mailing: Mailing, at: datetime, by: Actor) -> int:
    """By a person's decision: they may get it twice. How many."""
    uncertain = Recipient.objects.filter(
        mailing=mailing, state=Recipient.State.UNCERTAIN, supporter__isnull=False
    )
    number = uncertain.update(
        state=Recipient.State.WAITING,
        lease_token=None,
        leased_until=None,
        code="",
        done_at=None,
    )
    if number:
        Mailing.objects.filter(pk=mailing.pk, state=State.SENT).update(
            state=State.SENDING, finished_at=None
        )
        auditing.record(
            organisation_id=mailing.organisation_id, at=at, by=by,
            verb="sent again to the uncertain", subject=drafting.subject_of(mailing),
            after={"recipients": number},
        )  # fmt: skip
    return number


def start_due(*, at: datetime) -> int:
    """Freezes those whose hold is over, and, with a launch, whose campaign is live."""
    held = Mailing.objects.filter(state=State.HELD, hold_until__lte=at).filter(
        Q(starts_with=None)
        | Q(starts_with__state=Campaign.State.LIVE, starts_with__launched_at__lte=at)
    )
    return sum(_start(mailing, at=at) for mailing in held.select_related("organisation")[:5])


@transaction.atomic
def _start(mailing: Mailing, *, at: datetime) -> bool:
    mine = Mailing.objects.filter(pk=mailing.pk, state=State.HELD, hold_until__lte=at)
    if not mine.update(state=State.SENDING, frozen_at=at, version=F("version") + 1):
        return False
    number = freezing.freeze(mailing=mailing)
    after: dict[str, object] = {"recipients": number}
    if number > mailing.organisation.approval_above and mailing.approved_at is None:
        # The audience has grown past what one person may send alone.
        Recipient.objects.filter(mailing=mailing).delete()
        back = {"state": State.WAITING, "frozen_at": None, "hold_until": None}
        Mailing.objects.filter(pk=mailing.pk).update(**back)
        after["waits"] = "more people than one person may send to"
    auditing.record(
        organisation_id=mailing.organisation_id, at=at, by=auditing.CLOCK, verb="began to send",
        subject=drafting.subject_of(mailing), after=after,
    )  # fmt: skip
    return True


def _move(
    mailing: Mailing, values: dict[str, object], *, at: datetime, by: Actor, verb: str, when: Q
) -> None:
    rows = Mailing.objects.filter(when, pk=mailing.pk)
    if not rows.update(**values, version=F("version") + 1):
        raise NotNowError
    auditing.record(
        organisation_id=mailing.organisation_id, at=at, by=by, verb=verb,
        subject=drafting.subject_of(mailing), before={"state": mailing.state},
        after={"state": values["state"]},
    )  # fmt: skip
