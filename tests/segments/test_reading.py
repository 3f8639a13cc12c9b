"""Rules are read in plain words, and what cannot be a rule is refused in words."""

import pytest

from tests import make
from undersigned.segments import compiling, reading
from undersigned.segments.areas import EVERYWHERE
from undersigned.segments.criteria import RuleError
from undersigned.supporters.models import Supporter


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"criterion": "height", "value": 2}, "height"),
        ({"criterion": "state", "value": ["ZZ"]}, "ZZ"),
        ({"some": []}, "found: some"),
        ({"all": 3}, "list of rules"),
        ("everyone", "missing"),
        ({"criterion": "joined_since", "value": "soon"}, "no date"),
    ],
)
def test_a_wrong_rule_is_refused_in_words(wrong, words):
    with pytest.raises(RuleError, match=words):
        compiling.condition(wrong, organisation_id=1)


def test_a_rule_is_read_in_plain_words(db):
    ours = make.organisation()
    campaign = make.campaign(ours)
    rule = {
        "all": [
            {"criterion": "signed", "value": {"campaign": str(campaign.uuid)}},
            {"criterion": "state", "value": ["OH", "IA"]},
        ]
    }

    words = reading.read(rule, organisation_id=ours.pk)

    assert words == "Signed “Keep rural post offices open” and lives in Ohio or Iowa"


@pytest.mark.parametrize("days", [0, -1, True, "7", None, 5000])
def test_days_are_a_number_of_them(days):
    with pytest.raises(RuleError, match="no number of days"):
        compiling.condition({"criterion": "joined_within", "value": days}, organisation_id=1)


def test_a_moment_with_its_offset_is_a_beginning_too(db):
    ours = make.organisation()
    early = make.supporter(ours, "Rosa Diaz")
    late = make.supporter(ours, "Luis Ortega")
    Supporter.objects.filter(pk=early.pk).update(created_at="2026-11-09T04:59:59Z")
    Supporter.objects.filter(pk=late.pk).update(created_at="2026-11-09T05:00:00Z")
    rule = {"criterion": "joined_since", "value": "2026-11-09T00:00:00-05:00"}

    found = compiling.compile_rules(rule, organisation_id=ours.pk, by=EVERYWHERE)

    assert list(found) == [late]
    assert reading.read(rule, organisation_id=ours.pk) == "Joined on Nov. 9, 2026 or later"


def test_an_audience_that_is_gone_is_named_as_that(db):
    rule = {"criterion": "segment", "value": "4d1c3f0e-9a7b-4a43-bb57-2f44a4a3c5d1"}

    with pytest.raises(RuleError, match="no longer there"):
        compiling.condition(rule, organisation_id=make.organisation().pk)
