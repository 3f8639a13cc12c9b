"""Signatures removed by a rule: what staff chose, why, and how far it has come."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from undersigned.petitions.models.signature import Signature


class CancellationQuerySet(models.QuerySet["Cancellation"]):
    def at_work(self) -> "CancellationQuerySet":
        states = (Cancellation.State.REMOVING, Cancellation.State.RESTORING)
        return self.filter(state__in=states)


class Cancellation(models.Model):
    """One rule, run over the signatures that were there when it was started."""

    class State(models.TextChoices):
        REMOVING = "removing", _("removing")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped half way")
        RESTORING = "restoring", _("restoring")
        UNDONE = "undone", _("undone")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.JSONField()  # cancelling.Rule, as text
    reason = models.CharField(max_length=10, choices=Signature.Reason.choices)
    note = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.REMOVING)
    by_label = models.CharField(max_length=200)
    by_id_text = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField()  # that the rule chose when it was started
    done = models.PositiveIntegerField(default=0)  # removed so far
    restored = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)  # the highest signature that was looked at

    objects = CancellationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["removing", "restoring"]) | Q(finished_at__isnull=False),
                name="petitions_cancellation_is_over_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.REMOVING, self.State.RESTORING)
