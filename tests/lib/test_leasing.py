"""Rows that one worker holds: never more than it asked for."""

import pytest
from django.db import connection, transaction

from undersigned.lib import leasing
from undersigned.outbox import queueing
from undersigned.outbox.models import Message


@pytest.mark.django_db
def test_no_more_are_leased_than_were_asked_for_whatever_the_plan() -> None:
    queueing.queue(
        [
            queueing.Letter(
                organisation_id=None, to=f"p{number}@example.org", subject="Hello", text="Hi",
                from_name="Us", from_address="us@example.org", kind="notice",
            )
            for number in range(6)
        ]
    )  # fmt: skip
    at = leasing.now()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a plan that asks for the rows again and again
            for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        waiting = Message.objects.due(at=at)

        _token, number = leasing.take(waiting, limit=2, at=at, state=Message.State.SENDING)

    assert number == 2
    assert Message.objects.filter(state=Message.State.SENDING).count() == 2
