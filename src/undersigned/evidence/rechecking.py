"""Checks claims again: once a day, and when what they rest on has changed; tells of a fall."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from undersigned.evidence import emails, stored, weighing
from undersigned.evidence.claiming.checking import RULE
from undersigned.evidence.emails import Fall
from undersigned.evidence.models import Claim, Judgement
from undersigned.evidence.weighing import Weighed
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation

_GOOD = (Claim.Status.SUPPORTED, Claim.Status.ONE_POLL)


def check_due(*, at: datetime) -> int:
    """The claims of one organisation a turn, as far as they are due; how many."""
    waiting = Claim.objects.filter(Q(checked_on=None) | Q(checked_on__lt=at.date()))
    ids = waiting.order_by("organisation").values_list("organisation_id", flat=True).distinct()
    for organisation in Organisation.objects.filter(pk__in=ids).order_by("pk"):
        day = stored.today(organisation, at=at)
        due = Claim.objects.filter(organisation=organisation).filter(
            Q(checked_on=None) | Q(checked_on__lt=day)
        )
        claims = list(due.order_by("pk"))
        if claims:
            check(claims, at=at)
            return len(claims)
    return 0


@transaction.atomic
def check(claims: Sequence[Claim], *, at: datetime, tells: bool = True) -> None:
    """All of one organisation. A fall is told once, to those who may mend it."""
    if not claims:
        return
    organisation = Organisation.objects.get(pk=claims[0].organisation_id)
    on = stored.today(organisation, at=at)
    before = {claim.pk: claim.status for claim in claims}
    found = weighing.weigh(claims, on=on)
    newest = _newest(claims)
    changed = [one for one in found if _differs(one, newest.get(one.claim.pk))]
    rows = Judgement.objects.bulk_create(_row(one, on=on, at=at) for one in changed)
    Claim.objects.filter(pk__in=before).update(checked_on=on)
    by_status: dict[int, list[int]] = {}
    for one in changed:
        by_status.setdefault(one.verdict.status.value, []).append(one.claim.pk)
    for status, ids in by_status.items():  # five at most
        Claim.objects.filter(pk__in=ids).update(status=status)
        if status in _GOOD:
            Claim.objects.filter(pk__in=ids).update(fallen_at=None)
    falls = list(_falls(changed, rows, before))
    if tells and falls:
        _tell(organisation, falls, at=at)


def _newest(claims: Iterable[Claim]) -> dict[int, Judgement]:
    found: dict[int, Judgement] = {}
    rows = Judgement.objects.filter(claim__in=[claim.pk for claim in claims])
    for row in rows.order_by("-at", "-pk"):
        found.setdefault(row.claim_id, row)
    return found


def _row(one: Weighed, *, on: date, at: datetime) -> Judgement:
    return Judgement(
        claim=one.claim, on=on, at=at, rule=RULE, evidence=one.evidence, **_told(one)
    )


def _told(one: Weighed) -> dict[str, object]:
    return {
        "status": one.verdict.status.value,
        "reasons": [[reason.why.value, reason.about] for reason in one.verdict.reasons],
        "missing": [lack.value for lack in one.verdict.missing],
    }


def _differs(one: Weighed, last: Judgement | None) -> bool:
    """A status or reason that is new; the same one day after day is one judgement."""
    return last is None or any(
        getattr(last, name) != value for name, value in _told(one).items()
    )


def _falls(
    changed: Sequence[Weighed], rows: Sequence[Judgement], before: dict[int, int | None]
) -> Iterable[Fall]:
    for one, row in zip(changed, rows, strict=True):
        old = before[one.claim.pk]
        if old is not None and row.status > old and row.status not in _GOOD:
            yield Fall(claim=one.claim, judgement=row, before=old)


def _tell(organisation: Organisation, falls: Sequence[Fall], *, at: datetime) -> None:
    """In the trail, on the front page of the dashboard, and by one email a person."""
    Claim.objects.filter(pk__in=[fall.claim.pk for fall in falls]).update(fallen_at=at)
    for fall in falls:  # few, and seldom
        auditing.record(
            organisation_id=organisation.pk, at=at, by=auditing.CLOCK,
            verb="found worse", subject=(f"claim {fall.claim}", f"claim:{fall.claim.pk}"),
            before={"status": str(Claim.Status(fall.before).label)},
            after={"status": fall.judgement.get_status_display()},
        )  # fmt: skip
    emails.tell_of_falls(organisation, falls, at=at)


def mark(*, organisation_id: int) -> None:
    """The record has changed: the claims are checked at the clock's next turn."""
    Claim.objects.filter(organisation_id=organisation_id).update(checked_on=None)
