"""The rates that hold for an organisation: staff's own, or the defaults."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from undersigned.guard.models import Rates
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation

# What staff may change.
FIELDS = (
    "network", "domain", "domain_hold", "petition", "delay_minutes", "flood",
    "holds_disposable", "disposable", "not_disposable",
)  # fmt: skip


class ChangedMeanwhileError(Exception):
    """A colleague saved in between; `theirs` is what stands now."""

    def __init__(self, theirs: Rates) -> None:
        super().__init__("the rates were changed meanwhile")
        self.theirs = theirs


def of(organisation_id: int) -> Rates:
    """A row, or one that is not saved, with the defaults."""
    found = Rates.objects.filter(organisation_id=organisation_id).first()
    return found or Rates(organisation_id=organisation_id)


@transaction.atomic
def change(
    *,
    organisation: Organisation,
    version: int,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> bool:
    """Whether anything differs. Raises ChangedMeanwhileError."""
    Rates.objects.bulk_create([Rates(organisation=organisation)], ignore_conflicts=True)
    now = Rates.objects.select_for_update().get(organisation=organisation)
    if now.version != version:
        raise ChangedMeanwhileError(now)
    before, after = auditing.changes({name: getattr(now, name) for name in FIELDS}, values)
    if not after:
        return False
    Rates.objects.filter(pk=now.pk, version=version).update(version=version + 1, **after)
    auditing.record(
        organisation_id=organisation.pk, at=at, by=by, verb="changed",
        subject=("limits against abuse", "rates"), before=before, after=after,
    )  # fmt: skip
    return True
