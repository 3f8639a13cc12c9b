"""The second person: by an emailed link, or an owner alone with a reason."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import make
from undersigned.accounts.models import Membership, Role
from undersigned.mailings import approving, checking, scheduling, trialing
from undersigned.mailings.audience import Choice
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Approval, Mailing, Variant
from undersigned.organisations.models import AuditEntry, Organisation
from undersigned.outbox import pacing
from undersigned.outbox.models import Message, SentDay, Window
from undersigned.segments import storing
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(settings, tmp_path) -> Organisation:
    settings.DEMO, settings.DATA = True, tmp_path
    return make.organisation(postal_address="1 Main Street", approval_above=0)


@pytest.fixture
def ana(ours: Organisation) -> Membership:
    return make.member(ours, "Ana Lopez", Role.OWNER)


@pytest.fixture
def ben(ours: Organisation) -> Membership:
    return make.member(ours, "Ben Hart", Role.ORGANISER)


@pytest.fixture
def mailing(ours: Organisation, ana: Membership, ben: Membership) -> Mailing:
    """Asked for by Ana; Ben may approve it, Wim may not."""
    make.member(ours, "Wim Roe", Role.WRITER)
    make.supporter(ours, consent=EmailConsent.GIVEN)
    made = make.mailing(ours)
    make.signed_in(ana).post(f"{url(made)}send/", {"version": 1})
    approving.ask_due(at=timezone.now())
    made.refresh_from_db()
    return made


def url(mailing: Mailing) -> str:
    return f"/dashboard/{mailing.organisation.slug}/mailings/{mailing.uuid}/"


def link() -> str:
    [letter] = Message.objects.filter(kind="approval")
    found = re.search(r"http://[^/]+(/approve/\S+)", letter.text)
    assert found
    return found[1]


def test_those_who_may_approve_are_asked_once_but_for_the_one_who_asks(mailing: Mailing):
    assert approving.ask_due(at=timezone.now()) == 0

    [letter] = Message.objects.filter(kind="approval")
    assert letter.to_address == "ben.hart@example.org"
    assert "Ana Lopez asks to send" in letter.text
    assert "1 addresses" in letter.text
    assert approving.asked(mailing) == ["Ben Hart"]


def test_a_colleague_approves_from_a_phone_without_signing_in(
    mailing: Mailing, django_assert_max_num_queries: DjangoAssertNumQueries
):
    phone, page = Client(), link()

    with django_assert_max_num_queries(30):
        shown = phone.get(page)
    looked = phone.head(page)
    frame = phone.get(f"{page}shown/")
    mailing.refresh_from_db()

    assert "1</strong> addresses" in shown.content.decode()
    assert shown["Cache-Control"].startswith("no-store")
    assert "frame-src 'self'" in shown["Content-Security-Policy"]
    assert b"unsubscribe" in frame.content
    assert looked.status_code == 200
    assert mailing.state == Mailing.State.WAITING  # a scanner only looks

    answer = phone.post(page)

    mailing.refresh_from_db()
    assert "Approved." in answer.content.decode()
    assert (mailing.state, mailing.approved_by_label) == (Mailing.State.HELD, "Ben Hart")
    assert AuditEntry.objects.get(verb="approved").actor_label == "Ben Hart"
    assert phone.get(page).status_code == 404  # it worked once
    assert phone.post(page).status_code == 404


def test_a_link_ends_with_a_change_with_time_with_a_role_and_when_forged(
    mailing: Mailing, ben: Membership
):
    page, phone = link(), Client()
    assert phone.get(f"{page[:-3]}xx/").status_code == 404
    assert phone.get(f"{page[:-3]}xx/shown/").status_code == 404
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert phone.post(page, headers=foreign).status_code == 403

    Membership.objects.filter(pk=ben.pk).update(role=Role.WRITER)
    assert phone.post(page).status_code == 404
    Membership.objects.filter(pk=ben.pk).update(role=Role.ORGANISER)
    Approval.objects.update(asked_at=timezone.now() - timedelta(hours=49))
    assert phone.post(page).status_code == 404
    Approval.objects.update(asked_at=timezone.now())
    Mailing.objects.update(version=mailing.version + 1)
    assert phone.post(page).status_code == 404
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.WAITING


def test_what_is_wrong_by_then_is_shown_and_blocks(mailing: Mailing):
    Organisation.objects.update(postal_address="")

    answer = Client().post(link()).content.decode()

    mailing.refresh_from_db()
    assert "no postal address" in answer
    assert "Approve and send" not in answer
    assert mailing.state == Mailing.State.WAITING


def test_where_a_second_factor_is_asked_for_the_link_leads_to_the_dashboard(mailing: Mailing):
    Organisation.objects.update(second_factor_required=True)

    shown = Client().get(link()).content.decode()
    Client().post(link())

    mailing.refresh_from_db()
    assert "Sign in and approve" in shown
    assert mailing.state == Mailing.State.WAITING


def test_an_owner_sends_it_alone_with_a_reason_that_is_shown(
    mailing: Mailing, ana: Membership, ben: Membership
):
    owner, organiser = make.signed_in(ana), make.signed_in(ben)
    page, seen = f"{url(mailing)}override/", {"version": mailing.version}

    assert "Nobody else can approve it" in owner.get(f"{url(mailing)}check/").content.decode()
    assert "Type why" in owner.post(page, {**seen, "reason": " "}, follow=True).content.decode()
    refused = organiser.post(page, {**seen, "reason": "me"}, follow=True).content.decode()
    assert "Only an owner" in refused
    owner.post(page, {**seen, "reason": "Everybody is at the rally"})

    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.HELD
    checked = organiser.get(f"{url(mailing)}check/").content.decode()
    assert "Without a second person: “Everybody is at the rally”" in checked
    entry = AuditEntry.objects.get(verb="approved alone")
    assert entry.after == {"state": "held", "reason": "Everybody is at the rally"}
    late = owner.post(page, {**seen, "reason": "again"}, follow=True).content.decode()
    assert "does not wait any more" in late
    owner.post(f"{url(mailing)}undo/")
    mailing.refresh_from_db()
    assert mailing.override_reason == ""


def test_what_was_seen_is_approved_and_nothing_that_took_its_place(
    mailing: Mailing, ben: Membership
):
    seen = Mailing.objects.select_related("organisation").get(pk=mailing.pk)
    by = make.actor(ben)
    scheduling.undo(mailing=mailing, at=timezone.now(), by=by)
    Mailing.objects.filter(pk=mailing.pk).update(state="waiting", subject="Other words")

    with pytest.raises(scheduling.NotNowError):
        scheduling.approve(mailing=seen, at=timezone.now(), by=by)


def test_no_approval_outlives_the_draft_it_was_given_for(
    ours: Organisation, mailing: Mailing, ben: Membership
):
    at = timezone.now()
    by = make.actor(ben)
    scheduling.approve(mailing=mailing, at=at, by=by)
    gone = {"criterion": "segment", "value": "00000000-0000-0000-0000-000000000000"}
    blocks = [kinds.new("text", words="Hello", when={"all": [gone]})]
    Mailing.objects.filter(pk=mailing.pk).update(in_blocks=True, blocks=blocks)

    scheduling.start_due(at=at + timedelta(hours=1))

    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT
    assert (mailing.approved_at, mailing.approved_by_label, mailing.area) == (None, "", {})
    assert mailing.blocks == blocks
    letter = Message.objects.get(kind="stop", to_address=ben.user.email)
    assert letter.subject == f"Not sent: {mailing.name}"
    assert "a kept audience of it was changed or removed meanwhile" in letter.text
    assert AuditEntry.objects.filter(verb="held back").exists()
    assert not AuditEntry.objects.filter(verb="began to send").exists()


@pytest.mark.parametrize("where", ["audience", "condition"])
def test_who_changes_a_kept_audience_changes_no_mailing_that_was_approved(
    ours: Organisation, ana: Membership, ben: Membership, where: str
):
    for state in ("OH", "TX"):
        make.supporter(ours, state, consent=EmailConsent.GIVEN, region=state)
    at, some = timezone.now(), Choice(states=["OH"]).rules()
    kept = storing.keep(organisation=ours, name="Ohio", rules=some, at=at, by=make.actor(ana))
    rules = Choice(segment=str(kept.uuid)).rules()
    made = make.mailing(
        ours,
        audience=rules if where == "audience" else {},
        in_blocks=where == "condition",
        blocks=[kinds.new("text", words="Hello", when=rules)] if where == "condition" else [],
    )
    scheduling.schedule(mailing=made, version=1, at=at, by=make.actor(ana))
    made.refresh_from_db()
    scheduling.approve(mailing=made, at=at, by=make.actor(ben))
    made.refresh_from_db()
    assert checking.check(made, at=at) == []
    storing.rename(segment=kept, version=1, name="The East", at=at, by=make.actor(ana))
    assert checking.check(made, at=at) == []

    kept.refresh_from_db()
    storing.change_rules(
        segment=kept, version=2, rules=Choice(states=["TX"]).rules(), at=at, by=make.actor(ana)
    )

    [finding] = checking.check(made, at=at)
    assert "changed or removed since somebody asked" in finding.what
    scheduling.start_due(at=at + timedelta(hours=1))
    made.refresh_from_db()
    assert (made.state, made.rules_seen, made.approved_at) == (Mailing.State.DRAFT, "", None)


def test_a_mailing_that_waits_for_a_kept_audience_that_is_gone_is_a_draft_and_told_of(
    ours: Organisation, mailing: Mailing, ana: Membership, ben: Membership
):
    at, by = timezone.now(), make.actor(ana)
    kept = storing.keep(organisation=ours, name="All", rules={}, at=at, by=by)
    made = make.mailing(ours, name="B", audience=Choice(segment=str(kept.uuid)).rules())
    scheduling.schedule(mailing=made, version=1, at=at, by=by)
    assert scheduling.take_back_due(at=at) == 0
    storing.remove(segment=kept, at=at, by=by)
    made.refresh_from_db()

    with pytest.raises(scheduling.NotNowError):
        scheduling.approve(mailing=made, at=at, by=make.actor(ben))
    assert scheduling.take_back_due(at=at) == 1

    made.refresh_from_db()
    mailing.refresh_from_db()
    assert (made.state, made.rules_seen, mailing.state) == ("draft", "", "waiting")
    letter = Message.objects.get(kind="stop", to_address=ana.user.email)
    assert letter.subject == "Not sent: B"
    assert "a kept audience of it was changed or removed meanwhile" in letter.text


def test_mailings_that_nobody_may_approve_keep_no_other_from_its_letter(
    mailing: Mailing, ben: Membership
):
    alone = make.organisation("Lake Side", "lake-side")
    for place in range(21):
        make.mailing(alone, name=f"News {place}", state="waiting")
    late = make.mailing(
        mailing.organisation, state="waiting", asked_by_id_text=mailing.asked_by_id_text
    )

    assert approving.ask_due(at=timezone.now()) == 1

    assert Approval.objects.get(mailing=late).member == ben


def test_who_may_not_sign_in_is_not_asked_and_approves_nothing(
    ours: Organisation, mailing: Mailing, ben: Membership
):
    ben.user.is_active = False
    ben.user.save()

    assert (
        approving.find(link().removeprefix("/approve/").strip("/"), at=timezone.now()) is None
    )
    Approval.objects.all().delete()
    assert approving.ask_due(at=timezone.now()) == 0


def test_an_audience_that_is_gone_holds_up_no_other_mailing(ours: Organisation):
    make.supporter(ours, consent=EmailConsent.GIVEN)
    gone = {"criterion": "segment", "value": "00000000-0000-0000-0000-000000000000"}
    held = {"state": "held", "hold_until": timezone.now(), "approved_at": timezone.now()}
    broken = make.mailing(ours, audience={"all": [gone]}, **held)
    whole = make.mailing(ours, **held)

    scheduling.start_due(at=timezone.now())

    for one in (broken, whole):
        one.refresh_from_db()
    assert (broken.state, whole.state) == (Mailing.State.DRAFT, Mailing.State.SENDING)


def test_windows_and_days_of_long_ago_are_forgotten():
    at = timezone.now()
    Window.objects.create(name="all", next_at=at.timestamp())
    Window.objects.create(name="mailing:1", next_at=1)
    Window.objects.create(name="provider:gone.example", failures=9,
                          held_until=at - timedelta(days=3))  # fmt: skip
    SentDay.objects.create(domain="a.example", relay="r", day=at.date() - timedelta(days=61))

    assert pacing.forget_due(at=at) == 3
    assert Window.objects.get().name == "all"


def test_all_variants_are_seen_before_they_are_approved(
    ours: Organisation, ana: Membership, ben: Membership
) -> None:
    make.supporter(ours, consent=EmailConsent.GIVEN)
    made = make.mailing(ours)
    variant = trialing.add(mailing=made, at=timezone.now(), by=make.actor(ana))
    Variant.objects.filter(pk=variant.pk).update(subject="Another", body="Other words")
    made.refresh_from_db()
    make.signed_in(ana).post(f"{url(made)}send/", {"version": made.version})
    approving.ask_due(at=timezone.now())
    phone = Client()

    page = phone.get(link()).content.decode()

    assert "Good news, friend" in page
    assert "Another" in page
    assert "Other words" in phone.get(f"{link()}shown/?variant=B").content.decode()
    assert "It works" in phone.get(f"{link()}shown/").content.decode()
    assert phone.get(f"{link()}shown/?variant=D").status_code == 404
