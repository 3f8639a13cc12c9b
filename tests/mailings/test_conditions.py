"""Blocks that are for some people alone, chosen by point and click."""

import pytest
from django.test import Client

from tests import make
from undersigned.campaigns.models import Campaign
from undersigned.mailings import audience, checking, conditions, preparing, sampling, scheduling
from undersigned.mailings.audience import Choice
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import AuditEntry
from undersigned.segments.models import Segment
from undersigned.supporters.models import EmailConsent, Field, Tag, Tagging

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make.organisation(postal_address="1 Main Street")


@pytest.fixture
def organiser(ours) -> Client:
    return make.signed_in(make.member(ours))


def draft(ours, *blocks) -> Mailing:
    return make.mailing(ours, in_blocks=True, blocks=list(blocks))


def address(mailing: Mailing, number: int = 0) -> str:
    one = mailing.blocks[number]["id"]
    return f"/dashboard/river-valley/mailings/{mailing.uuid}/blocks/{one}/condition/"


def test_a_condition_is_chosen_read_back_and_taken_away(ours, organiser):
    mailing = draft(ours, kinds.new("text", words="For Ohio"))
    Tag.objects.create(organisation=ours, name="baker")
    chosen = {"version": 1, "states": ["OH", "-"], "tag": "baker", "otherwise": "Hello, you"}

    answer = organiser.post(address(mailing), chosen)

    mailing.refresh_from_db()
    assert answer.url.endswith(f"/blocks/#block-{mailing.blocks[0]['id']}")
    assert mailing.blocks[0]["otherwise"] == "Hello, you"
    page = organiser.get(answer.url).content.decode()
    assert "Lives in Ohio or no known state and carries the tag “baker”" in page
    assert "The others read something else." in page
    again = organiser.get(address(mailing)).content.decode()
    assert "Hello, you" in again
    assert "Show it to everybody" in again
    organiser.post(address(mailing), {**chosen, "version": 2, "everybody": "yes"})
    mailing.refresh_from_db()
    assert "when" not in mailing.blocks[0]
    assert "otherwise" not in mailing.blocks[0]


def test_what_cannot_be_a_condition_is_told_and_kept(ours, organiser):
    mailing = draft(ours, kinds.new("text", words="Hi"))

    nothing = organiser.post(address(mailing), {"version": 1, "otherwise": "Kept"})
    wrong = organiser.post(
        address(mailing), {"version": 1, "states": ["OH"], "otherwise": "{{ first_name }}"}
    )
    later = organiser.post(address(mailing), {"version": 0, "states": ["OH"]})

    assert (nothing.status_code, wrong.status_code, later.status_code) == (422, 422, 422)
    assert b"Choose at least one thing" in nothing.content
    assert b"Kept" in nothing.content
    assert b"has no fallback" in wrong.content
    assert b"colleague saved" in later.content
    gone = address(mailing).replace(mailing.blocks[0]["id"], "00000000")
    assert organiser.get(gone).status_code == 404


def test_each_way_to_choose_comes_back_as_it_was():
    chosen = Choice(
        states=["OH", ""], tag="baker", signed="a", not_signed="b", segment="c", filled="shoe",
        not_segment="d",
    )  # fmt: skip

    assert audience.choice_of(chosen.rules()) == chosen
    assert Choice().rules() == {}


def test_a_thousand_people_are_asked_about_all_conditions_in_one_query(
    ours, django_assert_num_queries
):
    campaign = make.campaign(ours)
    tag = Tag.objects.create(organisation=ours, name="baker")
    Field.objects.create(organisation=ours, key="shoe", label="Shoe size")
    kept = Segment.objects.create(
        organisation=ours, name="Iowa", created_at=make.NOON,
        rules={"all": [{"criterion": "state", "value": ["IA"]}]},
    )  # fmt: skip
    rosa = make.supporter(ours, "Rosa Diaz", region="OH", fields={"shoe": "41"})
    cho = make.supporter(ours, "Cho Park", region="IA")
    make.signature(campaign, rosa)
    Tagging.objects.create(tag=tag, supporter=cho, at=make.NOON)
    signed = str(campaign.uuid)
    seen = {
        "ohio": Choice(states=["OH"]), "baker": Choice(tag="baker"),
        "shoe": Choice(filled="shoe"),
        "signed": Choice(signed=signed), "not": Choice(not_signed=signed),
        "kept": Choice(segment=str(kept.uuid)), "but": Choice(not_segment=str(kept.uuid)),
        "both": Choice(states=["OH"], tag="baker"),
    }  # fmt: skip
    asked = [conditions.Condition(name, one.rules()) for name, one in seen.items()]

    with django_assert_num_queries(3):  # the kept audience's rules, twice, and the people
        met = conditions.met(asked, [rosa.pk, cho.pk], organisation_id=ours.pk)

    assert met[rosa.pk] == {"ohio", "shoe", "signed", "but"}
    assert met[cho.pk] == {"baker", "not", "kept"}
    with django_assert_num_queries(0):
        assert conditions.met([], [rosa.pk], organisation_id=ours.pk) == {}


