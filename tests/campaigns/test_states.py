"""Which step leads from which state to which; any other is refused and changes nothing."""

from datetime import timedelta

import pytest

from tests import make
from undersigned.campaigns import announcing, ending, launching, planning, preparing
from undersigned.campaigns.models import Campaign, Launch
from undersigned.organisations.auditing import CLOCK

pytestmark = pytest.mark.django_db

AT = make.NOON
TIMES = {
    "announced": {"announced_at": AT}, "live": {"launched_at": AT}, "won": {"launched_at": AT},
    "closed": {"launched_at": AT}, "draft": {},
}  # fmt: skip
STEPS = {
    "announce": lambda it: announcing.announce(campaign=it, at=AT, by=CLOCK),
    "launch": lambda it: launching.launch_now(campaign=it, at=AT, by=CLOCK),
    "stop": lambda it: launching.stop(campaign=it, at=AT, by=CLOCK),
    "win": lambda it: ending.end(campaign=it, won=True, sentence="Yes.", at=AT, by=CLOCK),
    "close": lambda it: ending.end(campaign=it, won=False, sentence="", at=AT, by=CLOCK),
    "reopen": lambda it: ending.reopen(campaign=it, at=AT, by=CLOCK),
}
LEADS = {
    ("draft", "announce"): "announced", ("draft", "launch"): "live",
    ("announced", "launch"): "live", ("announced", "stop"): "announced",
    ("announced", "close"): "closed", ("live", "stop"): "announced", ("live", "win"): "won",
    ("live", "close"): "closed", ("won", "reopen"): "live", ("closed", "reopen"): "live",
}  # fmt: skip
REFUSALS = (
    announcing.NotAnnounceableError,
    launching.NotLaunchableError,
    ending.NotEndableError,
)


def campaign(state="draft", **values):
    made = preparing.create(
        organisation=make.organisation(), at=AT, by=CLOCK,
        values={"title": "Keep the ferry", "ask": "Keep it.", **values},
    )  # fmt: skip
    Launch.objects.filter(campaign=made).update(at=AT + timedelta(days=1))
    Campaign.objects.filter(pk=made.pk).update(state=state, **TIMES[state])
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("state", TIMES)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_leads_where_the_table_says_or_nowhere(state, step):
    it = campaign(state)
    wanted = LEADS.get((state, step))

    if wanted is None and step != "stop":
        with pytest.raises(REFUSALS):
            STEPS[step](it)
    else:
        STEPS[step](it)

    it.refresh_from_db()
    assert it.state == (wanted or state)


def test_the_clock_starts_nothing_that_was_stopped_a_moment_ago():
    it = campaign("announced")
    launching.stop(campaign=it, at=AT, by=CLOCK)

    assert not launching.launch_planned(campaign=it, at=AT + timedelta(days=2))
    assert not launching.due(at=AT + timedelta(days=2)).exists()
    assert launching.take_up(campaign=it, at=AT, by=CLOCK)
    assert not launching.take_up(campaign=it, at=AT, by=CLOCK)
    assert launching.launch_planned(campaign=it, at=AT + timedelta(days=2))


def test_a_stop_is_not_taken_back_after_its_time():
    it = campaign("announced")
    launching.stop(campaign=it, at=AT, by=CLOCK)

    with pytest.raises(planning.PastError):
        launching.take_up(campaign=it, at=AT + timedelta(days=2), by=CLOCK)


def test_the_first_launch_counts_and_a_pause_does_not_move_it():
    it = campaign("draft")
    launching.launch_now(campaign=it, at=AT, by=CLOCK)
    launching.stop(campaign=it, at=AT, by=CLOCK)
    it.refresh_from_db()

    launching.launch_now(campaign=it, at=AT + timedelta(hours=3), by=CLOCK)

    it.refresh_from_db()
    assert it.launched_at == AT
    assert it.timeline.order_by("-pk").first().words == "The campaign goes on."


def test_a_reconstructed_example_is_never_won():
    it = campaign("live")
    it.organisation.example = "reconstructed"

    with pytest.raises(ending.NotEndableError, match="never shown as won"):
        STEPS["win"](it)
