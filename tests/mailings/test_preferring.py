"""Less often, only these issues, nothing for a month: chosen without signing in."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.make import NOON
from undersigned.lib import tokens
from undersigned.mailings import audience
from undersigned.mailings import preferring as heeding
from undersigned.mailings.models import Mailing, Recipient
from undersigned.mailings.rendering import UNSUBSCRIBE
from undersigned.organisations.models import IssuePosition, Organisation
from undersigned.outbox.models import Message
from undersigned.supporters import caring, owning, preferring
from undersigned.supporters.models import EmailConsent, Preference, Supporter
from undersigned.supporters.preferring import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organisation:
    return make.organisation()


@pytest.fixture
def rosa(ours: Organisation) -> Supporter:
    return make.supporter(ours, consent=EmailConsent.GIVEN)


def sent(mailing: Mailing, supporter: Supporter, *, days_ago: int = 0) -> Recipient:
    return Recipient.objects.create(
        organisation=mailing.organisation, mailing=mailing, supporter=supporter,
        canonical_address=supporter.canonical_address, state=Recipient.State.SENT,
        done_at=timezone.now() - timedelta(days=days_ago),
    )  # fmt: skip


def gets(mailing: Mailing) -> bool:
    found = audience.reachable(mailing).exists()
    people = Supporter.objects.filter(organisation=mailing.organisation)
    pks = list(people.values_list("pk", flat=True))
    back = heeding.kept_back(mailing, pks, at=timezone.now())
    assert found == (not back)  # as it is frozen, and as it goes out
    return found


def test_a_month_of_quiet_ends_by_itself(ours: Organisation, rosa: Supporter) -> None:
    at = timezone.now()
    preferring.choose(supporter=rosa, wish=Wish(pause=True), at=at - timedelta(days=29))
    assert not gets(make.mailing(ours))
    # Saved again meanwhile, the month does not begin anew.
    preferring.choose(supporter=rosa, wish=Wish(pause=True), at=at)
    Preference.objects.update(paused_until=at - timedelta(seconds=1))
    assert gets(make.mailing(ours))


@pytest.mark.parametrize(("days", "old", "new"), [(7, 8, 6), (30, 31, 29)])
def test_one_a_week_or_a_month_at_most(
    ours: Organisation, rosa: Supporter, days: int, old: int, new: int
) -> None:
    preferring.choose(supporter=rosa, wish=Wish(days_between=days), at=NOON)
    sent(make.mailing(ours, name="Long ago"), rosa, days_ago=old)
    assert gets(make.mailing(ours))
    sent(make.mailing(ours, name="Lately"), rosa, days_ago=new)
    assert not gets(make.mailing(ours))


def test_only_what_is_about_the_chosen_issues(ours: Organisation, rosa: Supporter) -> None:
    mail, water = (
        IssuePosition.objects.create(organisation=ours, name=name) for name in ("Mail", "Water")
    )
    wish = Wish(only_interests=True, interests=[water.pk])
    preferring.choose(supporter=rosa, wish=wish, at=NOON)
    assert gets(make.mailing(ours, issue=water))
    assert not gets(make.mailing(ours, issue=mail))
    assert not gets(make.mailing(ours))


def test_what_is_ticked_is_what_they_said_matters_to_them(
    ours: Organisation, rosa: Supporter
) -> None:
    mail, water, rail = (
        IssuePosition.objects.create(organisation=ours, name=name)
        for name in ("Mail", "Water", "Rail")
    )
    by = make.actor(make.member(ours))
    caring.note(supporter=rosa, issues={mail.pk, rail.pk}, at=NOON, by=by)
    wish = Wish(only_interests=True, interests=[mail.pk, water.pk])
    preferring.choose(supporter=rosa, wish=wish, at=NOON)

    told = dict(rosa.interests.values_list("issue__name", "told"))
    assert told == {"Mail": "person", "Water": "person", "Rail": "staff"}
    # What staff noted is no word of hers: she does not get what she did not tick.
    assert not gets(make.mailing(ours, issue=rail))

    preferring.choose(supporter=rosa, wish=Wish(interests=[water.pk]), at=NOON)
    assert dict(rosa.interests.values_list("issue__name", "told")) == {
        "Water": "person", "Rail": "staff",
    }  # fmt: skip


def test_who_chose_what_to_get_has_not_gone_silent(ours: Organisation, rosa: Supporter) -> None:
    day, people = timedelta(days=1), Supporter.objects.filter(organisation=ours)
    people.update(created_at=NOON - 9 * day, email_consent=EmailConsent.NONE)
    preferring.choose(supporter=rosa, wish=Wish(days_between=7), at=NOON)

    assert people.filter(owning.acted(since=NOON - day)).exists()
    assert not people.filter(owning.acted(since=NOON + day)).exists()


def test_an_update_about_what_was_signed_comes_all_the_same(
    ours: Organisation, rosa: Supporter
) -> None:
    campaign = make.campaign(ours)
    make.signature(campaign, rosa)
    preferring.choose(supporter=rosa, wish=Wish(pause=True), at=timezone.now())
    assert gets(make.mailing(ours, kind=Mailing.Kind.UPDATE, campaign=campaign))


def page(recipient: Recipient) -> str:
    token = tokens.make(UNSUBSCRIBE, recipient.uuid, at=NOON)
    return reverse("mailings:preferences", args=[token])


def test_the_page_shows_saves_and_leads_to_unsubscribing(
    ours: Organisation, rosa: Supporter
) -> None:
    water = IssuePosition.objects.create(organisation=ours, name="Water")
    url, client = page(sent(make.mailing(ours), rosa)), Client()

    shown = client.get(url)
    assert "no-store" in shown["Cache-Control"]
    assert "Water" in shown.content.decode()
    assert not Preference.objects.exists()  # a GET changes nothing

    said = {"days_between": "7", "only_interests": "on", "interests": [str(water.pk)]}
    assert "Saved." in client.post(url, said).content.decode()
    wish = preferring.of(rosa, at=timezone.now())
    assert wish == Wish(days_between=7, only_interests=True, interests=[water.pk])
    assert (
        "Or rather less often"
        in client.get(url.replace("preferences", "unsubscribe")).content.decode()
    )


def test_a_forwarded_mailing_leads_to_nothing_that_its_reader_signed(
    ours: Organisation, rosa: Supporter
) -> None:
    make.signature(make.campaign(ours, "dams"), rosa)
    url, client = page(sent(make.mailing(ours), rosa)), Client()
    leave = url.replace("preferences", "unsubscribe")
    for address in (url, leave):
        shown = client.get(address).content.decode()
        assert "/signed/" not in shown.replace(f"{leave}signed/", "")
        assert rosa.family_name not in shown

    assert client.get(f"{leave}signed/").status_code == 302
    assert not Message.objects.exists()
    for _press in range(2):
        assert "on its way" in client.post(f"{leave}signed/").content.decode()

    letter = Message.objects.get()
    assert letter.to_address == rosa.email
    found = re.search(r"http://[^/]+(/signed/\S+)", letter.text)
    assert found
    assert "dams" in client.get(found[1]).content.decode()


def test_only_without_an_issue_is_asked_again_and_nothing_is_lost(
    ours: Organisation, rosa: Supporter
) -> None:
    IssuePosition.objects.create(organisation=ours, name="Water")
    url = page(sent(make.mailing(ours), rosa))
    said = {"days_between": "30", "only_interests": "on"}
    answer = Client().post(url, said)
    assert answer.status_code == 422
    assert "Tick at least one" in answer.content.decode()
    assert answer.context["form"]["days_between"].value() == "30"
    assert not Preference.objects.exists()


def test_another_organisations_issue_and_another_sites_form_are_refused(
    ours: Organisation, rosa: Supporter
) -> None:
    theirs = IssuePosition.objects.create(
        organisation=make.organisation("Hill Farmers", "hill"), name="Sheep"
    )
    url = page(sent(make.mailing(ours), rosa))
    said = {"days_between": "0", "interests": [str(theirs.pk)]}
    assert Client().post(url, said).status_code == 422
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert Client().post(url, {"days_between": "7"}, headers=foreign).status_code == 403
    assert Client().get(url[:-3] + "x/").status_code == 404


def test_the_choice_costs_one_query_whatever_the_number(
    ours: Organisation, rosa: Supporter, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    preferring.choose(supporter=rosa, wish=Wish(days_between=7), at=NOON)
    mailing = make.mailing(ours)
    with django_assert_num_queries(1):
        heeding.kept_back(mailing, range(1, 51), at=timezone.now())
