"""The count: a journal of changes, and a snapshot with the newest change it covers."""

from django.db import models


class CountChange(models.Model):
    """One signature more or less, in the transaction that made it so."""

    id = models.BigAutoField(primary_key=True)
    petition = models.ForeignKey("petitions.Petition", on_delete=models.PROTECT)
    region = models.CharField(max_length=8, blank=True)
    country = models.CharField(max_length=2)
    change = models.SmallIntegerField()  # +1 or -1
    at = models.DateTimeField()
    folded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(change__in=[1, -1]), name="petitions_count_change_is_one"
            )
        ]
        indexes = [
            models.Index(
                fields=["petition"],
                condition=models.Q(folded=False),
                name="petitions_count_not_folded",
            )
        ]

    def __str__(self) -> str:
        return f"{self.change:+d}"


class CountSnapshot(models.Model):
    """What a petition's count is, with all folded changes in it; the source of count.json."""

    petition = models.OneToOneField(
        "petitions.Petition", on_delete=models.CASCADE, related_name="snapshot"
    )
    count = models.PositiveIntegerField(default=0)
    by_region = models.JSONField(default=dict)  # {'US-OH': 12, '': 3}
    as_of = models.DateTimeField(null=True)
    published = models.BooleanField(default=False)  # count.json on disk says the same

    def __str__(self) -> str:
        return str(self.count)
