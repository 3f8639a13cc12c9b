"""The clock's launch: starts what is due, unless its plan waits for what is not ready."""

from datetime import datetime

from undersigned.campaigns import launching
from undersigned.campaigns.models import Campaign, Launch
from undersigned.dashboard import readiness


def launch_due(*, at: datetime) -> int:
    """How many campaigns started now. A few are due at a time, so each is asked by itself.

    An organisation that is shown 'as of' a day has a clock of its own: see examples/replaying.
    """
    started = 0
    for campaign in launching.due(at=at).filter(organisation__as_of=None):
        if not waits(campaign):
            started += launching.launch_planned(campaign=campaign, at=at)
    return started


def waits(campaign: Campaign) -> bool:
    """Whether the plan holds it back for what is not ready."""
    if campaign.launch.when_not_ready == Launch.WhenNotReady.LEAVE_OUT:
        return False
    return not readiness.is_ready(readiness.parts(campaign))
