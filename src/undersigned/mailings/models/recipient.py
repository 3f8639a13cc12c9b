"""What became of a mailing for one address."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from undersigned.lib.references import Reference


class Recipient(models.Model):
    """One a mailing and address. UNCERTAIN is never sent again by itself."""

    class State(models.TextChoices):
        KEPT = "kept", _("waits for the winner")
        WAITING = "waiting", _("waiting")
        LEASED = "leased", _("being sent")
        SENT = "sent", _("sent")
        DEFERRED = "deferred", _("will be tried again")
        FAILED = "failed", _("failed")
        SKIPPED = "skipped", _("left out")
        UNCERTAIN = "uncertain", _("uncertain")

    UNSENT = (State.KEPT, State.WAITING, State.DEFERRED)

    id = models.BigAutoField(primary_key=True)
    # Two keys that the database does not check a row: whoever writes a million rows holds both
    # of what they point to (decision 18). Indexes below begin with the mailing.
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
    )
    mailing = models.ForeignKey(
        "mailings.Mailing",
        on_delete=models.PROTECT,
        related_name="recipients",
        db_index=False,
        db_constraint=False,
    )
    # SET_NULL: an erased person's row stays in the totals, without a name or an address.
    supporter = models.ForeignKey(
        "supporters.Supporter",
        on_delete=models.SET_NULL,
        null=True,
        related_name="received",
        db_constraint=False,  # but for the Reference below
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    canonical_address = models.CharField(max_length=254)
    # Of an automation's email, what let the person in: they may get it at each entry.
    entry = models.CharField(max_length=40, blank=True, default="", db_default="")
    region = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    sender = models.CharField(max_length=200, blank=True)  # the machine whose disk has the note
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    code = models.CharField(max_length=20, blank=True)  # the relay's, or the reason of a skip
    detail = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)  # by this mailing's link
    # What came back (outbox.Return.Kind), '' for nothing; a complaint outlasts a bounce.
    returned = models.CharField(max_length=9, blank=True, default="", db_default="")
    returned_at = models.DateTimeField(null=True)
    # Which variant of an A/B test they get, for ever; '' before the rest is given one.
    arm = models.CharField(max_length=1, blank=True, default="", db_default="")
    tried = models.BooleanField(default=False, db_default=False)  # on them the test is run
    clicked_at = models.DateTimeField(null=True)  # first, as far as a person did

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "canonical_address", "entry"],
                name="mailings_recipient_one_an_address",
            ),
            Reference(field="supporter", name="mailings_recipient_whose"),
            models.CheckConstraint(
                condition=Q(lease_token__isnull=True, leased_until__isnull=True)
                | Q(lease_token__isnull=False, leased_until__isnull=False),
                name="mailings_recipient_lease_in_full",
            ),
        ]
        indexes = [
            models.Index(fields=["mailing", "state", "id"], name="mailings_recipient_by_state"),
            models.Index(
                "mailing",
                "not_before",
                name="mailings_recipient_again",
                condition=Q(state="deferred"),
            ),
            models.Index(
                "leased_until",
                name="mailings_recipient_held",
                condition=Q(lease_token__isnull=False),
            ),
            models.Index(
                "mailing",
                "returned",
                name="mailings_recipient_returned",
                condition=~Q(returned=""),
            ),
            models.Index(
                "organisation",
                "canonical_address",
                "returned_at",
                name="mailings_recipient_came_back",
                condition=~Q(returned=""),
            ),
            models.Index(
                "organisation",
                "mailing",
                "clicked_at",
                name="mailings_recipient_clicked",
                condition=Q(clicked_at__isnull=False),
            ),
            models.Index(
                "mailing",
                "unsubscribed_at",
                name="mailings_recipient_left",
                condition=Q(unsubscribed_at__isnull=False),
            ),
            models.Index(
                "lease_token",
                name="mailings_recipient_lease",
                condition=Q(lease_token__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
