"""A variant of a mailing in blocks says other words in single blocks; the rest is as in A."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from undersigned.mailings import checking, sampling, variants
from undersigned.mailings.audience import Choice
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Mailing, Variant
from undersigned.organisations.models import Organisation
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db
WORDS = kinds.new("text", id="aaaaaaaa", words="Hello everybody")
OHIO = kinds.new("text", id="bbbbbbbb", words="Ohio only", when=Choice(states=["OH"]).rules())
BUTTON = kinds.new("button", id="cccccccc", words="Read on", url="https://river.example/a")


@pytest.fixture
def ours() -> Organisation:
    return make.organisation(postal_address="1 Main Street")


@pytest.fixture
def mailing(ours: Organisation) -> Mailing:
    for state in ("OH", "TX"):
        make.supporter(ours, state, region=state, consent=EmailConsent.GIVEN)
    made = make.mailing(ours, in_blocks=True, blocks=[WORDS, OHIO, BUTTON], subject="A")
    Variant.objects.create(mailing=made, letter="B")
    return made


@pytest.fixture
def ana(ours: Organisation) -> Client:
    return make.signed_in(make.member(ours))


def page(mailing: Mailing) -> str:
    return reverse("mailings:variant", args=[mailing.organisation.slug, mailing.uuid, "B"])


def read(mailing: Mailing, letter: str, state: str) -> str:
    """The text of that variant as somebody in that state gets it."""
    person = mailing.organisation.supporter_set.get(region=state)
    return sampling.as_person(dict(variants.of(mailing))[letter], person).text


def test_other_words_in_a_block_leave_conditions_and_the_other_blocks_alone(
    mailing: Mailing, ana: Client
) -> None:
    typed = {
        "version": mailing.version, "block_aaaaaaaa_words": "Dear neighbour",
        "block_bbbbbbbb_words": "For Ohio", "block_cccccccc_url": "https://river.example/b",
    }  # fmt: skip
    assert ana.post(page(mailing), typed).status_code == 302

    mailing.refresh_from_db()
    assert "Hello everybody" in read(mailing, "A", "OH")
    ohio, texas = read(mailing, "B", "OH"), read(mailing, "B", "TX")
    assert "Dear neighbour" in ohio
    assert "For Ohio" in ohio
    assert "Read on" in ohio
    assert "river.example/b" in ohio
    assert "Dear neighbour" in texas
    assert "Ohio" not in texas
    again = ana.get(page(mailing)).text
    assert "Dear neighbour" in again
    assert "Block 3, Button: Leads to" in again
    assert "Hello everybody" in again  # what it stands in place of


def test_each_variant_is_looked_at_as_people_get_it(mailing: Mailing, ana: Client) -> None:
    Variant.objects.update(subject="{{ first_name or 'You' }} first", parts={
        "aaaaaaaa": {"words": "Dear neighbour"}
    })  # fmt: skip
    look = reverse("mailings:look", args=[mailing.organisation.slug, mailing.uuid])

    first, second = ana.get(look).text, ana.get(look, {"variant": "B", "way": "text"}).text

    assert "Dear neighbour" not in first
    assert "Dear neighbour" in second
    assert "You" in second  # who reads a fallback
    assert "show=empty&amp;way=text&amp;variant=B" in second
    shown = reverse("mailings:shown", args=[mailing.organisation.slug, mailing.uuid])
    assert "Dear neighbour" in ana.get(shown, {"variant": "B"}).text
    assert "Dear neighbour" not in ana.get(shown, {"variant": "Z"}).text


def test_words_that_cannot_be_sent_are_named_and_kept(mailing: Mailing, ana: Client) -> None:
    typed = {"version": mailing.version, "block_aaaaaaaa_words": "Dear {{ shoe_size }}"}
    answer = ana.post(page(mailing), typed)
    assert answer.status_code == 422
    assert "Dear {{ shoe_size }}" in answer.text.replace("&#x27;", "'")
    assert Variant.objects.get().parts == {}

    Variant.objects.update(parts={"cccccccc": {"url": "nowhere"}})
    found = [one.what for one in checking.check_letter(mailing, at=make.NOON)]
    assert any(what.startswith("Variant B: Block 3, Button") for what in found)


def test_a_block_that_is_gone_takes_its_other_words_along(mailing: Mailing) -> None:
    Variant.objects.update(parts={"aaaaaaaa": {"words": "Dear neighbour"}})
    Mailing.objects.update(blocks=[OHIO, BUTTON])
    mailing.refresh_from_db()
    assert "Dear neighbour" not in read(mailing, "B", "OH")


def test_another_text_altogether_stands_in_place_of_all_blocks(
    mailing: Mailing, ana: Client
) -> None:
    typed = {"version": mailing.version, "body": "Short."}
    assert ana.post(page(mailing), typed).status_code == 302
    mailing.refresh_from_db()
    text = read(mailing, "B", "OH")
    assert "Short." in text
    assert "Ohio only" not in text
