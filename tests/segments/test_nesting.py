"""An audience may be a part of others: those who belong to it, or do not; never of itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from undersigned.dashboard import audiences
from undersigned.mailings import fixing
from undersigned.organisations.auditing import CLOCK
from undersigned.organisations.saving import InUseError
from undersigned.segments import compiling, nesting, reading, storing
from undersigned.segments.areas import EVERYWHERE
from undersigned.segments.criteria import RuleError
from undersigned.segments.models import Segment

pytestmark = pytest.mark.django_db
OHIO = {"criterion": "state", "value": ["OH"]}


@pytest.fixture
def ours():
    organisation = make.organisation()
    for name, state in (("Rosa Diaz", "OH"), ("Luis Ortega", "IA"), ("Ida Larsen", "TX")):
        make.supporter(organisation, name, region=state)
    return organisation


def keep(ours, name, rules):
    return storing.keep(organisation=ours, name=name, rules=rules, at=make.NOON, by=CLOCK)


def within(segment):
    return {"criterion": "segment", "value": str(segment.uuid)}


def change(segment, rules):
    segment.refresh_from_db()
    storing.change_rules(
        segment=segment, version=segment.version, rules=rules, at=make.NOON, by=CLOCK
    )


def names(ours, rules):
    found = compiling.compile_rules(rules, organisation_id=ours.pk, by=EVERYWHERE)
    with CaptureQueriesContext(connection) as asked:
        people = sorted(found.values_list("given_name", flat=True))
    assert len(asked) == 1
    return people


def test_who_belongs_to_an_audience_and_who_does_not_in_one_query(ours):
    quiet = keep(ours, "Leave alone", {"any": [OHIO]})
    others = keep(ours, "Others", {"none": [within(quiet)]})
    both = keep(ours, "Others but Texas", {"all": [
        within(others), {"none": [{"criterion": "state", "value": ["TX"]}]},
    ]})  # fmt: skip

    assert names(ours, quiet.rules) == ["Rosa"]
    assert names(ours, others.rules) == ["Ida", "Luis"]
    assert names(ours, both.rules) == ["Luis"]
    words = reading.read(others.rules, organisation_id=ours.pk)
    assert words == "Does not match: belongs to the audience “Leave alone”"

    change(quiet, {"any": [{"criterion": "state", "value": ["IA"]}]})
    assert names(ours, others.rules) == ["Ida", "Rosa"], "as it is when it is asked"


def test_no_audience_is_a_part_of_itself_however_far_away(ours):
    first = keep(ours, "First", {"all": [OHIO]})
    second = keep(ours, "Second", {"any": [within(first)]})
    third = keep(ours, "Third", {"none": [{"all": [within(second)]}]})

    for inner in (first, second, third):
        with pytest.raises(RuleError, match="“First” cannot be a part of itself"):
            change(first, {"all": [OHIO, within(inner)]})

    Segment.objects.filter(pk=first.pk).update(rules={"all": [within(third)]})
    with pytest.raises(RuleError, match="cannot be a part of itself"):
        compiling.condition(third.rules, organisation_id=ours.pk)


def test_an_audience_is_made_of_so_many_others_at_most(ours, monkeypatch):
    inner = keep(ours, "Inner", {"all": [OHIO]})
    outer = keep(ours, "Outer", {"any": [within(inner)] * 2})
    monkeypatch.setattr(nesting, "_MOST", 3)

    with pytest.raises(RuleError, match="More than 3 audiences"):
        keep(ours, "Too much", {"any": [within(inner), within(outer), within(inner)]})


def test_an_audience_of_another_organisation_is_a_part_of_none(ours):
    theirs = keep(make.organisation("Others", "others"), "Theirs", {"all": []})

    with pytest.raises(RuleError, match="no longer there"):
        keep(ours, "Ours", {"all": [within(theirs)]})


def test_an_audience_that_is_a_part_of_another_is_not_removed(ours):
    inner = keep(ours, "Inner", {"all": [OHIO]})
    outer = keep(ours, "Outer", {"any": [within(inner)]})

    with pytest.raises(InUseError, match="Outer"):
        audiences.remove(inner, at=make.NOON, by=CLOCK)

    audiences.remove(outer, at=make.NOON, by=CLOCK)
    audiences.remove(inner, at=make.NOON, by=CLOCK)
    assert not Segment.objects.exists()


def test_a_mailing_that_begins_keeps_the_rules_of_inner_audiences_too(ours):
    inner = keep(ours, "Inner", {"all": [OHIO]})
    outer = keep(ours, "Outer", {"any": [within(inner)]})
    mailing = make.mailing(ours, blocks=[
        {"kind": "text", "text": "Hello.", "when": {"all": [within(outer)]}},
    ])  # fmt: skip

    assert fixing.fix(mailing, at=make.NOON) == []

    assert "segment" not in str(mailing.blocks[0]["when"])
    assert mailing.blocks[0]["chosen"] == {"all": [within(outer)]}
