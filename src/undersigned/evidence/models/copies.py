"""What stands beside a record: archived copies of its source, and what was corrected."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class PollCopy(models.Model):
    """A file as it was on the day it was kept: the source may change or vanish."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        PNG = "png", _("picture (PNG)")
        HTML = "html", _("web page (HTML)")
        TEXT = "text", _("text")

    poll = models.ForeignKey("evidence.Poll", on_delete=models.CASCADE, related_name="copies")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=4, choices=Kind)
    file_name = models.CharField(max_length=200)  # as it was uploaded
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "sha256"], name="evidence_pollcopy_once_a_poll"
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="evidence_pollcopy_has_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class PollArticle(models.Model):
    """An article that tells of the poll, by a person's word; its passage as it stood there."""

    poll = models.ForeignKey("evidence.Poll", on_delete=models.CASCADE, related_name="articles")
    title = models.CharField(max_length=300)
    address = models.URLField(max_length=500, blank=True)
    passage = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "title", "address"], name="evidence_pollarticle_once_a_poll"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def link(self) -> str:
        """The address where it is one that a browser may follow."""
        is_web = self.address.lower().startswith(("https://", "http://"))
        return self.address if is_web else ""


class Correction(models.Model):
    """One thing in a record that was changed: what it was, what it is, who, when and why."""

    poll = models.ForeignKey(
        "evidence.Poll", on_delete=models.CASCADE, related_name="corrections"
    )
    what = models.CharField(max_length=400)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    why = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        indexes = [
            models.Index(fields=["poll", "-at"], name="evidence_correction_newest"),
        ]

    def __str__(self) -> str:
        return self.what
