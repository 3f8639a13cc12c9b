"""Stops a mailing by itself when much of it comes back: more of the same would only harm.

The limits are those of mailbox providers: complaints over 0.3 % cost a sender its place in the
inbox (Gmail's and Yahoo's rules for bulk senders, 2024).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q

from undersigned.mailings import drafting, telling
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations import auditing
from undersigned.outbox.returns.kinds import BLOCKS, Kind

State = Mailing.State


@dataclass(frozen=True)
class Limit:
    """`least` keeps a handful of bad luck from stopping a small mailing."""

    because: str
    share: float
    least: int


LIMITS = (
    Limit(Mailing.StoppedBecause.COMPLAINTS, 0.003, 3),
    Limit(Mailing.StoppedBecause.BOUNCES, 0.05, 20),
    Limit(Mailing.StoppedBecause.BLOCKS, 0.2, 20),
)


@dataclass(frozen=True)
class Harm:
    """What of a mailing that goes out came back so far."""

    handed: int
    numbers: dict[str, int]

    def limit(self) -> Limit | None:
        """The first limit that is passed."""
        return next((limit for limit in LIMITS if self._over(limit)), None)

    def _over(self, limit: Limit) -> bool:
        number = self.numbers[limit.because]
        return number >= limit.least and number > limit.share * self.handed


def protect_due(*, at: datetime) -> int:
    """The clock's entry: how many mailings were stopped."""
    going = Mailing.objects.filter(state=State.SENDING, guarded=True)
    stopped = 0
    for mailing in going.select_related("organisation"):  # a few at a time, if ever
        limit = harm(mailing).limit()
        if limit and _stop(mailing, limit, at=at):
            stopped += 1
    return stopped


def harm(mailing: Mailing) -> Harm:
    """By indexes over what came back and, where that is much, over what was handed over."""
    because = Mailing.StoppedBecause
    rows = Recipient.objects.filter(mailing=mailing)
    numbers: dict[str, int] = rows.exclude(returned="").aggregate(
        **{
            because.COMPLAINTS: Count("pk", filter=Q(returned=Kind.COMPLAINT)),
            because.BOUNCES: Count("pk", filter=Q(returned=Kind.HARD)),
            because.BLOCKS: Count("pk", filter=Q(returned__in=BLOCKS)),
        }
    )
    if all(numbers[limit.because] < limit.least for limit in LIMITS):
        return Harm(0, numbers)  # a million are not counted for nothing
    handed = rows.filter(state__in=[Recipient.State.SENT, Recipient.State.FAILED]).count()
    return Harm(handed, numbers)


@transaction.atomic
def _stop(mailing: Mailing, limit: Limit, *, at: datetime) -> bool:
    changed = Mailing.objects.filter(pk=mailing.pk, state=State.SENDING).update(
        state=State.STOPPED,
        stopped_at=at,
        stopped_because=limit.because,
        version=F("version") + 1,
    )
    if changed:
        auditing.record(
            organisation_id=mailing.organisation_id, at=at, by=auditing.CLOCK, verb="stopped",
            subject=drafting.subject_of(mailing), after={"because": limit.because},
        )  # fmt: skip
        because = Mailing.StoppedBecause(limit.because).label
        telling.stopped(mailing, because=str(because), at=at)
    return bool(changed)
