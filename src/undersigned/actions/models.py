"""What every action shares: what was typed, own questions, where people came from, interest."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def failed(self) -> "SubmissionQuerySet":
        """Set aside because they could not be folded; gone 30 days after that."""
        return self.exclude(failure="")


class Submission(models.Model):
    """One form as it was sent: written durably before it is answered, folded by the worker.

    `payload` holds what was typed (see submitting.py); deleted 30 days after `done_at`.
    """

    class Kind(models.TextChoices):
        SIGN = "sign", _("signature")
        INTEREST = "interest", _("'tell me when it starts'")

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    payload = models.JSONField()
    network = models.CharField(max_length=43)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    failure = models.CharField(
        max_length=200, blank=True
    )  # the error's class, no personal data

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["campaign"],
                condition=~Q(failure=""),
                name="actions_submission_failed",
            ),
            models.Index(
                fields=["id"],
                condition=Q(done_at__isnull=True),
                name="actions_submission_waiting",
            ),
            models.Index(fields=["done_at"], name="actions_submission_done"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class OwnQuestion(models.Model):
    """A question of the organiser's own on a campaign's form; at most five."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("choice")
        CHECKBOX = "checkbox", _("checkbox")
        TEXT = "text", _("text")

    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="questions"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    label = models.CharField(max_length=200)
    choices = models.JSONField(default=list)  # of text, for a choice
    required = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)  # answers stay

    def __str__(self) -> str:
        return self.label


class Answer(models.Model):
    """What a supporter answered to an own question; 'yes' for a ticked checkbox."""

    question = models.ForeignKey(OwnQuestion, on_delete=models.CASCADE, related_name="answers")
    supporter = models.ForeignKey("supporters.Supporter", on_delete=models.CASCADE)
    value = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "supporter"], name="actions_answer_once"
            )
        ]

    def __str__(self) -> str:
        return self.value


class SourceCode(models.Model):
    """A link that an organiser made for a channel, an advert or a partner."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE)
    code = models.CharField(max_length=100)
    channel = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "code"], name="actions_source_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Interest(models.Model):
    """Someone who asked to be told when a campaign starts; counts once confirmed."""

    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="interests"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    canonical_address = models.CharField(max_length=254)
    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "canonical_address"], name="actions_interest_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)
