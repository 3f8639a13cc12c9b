"""Some recipients of a mailing that one sender holds: who they are, who of them may be sent to.

While the lease is surely ours and after a recipient's note is on the disk, the content may go:
whoever takes the lease over reads the journal after it has ended, and finds the note.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from undersigned.lib import faults, leasing
from undersigned.mailings import audience, capping, preferring, recovering
from undersigned.mailings.journal import Answer, Journal
from undersigned.mailings.models import Mailing, Recipient
from undersigned.mailings.people import Reader
from undersigned.outbox import sending as outbox_sending
from undersigned.outbox import warming
from undersigned.outbox.items import Item
from undersigned.outbox.models import Suppression
from undersigned.outbox.outcomes import Delivered, Outcome, Refused, Uncertain, Withheld
from undersigned.outbox.return_path import About, Named
from undersigned.outbox.returns import recording
from undersigned.outbox.returns.providers import provider
from undersigned.outbox.returns.recording import Came
from undersigned.supporters.models import EmailConsent, Supporter

LATER = Withheld("")  # not now: it waits again
State = Recipient.State
_READ = len(Reader._fields)


class Held(NamedTuple):
    """What is read of a recipient, and of what that person chose."""

    pk: int
    uuid: uuid.UUID
    tries: int
    arm: str
    untracked: bool | None
    opens_since: datetime | None


_HELD = (
    "received__pk", "received__uuid", "received__tries", "received__arm",
    "preference__untracked", "preference__opens_since",
)  # fmt: skip


class Row:
    """A recipient under a lease. `kept_back` says why it is not sent after all."""

    __slots__ = (
        "arm",
        "kept_back",
        "lease",
        "met",
        "opens",
        "pk",
        "provider",
        "reader",
        "tries",
        "untracked",
        "uuid",
    )  # fmt: skip

    def __init__(self, lease: Lease, reader: Reader, held: Held) -> None:
        self.lease = lease
        self.reader = reader
        self.pk = held.pk
        self.uuid = held.uuid
        self.tries = held.tries
        self.arm = held.arm
        self.untracked = bool(held.untracked)
        self.opens = held.opens_since is not None
        self.provider = provider(reader.canonical_address.rpartition("@")[2])
        self.kept_back: Withheld | None = None
        self.met: frozenset[str] = frozenset()  # conditions of the mailing's blocks


class Lease:
    """`compose` fills an item for one of its rows (running.Run)."""

    def __init__(
        self, mailing: Mailing, token: uuid.UUID, number: int,
        compose: Callable[[Item, Row], Outcome | None], *, day: date | None = None,
    ) -> None:  # fmt: skip
        self.mailing = mailing
        self.compose = compose
        self.token = token
        self.number = number
        self.day = day
        self.spared = 0  # of the day's warm-up: taken for those who did not use it
        self.journal = Journal(token)
        self.in_hand: dict[int, Row] = {}

    @property
    def is_over(self) -> bool:
        return not self.in_hand

    @property
    def is_surely_ours(self) -> bool:
        return leasing.is_surely_held(Recipient, self.token)

    def read(self) -> list[Row]:
        """Those who may be sent to, in their order; the others are left out with a reason.

        Three queries, whatever the number: consent, suppression and choices as they are now;
        a fourth where the organisation has a frequency cap.
        """
        refused = self._refused()
        found = (
            Supporter.objects.filter(received__lease_token=self.token)
            .order_by("received__pk")
            .values_list(*Reader._fields, *_HELD)
        )
        rows = [Row(self, Reader(*values[:_READ]), Held(*values[_READ:])) for values in found]
        readers, at = self._mine().values("supporter"), leasing.now()
        unwanted = preferring.kept_back(self.mailing, readers, at=at)
        often = capping.held_back(self.mailing, readers, at=at)
        for row in rows:
            if row.reader.pk in unwanted:
                refused.setdefault(row.pk, "unwanted")
            elif row.reader.pk in often:
                refused.setdefault(row.pk, capping.CODE)
        if refused:
            self._skip(refused)
        self.in_hand = {row.pk: row for row in rows if row.pk not in refused}
        return list(self.in_hand.values())

    def ask_again(self) -> None:
        """Whether the mailing goes on, and who of those in hand must not get it any more."""
        state = Mailing.objects.filter(pk=self.mailing.pk).values_list("state", flat=True)
        if state.first() != Mailing.State.SENDING:
            for row in self.in_hand.values():
                row.kept_back = LATER
            return
        for pk, reason in self._refused().items():
            if pk in self.in_hand:
                self.in_hand[pk].kept_back = Withheld(reason)

    def record(self, pairs: list[tuple[Row, Outcome]]) -> None:
        """What came of some of them, in sets and in one transaction."""
        faults.point("mailings.before_record")
        answers: dict[Answer, list[int]] = {}
        for row, outcome in pairs:
            answers.setdefault(answer(row, outcome), []).append(row.pk)
        at = leasing.now()
        with transaction.atomic():
            for given, pks in answers.items():
                self._settle(self._mine().filter(pk__in=pks), given, at=at)
            if any(given.outcome == "waiting" for given in answers):
                self._reopen()
            recording.record(_refusals(pairs), at=at)
        for row, _outcome in pairs:
            self.in_hand.pop(row.pk, None)

    def _reopen(self) -> None:
        """Somebody waits again of whom we know, waking up, that nothing was handed over."""
        over = Mailing.objects.filter(pk=self.mailing.pk, state=Mailing.State.SENT)
        over.update(state=Mailing.State.SENDING, finished_at=None, version=F("version") + 1)

    def postpone(self, rows: list[Row], *, until: datetime) -> None:
        """Their provider takes no more for now; it costs them none of their tries."""
        mine = self._mine().filter(pk__in=[row.pk for row in rows], state=State.LEASED)
        self.spared += mine.update(
            state=State.DEFERRED, not_before=until, tries=F("tries") - 1, lease_token=None,
            leased_until=None,
        )  # fmt: skip
        for row in rows:
            self.in_hand.pop(row.pk, None)

    def close(self) -> None:
        """All of them are recorded; what was never tried waits again."""
        left = self._mine().filter(state=State.LEASED)
        self._settle(left, Answer("waiting", "-"), at=leasing.now())
        if self.day is not None:
            warming.give_back(self.mailing.from_address, self.spared, on=self.day)
        leasing.let_go(Recipient, self.token)
        self.journal.forget()

    def abandon(self) -> None:
        """Without the database: once it has ended, it is recovered from the journal."""
        leasing.let_go(Recipient, self.token)
        self.journal.leave()

    def _mine(self) -> QuerySet[Recipient]:
        return Recipient.objects.filter(lease_token=self.token)

    def _refused(self) -> dict[int, str]:
        """Recipients that must not get it, and why."""
        stopped = Exists(
            Suppression.objects.filter(
                organisation=OuterRef("organisation"),
                address_hash=OuterRef("supporter__address_hash"),
            )
        )
        rows = (
            self._mine()
            .annotate(is_stopped=stopped)
            .filter(Q(is_stopped=True) | Q(supporter=None) | ~self._agreed())
            .values_list("pk", "supporter_id", "is_stopped", "supporter__email_consent")
        )
        return {
            pk: _reason(is_erased=supporter is None, is_stopped=stops, consent=consent)
            for pk, supporter, stops, consent in rows
        }

    def _agreed(self) -> Q:
        consents = [
            value for value in EmailConsent if audience.may_be_emailed(self.mailing, value)
        ]
        return Q(supporter__email_consent__in=consents)

    def _skip(self, refused: dict[int, str]) -> None:
        reasons: dict[str, list[int]] = {}
        for pk, reason in refused.items():
            reasons.setdefault(reason, []).append(pk)
        at = leasing.now()
        for reason, pks in reasons.items():  # a handful at most
            given = Answer("skipped", reason)
            self._settle(self._mine().filter(pk__in=pks), given, at=at)

    def _settle(self, rows: QuerySet[Recipient], given: Answer, *, at: datetime) -> None:
        """What somebody has recovered meanwhile is not changed, and not spared twice."""
        number = recovering.settle(rows, given, at=at)
        self.spared += number if given.spares else 0


def answer(row: Row, outcome: Outcome) -> Answer:
    """What the journal and the record say of an outcome."""
    match outcome:
        case Delivered(code):
            return Answer("sent", str(code))
        case Uncertain():
            return Answer("uncertain", "-")
        case Withheld(reason):
            return Answer("skipped", reason) if reason else Answer("waiting", "-")
        case Refused() if outcome.is_about_connection:
            return Answer("waiting", "-")
        case Refused(stage="compose"):
            return Answer("failed", "address")
        case Refused(code, permanent):
            final = permanent or row.tries >= outbox_sending.MAX_ATTEMPTS
            return Answer("failed" if final else "deferred", str(code))


def _refusals(pairs: list[tuple[Row, Outcome]]) -> list[Came]:
    """What came back at once, in the relay's answer."""
    return [
        recording.of_refusal(
            outcome, named=Named(About.RECIPIENT, row.uuid), to=row.reader.email,
            attempt=row.tries,
        )
        for row, outcome in pairs
        if isinstance(outcome, Refused) and answer(row, outcome).outcome == "failed"
        and outcome.stage != "compose"
    ]  # fmt: skip


def _reason(*, is_erased: bool, is_stopped: bool, consent: str | None) -> str:
    if is_erased:
        return "erased"
    if is_stopped:
        return "suppressed"
    return "unsubscribed" if consent == EmailConsent.WITHDRAWN else "no_consent"
