"""Lists of polls on their way into the record, and what became of their rows."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PollList(models.Model):
    """A list that is being looked at or stored, or was: how far, and each row refused."""

    class State(models.TextChoices):
        LOOKING = "looking", _("being looked at")
        LOOKED = "looked", _("nothing is stored yet")
        STORING = "storing", _("being stored")
        DONE = "done", _("stored")
        FAILED = "failed", _("not stored")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.STORING)
    sha256 = models.CharField(max_length=64)  # of the file
    layout = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=300)
    topic = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    wanted = models.PositiveIntegerField(default=0)  # questions that are to be stored
    stored = models.PositiveIntegerField(default=0)  # and those that are
    known = models.PositiveIntegerField(default=0)  # rows that were on record already
    reasons = models.JSONField(default=dict)  # how many rows were refused for which
    remarks = models.JSONField(default=dict)
    refused = models.JSONField(default=list)  # [line, poll, reason, detail]
    first = models.JSONField(default=list)  # [line, poll, answers] of the first new rows
    failure = models.CharField(max_length=300, blank=True)
    by_label = models.CharField(max_length=200)
    by_id_text = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "-created_at"], name="evidence_polllist_newest"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["looking", "looked", "storing"])
                | Q(finished_at__isnull=False),
                name="evidence_polllist_is_over_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.source

    @property
    def is_moving(self) -> bool:
        return self.state in {self.State.LOOKING, self.State.STORING}

    @property
    def is_looking(self) -> bool:
        return self.state == self.State.LOOKING

    @property
    def is_looked_at(self) -> bool:
        return self.state == self.State.LOOKED
