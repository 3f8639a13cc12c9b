"""Counters as rows: how often something was done in a span of time."""

from django.db import models


class Tally(models.Model):
    """How often `key` (a network, a keyed hash) did something in one span. Gone a day later."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    span = models.BigIntegerField()  # the number of the span since 1970
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "span", "key"], name="guard_tally_one_a_span"
            )
        ]
        indexes = [
            models.Index(fields=["scope", "span", "count"], name="guard_tally_highest"),
            models.Index(fields=["ends_at"], name="guard_tally_over"),
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {self.count}"
