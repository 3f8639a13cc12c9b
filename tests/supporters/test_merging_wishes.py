"""Two records become one person: what they chose to be sent, and what matters to them."""

import pytest

from tests import make
from tests.make import NOON
from tests.supporters.everything import merged, taken_back, two
from undersigned.organisations.models import IssuePosition
from undersigned.supporters import caring, preferring
from undersigned.supporters.merging import joining
from undersigned.supporters.models import Supporter
from undersigned.supporters.preferring import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def by(ours):
    return make.actor(make.member(ours))


def test_of_two_choices_the_one_for_less_mail_stands_with_its_issues(ours, by):
    rosa, work = two(ours)
    rail, water, mail = (
        IssuePosition.objects.create(organisation=ours, name=name)
        for name in ("Rail", "Water", "Mail")
    )
    all_of_it = Wish(interests=[rail.pk, water.pk])
    preferring.choose(supporter=rosa, wish=all_of_it, at=NOON)
    only = Wish(only_interests=True, interests=[water.pk], days_between=30)
    preferring.choose(supporter=work, wish=only, at=NOON)
    caring.note(supporter=rosa, issues={mail.pk}, at=NOON, by=by)

    assert any("Rail" in one for one in joining.preview(winner=rosa, loser=work).sentences)
    merge = merged(rosa, work, by)
    assert preferring.of(rosa, at=NOON) == only
    assert rosa.interests.filter(issue=mail, told="staff").exists()  # it opens no door

    taken_back(merge, by)
    assert preferring.of(rosa, at=NOON) == all_of_it
    assert preferring.of(Supporter.objects.get(uuid=work.uuid), at=NOON) == only


def test_opens_are_counted_only_where_both_records_allow_it(ours, by):
    rosa, work = two(ours)
    preferring.choose(supporter=rosa, wish=Wish(opens=True), at=NOON)
    preferring.choose(supporter=work, wish=Wish(untracked=True), at=NOON)

    merged(rosa, work, by)

    assert preferring.of(rosa, at=NOON) == Wish(untracked=True)


def test_what_only_the_record_that_goes_allowed_is_not_allowed_for_the_other(ours, by):
    rosa, work = two(ours)
    preferring.choose(supporter=work, wish=Wish(days_between=7, opens=True), at=NOON)

    merge = merged(rosa, work, by)
    assert preferring.of(rosa, at=NOON) == Wish(days_between=7)

    taken_back(merge, by)
    again = Supporter.objects.get(uuid=work.uuid)
    assert preferring.of(again, at=NOON) == Wish(days_between=7, opens=True)


def test_where_both_chose_only_what_either_named_stands(ours, by):
    rosa, work = two(ours)
    rail, water = (
        IssuePosition.objects.create(organisation=ours, name=name) for name in ("Rail", "Water")
    )
    for person, issue in ((rosa, rail), (work, water)):
        wish = Wish(only_interests=True, interests=[issue.pk])
        preferring.choose(supporter=person, wish=wish, at=NOON)

    merged(rosa, work, by)

    assert preferring.of(rosa, at=NOON).interests == [rail.pk, water.pk]


def test_what_one_record_said_and_staff_noted_with_the_other_they_said(ours, by):
    rosa, work = two(ours)
    rail = IssuePosition.objects.create(organisation=ours, name="Rail")
    caring.note(supporter=rosa, issues={rail.pk}, at=NOON, by=by)
    caring.say(supporter=work, issues={rail.pk}, at=NOON)

    merge = merged(rosa, work, by)
    assert rosa.interests.get().told == "person"

    taken_back(merge, by)
    assert rosa.interests.get().told == "staff"
