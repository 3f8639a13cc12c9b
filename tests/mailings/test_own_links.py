"""A link to a page of ours that nobody would see keeps a mailing back."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import make
from undersigned.campaigns.models import OldSlug
from undersigned.mailings import fallbacks, own_links, preflight
from undersigned.mailings.models import Mailing, Variant
from undersigned.organisations.models import Organisation
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db
BASE = "http://localhost:8000"


@pytest.fixture
def ours() -> Organisation:
    return make.organisation()


def told(mailing: Mailing) -> list[str]:
    return [one.what for one in preflight.look(mailing).blocking]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", ""),
        ("/o/river-valley/", ""),
        ("/dams/", ""),
        ("/dams/how-we-count/?a=1#b", ""),
        ("/dams-once/", ""),
        ("/damms/", "leads to no public campaign: http://localhost:8000/damms/."),
        ("/later/", "leads to no public campaign: http://localhost:8000/later/."),
        ("/a/b/c/d/", "leads to no page of ours: http://localhost:8000/a/b/c/d/."),
        ("/dashboard/river-valley/", "leads to a page for the team alone"),
    ],
)
def test_a_link_of_ours_leads_to_a_page_that_anybody_sees(
    ours: Organisation, path: str, said: str
) -> None:
    dams = make.campaign(ours, "dams")
    OldSlug.objects.create(campaign=dams, slug="dams-once", until=make.NOON)
    make.campaign(ours, "later", state="draft", launched_at=None)
    found = told(make.mailing(ours, body=f"[Read]({BASE}{path}) it."))
    assert len(found) == bool(said)
    assert all(said in what for what in found)


def test_a_mailing_that_goes_with_a_launch_may_lead_to_what_is_launched(
    ours: Organisation,
) -> None:
    later = make.campaign(ours, "later", state="draft", launched_at=None)
    mailing = make.mailing(ours, body="[Sign](/later/)", starts_with=later)
    assert told(mailing) == []
    mailing.starts_with = None
    assert len(told(mailing)) == 1
    with pytest.raises(preflight.HeldBackError, match="no public campaign"):
        preflight.refuse(mailing)


def test_the_links_of_a_variant_are_looked_at_too_in_one_query(
    ours: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mailing = make.mailing(ours)
    Variant.objects.create(mailing=mailing, letter="B", body="[Sign](/damms/)")
    assert len(told(mailing)) == 1
    with django_assert_num_queries(1):
        list(own_links.wrong(mailing, [f"{BASE}/a{number}/" for number in range(20)]))


def test_the_fallbacks_of_all_variants_are_counted(ours: Organisation) -> None:
    make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    make.supporter(ours, " ", email="nobody@example.org", consent=EmailConsent.GIVEN)
    mailing = make.mailing(ours, subject="News", body="Dear {{ first_name or 'friend' }}")
    Variant.objects.create(mailing=mailing, letter="B", subject="{{ first_name or 'You' }}!")
    assert [(line.fallback, line.people) for line in fallbacks.count_all(mailing)] == [
        ("friend", 1), ("You", 1)
    ]  # fmt: skip
