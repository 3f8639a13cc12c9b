"""Signatures gathered elsewhere: on another platform, or on paper."""

import uuid

from django.db import models


class CarriedOver(models.Model):
    """So many signatures from elsewhere, shown apart and in the total; never changed again."""

    petition = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, related_name="carried_over"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField()
    where = models.CharField(max_length=200)  # 'change.example, petition 4711'
    until = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    manifest = models.TextField()  # what the log's commitment binds, word for word
    secret = models.BinaryField()  # s1 of that commitment
    leaf = models.OneToOneField("ledger.Leaf", on_delete=models.PROTECT)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number} from {self.where}"

    @property
    def opened_with(self) -> str:
        """The random part of the commitment, as hexadecimal digits."""
        return bytes(self.secret).hex()
