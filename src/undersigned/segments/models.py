"""Audiences that are described by rules, not by lists of names."""

import uuid

from django.db import models


class Segment(models.Model):
    """A stored audience. `rules` is what compiling.compile takes (its form is told there)."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, blank=True)  # empty: belongs to one mailing alone
    rules = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name
