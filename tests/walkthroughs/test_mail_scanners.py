"""A mail scanner opens every link of every email, and nothing changes anywhere."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.utils import timezone

from tests import make
from tests.petitions.make import confirm_newest, fold, sign
from undersigned.campaigns.models import Campaign
from undersigned.guard import refusing
from undersigned.outbox.models import Message
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
    texts = [f"{message.text} {message.html}" for message in Message.objects.all()]
    headers = [str(message.headers) for message in Message.objects.all()]
    found = {path for text in [*texts, *headers] for path in LINK.findall(text)}
    return {path.replace("&amp;", "&").rstrip(".,;") for path in found}


def open_all(paths: set[str], client: Client) -> set[str]:
    """GET and HEAD, as a scanner does; what was opened."""
    for path in sorted(paths):
        for method in (client.get, client.head):
            answer = method(path, headers={"user-agent": "Scanner/1.0", "sec-fetch-site": ""})
            assert answer.status_code < 500, path
            assert answer.status_code != 404, path
    return paths


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


def test_opening_every_link_with_get_and_head_changes_nothing(campaign: Campaign) -> None:
    every_email(campaign)
    paths = links()

    before = everything()
    opened = open_all(paths, Client())
    cookies = Client()
    cookies.cookies["sessionid"] = "made-up-by-a-scanner"
    open_all(paths, cookies)
    assert everything() == before

    member = make.signed_in(make.member(campaign.organisation))
    before = everything()
    open_all(paths, member)
    assert everything() == before
    assert any("/confirm/" in path for path in opened)
    assert any("/signed/" in path for path in opened)


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())
