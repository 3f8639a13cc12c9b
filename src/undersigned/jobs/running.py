"""Runs jobs: claims them, calls their functions, keeps what came of it."""

import logging
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.module_loading import import_string

from undersigned.jobs.models import Job
from undersigned.lib import failures, faults, leasing

MAX_ATTEMPTS = 6  # about two hours in all
_FIRST_WAIT = timedelta(seconds=5)
_CLAIM = 10

logger = logging.getLogger(__name__)


def back_off(attempts: int) -> timedelta:
    """How long after that many failed attempts the next one comes.

    >>> [int(back_off(attempts).total_seconds()) for attempts in (1, 2, 3, 4, 5)]
    [20, 80, 320, 1280, 5120]
    """
    return _FIRST_WAIT * (1 << 2 * attempts)  # times 4 each time


def run_due(*, at: datetime) -> int:
    """Runs a handful of those that are due; the answer is how many: a backlog drains."""
    rows = Job.objects.runnable(at=at)
    token, jobs = leasing.claim(
        rows,
        limit=_CLAIM,
        at=at,
        state=Job.State.RUNNING,
        started_at=at,
        attempts=F("attempts") + 1,
    )
    jobs.sort(key=lambda job: (-job.priority, job.run_after))
    with leasing.holding(Job, token):
        for job in jobs:  # each in transactions of its own: one that fails takes none along
            _run(job)
    return len(jobs)


def _run(job: Job) -> None:
    if job.attempts > MAX_ATTEMPTS:  # every worker that took it died of it
        _finish(job, state=Job.State.FAILED, error_class="the worker died while it ran")
        return
    faults.point("jobs.before_run")
    if not Job.objects.held(job).filter(leased_until__gt=leasing.now()).exists():
        return  # we slept past the lease: whoever has it now runs it
    try:
        task = import_string(job.task)
        task.call(*job.args["args"], **job.args["kwargs"])
    except Exception as error:  # noqa: BLE001  whatever a job does, the worker lives
        _fail(job, error)
    else:
        faults.point("jobs.before_finish")
        _finish(job, state=Job.State.DONE)


def _fail(job: Job, error: Exception) -> None:
    kept = {
        "error_class": failures.class_name(error)[:200],
        "error_frames": failures.frames(error),
    }
    logger.warning("job %s failed: %s\n%s", job.task, kept["error_class"], kept["error_frames"])
    if job.attempts >= MAX_ATTEMPTS:
        _finish(job, state=Job.State.FAILED, **kept)
        return
    Job.objects.held(job).update(
        state=Job.State.WAITING,
        run_after=leasing.now() + back_off(job.attempts),
        lease_token=None,
        leased_until=None,
        **kept,
    )


def _finish(job: Job, *, state: Job.State, **kept: str) -> None:
    # 0 rows: we slept past the lease, and whoever has it now says how it ended.
    Job.objects.held(job).update(
        state=state, finished_at=leasing.now(), lease_token=None, leased_until=None, **kept
    )
