"""Of those with an opinion: derived from an average, labelled, and by no poll printed."""

from dataclasses import replace

import numpy as np
import pytest

from tests import make as people
from tests.evidence import make, rows
from undersigned.evidence import average, computing, level, showing, with_opinion
from undersigned.evidence.chart import taking
from undersigned.evidence.chart.picture import Words
from undersigned.evidence.deriving import NobodyWithoutOpinionError
from undersigned.evidence.models import StoredAverage


def polls(count):
    """Half of those who did not say yes or no are unsure."""
    rest = [100 - sum(one.answers.values()) for one in make.polls(count)]
    return [
        replace(one, answers={**one.answers, "Unsure": round(left / 2, 1)})
        for one, left in zip(make.polls(count), rest, strict=True)
    ]


def of(records):
    return average(records, answer="Yes", as_of=max(one.end for one in records))


@pytest.mark.parametrize("count", [4, 30])
def test_levels_of_those_with_an_opinion_sum_to_100(count):
    found = with_opinion(of(polls(count)))

    assert [line.answer for line in found.lines] == ["Yes", "No", "Other or no answer"]
    assert found.without == ("Unsure",)
    np.testing.assert_allclose(sum(line.level.mean for line in found.lines), 100, atol=1e-9)


def test_the_level_is_the_share_by_those_who_gave_an_answer():
    whole = of(polls(30))

    found = with_opinion(whole)

    shares = [level(whole, name).mean for name in ("Yes", "Unsure")]
    assert found.lines[0].level.mean[-1] == pytest.approx(100 * shares[0] / (100 - shares[1]))
    assert found.share({"Yes": 45, "No": 45, "Unsure": 10}, "Yes") == 50


def test_the_band_is_that_of_draws_from_both_answers_together():
    whole = of(polls(30))
    base = float(whole.lines[0].level.variances[0, -1])
    place = [line.answer for line in whole.lines].index("Unsure")
    both = [0, place]
    means = [float(whole.lines[one].level.means[0, -1]) for one in both]
    draws = np.random.default_rng(3).multivariate_normal(
        means, base * whole.shape[np.ix_(both, both)], size=400_000
    )
    ratio = 100 * draws[:, 0] / (100 - draws[:, 1])

    line = with_opinion(whole).lines[0]

    assert line.level.sd[-1] == pytest.approx(ratio.std(), rel=0.01)
    low, high = line.band(0.95)
    assert (low[-1], high[-1]) == pytest.approx(np.quantile(ratio, [0.025, 0.975]), abs=0.05)


@pytest.mark.parametrize("answers", [("Yes", "No"), ("Yes",)])
def test_where_not_every_poll_printed_the_unsure_there_is_none(answers):
    with pytest.raises(NobodyWithoutOpinionError):
        with_opinion(of([*polls(5), *make.polls(3, seed=2, answers=answers)]))


def test_its_picture_says_it_in_the_title_and_its_dots_are_derived_too():
    records = polls(6)
    derived = with_opinion(of(records))

    shown = taking.take_opinion(derived, Words(title="The ferry"))

    assert shown.heading == "The ferry, of those with an opinion: Yes, No"
    last = derived.average.polls[-1].record.answers
    assert shown.dots[-1].shares[0] == derived.share(last, "Yes")


@pytest.mark.django_db
def test_a_reader_may_ask_for_those_with_an_opinion_and_each_file_says_so():
    series = rows.series(people.organisation(), is_public=True)
    for question in series.topic.question_set.all():
        question.results.filter(answer="Close it").update(answer="Don't know")

    main = computing.refresh(series, at=people.NOON)

    kept = StoredAverage.objects.get(variant="with-opinion")
    assert main.level is not None
    assert kept.level == pytest.approx(100)
    assert main.level < 70
    drawn = showing.alone(kept, width=375)
    assert "of those with an opinion" in drawn
    assert "of those with an opinion" in "".join(showing.days_csv(kept))
    printed = "".join(showing.polls_csv(kept))
    assert "all polls, as printed" in printed
    assert "of those with an opinion" not in printed
    assert [one["share"] for one in kept.details["polls"]] == [61, 63, 60, 64]
    client = people.signed_in(people.member(series.organisation))
    page = client.get(
        f"/dashboard/river-valley/evidence/averages/{series.uuid}/?only=with-opinion"
    ).text
    assert "The levels above are derived" in page
