"""Returns what a dead sender held: what it surely did not hand over waits again."""

import uuid
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from undersigned.mailings import journal
from undersigned.mailings.journal import Answer
from undersigned.mailings.models import Recipient
from undersigned.outbox import warming
from undersigned.outbox.sending import back_off

_ANOTHER_MACHINE = timedelta(hours=1)  # its sender may come back and read its own journal
_IN_A_QUERY = 500
State = Recipient.State

_STATES = {
    "sent": State.SENT, "failed": State.FAILED, "deferred": State.DEFERRED,
    "skipped": State.SKIPPED, "uncertain": State.UNCERTAIN, "waiting": State.WAITING,
}  # fmt: skip


def settle(rows: QuerySet[Recipient], answer: Answer, *, at: datetime) -> int:
    """Writes what came of the rows and gives them back; of how many.

    A row that was called uncertain while its sender slept is not, when the sender knows.
    """
    state = _STATES[answer.outcome]
    code = "" if answer.code == "-" else answer.code[:20]
    rows = rows.filter(state__in=[State.LEASED, State.UNCERTAIN])
    free = {"lease_token": None, "leased_until": None}
    if state == State.DEFERRED:
        return sum(
            rows.filter(tries=tries).update(
                state=state, code=code, not_before=at + back_off(tries), **free
            )
            for tries in sorted(set(rows.values_list("tries", flat=True)))  # a handful
        )
    if state == State.WAITING:  # nothing was asked of the relay: it costs none of their tries
        fewer = Greatest(F("tries"), 1) - 1
        return rows.update(
            state=state, code=code, done_at=None, not_before=None, tries=fewer, **free
        )
    return rows.update(state=state, code=code, done_at=at, **free)


def recover(*, at: datetime) -> int:
    """How many rows whose lease had ended were settled."""
    held = Recipient.objects.filter(
        state=State.LEASED, leased_until__lt=at, lease_token__isnull=False
    )  # as the index has it: without the token all recipients there are would be read
    tokens = set(held.filter(sender=journal.place()).values_list("lease_token", flat=True))
    did = sum(_recover(token, at=at) for token in tokens if token is not None)
    lost = held.filter(leased_until__lt=at - _ANOTHER_MACHINE)
    # The journal is on a disk that we cannot read: any of them may have gone out.
    return did + lost.exclude(sender=journal.place()).update(state=State.UNCERTAIN, done_at=at)


@transaction.atomic
def _recover(token: uuid.UUID, *, at: datetime) -> int:
    noted = journal.read(token)  # after the lease has ended: see sending._Lease
    held = Recipient.objects.filter(lease_token=token, state=State.LEASED, leased_until__lt=at)
    lease = _of(held)
    number = held.count()
    spared = 0
    answers: dict[Answer | None, list[uuid.UUID]] = {}
    for name, answer in noted.items():
        answers.setdefault(answer, []).append(name)
    for answer, names in answers.items():
        for start in range(0, len(names), _IN_A_QUERY):
            some = held.filter(uuid__in=names[start : start + _IN_A_QUERY])
            if answer is None:
                # The token stays: should the sender only have slept, it may still say how it
                # ended.
                some.update(state=State.UNCERTAIN, done_at=at)
            else:
                settled = settle(some, answer, at=at)
                spared += settled if answer.spares else 0
    spared += settle(held, Answer("waiting", "-"), at=at)
    if lease is not None:
        warming.give_back(lease.sender, spared, on=lease.day)
    return number


class _Lease(NamedTuple):
    """A lease is of one mailing; `day` is that on which it ended, minutes after it began."""

    sender: str
    day: date


def _of(held: QuerySet[Recipient]) -> _Lease | None:
    row = held.values_list("mailing__from_address", "leased_until").first()
    return None if row is None or row[1] is None else _Lease(row[0], row[1].date())
