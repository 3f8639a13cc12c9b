"""Counts people by state, all of them each time: what is kept can never drift away.

A page reads one row of a few kilobytes, whatever the number of people. The clock counts again
when the last count is older than it took, times thirty: a small organisation's numbers are
seconds old, and those of a million people cost a thirtieth of the database.
"""

import time
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import TruncDate

from undersigned.campaigns.models import Campaign
from undersigned.dashboard.models import SignerCount, StateCount
from undersigned.dashboard.states import measures
from undersigned.organisations.models import Organisation
from undersigned.petitions.models import Signature
from undersigned.segments import compiling
from undersigned.segments.areas import EVERYWHERE, Area

TREND_DAYS: Final = 14
_LEAST_SECONDS: Final = 20.0
_TIMES: Final = 30
_KEEP_DAYS: Final = 400

ByState = dict[str, int]


def count_due(*, at: datetime) -> int:
    """The clock's entry: of how many organisations the people were counted."""
    newest = {
        row.organisation_id: row
        for row in StateCount.objects.order_by("counted_at").defer("figures")
        .filter(counted_at__gte=at - timedelta(days=2))
    }  # fmt: skip
    number = 0
    for organisation in Organisation.objects.order_by("pk"):  # few in an installation
        last = newest.get(organisation.pk)
        if last is None or at >= last.counted_at + _pause(last):
            take(organisation, at=at)
            number += 1
    return number


def _pause(last: StateCount) -> timedelta:
    return timedelta(seconds=max(_LEAST_SECONDS, _TIMES * last.seconds))


def take(organisation: Organisation, *, at: datetime) -> StateCount:
    """Counts now, in the place of what was counted earlier today."""
    began = time.perf_counter()
    day = at.astimezone(ZoneInfo(organisation.time_zone)).date()
    figures = {
        measure.name: count(organisation.pk, {"all": [measure.rule]})
        for measure in measures.PEOPLE
    }
    signers = [
        _signers(campaign, organisation, day=day, at=at)
        for campaign in _campaigns(organisation, day=day)
    ]
    made = StateCount(
        organisation=organisation, day=day, figures=figures, counted_at=at,
        seconds=time.perf_counter() - began,
    )  # fmt: skip
    with transaction.atomic():
        _keep(made, signers)
    return made


def count(organisation_id: int, rules: object, *, by: Area = EVERYWHERE) -> ByState:
    """The people of the rules by state; '' for those in no state that we know. One query."""
    people = compiling.compile_rules(rules, organisation_id=organisation_id, by=by)
    rows = people.values_list(_state("")).annotate(number=Count("pk")).order_by()
    return dict(rows)


def _state(prefix: str) -> Case:
    """The code of a US state, of the supporter behind the prefix; '' for none."""
    here = Q(**{f"{prefix}country": "US"})
    return Case(When(here, then=F(f"{prefix}region")), default=Value(""))


def launched(organisation: Organisation) -> list[Campaign]:
    """Those that can have signers, the newest first."""
    rows = Campaign.objects.filter(organisation=organisation, launched_at__isnull=False)
    return list(rows.order_by("-launched_at", "pk"))


def _campaigns(organisation: Organisation, *, day: date) -> list[Campaign]:
    """Those that run, and others once a day: signatures of theirs may still be removed."""
    known = set(
        SignerCount.objects.filter(day=day, campaign__organisation=organisation)
        .values_list("campaign", flat=True)
    )  # fmt: skip
    return [
        one for one in launched(organisation)
        if one.state == Campaign.State.LIVE or one.pk not in known
    ]  # fmt: skip


def _signers(
    campaign: Campaign, organisation: Organisation, *, day: date, at: datetime
) -> SignerCount:
    found = count(organisation.pk, measures.signed(campaign.uuid))
    trend = _trend(campaign, zone=ZoneInfo(organisation.time_zone), today=day)
    return SignerCount(campaign=campaign, day=day, figures=found, trend=trend, counted_at=at)


def _trend(campaign: Campaign, *, zone: ZoneInfo, today: date) -> dict[str, list[int]]:
    first = today - timedelta(days=TREND_DAYS - 1)
    rows = (
        Signature.objects.confirmed()
        .filter(
            petition__campaign=campaign,
            confirmed_at__gte=datetime(first.year, first.month, first.day, tzinfo=zone),
        )
        .values_list(_state("supporter__"), TruncDate("confirmed_at", tzinfo=zone))
        .annotate(number=Count("pk"))
        .order_by()
    )
    trend: dict[str, list[int]] = {}
    for state, on, number in rows:
        days = trend.setdefault(state, [0] * TREND_DAYS)
        if (place := (on - first).days) < TREND_DAYS:  # midnight may come meanwhile
            days[place] += number
    return trend


def _keep(made: StateCount, signers: list[SignerCount]) -> None:
    StateCount.objects.bulk_create(
        [made], update_conflicts=True, unique_fields=["organisation", "day"],
        update_fields=["figures", "counted_at", "seconds"],
    )  # fmt: skip
    SignerCount.objects.bulk_create(
        signers, update_conflicts=True, unique_fields=["campaign", "day"],
        update_fields=["figures", "trend", "counted_at"],
    )  # fmt: skip
    oldest = made.day - timedelta(days=_KEEP_DAYS)
    StateCount.objects.filter(organisation=made.organisation, day__lt=oldest).delete()
    SignerCount.objects.filter(
        campaign__organisation=made.organisation, day__lt=oldest
    ).delete()
