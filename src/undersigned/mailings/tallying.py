"""Counts what became of mailings, in the background: some statements a mailing."""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr

from undersigned.lib import bulk
from undersigned.mailings import counting, link_counts
from undersigned.mailings.models import Link, Mailing, ProviderTally, Recipient, Tally
from undersigned.outbox.returns.providers import provider
from undersigned.petitions.models import Signature

_KEPT = 30  # providers a mailing; the rest stand together
_WHILE_IT_GOES = timedelta(seconds=20)
_PAUSE = timedelta(seconds=10)  # between two counts of one mailing, at least
_TIMES = 10  # as long as the count took: one of a million takes seconds of the database
_AT_LEAST = timedelta(hours=6)  # what is withdrawn or removed shows by then
_AFTERWARDS = timedelta(days=90)  # so long may something come back


def tally_due(*, at: datetime) -> int:
    """The clock's entry: counts one mailing whose numbers may have changed; 1 or 0."""
    mailing = _stale(at=at).order_by("tallied_at").first()
    if mailing is None:
        return 0
    tally(mailing, at=at)
    return 1


def _stale(*, at: datetime) -> QuerySet[Mailing]:
    since = OuterRef("tallied_at")
    rows = Recipient.objects.filter(mailing=OuterRef("pk"))
    back = rows.filter(returned_at__gte=since).exclude(returned="")
    left = rows.filter(unsubscribed_at__gte=since)
    clicked = Link.objects.filter(mailing=OuterRef("pk"), judged_at__gte=since)
    acted = Signature.objects.confirmed().filter(
        mailing_uuid=OuterRef("uuid"), confirmed_at__gte=since
    )
    frozen = Mailing.objects.filter(frozen_at__gt=at - _AFTERWARDS)
    return frozen.filter(
        Q(tallied_at=None)
        | (Q(state=Mailing.State.SENDING) & Q(tallied_at__lt=at - _WHILE_IT_GOES))
        | Q(finished_at__gte=F("tallied_at"))
        | Q(stopped_at__gte=F("tallied_at"))
        | Q(Exists(back) | Exists(left) | Exists(clicked) | Exists(acted))
        | Q(tallied_at__lt=at - _AT_LEAST)
    ).filter(Q(tally_after=None) | Q(tally_after__lt=at))


def tally(mailing: Mailing, *, at: datetime) -> None:
    """Writes the mailing's rows anew. Reads all its recipients: seconds for a million."""
    began = time.monotonic()
    numbers = _gathered(_by_domain(mailing))
    rows = [
        ProviderTally(mailing=mailing, provider=name, **parts)
        for name, parts in numbers.items()
    ]
    cells, links = (
        counting.counted(mailing),
        [(*rest, pk) for pk, *rest in link_counts.counted(mailing)],
    )
    reasons = counting.reasons(mailing)
    took = timedelta(seconds=time.monotonic() - began)
    with transaction.atomic():
        Tally.objects.filter(mailing=mailing).delete()
        Tally.objects.bulk_create(cells)
        bulk.update(Link, ["people", "machines", "unjudged"], links)
        ProviderTally.objects.filter(mailing=mailing).delete()
        ProviderTally.objects.bulk_create(rows)
        Mailing.objects.filter(pk=mailing.pk).update(
            tallied_at=at, tally_after=at + max(_PAUSE, _TIMES * took), reasons=reasons
        )


def _by_domain(mailing: Mailing) -> list[dict[str, object]]:
    address = F("canonical_address")
    domain = Substr(address, StrIndex(address, Value("@")) + Value(1))
    rows = Recipient.objects.filter(mailing=mailing).annotate(domain=domain).values("domain")
    counts = {name: Count("pk", filter=part) for name, part in counting.PARTS.items() if part}
    return list(rows.annotate(total=Count("pk"), **counts).order_by())


def _gathered(rows: list[dict[str, object]]) -> Mapping[str, Counter[str]]:
    """By provider, the largest by name; '' holds the rest, and who was erased."""
    by_name: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        domain = str(row.pop("domain"))
        by_name[provider(domain) if "." in domain else ""].update(row)
    largest = sorted(by_name, key=lambda name: -by_name[name]["total"])[:_KEPT]
    kept: dict[str, Counter[str]] = {name: by_name[name] for name in largest if name}
    rest: Counter[str] = Counter(dict.fromkeys(counting.PARTS, 0))
    for name, parts in by_name.items():
        if name not in kept:
            rest.update(parts)
    return {**kept, "": rest} if rest["total"] else kept
