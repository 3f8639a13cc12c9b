"""The campaign page: what it shows in each state, how cheap it is, and what it never does."""

import gzip
import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests import make
from undersigned.campaigns.models import Campaign, Launch, OldSlug, TimelineEntry
from undersigned.lib.keeping import Kept
from undersigned.petitions.models import CountSnapshot, Petition
from undersigned.site.views import pages as views

pytestmark = pytest.mark.django_db
LIMIT = 25_000  # bytes of a page of 60,000; the walkthrough weighs all that is transferred


@pytest.fixture
def live() -> Campaign:
    campaign = make.campaign(
        make.organisation(paid_for_by="Paid for by River Valley Neighbors."),
        ask="Close none without a hearing.",
        story="In **Mill Creek** the post office shares a wall.",
        summary="The last counter for miles.",
    )
    CountSnapshot.objects.create(petition=campaign.petition, count=1234)
    return campaign


def test_it_says_who_asks_whom_for_what_and_who_pays(client: Client, live):
    page = client.get("/post-offices/").content.decode()

    assert "Keep rural post offices open" in page
    assert "Close none without a hearing." in page
    assert "<strong>Mill Creek</strong>" in page
    assert "Paid for by River Valley Neighbors." in page
    assert ">1,234</span>" in page
    assert 'action="/post-offices/sign"' in page


def test_it_is_the_same_for_everyone_and_kept_by_caches(live):
    member = make.signed_in(make.member(live.organisation))

    answer = member.get("/post-offices/")

    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "public" in answer["Cache-Control"]
    assert "csrf" not in answer.content.decode()


@time_machine.travel(make.NOON, tick=False)
def test_a_copy_that_is_still_good_is_not_sent_again(client: Client, live):
    first = client.get("/post-offices/")

    again = client.get("/post-offices/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def test_it_takes_a_fixed_number_of_queries(
    client: Client, live, django_assert_max_num_queries
):
    client.get("/post-offices/")

    with django_assert_max_num_queries(13):
        client.get("/post-offices/")


def test_the_page_and_its_styles_leave_room_for_the_typefaces(client: Client, live):
    answer = client.get("/post-offices/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content).decode()
    paths = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    paths -= {path for path in paths if path.endswith(".woff2")}
    accent = client.get("/o/river-valley/accent.css").content

    files = [gzip.compress(_static(path)) for path in paths]

    assert len(answer.content) + len(accent) + sum(len(file) for file in files) < LIMIT


def _static(path: str) -> bytes:
    found = finders.find(path)
    assert isinstance(found, str), path
    with open(found, "rb") as file:  # noqa: PTH123  a finder speaks of strings
        return file.read()


def test_a_draft_is_seen_by_no_stranger(client: Client):
    make.campaign(make.organisation(), state=Campaign.State.DRAFT)

    assert client.get("/post-offices/").status_code == 404


def test_an_announced_one_shows_when_it_starts_in_its_own_zone(client: Client):
    campaign = make.campaign(
        make.organisation(), state=Campaign.State.ANNOUNCED, launched_at=None,
        announced_at=make.NOON,
    )  # fmt: skip
    Launch.objects.create(
        campaign=campaign, at=make.NOON + timedelta(days=3), time_zone="America/Denver"
    )

    page = client.get("/post-offices/").content.decode()

    assert "5 a.m. MST" in page
    assert 'action="/post-offices/tell-me/"' in page
    assert 'action="/post-offices/sign"' not in page


@pytest.mark.parametrize(("state", "word"), [("won", "Won"), ("closed", "Closed")])
def test_an_ended_one_says_how_it_ended_and_takes_no_signature(client: Client, state, word):
    make.campaign(
        make.organisation(), state=state, state_sentence="The office publishes the list.",
        announced_at=make.NOON, ended_at=make.NOON,
    )  # fmt: skip

    page = client.get("/post-offices/").content.decode()

    assert f"<strong>{word}</strong>" in page
    assert "The office publishes the list." in page
    assert 'action="/post-offices/sign"' not in page


def test_an_old_address_leads_to_the_new_one_with_its_query(client: Client, live):
    OldSlug.objects.create(campaign=live, slug="mail-counters", until=make.NOON)

    answer = client.get("/mail-counters/?source=radio&refcode=x")

    assert answer.status_code == 301
    assert answer["Location"] == "/post-offices/?source=radio&refcode=x"
    assert client.get("/mail-counters/card.png")["Location"] == "/post-offices/card.png"


def test_what_the_address_says_about_the_source_stays_in_the_form(client: Client, live):
    page = client.get("/post-offices/?source=radio").content.decode()

    assert 'name="source" value="radio"' in page


def test_simulated_signatures_are_said_to_be_so(client: Client, live):
    Petition.objects.update(is_simulated=True)

    assert "SIMULATED" in client.get("/post-offices/").content.decode()


def test_machines_read_what_it_is_and_where_it_lives(client: Client, live):
    page = client.get("/post-offices/?source=x").content.decode()

    address = f"{settings.BASE_URL}/post-offices/"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:image" content="{address}card.png">' in page
    assert '"@type": "WebPage"' in page


def test_no_word_of_an_organiser_ends_the_element_with_the_data(client: Client, live):
    Campaign.objects.update(title="</script><script>alert(1)</script>")

    page = client.get("/post-offices/").content.decode()

    assert "<script>alert" not in page


def test_search_engines_are_told_of_real_organisations_alone(client: Client, live):
    make.campaign(
        make.organisation("Made up", "made-up", example="invented", banner="Invented."),
        slug="made-up-ask",
    )

    sitemap = client.get("/sitemap.xml").content.decode()

    assert f"{settings.BASE_URL}/post-offices/" in sitemap
    assert "made-up" not in sitemap
    assert "Disallow: /dashboard/" in client.get("/robots.txt").content.decode()
    assert client.get("/made-up-ask/")["X-Robots-Tag"] == "noindex"


def test_the_timeline_is_newest_first(client: Client, live):
    for days, words in ((0, "It opened."), (2, "A thousand signed."), (1, "A day later.")):
        TimelineEntry.objects.create(
            campaign=live, kind="note", at=make.NOON + timedelta(days=days), words=words
        )

    page = client.get("/post-offices/").content.decode()

    order = [page.index(words) for words in ("A thousand", "A day later", "It opened")]
    assert order == sorted(order)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """Pages are kept, as they are outside the tests."""
    settings.PAGE_SECONDS = 60
    monkeypatch.setattr(views, "_CAMPAIGNS", Kept(most=5))


def test_a_rush_draws_it_once_for_each_source(
    client: Client, live, kept, django_assert_num_queries
):
    first = client.get("/post-offices/?source=ferry")

    with django_assert_num_queries(0):
        again = client.get("/post-offices/?source=ferry&fbclid=1")
    other = client.get("/post-offices/?source=bus")

    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert b'value="bus"' in other.content
    assert b'value="ferry"' not in other.content


def test_one_that_moved_or_is_not_there_is_looked_for_each_time(client: Client, kept):
    assert client.get("/post-offices/").status_code == 404

    make.campaign(make.organisation())

    assert client.get("/post-offices/").status_code == 200
