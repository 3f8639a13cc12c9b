"""A goal that moves: near enough to hope, far enough to ask one more person."""

from undersigned.campaigns.models import Campaign

_FIRST_DIGITS = (100, 250, 500)
_NEAR = 0.9  # from here on the next goal is shown


def shown(campaign: Campaign, *, count: int) -> int:
    """The goal that the page shows at this count: the organiser's own until it is near."""
    if not campaign.goal_moves or count < campaign.goal * _NEAR:
        return campaign.goal
    return next_above(max(count / _NEAR, campaign.goal + 1))


def next_above(number: float) -> int:
    """The smallest round number (100, 250, 500, 1,000, 2,500 …) not below `number`."""
    power = 1
    while True:
        for digits in _FIRST_DIGITS:
            if digits * power >= number:
                return digits * power
        power *= 10
