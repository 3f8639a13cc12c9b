"""Elections that a launch can hang on, and results that a case can cite."""

import uuid

from django.db import models


class Election(models.Model):
    """An election day. US federal general elections come by rule; others have a source."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    date = models.DateField()
    by_rule = models.BooleanField(default=False)
    source_title = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.name}, {self.date}"


class ElectionResult(models.Model):
    """A result as a source reports it."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=200)
    words = models.CharField(max_length=300)
    source_title = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.year}: {self.words}"
