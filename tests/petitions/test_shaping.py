"""The organiser shapes the form and decides what of signers is shown."""

import pytest
from django.test import Client

from tests import make
from tests.petitions.make import confirm_newest, emails, link, sign
from undersigned.accounts.models import Role
from undersigned.actions.models import OwnQuestion
from undersigned.campaigns.models import Campaign
from undersigned.organisations.models import AuditEntry
from undersigned.petitions import moderating, withdrawing
from undersigned.petitions.models import Petition, Signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())


@pytest.fixture
def client(campaign: Campaign) -> Client:
    return make.signed_in(make.member(campaign.organisation))


def typed(campaign: Campaign, **values: str) -> dict[str, str]:
    questions = {f"question{n}-kind": "checkbox" for n in range(5)}
    return {
        "version": str(campaign.version), "name_fields": "one", "consent": "box",
        "confirm": "always", "names": "approved", "yes_no": "de, at", **questions, **values,
    }  # fmt: skip


def test_settings_and_own_questions_are_saved_together(
    campaign: Campaign, client: Client
) -> None:
    page = f"/dashboard/river-valley/campaigns/{campaign.uuid}/form/"
    assert client.get(page).status_code == 200

    asked = {"question0-label": "I am a registered voter", "question0-required": "on"}
    answer = client.post(page, typed(campaign, **asked))

    assert answer.status_code == 302
    petition = Petition.objects.get()
    assert petition.consent_by_country == {"DE": "yes_no", "AT": "yes_no"}
    assert OwnQuestion.objects.get().required
    assert AuditEntry.objects.get(verb="changed the form of").after["names"] == "approved"
    assert b"I am a registered voter" in client.get(page).content


def test_a_question_without_words_is_asked_no_more(campaign: Campaign, client: Client) -> None:
    question = OwnQuestion.objects.create(campaign=campaign, kind="text", label="Why?")
    page = f"/dashboard/river-valley/campaigns/{campaign.uuid}/form/"

    client.post(page, typed(campaign, **{"question0-uuid": str(question.uuid),
                                         "question0-label": "Why now?"}))  # fmt: skip
    question.refresh_from_db()
    assert (question.label, question.retired_at) == ("Why now?", None)
    campaign.refresh_from_db()
    client.post(page, typed(campaign))

    question.refresh_from_db()
    assert question.retired_at is not None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"box": "XX"}, "“XX” is no country code."),
        ({"notice": "DE"}, "DE stands twice."),
        ({"question0-label": "Which?", "question0-kind": "choice"}, "at least two answers"),
        ({"version": "7"}, "Somebody saved this campaign"),
    ],
)
def test_an_error_is_told_and_nothing_saved(
    campaign: Campaign, client: Client, values: dict[str, str], said: str
) -> None:
    page = f"/dashboard/river-valley/campaigns/{campaign.uuid}/form/"

    answer = client.post(page, typed(campaign, **values))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Petition.objects.get().name_fields == "two"


def test_comments_and_names_are_shown_once_approved(campaign: Campaign, client: Client) -> None:
    Petition.objects.update(takes_comments=True, names="approved", blocked_words="idiot")
    sign(campaign, comment="My mother walks there.", show_name="on")
    Client().post(link(emails()[0], "confirm"))
    sign(campaign, email="bo@example.org", comment="What IDIOTS")
    Client().post(link(emails("bo@example.org")[0], "confirm"))
    page = "/dashboard/river-valley/comments/"
    shown = client.get(page).content.decode()
    luis, bo = Signature.objects.order_by("pk")

    client.post(page, {"chosen": [moderating.mark(luis)], "decision": "approve"})
    client.post(page, {"chosen": [moderating.mark(bo)], "decision": "refuse"})
    client.post(page, {"decision": "approve"})

    luis.refresh_from_db()
    bo.refresh_from_db()
    assert "idiot" in shown
    assert (luis.comment_state, luis.name_approved) == ("approved", True)
    assert (bo.comment_state, bo.name_approved) == ("refused", False)
    assert b"Nothing waits" in client.get(page).content


def public_page(campaign: Campaign) -> str:
    return Client().get(f"/{campaign.slug}/").content.decode()


@pytest.fixture
def approved(campaign: Campaign, client: Client) -> Signature:
    """Luis's comment and name, confirmed and approved."""
    Petition.objects.update(takes_comments=True, names="approved")
    sign(campaign, comment="My mother walks there.", show_name="on")
    Client().post(link(emails()[0], "confirm"))
    luis = Signature.objects.get()
    assert "My mother" not in public_page(campaign)
    assert "Luis" not in public_page(campaign)
    client.post("/dashboard/river-valley/comments/",
                {"chosen": [moderating.mark(luis)], "decision": "approve"})  # fmt: skip
    return luis


