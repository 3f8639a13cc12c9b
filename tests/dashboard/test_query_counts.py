"""The dashboard's pages ask the database a fixed number of questions, however much there is.

One test for all of them, of some seconds: rows for twenty pages are made once.
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import make
from undersigned.accounts import recording
from undersigned.accounts.models import Role
from undersigned.actions.models import Answer, OwnQuestion, SourceCode, Submission
from undersigned.campaigns import planning, preparing
from undersigned.campaigns.models import Campaign, Demand, Launch, TimelineEntry
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation
from undersigned.press.models import Release
from undersigned.supporters import keeping
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = pytest.mark.django_db

# The rows that the addresses name, each of a kind of its own.
Places = dict[str, Any]
HOME = "/dashboard/river-valley/"
CAMPAIGN, MAILING, SENT, PERSON = "{campaign}", "{mailing}", "{sent}", "{person}"

# Address, and the most questions that it may ask: sign-in and membership take five of them.
PAGES = {
    "": 12,
    "campaigns/": 8,
    f"campaigns/{CAMPAIGN}/": 11,
    f"campaigns/{CAMPAIGN}/results/": 16,
    f"campaigns/{CAMPAIGN}/links/": 10,
    f"campaigns/{CAMPAIGN}/plan/": 15,
    f"campaigns/{CAMPAIGN}/plan/rehearsal/": 15,
    "supporters/": 12,
    f"supporters/{PERSON}/": 32,  # one a kind of event that is on the page
    f"supporters/{PERSON}/contacts/": 11,
    "supporters/fields/": 8,
    "mailings/": 9,
    "mailings/new/": 8,
    f"mailings/{MAILING}/write/": 9,
    f"mailings/{MAILING}/audience/": 14,
    f"mailings/{MAILING}/check/": 26,
    f"mailings/{MAILING}/shown/": 8,
    f"mailings/{SENT}/results/": 19,
    f"mailings/{SENT}/progress/": 10,
    f"mailings/{SENT}/recipients/": 10,
    "abuse/": 22,
    "audit/": 11,
    "team/": 10,
    "background/": 17,
}


@pytest.fixture
def ours() -> Organisation:
    return make.organisation(postal_address="1 Main Street")


@pytest.fixture
def ana(ours) -> Client:
    return make.signed_in(make.member(ours))


@pytest.fixture
def places(ours) -> Places:
    """What the addresses name; `more` adds to each."""
    campaign = make.campaign(ours, state=Campaign.State.ANNOUNCED)
    Launch.objects.get_or_create(campaign=campaign)
    sent = make.mailing(ours, state=Mailing.State.SENT, frozen_at=make.NOON)
    return {
        "campaign": campaign,
        "sent": sent,
        "mailing": make.mailing(ours, starts_with=campaign),
        "person": make.supporter(ours, "Ida Larsen", consent=EmailConsent.GIVEN),
    }


def more(ours: Organisation, places: Places, number: int) -> None:
    """One more of everything that a page lists."""
    campaign, person = places["campaign"], places["person"]
    by = recording.actor_for(make.member(ours, f"Member {number}", Role.ORGANISER).user)
    question = OwnQuestion.objects.create(
        campaign=campaign, kind="choice", label=f"Question {number}", choices=["a", "b"]
    )
    signer = make.supporter(ours, f"Rosa {number}", consent=EmailConsent.GIVEN)
    make.signature(campaign, signer, source=f"source-{number}")
    other = make.campaign(ours, f"other-{number}")
    make.signature(other, person)
    for one in (signer, person):
        Answer.objects.create(question=question, supporter=one, value="a", at=make.NOON)
        keeping.tag(supporter=one, name=f"tag {number}", at=make.NOON, by=by)
        keeping.note(supporter=one, text="met", at=make.NOON, by=by)
    many_mailings(ours, places, signer, number)
    SourceCode.objects.create(
        organisation=ours, campaign=campaign, code=f"c{number}", created_at=make.NOON
    )
    Demand.objects.create(campaign=campaign, text=f"Demand {number}", place=number)
    Release.objects.create(
        organisation=ours, campaign=campaign, slug=f"r{number}", headline="It starts",
        with_launch=True, created_at=make.NOON,
    )  # fmt: skip
    planning.add_item(
        campaign=campaign, text="Call", owner_id=None, due_at=None, at=make.NOON, by=by
    )
    preparing.note(
        campaign_id=campaign.pk, kind=TimelineEntry.Kind.CHANGED, at=make.NOON, words="moved"
    )
    Submission.objects.create(
        campaign=other, kind="sign", payload={}, network="", at=make.NOON, failure="KeyError",
        done_at=make.NOON,
    )  # fmt: skip
    auditing.record(
        organisation_id=ours.pk, at=make.NOON, by=by, verb="did", subject=("x", "x")
    )


def many_mailings(ours: Organisation, places: Places, signer: Supporter, number: int) -> None:
    make.mailing(ours, name=f"Draft {number}")
    again = make.mailing(ours, state=Mailing.State.SENT, frozen_at=make.NOON)
    for mailing, person in ((places["sent"], signer), (again, places["person"])):
        Recipient.objects.create(
            organisation=ours, mailing=mailing, supporter=person, region="OH",
            canonical_address=person.canonical_address, state=Recipient.State.SENT,
            done_at=make.NOON,
        )  # fmt: skip


def asked(ana: Client, places: Places) -> dict[str, int]:
    """How many questions each page asks."""
    names = {name: row.uuid for name, row in places.items()}
    found = {}
    for page in PAGES:
        address = HOME + page.format(**names)
        with CaptureQueriesContext(connection) as queries:
            assert ana.get(address).status_code == 200, page
        found[page] = len(queries)
    return found


def test_no_page_asks_more_when_there_is_more(ours, ana, places):
    more(ours, places, 0)
    ana.get(HOME)  # what a process reads once
    few = asked(ana, places)
    for number in range(1, 4):
        more(ours, places, number)

    many = asked(ana, places)

    assert many == few
    assert {page: number for page, number in many.items() if number > PAGES[page]} == {}
