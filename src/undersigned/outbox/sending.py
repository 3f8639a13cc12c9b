"""Sends what waits: takes a handful of messages, hands each over, keeps what came of it."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.lib import faults, leasing
from undersigned.lib.text import canonical_address
from undersigned.outbox import composing, suppression, transport
from undersigned.outbox.models import Message, MessageQuerySet
from undersigned.outbox.outcomes import Delivered, Outcome, Refused, Uncertain

MAX_ATTEMPTS = 12  # about a day in all
_AT_ONCE = 20
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=4)
_LATE = timedelta(seconds=1)
_CONNECTION_WAIT = timedelta(seconds=20)  # while the relay itself cannot be reached

State = Message.State
logger = logging.getLogger(__name__)


class _LeaseLostError(Exception):
    """Another worker has the message now: not ours to send."""


def back_off(attempts: int) -> timedelta:
    """How long after that many attempts the relay is asked again.

    >>> [int(back_off(attempts).total_seconds()) for attempts in (1, 2, 3, 12)]
    [30, 60, 120, 14400]
    """
    return min(_FIRST_WAIT * (1 << min(attempts - 1, 20)), _LONGEST_WAIT)


def send_due(*, at: datetime) -> int:
    """Sends some of the messages that are due; how many were dealt with. 0 without a relay."""
    if transport.state() == "none":
        return 0
    rows = Message.objects.due(at=at)
    token, messages = leasing.claim(
        rows,
        limit=_AT_ONCE,
        at=at,
        state=State.SENDING,
        attempts=F("attempts") + 1,
        handed_at=None,
    )
    with leasing.holding(Message, token):
        in_play = _of_demonstrations(messages)
        ready = _withhold(messages, in_play)
        ready.sort(key=lambda message: (message.not_before, message.pk))
        return len(messages) if _send_each(ready, in_play) else 0


def is_behind(*, at: datetime) -> bool:
    """Whether letters that people wait for are late; what nobody waits for then steps aside."""
    return Message.objects.due(at=at - _LATE).exists()


def _send_each(messages: list[Message], in_play: set[int]) -> bool:
    """False when the relay cannot be talked to: the rest was given back, and a pause is due."""
    delivered: list[Message] = []
    try:
        for place, message in enumerate(messages):
            outcome = _hand_over(message, never_leaves=message.pk in in_play)
            if outcome is None:
                continue
            if isinstance(outcome, Refused) and outcome.is_about_connection:
                _give_back(messages[place:], outcome)
                return False
            if isinstance(outcome, Delivered) and message.repeatable:
                delivered.append(
                    message
                )  # noted together: a rush of confirmations commits once
            else:
                _note(message, outcome)
    finally:
        _note_delivered(delivered)
    return True


def _withhold(messages: list[Message], in_play: set[int]) -> list[Message]:
    """Those that may go; the others are set aside for good."""
    stopped = _suppressed(messages)
    if transport.state() == "relay":
        stopped |= in_play
    if stopped:
        rows = Message.objects.filter(pk__in=stopped, state=State.SENDING)
        rows.update(
            state=State.WITHHELD, finished_at=leasing.now(), lease_token=None, leased_until=None
        )
    return [message for message in messages if message.pk not in stopped]


def _suppressed(messages: list[Message]) -> set[int]:
    by_organisation: dict[int, dict[str, list[int]]] = {}
    for message in messages:
        if not message.transactional and message.organisation_id is not None:
            canonical = canonical_address(message.to_address)
            ours = by_organisation.setdefault(message.organisation_id, {})
            ours.setdefault(canonical, []).append(message.pk)
    stopped: set[int] = set()
    for organisation_id, ours in by_organisation.items():  # a query an organisation
        for canonical in suppression.suppressed(organisation_id, ours):
            stopped.update(ours[canonical])
    return stopped


def _of_demonstrations(messages: list[Message]) -> set[int]:
    """Those of organisations that only play: the demo shows them marked, no relay gets them."""
    if not messages:
        return set()
    rows = Message.objects.filter(pk__in=[message.pk for message in messages])
    return set(rows.filter(organisation__sends_by_relay=False).values_list("pk", flat=True))


def _hand_over(message: Message, *, never_leaves: bool) -> Outcome | None:
    """What came of it; None when the lease was lost before the content went."""
    try:
        data = composing.compose(message)
    except ValueError:
        return Refused(
            553, permanent=True, stage="rcpt", reply=_("The address cannot be used.")
        )
    try:
        return transport.deliver(
            transport.of_this_thread(),
            envelope_from=message.from_address,
            to=message.to_address,
            data=data,
            before_data=partial(_about_to, message),
            never_leaves=never_leaves,
        )
    except _LeaseLostError:
        return None


def _about_to(message: Message) -> None:
    """What may not come twice is noted as handed over before its content goes."""
    if message.repeatable:
        return
    now = leasing.now()
    mine = _mine(message).filter(state=State.SENDING, leased_until__gt=now)
    if not mine.update(handed_at=now):
        raise _LeaseLostError


def _mine(message: Message) -> MessageQuerySet:
    return Message.objects.filter(pk=message.pk, lease_token=message.lease_token)


def _note(message: Message, outcome: Outcome) -> None:
    faults.point("outbox.before_note")
    now = leasing.now()
    free = {"lease_token": None, "leased_until": None}
    # A message that was called uncertain while we slept is not, when we know better.
    mine = _mine(message).filter(state__in=[State.SENDING, State.UNCERTAIN])
    match outcome:
        case Delivered(code, reply):
            mine.update(state=State.SENT, finished_at=now, code=code, reply=reply, **free)
        case Refused(code, permanent, reply=reply):
            if permanent or message.attempts >= MAX_ATTEMPTS:
                mine.update(
                    state=State.REFUSED, finished_at=now, code=code, reply=reply, **free
                )
            else:
                later = now + back_off(message.attempts)
                mine.update(
                    state=State.WAITING, not_before=later, code=code, reply=reply, **free
                )
        case Uncertain(reply):
            _note_uncertain(message, reply)


def _note_uncertain(message: Message, reply: str) -> None:
    now = leasing.now()
    mine = _mine(message).filter(state=State.SENDING)
    if message.repeatable and message.attempts < MAX_ATTEMPTS:
        later = now + back_off(message.attempts)
        mine.update(
            state=State.WAITING,
            not_before=later,
            reply=reply,
            lease_token=None,
            leased_until=None,
        )
    else:
        mine.update(state=State.UNCERTAIN, finished_at=now, reply=reply)


def _note_delivered(messages: list[Message]) -> None:
    if messages:
        faults.point("outbox.before_note")
        Message.objects.filter(
            pk__in=[message.pk for message in messages], lease_token=messages[0].lease_token
        ).update(
            state=State.SENT, finished_at=leasing.now(), code=250, reply="",
            lease_token=None, leased_until=None,
        )  # fmt: skip


def _give_back(messages: list[Message], refused: Refused) -> None:
    """The relay's trouble is not the messages': it costs none of their attempts."""
    logger.warning("the relay cannot be used (%s): %s", refused.stage, refused.code)
    Message.objects.filter(
        pk__in=[message.pk for message in messages],
        lease_token=messages[0].lease_token,
        state=State.SENDING,
    ).update(
        state=State.WAITING, not_before=leasing.now() + _CONNECTION_WAIT,
        attempts=F("attempts") - 1,
        code=refused.code, reply=refused.reply, lease_token=None, leased_until=None,
    )  # fmt: skip
