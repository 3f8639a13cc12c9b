"""What an organisation says of places: its groups of states, and how many live where."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StateGroup(models.Model):
    """States that an organisation looks at together: 'battleground', 'first four'."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(null=True)  # which election's: lists change
    source = models.CharField(max_length=200, blank=True)  # who calls them so
    codes = models.JSONField(default=list)  # of places.regions, in that order
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "year"], name="places_stategroup_one_a_year"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(year=None),
                name="places_stategroup_one_without_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}" if self.year else self.name


class Population(models.Model):
    """How many people live in each state, from a file that the organisation brought."""

    class Whom(models.TextChoices):
        RESIDENTS = "residents", _("residents")
        ADULTS = "adults", _("adults")

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.PROTECT, primary_key=True
    )
    whom = models.CharField(max_length=9, choices=Whom.choices, default=Whom.RESIDENTS)
    source = models.CharField(max_length=200)
    as_of = models.DateField()
    figures = models.JSONField()  # how many by the state's code
    brought_at = models.DateTimeField()
    brought_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.source


class DistrictFile(models.Model):
    """The file that says which ZIP code lies in which congressional district: the newest."""

    source = models.CharField(max_length=200)
    as_of = models.DateField()
    note = models.CharField(max_length=300, blank=True)  # what its codes are, if no ZIP codes
    codes = models.PositiveIntegerField()  # ZIP codes in it
    brought_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.source


class ZipDistrict(models.Model):
    """That some of a ZIP code lies in a district; of most codes there is one row."""

    file = models.ForeignKey(DistrictFile, on_delete=models.CASCADE)
    postal_code = models.CharField(max_length=5)
    state = models.CharField(max_length=2)
    district = models.CharField(max_length=2)  # '07'; '00' at large

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["postal_code", "state", "district"], name="places_zipdistrict_once"
            )
        ]
        indexes = [
            models.Index(fields=["state", "district"], name="places_zipdistrict_by_place")
        ]

    def __str__(self) -> str:
        return f"{self.postal_code}: {self.state}-{self.district}"
