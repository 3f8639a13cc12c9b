"""Averages are computed away from the page and kept with what they rest on."""

from datetime import timedelta

import pytest

from tests import make
from tests.evidence import rows
from undersigned.evidence import computing, judging, showing, stored
from undersigned.evidence.models import Series, StoredAverage

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make.organisation()


def found(series, **values):
    kept = stored.find(series, **values)
    assert kept is not None
    return kept


def level(kept):
    assert kept.level is not None
    return kept.level


def test_each_number_can_be_computed_again_from_what_is_kept_beside_it(ours):
    series = rows.series(ours)
    kept = computing.refresh(series, at=make.NOON)
    rows.poll(ours, "Later", 20, ago=0, about=series.topic)

    again = judging.level(computing.again(kept))

    assert (again.mean, again.low95) == (kept.level, kept.low)
    assert kept.rule == "2"
    assert len(kept.inputs) == kept.polls == 4


def test_a_subgroup_of_a_poll_that_prints_its_total_is_its_part_and_said_to_be_assumed(ours):
    about = rows.topic(ours)
    asked = {"about": about, "subgroup": "Democrats", "sample_total": 1000}
    rows.poll(ours, "Without", sample_size=None, **asked)
    rows.poll(ours, "By hand", sample_size=310, is_size_assumed=True, **asked)
    series = Series.objects.create(
        organisation=ours, topic=about, answer="Keep it", subgroup="Democrats",
        created_at=make.NOON,
    )  # fmt: skip

    shown = showing.show(series, computing.refresh(series, at=make.NOON))

    sizes = {one["pollster"]: (one["size"], one["assumed"]) for one in shown.polls}
    assert sizes == {"Without": (340, True), "By hand": (310, True)}
    assert all("sample size assumed" in one["flags"] for one in shown.polls)


def test_the_clock_computes_what_has_changed_and_each_once_a_day(ours):
    series = rows.series(ours)

    assert [computing.compute_due(at=make.NOON) for _turn in range(2)] == [1, 0]
    stored.mark(organisation_id=ours.pk)
    assert computing.compute_due(at=make.NOON) == 1
    assert series.averages.filter(variant="").count() == 1  # nothing new: no second row
    assert computing.compute_due(at=make.NOON + timedelta(days=1)) == 1
    assert series.averages.filter(variant="").count() == 2


def test_what_was_known_on_a_day_is_still_known(ours):
    series = rows.series(ours)
    first = computing.refresh(series, at=make.NOON)
    rows.poll(ours, "Later", 30, ago=-3, about=series.topic)
    computing.refresh(series, at=make.NOON + timedelta(days=4))

    assert level(found(series, as_of=rows.TODAY + timedelta(days=2))) == first.level
    assert level(found(series)) < level(first)
    assert stored.find(series, as_of=rows.TODAY - timedelta(days=1)) is None


def test_a_reader_may_leave_a_pollster_or_partisan_polls_out(ours):
    series = rows.series(ours)
    rows.poll(ours, "Ferry Friends", 80, ago=3, about=series.topic, sponsor="Friends", side=1)
    computing.refresh(series, at=make.NOON)
    shown = showing.show(series, found(series))

    words = [one.words for one in shown.choices]
    assert words[0] == "without partisan polls"
    assert "without Ferry Friends" in words
    without = next(one for one in shown.choices if one.words == "without Ferry Friends")
    assert level(without) < level(found(series))
    assert found(series, variant=without.key).polls == 4


def of_eleven_pollsters(ours):
    series = rows.series(ours)
    for number in range(4, 11):
        rows.poll(ours, f"Pollster {number}", 55 + number, ago=number, about=series.topic)
    return series


def test_every_pollster_can_be_left_out_the_less_important_ones_folded_away(ours):
    series = of_eleven_pollsters(ours)
    kept = computing.refresh(series, at=make.NOON)
    shown = showing.show(series, kept)

    assert len(shown.choices) == 8
    assert len({one.words for one in (*shown.choices, *shown.more)}) == 11
    page = make.signed_in(make.member(ours)).get(f"{_page(series)}?only={shown.more[0].key}")
    assert "3 more" in page.text
    assert '<details class="ev-more" open>' in page.text


