"""The dashboard's numbers drawn: what each chart is called, and says when it is empty."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from undersigned.lib.charts.frame import Point, Words
from undersigned.lib.charts.series import bars
from undersigned.lib.charts.states import us_map
from undersigned.places import regions


def by_day(days: Sequence[tuple[date, int]]) -> SafeString:
    points = [
        Point(label=formats.date_format(day, "M j"), value=number) for day, number in days
    ]
    words = Words(
        title=_("Confirmed signatures a day"),
        what=_("Day"),
        unit=_("Signatures"),
        empty=_("No signature was confirmed in these days."),
    )
    return bars(points, words)


def by_hour(hours: Sequence[tuple[datetime, int]]) -> SafeString:
    points = [
        Point(label=formats.date_format(hour, "D P"), value=number) for hour, number in hours
    ]
    words = Words(
        title=_("Confirmed signatures an hour, the last two days"),
        what=_("Hour"),
        unit=_("Signatures"),
        empty=_("No signature was confirmed in these hours."),
    )
    return bars(points, words)


def by_state(states: Mapping[str, int]) -> SafeString:
    """The map and its table; people without a state of the US stand below it as a number."""
    words = Words(
        title=_("Confirmed signatures by state"),
        what=_("State"),
        unit=_("Signatures"),
        empty=_("No confirmed signature yet."),
    )
    within = {code: number for code, number in states.items() if code}
    return us_map(within, words, state_names=regions.US, without=states.get("", 0))


def by_measure(title: str, states: Mapping[str, float]) -> SafeString:
    """The map of one column of the numbers by state, whose table stands beside it."""
    words = Words(
        title=title, what=_("State"), unit=title, empty=_("Nobody is counted here yet.")
    )
    return us_map(states, words, state_names=regions.US)
