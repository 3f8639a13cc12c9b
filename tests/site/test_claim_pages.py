"""The public pages of claims and averages: sources, history, charts, files, embedding."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client

from tests import make
from tests.evidence import rows
from undersigned.evidence import binding, computing
from undersigned.evidence.models import Claim, Result
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Mailing
from undersigned.organisations.auditing import CLOCK

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def series(ours):
    found = rows.series(ours, is_public=True)
    computing.refresh(found, at=make.NOON)
    return found


def bind(ours, **values):
    values = {"sentence": "61% of registered voters would keep the ferry.", **values}
    return binding.add(organisation=ours, values=values, at=make.NOON, by=CLOCK)


def address(row, kind="claims"):
    return f"/o/{row.organisation.slug}/{kind}/{row.uuid}/"


def test_a_claim_has_a_page_with_its_record_status_and_history(client: Client, ours):
    claim = bind(ours, result=rows.poll(ours, sample_size=None), is_public=True)

    answer = client.get(address(claim))

    assert answer.status_code == 200
    assert "supported by one poll" in answer.text
    assert "how many were asked" in answer.text
    assert "Should the ferry be kept?" in answer.text
    assert "How it stood" in answer.text
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_claim_of_one_poll_shows_all_its_answers_as_bars(client: Client, ours):
    result = rows.poll(ours, keep=61)
    result.question.results.create(answer="Don't know", share=None, as_printed="a few", place=9)
    claim = bind(ours, result=result, is_public=True)

    page = client.get(address(claim)).text

    bars = page[page.index("ev-bars") :]
    assert re.search(r"Keep it.*?cited here.*?width=\"61.0\".*?61%.*?Close it.*?39%", bars)
    assert re.search(r"Don&#x27;t know</span><strong>a few", bars)
    assert "ev-line" not in page


def test_a_size_that_a_person_assumed_is_no_printed_one(client: Client, ours):
    result = rows.poll(ours, sample_size=340, is_size_assumed=True, subgroup="Democrats")
    claim = bind(
        ours, sentence="61% of Democrats would keep the ferry.", result=result, is_public=True
    )

    page = client.get(address(claim)).text

    assert "340 people asked (assumed, not printed)" in page
    assert "Not on record: how many were asked." in page
    assert "Missing in the record: sample size" in page
    assert ",340," not in client.get(f"{address(claim)}claim.csv").text


def test_what_a_poll_did_not_print_is_said_beside_its_bars(client: Client, ours):
    result = rows.poll(ours, keep=61)
    result.question.results.exclude(pk=result.pk).delete()
    claim = bind(ours, result=result, is_public=True)

    assert "What the other 39 % said is not on record" in client.get(address(claim)).text


def test_two_answers_of_one_poll_are_drawn_once(client: Client, ours):
    result = rows.poll(ours)
    other = result.question.results.exclude(pk=result.pk).get()
    claim = bind(
        ours, kind=Claim.Kind.COMPARISON, result=result, other=other, is_public=True,
        sentence="More registered voters would keep the ferry (61%) than close it (39%).",
    )  # fmt: skip

    page = client.get(address(claim)).text

    assert page.count("ev-bars") == 1
    assert page.count("cited here") == 2


def test_a_poll_in_a_public_average_is_ringed_among_the_others(client: Client, ours, series):
    result = Result.objects.get(question__poll__pollster="Pollster 1", answer="Keep it")
    claim = bind(
        ours, sentence="63% of registered voters would keep it.", result=result, is_public=True
    )

    page = client.get(address(claim)).text

    assert "ev-line" in page
    assert page.count('class="ev-ring"') == 3  # on the desk, on a phone, in the key
    assert re.search(r"Ringed: Pollster 1, [^:]+: Keep it 63 %", page)
    assert address(series, "averages") in page
    series.is_public = False
    series.save()
    assert "ev-line" not in client.get(address(claim)).text


def test_newer_polls_with_other_figures_are_one_line(client: Client, ours):
    about = rows.topic(ours)
    old = rows.poll(ours, ago=30, about=about)
    for number in range(5):
        rows.poll(ours, f"Newer {number}", 65 + number, ago=20 - number, about=about)
    claim = bind(ours, result=old, is_public=True)

    page = client.get(address(claim)).text

    assert page.count("Newer polls have other figures: ") == 2  # now, and in the history
    assert "; 2 more." in page


def test_a_claim_that_no_public_page_shows_is_nobodys(client: Client, ours):
    hidden = bind(ours, result=rows.poll(ours))
    campaign = make.campaign(ours)

    assert client.get(address(hidden)).status_code == 404
    campaign.claims.add(hidden)
    assert client.get(address(hidden)).status_code == 200
    elsewhere = make.organisation("Other Valley", "other-valley")
    assert client.get(address(hidden).replace(ours.slug, elsewhere.slug)).status_code == 404


@pytest.mark.parametrize("quotes", ["the sentence", "its address", "a figure's source"])
def test_a_claim_in_a_block_of_a_mailing_that_went_is_everyones(client: Client, ours, quotes):
    said = "“Most” in Peñasco, 61%, would keep the ferry."
    claim = bind(ours, sentence=said, result=rows.poll(ours))
    block = {
        "the sentence": kinds.new("text", words=f"They say: {said}"),
        "its address": kinds.new("text", words=f"[Read]({address(claim)})"),
        "a figure's source": kinds.new("figure", words="would", source=f"claim:{claim.uuid}"),
    }[quotes]
    mailing = make.mailing(ours, in_blocks=True, blocks=[block])
    assert client.get(address(claim)).status_code == 404

    Mailing.objects.filter(pk=mailing.pk).update(frozen_at=make.NOON)

    assert client.get(address(claim)).status_code == 200


def test_it_is_cited_as_text_as_html_and_as_a_file(client: Client, ours):
    claim = bind(ours, result=rows.poll(ours, pollster="=Lake"), is_public=True)

    page = client.get(address(claim)).text
    lines = client.get(f"{address(claim)}claim.csv").text.splitlines()

    assert "&lt;q cite=" in page
    assert len(lines) == 2
    assert "supported by one poll" in lines[1]
    assert "'=Lake" in lines[1]


def test_a_claim_that_nothing_carries_says_so(client: Client, ours):
    claim = bind(ours, sentence="Everybody loves the ferry.", is_public=True)

    assert "Nothing on record carries this sentence" in client.get(address(claim)).text
    assert client.get(f"{address(claim)}claim.csv").text.count("\n") == 2


def test_an_average_has_a_page_that_computes_nothing(
    client: Client, series, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(computing.averaging, "average", None)

    with django_assert_max_num_queries(4):
        answer = client.get(address(series, "averages"))

    assert answer.status_code == 200
    assert "two of three" in answer.text
    assert "Pollster 3" in answer.text
    assert not answer.cookies


def test_a_past_day_is_a_link_that_stays(client: Client, series):
    assert (
        "As it was known on" in client.get(f"{address(series, 'averages')}{rows.day()}/").text
    )
    assert client.get(f"{address(series, 'averages')}{rows.day(9)}/").status_code == 404
    assert client.get(f"{address(series, 'averages')}2026-02-31/").status_code == 404
    assert client.get(f"{address(series, 'averages')}2999-01-01/").status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("polls.csv", "text/csv"), ("days.csv", "text/csv"), ("chart.svg", "image/svg+xml"),
        ("chart-phone.svg", "image/svg+xml"), ("card.png", "image/png"),
    ],
)  # fmt: skip
def test_its_data_and_pictures_are_files(client: Client, series, name, kind):
    answer = client.get(address(series, "averages") + name)

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    assert len(answer.content) > 400


FILES = ("polls.csv", "days.csv", "chart.svg", "card.png")


def taken(client, page, name):
    """What the page's own link to this file brings."""
    link = re.search(rf'href="([^"]*{name}[^"]*)"', page.text)
    assert link
    return client.get(html.unescape(link[1]))


