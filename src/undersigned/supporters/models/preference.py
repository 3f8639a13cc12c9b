"""What a person chose on the page behind 'less often, or only some': without signing in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Preference(models.Model):
    """Nobody's row means: everything they agreed to. Petition updates are not held back."""

    class Often(models.IntegerChoices):
        """Days that lie between two mailings at least."""

        ALL = 0, _("every mailing")
        WEEKLY = 7, _("one a week at most")
        MONTHLY = 30, _("one a month at most")

    supporter = models.OneToOneField(
        "supporters.Supporter", on_delete=models.CASCADE, related_name="preference"
    )
    days_between = models.PositiveSmallIntegerField(choices=Often.choices, default=Often.ALL)
    paused_until = models.DateTimeField(null=True)
    # Only mailings about an issue that they named themselves; which these are is an
    # IssueInterest each. Is none of them on the agenda any more, there is nothing to send.
    only_interests = models.BooleanField(default=False)
    untracked = models.BooleanField(default=False)  # what they click is not recorded
    # Since when it may be counted that they open an email; None: it may not.
    opens_since = models.DateTimeField(null=True)
    at = models.DateTimeField()  # when they chose it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days_between__in=[0, 7, 30]),
                name="supporters_preference_often_is_one_of_these",
            )
        ]

    def __str__(self) -> str:
        return f"{self.supporter_id}: {self.days_between}"
