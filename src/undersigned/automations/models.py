"""An automation, its versions with their steps, and each person's way through one of them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Automation(models.Model):
    """What lets people in, and what ends it early. Its steps belong to its versions."""

    class Trigger(models.TextChoices):
        JOINED = "joined", _("somebody confirms for the first time")
        SIGNED = "signed", _("somebody signs, confirmed or not yet")
        CONFIRMED = "confirmed", _("somebody's signature is confirmed")
        TAGGED = "tagged", _("somebody gets a tag")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        RUNNING = "running", _("running")
        STOPPED = "stopped", _("stopped")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    trigger = models.CharField(max_length=9, choices=Trigger.choices, default=Trigger.JOINED)
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.PROTECT, null=True, related_name="+"
    )  # whose signatures; of JOINED: any
    tag = models.ForeignKey(
        "supporters.Tag", on_delete=models.PROTECT, null=True, related_name="+"
    )
    goal = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.PROTECT, null=True, related_name="+"
    )  # who has signed it needs no further word
    again = models.BooleanField(default=False)  # whether somebody may enter a second time
    quiet_from = models.PositiveSmallIntegerField(default=21)  # hours where the person lives
    quiet_until = models.PositiveSmallIntegerField(default=8)
    days_between = models.PositiveSmallIntegerField(default=1)  # since any other mailing
    state = models.CharField(max_length=7, choices=State.choices, default=State.DRAFT)
    too_many = models.PositiveIntegerField(default=0)  # who came at once: it stopped by itself
    looked_until = models.DateTimeField(null=True)  # who came before it was running stays out
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(trigger__in=["signed", "confirmed"]) | Q(campaign__isnull=False),
                name="automations_automation_names_its_campaign",
            ),
            models.CheckConstraint(
                condition=~Q(trigger="tagged") | Q(tag__isnull=False),
                name="automations_automation_names_its_tag",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__lte=23, quiet_until__lte=23),
                name="automations_automation_hours_of_a_day",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="automations_by_state")]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """The steps as they were at a time. Once started it is never changed: people finish it."""

    automation = models.ForeignKey(
        Automation, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField(null=True)  # None: being written
    started_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["automation", "number"], name="automations_version_one_a_number"
            ),
            models.UniqueConstraint(
                fields=["automation"],
                condition=Q(started_at=None),
                name="automations_version_one_is_written",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.automation_id}.{self.number}"


class Step(models.Model):
    """One thing that happens, in its place."""

    class Kind(models.TextChoices):
        WAIT = "wait", _("Wait")
        CONDITION = "condition", _("Go on only if")
        SEND = "send", _("Send an email")
        TAG = "tag", _("Put a tag on them")
        NOTIFY = "notify", _("Tell a colleague")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    hours = models.PositiveIntegerField(null=True)  # of WAIT
    segment = models.ForeignKey(  # of CONDITION: who is in that audience
        "segments.Segment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    mailing = models.ForeignKey(  # of SEND: its words, and everybody who got them
        "mailings.Mailing", on_delete=models.PROTECT, null=True, related_name="+"
    )
    tag = models.ForeignKey(
        "supporters.Tag", on_delete=models.PROTECT, null=True, related_name="+"
    )
    colleague = models.ForeignKey(  # of NOTIFY; None when they left: nobody is told
        "accounts.Membership", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    words = models.CharField(max_length=200, blank=True)  # of NOTIFY

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "place"], name="automations_step_one_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(kind="wait") | Q(hours__gte=1),
                name="automations_step_waits_an_hour_at_least",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.kind}"


class Journey(models.Model):
    """One person's way through one version: which step is next, and when."""

    class State(models.TextChoices):
        GOING = "going", _("on the way")
        FINISHED = "finished", _("went through")
        LEFT = "left", _("left early")

    class Why(models.TextChoices):
        GOAL = "goal", _("did what was wished")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed, or must not be mailed")
        CONDITION = "condition", _("a condition was not met")

    id = models.BigAutoField(primary_key=True)
    automation = models.ForeignKey(
        Automation, on_delete=models.CASCADE, related_name="journeys", db_index=False
    )
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="journeys")
    supporter = models.ForeignKey(
        "supporters.Supporter", on_delete=models.CASCADE, related_name="journeys"
    )
    entry = models.CharField(
        max_length=40, blank=True
    )  # what let them in, where again is wanted
    place = models.PositiveSmallIntegerField(default=0)  # of the next step
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.GOING)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["automation", "supporter", "entry"],
                name="automations_journey_one_an_entry",
            ),
            models.UniqueConstraint(
                fields=["automation", "supporter"],
                condition=Q(state="going"),
                name="automations_journey_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="going", ended_at=None) | Q(ended_at__isnull=False),
                name="automations_journey_ends_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state="going"), name="automations_journey_due"
            ),
            models.Index(fields=["version", "place", "state"], name="automations_journey_at"),
        ]

    def __str__(self) -> str:
        return f"{self.automation_id}: {self.supporter_id}"
