"""What became of a mailing, by variant and state and at each mail provider: snapshots."""

from django.db import models
from django.db.models import F, Q


class ProviderTally(models.Model):
    """One a mailing and provider; '' gathers the many small ones."""

    mailing = models.ForeignKey(
        "mailings.Mailing", on_delete=models.CASCADE, related_name="provider_tallies"
    )
    provider = models.CharField(max_length=253, blank=True)  # 'Gmail', or a domain
    total = models.PositiveIntegerField()
    # Handed over, and no bounce came back. The parts down to `refused` add up to `total`.
    delivered = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    deferred = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    uncertain = models.PositiveIntegerField()
    hard = models.PositiveIntegerField()
    soft = models.PositiveIntegerField()
    blocked = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()  # for a reason that nobody told
    complaints = models.PositiveIntegerField()  # of those delivered
    unsubscribed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "provider"], name="mailings_providertally_one_a_provider"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.provider}"


class Tally(models.Model):
    """One a mailing, variant, state, and whether the variants were tried on them."""

    mailing = models.ForeignKey(
        "mailings.Mailing", on_delete=models.CASCADE, related_name="tallies"
    )
    arm = models.CharField(max_length=1, blank=True)
    tried = models.BooleanField(default=False)
    region = models.CharField(max_length=8, blank=True)
    # As counting.Numbers says.
    total = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    deferred = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    uncertain = models.PositiveIntegerField(default=0)
    hard = models.PositiveIntegerField(default=0)
    soft = models.PositiveIntegerField(default=0)
    blocked = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    complaints = models.PositiveIntegerField(default=0)
    unsubscribed = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    clicked = models.PositiveIntegerField(default=0)
    machines = models.PositiveIntegerField(default=0)
    acted = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    countable = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "arm", "tried", "region"],
                name="mailings_tally_one_a_cell",
            ),
            models.CheckConstraint(
                condition=Q(
                    total=F("delivered") + F("waiting") + F("deferred") + F("left_out")
                    + F("uncertain") + F("hard") + F("soft") + F("blocked") + F("refused")
                ),
                name="mailings_tally_adds_up",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.arm} {self.region}"
