"""The count: a journal of changes, folded into a snapshot, published as a file.

`shown_count` is the fast number, at most seconds old; `exact` counts the signatures one by one;
`reconcile` says whether the two agree.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Sum

from undersigned.campaigns import goals
from undersigned.campaigns.models import TimelineEntry
from undersigned.petitions import milestones
from undersigned.petitions.models import CountChange, CountSnapshot, Petition, Signature

_BATCH = {"sqlite": 500, "postgresql": 5_000}


@dataclass(frozen=True)
class Shown:
    """What a page shows: the count, the goal as it stands now, and of when it is."""

    count: int
    goal: int
    as_of: datetime | None

    def __iter__(self) -> Iterator[int | datetime | None]:
        return iter((self.count, self.goal, self.as_of))


def shown_count(petition: Petition) -> Shown:
    """From the snapshot: one row, whatever the number of signatures."""
    campaign = petition.campaign
    row = CountSnapshot.objects.filter(petition_id=petition.pk).values("count", "as_of").first()
    count = row["count"] if row else 0
    goal = goals.shown(campaign, count=count)
    return Shown(count, goal, row["as_of"] if row else None)


def fold_due(*, at: datetime) -> int:
    """Folds what the journal holds since; how many changes."""
    waiting = CountChange.objects.filter(folded=False).values_list("petition_id", flat=True)
    return sum(fold(petition_id, at=at) for petition_id in list(waiting.distinct()[:100]))


@transaction.atomic
def fold(petition_id: int, *, at: datetime) -> int:
    """One batch of a petition's changes into its snapshot, with the milestones passed."""
    CountSnapshot.objects.bulk_create(
        [CountSnapshot(petition_id=petition_id)], ignore_conflicts=True
    )
    snapshot = (
        CountSnapshot.objects.select_for_update(of=("self",))
        .select_related("petition")
        .get(petition_id=petition_id)
    )
    changes = list(
        CountChange.objects.filter(petition_id=petition_id, folded=False).order_by("id")[
            : _BATCH[connection.vendor]
        ]
    )
    if not changes:
        return 0
    before = snapshot.count
    regions = Counter(snapshot.by_region)
    for change in changes:
        regions[region_key(change.country, change.region)] += change.change
    snapshot.count = before + sum(change.change for change in changes)
    snapshot.by_region = {key: n for key, n in sorted(regions.items()) if n}
    snapshot.as_of, snapshot.published = at, False
    snapshot.save(update_fields=["count", "by_region", "as_of", "published"])
    CountChange.objects.filter(pk__in=[change.pk for change in changes]).update(folded=True)
    _note_milestones(snapshot.petition.campaign_id, before=before, changes=changes)
    return len(changes)


def region_key(country: str, region: str) -> str:
    """'US-OH'; the country alone where no state is known."""
    return f"{country}-{region}" if region else country


def _note_milestones(campaign_id: int, *, before: int, changes: Iterable[CountChange]) -> None:
    """A milestone is on the timeline once, at the moment of the signature that reached it."""
    count, reached = before, []
    for change in changes:
        count += change.change
        if change.change > 0 and milestones.is_milestone(count):
            reached.append(
                TimelineEntry(
                    campaign_id=campaign_id,
                    kind=TimelineEntry.Kind.MILESTONE,
                    at=change.at,
                    number=count,
                    words=milestones.words(count),
                )
            )
    if reached:
        TimelineEntry.objects.bulk_create(reached, ignore_conflicts=True)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The snapshot and what is really there; equal when all is well."""

    petition_id: int
    counted: int
    exact: int


def exact(petition_id: int) -> dict[str, int]:
    """Counts the confirmed signatures one by one, by region: slow, and right."""
    rows = (
        Signature.objects.confirmed()
        .filter(petition_id=petition_id)
        .values_list("country", "region")
        .annotate(n=Count("pk"))
    )
    return {region_key(country, region): n for country, region, n in rows}


@transaction.atomic
def reconcile(petition_id: int, *, repair: bool, at: datetime) -> Difference | None:
    """The difference between snapshot with journal and signatures; None when they agree.

    With `repair` the snapshot is made from the signatures, and the journal counts as folded.
    """
    CountSnapshot.objects.bulk_create(
        [CountSnapshot(petition_id=petition_id)], ignore_conflicts=True
    )
    snapshot = CountSnapshot.objects.select_for_update().get(petition_id=petition_id)
    waiting = CountChange.objects.filter(petition_id=petition_id, folded=False)
    counted = snapshot.count + (waiting.aggregate(n=Sum("change"))["n"] or 0)
    regions = exact(petition_id)
    found = Difference(petition_id=petition_id, counted=counted, exact=sum(regions.values()))
    if found.counted == found.exact:
        return None
    if repair:
        waiting.update(folded=True)
        CountSnapshot.objects.filter(pk=snapshot.pk).update(
            count=found.exact, by_region=regions, as_of=at, published=False
        )
    return found
