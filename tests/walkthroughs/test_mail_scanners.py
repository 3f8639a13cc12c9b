"""A mail scanner opens every link of every email, and nothing changes anywhere."""

import re
from collections.abc import Iterable
from email import message_from_bytes
from email.policy import default as policy
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.utils import timezone

from tests import make
from tests.outbox.relays import Relay
from tests.petitions.make import confirm_newest, fold, sign
from tests.walkthroughs.test_mailing import finish, relay, scheduled  # noqa: F401
from undersigned.actions import telling
from undersigned.campaigns.models import Campaign
from undersigned.guard import refusing
from undersigned.outbox import queueing
from undersigned.outbox.models import Message
from undersigned.petitions import emails
from undersigned.petitions.models import Signature

pytestmark = pytest.mark.django_db

LINK = re.compile(r"""https?://localhost:8000(/[^\s"'<>)]*)""")


def everything() -> dict[str, Any]:
    """All rows of all tables."""
    return {
        model._meta.label: serializers.serialize(
            "json", model._base_manager.order_by(model._meta.pk.name)
        )
        for model in apps.get_models(include_auto_created=True)
    }


def links() -> set[str]:
    return paths_in(
        f"{message.text} {message.html} {message.headers}" for message in Message.objects.all()
    )


def paths_in(texts: Iterable[str]) -> set[str]:
    found = {path for text in texts for path in LINK.findall(text)}
    return {path.replace("&amp;", "&").rstrip(".,;") for path in found}


def open_all(paths: set[str], client: Client) -> None:
    """GET and HEAD, as a scanner does."""
    for path in sorted(paths):
        for method in (client.get, client.head):
            answer = method(path, headers={"user-agent": "Scanner/1.0", "sec-fetch-site": ""})
            assert answer.status_code < 500, path
            assert answer.status_code != 404, path


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


def nothing_changes(campaign: Campaign, paths: set[str]) -> None:
    """Without cookies, with made-up ones, and with those of a member who is signed in."""
    before = everything()
    open_all(paths, Client())
    cookies = Client()
    cookies.cookies["sessionid"] = "made-up-by-a-scanner"
    open_all(paths, cookies)
    assert everything() == before

    member = make.signed_in(make.member(campaign.organisation))
    before = everything()
    open_all(paths, member)
    assert everything() == before


def test_opening_every_link_with_get_and_head_changes_nothing(campaign: Campaign) -> None:
    every_email(campaign)
    paths = links()

    nothing_changes(campaign, paths)
    assert any("/confirm/" in path for path in paths)
    assert any("/signed/" in path for path in paths)
    assert any("/tell-me/" in path for path in paths)
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
    assert any("/s/" in path for path in paths)  # 'Sign as Rosa D.'


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())
