"""Quiet hours: a mailing reaches nobody at night, by the clock of the state they live in."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import make
from tests.mailings.test_sending import finish, people, under_way
from undersigned.lib import leasing
from undersigned.mailings import results
from undersigned.mailings.hours import Quiet
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation
from undersigned.places import regions, zones
from undersigned.supporters.models import EmailConsent

NEW_YORK = ZoneInfo("America/New_York")
QUIET = Quiet(21, 8, "America/New_York")


def test_each_state_and_territory_has_a_time_zone():
    assert set(zones.BY_STATE) == set(regions.US) - set(regions.MILITARY)
    assert all(ZoneInfo(name) for name in zones.BY_STATE.values())


@pytest.mark.parametrize(
    ("region", "hour", "morning"),
    [
        ("OH", 22, 8), ("OH", 20, None), ("CA", 22, None), ("CA", 1, 11), ("HI", 7, 13),
        ("", 22, 8), ("ON", 22, 8),
    ],
)  # fmt: skip
def test_the_clock_is_that_of_the_state_else_the_organisations(region, hour, morning):
    at = datetime(2026, 3, 2, hour, 30, tzinfo=NEW_YORK)

    end = QUIET.ends(at=at, region=region)

    assert (end.astimezone(NEW_YORK).hour if end else None) == morning


def test_no_quiet_hours_where_both_hours_are_the_same():
    assert Quiet(8, 8, "America/New_York").resting(at=make.NOON) == {}


@pytest.mark.django_db
def test_who_sleeps_waits_and_the_others_get_it(settings, tmp_path):
    settings.DEMO, settings.DATA = True, tmp_path
    ours = make.organisation(postal_address="1 Main Street")
    here = leasing.now().astimezone(NEW_YORK).hour
    Organisation.objects.update(quiet_from=here, quiet_until=(here + 1) % 24)
    ours.refresh_from_db()
    people(ours, "Rosa Diaz", region="OH")
    people(ours, "Cho Park", region="CA")
    people(ours, "Lee Moss", region="")

    mailing = under_way(make.mailing(ours))
    finish()

    assert make.numbers(mailing).delivered == 1
    assert Recipient.objects.get(state=Recipient.State.SENT).region == "CA"
    assert results.asleep(mailing, at=leasing.now()) == 2
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING  # it goes on in the morning

    later = (here + 2) % 24
    Organisation.objects.update(quiet_from=later, quiet_until=(later + 1) % 24)
    Mailing.objects.update(version=99)  # as a sender of an hour later sees it
    finish()

    assert make.numbers(mailing).delivered == 3
    assert results.asleep(mailing, at=leasing.now() + timedelta(hours=2)) == 0


@pytest.mark.django_db
def test_the_pages_say_so(settings):
    settings.DEMO = True
    ours = make.organisation(quiet_from=21, quiet_until=8, most_mailings=1)
    make.supporter(ours, consent=EmailConsent.GIVEN)
    mailing = make.mailing(ours)
    ana = make.signed_in(make.member(ours))

    page = ana.get(f"/dashboard/{ours.slug}/mailings/{mailing.uuid}/check/").content.decode()

    assert "between 21:00 and 08:00 where they live" in page
