"""What became of a mailing: totals that add up, reasons, states, actions that came of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersigned.lib import spreadsheets
from undersigned.lib.charts.frame import Words
from undersigned.lib.charts.states import us_map
from undersigned.mailings.models import Mailing, Recipient
from undersigned.petitions.models import Signature
from undersigned.places import regions

State = Recipient.State
HANDLED = (State.SENT, State.FAILED, State.SKIPPED, State.UNCERTAIN)

# Why an address was left out or failed, where it was not the relay that said so.
REASONS: dict[str, Promise] = {
    "unsubscribed": _("unsubscribed before it went out"),
    "no_consent": _("has not agreed to email"),
    "suppressed": _("must not be mailed: bounced, complained or erased"),
    "erased": _("was erased"),
    "address": _("the address cannot be used"),
}


@dataclass(frozen=True, kw_only=True)
class Totals:
    """`total` is the sum of all the others but `unsubscribed`."""

    total: int
    waiting: int
    sent: int
    failed: int
    skipped: int
    uncertain: int
    unsubscribed: int

    @property
    def done(self) -> int:
        return self.total - self.waiting


def totals(mailing: Mailing) -> Totals:
    """One query."""
    counts: dict[str, int] = Recipient.objects.filter(mailing=mailing).aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=~Q(state__in=HANDLED)),
        sent=Count("pk", filter=Q(state=State.SENT)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
        skipped=Count("pk", filter=Q(state=State.SKIPPED)),
        uncertain=Count("pk", filter=Q(state=State.UNCERTAIN)),
        unsubscribed=Count("pk", filter=Q(unsubscribed_at__isnull=False)),
    )
    return Totals(**counts)


def reasons(mailing: Mailing) -> list[tuple[object, str, int]]:
    """State, reason or the relay's code, and how many: of those that were not sent."""
    rows = (
        Recipient.objects.filter(mailing=mailing, state__in=[State.FAILED, State.SKIPPED])
        .values("state", "code")
        .annotate(number=Count("pk"))
        .order_by("-number", "code")
    )
    return [
        (
            str(State(row["state"]).label),
            str(REASONS.get(row["code"], row["code"])),
            row["number"],
        )
        for row in rows
    ]


def by_state(mailing: Mailing) -> dict[str, int]:
    """A state's code and how many were sent there; '' is without a state."""
    rows = Recipient.objects.filter(mailing=mailing, state=State.SENT).values_list("region")
    return dict(rows.annotate(number=Count("pk")))


def state_map(mailing: Mailing) -> SafeString:
    """The same as a map, with its table behind it."""
    states = by_state(mailing)
    words = Words(
        title=gettext("Sent, by state"),
        what=gettext("State"),
        unit=gettext("Sent"),
        empty=gettext("Nobody was sent it yet."),
    )
    within = {code: number for code, number in states.items() if code}
    return us_map(within, words, state_names=regions.US, without=states.get("", 0))


def actions(mailing: Mailing) -> int:
    """Confirmed signatures that came by this mailing's links."""
    return Signature.objects.confirmed().filter(
        organisation_id=mailing.organisation_id, mailing_uuid=mailing.uuid
    ).count()  # fmt: skip


def who(mailing: Mailing) -> QuerySet[Recipient]:
    """Everybody on the list, in order."""
    return Recipient.objects.filter(mailing=mailing).select_related("supporter").order_by("pk")


HEADER = (
    "first_name",
    "last_name",
    "email",
    "state",
    "result",
    "reason",
    "done",
    "unsubscribed",
)


def as_csv(mailing: Mailing) -> Iterator[str]:
    rows = who(mailing).values_list(
        "supporter__given_name", "supporter__family_name", "supporter__email", "region",
        "state", "code", "done_at", "unsubscribed_at",
    )  # fmt: skip
    plain = (
        [*(value or "" for value in row[:6]), *(_iso(moment) for moment in row[6:])]
        for row in rows.iterator(chunk_size=2000)
    )
    return spreadsheets.lines(HEADER, plain)


def _iso(moment: object) -> str:
    return moment.isoformat(timespec="seconds") if hasattr(moment, "isoformat") else ""
