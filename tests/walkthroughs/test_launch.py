"""A launch with all that its plan holds: page, mailing, release, those who asked to be told."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests import make
from undersigned.actions import telling
from undersigned.actions.models import Interest
from undersigned.campaigns import announcing, planning
from undersigned.campaigns.models import Campaign, Demand, Launch, TimelineEntry
from undersigned.dashboard import launching
from undersigned.lib import leasing, tokens
from undersigned.mailings import scheduling, sending
from undersigned.mailings.models import Mailing
from undersigned.officials.models import DecisionMaker
from undersigned.outbox import sending as letters
from undersigned.outbox import transport
from undersigned.outbox.models import CaughtMessage, Message
from undersigned.press.models import Release
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db

HOME = "/dashboard/river-valley/"


@pytest.fixture(autouse=True)
def caught(settings, tmp_path):
    settings.DEMO = True
    settings.DATA = tmp_path
    transport.close_this_thread()
    yield
    transport.close_this_thread()


@pytest.fixture
def ours():
    return make.organisation(
        postal_address="1 Main Street", hold_minutes=0, from_address="news@river.example"
    )


@pytest.fixture
def ana(ours):
    return make.member(ours)


@pytest.fixture
def organiser(ana) -> Client:
    return make.signed_in(ana)


@pytest.fixture
def due() -> datetime:
    """The planned moment: tomorrow at nine, far from what the tests do now."""
    tomorrow = leasing.now() + timedelta(days=1)
    return tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def campaign(ours, ana, due) -> Campaign:
    """Announced for that moment, with a page that lacks nothing."""
    made = make.campaign(
        ours, state=Campaign.State.DRAFT, launched_at=None, ask="Keep them open.",
        summary="Ninety towns.",
    )  # fmt: skip
    made.target = DecisionMaker.objects.create(
        organisation=ours, name="Dana Reyes", created_at=make.NOON
    )
    made.save()
    Demand.objects.create(campaign=made, text="No closing", place=1)
    Launch.objects.get_or_create(campaign=made)
    planned(made, ana, due)
    announcing.announce(campaign=made, at=leasing.now(), by=make.actor(ana))
    return Campaign.objects.get(pk=made.pk)


def planned(campaign, ana, due, when_not_ready=Launch.WhenNotReady.WAIT) -> None:
    launch = Launch.objects.get(campaign=campaign)
    planning.plan(
        campaign=campaign,
        version=launch.version,
        when=planning.OnDay(day=due.date(), clock=due.time(), zone="UTC"),
        when_not_ready=when_not_ready,
        at=leasing.now(),
        by=make.actor(ana),
    )


def mailing_of_the_plan(organiser, campaign) -> Mailing:
    """Written from the plan's button, to those who live in Ohio; still a draft."""
    new = f"{HOME}mailings/new/?launch={campaign.uuid}"
    assert new in organiser.get(f"{HOME}campaigns/{campaign.uuid}/plan/").text
    assert f'value="{campaign.uuid}" selected' in organiser.get(new).text
    typed = {"name": "It begins", "kind": "mailing", "launch": str(campaign.uuid)}
    answer = organiser.post(new, typed)
    words = {
        "version": 1, "name": "It begins", "subject": "It begins", "from_name": "River Valley",
        "from_address": "news@river.example", "body": "[Sign](/post-offices/)",
    }  # fmt: skip
    chosen = organiser.post(answer.url, words)
    organiser.post(
        chosen.url, {"version": 2, "states": ["OH"], "starts_with": str(campaign.uuid)}
    )
    return Mailing.objects.get()


def send(organiser, mailing) -> None:
    mailing.refresh_from_db()
    page = f"{HOME}mailings/{mailing.uuid}/send/"
    assert organiser.post(page, {"version": mailing.version}).status_code == 302


def release_of_the_plan(organiser, campaign) -> Release:
    new = f"{HOME}press/releases/new/?launch={campaign.uuid}"
    box = organiser.get(new).context["form"]["with_launch"]
    assert box.initial is True
    organiser.post(
        new,
        {
            "version": 0,
            "headline": "It starts",
            "campaign_id": campaign.pk,
            "with_launch": "on",
        },
    )
    return Release.objects.get()


def approve(organiser, release) -> None:
    organiser.post(
        f"{HOME}press/releases/{release.uuid}/approval/",
        {"do": "approve", "version": release.version},
    )


def ask_to_be_told(visitor, email) -> None:
    visitor.post("/post-offices/tell-me/", {"email": email})
    telling.fold_due(at=leasing.now())
    token = tokens.make(telling.PURPOSE, Interest.objects.get().uuid, at=leasing.now())
    visitor.post(f"/post-offices/tell-me/{token}/")


