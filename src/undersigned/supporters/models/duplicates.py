"""People who may be one and the same: found in the background, looked at by staff."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DuplicateSearch(models.Model):
    """One look through an organisation's people: how far it is, what it found."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE)
    asked_at = models.DateTimeField()
    by_label = models.CharField(max_length=200)
    total = models.PositiveBigIntegerField(default=0)  # people
    done = models.PositiveBigIntegerField(default=0)  # of them, or of the pairs to judge
    judging = models.BooleanField(default=False)
    found = models.PositiveBigIntegerField(default=0)  # pairs
    # Groups that were too large to be pairs: {"phone": [3, 812]}: how many, the largest.
    left_out = models.JSONField(default=dict)
    seconds = models.FloatField(null=True)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(finished_at=None),
                name="supporters_duplicatesearch_one_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "-asked_at"], name="supporters_search_newest")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.found}"


class Alike(models.IntegerChoices):
    """What two people have in common, each a bit, so that a pair can have several."""

    NAME = 1, _("same name and ZIP code")
    PHONE = 2, _("same phone")
    STREET = 4, _("nearly the same name at one address")
    SOUND = 8, _("nearly the same name in one ZIP code")
    MAILBOX = 16, _("nearly the same name at one email address")


class LikelyDuplicate(models.Model):
    """Two people who may be one; `dismissed_at` says that staff know them to be two."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, db_index=False
    )
    first = models.ForeignKey(
        "supporters.Supporter", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    second = models.ForeignKey(
        "supporters.Supporter", on_delete=models.CASCADE, related_name="+"
    )
    alike = models.PositiveSmallIntegerField()  # bits of Alike
    score = models.PositiveSmallIntegerField()  # how likely, up to 99
    search = models.ForeignKey(DuplicateSearch, on_delete=models.CASCADE, db_index=False)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], name="supporters_likelyduplicate_once"
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="supporters_likelyduplicate_in_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-score", "id"],
                condition=Q(dismissed_at=None),
                name="supporters_likely_by_score",
            ),
            models.Index(
                fields=["organisation", "-dismissed_at"],
                condition=Q(dismissed_at__isnull=False),
                name="supporters_likely_dismissed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}:{self.second_id}"

    @property
    def reasons(self) -> list[str | Promise]:
        return [one.label for one in Alike if self.alike & one]


class Merge(models.Model):
    """That two records became one, with what is needed to take it back for 30 days."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Who was kept. With them goes all that is known of the one who was not.
    supporter = models.ForeignKey(
        "supporters.Supporter", on_delete=models.CASCADE, related_name="merges"
    )
    kept = models.UUIDField()  # as it was then: a later merge may have moved this row on
    gone = models.UUIDField(db_index=True)
    counts = models.JSONField(default=dict)  # {"signatures": 2}: what moved
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by_label = models.CharField(max_length=200, blank=True)
    expired = models.BooleanField(default=False)  # the steps are gone

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-at"], name="supporters_merge_newest"),
            models.Index(
                fields=["at"],
                condition=Q(expired=False, undone_at=None),
                name="supporters_merge_undoable",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class MergeStep(models.Model):
    """Rows of one table that a merge changed, removed or made, as they were and are."""

    class Kind(models.TextChoices):
        CHANGED = "changed"
        REMOVED = "removed"
        MADE = "made"
        TOLD = "told"  # not rows: what a room needs to take its part back

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    table = models.CharField(max_length=80)  # the model's label, or the room's name
    rows = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind} {self.table}"
