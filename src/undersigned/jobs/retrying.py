"""A person lets a failed job run once more."""

import uuid
from datetime import datetime

from undersigned.jobs.models import Job


def retry(*, job_id: uuid.UUID, at: datetime) -> Job | None:
    """The job, waiting again with all its attempts; None if it is no failed job (any more)."""
    changed = (
        Job.objects.failed()
        .filter(pk=job_id)
        .exclude(args={})
        .update(state=Job.State.WAITING, run_after=at, attempts=0, finished_at=None)
    )
    return Job.objects.get(pk=job_id) if changed else None
