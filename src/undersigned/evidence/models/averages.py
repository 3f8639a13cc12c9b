"""Series of polls that are averaged, and each average as it was computed."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """One answer of one topic, from one population or subgroup: what one average is of."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.ForeignKey("evidence.Topic", on_delete=models.PROTECT, related_name="series")
    answer = models.CharField(max_length=200)
    population = models.CharField(max_length=200, blank=True)  # the reference; as printed
    subgroup = models.CharField(max_length=100, blank=True)
    is_public = models.BooleanField(default=False)
    computed_on = models.DateField(null=True)  # null: to be computed now
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("average")
        verbose_name_plural = _("averages")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "answer", "population", "subgroup"],
                name="evidence_series_once_a_topic",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer=""), name="evidence_series_has_an_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.answer}"


class StoredAverage(models.Model):
    """A series as averaged on one day, with all that a page shows of it.

    `records` are its polls as they were then, and `rule` names the code: from both, the number
    can be computed again. A `variant` leaves something out by a reader's choice; of those the
    newest alone are kept.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="averages")
    variant = models.CharField(max_length=80, blank=True)
    variant_words = models.CharField(max_length=300, blank=True)
    as_of = models.DateField()
    computed_at = models.DateTimeField()
    rule = models.CharField(max_length=20)
    inputs = models.JSONField(default=list)  # ids of the questions that were counted
    records = models.JSONField(default=list)
    digest = models.CharField(max_length=64)  # of the records, the day and the rule
    level = models.FloatField(null=True)  # null: no poll could be averaged
    low = models.FloatField(null=True)  # of the 95 % band
    high = models.FloatField(null=True)
    majority = models.FloatField(null=True)
    polls = models.PositiveIntegerField(default=0)
    pollsters = models.PositiveIntegerField(default=0)
    picture = models.JSONField(null=True)
    details = models.JSONField(default=dict)  # polls, pollsters, left out, support
    png = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "variant", "as_of", "digest"],
                name="evidence_storedaverage_once_a_finding",
            )
        ]
        indexes = [
            models.Index(
                fields=["series", "variant", "-computed_at"],
                name="evidence_average_newest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.as_of}"
