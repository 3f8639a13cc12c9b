"""What the dashboard keeps itself: numbers by state as they were counted, and said."""

import uuid

from django.db import models


class StateCount(models.Model):
    """An organisation's people by state on one day: today's is counted anew all the time."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE)
    day = models.DateField()  # in the organisation's time zone
    # By the measure's name: how many by the state's code; '' is no state that we know.
    figures = models.JSONField()
    counted_at = models.DateTimeField()
    seconds = models.FloatField()  # how long it took to count

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "day"], name="dashboard_statecount_one_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.day}"


class SignerCount(models.Model):
    """The people who signed one campaign, by state, on one day."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE)
    day = models.DateField()
    figures = models.JSONField()
    trend = models.JSONField()  # by state: signers of each of the last days, today last
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "day"], name="dashboard_signercount_one_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.day}"


class StatedNumber(models.Model):
    """A sentence for the press with its numbers: how they were counted, and when."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked = models.JSONField()  # what saying.Asked holds
    numbers = models.JSONField()  # what saying.Numbers holds
    words = models.TextField()
    at = models.DateTimeField()
    by_label = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.words[:80]
