"""Takes an import back: who was new goes, what was changed is as before.

What somebody has built on since stays.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from undersigned.lib import bulk, durability, faults, leasing, references
from undersigned.outbox.models import Suppression
from undersigned.supporters.importing import holding, storing
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Expiring,
    Import,
    ImportedPerson,
    ImportedStop,
    ImportProblem,
    IssueInterest,
    LikelyDuplicate,
    Note,
    PastAct,
    Preference,
    Supporter,
    SupporterAddress,
    SupporterEmail,
    SupporterLanguage,
    SupporterPhone,
    Tagging,
)

_SIZE = 200
_MOMENTS = {"created_at", "changed_at"}
_BROUGHT: tuple[type[models.Model], ...] = (
    Consent, Tagging, PastAct, SupporterEmail, SupporterPhone, SupporterAddress,
)  # fmt: skip
# What our own export brings along with a new person.
_BESIDE: tuple[type[models.Model], ...] = (
    Note, SupporterEmail, SupporterPhone, SupporterAddress, SupporterLanguage, IssueInterest,
    Preference,
)  # fmt: skip


def steps(batch: Import, _inside: Q) -> Iterator[int]:
    """From where it was left: what is over is no longer there. Raises LostError."""
    last = sys.maxsize >> 1  # ids go down; there is no index that begins with the file
    while rows := _rows(batch, below=last):
        last = rows[-1].pk
        with durability.soon():
            _take_back(batch, rows)
        batch.done += len(rows)
        faults.point("importing.after_slice")
        yield batch.done
    while _lift(batch):
        yield batch.done
    while _forget_problems(batch):
        yield batch.done
    holding.end(batch, state=Import.State.UNDONE, undone_at=leasing.now(), sample=[])
    storing.forget(batch, problems=True)


def _rows(batch: Import, *, below: int) -> list[ImportedPerson]:
    """The last people of the file."""
    return list(
        ImportedPerson.objects.filter(batch=batch, pk__lt=below).order_by("-pk")[:_SIZE]
    )


def _take_back(batch: Import, rows: Sequence[ImportedPerson]) -> None:
    references.announce_deletion(Supporter)
    ids = [row.supporter_id for row in rows]
    for model in _BROUGHT:
        _raw(model._default_manager.filter(batch=batch, supporter__in=ids))  # noqa: SLF001  documented API
    _raw(ImportedPerson.objects.filter(pk__in=[row.pk for row in rows]))
    later = set(
        Consent.objects.filter(supporter__in=ids)
        .exclude(batch=batch)
        .filter(at__gt=batch.started_at or batch.created_at)
        .values_list("supporter_id", flat=True)
    )
    _restore([row for row in rows if not row.is_new and row.changes], later)
    kept = _remove(batch, [row.supporter_id for row in rows if row.is_new], later)
    counts = batch.found
    counts["kept"] = counts.get("kept", 0) + kept
    holding.step(batch, done=batch.done + len(rows), found=counts)


def _restore(rows: Sequence[ImportedPerson], later: set[int]) -> None:
    """Fields that still are as the file made them get what was there before."""
    people = Supporter.objects.in_bulk([row.supporter_id for row in rows])
    names: set[str] = set()
    for row in rows:
        person = people[row.supporter_id]
        for name, (before, after) in row.changes.items():
            if name == "email_consent" and person.pk in later:
                continue  # they have spoken for themselves since
            if _plain(getattr(person, name)) == after:
                moment = name in _MOMENTS and before
                setattr(person, name, datetime.fromisoformat(before) if moment else before)
                names.add(name)
        person.version += 1
    if people:
        bulk.update_all(list(people.values()), [*sorted(names), "version"])


def _plain(value: Any) -> Any:  # noqa: ANN401  a field's value
    return value.isoformat() if isinstance(value, datetime) else value


def _remove(batch: Import, ids: Sequence[int], later: set[int]) -> int:
    """New people go; how many stay, because something was built on them since."""
    if not ids:
        return 0
    _raw(LikelyDuplicate.objects.filter(Q(first__in=ids) | Q(second__in=ids)))
    _raw(Expiring.objects.filter(supporter__in=ids))
    people = Supporter.objects.filter(pk__in=ids)
    since = batch.started_at or batch.created_at
    held = set(_held(people, since=since).values_list("pk", flat=True))
    gone = [pk for pk in ids if pk not in held]
    for model in _BESIDE:
        _raw(model._default_manager.filter(supporter__in=gone))  # noqa: SLF001  documented API
    _raw(Supporter.objects.filter(pk__in=gone))
    silent = [pk for pk in held if pk not in later]
    Supporter.objects.filter(pk__in=silent, email_consent=EmailConsent.GIVEN).update(
        email_consent=EmailConsent.NONE, version=models.F("version") + 1
    )
    return len(held)


def _held(people: QuerySet[Supporter], *, since: datetime) -> QuerySet[Supporter]:
    """Those on whom a row stands that the import has not written, in this room or above, and
    those whom somebody has changed since.
    """
    held = Q(changed_at__gt=since)
    for relation in Supporter._meta.related_objects:  # noqa: SLF001  documented API
        model: Any = relation.related_model
        column = relation.field.name
        rows = model._default_manager.filter(**{column: OuterRef("pk")})  # noqa: SLF001
        if model in _BESIDE:  # the import wrote them as old as its file has them
            rows = rows.filter(at__gt=since)
        held |= Q(Exists(rows))
    return people.filter(held)


def _raw(rows: QuerySet[Any]) -> None:
    """Deletes in one statement: nothing hangs on these rows, or it was deleted just before."""
    rows._raw_delete(rows.db)  # noqa: SLF001  Django's own way, used since 1.5


@transaction.atomic
def _lift(batch: Import) -> int:
    """Addresses that the file stopped may be mailed again."""
    rows = list(ImportedStop.objects.filter(batch=batch)[:_SIZE])
    if rows:
        hashes = [row.address_hash for row in rows]
        stops = Suppression.objects.filter(
            organisation_id=batch.organisation_id, address_hash__in=hashes
        )
        _raw(stops.filter(at__lte=batch.finished_at or leasing.now()))
        _raw(ImportedStop.objects.filter(pk__in=[row.pk for row in rows]))
        holding.step(batch)
    return len(rows)


@transaction.atomic
def _forget_problems(batch: Import) -> int:
    rows = ImportProblem.objects.filter(batch=batch).values_list("pk", flat=True)[:2000]
    ids = list(rows)
    if ids:
        _raw(ImportProblem.objects.filter(pk__in=ids))
        holding.step(batch)
    return len(ids)
