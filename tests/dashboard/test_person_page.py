"""One person's page: all that is known, their timeline, and what staff change there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from undersigned.accounts.models import Role
from undersigned.dashboard import timelines
from undersigned.mailings.models import Recipient
from undersigned.supporters import consenting, contacting, fielding, keeping, preferring
from undersigned.supporters.models import (
    Consent,
    Field,
    IssueInterest,
    PastAct,
    Supporter,
    SupporterEmail,
)
from undersigned.supporters.preferring import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def ana(ours):
    return make.member(ours)


@pytest.fixture
def client(ana):
    return make.signed_in(ana)


@pytest.fixture
def rosa(ours):
    return make.supporter(ours, "Rosa Diaz", postal_code="43215")


@pytest.fixture
def home(rosa):
    return f"/dashboard/river-valley/supporters/{rosa.uuid}/"


def text_of(answer):
    return " ".join(answer.content.decode().split())


def a_life(ours, rosa, ana, number):
    """One more of every kind of event; the later number is later."""
    by, at = make.actor(ana), make.NOON + timedelta(days=number)
    campaign = make.campaign(ours, f"campaign-{number}", title=f"Campaign {number}")
    signature = make.signature(campaign, rosa, signed_at=at, confirmed_at=at)
    friend = make.supporter(ours, f"Friend {number}")
    make.signature(campaign, friend, confirmed_at=at, referred_by=signature)
    mailing = make.mailing(ours, name=f"News {number}")
    Recipient.objects.create(
        organisation=ours, mailing=mailing, supporter=rosa, done_at=at,
        canonical_address=f"{number}@example.org", state=Recipient.State.SENT,
    )  # fmt: skip
    keeping.tag(supporter=rosa, name=f"tag {number}", at=at, by=by)
    keeping.note(supporter=rosa, text=f"met {number}", at=at, by=by)
    PastAct.objects.create(organisation=ours, supporter=rosa, kind="acted", at=at)
    Consent.objects.create(
        organisation=ours, supporter=rosa, channel="post", said="given", how="paper", at=at
    )
    issue = ours.issue_positions.create(name=f"Issue {number}")
    IssueInterest.objects.create(supporter=rosa, issue=issue, told="staff", at=at)
    contacting.add(
        supporter=rosa, way=contacting.PHONE, values={"phone": f"614 555 {number:04}"}, at=at,
        by=by,
    )  # fmt: skip


def test_the_timeline_holds_everything_newest_first_a_page_at_a_time(ours, rosa, ana):
    for number in range(1, 8):
        a_life(ours, rosa, ana, number)
        rosa.refresh_from_db()

    page, events = timelines.page_of(rosa, number=None)
    _page, older = timelines.page_of(rosa, number="2")

    assert (page.paginator.num_pages, len(events)) == (2, timelines.A_PAGE)
    times = [event.at for event in [*events, *older]]
    assert times == sorted(times, reverse=True)
    words = {event.words for event in events}
    assert {
        "Signed “Campaign 7”", "Confirmed the signature under “Campaign 7”", "met 7",
        "Brought somebody who signed “Campaign 7”", "Was sent “News 7”", "Tagged “tag 7”",
        "Took an action", "Agreed to letters", "Cares about “Issue 7”", "Added a phone number",
    } <= words  # fmt: skip
    assert older[-1].words == "First seen"


def test_a_long_life_asks_the_database_no_more_than_a_short_one(ours, rosa, ana):
    def asked():
        rosa.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            timelines.page_of(rosa, number=None)
        return len(queries)

    a_life(ours, rosa, ana, 1)
    short = asked()
    for number in range(2, 12):
        a_life(ours, rosa, ana, number)
        rosa.refresh_from_db()

    assert asked() <= short <= len(timelines.SOURCES) + 2


def test_the_page_says_how_engaged_somebody_is_and_who_brought_whom(
    ours, rosa, home, client, ana
):
    at = timezone.now() - timedelta(days=12)
    omar = make.supporter(ours, "Omar Haddad")
    campaign = make.campaign(ours)
    campaign.issues.add(ours.issue_positions.create(name="Rural mail"))
    first = make.signature(campaign, omar, confirmed_at=at)
    hers = make.signature(campaign, rosa, confirmed_at=at, referred_by=first)
    make.signature(campaign, make.supporter(ours, "Ida Larsen"), referred_by=hers)

    page = text_of(client.get(home))

    assert "1 act in the last 12 months, the last 12 days ago" in page
    assert "Brought by" in page
    assert "Omar Haddad" in page
    assert "Brought 1 person" in page
    assert "From campaigns they signed:" in page
    assert "Rural mail" in page
    assert "not known: no file of districts has been brought" in page


def test_an_address_is_added_put_first_and_removed(rosa, home, client):
    typed = {"way": "email", "email-email": "rosa@work.example", "email-type": "work"}
    assert client.post(f"{home}contacts/", typed).status_code == 302
    row = SupporterEmail.objects.get()

    client.post(f"{home}contacts/email/{row.pk}/first/")
    rosa.refresh_from_db()
    assert rosa.email == "rosa@work.example"
    old = SupporterEmail.objects.get()
    client.post(f"{home}contacts/email/{old.pk}/removal/")
    assert not SupporterEmail.objects.exists()


def test_an_address_of_somebody_else_is_refused_and_names_them(ours, rosa, home, client):
    make.supporter(ours, "Omar Haddad")

    answer = client.post(
        f"{home}contacts/", {"way": "email", "email-email": "omar.haddad@example.org"}
    )

    assert answer.status_code == 422
    page = text_of(answer)
    assert "Omar Haddad has “omar.haddad@example.org” already" in page
    assert "merge them under Likely duplicates" in page
    again = client.post(f"{home}contacts/", {"way": "email", "email-email": rosa.email})
    assert f"They have “{rosa.email}” already." in text_of(again)


def test_a_tag_or_a_note_that_is_too_long_is_kept_on_the_page_and_said(rosa, home, client):
    for part, typed in (("tags/", {"name": "w" * 61}), ("notes/", {"text": "n" * 2001})):
        answer = client.post(home + part, typed)

        assert answer.status_code == 422
        assert next(iter(typed.values())) in text_of(answer)
        assert "Shorten it to" in text_of(answer)
    assert not rosa.notes.exists()
    assert not rosa.tags.exists()


@pytest.mark.parametrize(
    ("way", "typed", "words"),
    [
        ("phone", {"phone": "12"}, "too few digits"),
        ("post", {"country": "US"}, "Type a street"),
        ("post", {"country": "CA", "postal_code": "12345"}, "no Canadian postal code"),
    ],
)
def test_what_is_no_contact_is_refused_in_words(rosa, home, client, way, typed, words):
    posted = {"way": way} | {f"{way}-{name}": value for name, value in typed.items()}

    answer = client.post(f"{home}contacts/", posted)

    assert answer.status_code == 422
    assert words in text_of(answer)


def test_a_field_is_defined_filled_in_and_shown(ours, rosa, home, client):
    fields = "/dashboard/river-valley/supporters/fields/"
    client.post(f"{fields}new/", {"label": "Shoe size", "kind": "number", "version": 0})
    field = Field.objects.get()

    wrong = client.post(f"{home}fields/", {f"field_{field.pk}": "big", "version": 1})
    assert wrong.status_code == 422
    assert "is no number" in text_of(wrong)
    client.post(f"{home}fields/", {f"field_{field.pk}": "1,250", "version": 1})

    assert Supporter.objects.get().fields == {"shoe-size": 1250}
    assert '<dt>Shoe size</dt><dd class="break">1,250</dd>' in text_of(client.get(home))
    assert "Shoe size" in text_of(client.get(fields))


def test_a_choice_needs_something_to_choose_from(client):
    answer = client.post(
        "/dashboard/river-valley/supporters/fields/new/",
        {"label": "Size", "kind": "choice", "options": " \n", "version": 0},
    )

    assert answer.status_code == 422
    assert "Write down what can be chosen" in text_of(answer)


def test_removing_a_field_asks_first_and_says_how_many_values_go(ours, rosa, client, ana):
    field = fielding.add(
        organisation=ours, label="Size", kind="text", at=make.NOON, by=make.actor(ana)
    )
    Supporter.objects.update(fields={"size": "L"})
    address = f"/dashboard/river-valley/supporters/fields/{field.pk}/removal/"

    assert "1 people have a value" in text_of(client.get(address))
    assert not Field.objects.get().removed
    client.post(address)
    assert Field.objects.get().removed


def test_staff_write_down_what_was_said_and_how(rosa, home, client):
    said = {
        "channel": "text", "said": "given", "how": "paper", "on": "2026-03-02",
        "wording": "Text me", "evidence": "sheet 4",
    }  # fmt: skip
    assert client.post(f"{home}consent/", said).status_code == 302

    page = text_of(client.get(home))
    assert 'Text messages <span class="tag is-good">agreed</span>' in page
    assert "on paper · sheet 4" in page
    assert "(wording " in page
    assert client.post(f"{home}consent/", said | {"on": "2999-01-01"}).status_code == 422


def test_a_withdrawal_counts_from_the_day_on_which_it_was_said(rosa, home, client):
    said = {"channel": "phone", "how": "phone"}
    for word, day in (("given", "2026-01-05"), ("withdrawn", "2026-03-02")):
        client.post(f"{home}consent/", said | {"said": word, "on": day})
    withdrawn = consenting.standing(rosa)["phone"]
    assert (withdrawn.said, withdrawn.at.date().isoformat()) == ("withdrawn", "2026-03-02")

    answer = client.post(f"{home}consent/", said | {"said": "given", "on": "2026-02-01"})
    assert "They withdrew on March 2, 2026" in text_of(answer)
    client.post(f"{home}consent/", said | {"said": "given", "on": "2026-04-01"})
    client.post(f"{home}consent/", said | {"said": "withdrawn", "on": "2026-03-15"})

    # A no that is older than a yes holds all the same: from now on.
    assert consenting.standing(rosa)["phone"].said == "withdrawn"


def test_interests_are_noted_beside_what_the_person_said(ours, rosa, home, client):
    mail = ours.issue_positions.create(name="Rural mail")
    rail = ours.issue_positions.create(name="Rail")
    IssueInterest.objects.create(supporter=rosa, issue=mail, told="person", at=make.NOON)

    client.post(f"{home}interests/", {"issues": [str(rail.pk)]})

    page = text_of(client.get(home))
    said, noted = page.index("They said so themselves:"), page.index("Noted by staff:")
    assert "Rural mail" in page[said:noted]
    assert "Rail" in page[noted:]
    assert IssueInterest.objects.count() == 2


def test_what_they_chose_to_be_sent_stands_beside_what_they_agreed_to(ours, rosa, home, client):
    mail = ours.issue_positions.create(name="Rural mail")
    assert "What they chose to be sent" not in text_of(client.get(home))
    wish = Wish(days_between=30, pause=True, only_interests=True, interests=[mail.pk])
    preferring.choose(supporter=rosa, wish=wish, at=timezone.now())

    page = text_of(client.get(home))
    assert "one a month at most" in page
    assert "no mailing until" in page
    assert "only mailings about an issue that they named themselves" in page
    assert "Rural mail" in page[page.index("They said so themselves:") :]
    mail.delete()
    assert "so they get none" in text_of(client.get(home))


@pytest.mark.parametrize(
    "part", ["contacts/", "contacts/email/1/first/", "fields/", "interests/", "consent/"]
)
def test_who_may_only_look_changes_nothing_and_nobody_sees_another_organisation(
    ours, rosa, home, part
):
    viewer = make.signed_in(make.member(ours, "Vera Vogel", Role.ANALYST))
    stranger = make.signed_in(make.member(make.organisation("Hill", "hill"), "Sam Stone"))

    assert viewer.post(home + part).status_code in {403, 404}
    assert stranger.post(home + part).status_code == 404
    foreign = home.replace("river-valley", "hill")
    assert stranger.post(foreign + part).status_code == 404


def test_the_list_of_ten_thousand_is_sorted_by_acts_in_a_few_questions(ours, client):
    Supporter.objects.bulk_create(
        Supporter(
            organisation=ours, canonical_address=f"p{number}@example.org",
            address_hash=f"{number:064}", email=f"p{number}@example.org",
            given_name=f"P{number}", created_at=make.NOON,
        )
        for number in range(10_000)
    )  # fmt: skip
    someone = Supporter.objects.get(given_name="P17")
    at = timezone.now() - timedelta(days=3)
    for number in range(2):
        make.signature(make.campaign(ours, f"c{number}"), someone, confirmed_at=at)

    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/dashboard/river-valley/supporters/?sort=acts")

    assert len(queries) <= 12
    page = text_of(answer)
    assert "2 acts in the last 12 months, the last 3 days ago" in page
    assert page.index("P17") < page.index("has not taken part yet")
