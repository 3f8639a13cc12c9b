"""A colleague who was asked by email to approve a mailing: the link works once."""

import uuid

from django.db import models


class Approval(models.Model):
    """One a mailing as it stands and colleague. It dies with any change of the mailing."""

    mailing = models.ForeignKey(
        "mailings.Mailing", on_delete=models.CASCADE, related_name="approvals"
    )
    member = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="+"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField()  # of the mailing that they were asked about
    asked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "member", "version"],
                name="mailings_approval_asked_once_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.member_id}"
