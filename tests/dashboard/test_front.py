"""The dashboard's front page."""

import pytest

from tests import make
from undersigned.accounts.models import Role
from undersigned.campaigns.models import Campaign
from undersigned.petitions.models import CountSnapshot

pytestmark = pytest.mark.django_db


def test_a_new_organisation_is_told_how_to_begin():
    ana = make.signed_in(make.member(make.organisation()))

    text = ana.get("/dashboard/river-valley/").text

    assert "No campaign yet" in text
    assert "No backup was made yet" in text


def test_running_campaigns_come_first_with_their_published_count(
    django_assert_max_num_queries,
):
    organisation = make.organisation()
    draft = make.campaign(organisation, "second", title="Second", state=Campaign.State.DRAFT)
    live = make.campaign(organisation)
    CountSnapshot.objects.create(petition=live.petition, count=1234, as_of=make.NOON)
    ana = make.signed_in(make.member(organisation))

    with django_assert_max_num_queries(16):
        page = ana.get("/dashboard/river-valley/")

    assert [one.pk for one in page.context["campaigns"]] == [live.pk, draft.pk]
    assert "1,234" in page.text


def test_a_viewer_sees_counts_and_no_menu_to_people():
    organisation = make.organisation()
    make.campaign(organisation)
    vic = make.signed_in(make.member(organisation, "Vic Viewer", Role.VIEWER))

    text = vic.get("/dashboard/river-valley/").text

    assert "Keep rural post offices open" in text
    assert "/supporters/" not in text
