"""A mailing as real people get it, how many read a fallback, and test emails."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from undersigned.accounts.models import Role
from undersigned.lib import leasing
from undersigned.mailings import fallbacks, freezing, sampling
from undersigned.mailings.audience import Choice
from undersigned.mailings.blocks import kinds
from undersigned.mailings.fallbacks import Line
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation
from undersigned.outbox.models import Message
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db
GIVEN = EmailConsent.GIVEN


@pytest.fixture
def ours():
    return make.organisation(postal_address="1 Main Street")


@pytest.fixture
def organiser(ours) -> Client:
    return make.signed_in(make.member(ours))


def address(mailing: Mailing, name: str = "look") -> str:
    return f"/dashboard/river-valley/mailings/{mailing.uuid}/{name}/"


def test_a_fallback_is_read_by_nobody_who_had_enough_mailings_lately(ours):
    Organisation.objects.update(most_mailings=1, most_mailings_days=7)
    ours.refresh_from_db()
    make.supporter(ours, "", email="new@example.org", consent=GIVEN)
    often = make.supporter(ours, "", email="often@example.org", consent=GIVEN)
    at = timezone.now()
    earlier = make.mailing(ours, state="sent", frozen_at=at, finished_at=at)
    earlier.recipients.create(
        organisation=ours, supporter=often, canonical_address="x", state="sent", done_at=at
    )
    mailing = make.mailing(ours, subject="{{ first_name or 'friend' }}", body="Hi")

    assert fallbacks.count(mailing) == [Line("first_name", "friend", 1)]


def test_each_fallback_says_how_many_true_recipients_read_it(
    ours, django_assert_max_num_queries
):
    make.supporter(ours, "", email="a@example.org", region="", consent=GIVEN)
    make.supporter(ours, "Cho Park", region="", consent=GIVEN)
    make.supporter(ours, "", email="no@example.org", consent=EmailConsent.WITHDRAWN)
    first = make.supporter(ours, "Rosa Diaz", email="two@example.org", consent=GIVEN)
    make.supporter(ours, "", email="two@example.org", consent=GIVEN, slot=2)
    words = "Dear {{ first_name or 'friend' }} of {{ state or 'the country' }}"
    mailing = make.mailing(ours, subject="{{ first_name or 'friend' }}, hello", body=words)

    # The people twice; PostgreSQL is told each time how to ask for them.
    with django_assert_max_num_queries(4):
        found = fallbacks.count(mailing)

    assert found == [Line("first_name", "friend", 1), Line("state", "the country", 2)]
    assert freezing.freeze(mailing=mailing) == 3
    assert Recipient.objects.filter(supporter=first).exists()
    assert fallbacks.count(make.mailing(ours, subject="Hi", body="Hi")) == []


def test_a_fallback_within_a_condition_counts_those_who_meet_it(ours):
    for number, state in enumerate(["OH", "OH", "IA", "TX"]):
        make.supporter(ours, "", email=f"{number}@example.org", region=state, consent=GIVEN)
    make.supporter(ours, "Cho Park", region="IA", consent=GIVEN)
    texas = Choice(states=["TX"]).rules()
    blocks = [
        {
            **kinds.new("text", words="{{ first_name or 'neighbor' }}"),
            "when": Choice(states=["OH"]).rules(), "otherwise": "{{ first_name or 'you' }}",
        },
        kinds.new("text", words="{{ last_name or 'you' }}", when=Choice(states=["IA"]).rules()),
        kinds.new("text", words="{{ first_name or 'you' }}", when=texas),
    ]  # fmt: skip
    mailing = make.mailing(ours, subject="Hi", in_blocks=True, blocks=blocks)

    assert fallbacks.count(mailing) == [
        Line("first_name", "neighbor", 2), Line("first_name", "you", 2),
        Line("last_name", "you", 1),
    ]  # fmt: skip


def test_the_email_is_seen_as_people_get_it(ours, organiser):
    make.supporter(ours, "Rosa Diaz", consent=GIVEN)
    make.supporter(ours, "Bartholomew Featherstonehaugh", region="IA", consent=GIVEN)
    nobody = make.supporter(ours, "", email="x@example.org", consent=GIVEN)
    mailing = make.mailing(ours)

    for show, words in (
        ("normal", "Dear Rosa"), ("longest", "Dear Bartholomew"), ("empty", "Dear friend"),
        ("1", "Dear Bartholomew"), (str(nobody.uuid), "Dear friend"), ("nonsense", "Dear Rosa"),
    ):  # fmt: skip
        page = organiser.get(address(mailing), {"show": show, "way": "text"})
        assert words in page.content.decode()
    light, dark = (
        organiser.get(address(mailing, "shown"), {"way": way}).content for way in ("", "dark")
    )
    assert b"@media not all" in light
    assert b"@media all" in dark
    page = organiser.get(address(mailing), {"way": "phone"})
    assert b"preview-phone" in page.content
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_somebody_is_found_by_words_that_stand_in_no_address(ours, organiser):
    make.supporter(ours, "Rosa Diaz", consent=GIVEN)
    make.supporter(ours, "Rosa Unasked")
    mailing = make.mailing(ours)

    answer = organiser.post(address(mailing, "look/person"), {"words": "rosa"})
    page = organiser.get(answer.url).content.decode()

    assert "rosa" not in answer.url
    assert "Rosa Diaz, OH" in page
    assert "Unasked" not in page
    organiser.post(address(mailing, "look/person"), {"words": "Zeppo"})
    assert "Nobody in the audience is called so" in organiser.get(answer.url).content.decode()


def test_who_may_see_no_supporters_sees_the_fallbacks(ours):
    rosa = make.supporter(ours, "Rosa Diaz", consent=GIVEN)
    mailing = make.mailing(ours)
    writer = make.signed_in(make.member(ours, "Wri Ter", Role.WRITER))

    page = writer.get(address(mailing), {"show": str(rosa.uuid), "way": "text"})
    framed = writer.get(address(mailing, "shown"), {"show": str(rosa.uuid)})

    assert b"Rosa" not in page.content + framed.content
    assert b"Dear friend" in framed.content
    assert writer.post(address(mailing, "look/person"), {"words": "x"}).status_code == 403
    writer.post(address(mailing, "test"), {"show": str(rosa.uuid)})
    assert "Dear friend" in Message.objects.get().text


def test_a_test_goes_to_oneself_and_colleagues_and_is_never_counted(ours, organiser):
    make.supporter(ours, "Rosa Diaz", consent=GIVEN)
    ben = make.member(ours, "Ben Hart", Role.ORGANISER)
    stranger = make.member(make.organisation("B", "b"), "Eve Else")
    mailing = make.mailing(ours)

    organiser.post(address(mailing, "test"), {"to": [ben.pk, stranger.pk, "x"]})

    got = Message.objects.order_by("pk").values_list("to_address", "subject", "kind")
    subject = "Test: Good news, Rosa"
    assert list(got) == [
        ("ana.lopez@example.org", subject, "mailing_test"),
        ("ben.hart@example.org", subject, "mailing_test"),
    ]
    assert not Recipient.objects.exists()


def test_so_many_tests_go_in_an_hour_and_no_more(ours):
    mailing, by = make.mailing(ours), Actor("member:1", "Ana Lopez")
    at = leasing.now()
    many = [f"{number}@example.org" for number in range(sampling.TESTS_AN_HOUR)]

    sampling.send_test(mailing=mailing, to=many, which="normal", at=at, by=by)

    with pytest.raises(sampling.TooManyTestsError, match="40 test emails in an hour"):
        sampling.send_test(mailing=mailing, to=["x@example.org"], which="normal", at=at, by=by)
    later = at + timedelta(hours=2)
    sampling.send_test(mailing=mailing, to=["x@example.org"], which="normal", at=later, by=by)


def test_the_page_asks_as_much_for_many_people_as_for_one(
    ours, organiser, django_assert_max_num_queries
):
    mailing = make.mailing(ours)
    for number in range(30):
        make.supporter(ours, "Rosa Diaz", email=f"{number}@example.org", consent=GIVEN)

    with django_assert_max_num_queries(24):
        assert organiser.get(address(mailing)).status_code == 200


@pytest.mark.parametrize(("country", "region", "said"), [
    ("US", "OH", "Ohio"), ("CA", "ON", "Ontario"), ("US", "", "your state"),
])  # fmt: skip
def test_the_field_of_the_state_says_the_state_of_their_country(ours, country, region, said):
    rosa = make.supporter(ours, "Rosa Diaz", country=country, region=region, consent=GIVEN)
    mailing = make.mailing(ours, body="Dear friend in {{ state or 'your state' }}")

    assert f"Dear friend in {said}" in sampling.as_person(mailing, rosa).text
