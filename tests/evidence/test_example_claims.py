"""The claims of both examples, and the status that each one's record deserves."""

import pytest

from tests import make
from undersigned.dashboard.examples import loading
from undersigned.evidence import phrasing
from undersigned.evidence.models import Claim, Poll
from undersigned.organisations.auditing import COMMAND_LINE

pytestmark = pytest.mark.django_db
LACKS = "exact wording, how many were asked, days in the field"


def stand(kind):
    example = loading.load(kind, at=make.NOON, by=COMMAND_LINE)
    claims = list(Claim.objects.filter(organisation=example).order_by("pk"))
    said = phrasing.latest(claims)
    return [(claim.sentence, said[claim.pk]) for claim in claims]


@pytest.mark.parametrize(
    ("place", "begins", "status", "reasons", "lacks"),
    [
        (0, "Around 71% of Americans", "outdated",
         ["The record itself is unclear", "The poll has no date on record."], LACKS),
        (1, "64% of Democrats", "supported by one poll",
         ["The record itself is unclear"], LACKS),
        (2, "More than two thirds of respondents", "not supported",
         ["It does not say who was asked", "The record itself is unclear"], LACKS),
        (3, "'Poll after poll'", "not supported", ["No poll on record carries it"], ""),
    ],
)  # fmt: skip
def test_each_claim_of_the_reconstructed_scene_gets_what_its_thin_record_deserves(
    place, begins, status, reasons, lacks
):
    sentence, said = stand("reconstructed")[place]

    assert sentence.startswith(begins)
    assert (said.label, said.missing) == (status, lacks)
    assert len(said.reasons) == len(reasons)
    assert all(one.startswith(start) for one, start in zip(said.reasons, reasons, strict=True))


def test_what_the_report_leaves_open_is_said_of_the_reasons_that_people_named():
    _sentence, said = stand("reconstructed")[2]

    assert "which base is unclear" in said.reasons[0]
    assert "each or together is unclear" in said.reasons[1]


def test_every_claim_of_the_invented_example_holds():
    assert all(said.holds for _sentence, said in stand("invented"))


@pytest.mark.parametrize("kind", ["invented", "reconstructed"])
def test_each_poll_of_an_example_has_its_pollster_and_one_printed_twice_is_one(kind):
    example = loading.load(kind, at=make.NOON, by=COMMAND_LINE)

    polls = Poll.objects.filter(organisation=example)
    assert {poll.house.name for poll in polls} == {poll.pollster for poll in polls}
    assert example.pollster_set.count() == len({poll.pollster for poll in polls})
