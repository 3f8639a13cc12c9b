"""The plan of a launch: when, relative to what, and what must be ready."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Launch(models.Model):
    """When a campaign starts. Relative to an election: `days_after` its day at `local_time`.

    `at` is what counts; once announced nothing moves it by itself. Rooms above pull from here.
    """

    class WhenNotReady(models.TextChoices):
        WAIT = "wait", _("wait until everything is ready")
        LEAVE_OUT = "leave_out", _("start on time and leave out what is not ready")

    campaign = models.OneToOneField(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="launch"
    )
    at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    local_time = models.TimeField(null=True)
    election = models.ForeignKey(
        "campaigns.Election", on_delete=models.PROTECT, null=True, related_name="launches"
    )
    days_after = models.SmallIntegerField(null=True)
    our_setting = models.CharField(max_length=200, blank=True)  # what no source states
    when_not_ready = models.CharField(
        max_length=9, choices=WhenNotReady.choices, default=WhenNotReady.WAIT
    )
    # Set when the election's date changed after the plan was made; a person says yes or no.
    asked_at = models.DateTimeField(null=True)
    asked_new_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(election__isnull=True, days_after__isnull=True)
                | Q(election__isnull=False, days_after__isnull=False, local_time__isnull=False),
                name="campaigns_launch_relative_in_full",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, asked_new_at__isnull=True)
                | Q(asked_at__isnull=False, asked_new_at__isnull=False),
                name="campaigns_launch_asks_with_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.at)


class ChecklistItem(models.Model):
    """One thing to be done before the launch, by someone, by a time."""

    launch = models.ForeignKey(Launch, on_delete=models.CASCADE, related_name="checklist")
    text = models.CharField(max_length=200)
    owner = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by_label = models.CharField(max_length=200, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.text
