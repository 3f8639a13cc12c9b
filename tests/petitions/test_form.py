"""What the form takes, what it says of a mistake, and what it makes of each answer."""

import pytest
from django.test import Client

from tests import make
from tests.petitions.make import confirm_newest, fold, sign, typed
from undersigned.actions.models import Answer, OwnQuestion, Submission
from undersigned.campaigns.models import Campaign
from undersigned.petitions.models import Petition, Signature
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("given_name", "", b"Please type your name."),
        ("email", "luis", b"This is no email address."),
        ("postal_code", "123", b"no US ZIP code"),
        ("postal_code", "", b"Please type your ZIP code"),
        ("leave_empty", "x", b"only programs fill it in"),
        ("stamp", "forged", b"This page was open for long"),
    ],
)
def test_an_error_keeps_what_was_typed(
    campaign: Campaign, field: str, value: str, said: bytes
) -> None:
    answer = Client().post(
        f"/{campaign.slug}/sign", typed(campaign, **{"family_name": "Ōrtega", field: value})
    )

    assert answer.status_code == 422
    assert said in answer.content
    assert "Ōrtega" in answer.content.decode()
    assert not Submission.objects.exists()


def test_a_zip_code_without_a_state_asks_for_the_state(campaign: Campaign) -> None:
    unknown = typed(campaign, postal_code="00000")

    asked = Client().post(f"/{campaign.slug}/sign", unknown)
    answer = Client().post(f"/{campaign.slug}/sign", {**unknown, "region": "OH"})
    fold()

    assert asked.status_code == 422
    assert b"Please choose your state." in asked.content
    assert answer.status_code == 303
    assert Signature.objects.get().region == "OH"


def test_a_form_of_another_site_is_refused(campaign: Campaign) -> None:
    answer = Client().post(
        f"/{campaign.slug}/sign", typed(campaign), headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert not Submission.objects.exists()


def test_a_country_that_wants_an_answer_gets_its_question(campaign: Campaign) -> None:
    Petition.objects.update(consent_by_country={"DE": "yes_no"})
    german = typed(campaign, country="DE", postal_code="10115")

    asked = Client().post(f"/{campaign.slug}/sign", german)
    answer = Client().post(f"/{campaign.slug}/sign", {**german, "consent": "no"})
    fold()

    assert asked.status_code == 422
    assert b"Please answer yes or no." in asked.content
    assert answer.status_code == 303
    assert Signature.objects.get().consent == "no"


@pytest.mark.parametrize(
    ("mode", "country", "sent", "said", "how"),
    [
        ("box", {}, {}, "", ""),
        ("box", {}, {"consent": "on"}, "yes", "form"),
        ("notice", {}, {}, "yes", "notice"),
        ("yes_no", {}, {"consent": "yes"}, "yes", "form"),
        # The person had an unticked box before them: their country's notice was not read.
        ("box", {"US": "notice"}, {}, "", ""),
        # The person had a notice before them, and their country wants a box.
        ("notice", {"US": "box"}, {}, "", ""),
    ],
)
def test_consent_is_what_the_person_answered(
    campaign: Campaign, mode: str, country: dict[str, str], sent: dict[str, str], said: str,
    how: str,
) -> None:  # fmt: skip
    Petition.objects.update(consent=mode, consent_by_country=country)

    sign(campaign, None, asked=mode, **sent)

    signature = Signature.objects.get()
    assert (signature.consent, signature.consent_how) == (said, how)


def test_who_unsubscribed_and_agrees_again_is_mailed_again(campaign: Campaign) -> None:
    make.supporter(
        campaign.organisation, "Luis Ortega", consent=EmailConsent.WITHDRAWN,
    )  # fmt: skip
    sign(campaign, consent="on")

    confirm_newest()

    assert Supporter.objects.get().email_consent == EmailConsent.GIVEN


def test_own_questions_reach_the_supporter_with_the_confirmation(campaign: Campaign) -> None:
    voter = OwnQuestion.objects.create(
        campaign=campaign, kind="checkbox", label="I am a registered voter", required=True
    )
    why = OwnQuestion.objects.create(
        campaign=campaign, kind="choice", label="Which?", choices=["Mail", "Parcels"]
    )
    text = OwnQuestion.objects.create(campaign=campaign, kind="text", label="Since when?")
    missing = Client().post(f"/{campaign.slug}/sign", typed(campaign))
    sign(campaign, None, **{
        f"q_{voter.uuid.hex}": "on", f"q_{why.uuid.hex}": "Mail", f"q_{text.uuid.hex}": "",
    })  # fmt: skip
    assert not Answer.objects.exists()

    confirm_newest()

    assert missing.status_code == 422
    assert set(Answer.objects.values_list("question__label", "value")) == {
        ("I am a registered voter", "yes"), ("Which?", "Mail"),
    }  # fmt: skip


def test_a_comment_and_a_shown_name_wait_for_approval(campaign: Campaign) -> None:
    Petition.objects.update(takes_comments=True, names="approved", name_fields="one")

    sign(campaign, comment="My mother walks there.", show_name="on")

    signature = Signature.objects.get()
    assert (signature.comment_state, signature.show_name) == ("waiting", True)
    assert not signature.name_approved


def test_where_people_came_from_is_kept(campaign: Campaign) -> None:
    from undersigned.actions import sources  # noqa: PLC0415  beside its one use

    sign(campaign, email="first@example.org")
    first = Signature.objects.get()

    sign(campaign, source="partner", utm_source="radio", ref=sources.code(first.uuid))

    second = Signature.objects.get(email="luis.ortega@example.org")
    assert (second.source, second.utm) == ("partner", {"utm_source": "radio"})
    assert second.referred_by == first
