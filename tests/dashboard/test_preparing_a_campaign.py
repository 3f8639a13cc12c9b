"""An organiser prepares a campaign in three screens, announces it, and the clock starts it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests import make
from undersigned.actions import telling
from undersigned.actions.models import Interest
from undersigned.campaigns import calling
from undersigned.campaigns.models import Campaign, Election, OldSlug, TimelineEntry
from undersigned.dashboard import launching, trends
from undersigned.mailings.models import Mailing
from undersigned.officials.models import DecisionMaker
from undersigned.organisations.auditing import CLOCK
from undersigned.organisations.models import AuditEntry
from undersigned.outbox.models import Message

pytestmark = pytest.mark.django_db

HOME = "/dashboard/river-valley/campaigns/"


@pytest.fixture
def client():
    return make.signed_in(make.member(make.organisation()))


def at_(client, name, campaign, *more):
    return reverse(f"dashboard:{name}", args=["river-valley", campaign.uuid, *more])


def prepared(client, **more):
    typed = {"version": "0", "title": "Keep the ferry running", "goal": "500", **more}
    answer = client.post(f"{HOME}new/", typed)
    assert answer.status_code == 302, answer.content.decode()
    return Campaign.objects.get()


def test_three_screens_an_announcement_and_the_clock(client):  # noqa: PLR0915  one story
    assert client.get(HOME).status_code == 200
    assert client.get(f"{HOME}new/").status_code == 200
    campaign = prepared(
        client,
        new_name="Dana Reyes", new_office="Harbor Commissioner", new_kind="email",
        new_contact="dana@harbor.example", ask="Keep the ferry running on weekends.",
        demand_new_0="No cut before a public hearing", goal_moves="on", hashtag="#KeepTheFerry",
    )  # fmt: skip
    assert campaign.slug == "keep-the-ferry-running"
    assert campaign.target.contacts.get().value == "dana@harbor.example"
    assert campaign.hashtag == "KeepTheFerry"
    assert campaign.petition.uuid

    story = client.post(
        at_(client, "story", campaign),
        {
            "version": "1",
            "summary": "Two islands need it.",
            "story": "**Every day**",
            "onward": 1,
        },
    )
    assert story["Location"] == at_(client, "thanks", campaign)
    client.post(
        at_(client, "thanks", campaign),
        {"version": "2", "donation_url": "https://give.example/ferry",
         "donation_amounts": "5, $15", "followup_days": "7",
         "followup_email": "The hearing is on Friday."},
    )  # fmt: skip
    campaign.refresh_from_db()
    assert campaign.version == 3
    assert campaign.donation_amounts == "5, 15"
    assert (campaign.followup_days, campaign.followup_subject) == (7, "")
    assert campaign.followup_email == "The hearing is on Friday."
    assert b"What comes next" in client.get(at_(client, "thanks", campaign)).content
    page = client.get(at_(client, "preview", campaign))
    assert b"Keep the ferry running on weekends." in page.content
    assert page["X-Frame-Options"] == "SAMEORIGIN"

    with time_machine.travel(datetime(2026, 10, 1, 12, tzinfo=UTC), tick=False):
        saved = client.post(
            at_(client, "plan", campaign),
            {"version": "1", "relative_to": "rule-2026", "days_after": "1", "clock": "09:00",
             "zone": "America/New_York", "when_not_ready": "wait"},
        )  # fmt: skip
        assert saved.status_code == 302, saved.content.decode()
        launch = datetime(2026, 11, 4, 14, tzinfo=UTC)
        campaign.launch.refresh_from_db()
        assert campaign.launch.at == launch
        client.post(at_(client, "announce", campaign))
    campaign.refresh_from_db()
    assert campaign.state == "announced"
    Interest.objects.create(
        campaign=campaign, canonical_address="mo@example.org", email="mo@example.org",
        asked_at=make.NOON, confirmed_at=make.NOON,
    )  # fmt: skip
    assert b"1 person who asked" in client.get(at_(client, "rehearsal", campaign)).content

    assert launching.launch_due(at=launch - timedelta(seconds=1)) == 0
    assert launching.launch_due(at=launch) == 1
    assert launching.launch_due(at=launch) == 0
    campaign.refresh_from_db()
    assert (campaign.state, campaign.launched_at) == ("live", launch)
    kinds = TimelineEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["announced", "launched"]
    assert telling.tell_due(at=launch) == 1
    assert telling.tell_due(at=launch) == 0
    assert Message.objects.filter(to_address="mo@example.org").count() == 1


def test_the_preview_saves_nothing(client):
    campaign = prepared(client)

    answer = client.post(
        at_(client, "preview_screen", campaign, "ask"),
        {"version": "1", "title": "Keep both ferries running", "goal": "500"},
    )

    assert b"Keep both ferries running" in answer.content
    campaign.refresh_from_db()
    assert campaign.title == "Keep the ferry running"
    assert campaign.version == 1


def test_the_later_of_two_savers_is_told_and_keeps_what_was_typed(client):
    campaign = prepared(client)
    typed = {"version": "1", "title": "Keep the ferry", "goal": "500"}
    client.post(at_(client, "ask", campaign), typed | {"title": "Keep our ferry"})

    answer = client.post(at_(client, "ask", campaign), typed)

    assert answer.status_code == 422
    assert b"A colleague saved this" in answer.content
    assert b'value="Keep the ferry"' in answer.content
    again = client.post(at_(client, "ask", campaign), typed | {"version": "2"})
    assert again.status_code == 302


@pytest.mark.parametrize("slug", ["dashboard", "log"])
def test_an_address_of_the_installation_is_refused_by_name(client, slug):
    answer = client.post(
        f"{HOME}new/", {"version": "0", "title": "Log", "slug": slug, "goal": "5"}
    )

    assert answer.status_code == 422
    assert f"/{slug}/" in answer.content.decode()
    assert not Campaign.objects.exists()


def test_a_renamed_campaign_keeps_its_old_address(client):
    campaign = prepared(client, ask="Keep it.")
    client.post(at_(client, "launch_now", campaign))

    client.post(
        at_(client, "ask", campaign),
        {"version": "1", "title": campaign.title, "ask": "Keep it.", "goal": "5",
         "slug": "ferry", "hashtag": "Ferry"},
    )  # fmt: skip

    assert OldSlug.objects.get().slug == "keep-the-ferry-running"
    assert client.get("/keep-the-ferry-running/")["Location"] == "/ferry/"
    taken = client.post(
        f"{HOME}new/",
        {"version": "0", "title": "Other", "slug": "keep-the-ferry-running", "goal": "5"},
    )
    assert taken.status_code == 422


def test_an_election_that_moves_asks_and_moves_nothing(client):
    campaign = prepared(client, ask="Keep it.")
    election = Election.objects.create(
        organisation=campaign.organisation,
        name="City election",
        date=date(2027, 5, 4),
    )
    with time_machine.travel(datetime(2026, 10, 1, 12, tzinfo=UTC), tick=False):
        client.post(
            at_(client, "plan", campaign),
            {"version": "1", "relative_to": str(election.uuid), "days_after": "1",
             "clock": "09:00", "zone": "America/New_York", "when_not_ready": "leave_out"},
        )  # fmt: skip
        client.post(at_(client, "announce", campaign))
        old = datetime(2027, 5, 5, 13, tzinfo=UTC)

        asked = calling.change(
            election=election,
            version=1,
            values={"date": date(2027, 6, 1)},
            at=make.NOON,
            by=CLOCK,
        )

        campaign.launch.refresh_from_db()
        assert (asked, campaign.launch.at) == (1, old)
        assert (
            b"Shall the launch move with it?"
            in client.get(at_(client, "plan", campaign)).content
        )
        client.post(at_(client, "answer_plan", campaign), {"move": "yes"})
    campaign.launch.refresh_from_db()
    assert campaign.launch.at == datetime(2027, 6, 2, 13, tzinfo=UTC)
    assert campaign.launch.asked_at is None


def test_the_clock_waits_for_what_is_not_ready_or_leaves_it_out(client):
    campaign = prepared(client, ask="Keep it.")
    plan = {
        "version": "1", "day": "2026-12-01", "clock": "09:00", "zone": "America/New_York",
        "when_not_ready": "wait",
    }  # fmt: skip
    due = datetime(2026, 12, 1, 14, tzinfo=UTC)
    with time_machine.travel(datetime(2026, 10, 1, 12, tzinfo=UTC), tick=False):
        client.post(at_(client, "plan", campaign), plan)
        client.post(at_(client, "announce", campaign))

        assert launching.launch_due(at=due) == 0
        client.post(
            at_(client, "plan", campaign),
            plan | {"version": "2", "when_not_ready": "leave_out"},
        )

    assert launching.launch_due(at=due) == 1


def test_the_plan_holds_the_launch_mailing_and_the_rehearsal_counts_its_audience(client):
    campaign = prepared(client, ask="Keep it.")
    Mailing.objects.create(
        organisation=campaign.organisation, starts_with=campaign, name="It begins",
        created_by_id_text="x", created_by_label="x", created_at=make.NOON,
    )  # fmt: skip

    plan = client.get(at_(client, "plan", campaign)).content.decode()
    rehearsal = client.get(at_(client, "rehearsal", campaign)).content.decode()

    assert "It is a draft: check and schedule it." in plan
    assert "Mailing: It begins: goes out to 0 addresses" in rehearsal


def test_stopping_before_and_pausing_after(client):
    campaign = prepared(client, ask="Keep it.")
    for name, state in (
        ("launch_now", "live"), ("stop", "announced"), ("launch_now", "live"),
    ):  # fmt: skip
        assert client.get(at_(client, name, campaign)).status_code == 200
        client.post(at_(client, name, campaign))
        campaign.refresh_from_db()
        assert campaign.state == state
    client.post(at_(client, "end", campaign, "won"), {"sentence": "It runs."})
    campaign.refresh_from_db()
    assert (campaign.state, campaign.state_sentence) == ("won", "It runs.")
    assert client.get(at_(client, "plan", campaign)).status_code == 200
    assert client.get(at_(client, "campaign", campaign)).status_code == 200
    client.post(at_(client, "reopen", campaign))
    campaign.refresh_from_db()
    assert campaign.state == "live"


def test_the_checklist_has_owners_and_is_ticked_off(client):
    campaign = prepared(client)
    client.post(at_(client, "add_item", campaign), {"text": "Call the Courier"})
    item = campaign.launch.checklist.get()

    client.post(at_(client, "change_item", campaign, item.pk), {"do": "done"})
    item.refresh_from_db()
    assert item.done_at
    assert b"Call the Courier" in client.get(at_(client, "plan", campaign)).content
    client.post(at_(client, "change_item", campaign, item.pk), {"do": "remove"})

    assert not campaign.launch.checklist.exists()
    assert AuditEntry.objects.filter(verb="ticked off").exists()


def test_another_organisations_target_cannot_be_chosen(client):
    other = make.organisation(name="Harbor Watch", slug="harbor-watch")
    theirs = DecisionMaker.objects.create(organisation=other, name="X", created_at=make.NOON)

    answer = client.post(
        f"{HOME}new/",
        {"version": "0", "title": "Ferry", "goal": "5", "target_id": str(theirs.pk)},
    )

    assert answer.status_code == 422


def test_the_list_draws_the_last_fourteen_days_of_each_campaign(client):
    campaign = prepared(client)
    late = datetime(2026, 7, 2, 3, 30, tzinfo=UTC)  # still July 1 in New York
    with time_machine.travel(late, tick=False):
        assert 'class="spark"' not in client.get(HOME).content.decode()
        people = ["Ana One", "Bo Two", "Cy Three"]
        for name, days in zip(people, (0, 13, 14), strict=True):
            when = late - timedelta(days=days)
            person = make.supporter(campaign.organisation, name)
            make.signature(campaign, person, confirmed_at=when)

        page = client.get(HOME).content.decode()

        assert "2 signatures in the last 14 days" in page
        assert trends.by_campaign(campaign.organisation, at=late)[campaign.pk] == [
            1, *[0] * 12, 1,
        ]  # fmt: skip


def test_the_list_asks_few_questions_of_the_database(client, django_assert_max_num_queries):
    prepared(client)

    with django_assert_max_num_queries(10):
        client.get(HOME)
