"""Sentences that are made from the record, how they stand, and how they stood."""

import uuid
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from undersigned.evidence.claiming.verdict import Status as Standing


class ClaimQuerySet(models.QuerySet["Claim"]):
    def whole(self) -> "ClaimQuerySet":
        """With all that a page says of what carries it."""
        return self.select_related(
            "organisation",
            "result__question__poll",
            "other__question__poll",
            "series__topic",
            "series__organisation",
        )

    def read(self) -> "ClaimQuerySet":
        """Those that everyone may read: they say so, or a campaign that is public shows them.

        (What a release or a mailing quotes is asked one by one: site.evidence_pages.)
        """
        campaign: Any = apps.get_model("campaigns", "Campaign")  # a room above us
        shows = campaign.objects.public().filter(
            claims=OuterRef("pk"), organisation=OuterRef("organisation")
        )
        return self.filter(Q(is_public=True) | Exists(shows))

    def fallen(self) -> "ClaimQuerySet":
        """Those whose status got worse, and has not risen since."""
        return self.filter(fallen_at__isnull=False)


class Claim(models.Model):
    """A sentence made from polls, bound to them by id; shown with a footnote.

    `result` carries it; `other` is what that is compared with, or the earlier figure. An
    average carries it by its `series`. `status` is that of the last check; `judgements` tell
    what it was before.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("one poll's figure")
        AVERAGE = "average", _("the level of an average")
        MAJORITY = "majority", _("a majority")
        CHANGE = "change", _("a change")
        COMPARISON = "comparison", _("a comparison")

    class Status(models.IntegerChoices):
        SUPPORTED = Standing.SUPPORTED.value, _("supported")
        ONE_POLL = Standing.ONE_POLL.value, _("supported by one poll")
        OUTDATED = Standing.OUTDATED.value, _("outdated")
        CONTESTED = Standing.CONTESTED.value, _("contested")
        NOT_SUPPORTED = Standing.NOT_SUPPORTED.value, _("not supported")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SINGLE)
    sentence = models.CharField(max_length=400)
    result = models.ForeignKey(
        "evidence.Result", on_delete=models.PROTECT, null=True, related_name="claims"
    )  # null: nothing in the record carries it
    other = models.ForeignKey(
        "evidence.Result", on_delete=models.PROTECT, null=True, related_name="other_claims"
    )
    series = models.ForeignKey(
        "evidence.Series", on_delete=models.PROTECT, null=True, related_name="claims"
    )
    since = models.DateField(null=True)  # of a change of an average
    number = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    is_public = models.BooleanField(default=False)  # has a page that everyone may read

    status = models.PositiveSmallIntegerField(
        choices=Status, null=True
    )  # null: not checked yet
    checked_on = models.DateField(null=True)  # null: to be checked now
    fallen_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["single", "average", "majority", "change",
                                             "comparison"]),
                name="evidence_claim_kind_is_known",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation", "checked_on"], name="evidence_claim_to_check"),
        ]

    def __str__(self) -> str:
        return self.sentence


class Judgement(models.Model):
    """What one check of a claim came to, when that differs from the check before.

    `evidence` names the questions, and the average, that it rested on; `rule` the version of
    the rules by which it was judged.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="judgements")
    status = models.PositiveSmallIntegerField(choices=Claim.Status)
    reasons = models.JSONField(default=list)  # pairs of a number of Why, and what it hangs on
    missing = models.JSONField(default=list)  # numbers of Missing
    evidence = models.JSONField(default=list)
    rule = models.CharField(max_length=20)
    on = models.DateField()  # the day that every rule about age took
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["claim", "-at"], name="evidence_judgement_newest")]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.on}"
