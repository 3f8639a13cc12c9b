"""How long people are kept who neither agreed to email nor did anything."""

from django.db import models
from django.db.models import Q


class Retention(models.Model):
    """An organisation's rule; without a row, or switched off, nobody goes by the clock."""

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    on = models.BooleanField(default=False)
    months = models.PositiveSmallIntegerField(default=36)  # without any act
    notice_days = models.PositiveSmallIntegerField(default=30)  # on the list before it happens
    changed_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)  # when the clock last made the list
    erased = models.PositiveBigIntegerField(default=0)  # so far
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gte=6, notice_days__gte=7),
                name="supporters_retention_gives_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.months} months" if self.on else "off"


class Expiring(models.Model):
    """Somebody whom the retention rule will erase, unless they act or staff keep them."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, db_index=False
    )
    supporter = models.OneToOneField(
        "supporters.Supporter", on_delete=models.CASCADE, related_name="+"
    )
    listed_at = models.DateTimeField()
    erase_at = models.DateTimeField(null=True)  # empty: a member keeps this person
    kept_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "erase_at"], name="supporters_expiring_next")
        ]

    def __str__(self) -> str:
        return str(self.supporter_id)
