"""At most three emails a day ask one mailbox to confirm something, whoever wants them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from undersigned.guard import counting
from undersigned.guard.limits import ASK_ADDRESS
from undersigned.lib.hashing import address_hash

One = TypeVar("One")


def mailboxes(
    batch: Sequence[One], canonical: Callable[[One], str], *, at: datetime
) -> list[One]:
    """Those of the batch whose mailbox may get one more today; counts all that asked.

    In the caller's transaction, exact, since a mailbox is counted before it is judged: it
    decides about emails that strangers can cause.
    """
    hashed = [(one, address_hash(canonical(one))) for one in batch]
    before = counting.before(ASK_ADDRESS, [key for _one, key in hashed], at=at)
    allowed = []
    for one, key in hashed:
        if before[key] < ASK_ADDRESS.most:
            allowed.append(one)
        before[key] += 1
    return allowed
