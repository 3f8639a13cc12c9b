"""What reaches a person beside the first email, phone and postal address on their own row.

Nearly everybody has one of each: a list of a million pays nothing for those who have more.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EmailType(models.TextChoices):
    """OSDI's `address_type` of an email address."""

    PERSONAL = "personal", _("personal")
    WORK = "work", _("work")
    OTHER = "other", _("other")


class PhoneType(models.TextChoices):
    """OSDI's `number_type`."""

    MOBILE = "mobile", _("mobile")
    HOME = "home", _("home")
    WORK = "work", _("work")
    OTHER = "other", _("other")


class AddressType(models.TextChoices):
    """OSDI's `address_type` of a postal address."""

    HOME = "home", _("home")
    WORK = "work", _("work")
    MAILING = "mailing", _("for mail")
    OTHER = "other", _("other")


class Works(models.TextChoices):
    """Whether it reaches the person, as far as anybody has said."""

    UNKNOWN = "", _("nobody has said otherwise")
    NO = "no", _("does not reach them")


class SupporterEmail(models.Model):
    """A further email address; the one that is written to stands on the Supporter."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, db_index=False
    )
    supporter = models.ForeignKey(
        "supporters.Supporter", on_delete=models.CASCADE, related_name="more_emails"
    )
    email = models.EmailField(max_length=254)
    canonical_address = models.CharField(max_length=254)
    address_hash = models.CharField(max_length=64)
    type = models.CharField(max_length=8, choices=EmailType.choices, blank=True)
    works = models.CharField(max_length=2, choices=Works.choices, blank=True)
    at = models.DateTimeField()  # when we learned it
    source = models.CharField(max_length=200, blank=True)  # from whom
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
                fields=["organisation", "canonical_address"],
                name="supporters_supporteremail_one_a_mailbox",
            )
        ]

    def __str__(self) -> str:
        return self.email


class SupporterPhone(models.Model):
    """A further phone number."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, db_index=False
    )
    supporter = models.ForeignKey(
        "supporters.Supporter",
        on_delete=models.CASCADE,
        related_name="more_phones",
        db_index=False,
    )
    phone = models.CharField(max_length=40)
    digits = models.CharField(max_length=40)  # by these it is found and compared
    type = models.CharField(max_length=8, choices=PhoneType.choices, blank=True)
    works = models.CharField(max_length=2, choices=Works.choices, blank=True)
    at = models.DateTimeField()
    source = models.CharField(max_length=200, blank=True)
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
                fields=["supporter", "digits"], name="supporters_supporterphone_once"
            ),
            models.CheckConstraint(
                condition=~Q(digits=""), name="supporters_supporterphone_has_digits"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "digits"], name="supporters_phone_by_digits")
        ]

    def __str__(self) -> str:
        return self.phone


class SupporterAddress(models.Model):
    """A further postal address."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, db_index=False
    )
    supporter = models.ForeignKey(
        "supporters.Supporter", on_delete=models.CASCADE, related_name="more_addresses"
    )
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=2, default="US")
    region = models.CharField(max_length=8, blank=True)
    type = models.CharField(max_length=8, choices=AddressType.choices, blank=True)
    works = models.CharField(max_length=2, choices=Works.choices, blank=True)
    at = models.DateTimeField()
    source = models.CharField(max_length=200, blank=True)
    batch = models.ForeignKey(  # the file it came in
        "supporters.Import",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(street="", city="", postal_code=""),
                name="supporters_supporteraddress_says_something",
            )
        ]

    def __str__(self) -> str:
        parts = (self.street, self.city, f"{self.region} {self.postal_code}".strip())
        return ", ".join(part for part in parts if part)


class SupporterLanguage(models.Model):
    """A further language that a person speaks; the one to write in stands on the Supporter."""

    supporter = models.ForeignKey(
        "supporters.Supporter",
        on_delete=models.CASCADE,
        related_name="more_languages",
        db_index=False,
    )
    language = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "language"], name="supporters_supporterlanguage_once"
            )
        ]

    def __str__(self) -> str:
        return self.language


class IssueInterest(models.Model):
    """That an issue of the organisation's agenda matters to a person, and who says so."""

    class Told(models.TextChoices):
        PERSON = "person", _("they said so")
        STAFF = "staff", _("noted by staff")

    supporter = models.ForeignKey(
        "supporters.Supporter",
        on_delete=models.CASCADE,
        related_name="interests",
        db_index=False,
    )
    issue = models.ForeignKey(
        "organisations.IssuePosition", on_delete=models.CASCADE, related_name="interests"
    )
    told = models.CharField(max_length=6, choices=Told.choices)
    by_label = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "issue"], name="supporters_issueinterest_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.supporter_id}:{self.issue_id}"
