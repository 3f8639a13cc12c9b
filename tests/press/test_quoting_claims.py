"""A release or mailing that quotes a claim shows its footnote, and is refused when it fell."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import make
from tests.evidence import rows
from undersigned.evidence import addresses, binding, rechecking
from undersigned.evidence.models import Claim
from undersigned.mailings import checking, sampling
from undersigned.mailings.models import Mailing
from undersigned.organisations.auditing import CLOCK
from undersigned.organisations.models import Organisation
from undersigned.press import writing
from undersigned.press.models import Release

pytestmark = pytest.mark.django_db
SENTENCE = "61% of registered voters would keep the ferry."


@pytest.fixture
def ours() -> Organisation:
    return make.organisation()


@pytest.fixture
def claim(ours: Organisation) -> Claim:
    values: dict[str, object] = {"sentence": SENTENCE, "result": rows.poll(ours)}
    return binding.add(organisation=ours, values=values, at=make.NOON, by=CLOCK)


def link(claim: Claim) -> str:
    return addresses.of_claim(claim.organisation.slug, claim.uuid)


def release(ours: Organisation, body: str) -> Release:
    return writing.write(
        organisation=ours, values={"headline": "Keep it", "body": body, "public_at": make.NOON},
        quotes=[], at=make.NOON, by=CLOCK,
    )  # fmt: skip


def grow_old() -> None:
    rechecking.check_due(at=make.NOON + timedelta(days=200))


def test_a_release_shows_how_the_claims_that_it_quotes_stand(
    client: Client, ours: Organisation, claim: Claim
) -> None:
    found = release(ours, f"We say: [so many]({link(claim)}).")
    assert client.get(link(claim)).status_code == 404

    assert writing.approve(release=found, version=found.version, at=make.NOON, by=CLOCK)
    page = client.get(f"/o/{ours.slug}/releases/{found.slug}/").text

    assert "Claims, and how they stand" in page
    assert "supported by one poll" in page
    assert client.get(link(claim)).status_code == 200  # what is quoted may be looked up


def test_a_sentence_word_for_word_is_a_quote_too(ours: Organisation, claim: Claim) -> None:
    assert writing.claims_of(release(ours, f"They found: “{SENTENCE}”")) == [claim]
    assert writing.claims_of(release(ours, "61% of voters agree.")) == []


def test_a_release_with_a_fallen_claim_is_not_approved(
    ours: Organisation, claim: Claim
) -> None:
    found = release(ours, SENTENCE)
    grow_old()
    desk = make.signed_in(make.member(ours))
    address = f"/dashboard/{ours.slug}/press/releases/{found.uuid}/"

    with pytest.raises(writing.FallenClaimError):
        writing.approve(release=found, version=found.version, at=make.NOON, by=CLOCK)

    assert "outdated" in desk.get(address).text
    answer = desk.post(f"{address}approval/", {"version": found.version}, follow=True)
    assert "It quotes a claim that does not hold" in answer.text
    found.refresh_from_db()
    assert found.approved_at is None
    assert claim.sentence in answer.text


def test_a_mailing_has_the_footnote_and_goes_to_nobody_once_the_claim_fell(
    ours: Organisation, claim: Claim
) -> None:
    mailing = make.mailing(ours, body=f"Friends, [look]({link(claim)}).")

    _subject, text, html = _sample(mailing)
    assert f"“{SENTENCE}” (supported by one poll)" in text
    assert link(claim) in html
    assert not _told(mailing)
    grow_old()

    assert "does not hold (outdated)" in _told(mailing)[0]


def _sample(mailing: Mailing) -> tuple[str, str, str]:
    shown = sampling.as_person(mailing, None)
    return shown.subject, shown.text, shown.html


def _told(mailing: Mailing) -> list[str]:
    found = checking.check(mailing, at=make.NOON)
    return [one.what for one in found if "claim" in one.what]
