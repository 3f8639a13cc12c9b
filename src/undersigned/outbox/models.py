"""Mail to one person: what waits, what was handed over, who may not be written to."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, *, at: datetime) -> "MessageQuerySet":
        return self.filter(state=Message.State.WAITING, not_before__lte=at).order_by(
            "not_before", "id"
        )

    def unfinished(self) -> "MessageQuerySet":
        return self.filter(state__in=[Message.State.WAITING, Message.State.SENDING])


class Message(models.Model):
    """One email to one address. The bodies go 30 days after it was handed over or given up."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused")
        WITHHELD = "withheld", _("Not sent: this address must not be mailed")
        UNCERTAIN = "uncertain", _("Uncertain: the connection broke while it was handed over")

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(
        default=uuid.uuid4, unique=True
    )  # also the Message-ID, so a repeat is recognised
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=40)
    transactional = (
        models.BooleanField()
    )  # the person just asked for it, so suppression does not hold it
    repeatable = models.BooleanField()  # better twice than not at all
    to_address = models.CharField(max_length=320)
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.TextField()
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    dedup_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(
        null=True
    )  # noted just before its content goes over the wire
    finished_at = models.DateTimeField(null=True)
    code = models.PositiveSmallIntegerField(null=True)  # the relay's last answer
    reply = models.CharField(max_length=500, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "dedup_key", name="outbox_message_queued_once", condition=~Q(dedup_key="")
            ),
            models.CheckConstraint(
                name="outbox_message_is_sent_on_a_lease",
                condition=~Q(state="sending")
                | Q(lease_token__isnull=False, leased_until__isnull=False),
            ),
            models.CheckConstraint(
                name="outbox_message_is_over_at_a_time",
                condition=Q(state__in=["waiting", "sending"]) | Q(finished_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                "not_before", "id", name="outbox_message_due", condition=Q(state="waiting")
            ),
            models.Index(
                "leased_until", name="outbox_message_held", condition=Q(state="sending")
            ),
            models.Index(
                "lease_token",
                name="outbox_message_lease",
                condition=Q(lease_token__isnull=False),
            ),
            models.Index(
                "finished_at",
                name="outbox_message_over",
                condition=Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Suppression(models.Model):
    """An address that an organisation must not mail: a keyed hash, that outlives the person."""

    class Reason(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        ERASED = "erased", _("Erased on request")
        BOUNCED = "bounced", _("The address does not exist")
        COMPLAINED = "complained", _("Marked our mail as spam")
        LEGAL = "legal", _("Legal request")

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation", "address_hash", name="outbox_suppression_once_an_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.address_hash[:8]}"


class CaughtMessage(models.Model):
    """Mail that the demo caught instead of sending it: what /mail/ shows."""

    at = models.DateTimeField()
    envelope_from = models.CharField(max_length=320)
    to_address = models.CharField(max_length=320)
    never_leaves = (
        models.BooleanField()
    )  # a demonstration organisation's: no relay ever gets it
    data = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["to_address", "-id"], name="outbox_caughtmessage_to")]

    def __str__(self) -> str:
        return f"caught {self.pk}"
