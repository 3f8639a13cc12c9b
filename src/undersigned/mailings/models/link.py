"""The links of a mailing, where they lead now, and each time that one of them, or the email
itself, was opened.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Link(models.Model):
    """One a mailing and address. `goes_to` takes the address's place after sending."""

    mailing = models.ForeignKey(
        "mailings.Mailing", on_delete=models.CASCADE, related_name="links"
    )
    address = models.CharField(max_length=1500)  # '/slug/?…' is the page of a campaign of ours
    key = models.CharField(max_length=32)  # of the address, which is too long for an index
    goes_to = models.CharField(max_length=1500, blank=True, default="")  # '' is: as written
    # Counted with the mailing (tallying.py): people who clicked, openings by machines, and
    # openings that are not judged yet.
    people = models.PositiveIntegerField(default=0)
    machines = models.PositiveIntegerField(default=0)
    unjudged = models.PositiveIntegerField(default=0)
    judged_at = models.DateTimeField(null=True)  # when clicks of it were last judged

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "key"], name="mailings_link_one_an_address"
            )
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def leads_to(self) -> str:
        return self.goes_to or self.address


class LinkChange(models.Model):
    """What a link led to before, and from when to what: kept for good."""

    link = models.ForeignKey("mailings.Link", on_delete=models.CASCADE, related_name="changes")
    before = models.CharField(max_length=1500)
    after = models.CharField(max_length=1500)
    at = models.DateTimeField()
    by_label = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Click(models.Model):
    """That a link was opened, or without a link the email of somebody who allows that it is
    counted: by whom or what is a verdict, made later and again.
    """

    class Verdict(models.TextChoices):
        UNJUDGED = "", _("not judged yet")
        PERSON = "person", _("a person")
        HEAD = "head", _("a machine: asked for the head alone")
        AGENT = "agent", _("a machine: says so itself")
        SOON = "soon", _("a machine: seconds after the mail was handed over")
        SWEEP = "sweep", _("a machine: several links within seconds")
        CROWD = "crowd", _("a machine: opened links of many people within seconds")
        BESIDE = "beside", _("a machine: beside another opening by a machine")

    id = models.BigAutoField(primary_key=True)
    link = models.ForeignKey(
        "mailings.Link", on_delete=models.CASCADE, null=True, related_name="clicks"
    )
    recipient = models.ForeignKey(
        "mailings.Recipient", on_delete=models.CASCADE, related_name="clicks"
    )
    at = models.DateTimeField()
    # The evidence, for 30 days.
    method = models.CharField(max_length=4)
    agent = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=50, blank=True)
    verdict = models.CharField(
        max_length=6, choices=Verdict.choices, blank=True, default="", db_default=""
    )
    rules = models.PositiveSmallIntegerField(default=0, db_default=0)  # by which it was judged

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rules=0, verdict="") | (Q(rules__gt=0) & ~Q(verdict="")),
                name="mailings_click_verdict_by_rules",
            )
        ]
        indexes = [
            models.Index(fields=["rules", "at"], name="mailings_click_to_judge"),
            models.Index(
                fields=["at"],
                name="mailings_click_evidence",
                condition=~Q(agent="", network=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.method}"
