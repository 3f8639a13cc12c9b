"""At most three emails a day ask one mailbox to confirm something, whoever wants them."""

from collections import Counter
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
    """Those of the batch whose mailbox may get one more today; counts them.

    In the caller's transaction, exact: it decides about emails that strangers can cause.
    """
    hashed = [(one, address_hash(canonical(one))) for one in batch]
    if not hashed:
        return []
    counts = Counter(counting.counts(ASK_ADDRESS, {key for _one, key in hashed}, at=at))
    allowed = []
    for one, key in hashed:
        if counts[key] < ASK_ADDRESS.most:
            counts[key] += 1
            allowed.append((one, key))
    counting.add([(ASK_ADDRESS, key) for _one, key in allowed], at=at)
    return [one for one, _key in allowed]
