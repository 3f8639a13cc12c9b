"""The words that people sign, version by version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TextVersion(models.Model):
    """One wording of a petition. It is shown and signed once the public log holds its hash."""

    class Kind(models.TextChoices):
        UNDECIDED = "", _("waits for a word of the organiser")
        FIRST = "first", _("first text")
        CORRECTION = "correction", _("correction")
        CHANGED = "changed", _("the ask changed")

    petition = models.ForeignKey(
        "petitions.Petition", on_delete=models.CASCADE, related_name="texts"
    )
    number = models.PositiveSmallIntegerField()  # 1, 2, …
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    title = models.CharField(max_length=140)
    ask = models.CharField(max_length=400, blank=True)
    demands = models.JSONField(default=list)  # their texts, in order
    target = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    leaf = models.ForeignKey("ledger.Leaf", on_delete=models.PROTECT, null=True)
    opened_at = models.DateTimeField(null=True)  # its leaf is in a signed tree since
    # Of a changed ask: signatures up to this id have been told by email.
    told_to = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)  # all of them

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "number"], name="petitions_text_version_counted"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(leaf__isnull=False),
                name="petitions_text_version_in_the_log_when_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def body(self) -> str:
        """The ask, then the demands, one a line."""
        demands = "\n".join(f"{n}. {text}" for n, text in enumerate(self.demands, start=1))
        return f"{self.ask}\n\n{demands}".strip()

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    def says_the_same(self, other: "TextVersion") -> bool:
        return all(
            getattr(self, name) == getattr(other, name)
            for name in ("title", "ask", "demands", "target")
        )
