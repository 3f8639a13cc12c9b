"""A mailing as one of its variants has it, and how many of its people get which."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime, timedelta

from undersigned.mailings.models import Mailing, Trial, Variant

PARTS = ("subject", "preview_text", "from_name", "from_address", "body")


def applied(mailing: Mailing, variant: Variant | None) -> Mailing:
    """The mailing with what is different in it; not to be saved. None is A: as it is."""
    made = copy(mailing)
    if variant is None:
        return made
    for name in PARTS:
        if words := getattr(variant, name):
            setattr(made, name, words)
            made.in_blocks = made.in_blocks and name != "body"
    made.blocks = [
        {**block, **variant.parts.get(str(block["id"]), {})} for block in mailing.blocks
    ]
    return made


def of(mailing: Mailing) -> Iterator[tuple[str, Mailing]]:
    """By letter, A first. One query."""
    yield "A", applied(mailing, None)
    for variant in Variant.objects.filter(mailing=mailing).order_by("letter"):
        yield variant.letter, applied(mailing, variant)


def trial(mailing: Mailing) -> Trial | None:
    return Trial.objects.filter(mailing=mailing).first()


def size(planned: Trial, everybody: int) -> int:
    """On how many it is tried, of so many."""
    if planned.share is not None:
        return -(-everybody * planned.share // 100)
    return min(planned.size or 0, everybody)


def begin(mailing: Mailing, *, at: datetime) -> None:
    """The clock of the test starts as the mailing does."""
    planned = trial(mailing)
    if planned is not None and planned.hours is not None:
        decide_at = at + timedelta(hours=planned.hours)
        Trial.objects.filter(pk=planned.pk).update(decide_at=decide_at)


def winner(mailing: Mailing) -> str:
    """The letter that the rest gets; '' as long as nothing is decided."""
    return Trial.objects.filter(mailing=mailing).values_list("winner", flat=True).first() or ""
