"""Sends what is frozen: leases a handful, asks again about each, hands over, records."""

import logging
import uuid
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F, Q

from undersigned.lib import faults, leasing, mime
from undersigned.mailings import (
    audience,
    checking,
    composing,
    journal,
    people,
    recovering,
    rendering,
    scheduling,
)  # fmt: skip
from undersigned.mailings.journal import Answer, Journal
from undersigned.mailings.models import Mailing, Recipient
from undersigned.outbox import sending as outbox_sending
from undersigned.outbox import suppression, transport
from undersigned.supporters.models import EmailConsent

AT_ONCE = 50  # leased together: an unsubscribe still counts until the content goes
State = Recipient.State
logger = logging.getLogger(__name__)


class _NotThisOneError(Exception):
    """Just before its content went, the message had to stay; the code says why ('' = later)."""


def send_due(*, at: datetime) -> int:
    """The clock's entry: starts, recovers, sends one batch of each mailing, finishes.

    While confirmations are late, as in a rush, mailings wait: nobody sits before a newsletter.
    """
    did = scheduling.start_due(at=at)
    did += recovering.recover(at=at)
    if transport.state() == "none" or outbox_sending.is_behind(at=at):
        return did
    mailings = Mailing.objects.filter(state=Mailing.State.SENDING).order_by("frozen_at")
    for mailing in mailings.select_related("organisation"):  # a few at a time, if ever
        did += send_batch(mailing=mailing)
    return did


def send_batch(*, mailing: Mailing) -> int:
    """How many were dealt with; 0 when nobody is due, or the relay cannot be talked to."""
    at = leasing.now()
    rows = Recipient.objects.filter(mailing=mailing).filter(
        Q(state=State.WAITING, not_before=None)
        | Q(state__in=[State.WAITING, State.DEFERRED], not_before__lte=at)
    )
    token, leased = leasing.claim(
        rows.order_by("id"), limit=AT_ONCE, at=at, state=State.LEASED,
        tries=F("tries") + 1, sender=journal.place(),
    )  # fmt: skip
    if not leased:
        return _finish(mailing, at=at)
    faults.point("mailings.after_lease")
    with leasing.holding(Recipient, token):
        batch = _Batch(mailing, token)
        return batch.send(leased)


class _Batch:
    """One lease's work, from the second look at each person to the record."""

    def __init__(self, mailing: Mailing, token: uuid.UUID) -> None:
        self._mailing = mailing
        self._token = token
        self._journal = Journal(token)
        self._answers: dict[Answer, list[int]] = {}

    def send(self, leased: list[Recipient]) -> int:
        pks = [recipient.pk for recipient in leased]
        rows = list(
            Recipient.objects.filter(pk__in=pks).select_related("supporter").order_by("pk")
        )
        prepared = rendering.prepare(
            self._mailing,
            slugs=checking.slugs(self._mailing),
            at=self._mailing.frozen_at or leasing.now(),
        )
        reachable = True
        try:
            for row in self._allowed(rows):
                if not self._one(prepared, row):
                    reachable = False
                    break
        finally:
            self._record()
        return len(rows) if reachable else 0

    def _allowed(self, rows: list[Recipient]) -> list[Recipient]:
        """Consent and suppression as they are now; the others are left out with a reason."""
        canonicals = [row.canonical_address for row in rows]
        stopped = suppression.suppressed(self._mailing.organisation_id, canonicals)
        allowed = []
        for row in rows:
            if row.canonical_address in stopped:
                self._note(row, Answer("skipped", "suppressed"))
            elif reason := _refusal(self._mailing, row):
                self._note(row, Answer("skipped", reason))
            else:
                allowed.append(row)
        return allowed

    def _one(self, prepared: rendering.Prepared, row: Recipient) -> bool:
        """False when the relay itself is the trouble: the rest waits."""
        assert row.supporter is not None  # noqa: S101  _refusal has left the others out
        person = people.person(row.supporter, recipient=row.uuid)
        rendered = rendering.render(prepared, person)
        try:
            data = composing.compose(self._mailing, person, rendered, at=leasing.now())
        except mime.WrongHeaderError:
            self._note(row, Answer("failed", "address"))
            return True
        try:
            outcome = transport.deliver(
                transport.of_this_thread(),
                envelope_from=self._mailing.from_address,
                to=person.email,
                data=data,
                before_data=partial(self._about_to, row),
                never_leaves=not self._mailing.organisation.sends_by_relay,
            )
        except _NotThisOneError as error:
            if str(error):
                self._note(row, Answer("skipped", str(error)))
            return True
        faults.point("mailings.after_data")
        return self._took(row, outcome)

    def _about_to(self, row: Recipient) -> None:
        """On disk first; then, while the lease is surely ours, the last look.

        Who takes the lease over reads the journal after the lease has ended: it finds the line.
        """
        faults.point("mailings.before_data")
        self._journal.handing(row.uuid)
        now = (
            Recipient.objects.filter(
                pk=row.pk, lease_token=self._token, leased_until__gt=leasing.now()
            )
            .values_list("mailing__state", "supporter__email_consent")
            .first()
        )
        kept_back: str | None = None
        if now is None or now[0] != Mailing.State.SENDING:
            kept_back = ""
        elif not audience.may_be_emailed(self._mailing, now[1]):
            kept_back = "unsubscribed"
        if kept_back is not None:
            self._journal.answered(row.uuid, Answer("waiting", "-"))
            raise _NotThisOneError(kept_back)

    def _took(self, row: Recipient, outcome: transport.Outcome) -> bool:
        answer = Answer("uncertain", "-")
        match outcome:
            case transport.Delivered(code):
                answer = Answer("sent", str(code))
            case transport.Uncertain():
                pass
            case transport.Refused() if outcome.is_about_connection:
                logger.warning("the relay cannot be used (%s): %s", outcome.stage, outcome.code)
                return False
            case transport.Refused(code, permanent, _stage, _reply):
                final = permanent or row.tries >= outbox_sending.MAX_ATTEMPTS
                answer = Answer("failed" if final else "deferred", str(code))
        self._journal.answered(row.uuid, answer)
        self._note(row, answer)
        return True

    def _note(self, row: Recipient, answer: Answer) -> None:
        self._answers.setdefault(answer, []).append(row.pk)

    def _record(self) -> None:
        """One transaction a batch; what had no answer and was not handed over waits again."""
        faults.point("mailings.before_record")
        at = leasing.now()
        mine = Recipient.objects.filter(lease_token=self._token)
        with transaction.atomic():
            for answer, pks in self._answers.items():
                recovering.settle(mine.filter(pk__in=pks), answer, at=at)
            mine.filter(state=State.LEASED).update(
                state=State.WAITING, lease_token=None, leased_until=None, tries=F("tries") - 1
            )
        self._journal.forget()


def _refusal(mailing: Mailing, row: Recipient) -> str:
    if row.supporter is None:
        return "erased"
    if audience.may_be_emailed(mailing, row.supporter.email_consent):
        return ""
    withdrawn = row.supporter.email_consent == EmailConsent.WITHDRAWN
    return "unsubscribed" if withdrawn else "no_consent"


def _finish(mailing: Mailing, *, at: datetime) -> int:
    unfinished = (State.WAITING, State.LEASED, State.DEFERRED)
    if Recipient.objects.filter(mailing=mailing, state__in=unfinished).exists():
        return 0
    return Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENDING).update(
        state=Mailing.State.SENT, finished_at=at, version=F("version") + 1
    )
