"""A statement with what it means for each demand: where its speaker stands from then on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from undersigned.campaigns.models import Campaign, Demand, Position
from undersigned.officials import keeping
from undersigned.officials.models import DecisionMaker, Statement
from undersigned.organisations import auditing


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
    statement = keeping.add_statement(person=person, values=values, at=at, by=by)
    _write(statement, stances, at=at, by=by)
    return statement


@transaction.atomic
def change(
    *,
    statement: Statement,
    values: Mapping[str, object],
    stances: Mapping[int, str],
    at: datetime,
    by: auditing.Actor,
) -> None:
    keeping.change_statement(statement=statement, values=values, at=at, by=by)
    statement.refresh_from_db()
    _write(statement, stances, at=at, by=by)


def of(statement: Statement) -> dict[int, str]:
    """Stances by the demand's id."""
    rows = Position.objects.filter(statement=statement)
    return dict(rows.values_list("demand_id", "stance"))


def _write(
    statement: Statement, stances: Mapping[int, str], *, at: datetime, by: auditing.Actor
) -> None:
    ours = set(demands_on(statement.decision_maker).values_list("pk", flat=True))
    wanted = {demand: stance for demand, stance in stances.items() if demand in ours}
    before = of(statement)
    rows = Position.objects.filter(statement=statement)
    if before == wanted and not rows.exclude(date=statement.date).exists():
        return
    rows.delete()
    Position.objects.bulk_create(
        Position(
            demand_id=demand,
            decision_maker_id=statement.decision_maker_id,
            statement=statement,
            stance=stance,
            date=statement.date,
        )
        for demand, stance in wanted.items()
    )
    keeping.record_statement(
        statement, verb="set the positions of", at=at, by=by,
        before={str(demand): stance for demand, stance in before.items()},
        after={str(demand): stance for demand, stance in wanted.items()},
    )  # fmt: skip


@transaction.atomic
def remove(*, statement: Statement, at: datetime, by: auditing.Actor) -> None:
    """The positions go with it. Raises keeping.InUseError when a campaign's case cites it."""
    titles = Campaign.objects.filter(statements=statement).values_list("title", flat=True)
    if titles:
        raise keeping.InUseError(", ".join(titles))
    before = {"words": statement.words, "source": statement.source_title}
    keeping.record_statement(statement, verb="removed", at=at, by=by, before=before)
    statement.delete()


def current(*, campaign: Campaign) -> dict[int, Position]:
    """By the demand's id: the target's newest position."""
    rows = Position.objects.filter(
        demand__campaign=campaign, decision_maker_id=campaign.target_id
    )
    return {
        row.demand_id: row for row in rows.order_by("date", "pk").select_related("statement")
    }
