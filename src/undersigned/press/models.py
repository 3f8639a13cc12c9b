"""Releases, who is quoted in them, and the coverage that came."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q


class ReleaseQuerySet(models.QuerySet["Release"]):
    def public(self, *, at: datetime) -> "ReleaseQuerySet":
        """Approved ones whose time, or whose campaign's launch, has come."""
        launched = Q(with_launch=True, campaign__launched_at__isnull=False)
        timed = Q(with_launch=False, public_at__lte=at)
        approved = self.filter(approved_at__isnull=False, withdrawn_at=None)
        return approved.filter(launched | timed)


class Release(models.Model):
    """A press release. Public at `public_at`, or when its campaign launches."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.PROTECT, null=True, related_name="releases"
    )
    slug = models.SlugField(max_length=80)
    headline = models.CharField(max_length=200)
    dateline = models.CharField(max_length=100, blank=True)
    body = models.TextField(blank=True)  # Markdown
    contact_name = models.CharField(max_length=100, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    public_at = models.DateTimeField(null=True)
    with_launch = models.BooleanField(default=False)
    approved_at = models.DateTimeField(null=True)
    approved_by_label = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "slug"], name="press_release_one_an_address"
            ),
            models.CheckConstraint(
                condition=Q(with_launch=False) | Q(campaign__isnull=False),
                name="press_release_launches_with_a_campaign",
            ),
        ]

    def __str__(self) -> str:
        return self.headline


class Quote(models.Model):
    """Words of a person, in a release."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="quotes")
    words = models.TextField()
    speaker = models.CharField(max_length=200)
    place = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.speaker


class Coverage(models.Model):
    """A report about the organisation or a campaign."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.SET_NULL, null=True, related_name="coverage"
    )
    outlet = models.CharField(max_length=200)
    date = models.DateField(null=True)
    date_as_known = models.CharField(max_length=100, blank=True)
    headline = models.CharField(max_length=300, blank=True)  # empty: missing in the record
    url = models.URLField(max_length=500, blank=True)
    quoted = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.outlet}: {self.headline}"
