"""Moves an import on: the dry run, the import, the undoing; each in steps that a crash may end.

What is done and how far it is stand in the same transaction, so whoever goes on does no row
twice. A step that finds its lease gone stops: somebody else has taken over.
"""

import contextlib
import gc
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import Q

from undersigned.lib import failures, statistics
from undersigned.supporters.files.unpacking import FileError
from undersigned.supporters.importing import checking, holding, merging, undoing
from undersigned.supporters.importing.holding import LostError
from undersigned.supporters.models import Import

State = Import.State
_STAGES = {
    State.CHECKING: checking.steps,
    State.MERGING: merging.steps,
    State.UNDOING: undoing.steps,
}
_AT_ONCE = timedelta(seconds=5)
Inside = Callable[[Import], Q]

# What this process is in the middle of: opening the file anew at each turn would read it again.
_RUNNING: dict[UUID, Iterator[int]] = {}


def go_on(*, at: datetime, inside: Inside) -> int:
    """For the clock: works on one import for a few seconds; 0 when there is none to move."""
    for uuid in list(_RUNNING):
        return _advance(uuid, until=time.monotonic() + _AT_ONCE.total_seconds())
    waiting = Import.objects.filter(holding.movable(at=at)).order_by("pk")
    found = waiting.values_list("uuid", flat=True).first()
    if found is None:
        return 0
    _RUNNING[found] = run(found, at=at, inside=inside)
    return _advance(found, until=time.monotonic() + _AT_ONCE.total_seconds())


def _advance(uuid: UUID, *, until: float) -> int:
    for _done in _RUNNING[uuid]:
        if time.monotonic() >= until:
            return 1
    del _RUNNING[uuid]
    return 1


def run(uuid: UUID, *, at: datetime, inside: Inside) -> Iterator[int]:
    """Does the stage that the import is in; yields how many rows are over, again and again.

    `inside` says whom an import may touch: an area of a colleague is a matter of rooms above.

    A file that cannot be read, or a fault, ends it: the import says so and can be tried again.
    """
    batch = holding.take(uuid, at=at)
    if batch is None:
        return
    steps = _STAGES[State(batch.state)](batch, inside(batch))
    try:
        while (done := _step(steps)) is not None:
            yield done
        statistics.try_to_refresh()  # audiences are asked for at once
    except LostError:
        return
    except FileError as error:
        holding.fail(batch, str(error))
    except DatabaseError:
        _RUNNING.pop(uuid, None)
        raise  # the clock notes it and tries again when the lease is over
    except Exception as error:  # noqa: BLE001  one bad file does not stop those behind it
        holding.fail(batch, failures.class_name(error))


def _step(steps: Iterator[int]) -> int | None:
    """The next of them, None at the end. What it needs of this process it gives back.

    A slice is thousands of things that are all let go at its end: looking through them for
    circles took half of the time.
    """
    gc.disable()
    try:
        with _room():
            return next(steps, None)
    finally:
        gc.enable()


@contextlib.contextmanager
def _room() -> Iterator[None]:
    """On SQLite, memory for the indexes of a million, whose pages are written at random.

    And fewer checkpoints: a page that many slices write goes into the database once.
    """
    if connection.vendor != "sqlite":
        yield
        return
    names = ("cache_size", "wal_autocheckpoint")
    with connection.cursor() as cursor:
        before = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
        cursor.execute("PRAGMA cache_size = -64000")  # 64 MB
        cursor.execute("PRAGMA wal_autocheckpoint = 16000")  # pages of 4 kB
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in zip(names, before, strict=True):
                cursor.execute(f"PRAGMA {name} = {value}")
