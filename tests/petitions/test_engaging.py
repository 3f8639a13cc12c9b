"""The engagement figure: acts of twelve months, and the last of all."""

from datetime import timedelta

import pytest

from tests import make
from tests.make import NOON
from undersigned.petitions import engaging
from undersigned.supporters.models import PastAct, Supporter

pytestmark = pytest.mark.django_db


def days(number):
    return NOON - timedelta(days=number)


@pytest.fixture
def people():
    """Rosa acted twice, long ago too; Omar once, today; Luis never; Ida years ago."""
    ours = make.organisation()
    rosa, omar, luis, ida = (
        make.supporter(ours, name)
        for name in ("Rosa Diaz", "Omar Haddad", "Luis Ortega", "Ida Larsen")
    )
    make.signature(make.campaign(ours), rosa, confirmed_at=days(12))
    make.signature(make.campaign(ours, "rail"), omar, confirmed_at=days(0))
    make.signature(
        make.campaign(ours, "bus"), luis, state="pending", confirmed_at=None, signed_at=days(1)
    )
    acts = [
        (rosa, "acted", 300),
        (rosa, "signed", 500),
        (rosa, "clicked", 1),
        (ida, "signed", 900),
    ]
    for person, kind, ago in acts:
        PastAct.objects.create(organisation=ours, supporter=person, kind=kind, at=days(ago))
    return {"rosa": rosa, "omar": omar, "luis": luis, "ida": ida}


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("rosa", "2 acts in the last 12 months, the last 12 days ago"),
        ("omar", "1 act in the last 12 months, the last today"),
        ("luis", "has not taken part yet"),
        ("ida", "0 acts in the last 12 months, the last 2 years ago"),
    ],
)
def test_the_figure_says_how_often_and_how_long_ago(people, who, words):
    assert engaging.of(people[who], at=NOON).words == words


def test_most_acts_come_first_and_of_equals_the_newest(people):
    rows = engaging.ordered(engaging.with_figures(Supporter.objects.all(), at=NOON))

    assert [str(row) for row in rows] == [
        "Rosa Diaz",
        "Omar Haddad",
        "Ida Larsen",
        "Luis Ortega",
    ]
    assert [row.acts for row in rows] == [2, 1, 0, 0]
