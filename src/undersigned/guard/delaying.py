"""When the email goes to somebody who signed over a rate without doing the work.

The first waits some minutes; who comes after them from the same network waits longer, so that a
network gets no more of these emails an hour than its rate. Nobody waits longer than a day.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from undersigned.guard import counting, rates
from undersigned.guard.judging import network_key
from undersigned.guard.limits import LATE

LONGEST = timedelta(hours=24)


def times(batch: Sequence[tuple[int, str]], *, at: datetime) -> list[datetime]:
    """For each organisation and network, in the order of the batch; counts them.

    In the caller's transaction. Few come here, so their rates are asked an organisation each.
    """
    if not batch:
        return []
    keys = [network_key(organisation_id, network) for organisation_id, network in batch]
    before = counting.before(LATE, keys, at=at)
    known = {organisation_id: rates.of(organisation_id) for organisation_id, _n in set(batch)}
    found = []
    for (organisation_id, _network), key in zip(batch, keys, strict=True):
        row = known[organisation_id]
        hours = timedelta(hours=before[key] / row.network)
        found.append(at + min(timedelta(minutes=row.delay_minutes) + hours, LONGEST))
        before[key] += 1
    return found


def first(organisation_id: int) -> int:
    """How many minutes the first waits: what the page says."""
    return rates.of(organisation_id).delay_minutes
