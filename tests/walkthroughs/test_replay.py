"""Example B's launch, replayed with the clock set: announced, then live at 09:00 Eastern."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from undersigned.campaigns.models import Campaign, TimelineEntry
from undersigned.dashboard import launching as clock
from undersigned.dashboard.examples import loading, placing, replaying, showing
from undersigned.organisations.auditing import COMMAND_LINE
from undersigned.organisations.models import Organisation
from undersigned.outbox.models import Message
from undersigned.petitions.models import Signature

NINE = datetime(2022, 11, 9, 9, 0, tzinfo=placing.EASTERN)
TODAY = datetime(2026, 3, 2, 12, tzinfo=placing.EASTERN)


@pytest.fixture
def example(db) -> Organisation:
    return loading.load(Organisation.Example.RECONSTRUCTED, at=TODAY, by=COMMAND_LINE)


def _page(client: Client) -> str:
    return client.get("/dont-run-joe/").content.decode()


def test_it_starts_with_nobody_and_as_of_the_report(client: Client, example):
    page = _page(client)

    assert "Nov. 9, 2022, 9 a.m. EST" in page
    assert "July 11, 2022" in page
    assert example.banner.replace("'", "&#x27;") in page
    assert not Signature.objects.exists()
    assert client.get("/dont-run-joe/")["X-Robots-Tag"] == "noindex"
    assert "ld+json" not in page


def test_todays_clock_does_not_start_it(example):
    started = clock.launch_due(at=TODAY)

    assert started == 0
    assert Campaign.objects.get().state == Campaign.State.ANNOUNCED


def test_a_minute_before_nine_it_is_still_announced(client: Client, example):
    replaying.replay(at=NINE - timedelta(minutes=1), simulate=3)

    assert Campaign.objects.get().state == Campaign.State.ANNOUNCED
    release = client.get(f"/o/{example.slug}/releases/launch/")
    assert release.status_code == 404
    assert not Message.objects.exists()


def test_at_nine_eastern_it_is_live_with_its_release_and_its_email(client: Client, example):
    replaying.replay(at=NINE - timedelta(days=1), simulate=3)

    replaying.replay(at=NINE, simulate=3)
    showing.show(at=NINE)

    campaign = Campaign.objects.get()
    assert campaign.state == Campaign.State.LIVE
    assert campaign.launched_at == NINE
    page = _page(client)
    assert "SIMULATED" in page
    assert ">3</span>" in page
    assert client.get(f"/o/{example.slug}/releases/launch/").status_code == 200
    told = Message.objects.filter(kind="interest")
    assert sorted(told.values_list("to_address", flat=True)) == [
        f"simulated.{number}@example.org" for number in range(3)
    ]
    example.refresh_from_db()
    assert example.as_of == date(2022, 11, 9)


def test_its_timeline_tells_announcement_and_launch_in_order(client: Client, example):
    replaying.replay(at=NINE)

    entries = TimelineEntry.objects.order_by("at").values_list("kind", "at")
    assert [kind for kind, _at in entries] == ["announced", "launched"]
    page = _page(client)
    assert page.index("<h3>", page.index("timeline")) > 0
    assert page.index("The campaign started") < page.index("announces the campaign by press")


def test_a_second_replay_tells_nobody_twice(example):
    replaying.replay(at=NINE - timedelta(days=1), simulate=2)
    replaying.replay(at=NINE, simulate=2)

    replaying.replay(at=NINE + timedelta(hours=1), simulate=2)

    assert Message.objects.filter(kind="interest").count() == 2
    assert Signature.objects.count() == 2


def test_the_command_refuses_outside_the_demo(example):
    with override_settings(DEMO=False), pytest.raises(CommandError, match="Only the demo"):
        call_command("replay_example", "--at", "2022-11-09T09:00-05:00")


def test_the_command_sets_the_clock_in_the_demo(example, capsys):
    with override_settings(DEMO=True):
        call_command("replay_example", "--at", "2022-11-09T09:00-05:00", "--simulate", "2")

    assert Campaign.objects.get().state == Campaign.State.LIVE


@pytest.mark.django_db
def test_the_command_says_what_is_missing():
    with override_settings(DEMO=True), pytest.raises(CommandError, match="not loaded"):
        call_command("replay_example", "--at", "2022-11-09T09:00-05:00")
