"""People: who they are, where, what they agreed to, and what staff noted about them."""

import uuid
from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from undersigned.lib.references import Reference


class EmailConsent(models.TextChoices):
    """What a supporter last said about further email; the events say when and how."""

    NONE = "none", _("never asked or not agreed")
    GIVEN = "given", _("agreed to email")
    WITHDRAWN = "withdrawn", _("unsubscribed")


class Supporter(models.Model):
    """A person as one organisation knows them; one a mailbox and slot (2: another name)."""

    # No index of its own: those below begin with it. A million rows a minute pay for each.
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    canonical_address = models.CharField(max_length=254)
    # Its keyed hash: by this the database itself leaves out who must not be mailed.
    address_hash = models.CharField(max_length=64)
    slot = models.PositiveSmallIntegerField(default=1)
    email = models.EmailField(max_length=254)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=2, default="US")
    region = models.CharField(max_length=8, blank=True)
    language = models.CharField(max_length=8, default="en")
    source = models.CharField(max_length=100, blank=True)
    # Nothing about a person is known to be true before an address was confirmed.
    first_confirmed_at = models.DateTimeField(null=True)
    # A snapshot of the newest Consent for email, kept by consenting.record alone.
    email_consent = models.CharField(
        max_length=9, choices=EmailConsent.choices, default=EmailConsent.NONE
    )
    # What else the organisation keeps about people: by the key of a Field, in the form that
    # `valuing` gives to its kind.
    fields = models.JSONField(default=dict)
    # Of the first email, phone and postal address: {"phone": {"type": "work", "works": "no"}}.
    primary = models.JSONField(null=True)
    created_at = models.DateTimeField()  # when we, or the system before us, first knew them
    # When somebody last said or changed who they are: of two versions the newer counts.
    changed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "canonical_address", "slot"],
                name="supporters_supporter_one_a_mailbox_and_slot",
            ),
            models.CheckConstraint(
                condition=Q(slot__in=[1, 2]), name="supporters_supporter_slot_1_or_2"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "region", "email_consent", "country"],
                name="supporters_by_region",
            ),
            models.Index(fields=["organisation", "created_at"], name="supporters_by_age"),
            # Who are all: PostgreSQL reads it instead of the people themselves.
            models.Index(fields=["organisation", "id"], name="supporters_all"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Consent(models.Model):
    """One thing a person said about a channel: when, how, to which words. Never changed."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("email")
        PHONE = "phone", _("phone calls")
        TEXT = "text", _("text messages")
        POST = "post", _("letters")

    class Said(models.TextChoices):
        GIVEN = "given", _("agreed")
        WITHDRAWN = "withdrawn", _("unsubscribed")

    class How(models.TextChoices):
        FORM = "form", _("on a form")
        NOTICE = "notice", _("by a notice on a form")
        LINK = "link", _("by the link in an email")
        ONE_CLICK = "one_click", _("by the mail program's unsubscribe button")
        STAFF = "staff", _("by a member of staff")
        IMPORT = "import", _("in an imported file")
        # What a member of staff writes down for somebody else's word.
        IN_PERSON = "in_person", _("in person")
        PHONE = "phone", _("on the phone")
        PAPER = "paper", _("on paper")
        MESSAGE = "message", _("in a message to us")

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
    )
    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.CASCADE,
        related_name="consents",
        db_index=False,
        db_constraint=False,  # but for the Reference below
    )
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.EMAIL)
    said = models.CharField(max_length=9, choices=Said.choices)
    how = models.CharField(max_length=9, choices=How.choices)
    wording = models.TextField(blank=True)  # exactly what was read
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)  # the page, mailing or file
    by_label = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    batch = models.ForeignKey(  # the file it came in
        "supporters.Import",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        constraints = [Reference(field="supporter", name="supporters_consent_whose")]
        indexes = [models.Index(fields=["supporter", "at"], name="supporters_consent_by_age")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.said}"

    @property
    def wording_version(self) -> str:
        """The same words have the same; '' where none were kept."""
        return sha256(self.wording.encode()).hexdigest()[:8] if self.wording else ""


class Tag(models.Model):
    """A word that staff put on people."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    name = models.CharField(max_length=60)
    supporters: models.ManyToManyField[Supporter, "Tagging"] = models.ManyToManyField(
        Supporter, through="Tagging", related_name="tags"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="supporters_tag_one_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """That a person carries a tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, db_constraint=False)
    at = models.DateTimeField()
    batch = models.ForeignKey(  # the file it came in
        "supporters.Import",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "supporter"], name="supporters_tagging_once"
            ),
            Reference(field="supporter", name="supporters_tagging_whose"),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id}:{self.supporter_id}"


class Field(models.Model):
    """Something the organisation keeps about people beside what everybody keeps."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("a number")
        DATE = "date", _("a date")
        YES_NO = "yes_no", _("yes or no")
        CHOICE = "choice", _("one of a list")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    key = models.SlugField(
        max_length=50, allow_unicode=True
    )  # of the values in Supporter.fields
    label = models.CharField(max_length=100)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.TEXT)
    options = models.JSONField(default=list)  # of a choice, in their order
    version = models.PositiveIntegerField(default=1)
    # The values of people with a higher id are still to be brought into the form of the kind,
    # or removed; None when all are.
    reshaping_from = models.BigIntegerField(null=True)
    removed = models.BooleanField(default=False)  # and its values are on their way out

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key"], name="supporters_field_one_a_key"
            )
        ]

    def __str__(self) -> str:
        return self.label


class PastAct(models.Model):
    """What a person did before we knew them: in the system that they were moved from."""

    class Kind(models.TextChoices):
        SIGNED = "signed", _("signed")
        ACTED = "acted", _("took an action")
        CLICKED = "clicked", _("clicked in an email")

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
    )
    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.CASCADE,
        related_name="past_acts",
        db_index=False,
        db_constraint=False,
    )
    kind = models.CharField(max_length=7, choices=Kind.choices)
    title = models.CharField(max_length=200, blank=True)  # empty: the file does not say what
    at = models.DateTimeField()
    batch = models.ForeignKey(
        "supporters.Import",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "kind", "title", "at"], name="supporters_pastact_once"
            ),
            Reference(field="supporter", name="supporters_pastact_whose"),
        ]
        indexes = [
            models.Index(  # who acted since then, without a look into the table
                fields=["organisation", "at", "kind", "supporter"],
                name="supporters_pastact_acted",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


class Note(models.Model):
    """What a member of staff wrote down about a person."""

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:40]


class Erasure(models.Model):
    """That a person was erased: no datum of them, only when, by whom and why."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    supporter_uuid = models.UUIDField()
    reason = models.CharField(max_length=200, blank=True)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    kept_hash = models.BooleanField()  # whether the address may never be mailed again

    def __str__(self) -> str:
        return str(self.supporter_uuid)
