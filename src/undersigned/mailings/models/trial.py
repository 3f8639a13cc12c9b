"""An A/B test of a mailing: its variants, how many get them, which one the rest gets."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LETTERS = "ABCD"


class Trial(models.Model):
    """One a mailing. Who is not among those it is tried on gets the winner."""

    class Found(models.TextChoices):
        CLEAR = "clear", _("clear")
        TIE = "tie", _("tie")

    mailing = models.OneToOneField(
        "mailings.Mailing", on_delete=models.CASCADE, related_name="trial"
    )
    share = models.PositiveSmallIntegerField(null=True)  # per cent of the frozen list
    size = models.PositiveIntegerField(null=True)  # or so many people, in all
    hours = models.PositiveSmallIntegerField(null=True)  # None: a person decides
    decide_at = models.DateTimeField(null=True)  # set as the mailing begins
    winner = models.CharField(max_length=1, blank=True)
    found = models.CharField(max_length=5, choices=Found.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=False, size=None) | Q(share=None, size__isnull=False),
                name="mailings_trial_share_or_size",
            ),
            models.CheckConstraint(
                condition=Q(winner="", decided_at=None)
                | (~Q(winner="") & Q(decided_at__isnull=False)),
                name="mailings_trial_decided_in_full",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.winner}"


class Variant(models.Model):
    """What is different from the mailing itself, which is variant A; '' is as in A."""

    mailing = models.ForeignKey(
        "mailings.Mailing", on_delete=models.CASCADE, related_name="variants"
    )
    letter = models.CharField(max_length=1)
    subject = models.CharField(max_length=200, blank=True)
    preview_text = models.CharField(max_length=200, blank=True)
    from_name = models.CharField(max_length=100, blank=True)
    from_address = models.EmailField(blank=True)
    body = models.TextField(blank=True)  # in place of A's text, or of all its blocks
    # Of single blocks: {id of the block: {name of the part: words}}.
    parts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "letter"], name="mailings_variant_one_a_letter"
            ),
            models.CheckConstraint(
                condition=Q(letter__in=LETTERS[1:]), name="mailings_variant_b_to_d"
            ),
        ]

    def __str__(self) -> str:
        return self.letter
