"""What waits for the log and what is in it, the sealed openings, and the figures of a tree."""

import uuid

from django.db import models
from django.db.models import Q


class Log(models.Model):
    """The installation's one log: how far it is numbered, and how far it is signed.

    Between the two lies what a crash left: the sequencer finishes it before anything else.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    vkey = models.CharField(max_length=400, blank=True)  # whose key signs; others must not
    size = models.BigIntegerField(default=0)
    signed = models.BigIntegerField(default=0)  # size of the newest signed tree
    signed_at = models.DateTimeField(null=True)
    newest_day = models.DateField(null=True)  # of the leaves with a number
    stopped = models.CharField(max_length=400, blank=True)  # why nothing is sequenced
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="ledger_log_only_one"),
            models.CheckConstraint(
                condition=Q(signed__lte=models.F("size")),
                name="ledger_log_signed_after_numbering",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signed} of {self.size}"


class LeafQuerySet(models.QuerySet["Leaf"]):
    def pending(self) -> "LeafQuerySet":
        """Those that have no place in the log yet."""
        return self.filter(index=None)


class Leaf(models.Model):
    """One entry of the log. Its text is made of these columns, so that it can be made again.

    `subject` ties it to what it is about in a room above (a signature, a text, a form of
    carried-over signatures); it is emptied when that is erased.
    """

    class Kind(models.TextChoices):
        PETITION = "petition"
        SIGN = "sign"
        PAPER = "paper"
        VOID = "void"
        RESTORE = "restore"
        ERASE = "erase"
        CLOSE = "close"
        TALLY = "tally"

    id = models.BigAutoField(primary_key=True)
    index = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    petition = models.UUIDField()
    subject = models.UUIDField(null=True)
    # Of a signature or paper: the petition leaf whose text was signed.
    # Without an index, as a leaf is never deleted.
    text = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Of a void or erase: the signature's leaf; of a restore: the void's.
    target = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="consequences",
        db_index=False,  # below
    )
    day = models.DateField()
    region = models.CharField(max_length=6, default="-")
    # Of a text: which version; of paper and a tally: how many.
    number = models.PositiveIntegerField(null=True)
    size = models.BigIntegerField(null=True)  # of a tally: of the tree that it speaks about
    digest = models.BinaryField(null=True)  # of a text or tally: a hash; else the commitment
    reason = models.CharField(max_length=10, blank=True)
    is_void = models.BooleanField(default=False)  # of a signature: it does not count now
    is_adopted = models.BooleanField(default=False)  # found in the files, its opening lost
    appended_at = models.DateTimeField()

    objects = LeafQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(kind="sign", is_void=False),
                name="ledger_leaf_one_signature_counts",
            ),
            models.UniqueConstraint(
                fields=["petition", "number"],
                condition=Q(kind="petition"),
                name="ledger_leaf_one_text_a_version",
            ),
        ]
        indexes = [
            models.Index(
                fields=["petition"], condition=Q(index=None), name="ledger_leaf_pending"
            ),
            models.Index(fields=["subject"], name="ledger_leaf_subject"),
            models.Index(
                fields=["target"],
                condition=Q(target__isnull=False),
                name="ledger_leaf_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {'-' if self.index is None else self.index}"


class Lost(models.Model):
    """A signature's leaf that was adopted, and whose it is as the journal says: there is no
    signature of it here any more, until its signer is found or signs again.
    """

    leaf = models.OneToOneField(
        Leaf, on_delete=models.CASCADE, related_name="lost", primary_key=True
    )
    subject = models.UUIDField()
    who = models.BinaryField(db_index=True)  # journal.who(...)

    def __str__(self) -> str:
        return str(self.leaf_id)


class TagKey(models.Model):
    """A petition's secret: with it, equal addresses under one petition have equal tags."""

    petition = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.BinaryField()

    def __str__(self) -> str:
        return str(self.petition)


class Opening(models.Model):
    """What a signature's leaf hides, sealed with a key of its own: who signed, the secrets."""

    leaf = models.OneToOneField(
        Leaf, on_delete=models.CASCADE, related_name="opening", primary_key=True
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.leaf_id)


class RowKey(models.Model):
    """The key of one opening. Backed up apart and not for long: without it, that is erased.

    No foreign key: the two stores are restored each by itself.
    """

    leaf_id = models.BigIntegerField(primary_key=True)
    key = models.BinaryField()

    def __str__(self) -> str:
        return str(self.leaf_id)


class Tally(models.Model):
    """A petition's figures in the tree of `size` leaves, the newest that changed them."""

    petition = models.UUIDField(primary_key=True, default=uuid.uuid4)
    size = models.BigIntegerField(default=0, db_index=True)
    signed = models.PositiveIntegerField(default=0)
    voided = models.PositiveIntegerField(default=0)  # and not restored
    restored = models.PositiveIntegerField(default=0)
    erased = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)
    adopted = models.PositiveIntegerField(default=0)  # signatures whose opening was lost
    by_reason = models.JSONField(default=dict)  # of those voided
    by_region = models.JSONField(default=dict)  # of those that count

    def __str__(self) -> str:
        return str(self.count)

    @property
    def count(self) -> int:
        return self.signed - self.voided + self.paper
