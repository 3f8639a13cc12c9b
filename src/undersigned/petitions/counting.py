"""The count: the figures of the newest signed tree of the log, kept a row a petition.

`shown_count` is the fast number; `recounting` compares it with leaves and signatures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from undersigned.campaigns import goals
from undersigned.campaigns.models import TimelineEntry
from undersigned.ledger.models import Log, Tally
from undersigned.petitions import milestones
from undersigned.petitions.models import CountSnapshot, Petition, Signature

FIGURES = (
    "count", "by_region", "size", "removed", "by_reason", "restored", "erased", "paper",
    "as_of", "published",
)  # fmt: skip


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


def take_due(*, at: datetime) -> int:  # noqa: ARG001  the clock's form
    """Takes over the figures that newer signed trees have changed; of how many petitions."""
    log = Log.objects.values("signed", "signed_at").first()
    if log is None or not log["signed"] or log["signed_at"] is None:
        return 0
    taken = CountSnapshot.objects.aggregate(size=Max("size"))["size"] or 0
    newer = list(Tally.objects.filter(size__gt=taken, size__lte=log["signed"]))
    return take(newer, as_of=log["signed_at"]) if newer else 0


@transaction.atomic
def take(tallies: list[Tally], *, as_of: datetime) -> int:
    """A statement for all of them, and a line on the timeline for each milestone passed."""
    by_uuid = {tally.petition: tally for tally in tallies}
    petitions = Petition.objects.filter(uuid__in=by_uuid).select_related("snapshot")
    rows, passed = [], []
    for petition in petitions.order_by("pk"):
        tally = by_uuid[petition.uuid]
        known = getattr(petition, "snapshot", None)
        passed.append((petition, known.count if known else 0, tally.count))
        rows.append(_snapshot(petition, tally, as_of=as_of))
    CountSnapshot.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["petition"], update_fields=FIGURES
    )
    _note_milestones(passed, as_of=as_of)
    return len(rows)


def _snapshot(petition: Petition, tally: Tally, *, as_of: datetime) -> CountSnapshot:
    return CountSnapshot(
        petition=petition, count=tally.count, by_region=tally.by_region, size=tally.size,
        removed=tally.voided, by_reason=tally.by_reason, restored=tally.restored,
        erased=tally.erased, paper=tally.paper, as_of=as_of, published=False,
    )  # fmt: skip


def publish_again(petition_ids: Iterable[int]) -> None:
    """Lets count.json be written anew where something other than the count changed."""
    wanted = set(petition_ids)
    if wanted:
        CountSnapshot.objects.bulk_create(
            [CountSnapshot(petition_id=petition_id) for petition_id in sorted(wanted)],
            ignore_conflicts=True,
        )
        CountSnapshot.objects.filter(petition_id__in=wanted).update(published=False)


def _note_milestones(passed: list[tuple[Petition, int, int]], *, as_of: datetime) -> None:
    """A milestone is on the timeline once, at the moment of the signature that reached it."""
    reached = [
        TimelineEntry(
            campaign_id=petition.campaign_id, kind=TimelineEntry.Kind.MILESTONE,
            at=_moment(petition, number) or as_of, number=number,
            words=milestones.words(number),
        )
        for petition, before, after in passed
        for number in milestones.between(before, after)
    ]  # fmt: skip
    if reached:
        TimelineEntry.objects.bulk_create(reached, ignore_conflicts=True)


def _moment(petition: Petition, number: int) -> datetime | None:
    """When the signature of this number was confirmed. Seldom asked: milestones are few."""
    rows = Signature.objects.confirmed().filter(petition=petition).order_by("confirmed_at")
    return rows.values_list("confirmed_at", flat=True)[number - 1 : number].first()
