"""No text of a record becomes a part of a mailing's template, whatever characters it has."""

from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes

from tests import make
from tests.mailings.test_figures import NOW, claim, counted, draft, result
from undersigned.evidence.models import Claim, Poll, Question
from undersigned.lib import leasing
from undersigned.mailings import (
    composing,
    figuring,
    merging,
    people,
    preparing,
    rendering,
    sampling,
    showing,
)
from undersigned.mailings.blocks import kinds
from undersigned.mailings.blocks.drawing import Figure
from undersigned.mailings.models import Mailing
from undersigned.mailings.rendering import Note
from undersigned.organisations.models import Organisation
from undersigned.segments.areas import EVERYWHERE

HARM = [
    "\ue002for a in range(9)\ue003boom\ue002endfor\ue003",
    "\ue002print 'boom'|safe\ue003",
    "\ue0006 * 7\ue001",
    "\ue000f0\ue001",
    "\ue002if not f9\ue003boom\ue002endif\ue003",
    "\ue002",
    "\ue004boom",
]
WORDS = [(harm, merging.clean(harm)) for harm in HARM]


@pytest.fixture
def ours() -> Organisation:
    return make.organisation(postal_address="1 Main Street")


def bytes_of(mailing: Mailing) -> list[str]:
    """Text and HTML of the real email to one person."""
    composer = composing.Composer(mailing, preparing.prepare(mailing, at=make.NOON))
    reader = people.reader(make.supporter(mailing.organisation, "Rosa Diaz"))
    person = people.person(reader, recipient=mailing.uuid)
    found = message_from_bytes(composer.compose(person, at=0), policy=default)
    return [
        " ".join(part.get_content().split())
        for part in map(found.get_body, [("plain",), ("html",)])
    ]


def said(mailing: Mailing) -> list[str]:
    """Everything that shows it: the email's bytes, the look and the preview."""
    looked = sampling.as_person(mailing, None)
    shown = showing.preview(mailing, EVERYWHERE)
    assert "error" not in shown
    everything = [*bytes_of(mailing), looked.text, looked.html, str(shown["body"])]
    return [one.replace("&#39;", "'").replace("&#x27;", "'") for one in everything]


@pytest.mark.django_db
@pytest.mark.parametrize(("harm", "words"), WORDS)
def test_a_polls_pollster_and_its_people_are_words(ours, harm, words):
    answer = result(ours)
    Poll.objects.update(pollster=f"Valley {harm}")
    Question.objects.update(population=f"voters {harm}")

    for one in said(draft(ours, f"poll:{answer.pk}")):
        assert f"Valley {words}, voters {words}" in one


@pytest.mark.django_db
@pytest.mark.parametrize(("harm", "words"), WORDS)
def test_a_campaigns_title_in_a_count_is_words(ours, harm, words):
    campaign = counted(ours)
    type(campaign).objects.update(title=f"Bridge {harm}")

    for one in said(draft(ours, f"count:{campaign.uuid}")):
        assert f"signatures of “Bridge {words}”" in one


@pytest.mark.django_db
@pytest.mark.parametrize(("harm", "words"), WORDS)
def test_a_claims_pollster_and_its_sentence_in_a_footnote_are_words(ours, harm, words):
    made = claim(ours)
    Poll.objects.update(pollster=f"Valley {harm}")
    Claim.objects.update(sentence=f"64% want it {harm}")
    block = kinds.new("figure", words="64% want it", source=f"claim:{made.uuid}")
    link = f"[64%](/claims/{ours.slug}/{made.uuid}/)"
    text = kinds.new("text", words=f"64% want it {harm} {link}")
    mailing = make.mailing(ours, in_blocks=True, blocks=[block, text])

    *emailed, shown = said(mailing)

    assert len(preparing.notes(mailing)) == 1
    for one in emailed:
        assert f"Valley {words}" in one
        assert f"“64% want it {words}”" in one
    assert f"Valley {words}" in shown


