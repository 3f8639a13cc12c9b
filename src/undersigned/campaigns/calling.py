"""The election calendar: what is called for when, and what asks when a date changes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.campaigns import elections
from undersigned.campaigns.models import Campaign, Election, ElectionResult, Launch
from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation

_HOW_MANY_BY_RULE = 3


def coming_by_rule(*, day: date) -> list[tuple[int, str]]:
    """The next US federal general elections: year, and what they are called."""
    first = elections.next_us_federal_general(day)
    years = [first.year + 2 * step for step in range(_HOW_MANY_BY_RULE)]
    return [(year, name_by_rule(year)) for year in years]


def name_by_rule(year: int) -> str:
    if elections.is_midterm(elections.us_federal_general(year)):
        return _("US midterm elections %(year)s") % {"year": year}
    return _("US presidential election %(year)s") % {"year": year}


@transaction.atomic
def call_by_rule(
    *, organisation: Organisation, year: int, at: datetime, by: auditing.Actor
) -> Election:
    """The organisation's row for that year's US federal general election, made when missing."""
    day = elections.us_federal_general(year)
    known = Election.objects.filter(organisation=organisation, by_rule=True, date=day).first()
    if known is not None:
        return known
    election = Election.objects.create(
        organisation=organisation, name=name_by_rule(year), date=day, by_rule=True
    )
    _about(election, at=at, by=by).note("added", after={"date": day})
    return election


@transaction.atomic
def add(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> Election:
    election = Election.objects.create(**{**values, "organisation": organisation})
    _about(election, at=at, by=by).note("added", after=values)
    return election


@transaction.atomic
def change(
    *,
    election: Election,
    version: int,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> int:
    """How many launch plans ask now whether to move along. None moves by itself.

    Raises ChangedMeanwhileError.
    """
    now = Election.objects.select_for_update().get(pk=election.pk)
    old = now.date
    if not saving.change(now, version=version, values=values, about=_about(now, at=at, by=by)):
        return 0
    now.refresh_from_db()
    return _ask(now, at=at) if now.date != old else 0


def _ask(election: Election, *, at: datetime) -> int:
    """Those not yet started. A plan whose old time comes back has nothing left to ask."""
    open_ = (Campaign.State.DRAFT, Campaign.State.ANNOUNCED)
    plans = Launch.objects.filter(election=election, campaign__state__in=open_)
    asked = 0
    for plan in plans.select_for_update():  # a handful of plans an election
        new = new_time(plan, election)
        differs = new != plan.at
        Launch.objects.filter(pk=plan.pk).update(
            asked_at=at if differs else None, asked_new_at=new if differs else None,
            version=F("version") + 1,
        )  # fmt: skip
        asked += differs
    return asked


def new_time(plan: Launch, election: Election) -> datetime:
    """When the plan would start by the election's present date."""
    assert plan.days_after is not None  # noqa: S101  a constraint of the row
    assert plan.local_time is not None  # noqa: S101
    day = election.date + timedelta(days=plan.days_after)
    return elections.moment(day, plan.local_time, zone=plan.time_zone)


@transaction.atomic
def remove(*, election: Election, at: datetime, by: auditing.Actor) -> None:
    """Raises InUseError."""
    saving.refuse_if_used(Campaign.objects.filter(launch__election=election))
    if saving.delete(election):
        _about(election, at=at, by=by).note("removed", before={"date": election.date})


def _about(election: Election, *, at: datetime, by: auditing.Actor) -> saving.About:
    subject = (f"election {election.name}", f"election:{election.pk}")
    return saving.About(organisation_id=election.organisation_id, subject=subject, at=at, by=by)


@transaction.atomic
def add_result(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> ElectionResult:
    """A result as a source reports it."""
    result = ElectionResult.objects.create(**{**values, "organisation": organisation})
    _about_result(result, at=at, by=by).note("added", after=values)
    return result


def change_result(
    *,
    result: ElectionResult,
    version: int,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Raises ChangedMeanwhileError."""
    about = _about_result(result, at=at, by=by)
    saving.change(result, version=version, values=values, about=about)


@transaction.atomic
def remove_result(*, result: ElectionResult, at: datetime, by: auditing.Actor) -> None:
    """Raises InUseError."""
    saving.refuse_if_used(result.campaigns.all())
    if saving.delete(result):
        _about_result(result, at=at, by=by).note("removed", before={"words": result.words})


def _about_result(result: ElectionResult, *, at: datetime, by: auditing.Actor) -> saving.About:
    subject = (f"election result {result}", f"election-result:{result.pk}")
    return saving.About(organisation_id=result.organisation_id, subject=subject, at=at, by=by)
