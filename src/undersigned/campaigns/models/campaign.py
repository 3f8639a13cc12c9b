"""A campaign: who asks whom for what, its case, and what follows signing."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def public(self) -> "CampaignQuerySet":
        """Those that a stranger may see."""
        return self.exclude(state=Campaign.State.DRAFT)

    def open(self) -> "CampaignQuerySet":
        """Those that take signatures."""
        return self.filter(state=Campaign.State.LIVE)


class Campaign(models.Model):
    """One ask to one target, from draft to its end. Its slug is unique in the installation."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        LIVE = "live", _("live")
        WON = "won", _("won")
        CLOSED = "closed", _("closed")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    state_sentence = models.CharField(max_length=300, blank=True)  # 'won: all demands granted'

    # Screen 1: the ask and the target.
    title = models.CharField(max_length=140)
    ask = models.CharField(max_length=400, blank=True)
    target = models.ForeignKey(
        "officials.DecisionMaker", on_delete=models.PROTECT, null=True, related_name="campaigns"
    )
    hashtag = models.CharField(max_length=60, blank=True)  # without '#'
    goal = models.PositiveIntegerField(default=1000)
    goal_moves = models.BooleanField(default=True)
    image = models.CharField(max_length=200, blank=True)  # path under MEDIA_ROOT
    image_alt = models.CharField(max_length=200, blank=True)

    # Screen 2: story and evidence.
    summary = models.CharField(max_length=300, blank=True)
    story = models.TextField(blank=True)  # Markdown
    issues = models.ManyToManyField("organisations.IssuePosition", related_name="campaigns")
    polls = models.ManyToManyField("evidence.Poll", related_name="campaigns")
    claims = models.ManyToManyField("evidence.Claim", related_name="campaigns")
    statements = models.ManyToManyField("officials.Statement", related_name="campaigns")
    results = models.ManyToManyField("campaigns.ElectionResult", related_name="campaigns")
    polls_heading = models.CharField(
        max_length=120, blank=True
    )  # 'Polls cited in the coverage'

    # Screen 3: after signing.
    thanks = models.TextField(blank=True)  # Markdown, on the thank-you page
    thanks_subject = models.CharField(max_length=150, blank=True)
    thanks_email = models.TextField(blank=True)  # Markdown
    share_texts = models.JSONField(default=dict)  # {'email': …, 'facebook': …, 'x': …, …}
    donation_url = models.URLField(max_length=500, blank=True)
    donation_amounts = models.CharField(max_length=100, blank=True)  # '5, 15, 30' whole units
    followup_days = models.PositiveSmallIntegerField(default=0)  # after confirming; 0: none
    followup_subject = models.CharField(max_length=150, blank=True)
    followup_email = models.TextField(blank=True)  # Markdown

    announced_at = models.DateTimeField(null=True)
    launched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(announced_at__isnull=False)
                | Q(launched_at__isnull=False),
                name="campaigns_campaign_public_since_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["live", "won"]) | Q(launched_at__isnull=False),
                name="campaigns_campaign_live_since_a_time",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="campaigns_by_state")]

    def __str__(self) -> str:
        return self.title


class OldSlug(models.Model):
    """An address that a campaign once had; its links keep working."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="old_slugs")
    slug = models.SlugField(max_length=60, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class OldHashtag(models.Model):
    """A hashtag that a campaign once had; still found."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="old_hashtags"
    )
    hashtag = models.CharField(max_length=60)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.hashtag
