"""Answers to a campaign's own questions: counted, chosen by, and shown with the person."""

import pytest

from tests import make
from undersigned.actions.models import Answer, OwnQuestion
from undersigned.campaigns.models import Campaign
from undersigned.dashboard import results
from undersigned.mailings import audience
from undersigned.mailings.models import Mailing
from undersigned.petitions.models import Signature
from undersigned.segments import compiling, reading
from undersigned.segments.areas import EVERYWHERE
from undersigned.segments.criteria import RuleError
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = pytest.mark.django_db
Kind = OwnQuestion.Kind


def asked(campaign: Campaign, label: str, kind: Kind, *choices: str) -> OwnQuestion:
    return OwnQuestion.objects.create(
        campaign=campaign, label=label, kind=kind, choices=list(choices)
    )


def answered(campaign: Campaign, name: str, **said: str) -> Supporter:
    """A confirmed signer; `said` is by the question's kind."""
    person = make.supporter(campaign.organisation, name, consent=EmailConsent.GIVEN)
    make.signature(campaign, person)
    for question in campaign.questions.all():
        if question.kind in said:
            Answer.objects.create(
                question=question, supporter=person, value=said[question.kind], at=make.NOON
            )
    return person


@pytest.fixture
def campaign():
    made = make.campaign(make.organisation(postal_address="1 Main Street"))
    asked(made, "I am a registered voter", Kind.CHECKBOX)
    asked(made, "How do you vote?", Kind.CHOICE, "By mail", "In person: early")
    asked(made, "Why do you sign?", Kind.TEXT)
    return made


def rule(question: OwnQuestion, answer: str = "") -> dict[str, object]:
    return {
        "criterion": "answered",
        "value": {"question": str(question.uuid), "answer": answer},
    }


def test_registered_voters_are_counted_and_withdrawn_ones_are_not(
    campaign, django_assert_num_queries
):
    answered(campaign, "Rosa Diaz", checkbox="yes", choice="By mail", text="My aunt.")
    gone = answered(campaign, "Lee Moss", checkbox="yes")
    answered(campaign, "Cho Park", choice="By mail")
    Signature.objects.filter(supporter=gone).update(state=Signature.State.WITHDRAWN)

    with django_assert_num_queries(3):
        found = {one.question.kind: one.lines for one in results.by_answer(campaign)}

    assert found == {
        "checkbox": [("ticked", 1)],
        "choice": [("By mail", 2)],
        "text": [("wrote an answer", 1)],
    }


def test_a_question_that_is_no_longer_asked_keeps_its_answers_and_comes_last(campaign):
    answered(campaign, "Rosa Diaz", checkbox="yes")
    campaign.questions.update(retired_at=make.NOON)

    [only] = results.by_answer(campaign)

    assert only.question.label == "I am a registered voter"


def test_the_results_page_shows_them(campaign):
    answered(campaign, "Rosa Diaz", checkbox="yes", choice="By mail")
    ana = make.signed_in(make.member(campaign.organisation))

    text = ana.get(f"/dashboard/river-valley/campaigns/{campaign.uuid}/results/").text

    assert "I am a registered voter" in text
    assert "Nobody has answered yet." in text


@pytest.mark.parametrize(
    ("kind", "answer", "names", "words"),
    [
        ("checkbox", "yes", {"Rosa"}, "Ticked “I am a registered voter”"),
        ("choice", "By mail", {"Cho"}, "Answered “By mail” to “How do you vote?”"),
        ("choice", "", {"Rosa", "Cho"}, "Answered “How do you vote?”"),
    ],
)
def test_people_are_chosen_by_what_they_answered(campaign, kind, answer, names, words):
    answered(campaign, "Rosa Diaz", checkbox="yes", choice="In person: early")
    answered(campaign, "Cho Park", choice="By mail")
    answered(campaign, "Lee Moss")
    ours = campaign.organisation_id
    chosen = rule(campaign.questions.get(kind=kind), answer)

    found = compiling.compile_rules(chosen, organisation_id=ours, by=EVERYWHERE)

    assert set(found.values_list("given_name", flat=True)) == names
    assert reading.read(chosen, organisation_id=ours) == words


