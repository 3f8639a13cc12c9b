"""PostgreSQL's planner knows how many people there are as soon as a list was moved in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests import make
from tests.supporters import moving
from undersigned.lib import statistics
from undersigned.mailings import scheduling
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.supporters import remembering
from undersigned.supporters.importing import running, starting

PEOPLE = 3_000


def move_in(ours: Organisation) -> None:
    people = [
        remembering.Person(organisation_id=ours.pk, email=f"p{number}@example.org")
        for number in range(PEOPLE)
    ]
    remembering.remember(people, at=timezone.now())


def known() -> int:
    """How many people the planner takes the table to hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples FROM pg_class WHERE oid = 'supporters_supporter'::regclass"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_table_that_has_grown_is_looked_at_once() -> None:
    move_in(make.organisation())
    assert known() < PEOPLE

    assert statistics.refresh() > 0

    assert known() == PEOPLE
    assert statistics.refresh() == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_mailing_begins_with_a_planner_that_knows_its_list() -> None:
    ours = make.organisation(postal_address="1 Main Street, Athens, OH 45701")
    move_in(ours)
    now = timezone.now()
    mailing = make.mailing(
        ours, state=Mailing.State.HELD, hold_until=now - timedelta(seconds=1)
    )

    assert scheduling.start_due(at=now) == 1

    assert known() == PEOPLE
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING


@pytest.mark.sqlite
@pytest.mark.django_db
def test_sqlite_is_left_alone() -> None:
    assert statistics.refresh() == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_planner_learns_of_a_list_while_its_first_rows_move_in() -> None:
    addresses = "\n".join(f"p{number}@example.org" for number in range(PEOPLE))
    batch = moving.check(moving.take(make.organisation(), f"email\n{addresses}\n"))
    starting.start(batch, at=make.NOON, by=moving.BY)

    slices = running.run(batch.uuid, at=timezone.now(), inside=moving.everywhere)

    assert next(slices) == known() < PEOPLE
