"""What mailings are made from: templates, and blocks kept to be put in again."""

import uuid

from django.db import models


class Template(models.Model):
    """A mailing's words, kept to start others from: a copy, not a tie."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    subject = models.CharField(max_length=200, blank=True)
    preview_text = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    in_blocks = models.BooleanField(default=False)
    blocks = models.JSONField(default=list)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="mailings_template_one_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SavedBlock(models.Model):
    """A block kept under a name. Blocks made from it name it, and may be changed with it."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    block = models.JSONField()  # mailings.blocks.kinds
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="mailings_savedblock_one_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