def test_where_polls_are_very_many_it_says_which_choices_are_not_there(ours, monkeypatch):
    monkeypatch.setattr(computing, "_MOST", 10)
    series = of_eleven_pollsters(ours)

    shown = showing.show(series, computing.refresh(series, at=make.NOON))

    assert len(shown.choices) == 8
    assert shown.not_offered == ["3 pollsters of less weight"]


def test_the_organisers_files_are_of_what_the_page_leaves_out(ours):
    series = rows.series(ours)
    computing.refresh(series, at=make.NOON)
    variant = series.averages.get(variant_words="Pollster 3").variant
    client = make.signed_in(make.member(ours))

    assert f"days.csv?only={variant}" in client.get(f"{_page(series)}?only={variant}").text
    file = client.get(f"{_page(series)}days.csv?only={variant}")
    assert "without-pollster-3" in file["Content-Disposition"]
    assert "without Pollster 3" in file.getvalue().decode()


def test_other_people_and_open_votes_are_left_out_by_name(ours):
    series = rows.series(ours)
    rows.poll(ours, "Web vote", 99, about=series.topic, is_open_to_all=True)
    rows.poll(ours, "Undated", 60, about=series.topic, field_start=None, field_end=None)
    rows.poll(ours, "Pollster 9", 90, about=series.topic, population="Democrats")

    shown = showing.show(series, computing.refresh(series, at=make.NOON))

    assert {one["reason"] for one in shown.left_out} == {
        "not a poll: anyone could take part", "no field dates"
    }  # fmt: skip


def test_nothing_to_average_is_said_and_not_drawn(ours):
    series = Series.objects.create(
        organisation=ours, topic=rows.topic(ours), answer="Keep it", created_at=make.NOON
    )

    kept = computing.refresh(series, at=make.NOON)

    assert (kept.level, kept.picture, kept.polls) == (None, None, 0)
    page = make.signed_in(make.member(ours)).get(_page(series)).text
    assert "No poll can be averaged" in page


def _page(series):
    return f"/dashboard/{series.organisation.slug}/evidence/averages/{series.uuid}/"


def test_two_polls_are_dots_and_a_band_without_a_line(ours):
    series = rows.series(ours, keep=(60, 62))

    kept = computing.refresh(series, at=make.NOON)
    drawn = showing.chart(kept)
    assert drawn is not None

    assert "ev-dot" in drawn.wide
    assert "ev-line" not in drawn.wide
    assert "too few polls for a line" in [words for _mark, words in drawn.key][-1]


def test_the_organisers_page_shows_each_polls_part(ours, django_assert_max_num_queries):
    series = rows.series(ours, is_public=True)
    computing.refresh(series, at=make.NOON)
    client = make.signed_in(make.member(ours))

    with django_assert_max_num_queries(20):
        page = client.get(_page(series)).text

    assert "Each poll and its part" in page
    assert "Each pollster beside the average" in page
    assert "Pollster 3" in page
    assert "two of three" in page
    assert client.get(f"{_page(series)}polls.csv").getvalue().decode().count("\n") == 5
    assert client.get(f"{_page(series)}?only=nothing").status_code == 404


def test_the_polls_of_a_long_series_are_all_there_the_earlier_ones_folded(ours):
    series = rows.series(ours)
    for number in range(50):
        rows.poll(ours, f"Tracker {number:02}", 61, ago=100 + number, about=series.topic)
    computing.refresh(series, at=make.NOON)

    page = make.signed_in(make.member(ours)).get(_page(series)).text

    first, _summary, folded = page.partition("4 earlier polls")
    assert ">Tracker 45</th>" in first
    assert ">Tracker 46</th>" in folded


def test_one_is_added_changed_and_removed_by_pages(ours):
    client = make.signed_in(make.member(ours))
    about = rows.topic(ours)
    typed = {"version": 0, "topic_id": about.pk, "answer": "Keep it", "population": "adults"}
    base = f"/dashboard/{ours.slug}/evidence/averages/"

    assert client.post(f"{base}new/", typed).status_code == 302
    assert "averaged already" in client.post(f"{base}new/", typed).text
    series = Series.objects.get()
    typed |= {"version": series.version, "is_public": "on"}
    assert client.post(f"{base}{series.uuid}/change/", typed).status_code == 302
    series.refresh_from_db()
    assert series.is_public
    assert "being computed" in client.get(base).text
    client.post(f"{base}{series.uuid}/removal/")
    assert not StoredAverage.objects.exists()
    assert not Series.objects.exists()
