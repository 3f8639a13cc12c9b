"""Files of people: how far each has come, what it changed, and what it could not take."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

UNDO_FOR = timedelta(days=30)


class Import(models.Model):
    """A file on its way into the list of supporters; also the way back, for 30 days."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("Supporters")
        NEVER_MAIL = "never_mail", _("Addresses that must not be emailed")

    class State(models.TextChoices):
        NEW = "new", _("columns are being matched")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, not imported yet")
        MERGING = "merging", _("being imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("stopped by a fault")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        DROPPED = "dropped", _("left")

    class Agreed(models.TextChoices):
        """Who of the file agreed to email, as the organisation says once for the file."""

        EVERYONE = "everyone", _("everyone in the file who is not marked otherwise")
        STATED = "stated", _("those whose row says so")
        NOBODY = "nobody", _("nobody, or we cannot tell")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PEOPLE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    system = models.CharField(max_length=40, blank=True)  # whose headers these are
    columns = models.JSONField(default=list)  # the headers, in their order
    sample = models.JSONField(default=list)  # of the first rows; emptied when it is over
    unread = models.JSONField(default=list)  # sheets of a workbook that are not looked into
    mapping = models.JSONField(default=list)  # a target a column; "" leaves it out
    matched_as = models.DateTimeField(
        null=True
    )  # when the import was whose mapping this began as
    agreed = models.CharField(max_length=10, choices=Agreed.choices, default=Agreed.NOBODY)
    basis = models.CharField(max_length=200, blank=True)  # how they agreed, in words
    rows = models.PositiveBigIntegerField(null=True)  # in the file, once it was checked
    done = models.PositiveBigIntegerField(default=0)  # rows that are over, of this stage
    checked = models.JSONField(default=dict)  # what the dry run found
    found = models.JSONField(default=dict)  # what the import did
    failed_in = models.CharField(max_length=10, choices=State.choices, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    by_label = models.CharField(max_length=200)
    by_id_text = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)  # the moment that all its rows are dated by
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    expired = models.BooleanField(default=False)  # undoing it is no longer possible
    lease_token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "created_at"], name="supporters_import_by_age")
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_moving(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.MERGING, self.State.UNDOING}

    @property
    def undo_until(self) -> datetime | None:
        return self.finished_at + UNDO_FOR if self.finished_at else None


class ImportedPerson(models.Model):
    """That a person stood in a file, and what the file changed about them."""

    batch = models.ForeignKey(
        Import, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    supporter = models.ForeignKey(
        "supporters.Supporter",
        on_delete=models.CASCADE,
        related_name="imported",
        db_index=False,
        db_constraint=False,  # whoever is known is locked by the step that writes this
    )
    is_new = models.BooleanField()
    changes = models.JSONField(default=dict)  # {field: [before, after]}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "batch"], name="supporters_importedperson_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.supporter_id}"


class ImportedStop(models.Model):
    """That a file made an address one that must not be emailed: a keyed hash."""

    batch = models.ForeignKey(Import, on_delete=models.PROTECT, db_constraint=False)
    address_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.address_hash[:8]


class ImportProblem(models.Model):
    """A row that was refused, or was stored without one of its cells; never its content."""

    batch = models.ForeignKey(
        Import, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    line = models.PositiveBigIntegerField()  # the header's is 1
    reason = models.CharField(max_length=30)
    refused = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["batch", "line"], name="supporters_importproblem_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
