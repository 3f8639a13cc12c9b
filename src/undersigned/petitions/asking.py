"""Asks signers by email to confirm; at most three such emails a mailbox a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from undersigned.campaigns.models import Campaign
from undersigned.guard import delaying, rationing
from undersigned.lib.text import canonical_address
from undersigned.outbox import queueing
from undersigned.petitions import bouncing, emails, links
from undersigned.petitions.models import Petition, Signature
from undersigned.supporters.models import SupporterEmail

_FIRST, _SECOND = timedelta(hours=24), timedelta(hours=72)
_BATCH = 100


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A pending signature under a petition (with its campaign and organisation)."""

    petition: Petition
    signature: Signature
    reminder: int = 0  # 0 for the first email and those asked for again
    late_network: str | None = None  # signed over this network's rate: the email waits
    is_noted: bool = False  # the signature was just inserted as one that is asked now


def ask(batch: Sequence[Asked], *, at: datetime) -> int:
    """Queues the email with the link; in the caller's transaction. How many were queued."""
    allowed = rationing.mailboxes(batch, lambda one: one.signature.canonical_address, at=at)
    _note(batch, allowed, at=at)
    if not allowed:
        return 0
    late = _late(allowed, at=at)
    composer = emails.Composer(at=at)
    queueing.queue([composer.ask(one.petition, one.signature, one.reminder,
                                 not_before=late.get(one.signature.pk))
                    for one in allowed], at=at)  # fmt: skip
    for pk, then in late.items():  # few: who signed over a rate without proof of work
        Signature.objects.filter(pk=pk).update(asked_at=then)
    return len(allowed)


def _note(batch: Sequence[Asked], allowed: Sequence[Asked], *, at: datetime) -> None:
    """That they were asked; taken back of those whose mailbox had too many emails today."""
    asked = {one.signature.pk for one in allowed}
    to_note = [one.signature.pk for one in allowed if not one.is_noted]
    if to_note:
        rows = Signature.objects.filter(pk__in=to_note)
        rows.update(asked_at=at, asked_times=F("asked_times") + 1)
    wrong = [
        one.signature.pk for one in batch if one.is_noted and one.signature.pk not in asked
    ]
    if wrong:
        Signature.objects.filter(pk__in=wrong).update(asked_at=None, asked_times=0)


def _late(batch: Sequence[Asked], *, at: datetime) -> dict[int, datetime]:
    """When the email goes to those that wait for it, by signature."""
    waiting = [(one.signature, one.late_network) for one in batch if one.late_network]
    times = delaying.times([(row.organisation_id, network) for row, network in waiting], at=at)
    return {row.pk: then for (row, _network), then in zip(waiting, times, strict=True)}


def tell(notes: Sequence[emails.Note], *, at: datetime) -> None:
    """Queues 'you had already signed' and 'two people have signed from this address'."""
    allowed = rationing.mailboxes(notes, lambda note: canonical_address(note.email), at=at)
    if allowed:
        composer = emails.Composer(at=at)
        queueing.queue([composer.note(note) for note in allowed], at=at)


@transaction.atomic
def ask_again(
    *, petition: Petition, canonical: str, at: datetime, late_network: str | None = None
) -> None:
    """'Send the email again', to whoever waits in that mailbox; silent on whether any does.

    Not where the first is still to come: asking again would go round its waiting time.
    """
    mailboxes = SupporterEmail.objects.filter(
        organisation_id=petition.campaign.organisation_id, canonical_address=canonical
    )
    rows = Signature.objects.pending().filter(
        Q(canonical_address=canonical) | Q(supporter__in=mailboxes.values("supporter")),
        petition=petition,
    )
    rows = rows.exclude(asked_at__gt=at)
    ask(
        [Asked(petition=petition, signature=row, late_network=late_network) for row in rows],
        at=at,
    )


def remind_due(*, at: datetime) -> int:
    """One reminder a day after signing and one after three, while the campaign is live."""
    due = _due(at)
    if not due.exists():
        return 0
    with transaction.atomic():
        rows = list(
            due.select_for_update(of=("self",))
            .select_related("petition__campaign__organisation")
            .order_by("pk")[:_BATCH]
        )
        ask(
            [
                Asked(petition=row.petition, signature=row, reminder=row.reminders + 1)
                for row in rows
            ],
            at=at,
        )
        Signature.objects.filter(pk__in=[row.pk for row in rows]).update(
            reminders=F("reminders") + 1
        )
    return len(rows)


def _due(at: datetime) -> QuerySet[Signature]:
    """Those whose reminder's time has come; older ones than the link lives are left alone, and
    addresses that do not exist.
    """
    first = Q(reminders=0, signed_at__lte=at - _FIRST)
    second = Q(reminders=1, signed_at__lte=at - _SECOND)
    return Signature.objects.pending().filter(
        first | second,
        ~bouncing.has_bounced(),
        asked_at__gt=at - links.CONFIRM_AGE,
        asked_at__lte=at - _FIRST / 2,
        petition__campaign__state=Campaign.State.LIVE,
    )
