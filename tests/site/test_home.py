"""An organisation's home, the list of organisations, and the public page of a release."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from undersigned.organisations.models import Endorsement, IssuePosition
from undersigned.press.models import Quote, Release

pytestmark = pytest.mark.django_db


def test_the_one_organisation_is_the_front_page(client: Client):
    ours = make.organisation(purpose="We look after towns.", postal_address="1 Main St")
    IssuePosition.objects.create(organisation=ours, name="Mail that arrives")
    Endorsement.objects.create(organisation=ours, year=2024, words="Backed the levy.")
    make.campaign(ours)

    page = client.get("/").content.decode()

    for words in ("We look after towns.", "1 Main St", "Mail that arrives", "Backed the levy.",
                  "No source on record.", "Keep rural post offices open"):  # fmt: skip
        assert words in page


def test_several_are_listed(client: Client):
    make.organisation()
    make.organisation("Prairie Mail", "prairie-mail")

    page = client.get("/").content.decode()

    assert 'href="/o/river-valley/"' in page
    assert 'href="/o/prairie-mail/"' in page


def test_an_empty_installation_says_what_to_do(client: Client):
    assert "Sign in" in client.get("/").content.decode()


def test_drafts_are_not_listed(client: Client):
    make.campaign(make.organisation(), state="draft", title="A secret plan")

    assert "A secret plan" not in client.get("/").content.decode()


def _release(**values: object) -> Release:
    fields: dict[str, object] = {
        "organisation": make.organisation(),
        "slug": "opening",
        "headline": "Neighbors ask for a hearing",
        "body": "They **ask**.",
        "public_at": timezone.now() - timedelta(hours=1),
        "approved_at": make.NOON,
        "created_at": make.NOON,
    }
    return Release.objects.create(**(fields | values))


def test_a_release_is_public_at_its_time(client: Client):
    release = _release()
    Quote.objects.create(release=release, words="A hearing first.", speaker="Rosa Diaz")

    page = client.get("/o/river-valley/releases/opening/").content.decode()

    assert "<strong>ask</strong>" in page
    assert "A hearing first." in page
    assert "Neighbors ask for a hearing" in client.get("/").content.decode()
    assert b"/o/river-valley/releases/opening/" in client.get("/sitemap.xml").content


@pytest.mark.parametrize(
    "values",
    [
        {"public_at": timezone.now() + timedelta(days=1)},
        {"approved_at": None},
        {"withdrawn_at": make.NOON},
    ],
)
def test_what_is_embargoed_unapproved_or_withdrawn_is_not(client: Client, values):
    _release(**values)

    assert client.get("/o/river-valley/releases/opening/").status_code == 404
    assert b"/releases/" not in client.get("/sitemap.xml").content
