"""Signatures a day of an organisation's campaigns at once, for the lines in their list."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from undersigned.dashboard.days import each
from undersigned.lib.keeping import Kept
from undersigned.organisations.models import Organisation
from undersigned.petitions.models import Signature

DAYS: Final = 14
_MINUTE = 60  # a rush of a million signatures is gone through once a minute, not for each look

Trends = dict[int, list[int]]
_KEPT: Kept[Trends] = Kept(most=100)


def by_campaign(organisation: Organisation, *, at: datetime) -> Trends:
    """Confirmed signatures of each of the last days, today last, by the campaign's id."""
    today = at.astimezone(ZoneInfo(organisation.time_zone)).date()
    seconds = _MINUTE * settings.PAGE_SECONDS
    made = _KEPT.get(
        (organisation.pk, today), lambda: _count(organisation, today=today), seconds=seconds
    )
    return made or {}


def _count(organisation: Organisation, *, today: date) -> Trends:
    zone = ZoneInfo(organisation.time_zone)
    first = today - timedelta(days=DAYS - 1)
    ours = Signature.objects.filter(organisation=organisation)
    rows = each(ours, first=first, days=DAYS, zone=zone, by=["petition__campaign_id"])
    trends: Trends = {}
    for place, campaign, number in rows:
        trends.setdefault(campaign, [0] * DAYS)[place] = number
    return trends
