"""The import itself: a slice of the file, a transaction, and how far it is in the same one."""

import time
from collections import Counter
from collections.abc import Iterator

from django.db import IntegrityError
from django.db.models import Q

from undersigned.lib import durability, faults, leasing, statistics
from undersigned.supporters.importing import (
    arriving,
    deciding,
    framing,
    holding,
    looking,
    reporting,
    rows,
    slicing,
    storing,
    writing,
    writing_more,
)
from undersigned.supporters.importing.deciding import Plan
from undersigned.supporters.importing.meaning import Terms
from undersigned.supporters.importing.slicing import Slice
from undersigned.supporters.matching.targets import FIELD
from undersigned.supporters.models import Import

_TRIES = 5
_GROWN = 8  # times as many rows since the planner was told


def terms(batch: Import) -> Terms:
    at = batch.started_at or batch.created_at
    return Terms(at=at, kind=batch.kind, agreed=batch.agreed)


def steps(batch: Import, inside: Q) -> Iterator[int]:
    """From where it was left. Raises LostError."""
    table = storing.table(batch)
    writing.fields(batch.organisation_id, _labels(batch))
    pace, tags = slicing.Pace(), writing.Tags(batch.organisation_id)
    found, told = Counter(batch.found), 0
    ready = batch.kind == Import.Kind.PEOPLE
    with framing.frames(batch, table, terms(batch), first=batch.done, ready=ready) as frames:
        for part in slicing.slices(frames, pace):
            began = time.monotonic()
            _merge(batch, part, found, tags, inside)
            pace.took(part.taken, time.monotonic() - began)
            if batch.done >= told * _GROWN:
                # Of a table that it takes for empty, PostgreSQL reads all people for each row.
                statistics.try_to_refresh()
                told = batch.done
            yield batch.done
    reporting.write(batch, table)
    at = leasing.now()
    holding.end(batch, state=Import.State.DONE, finished_at=at, rows=batch.done, sample=[])
    storing.forget(batch)


def _labels(batch: Import) -> dict[str, str]:
    labels = [t.removeprefix(FIELD)[:100] for t in batch.mapping if t.startswith(FIELD)]
    return {rows.key_of(label): label for label in labels}


def _merge(
    batch: Import, part: Slice, found: Counter[str], tags: writing.Tags, inside: Q
) -> None:
    for left in reversed(range(_TRIES)):
        try:
            with durability.soon():
                counts = _write(batch, part, found, tags, inside)
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


def _write(
    batch: Import, part: Slice, found: Counter[str], tags: writing.Tags, inside: Q
) -> Counter[str]:
    """In the caller's transaction."""
    known = looking.look(batch, part.mailboxes, inside=inside, locked=True)
    agreed, plan = terms(batch), Plan()
    arrivals, others = arriving.part(part, known, plan)
    deciding.decide(others, known, agreed, plan)
    for line, reason in part.refused:
        deciding.refuse(plan, line, reason)
    plan.counts.update(f"why:{reason}" for _line, reason, _refused in plan.problems)
    ids = arriving.write(batch, arrivals, agreed, tags)
    writing.write(batch, plan, known, agreed, tags)
    arrived = zip(ids, arrivals.more, strict=True)
    writing_more.write(batch, arrived, plan.people.values(), agreed)
    faults.point("importing.before_commit")
    holding.step(batch, done=batch.done + part.taken, found=dict(found + plan.counts))
    return plan.counts
