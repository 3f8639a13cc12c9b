"""UUIDs that an index of a million takes at its end."""

import time
from uuid import RFC_4122, UUID

import pytest
from django.db import connection

from undersigned.lib import uuids


def made_by_the_database(number: int) -> list[str]:
    with connection.cursor() as cursor:
        found = []
        for _ in range(number):
            cursor.execute(f"SELECT {uuids.SQL[connection.vendor]} WHERE %s = 1", [1])
            found.append(str(cursor.fetchone()[0]))
        return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make", [lambda number: list(uuids.fresh(number)), made_by_the_database]
)
def test_each_begins_with_its_millisecond_and_is_another(make):
    before = time.time_ns() // 1_000_000

    found = [UUID(one) for one in make(50)]

    assert len(set(found)) == 50
    for one in found:
        assert (one.version, one.variant) == (7, RFC_4122)
        assert abs((one.int >> 80) - before) < 5_000
