"""What happened in a campaign, for everyone to read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TimelineEntry(models.Model):
    """A public event of a campaign. Statements and coverage are pulled from their own rooms."""

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        LAUNCHED = "launched", _("launched")
        MILESTONE = "milestone", _("milestone")
        ANSWER = "answer", _("answer")
        CHANGED = "changed", _("changed")
        ENDED = "ended", _("ended")
        NOTE = "note", _("note")

    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="timeline"
    )
    kind = models.CharField(max_length=9, choices=Kind.choices)
    at = models.DateTimeField()
    words = models.CharField(max_length=400)
    number = models.PositiveIntegerField(null=True)  # of a milestone

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"],
                condition=Q(kind="milestone"),
                name="campaigns_timeline_a_milestone_once",
            )
        ]
        indexes = [models.Index(fields=["campaign", "at"], name="campaigns_timeline_by_time")]

    def __str__(self) -> str:
        return self.words
