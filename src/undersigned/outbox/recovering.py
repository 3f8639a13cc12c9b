"""Takes back what a sender held when it died, and forgets what was sent long ago."""

from datetime import datetime, timedelta

from django.db.models import Q

from undersigned.outbox.models import CaughtMessage, Message

KEPT = timedelta(days=30)
LAST_LETTER = "erased"  # the kind of the letter that says to somebody what was erased
_BATCH = 500  # one short transaction


def recover_due(*, at: datetime) -> int:
    """Messages whose sender is gone wait again; those in its hand are uncertain."""
    left = Message.objects.filter(state=Message.State.SENDING, leased_until__lt=at)
    if not left.exists():
        return 0
    surely_not = Q(repeatable=True) | Q(handed_at=None)
    again = left.filter(surely_not).update(
        state=Message.State.WAITING, lease_token=None, leased_until=None
    )
    # The token stays: should the sender only have slept, it may still say how it ended.
    uncertain = left.exclude(surely_not).update(state=Message.State.UNCERTAIN, finished_at=at)
    return again + uncertain


def forget_due(*, at: datetime) -> int:
    """Deletes messages 30 days after they were sent or given up, and what the demo caught."""
    over = Message.objects.filter(finished_at__lt=at - KEPT).order_by("finished_at")
    gone = list(over.values_list("pk", flat=True)[:_BATCH])
    caught = CaughtMessage.objects.filter(at__lt=at - KEPT).order_by("pk")
    dropped = list(caught.values_list("pk", flat=True)[:_BATCH])
    messages, _each = Message.objects.filter(pk__in=gone).delete()
    others, _each = CaughtMessage.objects.filter(pk__in=dropped).delete()
    return messages + others


def forget_addresses(*, organisation_id: int, addresses: list[str]) -> int:
    """Someone asked to be erased: every message to these addresses goes, sent or not.

    One that is just being handed over becomes a last letter, and goes when that is over.
    """
    rows = Message.objects.filter(organisation_id=organisation_id, to_address__in=addresses)
    caught = CaughtMessage.objects.filter(to_address__in=addresses)
    rows.filter(state=Message.State.SENDING).update(kind=LAST_LETTER)
    return rows.exclude(state=Message.State.SENDING).delete()[0] + caught.delete()[0]


def forget_last_letters(*, at: datetime) -> int:  # noqa: ARG001  the clock's form
    """What told somebody that they were erased goes once it was sent or given up.

    Of the demo's caught mail nothing goes: there it is the person's own mailbox.
    """
    over = Message.objects.filter(kind=LAST_LETTER, finished_at__isnull=False)
    ids = list(over.values_list("pk", flat=True)[:_BATCH])
    return Message.objects.filter(pk__in=ids).delete()[0] if ids else 0
