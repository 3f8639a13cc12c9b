"""What the page of background work shows, and running failed work once more."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from undersigned.accounts import roles
from undersigned.accounts.permissions import Permission
from undersigned.actions import retrying as submissions
from undersigned.jobs import backups, retrying
from undersigned.jobs.models import Job, ScheduleEntry, Worker
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation
from undersigned.outbox import transport
from undersigned.outbox.models import Message

_SHOWN = 50


def look(*, organisation_id: int, role: str, at: datetime) -> dict[str, object]:
    """All that the page shows: the installation's work, the organisation's failed forms.

    It names nobody.
    """
    messages = Message.objects.order_by().values_list("state").annotate(Count("pk"))
    mail = dict(messages)
    forms = submissions.failed(organisation_id=organisation_id)
    failed = Job.objects.failed().count() + sum(group.number for group in forms)
    return {
        "now": at,
        "workers": list(Worker.objects.order_by("-beat_at")[:_SHOWN]),
        "alive": Worker.objects.alive(at=at).exists(),
        "entries": list(ScheduleEntry.objects.order_by("name")),
        "failed": list(Job.objects.failed().order_by("-finished_at")[:_SHOWN]),
        "failed_count": failed,
        "failed_forms": forms,
        "waiting": Job.objects.filter(state=Job.State.WAITING).count(),
        "running": Job.objects.filter(state=Job.State.RUNNING).count(),
        "mail_way": transport.state(),
        "mail": [(Message.State(state).label, count) for state, count in sorted(mail.items())],
        "mail_waiting": mail.get(Message.State.WAITING, 0),
        "last_backup": backups.last(),
        "may_retry": roles.may(role, Permission.JOBS_RETRY),
    }


def retry(
    *, job_id: uuid.UUID, organisation: Organisation, at: datetime, by: auditing.Actor
) -> bool:
    """Lets failed work run once more; False when it is none (any more)."""
    with transaction.atomic():
        job = retrying.retry(job_id=job_id, at=at)
        if job is None:
            return False
        auditing.record(
            organisation_id=organisation.pk,
            at=at,
            by=by,
            verb="let run again",
            subject=(f"background work {job.task.rpartition('.')[2]}", f"job:{job.pk}"),
        )
    return True
