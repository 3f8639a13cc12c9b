"""What an installation knows of each organisation, and the trail of what its members did."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

DEFAULT_ACCENT = "#0f766e"


class Organisation(models.Model):
    """One organisation that campaigns from this installation; all else belongs to one."""

    class Example(models.TextChoices):
        REAL = "", _("a real organisation")
        INVENTED = "invented", _("an invented example")
        RECONSTRUCTED = "reconstructed", _("an example reconstructed from public sources")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)

    founded = models.PositiveSmallIntegerField(null=True, blank=True)
    purpose = models.TextField(blank=True)
    website = models.URLField(blank=True)
    logo = models.CharField(max_length=200, blank=True)  # path below MEDIA_ROOT
    accent = models.CharField(max_length=7, default=DEFAULT_ACCENT)
    time_zone = models.CharField(max_length=60, default="America/New_York")

    paid_for_by = models.CharField(max_length=200, blank=True)  # the whole line, as shown
    postal_address = models.TextField(blank=True)
    privacy_text = models.TextField(blank=True)  # where signers' data goes
    from_name = models.CharField(max_length=120, blank=True)
    from_address = models.EmailField(blank=True)
    reply_to = models.EmailField(blank=True)

    second_factor_required = models.BooleanField(default=False)
    # A mailing to more people than this needs a second person's approval.
    approval_above = models.PositiveIntegerField(default=1000)
    hold_minutes = models.PositiveSmallIntegerField(default=10)
    # The frequency cap: so many mailings a person in so many days; 0: no cap.
    most_mailings = models.PositiveSmallIntegerField(default=0)
    most_mailings_days = models.PositiveSmallIntegerField(default=7)
    # Quiet hours of mailings, where the person lives; none where both are the same.
    quiet_from = models.PositiveSmallIntegerField(default=0)
    quiet_until = models.PositiveSmallIntegerField(default=0)
    # False: the sender's domain is known to mail providers, no ceiling a day.
    warms_up = models.BooleanField(default=True)

    example = models.CharField(
        max_length=16, choices=Example.choices, default=Example.REAL, blank=True
    )
    banner = models.TextField(blank=True)  # on every page, card and export of an example
    as_of = models.DateField(null=True, blank=True)  # an example's pages say 'as of' this day
    noindex = models.BooleanField(default=False)
    # False: mail of this organisation is simulated, whatever relay the installation has.
    sends_by_relay = models.BooleanField(default=True)

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisations_organisation_accent_is_hex",
                condition=Q(accent__regex=r"^#[0-9a-f]{6}$"),
            ),
            models.CheckConstraint(
                name="organisations_organisation_example_says_so",
                condition=Q(example="") | ~Q(banner=""),
            ),
            models.CheckConstraint(
                name="organisations_organisation_hours_of_a_day",
                condition=Q(quiet_from__lte=23, quiet_until__lte=23),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IssuePosition(models.Model):
    """One item of an organisation's issue agenda: what it stands for."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="issue_positions"
    )
    name = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField(default=0)  # smaller stands first
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisations_issueposition_once_a_name", fields=["organisation", "name"]
            )
        ]

    def __str__(self) -> str:
        return self.name


class Endorsement(models.Model):
    """One line of an organisation's track record, with the source that shows it."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="endorsements"
    )
    year = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    source_title = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    source_date = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.year}: {self.words}"


class AuditEntry(models.Model):
    """One change by one actor. Labels and ids, no foreign keys: it outlives whom it names."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,  # what concerns the installation, or a person before any organisation
        blank=True,
        related_name="audit_entries",
    )
    at = models.DateTimeField()
    actor_label = models.CharField(max_length=200)
    actor_id = models.CharField(max_length=80)
    verb = models.CharField(max_length=80)
    subject_label = models.CharField(max_length=200)
    subject_id = models.CharField(max_length=80)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-at"], name="organisations_audit_newest"),
            models.Index(fields=["subject_id"], name="organisations_audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.verb} {self.subject_label}"
