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
        RETURNED = "returned", _("Came back")

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(
        default=uuid.uuid4, unique=True
    )  # also the Message-ID, so a repeat is recognised
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # nothing asks for an organisation's messages; each would pay
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
        RESTING = "resting", _("Rests: mail came back again and again")

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


class Return(models.Model):
    """One thing that came back about one message. Holds no address, and goes after 90 days."""

    class Kind(models.TextChoices):
        HARD = "hard", _("hard bounce: the address does not exist")
        FULL = "full", _("soft bounce: the mailbox is full")
        TEMPORARY = "temporary", _("soft bounce: the server gave up")
        BLOCKED = "blocked", _("blocked: the provider does not trust the sender")
        CONTENT = "content", _("blocked: the content was refused")
        COMPLAINT = "complaint", _("complaint: marked as spam")
        OTHER = "other", _("refused, without a reason that we know")
        LEFT = "left", _("unsubscribed at the mail provider")

    class CameBy(models.TextChoices):
        MAIL = "mail", _("by mail")
        RELAY = "relay", _("by the relay's answer")
        WEBHOOK = "webhook", _("by the provider's webhook")

    class About(models.TextChoices):
        LETTER = "letter", _("an email to one person")
        RECIPIENT = "recipient", _("a mailing")
        UNKNOWN = "unknown", _("unknown")

    id = models.BigAutoField(primary_key=True)
    fingerprint = models.CharField(max_length=64)  # of the report: read twice, it counts once
    came_by = models.CharField(max_length=7, choices=CameBy.choices)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    about = models.CharField(max_length=9, choices=About.choices)
    about_uuid = models.UUIDField(null=True)
    domain = models.CharField(max_length=253, blank=True)  # that refused it
    status = models.CharField(max_length=12, blank=True)  # '5.1.1' (RFC 3463)
    code = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # when those whom it concerns took it

    class Meta:
        constraints = [
            models.UniqueConstraint("fingerprint", name="outbox_return_once"),
            models.CheckConstraint(
                condition=Q(about="unknown") | Q(about_uuid__isnull=False),
                name="outbox_return_names_what_it_is_about",
            ),
        ]
        indexes = [
            models.Index(
                "about", "id", name="outbox_return_new", condition=Q(settled_at__isnull=True)
            ),
            models.Index("at", name="outbox_return_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint[:8]}"


class Window(models.Model):
    """How fast something goes, for all senders together; times are seconds since 1970."""

    name = models.CharField(max_length=80, primary_key=True)  # 'all', 'provider:Gmail'
    next_at = models.FloatField(default=0)  # the next moment that nobody has
    backlog_at = models.FloatField(default=0)  # when what waits outside comes back
    failures = models.PositiveSmallIntegerField(default=0)  # how often 'not now', in a row
    held_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class SentDay(models.Model):
    """How much was handed over for a sending domain on a day (UTC): its history."""

    domain = models.CharField(max_length=253)
    relay = models.CharField(max_length=253)
    day = models.DateField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("domain", "relay", "day", name="outbox_sentday_one_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.domain} {self.day}"


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
