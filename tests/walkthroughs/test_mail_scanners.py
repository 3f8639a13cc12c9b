"""A mail scanner opens every link of every email, and nothing changes anywhere."""

import re
from collections.abc import Collection, Iterable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as policy
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests import make
from tests.evidence import rows
from tests.outbox.relays import Relay
from tests.petitions.make import confirm_newest, fold, sign
from tests.walkthroughs.test_mailing import finish, relay, scheduled  # noqa: F401
from undersigned.accounts import joining
from undersigned.accounts.models import Role
from undersigned.actions import telling
from undersigned.actions.models import Interest
from undersigned.automations import drafting
from undersigned.automations import telling as automation_telling
from undersigned.automations.models import Step
from undersigned.campaigns.models import Campaign
from undersigned.evidence import binding, rechecking
from undersigned.guard import refusing
from undersigned.mailings import judging, sampling
from undersigned.mailings.models import Click, Recipient
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing
from undersigned.outbox.models import Message
from undersigned.petitions import emails
from undersigned.petitions.models import Signature
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db

LINK = re.compile(r"""https?://localhost:8000(/[^\s"'<>)]*)""")


# Of the frame around the pages of accounts: a rate counts what was asked, and whoever opens the
# link to a new password is given a session that holds the link's key.
AROUND = {"sessions.Session", "accounts.Counter"}


def everything(*, but: Collection[str] = ()) -> dict[str, Any]:
    """All rows of all tables, but one: that a link was opened is written down as it is, with
    what opened it. It says nothing of the person until it is judged to have been theirs.
    """
    return {
        model._meta.label: serializers.serialize(
            "json", model._base_manager.order_by(model._meta.pk.name)
        )
        for model in apps.get_models(include_auto_created=True)
        if model is not Click and model._meta.label not in but
    }


def links() -> set[str]:
    return paths_in(
        f"{message.text} {message.html} {message.headers}" for message in Message.objects.all()
    )


def paths_in(texts: Iterable[str]) -> set[str]:
    found = {path for text in texts for path in LINK.findall(text)}
    return {path.replace("&amp;", "&").rstrip(".,;") for path in found}


def open_all(paths: set[str], client: Client, *, dead: bool = False) -> None:
    """GET and HEAD, and on to wherever the answer leads, as a scanner does.

    `dead`: the links are of nobody, so that there may be nothing behind them.
    """
    for path in sorted(paths):
        for method in (client.get, client.head):
            answer = method(
                path, headers={"user-agent": "Scanner/1.0", "sec-fetch-site": ""}, follow=True
            )
            assert answer.status_code < 500, path
            assert dead or answer.status_code != 404, path


def every_email(campaign: Campaign) -> None:
    """One of each that a signer can get."""
    refusing.forget_snapshots()
    sign(campaign)  # asks to confirm
    sign(campaign, email="ana@example.org", given_name="Ana")
    confirm_newest("ana@example.org")  # thanks
    sign(campaign, email="ana@example.org", given_name="Ana")  # had signed
    sign(campaign, email="ben@example.org", given_name="Ben")
    confirm_newest("ben@example.org")
    row = Signature.objects.get(email="ben@example.org")
    Signature.objects.filter(pk=row.pk).update(
        state="removed", removed_reason="error", removed_at=timezone.now()
    )
    sign(campaign, email="ben@example.org", given_name="Ben")  # was removed
    for name in ("One", "Two", "Three"):
        sign(campaign, email="couple@example.org", given_name=name)  # full
    sign(campaign, email="hal@example.org", given_name="Hal")
    Signature.objects.filter(email="hal@example.org").update(
        state="held", held_at=timezone.now(), held_for="flood"
    )
    sign(campaign, email="hal@example.org", given_name="Hal")  # is held
    fold()
    signed = Signature.objects.select_related("petition__text", "supporter").get(
        email="ana@example.org"
    )
    composer = emails.Composer(at=timezone.now())
    letters = [composer.follow(signed.petition, signed)]
    if signed.petition.text:
        letters.append(composer.retell(signed.petition.text, signed))
    queueing.queue(letters)  # the follow-up; the ask changed
    telling.ask([(campaign.pk, "dan@example.org")], at=timezone.now())  # tell me
    Interest.objects.update(confirmed_at=timezone.now())
    assert telling.tell_due(at=timezone.now()) == 1  # it has started
    Interest.objects.update(confirmed_at=None, told_at=None)


