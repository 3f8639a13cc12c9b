"""One email to many people: its words, its audience, its approval, its state."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mailing(models.Model):
    """From draft to sent. An update goes to one petition's signers alone."""

    class Kind(models.TextChoices):
        MAILING = "mailing", _("mailing")
        UPDATE = "update", _("petition update")
        AUTOMATED = "automated", _("email of an automation")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        WAITING = "waiting", _("waits for approval")
        HELD = "held", _("held; goes out after the hold")
        SENDING = "sending", _("sending")
        STOPPED = "stopped", _("stopped")
        SENT = "sent", _("sent")

    class StoppedBecause(models.TextChoices):
        COMPLAINTS = "complaints", _("too many people marked it as spam")
        BOUNCES = "bounces", _("too many of the addresses do not exist")
        BLOCKS = "blocks", _("mail providers refused too much of it")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.MAILING)
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.PROTECT, null=True, related_name="mailings"
    )  # whose actions it asks for; of an update, whose signers it goes to
    starts_with = models.ForeignKey(
        "campaigns.Campaign",
        on_delete=models.SET_NULL,
        null=True,
        related_name="launch_mailings",
    )  # sent when that campaign launches
    issue = models.ForeignKey(  # of the agenda: for people who chose only some issues
        "organisations.IssuePosition", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    corrects = models.ForeignKey("self", on_delete=models.SET_NULL, null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.DRAFT)
    name = models.CharField(max_length=120)
    subject = models.CharField(max_length=200, blank=True)
    preview_text = models.CharField(max_length=200, blank=True)
    from_name = models.CharField(max_length=100, blank=True)
    from_address = models.EmailField(blank=True)
    reply_to = models.EmailField(blank=True)
    tracks_clicks = models.BooleanField(default=True)
    tracks_opens = models.BooleanField(default=False)  # of those who allowed it
    body = models.TextField(blank=True)  # Markdown with merge fields
    in_blocks = models.BooleanField(default=False)  # then `blocks` is what it says
    blocks = models.JSONField(default=list)  # mailings.blocks.kinds
    figures = models.JSONField(default=dict)  # by the block's id, as frozen with the list
    audience = models.JSONField(default=dict)  # segments' rules

    created_by_id_text = models.CharField(max_length=40)
    created_by_label = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    asked_by_id_text = models.CharField(max_length=80, blank=True)  # who pressed 'send'
    asked_by_label = models.CharField(max_length=200, blank=True)
    area = models.JSONField(default=dict)  # of who pressed 'send', as it was then
    rules_seen = models.CharField(max_length=64, blank=True)  # and a digest of whom it goes to
    approved_at = models.DateTimeField(null=True)
    approved_by_label = models.CharField(max_length=200, blank=True)
    override_reason = models.CharField(max_length=500, blank=True)  # of an owner alone
    pace = models.PositiveIntegerField(null=True)  # emails an hour; None: as many as go
    hold_until = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.CharField(  # '' when a person stopped it
        max_length=10, choices=StoppedBecause.choices, blank=True
    )
    guarded = models.BooleanField(default=True)  # False once a person let it go on all the same
    finished_at = models.DateTimeField(null=True)
    tallied_at = models.DateTimeField(null=True)  # what became of it
    tally_after = models.DateTimeField(null=True)  # the next time: not before
    reasons = models.JSONField(default=list)  # as of then: state, reason or code, how many
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["organisation", "state"], name="mailings_by_state")]

    def __str__(self) -> str:
        return self.name
