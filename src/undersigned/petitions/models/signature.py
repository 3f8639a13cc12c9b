"""One person's signature under one petition, from pending to confirmed or withdrawn."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SignatureQuerySet(models.QuerySet["Signature"]):
    def confirmed(self) -> "SignatureQuerySet":
        """Those that count."""
        return self.filter(state=Signature.State.CONFIRMED)

    def held(self) -> "SignatureQuerySet":
        """Confirmed by the signer, and not counted before somebody has looked."""
        return self.filter(state=Signature.State.HELD)

    def pending(self) -> "SignatureQuerySet":
        """Those that wait for their email to be answered."""
        return self.filter(state=Signature.State.PENDING)


class Signature(models.Model):
    """Unique on petition, canonical address and slot (a second slot only for a different name).

    Name, place and consent stay here, as typed, until the confirmation carries them to the
    supporter: whoever typed them may be a stranger to that mailbox.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waits for confirmation")
        HELD = "held", _("confirmed, held for checking")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn by the signer")
        REMOVED = "removed", _("removed by the organisation")

    class Reason(models.TextChoices):
        """Why the organisation removed it; the public log says the same word."""

        DUPLICATE = "duplicate", _("signed twice")
        BOUNCE = "bounce", _("the email address does not exist")
        FRAUD = "fraud", _("not signed by a person")
        ERROR = "error", _("a mistake")
        INELIGIBLE = "ineligible", _("may not sign this petition")

    class Why(models.TextChoices):
        """Why it is held (guard.holding.Why)."""

        BUSY = "busy", _("many signatures of this mail domain in one hour")
        FLOOD = "flood", _("a flood of signatures of this mail domain")
        DISPOSABLE = "disposable", _("an email address for ten minutes")
        RELEASED = "released", _("to be counted in a moment")

    class CommentState(models.TextChoices):
        NONE = "none", _("no comment")
        WAITING = "waiting", _("waits for approval")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    id = models.BigAutoField(primary_key=True)
    # Keys without an index of their own have one below that begins with them, or one of those
    # rows alone that have a value: a rush pays for each, at signing and at confirming.
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, db_index=False
    )
    petition = models.ForeignKey(
        "petitions.Petition",
        on_delete=models.PROTECT,
        related_name="signatures",
        db_index=False,
    )
    supporter = models.ForeignKey(
        "supporters.Supporter", on_delete=models.PROTECT, related_name="signatures"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    canonical_address = models.CharField(max_length=254)
    slot = models.PositiveSmallIntegerField(default=1)
    text = models.ForeignKey(  # what was signed; a text is never deleted
        "petitions.TextVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    wants_receipt = models.BooleanField(default=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)

    email = models.EmailField(max_length=254)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=8, blank=True)
    consent = models.CharField(
        max_length=3, blank=True
    )  # 'yes', 'no', '' = not asked or answered
    consent_how = models.CharField(max_length=9, blank=True)
    consent_wording = models.TextField(blank=True)
    answers = models.JSONField(default=dict)  # {question uuid: value}, as typed
    comment = models.CharField(max_length=500, blank=True)
    comment_state = models.CharField(
        max_length=8, choices=CommentState.choices, default=CommentState.NONE
    )
    show_name = models.BooleanField(default=False)
    name_approved = models.BooleanField(default=False)

    source = models.CharField(max_length=100, blank=True)
    refcode = models.CharField(max_length=100, blank=True)
    utm = models.JSONField(default=dict)
    referred_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, db_index=False
    )
    mailing_uuid = models.UUIDField(null=True)  # the mailing whose link brought the person
    is_new_person = models.BooleanField(
        default=False
    )  # the supporter began with this signature
    network = models.CharField(max_length=43, blank=True)
    mail_domain = models.CharField(max_length=254, blank=True)  # lib.text.mail_domain

    signed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)  # when the signer confirmed what is held
    held_until = models.DateTimeField(null=True)  # counted then, by itself
    held_for = models.CharField(max_length=10, choices=Why.choices, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    cancellation = models.ForeignKey(
        "petitions.Cancellation",
        on_delete=models.SET_NULL,
        null=True,
        related_name="removed",
        db_index=False,
    )  # the rule that removed it
    asked_at = models.DateTimeField(null=True)  # when the newest confirmation email was queued
    asked_times = models.PositiveSmallIntegerField(default=0)
    reminders = models.PositiveSmallIntegerField(default=0)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "canonical_address", "slot"],
                name="petitions_signature_one_a_mailbox_and_slot",
            ),
            models.CheckConstraint(
                condition=Q(slot__in=[1, 2]), name="petitions_signature_slot_1_or_2"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="petitions_signature_confirmed_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_at__isnull=False) & ~Q(held_for=""),
                name="petitions_signature_held_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="removed", removed_at__isnull=False) & ~Q(removed_reason="")
                | ~Q(state="removed") & Q(removed_at=None, removed_reason=""),
                name="petitions_signature_removed_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "petition", "state", "region"],
                name="petitions_signature_by_region",
            ),
            models.Index(  # of a campaign: who signed, and when, without a look into the table
                fields=["petition", "confirmed_at", "state", "supporter"],
                name="petitions_signature_by_time",
            ),
            models.Index(
                fields=["asked_at"],
                condition=Q(state="pending"),
                name="petitions_signature_to_remind",
            ),
            models.Index(
                fields=["organisation", "held_until"],
                condition=Q(state="held"),
                name="petitions_signature_held",
            ),
            models.Index(  # lately, and from where, without a look into the table
                fields=["organisation", "signed_at", "country", "region"],
                name="petitions_signature_signed",
            ),
            models.Index(  # who acted since then, without a look into the table
                fields=["organisation", "state", "confirmed_at", "supporter"],
                name="petitions_signature_acted",
            ),
            models.Index(
                fields=["cancellation"],
                condition=Q(cancellation__isnull=False),
                name="petitions_signature_cancelled",
            ),
            models.Index(
                fields=["mailing_uuid", "confirmed_at"],
                condition=Q(mailing_uuid__isnull=False),
                name="petitions_signature_mailing",
            ),
            models.Index(
                fields=["referred_by"],
                condition=Q(referred_by__isnull=False),
                name="petitions_signature_referred",
            ),
            models.Index(
                fields=["petition", "confirmed_at"],
                condition=Q(comment_state="approved"),
                name="petitions_signature_comments",
            ),
            models.Index(
                fields=["petition", "confirmed_at"],
                condition=Q(name_approved=True),
                name="petitions_signature_names",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()
