"""The trail keeps values of every kind as JSON can hold them."""

from datetime import date
from decimal import Decimal

import pytest

from tests import make
from undersigned.accounts.models import Role
from undersigned.organisations import auditing
from undersigned.organisations.models import AuditEntry


@pytest.mark.django_db
def test_values_of_every_kind_are_kept():
    auditing.record(
        organisation_id=None,
        at=make.NOON,
        by=auditing.SIGNER,
        verb="changed",
        subject=("a thing", 7),
        after={
            "role": Role.OWNER,
            "day": date(2026, 3, 2),
            "at": make.NOON,
            "share": Decimal("0.64"),
            "set": {"one"},
            "map": {"inner": (1, None)},
        },
    )

    entry = AuditEntry.objects.get()
    assert entry.subject_id == "7"
    assert str(entry) == "the signer changed a thing"
    assert entry.after == {
        "role": "owner",
        "day": "2026-03-02",
        "at": "2026-03-02T12:00:00+00:00",
        "share": "0.64",
        "set": ["one"],
        "map": {"inner": [1, None]},
    }


def test_only_what_differs_counts_as_a_change():
    before, after = auditing.changes({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5})

    assert (before, after) == ({"b": 2}, {"b": 5})
