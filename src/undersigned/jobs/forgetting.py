"""What jobs were asked to do is forgotten after 30 days: their arguments may name people."""

from datetime import datetime, timedelta

from undersigned.jobs.models import Job

KEPT = timedelta(days=30)
_FAILED_KEPT = timedelta(days=180)
_BATCH = 500  # one short transaction


def forget_due(*, at: datetime) -> int:
    """Deletes done jobs and empties the arguments of failed ones; how many were touched."""
    over = Job.objects.filter(finished_at__lt=at - KEPT).order_by("finished_at")
    done = over.filter(state=Job.State.DONE).values("pk")[:_BATCH]
    gone, _each = Job.objects.filter(pk__in=list(done.values_list("pk", flat=True))).delete()
    failed = (
        over.filter(state=Job.State.FAILED)
        .exclude(args={})
        .values_list("pk", flat=True)[:_BATCH]
    )
    emptied = Job.objects.filter(pk__in=list(failed)).update(args={})
    old = over.filter(state=Job.State.FAILED, finished_at__lt=at - _FAILED_KEPT)
    dropped, _each = Job.objects.filter(
        pk__in=list(old.values_list("pk", flat=True)[:_BATCH])
    ).delete()
    return gone + emptied + dropped
