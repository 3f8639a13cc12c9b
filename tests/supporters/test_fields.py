"""Custom fields: typed, sorted and compared alike on both databases, and never lost."""

from datetime import date

import pytest
from django.db.models.lookups import GreaterThan, LessThan
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.make import NOON
from tests.supporters import moving
from undersigned.organisations.models import AuditEntry
from undersigned.supporters import fielding, keeping, valuing
from undersigned.supporters.models import Field, ImportProblem, Supporter

Kind = Field.Kind


@pytest.fixture
def ours(db):
    return make.organisation()


@pytest.fixture
def ana(ours):
    return make.actor(make.member(ours))


def add(ours, ana, kind, label="Shoe size", options=()):
    return fielding.add(
        organisation=ours, label=label, kind=kind, options=options, at=NOON, by=ana
    )


def people(ours, values, key="shoe-size"):
    for number, value in enumerate(values):
        make.supporter(ours, f"P {number}", fields={key: value})


def names(rows):
    return [str(row) for row in rows]


@given(st.integers(-(10**14), 10**14) | st.decimals(-9999, 9999, places=3).map(float))
def test_a_number_is_read_as_it_was_written(number):
    assert valuing.read("number", str(number)) == number


@given(st.dates(min_value=date(1900, 1, 1)))
def test_dates_compare_as_their_text_does(day):
    other = date(2000, 2, 29)
    first, second = (str(valuing.read("date", one.isoformat())) for one in (day, other))
    assert (first < second) == (day < other)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "1,250", 1250), ("number", "1.50", 1.5),
        ("date", "11/03/2026", "2026-11-03"),
        ("yes_no", "TRUE", True), ("yes_no", "0", False), ("choice", "LARGE", "Large"),
        ("text", " as it is ", "as it is"),
    ],
)  # fmt: skip
def test_a_value_is_kept_in_the_form_of_its_kind(kind, text, value):
    read = valuing.read(kind, text, options=["Small", "Large"])
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "1,2"), ("number", "NaN"), ("number", "9" * 16), ("date", "31 June"),
     ("yes_no", "maybe"), ("choice", "Huge"), ("text", "x" * 2001)],
)  # fmt: skip
def test_what_does_not_fit_says_what_would(kind, text):
    with pytest.raises(valuing.UnfitError, match=r"\."):
        valuing.read(kind, text, options=["Small", "Large"])


def test_numbers_sort_and_compare_as_numbers(ours, ana):
    field = add(ours, ana, Kind.NUMBER)
    people(ours, [10, 9, 9.5, "ten", -1])
    size = valuing.Value(field)

    rows = Supporter.objects.alias(size=size).filter(size__isnull=False).order_by("size")
    assert names(rows) == ["P 4", "P 1", "P 2", "P 0"]
    assert names(Supporter.objects.filter(GreaterThan(size, 9)).order_by("pk")) == [
        "P 0",
        "P 2",
    ]


def test_dates_and_yes_or_no_compare_as_what_they_are(ours, ana):
    born = add(ours, ana, Kind.DATE, "Born")
    host = add(ours, ana, Kind.YES_NO, "Can host")
    make.supporter(ours, "Rosa Diaz", fields={"born": "1990-05-01", "can-host": True})
    make.supporter(ours, "Omar Haddad", fields={"born": "2001-01-31", "can-host": False})
    make.supporter(ours, "Luis Ortega", fields={"can-host": "yes"})

    assert names(Supporter.objects.filter(LessThan(valuing.Value(born), "2000-01-01"))) == [
        "Rosa Diaz"
    ]
    hosts = Supporter.objects.alias(host=valuing.Value(host)).filter(host=True)
    assert names(hosts) == ["Rosa Diaz"]


def test_another_kind_brings_the_values_into_its_form_and_keeps_what_does_not_fit(ours, ana):
    field = add(ours, ana, Kind.TEXT)
    people(ours, ["10", "9.5", "large", "1"])
    fielding.change(
        field=field, version=1, label="Shoe size", kind=Kind.NUMBER, at=NOON, by=ana
    )
    field.refresh_from_db()

    while fielding.reshape_due(at=NOON):
        pass

    kept = Supporter.objects.order_by("pk").values_list("fields", flat=True)
    assert [row["shoe-size"] for row in kept] == [10, 9.5, "large", 1]
    assert fielding.unfit(field) == 1
    assert Field.objects.get().reshaping_from is None


def test_a_removed_field_takes_its_values_along(ours, ana):
    field = add(ours, ana, Kind.TEXT)
    people(ours, ["10", "11"])
    Supporter.objects.filter(given_name="P").update(fields={"shoe-size": "1", "other": "x"})
    fielding.remove(field=field, at=NOON, by=ana)
    assert fielding.fields(ours.pk) == []

    while fielding.reshape_due(at=NOON):
        pass

    assert {tuple(row.fields) for row in Supporter.objects.all()} == {("other",)}
    assert not Field.objects.exists()


def test_who_saves_second_is_told_and_the_trail_keeps_names_alone(ours, ana):
    add(ours, ana, Kind.NUMBER)
    rosa = make.supporter(ours)
    fielding.write(supporter=rosa, version=1, values={"shoe-size": 38}, at=NOON, by=ana)

    with pytest.raises(keeping.ChangedMeanwhileError):
        fielding.write(supporter=rosa, version=1, values={"shoe-size": 39}, at=NOON, by=ana)
    assert AuditEntry.objects.get(verb="changed").after == {"fields": ["shoe-size"]}


def test_a_list_fills_a_typed_field_and_says_what_did_not_fit(ours, ana):
    add(ours, ana, Kind.NUMBER)
    moving.bring(
        ours, "email,Shoe size\nrosa@example.org,38\nomar@example.org,big\n", at=NOON,
        mapping=["email", "field:Shoe size"],
    )  # fmt: skip

    assert Supporter.objects.get(email="rosa@example.org").fields == {"shoe-size": 38}
    assert Supporter.objects.get(email="omar@example.org").fields == {}
    assert ImportProblem.objects.get().reason == "field"
