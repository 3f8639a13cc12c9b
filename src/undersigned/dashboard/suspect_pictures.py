"""The signals of abuse drawn: each chart with its table, in the words of the page."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from undersigned.dashboard.suspecting import Line, Place
from undersigned.lib.charts.frame import Point, Words
from undersigned.lib.charts.ranking import ranking
from undersigned.lib.charts.series import bars


def networks(lines: Sequence[Line]) -> SafeString:
    words = Words(
        title=_("Busy networks"), what=_("Network"), unit=_("Signatures"),
        empty=_("No signature came through the form in these days."),
    )  # fmt: skip
    return _ranked(lines, words)


def domains(lines: Sequence[Line]) -> SafeString:
    words = Words(
        title=_("Busy mail domains"), what=_("Mail domain"), unit=_("Signatures"),
        empty=_("No signature in these days."),
    )  # fmt: skip
    return _ranked(lines, words)


def fresh(lines: Sequence[Line]) -> SafeString:
    words = Words(
        title=_("New mail domains, by network"), what=_("Network"), unit=_("Signatures"),
        empty=_("None: every signature is of a mail domain that you know."),
    )  # fmt: skip
    return _ranked(lines, words)


def disposables(lines: Sequence[Line]) -> SafeString:
    words = Words(
        title=_("Addresses for ten minutes"), what=_("Mail domain"), unit=_("Signatures"),
        empty=_("None: no signature has an address of a disposable mail domain."),
    )  # fmt: skip
    return _ranked(lines, words)


def quick(numbers: Sequence[int]) -> SafeString:
    labels = [_("5 s"), _("15 s"), _("1 min"), _("10 min"), _("later")]
    words = Words(
        title=_("From email to confirmation"), what=_("Within"), unit=_("Signatures"),
        empty=_("Nobody has confirmed by email in these days."),
    )  # fmt: skip
    points = [Point(label=x, value=n) for x, n in zip(labels, numbers, strict=True)]
    return bars(points, words)


def hours(pairs: Sequence[tuple[datetime, int]]) -> SafeString:
    words = Words(
        title=_("Signatures an hour"), what=_("Hour"), unit=_("Signatures"),
        empty=_("No signature in these days."),
    )  # fmt: skip
    points = [Point(label=formats.date_format(hour, "D P"), value=n) for hour, n in pairs]
    return bars(points, words)


def places(found: Sequence[Place]) -> SafeString:
    words = Words(
        title=_("Places that bring far more than usual"), what=_("Place"),
        unit=_("Signatures"), empty=_("None: signatures come from where they usually do."),
    )  # fmt: skip
    return ranking([Point(label=one.name, value=one.number) for one in found], words)


def _ranked(lines: Sequence[Line], words: Words) -> SafeString:
    return ranking([Point(label=line.name, value=line.number) for line in lines], words)
