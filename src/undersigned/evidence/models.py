"""Polls as they were published, and the claims that are made from them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Poll(models.Model):
    """A poll as printed. What was not printed is empty, shown as missing, never filled in."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pollster = models.CharField(max_length=200)
    sponsor = models.CharField(max_length=200, blank=True)
    published = models.DateField(null=True)
    published_as_printed = models.CharField(max_length=100, blank=True)
    field_start = models.DateField(null=True)
    field_end = models.DateField(null=True)
    mode = models.CharField(max_length=100, blank=True)
    source_title = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    cited_by = models.CharField(max_length=200, blank=True)  # who cites it, if not we ourselves
    is_invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(field_start__isnull=True)
                | Q(field_end__isnull=True)
                | Q(field_start__lte=models.F("field_end")),
                name="evidence_poll_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=~Q(source_title=""), name="evidence_poll_has_a_source"
            ),
        ]

    def __str__(self) -> str:
        return self.pollster


class Question(models.Model):
    """A question put to one population in one poll."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="questions")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    in_short = models.CharField(max_length=300)
    wording = models.TextField(blank=True)
    population = models.CharField(max_length=200)
    sample_size = models.PositiveIntegerField(null=True)
    margin_as_printed = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)  # what is unclear in the record, in words
    place = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.in_short


class Result(models.Model):
    """A share of one answer, in percentage points, and as it was printed."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="results")
    answer = models.CharField(max_length=200)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    as_printed = models.CharField(max_length=100)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=100),
                name="evidence_result_is_a_share",
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.as_printed}"


class Claim(models.Model):
    """A sentence made from a poll's result, bound to it by id; shown with a footnote."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sentence = models.CharField(max_length=400)
    result = models.ForeignKey(
        Result, on_delete=models.PROTECT, null=True, related_name="claims"
    )  # null: nothing in the record carries it
    number = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("claim")

    def __str__(self) -> str:
        return self.sentence
