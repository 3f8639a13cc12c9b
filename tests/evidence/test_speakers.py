"""Who speaks in an article: known decision makers are offered a statement, nobody else is."""

import pytest

from tests import make
from undersigned.evidence.articles.found import Article, Passage, Quotation
from undersigned.evidence.desk import speaking
from undersigned.officials.models import DecisionMaker, Statement

pytestmark = pytest.mark.django_db

HOME = "/dashboard/river-valley/evidence/"


@pytest.fixture
def organisation():
    return make.organisation()


@pytest.fixture
def client(organisation):
    return make.signed_in(make.member(organisation))


def test_what_a_known_decision_maker_says_in_an_article_is_offered_as_a_statement(
    client, organisation
):
    person = DecisionMaker.objects.create(
        organisation=organisation, name="Lena Ford", office="Mayor", created_at=make.NOON
    )
    text = (
        "March 3, 2026\n\n“The ferry stays,” said Mayor Lena Ford. “I doubt it,” said Ed Roe."
    )
    page = client.post(f"{HOME}article/", {"text": text, "source": "Lake Courier"}).text
    assert page.count("Put it into the form of a statement") == 1
    form = f"/dashboard/river-valley/decision-makers/{person.uuid}/statements/new/"
    assert form in page
    offered = {
        "words": "The ferry stays", "is_quotation": "on", "date": "2026-03-03",
        "date_means": "by", "source_title": "Lake Courier",
    }  # fmt: skip

    filled = client.post(form, offered | {"offered": "1"}).text

    assert not Statement.objects.exists()
    assert all(f'value="{offered[name]}"' in filled for name in ("date", "source_title"))
    client.post(form, offered | {"version": "0"})
    said = Statement.objects.get()
    assert (said.words, said.is_quotation, said.date_means) == ("The ferry stays", True, "by")


@pytest.mark.parametrize(
    ("speaker", "found"),
    [("Sen. Ruth Halvorsen", True), ("Halvorsen", True), ("Ruth A. Halvorsen", True),
     ("Ruth", False), ("Ruth Halvorsen Clark", False), ("Halvorsen Group", False), ("", False)],
)  # fmt: skip
def test_a_speaker_is_known_by_the_whole_or_the_family_name(organisation, speaker, found):
    DecisionMaker.objects.create(
        organisation=organisation, name="Ruth Halvorsen", created_at=make.NOON
    )
    said = Quotation(passage=Passage(0, 1), words="A lake", speaker=speaker)

    (one,) = speaking.spoken(
        Article(text="", quotations=(said,)), organisation_id=organisation.pk
    )

    assert (one.person is not None) is found