def test_a_person_sees_what_is_for_them_also_in_the_preview(ours):
    ohio = Choice(states=["OH"]).rules()
    text = kinds.new("text", words="Buckeye {{ first_name or 'friend' }}", when=ohio)
    mailing = draft(ours, {**text, "otherwise": "Not from {{ state or 'Ohio' }}"})
    rosa = make.supporter(ours, "Rosa Diaz", region="OH", consent=EmailConsent.GIVEN)
    cho = make.supporter(ours, "Cho Park", region="IA", consent=EmailConsent.GIVEN)

    hers, his = (sampling.as_person(mailing, one) for one in (rosa, cho))

    assert "Buckeye Rosa" in hers.html
    assert "Buckeye Rosa" in hers.text
    assert "Not from" not in hers.html
    assert "Not from Iowa" in his.text
    assert "Buckeye" not in his.html


def test_a_condition_that_names_what_is_gone_blocks_sending(ours, organiser):
    campaign = make.campaign(ours)
    rules = Choice(signed=str(campaign.uuid)).rules()
    mailing = draft(
        ours, kinds.new("text", words="Hi"), kinds.new("text", words="B", when=rules)
    )
    assert not checking.check_letter(mailing, at=make.NOON)
    Campaign.objects.filter(pk=campaign.pk).update(organisation=make.organisation("B", "b"))

    (found,) = checking.check_letter(mailing, at=make.NOON)

    assert "Block 2, Text “B”" in found.what
    assert found.remedy == "Choose anew who sees the block."
    page = f"/dashboard/river-valley/mailings/{mailing.uuid}/blocks/"
    assert organiser.get(page).status_code == 200


def test_a_kept_audience_is_fixed_as_the_mailing_begins(ours, settings, tmp_path):
    settings.DATA = tmp_path
    make.supporter(ours, region="OH", consent=EmailConsent.GIVEN)
    ohio = {"all": [{"criterion": "state", "value": ["OH"]}]}
    kept, other = (
        Segment.objects.create(
            organisation=ours, name=name, created_at=make.NOON, rules=ohio
        )
        for name in ("Ohio", "Gone")
    )  # fmt: skip
    begun, back = (
        draft(ours, kinds.new("text", words="Hi", when=Choice(segment=str(one.uuid)).rules()))
        for one in (kept, other)
    )  # fmt: skip
    Mailing.objects.update(state=Mailing.State.HELD, hold_until=make.NOON)
    other.delete()

    scheduling.start_due(at=make.NOON)
    Segment.objects.update(rules={"all": [{"criterion": "state", "value": ["TX"]}]})

    begun.refresh_from_db()
    back.refresh_from_db()
    assert begun.blocks[0]["when"] == {"all": [ohio]}
    assert (begun.state, back.state) == (Mailing.State.SENDING, Mailing.State.DRAFT)
    noted = AuditEntry.objects.get(subject_id=f"mailing:{back.pk}")
    assert "no longer there" in str(noted.after)


def test_nothing_stands_in_the_text_for_who_sees_nothing(ours):
    none = kinds.new("text", words="Secret", when=Choice(states=["TX"]).rules())
    mailing = draft(ours, kinds.new("text", words="Open"), none, kinds.new("text", words="End"))

    prepared = preparing.prepare(mailing, at=make.NOON)
    rendered = sampling.as_person(mailing, None)

    assert len(prepared.conditions) == 1
    assert "Open\n\nEnd\n\n" in rendered.text
