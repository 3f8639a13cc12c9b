"""What became of a mailing: totals that add up, reasons, states, actions that came of it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncHour
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersigned.lib import spreadsheets
from undersigned.lib.charts import intervals as drawn
from undersigned.lib.charts import series
from undersigned.lib.charts.frame import Point, Words
from undersigned.lib.charts.states import us_map
from undersigned.mailings import counting, hours
from undersigned.mailings.comparing import Standing
from undersigned.mailings.models import Mailing, Recipient, Tally
from undersigned.outbox.models import Return
from undersigned.petitions.models import Signature
from undersigned.places import regions
from undersigned.segments import compiling
from undersigned.segments.areas import EVERYWHERE, Area

State = Recipient.State
_HOURS = 48  # of which signatures are drawn

# Why an address was left out or failed, where it was not the relay that said so.
REASONS: dict[str, Promise] = {
    "unsubscribed": _("unsubscribed before it went out"),
    "no_consent": _("has not agreed to email"),
    "suppressed": _("must not be mailed: bounced, complained or erased"),
    "erased": _("was erased"),
    "unwanted": _("chose not to get it"),
    "often": _("had enough mailings lately: the frequency cap"),
    "address": _("the address cannot be used"),
}


def asleep(mailing: Mailing, *, at: datetime) -> int:
    """How many who wait have quiet hours now. A query where it is quiet for anybody."""
    where = hours.asleep(hours.of(mailing.organisation), at=at)
    if where is None or mailing.state != Mailing.State.SENDING:
        return 0
    return Recipient.objects.filter(where, mailing=mailing, state=State.WAITING).count()


def reasons(mailing: Mailing, *, as_of: datetime | None) -> list[tuple[str, str, int]]:
    """The same in words; of a snapshot's time, where there is one."""
    found = counting.reasons(mailing) if as_of is None else mailing.reasons
    return [
        (str(State(state).label), str(REASONS.get(code, code)), number)
        for state, code, number in found
    ]


def returned(mailing: Mailing) -> list[tuple[str, int]]:
    """What came back of it, in words, and how many; the most first."""
    rows = (
        Recipient.objects.filter(mailing=mailing)
        .exclude(returned="")
        .values_list("returned")
        .annotate(number=Count("pk"))
        .order_by("-number", "returned")
    )
    return [(str(Return.Kind(kind).label), number) for kind, number in rows]


def state_map(cells: Iterable[Tally]) -> SafeString:
    """Where it was delivered, as a map with its table behind it."""
    states = {code: one.delivered for code, one in counting.by(cells, "region").items()}
    words = Words(
        title=gettext("Delivered, by state"),
        what=gettext("State"),
        unit=gettext("Delivered"),
        empty=gettext("Nobody got it yet."),
    )
    within = {code: number for code, number in states.items() if code}
    return us_map(within, words, state_names=regions.US, without=states.get("", 0))


def acts_by_hour(mailing: Mailing) -> SafeString:
    """Signatures that came by its links, from the hour it began, two days at most."""
    words = Words(
        title=gettext("Signatures by its links, by hour"),
        what=gettext("Hour"),
        unit=gettext("Signatures"),
        empty=gettext("None so far."),
    )
    began = (mailing.frozen_at or mailing.created_at).replace(minute=0, second=0, microsecond=0)
    rows = (
        _signatures(mailing)
        .filter(confirmed_at__lt=began + timedelta(hours=_HOURS))
        .annotate(hour=TruncHour("confirmed_at", tzinfo=UTC))
        .values_list("hour")
        .annotate(number=Count("pk"))
        .order_by("hour")
    )
    found = dict(rows)
    zone = ZoneInfo(mailing.organisation.time_zone)
    last = max(found, default=began)
    points = []
    for place in range(int((last - began) / timedelta(hours=1)) + 1):
        hour = began + timedelta(hours=place)
        label = date_format(hour.astimezone(zone), "j M, H:i")
        points.append(Point(label=label, value=found.get(hour, 0)))
    return series.bars(points, words)


def intervals(standings: Iterable[Standing]) -> SafeString:
    """How many acted by each variant, and within what the true rate lies."""
    words = Words(
        title=gettext("Acted, of 1,000 delivered"),
        what=gettext("Variant"),
        unit=gettext("Acted, and between what the true rate lies with 95 %"),
        empty=gettext("Nobody acted yet."),
        note=gettext("the dot is what was counted, the bar where the truth lies with 95 %"),
    )
    points = [
        Point(
            label=gettext("Variant %(letter)s") % {"letter": one.arm.letter},
            value=round(one.rate, 1), low=round(one.low, 1), high=round(one.high, 1),
        )
        for one in standings
    ]  # fmt: skip
    return drawn.intervals(points, words)


def _signatures(mailing: Mailing) -> QuerySet[Signature]:
    return Signature.objects.confirmed().filter(
        organisation_id=mailing.organisation_id, mailing_uuid=mailing.uuid
    )


def actions(mailing: Mailing) -> int:
    """Confirmed signatures that came by this mailing's links."""
    return _signatures(mailing).count()


def who(mailing: Mailing, *, by: Area = EVERYWHERE) -> QuerySet[Recipient]:
    """Everybody on the list whom the area of the one who looks holds, in order."""
    rows = Recipient.objects.filter(mailing=mailing).select_related("supporter")
    if not by.is_everywhere:
        ours = mailing.organisation_id
        rows = rows.filter(
            supporter__in=compiling.compile_rules({}, organisation_id=ours, by=by)
        )
    return rows.order_by("pk")


def usual_rate(mailing: Mailing) -> float | None:
    """People who acted, of those whom the organisation's mailings of late reached."""
    lately = Tally.objects.filter(mailing__organisation_id=mailing.organisation_id)
    found = lately.aggregate(acted=Sum("acted"), delivered=Sum("delivered"))
    return found["acted"] / found["delivered"] if found["delivered"] else None


HEADER = (
    "first_name",
    "last_name",
    "email",
    "state",
    "result",
    "reason",
    "done",
    "unsubscribed",
    "variant",
    "came_back",
    "clicked",
)


def as_csv(people: QuerySet[Recipient]) -> Iterator[str]:
    rows = people.values_list(
        "supporter__given_name", "supporter__family_name", "supporter__email", "region",
        "state", "code", "done_at", "unsubscribed_at", "arm", "returned", "clicked_at",
    )  # fmt: skip
    plain = (
        [
            *(value or "" for value in row[:6]),
            _iso(row[6]),
            _iso(row[7]),
            *row[8:10],
            _iso(row[10]),
        ]
        for row in rows.iterator(chunk_size=2000)
    )
    return spreadsheets.lines(HEADER, plain)


def _iso(moment: object) -> str:
    return moment.isoformat(timespec="seconds") if hasattr(moment, "isoformat") else ""
