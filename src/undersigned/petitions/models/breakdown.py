"""Where the signatures of a petition came from, as it was published."""

from django.db import models


class Breakdown(models.Model):
    """Signatures by place, bound by a leaf of the log; public once that is in a signed tree."""

    petition = models.ForeignKey(
        "petitions.Petition", on_delete=models.CASCADE, related_name="breakdowns"
    )
    leaf = models.OneToOneField("ledger.Leaf", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()  # whose hash the leaf holds
    moves = models.PositiveIntegerField()  # signed, removed and restored until then
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["petition", "-made_at"], name="petitions_breakdown_newest")
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.content.get('count')}"
