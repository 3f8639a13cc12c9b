"""Letters to one person: takes what waits, hands it over, keeps what came of it."""

import logging
import time
import uuid
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.lib import faults, leasing
from undersigned.lib.text import canonical_address
from undersigned.outbox import composing, pacing, return_path, signing, suppression, transport
from undersigned.outbox.dispatching import Desk
from undersigned.outbox.items import Item
from undersigned.outbox.models import Message
from undersigned.outbox.outcomes import Delivered, Outcome, Refused, Uncertain, Withheld
from undersigned.outbox.pacing import Slots
from undersigned.outbox.return_path import About, Named
from undersigned.outbox.returns import recording
from undersigned.outbox.returns.recording import Came

MAX_ATTEMPTS = 12  # about a day in all
_AT_ONCE = 100
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=4)
_LATE = timedelta(seconds=1)
_CONNECTION_WAIT = timedelta(seconds=20)  # while no relay can be reached
_LOOK_SECONDS = 0.1  # how often an idle sender looks for new ones
_TOGETHER_SECONDS = 0.2  # answers that are written down in one transaction
_MANY = 200
_REST_SECONDS = 0.05  # how often those are looked at that wait for the rate of everything

State = Message.State
logger = logging.getLogger(__name__)


def back_off(attempts: int) -> timedelta:
    """How long after that many attempts the relay is asked again.

    >>> [int(back_off(attempts).total_seconds()) for attempts in (1, 2, 3, 12)]
    [30, 60, 120, 14400]
    """
    return min(_FIRST_WAIT * (1 << min(attempts - 1, 20)), _LONGEST_WAIT)


def send_due(*, at: datetime) -> int:
    """Sends some of the messages that are due; how many were dealt with. 0 without a relay."""
    del at  # leases go by the database's clock
    if transport.state() == "none":
        return 0
    letters = Letters()
    desk = Desk(transport.of_this_thread(), [letters])
    taken = desk.feed_once(letters, _AT_ONCE)
    desk.drain()
    letters.give_back([])  # what the rate of everything holds back
    return 0 if letters.was_turned_away else taken + letters.withheld


def is_behind(*, at: datetime) -> bool:
    """Whether letters that people wait for are late; what nobody waits for then steps aside."""
    return Message.objects.due(at=at - _LATE).exists()


class Letters:
    """The source of letters for a sender's desk."""

    def __init__(self) -> None:
        self._waiting: deque[Item] = deque()
        self._look_at = 0.0
        self._may: list[Item] = []
        self._must_not: list[Item] = []
        self._results: list[tuple[Message, Outcome]] = []
        self._since = 0.0
        self._held: dict[uuid.UUID, int] = {}  # leases, and how many of each are in hand
        self._slots = Slots(pacing.ALL, settings.SEND_RATE) if settings.SEND_RATE else None
        self.was_turned_away = False
        self.withheld = 0

    def feed(self, room: int) -> list[Item]:
        if not self._waiting and time.monotonic() >= self._look_at:
            self._lease()
        number = min(room, len(self._waiting))
        if self._slots and number:
            number = min(number, self._slots.ready())
            self._slots.take(number)
        return [self._waiting.popleft() for _ in range(number)]

    def rest(self) -> float:
        return _REST_SECONDS if self._waiting else float("inf")

    def _lease(self) -> None:
        since, at = time.monotonic(), leasing.now()
        token, messages = leasing.claim(
            Message.objects.due(at=at), limit=_AT_ONCE, at=at, state=State.SENDING,
            attempts=F("attempts") + 1, handed_at=None,
        )  # fmt: skip
        if not messages:
            self._look_at = since + _LOOK_SECONDS
            return
        self._held[token] = len(messages)
        leasing.hold(Message, token, since=since)
        in_play = _of_demonstrations(messages)
        ready = _withhold(messages, in_play)
        self.withheld += len(messages) - len(ready)
        self._let_go(token, len(messages) - len(ready))
        ready.sort(key=lambda message: (message.not_before, message.pk))
        for message in ready:
            self._waiting.append(Item(self, message, never_leaves=message.pk in in_play))

    def compose(self, item: Item) -> Outcome | None:
        message = _message(item)
        try:
            data = composing.compose(message)
        except ValueError:
            words = _("The address cannot be used.")
            return Refused(553, permanent=True, stage="rcpt", reply=words)
        data = signing.signed(data, sender=message.from_address)
        back = return_path.envelope_from(
            About.LETTER, message.uuid, otherwise=message.from_address
        )
        named = Named(About.LETTER, message.uuid)
        item.fill(sender=back, to=message.to_address, data=data, named=named)
        return None

    def note(self, items: list[Item]) -> None:
        """What may not come twice is noted as handed over before its content goes."""
        self._may += [item for item in items if _message(item).repeatable]
        asked = [item for item in items if not _message(item).repeatable]
        if not asked:
            return
        now = leasing.now()
        tokens = {_message(item).lease_token for item in asked}
        mine = Message.objects.filter(
            pk__in=[_message(item).pk for item in asked], lease_token__in=tokens,
            state=State.SENDING, leased_until__gt=now,
        )  # fmt: skip
        if mine.update(handed_at=now) == len(asked):
            self._may += asked
            return
        ours = set(mine.values_list("pk", flat=True))
        self._may += [item for item in asked if _message(item).pk in ours]
        lost = [item for item in asked if _message(item).pk not in ours]
        self._must_not += lost
        for item in lost:  # another worker has them now: not ours to send
            self._let_go(_message(item).lease_token, 1)

    def noted(self) -> tuple[list[Item], list[Item]]:
        may, must_not = self._may, self._must_not
        self._may, self._must_not = [], []
        return may, must_not

    def took(self, results: list[tuple[Item, Outcome]]) -> None:
        away = [
            (item, outcome)
            for item, outcome in results
            if isinstance(outcome, Refused) and outcome.is_about_connection
        ]
        if away:
            self._turned_away([item for item, _outcome in away], away[0][1])
        if not self._results:
            self._since = time.monotonic()
        gone = {item for item, _outcome in away}
        self._results += [(_message(i), outcome) for i, outcome in results if i not in gone]

    def give_back(self, items: list[Item]) -> None:
        """The sender stops: they wait for another, at once."""
        _give_back([_message(item) for item in (*items, *self._waiting)], wait=timedelta(0))
        self._forget((*items, *self._waiting))
        self._waiting.clear()

    def break_off(self) -> None:
        """As if the process had died: what it holds is free once the leases have ended."""
        for token in self._held:
            leasing.let_go(Message, token)

    def settle(self, *, all_of_it: bool) -> None:
        waited = time.monotonic() - self._since
        due = all_of_it or waited >= _TOGETHER_SECONDS or len(self._results) >= _MANY
        if self._results and due:
            faults.point("outbox.before_note")
            _record(self._results)
            for message, _outcome in self._results:
                self._let_go(message.lease_token, 1)
            self._results = []

    def _turned_away(self, items: list[Item], outcome: Outcome) -> None:
        """The relay's trouble is not the messages': it costs none of their attempts."""
        assert isinstance(outcome, Refused)  # noqa: S101  as `took` has seen
        logger.warning("no relay can be used (%s): %s", outcome.stage, outcome.code)
        self.was_turned_away = True
        left = [*items, *self._waiting]
        self._waiting.clear()
        _give_back([_message(item) for item in left], wait=_CONNECTION_WAIT, refused=outcome)
        self._forget(left)

    def _forget(self, items: Iterable[Item]) -> None:
        for item in items:
            self._let_go(_message(item).lease_token, 1)

    def _let_go(self, token: uuid.UUID | None, number: int) -> None:
        if token in self._held:
            self._held[token] -= number
            if self._held[token] <= 0:
                del self._held[token]
                leasing.let_go(Message, token)