def letters_are_sent() -> None:
    """Those that wait, whatever they say; a mailing waits for them."""
    while letters.send_due(at=leasing.now()):
        pass
    CaughtMessage.objects.all().delete()


def the_clock_strikes(at: datetime) -> int:
    """Every entry of the clock that has a part in a launch."""
    started = launching.launch_due(at=at)
    scheduling.start_due(at=at)
    while sending.send_due(at=at):
        pass
    telling.tell_due(at=at)
    return started


def mailed() -> list[str]:
    return sorted(CaughtMessage.objects.values_list("to_address", flat=True))


def test_all_that_the_plan_holds_happens_at_its_moment_and_not_before(
    ours, organiser, campaign, due
):
    make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    make.supporter(ours, "Lee Moss", region="TX", consent=EmailConsent.GIVEN)
    mailing = mailing_of_the_plan(organiser, campaign)
    send(organiser, mailing)
    release = release_of_the_plan(organiser, campaign)
    approve(organiser, release)
    visitor = Client()
    ask_to_be_told(visitor, "mo@example.org")
    letters_are_sent()
    rehearsed = organiser.get(f"{HOME}campaigns/{campaign.uuid}/plan/rehearsal/").text
    assert "goes out to 1 address" in rehearsed
    assert "1 person who asked" in rehearsed
    assert "all ready" in organiser.get(f"{HOME}campaigns/{campaign.uuid}/plan/").text

    assert the_clock_strikes(due - timedelta(seconds=1)) == 0
    assert mailed() == []
    assert visitor.get(f"/o/river-valley/releases/{release.slug}/").status_code == 404
    assert not Message.objects.filter(kind="interest").exists()

    assert the_clock_strikes(due) == 1
    assert the_clock_strikes(due + timedelta(seconds=2)) == 0

    assert mailed() == ["rosa.diaz@example.org"]
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENT
    told = Message.objects.filter(kind="interest").values_list("to_address", flat=True)
    assert list(told) == ["mo@example.org"]
    assert visitor.get(f"/o/river-valley/releases/{release.slug}/").status_code == 200
    page = visitor.get("/post-offices/").text
    assert 'href="#sign"' in page
    assert "/tell-me/" not in page
    kinds = TimelineEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["announced", "launched"]


def test_the_launch_waits_for_its_mailing_and_its_release(ours, organiser, campaign, due):
    make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    mailing = mailing_of_the_plan(organiser, campaign)
    release = release_of_the_plan(organiser, campaign)

    assert the_clock_strikes(due) == 0
    send(organiser, mailing)
    assert the_clock_strikes(due + timedelta(minutes=1)) == 0
    assert mailed() == []
    assert "It is not approved." in organiser.get(f"{HOME}campaigns/{campaign.uuid}/plan/").text
    approve(organiser, release)

    late = due + timedelta(minutes=5)
    assert the_clock_strikes(late) == 1
    assert mailed() == ["rosa.diaz@example.org"]
    campaign.refresh_from_db()
    assert campaign.launched_at == late


def test_or_it_starts_and_leaves_out_what_is_not_ready(ours, ana, organiser, campaign, due):
    make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    mailing = mailing_of_the_plan(organiser, campaign)
    release = release_of_the_plan(organiser, campaign)
    planned(campaign, ana, due, Launch.WhenNotReady.LEAVE_OUT)

    assert the_clock_strikes(due) == 1

    assert mailed() == []
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT
    assert Client().get(f"/o/river-valley/releases/{release.slug}/").status_code == 404
    shown = organiser.get(f"{HOME}mailings/{mailing.uuid}/check/").text
    assert "which has started" in shown


def test_a_stopped_launch_holds_its_mailing_back(ours, organiser, campaign, due):
    make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    mailing = mailing_of_the_plan(organiser, campaign)
    send(organiser, mailing)
    organiser.post(f"{HOME}campaigns/{campaign.uuid}/plan/stop/")

    assert the_clock_strikes(due) == 0

    assert mailed() == []
    shown = organiser.get(f"{HOME}mailings/{mailing.uuid}/check/").text
    assert "goes out as “Keep rural post offices open” starts" in shown


def test_a_plan_of_another_organisation_is_no_plan(organiser):
    other = make.campaign(make.organisation("Lake Side", "lake-side"), "lake-water")

    for page in ("mailings/new/", "press/releases/new/"):
        shown = organiser.get(f"{HOME}{page}?launch={other.uuid}")
        assert str(other.uuid) not in shown.text
        assert not any(shown.context["form"].initial.values())
