"""Work done later, what the clock starts, and the workers that do both."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WORKER_SILENT_AFTER = timedelta(seconds=30)


class JobQuerySet(models.QuerySet["Job"]):
    def runnable(self, *, at: datetime) -> "JobQuerySet":
        """Due, and held by nobody: waiting, or left behind by a worker that died."""
        return self.filter(
            Q(state=Job.State.WAITING, run_after__lte=at)
            | Q(state=Job.State.RUNNING, leased_until__lt=at)
        ).order_by("-priority", "run_after", "id")

    def failed(self) -> "JobQuerySet":
        return self.filter(state=Job.State.FAILED)

    def held(self, job: "Job") -> "JobQuerySet":
        """The row, if it is still leased as it was when the job was claimed."""
        return self.filter(pk=job.pk, state=Job.State.RUNNING, lease_token=job.lease_token)


class Job(models.Model):
    """One call of a function, asked for in the transaction that made it necessary."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    task = models.CharField(max_length=200)
    queue = models.CharField(max_length=50)
    priority = models.SmallIntegerField(default=0)
    args = models.JSONField(
        default=dict
    )  # {"args": [...], "kwargs": {...}}; emptied after 30 days
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    run_after = models.DateTimeField()
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    error_class = models.CharField(max_length=200, blank=True, default="")
    error_frames = models.TextField(blank=True, default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="jobs_job_runs_on_a_lease",
                condition=~Q(state="running")
                | Q(lease_token__isnull=False, leased_until__isnull=False),
            ),
            models.CheckConstraint(
                name="jobs_job_is_over_at_a_time",
                condition=~Q(state__in=["done", "failed"]) | Q(finished_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-priority", "run_after", "id"],
                name="jobs_job_due",
                condition=Q(state__in=["waiting", "running"]),
            ),
            models.Index(
                "finished_at", name="jobs_job_over", condition=Q(state__in=["done", "failed"])
            ),
            models.Index(
                "lease_token", name="jobs_job_held", condition=Q(lease_token__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.state})"


class ScheduleEntry(models.Model):
    """What the clock starts: who holds it, and how its last run went (config/schedule.py)."""

    name = models.CharField(max_length=100, unique=True)
    every_seconds = models.FloatField()
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    last_did_at = models.DateTimeField(null=True)  # the last run that found something to do
    last_did = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)  # that the last run took
    failures = models.PositiveIntegerField(default=0)  # in a row
    failed_at = models.DateTimeField(null=True)
    error_class = models.CharField(max_length=200, blank=True, default="")
    error_frames = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="jobs_scheduleentry_lease_has_an_end",
                condition=Q(lease_token__isnull=True) | Q(leased_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self, *, at: datetime) -> "WorkerQuerySet":
        return self.filter(beat_at__gt=at - WORKER_SILENT_AFTER)


class Worker(models.Model):
    """A worker process and its last heartbeat. A clean stop deletes the row."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    process = models.CharField(
        max_length=200
    )  # machine, process number, start: tells the dead from the living
    parts = models.CharField(max_length=100)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    objects = WorkerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.process


class Backup(models.Model):
    """That a backup was made: shown on the dashboard."""

    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return self.file_name
