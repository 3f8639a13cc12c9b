"""Takes submissions that wait, a batch in a transaction, and hands them to what folds them."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import OperationalError, connection, transaction

from undersigned.actions.models import Submission
from undersigned.lib import failures, faults

logger = logging.getLogger(__name__)

Fold = Callable[[Sequence[Submission]], None]

# On SQLite a background transaction keeps the form's writer waiting: 0.1 s at most.
_SIZES = {"sqlite": 160, "postgresql": 500}


def fold(kind: Submission.Kind, with_: Fold, *, at: datetime) -> int:
    """Folds the oldest that wait; the answer is how many. 0: none waits.

    A batch that fails is folded one by one; a submission that fails alone is set aside with
    its error's class (its payload is kept), so that it holds up nobody.
    """
    size = _SIZES[connection.vendor]
    waiting = Submission.objects.filter(kind=kind, done_at=None)
    if not waiting.exists():  # an idle worker takes no write lock
        return 0
    try:
        folded = _batch(kind, with_, size=size, at=at)
    except OperationalError as error:  # its own trouble, or two hands in each other's way
        logger.warning("folding again in a moment after %s", failures.class_name(error))
        return 0
    except Exception as error:  # noqa: BLE001  whatever it is, one by one says whose it is
        logger.warning("folding one by one after %s", failures.class_name(error))
    else:
        faults.point("folding.after_commit")
        return folded
    ids = waiting.order_by("id").values_list("id", flat=True)[:size]
    return sum(_alone(submission_id, with_, at=at) for submission_id in list(ids))


@transaction.atomic
def _batch(kind: Submission.Kind, with_: Fold, *, size: int, at: datetime) -> int:
    batch = list(
        Submission.objects.select_for_update(skip_locked=_skips())
        .filter(kind=kind, done_at=None)
        .order_by("id")[:size]
    )
    if batch:
        with_(batch)
        faults.point("folding.before_commit")
        _finish([row.pk for row in batch], at=at)
    return len(batch)


def _alone(submission_id: int, with_: Fold, *, at: datetime) -> int:
    """Folds one in a transaction of its own; 1, also when it was set aside."""
    try:
        with transaction.atomic():
            row = (
                Submission.objects.select_for_update(skip_locked=_skips())
                .filter(pk=submission_id, done_at=None)
                .first()
            )
            if row is None:
                return 0
            with_([row])
            _finish([row.pk], at=at)
    except OperationalError:
        raise  # it waits for the next time
    except Exception as error:  # noqa: BLE001  set aside, with its reason
        name = failures.class_name(error)
        logger.error("submission %s: %s\n%s", submission_id, name, failures.frames(error))  # noqa: TRY400  a message may hold personal data
        Submission.objects.filter(pk=submission_id, done_at=None).update(
            done_at=at, failure=name[:200]
        )
    return 1


def _finish(ids: Sequence[int], *, at: datetime) -> None:
    Submission.objects.filter(pk__in=ids, done_at=None).update(done_at=at)


def _skips() -> bool:
    return connection.features.has_select_for_update_skip_locked
