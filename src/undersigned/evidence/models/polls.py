"""Polls, each as it was printed."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from undersigned.evidence.models.questions import Question


class PollQuerySet(models.QuerySet["Poll"]):
    def with_words(self, words: str) -> "PollQuerySet":
        """Those that have every word in pollster, sponsor, source or a question in short."""
        found = self
        for word in words.split():
            asked = Question.objects.filter(in_short__icontains=word).values("poll")
            found = found.filter(
                Q(pollster__icontains=word) | Q(sponsor__icontains=word)
                | Q(source_title__icontains=word) | Q(pk__in=asked)
            )  # fmt: skip
        return found


class Poll(models.Model):
    """A poll as printed. What was not printed is empty, shown as missing, never filled in.

    `pollster` is its name as printed, `house` who that is. Everybody in a poll was asked by
    the same people at the same time; what was asked, and of whom, is its questions'.
    """

    class SponsorClass(models.TextChoices):
        UNKNOWN = "", _("not printed")
        NOBODY = "none", _("nobody but the pollster")
        MEDIA = "media", _("newspaper, broadcaster, website")
        ADVOCACY = "advocacy", _("a group with an aim in the matter")
        PARTY = "party", _("a party, or a group close to one")
        CAMPAIGN = "campaign", _("a candidate's or campaign's own poll")
        OTHER = "other", _("another sponsor without a side")

    class SampleSource(models.TextChoices):
        UNKNOWN = "", _("not printed")
        PROBABILITY = "probability", _("probability: drawn by chance from the population")
        OPT_IN = "opt_in", _("opt-in: people who signed up to answer")
        MIXED = "mixed", _("mixed")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    pollster = models.CharField(max_length=200)
    house = models.ForeignKey("evidence.Pollster", on_delete=models.PROTECT, null=True)
    conductor = models.CharField(max_length=200, blank=True)
    sponsor = models.CharField(max_length=200, blank=True)
    funder = models.CharField(max_length=200, blank=True)
    sponsor_class = models.CharField(max_length=10, choices=SponsorClass, blank=True)
    sponsor_side = models.CharField(max_length=100, blank=True)  # in words: 'Democratic'

    published = models.DateField(null=True)
    published_as_printed = models.CharField(max_length=100, blank=True)
    field_start = models.DateField(null=True)
    field_end = models.DateField(null=True)

    area = models.CharField(max_length=200, blank=True)
    sample_total = models.PositiveIntegerField(null=True)  # all that were asked
    mode = models.CharField(max_length=100, blank=True)
    sample_source = models.CharField(max_length=12, choices=SampleSource, blank=True)
    frame = models.CharField(max_length=300, blank=True)  # panel, list or numbers drawn from
    weighting = models.TextField(blank=True)
    processing = models.TextField(blank=True)  # how answers were checked and cleaned
    limitations = models.TextField(blank=True)  # what the pollster says it cannot show
    design_effect = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    is_tracking = models.BooleanField(default=False)
    is_open_to_all = models.BooleanField(default=False)  # a vote on a page: not a poll

    source_title = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    source_page = models.CharField(max_length=60, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    cited_by = models.CharField(max_length=200, blank=True)  # who cites it, if not we ourselves
    contact = models.CharField(max_length=200, blank=True)  # where to ask about methods
    source_id = models.CharField(max_length=100, blank=True)  # in the list it came from
    import_key = models.CharField(max_length=64, blank=True)  # so that a list is read once

    is_invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200, blank=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(field_start__isnull=True)
                | Q(field_end__isnull=True)
                | Q(field_start__lte=F("field_end")),
                name="evidence_poll_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=~Q(source_title=""), name="evidence_poll_has_a_source"
            ),
            models.CheckConstraint(
                condition=Q(sample_total__isnull=True) | Q(sample_total__gt=0),
                name="evidence_poll_asked_somebody",
            ),
            models.CheckConstraint(
                condition=Q(design_effect__isnull=True) | Q(design_effect__gt=0),
                name="evidence_poll_design_effect_is_positive",
            ),
            models.UniqueConstraint(
                fields=["organisation", "import_key"],
                condition=~Q(import_key=""),
                name="evidence_poll_is_imported_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-field_end", "-id"], name="evidence_poll_newest"
            )
        ]

    def __str__(self) -> str:
        return self.pollster

    @property
    def link(self) -> str:
        """The address of the source where it is one that a browser may follow."""
        address = self.source_url
        return address if address.lower().startswith(("https://", "http://")) else ""