def _message(item: Item) -> Message:
    assert isinstance(item.row, Message)  # noqa: S101  what `_lease` has put there
    return item.row


def _withhold(messages: list[Message], in_play: set[int]) -> list[Message]:
    """Those that may go; the others are set aside for good."""
    stopped = _suppressed(messages)
    if transport.leaves():
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


def _record(results: list[tuple[Message, Outcome]]) -> None:
    """In sets: a statement an outcome, in one transaction."""
    sets: dict[tuple[Outcome, int], list[Message]] = {}
    for message, outcome in results:
        # A relay's words for 'taken' differ from one to the next; a refusal waits by attempts.
        if isinstance(outcome, Delivered):
            sets.setdefault((Delivered(outcome.code), 0), []).append(message)
        else:
            sets.setdefault((outcome, message.attempts), []).append(message)
    with transaction.atomic():
        for (outcome, attempts), messages in sets.items():
            _note(messages, outcome, attempts=attempts)
        recording.record(_refusals(results), at=leasing.now())


def _refusals(results: list[tuple[Message, Outcome]]) -> list[Came]:
    """What came back at once, in the relay's answer, and is not asked again."""
    return [
        recording.of_refusal(
            outcome, named=Named(About.LETTER, message.uuid), to=message.to_address,
            attempt=message.attempts,
        )
        for message, outcome in results
        if isinstance(outcome, Refused)
        and (outcome.permanent or message.attempts >= MAX_ATTEMPTS)
    ]  # fmt: skip


def _note(messages: list[Message], outcome: Outcome, *, attempts: int) -> None:
    now = leasing.now()
    free = {"lease_token": None, "leased_until": None}
    # A message that was called uncertain while we slept is not, when we know better.
    mine = Message.objects.filter(
        pk__in=[message.pk for message in messages],
        lease_token__in={message.lease_token for message in messages},
        state__in=[State.SENDING, State.UNCERTAIN],
    )
    later = {"state": State.WAITING, "not_before": now + back_off(attempts or 1), **free}
    match outcome:
        case Delivered(code):
            mine.update(state=State.SENT, finished_at=now, code=code, reply="", **free)
        case Refused(code, permanent, reply=reply):
            if permanent or attempts >= MAX_ATTEMPTS:
                mine.update(
                    state=State.REFUSED, finished_at=now, code=code, reply=reply, **free
                )
            else:
                mine.update(code=code, reply=reply, **later)
        case Uncertain(reply):
            mine = mine.filter(state=State.SENDING)
            if attempts < MAX_ATTEMPTS:
                mine.filter(repeatable=True).update(reply=reply, **later)
            mine.update(state=State.UNCERTAIN, finished_at=now, reply=reply)
        case Withheld():  # nothing withholds a letter once it is leased
            raise AssertionError(outcome)


def _give_back(
    messages: list[Message], *, wait: timedelta, refused: Refused | None = None
) -> None:
    said = {"code": refused.code, "reply": refused.reply} if refused else {}
    rows = Message.objects.filter(
        pk__in=[message.pk for message in messages],
        lease_token__in={message.lease_token for message in messages},
        state=State.SENDING,
    )
    rows.update(
        state=State.WAITING, not_before=leasing.now() + wait, attempts=F("attempts") - 1,
        lease_token=None, leased_until=None, **said,
    )  # fmt: skip
