"""'It is this one': an article that was read is put beside the record of a poll."""

import hashlib
import html
import re
from datetime import date
from pathlib import Path

import pytest

from tests import make
from undersigned.evidence import keeping
from undersigned.organisations.auditing import CLOCK
from undersigned.organisations.models import AuditEntry

pytestmark = pytest.mark.django_db

HOME = "/dashboard/river-valley/evidence/"
ARTICLE = (Path(__file__).parent / "articles" / "broadsheet.txt").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def poll():
    return keeping.add_poll(
        organisation=make.organisation(), at=make.NOON, by=CLOCK,
        values={"pollster": "New York Times-Siena College", "source_title": "The Times",
                "field_end": date(2022, 7, 7)},
        questions=[
            keeping.Asked(values={"in_short": "Someone else?", "population": "Democrats"},
                          results=[("someone else", "64 %")])
        ],
    )  # fmt: skip


@pytest.fixture
def client(poll):
    return make.signed_in(make.member(poll.organisation))


def matched(page, poll):
    """What the button beside the poll sends: the article, and of which poll of it."""
    button = re.search(rf'formaction="[^"]*{poll.uuid}[^"]*" name="place" value="(\d+)"', page)
    assert button
    form = page[page.index('<form id="match"') :]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    return {name: html.unescape(value) for name, value in sent.items()} | {"place": button[1]}


def test_it_is_this_one_puts_the_article_beside_the_record_at_the_second_press(client, poll):
    asked = {"text": ARTICLE, "source": "The Hill, Most want another",
             "address": "https://hill.example/a"}  # fmt: skip
    sent = matched(client.post(f"{HOME}article/", asked).text, poll)
    address = f"{HOME}polls/{poll.uuid}/articles/new/"

    first = client.post(address, sent).text

    assert "No figure of the record changes." in first
    assert "64 percent" in first
    assert not poll.articles.exists()
    assert not poll.copies.exists()
    typed = {**sent, "passage": "64 percent of Democrats would.", "sure": "yes", "keep": "on"}
    assert client.get(address).status_code == 405
    assert client.post(address, {**typed, "passage": ""}).status_code == 422
    for _twice in range(2):
        assert client.post(address, typed).status_code == 302

    row, copy = poll.articles.get(), poll.copies.get()
    assert (row.title, row.address) == (asked["source"], asked["address"])
    assert copy.sha256 == hashlib.sha256(ARTICLE.strip().encode()).hexdigest()
    assert poll.corrections.get().after.endswith("64 percent of Democrats would.")
    assert AuditEntry.objects.filter(verb="put an article beside").count() == 1
    page = client.get(f"{HOME}polls/{poll.uuid}/record/").text
    assert "Articles that tell of it" in page
    assert "64 percent of Democrats would." in page


def test_the_text_of_an_article_is_no_copy_without_the_persons_yes(client, poll):
    sent = matched(
        client.post(f"{HOME}article/", {"text": ARTICLE, "source": "Hill"}).text, poll
    )

    client.post(
        f"{HOME}polls/{poll.uuid}/articles/new/", {**sent, "passage": "It says.", "sure": "yes"}
    )

    assert poll.articles.count() == 1
    assert not poll.copies.exists()
