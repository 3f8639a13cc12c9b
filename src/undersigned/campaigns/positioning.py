"""A statement with what it means for each demand: where its speaker stands from then on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from undersigned.campaigns.models import Campaign, Demand, Position
from undersigned.officials import keeping
from undersigned.officials.models import DecisionMaker, Statement
from undersigned.organisations import auditing, saving


def demands_on(person: DecisionMaker) -> QuerySet[Demand]:
    """The demands of campaigns that target the person, by campaign."""
    rows = Demand.objects.filter(campaign__target=person).select_related("campaign")
    return rows.order_by("campaign__title", "campaign_id", "place", "pk")


@transaction.atomic
def add(
    *,
    person: DecisionMaker,
    values: Mapping[str, object],
    stances: Mapping[int, str],
    at: datetime,
    by: auditing.Actor,
) -> Statement:
    """`stances` by the demand's id; 'none' is a position too: they spoke and stated none."""
    wanted = _ours(person, stances)
    statement = keeping.add_statement(
        person=person, values=values, positions=_named(wanted), at=at, by=by
    )
    _write(statement, wanted)
    return statement


@transaction.atomic
def change(
    *,
    statement: Statement,
    version: int,
    values: Mapping[str, object],
    stances: Mapping[int, str],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Raises ChangedMeanwhileError."""
    wanted = _ours(statement.decision_maker, stances)
    if keeping.change_statement(
        statement=statement, version=version, values=values,
        positions=(_named(of(statement)), _named(wanted)), at=at, by=by,
    ):  # fmt: skip
        statement.refresh_from_db()
        _write(statement, wanted)


def of(statement: Statement) -> dict[int, str]:
    """Stances by the demand's id."""
    rows = Position.objects.filter(statement=statement)
    return dict(rows.values_list("demand_id", "stance"))


def _ours(person: DecisionMaker, stances: Mapping[int, str]) -> dict[int, str]:
    """Those on demands on this person, whatever ids were sent."""
    ours = set(demands_on(person).values_list("pk", flat=True))
    return {demand: stance for demand, stance in stances.items() if demand in ours}


def _named(stances: Mapping[int, str]) -> dict[str, str]:
    """As the trail holds them: its JSON knows no numbers as keys."""
    return {str(demand): stances[demand] for demand in sorted(stances)}


def _write(statement: Statement, stances: Mapping[int, str]) -> None:
    """As of the statement's day, which may have been changed."""
    Position.objects.filter(statement=statement).delete()
    Position.objects.bulk_create(
        Position(
            demand_id=demand,
            decision_maker_id=statement.decision_maker_id,
            statement=statement,
            stance=stance,
            date=statement.date,
        )
        for demand, stance in stances.items()
    )


@transaction.atomic
def remove(*, statement: Statement, at: datetime, by: auditing.Actor) -> None:
    """The positions go with it. Raises InUseError when a campaign's case cites it."""
    saving.refuse_if_used(statement.campaigns.all())
    before = {"words": statement.words, "source": statement.source_title}
    about = keeping.about_statement(statement, at=at, by=by)
    if saving.delete(statement):
        about.note("removed", before=before)


def current(*, campaign: Campaign) -> dict[int, Position]:
    """By the demand's id: the target's newest position."""
    rows = Position.objects.filter(
        demand__campaign=campaign, decision_maker_id=campaign.target_id
    )
    return {
        row.demand_id: row for row in rows.order_by("date", "pk").select_related("statement")
    }
