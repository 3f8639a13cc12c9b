"""Tells guard of which mail domains there are signatures, soon after they came."""

from datetime import datetime

from django.db.models import Max

from undersigned.guard import seeing
from undersigned.petitions.models import Signature, SignatureQuerySet

_MANY = 20_000  # looked at in one go
_AGAIN = 2_000  # numbers are given before rows are committed: a slow one is not missed


def notice_due(*, at: datetime) -> int:  # noqa: ARG001  the clock's form
    """How many signatures were looked at where there are more: a backlog goes on at once."""
    start = seeing.seen_up_to()
    newest = Signature.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if newest <= start:
        return 0
    end = min(newest, start + _MANY)
    rows = Signature.objects.filter(pk__gt=start - _AGAIN, pk__lte=end)
    seeing.see(_firsts(rows.exclude(mail_domain="")), up_to=end)
    return end - start if end < newest else 0


def _firsts(rows: SignatureQuerySet) -> list[seeing.First]:
    """Summed up here: to group them SQLite would walk through all there are."""
    firsts: dict[tuple[int, str], datetime] = {}
    values = rows.order_by("pk").values_list("organisation_id", "mail_domain", "signed_at")
    for organisation_id, domain, at in values:
        key = organisation_id, domain
        firsts[key] = min(at, firsts.get(key, at))
    return [
        seeing.First(organisation_id=organisation_id, domain=domain, at=at)
        for (organisation_id, domain), at in firsts.items()
    ]


def forget_due(*, at: datetime) -> int:  # noqa: ARG001  the clock's form
    """Domains of which no signature is left. Reads all signatures once; runs once a day."""
    pairs = Signature.objects.order_by().values_list("organisation_id", "mail_domain")
    known: dict[int, set[str]] = {pk: set() for pk in seeing.organisations()}
    for organisation_id, domain in pairs.distinct().iterator():
        known.setdefault(organisation_id, set()).add(domain)
    for organisation_id, domains in known.items():
        seeing.keep(organisation_id=organisation_id, domains=domains)
    return 0  # nothing is left over