def test_people_are_chosen_by_words_in_what_they_wrote(campaign):
    answered(campaign, "Rosa Diaz", text="My AUNT lives there.")
    answered(campaign, "Cho Park", text="100% sure")
    question, ours = campaign.questions.get(kind="text"), campaign.organisation_id
    written = audience.Choice(answered=f"{question.uuid}:", answered_words="aunt")

    found = compiling.compile_rules(written.rules(), organisation_id=ours, by=EVERYWHERE)

    assert [one.given_name for one in found] == ["Rosa"]
    assert audience.choice_of(written.rules()) == written
    assert reading.read(written.rules(), organisation_id=ours) == (
        "Answered “Why do you sign?” with “aunt” in it"
    )


def test_words_without_their_question_are_asked_for_it(campaign):
    mailing = make.mailing(campaign.organisation)
    ana = make.signed_in(make.member(campaign.organisation))
    page = f"/dashboard/river-valley/mailings/{mailing.uuid}/audience/"

    answer = ana.post(page, {"version": mailing.version, "answered_words": "aunt"})

    assert answer.status_code == 422
    assert "Choose the question whose answer contains this." in answer.text
    assert 'value="aunt"' in answer.text


def test_a_question_of_another_organisation_chooses_nobody_and_is_not_read(campaign):
    rosa = answered(campaign, "Rosa Diaz", checkbox="yes")
    other = make.organisation("Lake Side", "lake-side")
    question = campaign.questions.get(kind="checkbox")
    Supporter.objects.filter(pk=rosa.pk).update(organisation=other)

    assert not compiling.compile_rules(
        rule(question), organisation_id=other.pk, by=EVERYWHERE
    ).exists()
    with pytest.raises(RuleError, match="no longer there"):
        reading.read(rule(question), organisation_id=other.pk)
    with pytest.raises(RuleError, match="Choose a question"):
        compiling.condition({"criterion": "answered", "value": "x"}, organisation_id=1)


def test_an_audience_of_registered_voters_who_do_not_vote_early(campaign):
    answered(campaign, "Rosa Diaz", checkbox="yes", choice="In person: early")
    answered(campaign, "Cho Park", checkbox="yes", choice="By mail")
    mailing = make.mailing(campaign.organisation)
    ana = make.signed_in(make.member(campaign.organisation))
    page = f"/dashboard/river-valley/mailings/{mailing.uuid}/audience/"
    voter = f"{campaign.questions.get(kind='checkbox').uuid}:yes"
    early = f"{campaign.questions.get(kind='choice').uuid}:In person: early"
    assert "I am a registered voter: ticked" in ana.get(page).text

    answer = ana.post(page, {"version": 1, "answered": voter, "not_answered": early})

    assert answer.status_code == 302
    saved = Mailing.objects.get()
    assert audience.count(saved).addresses == 1
    again = ana.get(page).context["form"]
    assert (again["answered"].value(), again["not_answered"].value()) == (voter, early)


def test_a_persons_timeline_tells_what_they_answered(campaign):
    rosa = answered(campaign, "Rosa Diaz", checkbox="yes", choice="By mail")
    ana = make.signed_in(make.member(campaign.organisation))

    text = ana.get(f"/dashboard/river-valley/supporters/{rosa.uuid}/").text

    assert "Ticked “I am a registered voter”" in text
    assert "By mail" in text


def test_without_questions_the_audience_page_does_not_ask_about_answers():
    ours = make.organisation()
    mailing = make.mailing(ours)
    ana = make.signed_in(make.member(ours))

    text = ana.get(f"/dashboard/river-valley/mailings/{mailing.uuid}/audience/").text

    assert "Did not answer" not in text