def nothing_changes(
    campaign: Campaign,
    paths: set[str],
    *,
    dead: bool = False,
    but: Collection[str] = (),
) -> None:
    """Without cookies, with made-up ones, and with those of a member who is signed in."""
    before = everything(but=but)
    open_all(paths, Client(), dead=dead)
    cookies = Client()
    cookies.cookies["sessionid"] = "made-up-by-a-scanner"
    open_all(paths, cookies, dead=dead)
    assert everything(but=but) == before

    member = make.signed_in(make.member(campaign.organisation, "Sam Scanned"))
    before = everything(but=but)
    open_all(paths, member, dead=dead)
    assert everything(but=but) == before


def test_opening_every_link_with_get_and_head_changes_nothing(campaign: Campaign) -> None:
    every_email(campaign)
    paths = links()

    nothing_changes(campaign, paths)
    assert any("/confirm/" in path for path in paths)
    assert any("/signed/" in path for path in paths)
    assert any("/tell-me/" in path for path in paths)
    assert any("unsubscribe" in path for path in paths)


def every_email_to_a_colleague(organisation: Organisation) -> None:
    """One of each that somebody who works for it can get."""
    member = make.member(organisation, "Mia Marsh")
    at = timezone.now()
    joining.invite(organisation=organisation, email="new@example.org", role=Role.WRITER, at=at,
                   by=make.actor(member))  # fmt: skip
    client = Client()
    client.post(reverse("account_reset_password"), {"email": member.user.email})
    client.post(reverse("account_login"),
                {"login": member.user.email, "password": make.PASSWORD})  # fmt: skip
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    client.post(reverse("account_email"), {"email": "ana@farm.example", "action_add": "1"})

    binding.add(
        organisation=organisation,
        values={
            "sentence": "61% of registered voters would keep it.",
            "result": rows.poll(organisation),
        },
        at=make.NOON,
        by=make.actor(member),
    )
    rechecking.check_due(at=make.NOON + timedelta(days=200))  # the poll is out of date

    by = make.actor(member)
    welcome = drafting.create(
        organisation=organisation, values={"name": "Welcome", "days_between": 0}, at=at, by=by
    )
    step = drafting.add_step(
        automation=welcome, kind=Step.Kind.NOTIFY, at=at, by=by,
        values={"words": "call them", "colleague": member},
    )  # fmt: skip
    automation_telling.tell(welcome, step, number=3, at=at)


def test_opening_every_link_of_an_email_to_a_colleague_changes_nothing(
    campaign: Campaign, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "undersigned.outbox.backend.QueueingBackend"  # as installed
    every_email_to_a_colleague(campaign.organisation)
    paths = links()

    nothing_changes(campaign, paths, but=AROUND)

    kinds = ("invitation", "password/new", "email/confirmation", "evidence", "automations")
    assert [kind for kind in kinds if not any(kind in path for path in paths)] == []


def test_opening_every_link_of_a_test_of_a_mailing_changes_nothing(campaign: Campaign) -> None:
    rosa = make.supporter(campaign.organisation, consent=EmailConsent.GIVEN)
    make.signature(campaign, rosa)
    sampling.send_test(
        mailing=make.mailing(campaign.organisation), to=["ana@example.org"], which="",
        at=make.NOON, by=Actor("member:1", "Ana Lopez"),
    )  # fmt: skip
    paths = links()

    nothing_changes(campaign, paths, dead=True)

    assert any("unsubscribe" in path for path in paths)


def test_opening_every_link_of_a_mailing_changes_nothing(relay: Relay) -> None:  # noqa: F811  pytest finds it by name
    mailing = scheduled()
    finish()
    texts = []
    for taken in relay.taken:
        assert isinstance(taken.content, bytes)
        mail = message_from_bytes(taken.content, policy=policy)
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        texts += [*parts, *(str(value) for value in mail.values())]
    paths = paths_in(texts)

    nothing_changes(Campaign.objects.get(organisation=mailing.organisation), paths)

    assert any("/unsubscribe/" in path for path in paths)
    assert any("/r/" in path for path in paths)  # on to 'Sign as Rosa D.'
    judging.judge_due(at=timezone.now() + judging.WAIT)
    assert set(Click.objects.values_list("verdict", flat=True)) == {"head", "agent"}
    assert not Recipient.objects.filter(clicked_at__isnull=False).exists()


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())
