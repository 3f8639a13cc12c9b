"""How one campaign's petition takes signatures."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Petition(models.Model):
    """The form of a campaign: which fields, which consent, what is shown of signers."""

    class NameFields(models.TextChoices):
        ONE = "one", _("one field for the whole name")
        TWO = "two", _("first and last name apart")

    class Consent(models.TextChoices):
        BOX = "box", _("an unticked box")
        YES_NO = "yes_no", _("yes or no, none preselected, must be answered")
        NOTICE = "notice", _("a notice; the operator states that this is lawful")

    class Confirm(models.TextChoices):
        ALWAYS = "always", _("every signature is confirmed by email")
        NEW = "new", _("only addresses that were never confirmed before")

    class Names(models.TextChoices):
        NONE = "none", _("no names are shown")
        APPROVED = "approved", _("names are shown after approval")

    campaign = models.OneToOneField(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="petition"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name_fields = models.CharField(
        max_length=3, choices=NameFields.choices, default=NameFields.TWO
    )
    consent = models.CharField(max_length=6, choices=Consent.choices, default=Consent.BOX)
    consent_by_country = models.JSONField(default=dict)  # {'DE': 'yes_no'}: country → Consent
    consent_words = models.CharField(max_length=400, blank=True)
    confirm = models.CharField(max_length=6, choices=Confirm.choices, default=Confirm.ALWAYS)
    names = models.CharField(max_length=8, choices=Names.choices, default=Names.NONE)
    takes_comments = models.BooleanField(default=False)
    blocked_words = models.TextField(blank=True)  # one a line
    followed_until = models.DateTimeField(null=True)  # who confirmed before had the follow-up
    # The text that is shown and signed; the first one from when it is written.
    text = models.ForeignKey(
        "petitions.TextVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    text_seen = models.PositiveIntegerField(default=0)  # the campaign's version, when compared
    by_state = models.BooleanField(default=False)  # its leaves name the signer's state
    closed_at = models.DateTimeField(null=True)  # the log says that it is closed
    is_simulated = models.BooleanField(default=False)  # SIMULATED stands on page, card, count

    def __str__(self) -> str:
        return str(self.uuid)