@pytest.mark.django_db
@pytest.mark.parametrize(("harm", "words"), WORDS)
def test_an_organisations_name_address_and_who_paid_are_words(ours, harm, words):
    ours.name, ours.postal_address, ours.paid_for_by = (
        f"{told} {harm}" for told in ("Neighbors", "Main Street", "Paid for by")
    )
    ours.save()

    *emailed, _shown = said(make.mailing(ours, body="Hello"))

    for one in emailed:
        for told in ("Neighbors", "Main Street", "Paid for by"):
            assert f"{told} {words}" in one


@pytest.mark.django_db
@pytest.mark.parametrize("bracket", ["&#xE002;", "&#57346;", "&#xe004;"])
def test_a_character_that_is_spelt_as_a_number_is_no_bracket(ours, bracket):
    end = bracket.replace("2", "3").replace("6;", "7;")
    mailing = make.mailing(ours, body=f"Hello {bracket}for a in f0{end} you")

    for one in said(mailing):
        assert "for a in f0" in one


@pytest.mark.django_db
def test_a_slot_that_is_spelt_as_a_number_is_refused(ours):
    mailing = make.mailing(ours, subject="Hi", body="Hello &#xE000;unsubscribe&#xE001;")

    with pytest.raises(merging.MergeError):
        sampling.as_person(mailing, None)
    assert "error" in showing.preview(mailing, EVERYWHERE)
    assert figuring.of(mailing, at=NOW) == {}


@pytest.mark.parametrize("source", [HARM[0], HARM[1], HARM[2], HARM[5], HARM[6]])
def test_a_template_that_says_more_than_slots_and_conditions_is_refused(source):
    with pytest.raises(merging.MergeError):
        merging.template(source, html=True)


def test_a_template_has_nothing_at_hand():
    environment = merging.template("x", html=True).environment

    assert (environment.globals, environment.filters, environment.tests) == ({}, {}, {})


texts = st.lists(
    st.characters(min_codepoint=0xE000, max_codepoint=0xE006)
    | st.characters(min_codepoint=0xE000, max_codepoint=0xF8FF)
    | st.sampled_from([" if f0 ", " endif ", " else ", "print ", "f0", "when_x", "unsubscribe"])
    | st.sampled_from(["&#xE002;", "a", "/", "}}", "<b>", "#", "\n", " set x = 1 "]),
    min_size=1, max_size=12,
).map(lambda found: "x" + "".join(found))  # fmt: skip


@given(text=texts)
def test_no_text_of_a_record_changes_what_a_template_is_made_of(text):
    assert shapes(text) == shapes("x")


def shapes(text: str) -> list[object]:
    """Of a mailing in which every record says that: its email's parts and the preview's."""
    block = kinds.new("figure", words="{{ first_name or 'all' }}", source="poll:1")
    other = kinds.new("text", words="Hi", when={"all": []}, otherwise="Ho") | {"id": "00000001"}
    block["id"] = "00000000"
    organisation = Organisation(name=text, postal_address=text, paid_for_by=text)
    mailing = Mailing(
        organisation=organisation, subject="Hi", in_blocks=True, blocks=[block, other]
    )
    figure = Figure(number=text, source=text, date=text, path=f"/{text}")
    prepared = rendering.prepare(
        mailing, slugs=frozenset(), at=leasing.now(), figures={"00000000": figure},
        notes=[Note(sentence=text, status=text, path=f"/{text}", holds=True)],
    )  # fmt: skip
    written = rendering.write(mailing, figures={"00000000": figure}).body
    everything = (prepared.text, prepared.html, written.text, written.html)
    return [shape(merging.parse(one).body) for one in everything]


def shape(body: list[nodes.Node]) -> list[object]:
    """Its slots and conditions, without the words between them."""
    found: list[object] = []
    for node in body:
        if isinstance(node, nodes.If):
            found.append((node.test.name, shape(node.body), shape(node.else_)))
        else:
            found += [part.name for part in node.nodes if isinstance(part, nodes.Name)]
    return found
