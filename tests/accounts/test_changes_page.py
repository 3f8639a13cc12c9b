"""The page of changes: newest first, by person, by subject, page by page."""

from datetime import timedelta

import pytest

from tests import make
from undersigned.organisations import auditing

pytestmark = pytest.mark.django_db

PAGE = "/dashboard/river-valley/audit/"
BEN = auditing.Actor(id="member:77", label="Ben Okafor")


def record(ours, *, by=BEN, subject=("campaign Rail", "campaign:7"), minutes=0, **sides):
    auditing.record(
        organisation_id=ours.pk,
        at=make.NOON + timedelta(minutes=minutes),
        by=by,
        verb=sides.pop("verb", "changed"),
        subject=subject,
        **sides,
    )


def test_before_and_after_can_be_read():
    owner = make.member(make.organisation())
    record(
        owner.organisation,
        before={"goal": 500, "states": ["NY", "OH"], "old": "x"},
        after={"goal": 800, "states": ["NY"], "open": True, "shut": False, "map": {"a": 1}},
    )

    page = make.signed_in(owner).get(PAGE).content.decode()

    assert "<strong>Ben Okafor</strong> changed" in page
    assert "<del>500</del> → <ins>800</ins>" in page
    assert "NY, OH" in page
    assert "<ins>yes</ins>" in page
    assert "<ins>no</ins>" in page
    assert "<ins>a: 1</ins>" in page


def test_one_filters_by_person_and_by_subject():
    owner = make.member(make.organisation())
    ours = owner.organisation
    record(ours)
    record(ours, subject=("campaign Post", "campaign:8"), verb="launched")
    record(ours, by=auditing.CLOCK, subject=("mailing 1", "mailing:1"), verb="sent")
    client = make.signed_in(owner)

    by_clock = client.get(PAGE, {"person": "clock"})
    campaigns = client.get(PAGE, {"subject": "campaign"})
    one = client.get(PAGE, {"subject": "campaign:8"})
    none = client.get(PAGE, {"subject": "campaign:9"})

    assert len(by_clock.context["lines"]) == 1
    assert len(campaigns.context["lines"]) == 2
    assert [line.entry.verb for line in one.context["lines"]] == ["launched"]
    assert one.context["one_subject"] == "campaign Post"
    assert "No such change" in none.content.decode()
    assert one.context["people"] == [("member:77", "Ben Okafor"), ("clock", "the clock")]
    assert [kind for kind, _ in one.context["kinds"]] == ["campaign", "mailing"]


def test_the_newest_comes_first_and_fifty_fill_a_page(django_assert_max_num_queries):
    owner = make.member(make.organisation())
    for number in range(60):
        record(owner.organisation, minutes=number, verb=f"did {number}")
    client = make.signed_in(owner)

    with django_assert_max_num_queries(10):
        first = client.get(PAGE)

    assert first.context["lines"][0].entry.verb == "did 59"
    assert len(first.context["lines"]) == 50
    assert len(client.get(PAGE, {"page": 2}).context["lines"]) == 10


def test_another_organisation_s_changes_are_not_shown():
    owner = make.member(make.organisation())
    record(make.organisation(name="Harbor Watch", slug="harbor-watch"))

    page = make.signed_in(owner).get(PAGE)

    assert "No change yet" in page.content.decode()