@pytest.mark.usefixtures("approved")
def test_the_page_shows_approved_words_with_first_name_and_state_and_the_names(
    campaign: Campaign,
) -> None:
    page = public_page(campaign)

    assert "My mother walks there." in page
    assert "Luis, Ohio" in page
    assert "<li>Luis Ortega</li>" in page
    assert "43004" not in page


@pytest.mark.usefixtures("approved")
def test_where_no_names_are_shown_the_words_stand_alone_and_there_is_no_list(
    campaign: Campaign,
) -> None:
    Petition.objects.update(names="none")
    page = public_page(campaign)
    assert "A signer, Ohio" in page
    assert "Shown without your name" in page
    assert "Luis" not in page
    assert "Among the signers" not in page

    Petition.objects.update(takes_comments=False)

    assert "My mother" not in public_page(campaign)


def test_the_first_word_of_a_whole_name_is_shown_and_the_country_of_those_abroad(
    campaign: Campaign, approved: Signature
) -> None:
    Petition.objects.update(name_fields="one")
    Signature.objects.update(given_name="Luis Ortega", family_name="", country="DE", region="")

    assert "Luis, Germany" in public_page(campaign)


def test_what_was_approved_can_be_taken_off_again(
    campaign: Campaign, client: Client, approved: Signature
) -> None:
    queue = "/dashboard/river-valley/comments/"
    assert b"My mother" in client.get(f"{queue}?approved").content

    client.post(queue, {"chosen": [moderating.mark(approved)], "decision": "take_off"})
    client.post(queue, {"chosen": [moderating.mark(approved)], "decision": "take_off"})

    assert "My mother" not in public_page(campaign)
    assert "Luis" not in public_page(campaign)
    assert b"Nothing is approved" in client.get(f"{queue}?approved").content
    assert AuditEntry.objects.filter(verb="took off the page").count() == 1


def test_words_typed_since_a_colleague_looked_are_looked_at_again(
    campaign: Campaign, client: Client
) -> None:
    Petition.objects.update(takes_comments=True, names="approved")
    sign(campaign, comment="My mother walks there.", show_name="on")
    Client().post(link(emails()[0], "confirm"))
    luis = Signature.objects.get()
    seen = moderating.mark(luis)
    withdrawing.withdraw([luis.uuid], at=luis.signed_at)
    sign(campaign, comment="Buy my pills!", show_name="on")
    Signature.objects.update(state="confirmed", confirmed_at=make.NOON)

    answer = client.post(
        "/dashboard/river-valley/comments/", {"chosen": [seen], "decision": "approve"},
        follow=True,
    )  # fmt: skip

    assert "the words are others by now" in answer.content.decode()
    assert "Buy my pills!" not in public_page(campaign)


@pytest.mark.parametrize(("name", "is_shown"), [("Luis", True), ("Luis 🅱🆄🆈", False)])
def test_a_name_that_was_approved_stands_for_no_other_one(
    campaign: Campaign, approved: Signature, name: str, *, is_shown: bool
) -> None:
    withdrawing.withdraw([approved.uuid], at=approved.signed_at)
    sign(campaign, given_name=name, show_name="on")
    Signature.objects.update(state="confirmed", confirmed_at=make.NOON)

    approved.refresh_from_db()
    assert approved.given_name == name
    assert (f"<li>{name} Ortega</li>" in public_page(campaign)) is is_shown


def test_a_withdrawn_signature_takes_its_words_along(
    campaign: Campaign, approved: Signature
) -> None:
    Signature.objects.update(state="withdrawn", withdrawn_at=make.NOON)

    assert "My mother" not in public_page(campaign)
    assert "Luis" not in public_page(campaign)


def test_a_viewer_decides_nothing(campaign: Campaign) -> None:
    viewer = make.signed_in(make.member(campaign.organisation, "Wes Viewer", role=Role.VIEWER))

    assert viewer.get("/dashboard/river-valley/comments/").status_code == 403


@pytest.mark.parametrize("typed_words", ["〖note〗", "[name]", "{{ name }}", "[0:name]"])
def test_brackets_in_an_organisers_words_stand_in_the_email_as_typed(
    campaign: Campaign, typed_words: str
) -> None:
    words = f"Keep {typed_words} open"
    Campaign.objects.update(title=words, thanks_email=words)
    sign(campaign)
    confirm_newest()

    asked, thanks = emails()
    assert words in asked.text
    assert words in thanks.text
