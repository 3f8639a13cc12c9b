"""What people said to staff: consent a channel, and what they care about."""

from datetime import timedelta

import pytest

from tests import make
from tests.make import NOON
from undersigned.organisations.models import IssuePosition
from undersigned.supporters import attesting, caring, consenting
from undersigned.supporters.models import Consent, EmailConsent, IssueInterest

pytestmark = pytest.mark.django_db
Channel, Said, How = Consent.Channel, Consent.Said, Consent.How


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def ana(ours):
    return make.actor(make.member(ours))


@pytest.fixture
def rosa(ours):
    return make.supporter(ours)


def attest(rosa, ana, channel, said, *, said_at=NOON, at=NOON, **values):
    attesting.attest(
        supporter=rosa, channel=channel, said=said, how=How.PAPER, said_at=said_at, at=at,
        by=ana, **values,
    )  # fmt: skip


def test_consent_is_kept_for_each_channel_apart(rosa, ana):
    attest(rosa, ana, Channel.TEXT, Said.GIVEN, wording="Text me", evidence="sheet 4")

    rosa.refresh_from_db()
    assert rosa.email_consent == EmailConsent.NONE
    standing = consenting.standing(rosa)
    assert standing["phone"] is None
    event = standing["text"]
    assert (event.said, event.how, event.reason, event.by_label) == (
        "given", "paper", "sheet 4", "Ana Lopez",
    )  # fmt: skip
    assert len(event.wording_version) == 8


def test_the_same_words_are_the_same_version(rosa, ana):
    for channel in (Channel.TEXT, Channel.PHONE):
        attest(rosa, ana, channel, Said.GIVEN, wording="Call or text me")

    assert len({event.wording_version for event in Consent.objects.all()}) == 1


def test_who_unsubscribed_from_email_agrees_again_only_themselves(rosa, ana):
    attest(rosa, ana, Channel.EMAIL, Said.WITHDRAWN)

    with pytest.raises(attesting.ThemselvesError):
        attest(rosa, ana, Channel.EMAIL, Said.GIVEN, at=NOON + timedelta(days=9))
    rosa.refresh_from_db()
    assert rosa.email_consent == EmailConsent.WITHDRAWN


def test_an_older_yes_does_not_undo_a_newer_no(rosa, ana):
    attest(rosa, ana, Channel.PHONE, Said.WITHDRAWN)

    with pytest.raises(attesting.OlderError):
        attest(rosa, ana, Channel.PHONE, Said.GIVEN, said_at=NOON - timedelta(days=1))
    later = NOON + timedelta(days=1)
    attest(rosa, ana, Channel.PHONE, Said.GIVEN, said_at=later, at=later)
    assert consenting.standing(rosa)["phone"].said == "given"


def test_what_staff_note_never_takes_away_what_a_person_said(ours, rosa, ana):
    post, rail = (
        IssuePosition.objects.create(organisation=ours, name=name) for name in ("Post", "Rail")
    )
    IssueInterest.objects.create(supporter=rosa, issue=rail, told="person", at=NOON)
    assert caring.note(supporter=rosa, issues={post.pk, rail.pk}, at=NOON, by=ana)
    assert caring.note(supporter=rosa, issues={rail.pk}, at=NOON, by=ana)

    assert not caring.note(supporter=rosa, issues={rail.pk}, at=NOON, by=ana)
    assert not caring.note(supporter=rosa, issues=set(), at=NOON, by=ana)
    kept = IssueInterest.objects.get()
    assert (kept.issue, kept.told) == (rail, "person")


def test_issues_of_another_organisation_are_none(ours, rosa, ana):
    other = make.organisation("Hill Town", "hill-town")
    theirs = IssuePosition.objects.create(organisation=other, name="Post")

    assert not caring.note(supporter=rosa, issues={theirs.pk}, at=NOON, by=ana)
