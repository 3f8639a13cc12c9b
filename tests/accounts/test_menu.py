"""The dashboard's menu, the switch between organisations, and the alarms."""

import html
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from undersigned.accounts.models import Role
from undersigned.config import environment
from undersigned.jobs.models import Worker
from undersigned.ledger.models import Log

pytestmark = pytest.mark.django_db

PAGE = "/dashboard/river-valley/audit/"


def labels(answer) -> list[str]:
    return [item.label for section in answer.context["menu"] for item in section.items]


def test_one_sees_what_one_may_do():
    ours = make.organisation()
    owner, organiser = make.member(ours), make.member(ours, "Ben Okafor", Role.ORGANISER)

    hers = labels(make.signed_in(owner).get(PAGE))
    his = labels(make.signed_in(organiser).get(PAGE))

    assert {"Profile", "Team", "Changes"} <= set(hers)
    assert "Changes" in his
    assert not {"Profile", "Team"} & set(his)


def test_the_page_one_is_on_is_marked():
    answer = make.signed_in(make.member(make.organisation())).get(PAGE)

    current = [
        item.label
        for section in answer.context["menu"]
        for item in section.items
        if item.current
    ]
    assert current == ["Changes"]


def test_a_refused_page_says_what_is_missing_and_keeps_the_menu():
    member = make.member(make.organisation(), role=Role.VIEWER)

    answer = make.signed_in(member).get(PAGE)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Read who changed what" in page
    assert "Your role here is: Viewer" in page


def test_one_with_two_organisations_can_switch():
    owner = make.member(make.organisation())
    other = make.organisation(name="Harbor Watch", slug="harbor-watch")
    owner.user.memberships.create(organisation=other, role="viewer", since=make.NOON)

    choices = make.signed_in(owner).get(PAGE).context["organisation_choices"]

    assert [(choice.name, choice.current) for choice in choices] == [
        ("Harbor Watch", False),
        ("River Valley Neighbors", True),
    ]


def test_what_stands_still_is_an_alarm_on_every_page(settings):
    client = make.signed_in(make.member(make.organisation()))

    page = client.get(PAGE).content.decode()

    assert "No email leaves this installation." in page
    assert "Background work stands still." in page


def test_nothing_is_alarming_where_all_runs(settings):
    settings.RELAY = environment.Relay(
        host="relay.example", port=25, user="", password="", security="none"
    )
    now = timezone.now()
    Worker.objects.create(
        token=uuid.uuid4(), process="here:1:1", parts="jobs", started_at=now, beat_at=now
    )
    client = make.signed_in(make.member(make.organisation()))

    assert client.get(PAGE).context["alarms"] == []

    Worker.objects.update(beat_at=now - timedelta(minutes=5))
    assert [alarm.title for alarm in client.get(PAGE).context["alarms"]] == [
        "Background work stands still."
    ]


def test_a_log_that_stopped_is_an_alarm_that_names_the_remedy():
    now = timezone.now()
    Worker.objects.create(
        token=uuid.uuid4(), process="here:1:1", parts="log", started_at=now, beat_at=now
    )
    Log.objects.create(stopped="A backup was restored. Run 'undersigned ledger recover'.")
    client = make.signed_in(make.member(make.organisation()))

    page = html.unescape(client.get(PAGE).content.decode())

    assert "The public count stands still." in page
    assert "Run 'undersigned ledger recover'." in page


def test_public_pages_ask_nothing_about_members(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/accounts/password/forgotten/sent/")
