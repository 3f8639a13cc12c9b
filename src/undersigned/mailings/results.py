"""What became of a mailing: totals that add up, reasons, states, actions that came of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
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
from undersigned.outbox.returns.kinds import ARRIVED, Kind
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
    "merged": _("is one person with somebody who gets it"),
}
_BY_CLASS: dict[str, Promise] = {  # of a mail server's code
    "4": _("not taken by the mail server (%(code)s)"),
    "5": _("refused by the mail server (%(code)s)"),
}

# What else than a state the list of who got it may be asked for.
WHAT_CAME: dict[str, tuple[Promise, Q]] = {
    "returned": (_("came back"), counting.BACK),
    "complained": (_("complained"), Q(returned=Kind.COMPLAINT)),
    "left": (_("unsubscribed"), Q(unsubscribed_at__isnull=False) | Q(returned=Kind.LEFT)),
    "clicked": (_("clicked"), Q(clicked_at__isnull=False)),
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
        (str(State(state).label), reason(state, code), number) for state, code, number in found
    ]


def reason(state: str, code: str) -> str:
    """Why somebody has not got it, in words; '' where nothing is known."""
    if code in REASONS:
        return str(REASONS[code])
    if state == State.DEFERRED:
        return gettext("the mail server does not take it yet (%(code)s)") % {"code": code}
    words = _BY_CLASS.get(code[:1])
    return str(words) % {"code": code} if words else code


@dataclass(frozen=True)
class Outcome:
    """What became of the mail to one person, in words: `why` is '' where all is well."""

    words: str
    why: str
    since: list[str]  # what the person did with it
    is_bad: bool = False


def outcome(row: Recipient) -> Outcome:
    """Mail that came back later was not got, whatever the relay said at first."""
    since = [
        str(words)
        for words, happened in (
            (_("complained"), row.returned == Kind.COMPLAINT),
            (_("unsubscribed"), row.unsubscribed_at or row.returned == Kind.LEFT),
            (_("clicked"), row.clicked_at),
        )
        if happened
    ]
    if row.returned and row.returned not in ARRIVED:
        is_back = row.state == State.SENT
        words = gettext("came back") if is_back else row.get_state_display()
        return Outcome(words, str(Return.Kind(row.returned).label), since, is_bad=True)
    is_bad = row.state in (State.FAILED, State.UNCERTAIN)
    why = "" if row.state == State.SENT else reason(row.state, row.code)
    return Outcome(row.get_state_display(), why, since, is_bad=is_bad)


def chosen(rows: QuerySet[Recipient], which: str) -> QuerySet[Recipient]:
    """Those in that state, or to whose mail that happened; all of them where it is neither."""
    if which == State.SENT:
        return rows.filter(~counting.BACK, state=which)
    if which in State.values:
        return rows.filter(state=which)
    return rows.filter(WHAT_CAME[which][1]) if which in WHAT_CAME else rows


def choices() -> list[tuple[str, str]]:
    """What `chosen` knows, each with its words."""
    more = [(name, str(words)) for name, (words, _rows) in WHAT_CAME.items()]
    return [*((value, str(label)) for value, label in State.choices), *more]


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