@pytest.mark.parametrize("name", FILES)
def test_what_is_taken_from_an_average_without_a_pollster_is_without_it(
    client: Client, series, name
):
    main = client.get(address(series, "averages") + name)
    variant = series.averages.get(variant_words="Pollster 3")

    page = client.get(f"{address(series, 'averages')}?only={variant.variant}")
    file = taken(client, page, name)

    assert file.content != main.content
    assert "2026-03-02-without-pollster-3" in file["Content-Disposition"]
    if name != "card.png":
        assert "ithout Pollster 3" in file.text
    assert f"embed/?only={variant.variant}" in page.text
    assert "<title>The ferry: Keep it, without Pollster 3" in page.text


@pytest.mark.parametrize("name", FILES)
def test_what_is_taken_from_a_past_day_is_of_that_day(client: Client, ours, series, name):
    then = client.get(address(series, "averages") + name)
    rows.poll(ours, "Later", 30, ago=-3, about=series.topic)
    computing.refresh(series, at=make.NOON + timedelta(days=4))

    file = taken(client, client.get(f"{address(series, 'averages')}{rows.day()}/"), name)

    assert "2026-03-02" in file["Content-Disposition"]
    assert file.content != client.get(address(series, "averages") + name).content
    if name.endswith("csv"):
        assert file.content == then.content
    if name == "chart.svg":
        assert "As it was known on 2 March 2026" in file.text


def test_other_sites_may_frame_the_embedded_chart_and_nothing_else(client: Client, series):
    embedded = client.get(f"{address(series, 'averages')}embed/")
    page = client.get(address(series, "averages"))

    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "embed/" in page.text


def test_an_average_is_public_when_it_says_so_or_a_public_claim_rests_on_it(
    client: Client, ours, series
):
    series.is_public = False
    series.save()
    assert client.get(address(series, "averages")).status_code == 404

    bind(ours, kind=Claim.Kind.AVERAGE, series=series, is_public=True)

    assert client.get(address(series, "averages")).status_code == 200


def test_a_campaign_shows_how_its_claims_stand_and_the_chart(client: Client, ours, series):
    campaign = make.campaign(ours)
    campaign.claims.add(bind(ours, result=rows.poll(ours)))
    campaign.claims.add(bind(ours, kind=Claim.Kind.AVERAGE, series=series))

    page = client.get(f"/{campaign.slug}/").text

    assert "supported by one poll" in page
    assert f"{address(series, 'averages')}chart.svg" in page
    assert "Average of the polls on" in page


def test_an_example_is_not_for_search_engines(client: Client, ours, series):
    ours.example = "reconstructed"
    ours.banner = "Demonstration."
    ours.save()

    for path in ("", "card.png", "polls.csv", "embed/"):
        answer = client.get(address(series, "averages") + path)
        assert answer["X-Robots-Tag"] == "noindex"
    assert "Demonstration." in client.get(address(series, "averages")).text
