"""Welcome series and reminders: who enters, when what happens, and what ends it."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.automations.making import (
    NOON,
    add,
    by,
    draft,
    joins,
    letter,
    start,
    tick,
    written_to,
)
from undersigned.accounts.models import Membership
from undersigned.automations import (
    advancing,
    drafting,
    entering,
    running,
)
from undersigned.automations.models import Automation, Journey, Step
from undersigned.campaigns.models import Campaign
from undersigned.mailings.hours import Quiet
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation
from undersigned.outbox.models import Message
from undersigned.segments.models import Segment
from undersigned.supporters import consenting
from undersigned.supporters.consenting import Saying
from undersigned.supporters.models import Consent, EmailConsent, Import, Tag, Tagging

pytestmark = pytest.mark.django_db


def test_who_joins_is_welcomed_and_hears_again_three_days_later(
    welcome: Automation, campaign: Campaign
) -> None:
    start(welcome)
    joins(campaign, at=NOON + timedelta(minutes=1))
    tick(at=NOON + timedelta(minutes=2))
    assert written_to() == [("Rosa", "Welcome")]

    tick(at=NOON + timedelta(days=2))
    assert len(written_to()) == 1
    tick(at=NOON + timedelta(days=3, minutes=3))
    assert written_to() == [("Rosa", "Welcome"), ("Rosa", "One thing more")]
    assert Journey.objects.get().state == Journey.State.FINISHED


def test_who_came_before_it_was_started_stays_out(
    welcome: Automation, campaign: Campaign
) -> None:
    joins(campaign, at=NOON - timedelta(hours=1))
    start(welcome)
    tick(at=NOON + timedelta(minutes=1))
    assert not Journey.objects.exists()


def test_nobody_enters_twice_unless_that_is_wanted(
    ours: Organisation, campaign: Campaign
) -> None:
    tag = Tag.objects.create(organisation=ours, name="volunteer")
    once, again = (
        draft_tagged(ours, tag, again=again, name=name)
        for name, again in (("once", False), ("again", True))
    )
    person = make.supporter(ours, consent=EmailConsent.GIVEN)
    for hour in (1, 2):
        at = NOON + timedelta(hours=hour)
        Tagging.objects.filter(supporter=person).delete()
        Tagging.objects.create(tag=tag, supporter=person, at=at)
        tick(at=at)
        tick(at=at + timedelta(seconds=10))  # looked at twice, entered once
    assert once.journeys.count() == 1
    assert again.journeys.count() == 2
    assert sorted(written_to()) == [("Rosa", "again")] * 2 + [("Rosa", "once")]


def draft_tagged(ours: Organisation, tag: Tag, *, again: bool, name: str) -> Automation:
    trigger = Automation.Trigger.TAGGED
    member = Membership.objects.filter(organisation=ours).first() or make.member(ours)
    made = drafting.create(
        organisation=ours, at=NOON, by=make.actor(member),
        values={
            "name": name, "trigger": trigger, "tag": tag, "again": again, "days_between": 0,
        },
    )  # fmt: skip
    letter(made, name)
    start(made)
    return made


def test_unsubscribing_ends_it(welcome: Automation, campaign: Campaign) -> None:
    start(welcome)
    person = joins(campaign, at=NOON + timedelta(minutes=1))
    tick(at=NOON + timedelta(minutes=2))
    consenting.record([
        Saying(
            organisation_id=person.organisation_id, supporter_id=person.pk,
            said=Consent.Said.WITHDRAWN, how=Consent.How.LINK, at=NOON,
        )
    ])  # fmt: skip
    tick(at=NOON + timedelta(days=4))
    assert len(written_to()) == 1
    assert Journey.objects.get().why == Journey.Why.UNSUBSCRIBED


def test_the_wished_action_ends_it(welcome: Automation, ours: Organisation) -> None:
    first, wished = make.campaign(ours), make.campaign(ours, "wished")
    Automation.objects.update(goal=wished)
    start(welcome)
    person = joins(first, at=NOON + timedelta(minutes=1))
    tick(at=NOON + timedelta(minutes=2))
    make.signature(wished, person)
    tick(at=NOON + timedelta(days=4))
    assert len(written_to()) == 1
    assert Journey.objects.get().why == Journey.Why.GOAL


def test_no_email_without_consent_but_the_way_goes_on(
    welcome: Automation, campaign: Campaign
) -> None:
    start(welcome)
    joins(campaign, at=NOON + timedelta(minutes=1), consent=EmailConsent.NONE)
    tick(at=NOON + timedelta(minutes=2))
    assert written_to() == []
    assert Journey.objects.get().place == 2  # it waits before the second email


def test_at_night_nothing_goes_out(welcome: Automation, campaign: Campaign) -> None:
    start(welcome)
    late = NOON + timedelta(hours=11)  # 23:00
    joins(campaign, at=late)
    tick(at=late + timedelta(minutes=1))
    assert written_to() == []
    tick(at=NOON + timedelta(hours=20, minutes=1))  # 08:01 on the next morning
    assert len(written_to()) == 1


@pytest.mark.parametrize(
    ("first", "until", "hour", "morning"),
    [(21, 8, 23, 8), (21, 8, 3, 8), (21, 8, 12, None), (12, 14, 13, 14), (9, 9, 9, None)],
)
def test_quiet_hours_go_past_midnight_or_not_at_all(
    ours: Organisation, first: int, until: int, hour: int, morning: int | None
) -> None:
    quiet = Quiet(first, until, ours.time_zone)
    at = make.NOON.replace(hour=0) + timedelta(hours=hour + 5)
    found = quiet.ends(at=at)
    assert (found.hour if found else None) == morning
    assert found is None or at < found <= at + timedelta(days=1)


def test_who_got_a_mailing_lately_waits(welcome: Automation, campaign: Campaign) -> None:
    Automation.objects.update(days_between=2)
    start(welcome)
    person = joins(campaign, at=NOON + timedelta(minutes=1))
    Recipient.objects.create(
        organisation=person.organisation, mailing=make.mailing(person.organisation),
        supporter=person, canonical_address="x", state=Recipient.State.SENT,
        done_at=NOON - timedelta(hours=1),
    )  # fmt: skip
    tick(at=NOON + timedelta(minutes=2))
    assert len(written_to()) == 1  # the one before
    tick(at=NOON + timedelta(days=2, minutes=5))
    assert written_to()[1:] == [("Rosa", "Welcome")]


def test_a_condition_a_tag_and_a_word_to_a_colleague(
    ours: Organisation, campaign: Campaign
) -> None:
    made = draft(ours)
    ohio = Segment.objects.create(
        organisation=ours, name="Ohio", created_at=NOON,
        rules={"all": [{"criterion": "state", "value": ["OH"]}]},
    )  # fmt: skip
    tag = Tag.objects.create(organisation=ours, name="to call")
    add(made, Step.Kind.CONDITION, segment=ohio)
    add(made, Step.Kind.TAG, tag=tag)
    add(
        made,
        Step.Kind.NOTIFY,
        colleague=Membership.objects.get(organisation=ours),
        words="call them",
    )
    start(made)
    joins(campaign, "Rosa Diaz", at=NOON, region="OH")
    joins(campaign, "Eva Berg", at=NOON, region="TX")
    tick(at=NOON + timedelta(minutes=1))

    assert list(tag.supporters.values_list("given_name", flat=True)) == ["Rosa"]
    told = Message.objects.get()
    assert "1 person in “Welcome”: call them" in told.text
    assert "Rosa" not in told.text
    why = dict(Journey.objects.values_list("supporter__given_name", "why"))
    assert why == {"Rosa": "", "Eva": Journey.Why.CONDITION}


def test_who_is_on_the_way_finishes_the_version_they_began(
    welcome: Automation, campaign: Campaign
) -> None:
    start(welcome)
    joins(campaign, "Rosa Diaz", at=NOON + timedelta(minutes=1))
    tick(at=NOON + timedelta(minutes=2))

    new = drafting.being_written(automation=welcome, at=NOON, by=by(welcome))
    letters = [step.mailing for step in new.steps.order_by("place") if step.mailing]
    Mailing.objects.filter(pk=letters[1].pk).update(subject="Something else")
    start(welcome)
    joins(campaign, "Eva Berg", at=NOON + timedelta(minutes=5))
    tick(at=NOON + timedelta(minutes=6))
    tick(at=NOON + timedelta(days=4))

    last = dict(written_to())
    assert last == {"Rosa": "One thing more", "Eva": "Something else"}


def test_stopped_nobody_goes_on_and_started_again_everybody_does(
    welcome: Automation, campaign: Campaign
) -> None:
    start(welcome)
    joins(campaign, "Rosa Diaz", at=NOON + timedelta(minutes=1))
    tick(at=NOON + timedelta(minutes=2))
    running.stop(automation=welcome, at=NOON, by=by(welcome))
    assert set(Mailing.objects.values_list("state", flat=True)) == {Mailing.State.STOPPED}
    joins(campaign, "Eva Berg", at=NOON + timedelta(days=1))
    tick(at=NOON + timedelta(days=4))
    assert len(written_to()) == 1

    welcome.refresh_from_db()
    running.go_on(automation=welcome, at=NOON + timedelta(days=5), by=by(welcome))
    tick(at=NOON + timedelta(days=5, minutes=1))
    assert written_to() == [("Rosa", "Welcome"), ("Rosa", "One thing more")]


def test_a_thousand_people_cost_as_many_queries_as_one(
    welcome: Automation,
    campaign: Campaign,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    start(welcome)
    for number in range(40):
        joins(campaign, f"Rosa N{number}", at=NOON + timedelta(minutes=1))
    with django_assert_max_num_queries(10):
        entering.enter_due(at=NOON + timedelta(minutes=2))
    with django_assert_max_num_queries(14):
        advancing.advance_due(at=NOON + timedelta(minutes=2))
    assert Recipient.objects.count() == 40


@pytest.mark.parametrize("again", [False, True])
def test_more_than_one_look_takes_come_in_one_after_the_other(
    ours: Organisation, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, *, again: bool
) -> None:
    monkeypatch.setattr(entering, "_MOST", 3)
    made = draft(ours, trigger="confirmed", campaign=campaign, again=again)
    add(made, Step.Kind.WAIT, hours=1)
    letter(made, "Welcome")
    start(made)
    for number in range(8):
        joins(campaign, f"Rosa {number}", at=NOON + timedelta(seconds=5))
    came = [entering.enter(made, at=NOON + timedelta(seconds=10))]
    while came[-1]:
        made.refresh_from_db()
        came.append(entering.enter(made, at=NOON + timedelta(seconds=10 + len(came))))
    assert came == [3, 3, 2, 0]


def test_a_file_with_a_tag_writes_to_nobody_past_the_second_person(
    ours: Organisation,
) -> None:
    Organisation.objects.update(approval_above=2)
    tag = Tag.objects.create(organisation=ours, name="volunteer")
    made = draft_tagged(ours, tag, again=False, name="Thanks")
    at = NOON + timedelta(minutes=5)
    for number in range(4):  # however many get it one by one
        Tagging.objects.create(tag=tag, supporter=make.supporter(ours, f"O {number}"), at=at)
    tick(at=at)
    file = Import.objects.create(
        organisation=ours, file_name="people.csv", size=1, created_at=at, state="merging"
    )
    for number in range(3):
        person = make.supporter(ours, f"R {number}")
        Tagging.objects.create(tag=tag, supporter=person, at=at, batch=file)
    later = at + timedelta(minutes=10)
    tick(at=later)
    made.refresh_from_db()
    assert (made.state, made.journeys.count()) == (Automation.State.RUNNING, 4)

    Import.objects.update(state="done")
    tick(at=later)
    made.refresh_from_db()
    assert (made.state, made.too_many) == (Automation.State.STOPPED, 3)
    told = Message.objects.get(kind="automation")
    assert "3 people got its tag by a file, and one person may write to 2" in told.text
    member = Membership.objects.get(organisation=ours)
    page = make.signed_in(member).get(f"/dashboard/{ours.slug}/automations/{made.uuid}/")
    assert "It stopped by itself" in page.content.decode()

    running.go_on(automation=made, at=later, by=by(made))
    tick(at=later + timedelta(seconds=10))
    made.refresh_from_db()
    assert (made.too_many, made.journeys.count()) == (0, 4)
    assert made.state == Automation.State.RUNNING


def test_a_file_that_takes_long_lets_its_people_in_at_its_end(ours: Organisation) -> None:
    tag = Tag.objects.create(organisation=ours, name="volunteer")
    made = draft_tagged(ours, tag, again=False, name="Thanks")
    at = NOON + timedelta(minutes=5)
    tick(at=at)
    file = Import.objects.create(
        organisation=ours, file_name="people.csv", size=1, created_at=at, state="merging"
    )
    person = make.supporter(ours)
    Tagging.objects.create(tag=tag, supporter=person, at=at, batch=file)  # by its beginning
    tick(at=at + timedelta(minutes=10))
    assert not made.journeys.exists()

    Import.objects.update(state="done")
    tick(at=at + timedelta(minutes=11))
    assert made.journeys.get().supporter == person
