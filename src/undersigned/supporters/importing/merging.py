"""The import itself: a slice of the file, a transaction, and how far it is in the same one."""

import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.db import IntegrityError, transaction

from undersigned.lib import faults, leasing
from undersigned.supporters.files.reading import Table
from undersigned.supporters.importing import (
    deciding,
    holding,
    looking,
    reporting,
    rows,
    slicing,
    storing,
    writing,
)
from undersigned.supporters.importing.deciding import Terms
from undersigned.supporters.importing.slicing import Slice
from undersigned.supporters.matching.targets import FIELD
from undersigned.supporters.models import Import

_TRIES = 5


def terms(batch: Import) -> Terms:
    at = batch.started_at or batch.created_at
    return Terms(at=at, kind=batch.kind, agreed=batch.agreed)


def parser(batch: Import, table: Table) -> rows.Parse:
    return rows.parser(batch.mapping, table.names, escaped=not table.is_json)


def steps(batch: Import) -> Iterator[int]:
    """From where it was left. Raises LostError."""
    table = storing.table(batch)
    writing.fields(batch.organisation_id, _labels(batch))
    unread = islice(table.rows(), batch.done, None)
    pace, tags = slicing.Pace(), writing.Tags(batch.organisation_id)
    found = Counter(batch.found)
    for part in slicing.slices(unread, parser(batch, table), pace):
        began = time.monotonic()
        _merge(batch, part, found, tags)
        pace.took(part.taken, time.monotonic() - began)
        yield batch.done
    reporting.write(batch, table)
    at = leasing.now()
    holding.end(batch, state=Import.State.DONE, finished_at=at, rows=batch.done, sample=[])
    storing.forget(batch)


def _labels(batch: Import) -> dict[str, str]:
    labels = [t.removeprefix(FIELD)[:100] for t in batch.mapping if t.startswith(FIELD)]
    return {rows.key_of(label): label for label in labels}


def _merge(batch: Import, part: Slice, found: Counter[str], tags: writing.Tags) -> None:
    for left in reversed(range(_TRIES)):
        try:
            counts = _write(batch, part, found, tags)
        except IntegrityError:
            # Somebody signed at this moment whom we were about to add: look again.
            tags.forget()
            if not left:
                raise
        else:
            found += counts
            batch.done += part.taken
            faults.point("importing.after_slice")
            return


@transaction.atomic
def _write(batch: Import, part: Slice, found: Counter[str], tags: writing.Tags) -> Counter[str]:
    known = looking.look(batch, part.rows)
    agreed = terms(batch)
    plan = deciding.decide(part.rows, known, agreed)
    for line, reason in part.refused:
        deciding.refuse(plan, line, reason)
    plan.counts.update(f"why:{reason}" for _line, reason, _refused in plan.problems)
    writing.write(batch, plan, known, agreed, tags)
    faults.point("importing.before_commit")
    holding.step(batch, done=batch.done + part.taken, found=dict(found + plan.counts))
    return plan.counts
