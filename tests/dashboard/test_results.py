"""What came of a campaign, as numbers and by source."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import make
from undersigned.actions.models import SourceCode
from undersigned.dashboard import results
from undersigned.petitions.models import Signature

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


def _signed(campaign, name, **values):
    return make.signature(campaign, make.supporter(campaign.organisation, name), **values)


def test_numbers_tell_confirmed_pending_and_withdrawn_apart():
    campaign = make.campaign(make.organisation())
    first = _signed(campaign, "Rosa Diaz", is_new_person=True, consent="yes")
    _signed(campaign, "Omar Haddad", referred_by=first)
    _signed(campaign, "Lee Wong", state=Signature.State.PENDING, confirmed_at=None)
    _signed(campaign, "Sam Hill", state=Signature.State.WITHDRAWN)

    found = results.numbers(Signature.objects.all())

    assert (found.confirmed, found.pending, found.withdrawn) == (2, 1, 1)
    assert (found.new_people, found.consents, found.referred) == (1, 1, 1)


def test_days_are_those_of_the_organisation_and_empty_ones_are_there():
    campaign = make.campaign(make.organisation())
    late = make.NOON.replace(hour=3)  # still the day before in New York
    _signed(campaign, "Rosa Diaz", confirmed_at=late)
    _signed(campaign, "Omar Haddad")

    days = results.by_day(
        Signature.objects.all(), zone=NEW_YORK, until=make.NOON.date(), days=3
    )

    assert [number for _day, number in days] == [0, 1, 1]


def test_hours_end_with_the_one_that_runs():
    campaign = make.campaign(make.organisation())
    _signed(campaign, "Rosa Diaz", confirmed_at=make.NOON - timedelta(minutes=70))
    _signed(campaign, "Omar Haddad", confirmed_at=make.NOON + timedelta(minutes=5))

    hours = results.by_hour(
        Signature.objects.all(), zone=NEW_YORK, until=make.NOON + timedelta(minutes=20), hours=3
    )

    assert [number for _hour, number in hours] == [1, 0, 1]


def test_sources_leave_referrals_out_and_count_new_people():
    campaign = make.campaign(make.organisation())
    first = _signed(campaign, "Rosa Diaz", source="facebook-1", is_new_person=True)
    _signed(campaign, "Omar Haddad", source="facebook-1", consent="yes")
    _signed(campaign, "Lee Wong", referred_by=first)
    _signed(campaign, "Sam Hill", refcode="leaflet")

    found = {line.source: line for line in results.by_source(Signature.objects.all())}

    assert found["facebook-1"].signatures == 2
    assert found["facebook-1"].new_people == 1
    assert found["facebook-1"].consents == 1
    assert set(found) == {"facebook-1", "leaflet"}


def test_people_abroad_and_without_a_zip_code_are_without_a_state():
    campaign = make.campaign(make.organisation())
    _signed(campaign, "Rosa Diaz")
    _signed(campaign, "Lee Wong", country="CA", region="ON")
    _signed(campaign, "Sam Hill", region="")

    assert results.by_state(Signature.objects.all()) == {"OH": 1, "": 2}


def test_the_page_shows_numbers_charts_and_sources_in_few_queries(
    django_assert_max_num_queries,
):
    organisation = make.organisation()
    campaign = make.campaign(organisation)
    _signed(campaign, "Rosa Diaz", source="facebook-1")
    ana = make.signed_in(make.member(organisation))

    with django_assert_max_num_queries(16):
        text = ana.get(f"/dashboard/river-valley/campaigns/{campaign.uuid}/results/").text

    assert "facebook-1" in text
    assert "Ohio" in text


def test_a_link_is_made_for_a_channel_and_shows_what_it_brought():
    organisation = make.organisation()
    campaign = make.campaign(organisation)
    ana = make.signed_in(make.member(organisation))
    page = f"/dashboard/river-valley/campaigns/{campaign.uuid}/links/"

    ana.post(page, {"channel": "partner", "label": "Grange Union"})
    code = SourceCode.objects.get().code
    _signed(campaign, "Rosa Diaz", source=code)

    text = ana.get(page).text
    assert f"/post-offices/?source={code}" in text
    assert code.startswith("partner-grange-union-")


def test_a_link_without_a_name_is_refused_in_words():
    organisation = make.organisation()
    campaign = make.campaign(organisation)
    ana = make.signed_in(make.member(organisation))

    answer = ana.post(
        f"/dashboard/river-valley/campaigns/{campaign.uuid}/links/", {"channel": "x"}
    )

    assert answer.status_code == 422
