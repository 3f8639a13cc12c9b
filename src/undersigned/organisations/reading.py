"""Reads the audit trail for its page: filters, and before and after in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from undersigned.organisations.models import AuditEntry

# Which of the newest rows are looked at for the lists that one can filter by.
_NEWEST = 5000


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field, before and after, as a person reads them."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the trail, with its changes."""

    entry: AuditEntry
    changes: Sequence[Change]


def entries(
    *, organisation_id: int, person: str = "", subject: str = ""
) -> QuerySet[AuditEntry]:
    """Newest first. `subject` is an id ('campaign:7') or a kind ('campaign')."""
    rows = AuditEntry.objects.filter(organisation_id=organisation_id).order_by("-at", "-pk")
    if person:
        rows = rows.filter(actor_id=person)
    if ":" in subject:
        rows = rows.filter(subject_id=subject)
    elif subject:
        rows = rows.filter(subject_id__startswith=f"{subject}:")
    return rows


def people(*, organisation_id: int) -> list[tuple[str, str]]:
    """Id and newest label of each who acted lately, by label."""
    newest = entries(organisation_id=organisation_id).values_list("actor_id", "actor_label")
    found: dict[str, str] = {}
    for actor_id, label in newest[:_NEWEST]:
        found.setdefault(actor_id, label)
    return sorted(found.items(), key=lambda pair: pair[1].casefold())


def kinds(*, organisation_id: int) -> list[str]:
    """The kinds of subject that were changed lately: what stands before the colon of an id."""
    newest = entries(organisation_id=organisation_id).values_list("subject_id", flat=True)
    return sorted({subject.partition(":")[0] for subject in newest[:_NEWEST] if ":" in subject})


def line(entry: AuditEntry) -> Line:
    """The row with each field that it names, in the order in which they were given."""
    names = [*entry.before, *(name for name in entry.after if name not in entry.before)]
    return Line(
        entry=entry,
        changes=[
            Change(
                name=name.replace("_", " "),
                before=_words(entry.before.get(name)),
                after=_words(entry.after.get(name)),
            )
            for name in names
        ],
    )


def _words(value: object) -> str:
    """A value as a person reads it; empty for nothing."""
    match value:
        case None:
            return ""
        case True:
            return _("yes")
        case False:
            return _("no")
        case list():
            return ", ".join(_words(one) for one in value)
        case dict():
            return ", ".join(f"{name}: {_words(inner)}" for name, inner in value.items())
        case _:
            return str(value)
