"""What a campaign demands, and where each decision maker stands on it through time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Demand(models.Model):
    """One thing asked for."""

    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="demands"
    )
    text = models.CharField(max_length=300)
    place = models.PositiveSmallIntegerField(default=0)
    met_at = models.DateField(null=True)

    def __str__(self) -> str:
        return self.text


class Position(models.Model):
    """Where a decision maker stood on a demand, by a statement; the newest one holds."""

    class Stance(models.TextChoices):
        NONE = "none", _("none stated")
        OPPOSED = "opposed", _("opposed")
        UNCLEAR = "unclear", _("unclear")
        LEANING = "leaning", _("leaning towards it")
        SUPPORTS = "supports", _("supports it")
        GRANTED = "granted", _("granted it")

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="positions")
    decision_maker = models.ForeignKey("officials.DecisionMaker", on_delete=models.CASCADE)
    statement = models.ForeignKey("officials.Statement", on_delete=models.CASCADE, null=True)
    stance = models.CharField(max_length=8, choices=Stance.choices)
    date = models.DateField()

    def __str__(self) -> str:
        return self.stance
