"""Automations are written, tried on a person, started, and shown to nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make
from tests.automations.making import NOON, add, by, draft, letter, start
from undersigned.accounts.models import Membership, Role
from undersigned.automations import (
    drafting,
    dry_running,
    running,
)
from undersigned.automations.models import Automation, Journey, Step
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", ["no step", "no words", "ends with a wait"])
def test_what_is_not_ready_does_not_start(ours: Organisation, what: str) -> None:
    made = draft(ours)
    if what != "no step":
        letter(made, "Welcome")
    if what == "no words":
        Mailing.objects.update(body="")
    if what == "ends with a wait":
        add(made, Step.Kind.WAIT, hours=1)
    with pytest.raises(running.BlockedError):
        start(made)
    assert Automation.objects.get().state == Automation.State.DRAFT


def test_steps_are_moved_and_removed(welcome: Automation) -> None:
    def kinds() -> list[str]:
        return list(Step.objects.order_by("place").values_list("kind", flat=True))

    wait = Step.objects.get(kind="wait")
    drafting.move_step(step=wait, by_places=-1, at=NOON, by=by(welcome))
    assert kinds() == ["wait", "send", "send"]
    drafting.remove_step(step=Step.objects.get(place=1), at=NOON, by=by(welcome))
    assert kinds() == ["wait", "send"]
    assert Mailing.objects.count() == 1


def test_a_dry_run_tells_the_way_of_a_person_and_changes_nothing(
    welcome: Automation, ours: Organisation
) -> None:
    person = make.supporter(ours, consent=EmailConsent.GIVEN)
    lines = dry_running.dry_run(welcome.versions.get(), person, at=NOON)
    assert [(line.step, line.outcome) for line in lines] == [
        ("Send “Welcome”", "gets it"),
        ("Wait 3 days", "waits until then"),
        ("Send “One thing more”", "gets it"),
    ]
    assert lines[2].at == NOON + timedelta(days=3)
    assert not Recipient.objects.exists()
    assert not Journey.objects.exists()


def test_a_dry_run_leads_to_each_email(welcome: Automation, ours: Organisation) -> None:
    make.supporter(ours, consent=EmailConsent.GIVEN)
    client = make.signed_in(Membership.objects.get(organisation=ours))
    page = client.post(
        reverse("automations:dry_run", args=[ours.slug, welcome.uuid]),
        {"email": "rosa.diaz@example.org"},
    )
    sends = list(Step.objects.filter(kind="send").order_by("place"))
    assert len(sends) == 2
    for step in sends:
        look = reverse("automations:look", args=[ours.slug, welcome.uuid, step.pk])
        assert page.content.decode().count(f'href="{look}"') == 1
        assert client.get(look).status_code == 200


def test_an_organiser_makes_one_by_its_pages(ours: Organisation) -> None:
    client = make.signed_in(make.member(ours))
    made = client.post(
        reverse("automations:new", args=[ours.slug]),
        {"name": "Hello", "trigger": "joined", "quiet_from": "21", "quiet_until": "8",
         "days_between": "1", "version": "0"},
    )  # fmt: skip
    automation = Automation.objects.get()
    assert made.status_code == 302
    page = made["Location"]

    step = client.post(f"{page}steps/new/send/", {"kind": "send"})
    shown = client.get(step["Location"])
    form = shown.context["form"].initial
    written = client.post(
        step["Location"],
        {**{name: form[name] or "" for name in form}, "subject": "Hi", "body": "Hello there"},
    )
    assert written["Location"] == page
    assert (
        client.post(
            f"{page}steps/new/wait/", {"kind": "wait", "number": "0", "unit": "24"}
        ).status_code
        == 422
    )

    automation.refresh_from_db()
    client.post(f"{page}start/", {"version": automation.version})
    automation.refresh_from_db()
    assert automation.state == Automation.State.RUNNING
    running_page = client.get(page).content.decode()
    assert "Version 1, started" in running_page
    assert "Change the steps" in running_page
    client.post(f"{page}writing/")
    assert "Version 2, being written" in client.get(page).content.decode()


def test_the_pages_refuse_strangers_and_another_trigger_needs_its_campaign(
    ours: Organisation, welcome: Automation
) -> None:
    theirs = make.organisation("Hill Farmers", "hill")
    client = make.signed_in(make.member(theirs, "Eva Berg"))
    step = Step.objects.first()
    for name, args in (
        ("automation", [welcome.uuid]), ("change", [welcome.uuid]),
        ("step", [welcome.uuid, step.pk]),
    ):  # fmt: skip
        assert (
            client.get(reverse(f"automations:{name}", args=[theirs.slug, *args])).status_code
            == 404
        )
    wrong = client.post(
        reverse("automations:new", args=[theirs.slug]),
        {
            "name": "x",
            "trigger": "confirmed",
            "quiet_from": "21",
            "quiet_until": "8",
            "days_between": "1",
            "version": "0",
        },
    )
    assert wrong.status_code == 422
    assert "Choose the campaign." in wrong.content.decode()


def test_who_may_reach_only_some_cannot_let_it_write_to_everybody(
    welcome: Automation, ours: Organisation
) -> None:
    Membership.objects.update(area_states=["TX"])
    with pytest.raises(running.BlockedError, match="only some of the people"):
        start(welcome)
    make.supporter(ours, consent=EmailConsent.GIVEN, region="OH")
    client = make.signed_in(Membership.objects.get(organisation=ours))
    tried = client.post(
        reverse("automations:dry_run", args=[ours.slug, welcome.uuid]),
        {"email": "rosa.diaz@example.org"},
    )
    assert "Nobody with this address is known here." in tried.content.decode()


@pytest.mark.parametrize(
    ("role", "area", "may"),
    [
        (Role.WRITER, [], False),
        (Role.ORGANISER, ["OH"], False),
        (Role.ORGANISER, [], True),
    ],
)
def test_one_that_runs_is_aimed_anew_only_by_whoever_may_start_it(
    welcome: Automation, ours: Organisation, role: Role, area: list[str], *, may: bool
) -> None:
    start(welcome)
    member = make.member(ours, "Wim Roe", role)
    Membership.objects.filter(pk=member.pk).update(area_states=area)
    client = make.signed_in(member)
    page = reverse("automations:automation", args=[ours.slug, welcome.uuid])
    change = reverse("automations:change", args=[ours.slug, welcome.uuid])
    assert (change in client.get(page).content.decode()) is may
    assert client.get(change).status_code == (200 if may else 403)
    typed = {"name": "Other", "trigger": "joined", "quiet_from": 21, "quiet_until": 8,
             "days_between": 0, "version": welcome.version}  # fmt: skip
    assert client.post(change, typed).status_code == (302 if may else 403)
    welcome.refresh_from_db()
    assert (welcome.name == "Other") is may
    Automation.objects.update(state="stopped")  # it writes to nobody
    assert client.get(change).status_code == 200


def test_nobody_lets_go_what_a_colleague_has_aimed_anew_meanwhile(
    welcome: Automation, ours: Organisation
) -> None:
    start(welcome)
    running.stop(automation=welcome, at=NOON, by=by(welcome))
    client = make.signed_in(Membership.objects.get(organisation=ours))
    go_on = reverse("automations:go_on", args=[ours.slug, welcome.uuid])
    page = client.get(reverse("automations:automation", args=[ours.slug, welcome.uuid]))
    welcome.refresh_from_db()
    assert f'name="version" value="{welcome.version}"' in page.text
    seen = welcome.version
    drafting.change(
        automation=welcome, version=seen, values={"again": True}, at=NOON, by=by(welcome)
    )

    said = client.post(go_on, {"version": seen}, follow=True).text

    assert "was changed meanwhile. Look again." in said
    welcome.refresh_from_db()
    assert welcome.state == "stopped"
    client.post(go_on, {"version": seen + 1})
    welcome.refresh_from_db()
    assert welcome.state == "running"
