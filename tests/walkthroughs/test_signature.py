"""A signature from the form to the count, as architecture.md tells it."""

import json

import pytest
from django.conf import settings
from django.test import Client

from tests import make
from tests.petitions.make import emails, fold, link, sign
from undersigned.petitions import counting
from undersigned.petitions.models import Signature
from undersigned.supporters.models import Consent, EmailConsent, Supporter

pytestmark = pytest.mark.django_db


def test_a_person_signs_and_confirms_and_is_counted() -> None:
    campaign = make.campaign(make.organisation())
    browser = Client()

    answer = sign(campaign, browser, consent="on", refcode="radio")

    assert answer.status_code == 303
    assert browser.get(answer["Location"]).status_code == 200
    signature = Signature.objects.get()
    assert (signature.state, signature.region, signature.refcode) == ("pending", "OH", "radio")
    [asked] = emails()
    assert 'href="http://localhost:8000/post-offices/confirm/' in asked.html

    confirm = link(asked, "confirm")
    assert b"Confirm my signature" in browser.get(confirm).content
    fold()
    assert counting.shown_count(campaign.petition).count == 0  # a GET confirms nothing
    assert Supporter.objects.get().email_consent == EmailConsent.NONE

    thanks = browser.get(browser.post(confirm)["Location"])

    assert "no-store" in thanks["Cache-Control"]
    assert thanks["Referrer-Policy"] == "no-referrer"
    assert b"Thank you, Luis" in thanks.content
    fold()
    assert counting.shown_count(campaign.petition).count == 1
    published = settings.PUBLISHED_ROOT / "post-offices" / "count.json"
    facts = json.loads(published.read_text(encoding="utf-8"))
    assert (facts["count"], facts["by_region"]) == (1, {"US": 1})
    assert not browser.cookies


def test_the_confirmation_carries_the_consent_with_its_words() -> None:
    campaign = make.campaign(make.organisation())
    sign(campaign, consent="on")

    Client().post(link(emails()[0], "confirm"))

    person = Supporter.objects.get()
    assert person.email_consent == EmailConsent.GIVEN
    assert person.first_confirmed_at is not None
    assert Consent.objects.get().wording == (
        "Email me about this campaign and others of River Valley Neighbors."
    )


def test_a_signer_withdraws_by_the_link_in_the_email() -> None:
    campaign = make.campaign(make.organisation())
    sign(campaign)
    browser = Client()
    browser.post(link(emails()[0], "confirm"))
    signed = link(emails()[1], "signed")
    assert b"Keep rural post offices open" in browser.get(signed).content

    browser.post(f"{signed}{Signature.objects.get().uuid}/withdrawal/")

    fold()
    assert counting.shown_count(campaign.petition).count == 0
    assert Signature.objects.get().state == "withdrawn"
