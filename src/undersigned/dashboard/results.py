"""What came of a campaign: signatures by hour, day, source and state; one query each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import TruncHour

from undersigned.actions import tallying
from undersigned.actions.models import Answer
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.days import each
from undersigned.petitions.models import Petition, Signature, SignatureQuerySet

_CONFIRMED = Q(state=Signature.State.CONFIRMED)
_NEW = Q(is_new_person=True)
_AGREED = Q(consent="yes")


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Signatures by what they are now; new people and consents among the confirmed."""

    confirmed: int
    pending: int
    held: int
    withdrawn: int
    new_people: int
    consents: int
    referred: int


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """What one source brought, of confirmed signatures; '' is none named."""

    source: str
    signatures: int
    new_people: int
    consents: int


def numbers(signatures: SignatureQuerySet) -> Numbers:
    """In one pass over the petition's signatures."""
    found = signatures.aggregate(
        confirmed=Count("pk", filter=_CONFIRMED),
        pending=Count("pk", filter=Q(state=Signature.State.PENDING)),
        held=Count("pk", filter=Q(state=Signature.State.HELD)),
        withdrawn=Count("pk", filter=Q(state=Signature.State.WITHDRAWN)),
        new_people=Count("pk", filter=_CONFIRMED & _NEW),
        consents=Count("pk", filter=_CONFIRMED & _AGREED),
        referred=Count("pk", filter=_CONFIRMED & Q(referred_by__isnull=False)),
    )
    return Numbers(**found)


def by_day(
    signatures: SignatureQuerySet, *, zone: tzinfo, until: date, days: int
) -> list[tuple[date, int]]:
    """Confirmed signatures a day in the organisation's time zone; days without any are 0."""
    first = until - timedelta(days=days - 1)
    found = dict(each(signatures, first=first, days=days, zone=zone))
    return [(first + timedelta(days=place), found.get(place, 0)) for place in range(days)]


def by_hour(
    signatures: SignatureQuerySet, *, zone: tzinfo, until: datetime, hours: int
) -> list[tuple[datetime, int]]:
    """Confirmed signatures in each of the last hours, the one that runs included."""
    last = until.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    first = last - timedelta(hours=hours - 1)
    rows = (
        signatures.confirmed()
        .filter(confirmed_at__gte=first)
        .annotate(hour=TruncHour("confirmed_at", tzinfo=zone))
        .values("hour")
        .annotate(number=Count("pk"))
    )
    found = {row["hour"]: row["number"] for row in rows}
    moments = ((first + timedelta(hours=n)).astimezone(zone) for n in range(hours))
    return [(moment, found.get(moment, 0)) for moment in moments]


def by_source(signatures: SignatureQuerySet) -> list[SourceLine]:
    """Most signatures first. What a supporter's own link brought is 'numbers.referred'."""
    rows = (
        signatures.confirmed()
        .filter(referred_by__isnull=True)
        .annotate(
            named=Case(When(source="", then=F("refcode")), default=F("source")),
        )
        .values("named")
        .annotate(
            signatures=Count("pk"),
            new_people=Count("pk", filter=_NEW),
            consents=Count("pk", filter=_AGREED),
        )
        .order_by("-signatures", "named")
    )
    return [
        SourceLine(
            source=row["named"],
            signatures=row["signatures"],
            new_people=row["new_people"],
            consents=row["consents"],
        )
        for row in rows
    ]


def by_state(signatures: SignatureQuerySet) -> dict[str, int]:
    """Confirmed signatures a US state's code; '' is those without a state, abroad included."""
    rows = (
        signatures.confirmed()
        .annotate(state_code=Case(When(country="US", then=F("region")), default=Value("")))
        .values_list("state_code")
        .annotate(number=Count("pk"))
    )
    return dict(rows)


def by_answer(campaign: Campaign) -> list[tallying.Tally]:
    """What its confirmed signers answered to its own questions."""
    petition = Petition.objects.filter(campaign=campaign).values("pk")[:1]
    signed = Signature.objects.confirmed().filter(petition=petition)
    answers = Answer.objects.filter(supporter__in=signed.values("supporter"))
    return tallying.tally(answers, campaign_id=campaign.pk)


def total(pairs: Iterable[tuple[object, int]]) -> int:
    return sum(number for _moment, number in pairs)
