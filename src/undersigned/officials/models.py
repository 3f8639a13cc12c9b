"""Decision makers: their office, how to reach them, and what they said."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DecisionMaker(models.Model):
    """A person or body that can grant a demand; reusable as the target of many campaigns."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    office = models.CharField(max_length=200, blank=True)
    party = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=8, blank=True)  # the state they answer to
    about = models.TextField(blank=True)
    source_title = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "name"], name="officials_by_name")]

    def __str__(self) -> str:
        return f"{self.name}, {self.office}" if self.office else self.name


class Contact(models.Model):
    """One way to reach a decision maker."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("email")
        PHONE = "phone", _("phone")
        WEB = "web", _("web page")
        POST = "post", _("postal address")

    decision_maker = models.ForeignKey(
        DecisionMaker, on_delete=models.CASCADE, related_name="contacts"
    )
    kind = models.CharField(max_length=5, choices=Kind.choices)
    value = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.value


class Statement(models.Model):
    """What a decision maker said, in short, with its source; on a date, or by a date."""

    class DateMeans(models.TextChoices):
        ON = "on", _("on this day")
        BY = "by", _("by this day, as reported")

    decision_maker = models.ForeignKey(
        DecisionMaker, on_delete=models.CASCADE, related_name="statements"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    date = models.DateField()
    date_means = models.CharField(max_length=2, choices=DateMeans.choices)
    words = models.TextField()
    is_quotation = models.BooleanField(default=False)
    source_title = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(source_title=""), name="officials_statement_has_a_source"
            )
        ]

    def __str__(self) -> str:
        return self.words[:60]
