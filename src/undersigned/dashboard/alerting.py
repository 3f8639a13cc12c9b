"""Tells those who may look at abuse, by email, that a petition of theirs is flooded.

The email has numbers and no signer's name, address or network.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min, Q, Value
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.accounts import roles
from undersigned.accounts.models import Membership
from undersigned.accounts.permissions import Permission
from undersigned.guard import flooding
from undersigned.guard.flooding import HOUR, Came
from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing
from undersigned.outbox.queueing import Letter
from undersigned.petitions.models import Petition, Signature


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is held of a petition now; `recent` of these within the hour."""

    for_staff: int
    for_a_while: int
    recent: Came | None


_NONE = Held(for_staff=0, for_a_while=0, recent=None)


@dataclass(frozen=True, kw_only=True)
class Flooded:
    """A petition over the number, and what came."""

    petition: Petition  # with campaign, organisation and snapshot
    held: Held
    over: Came | None

    @property
    def organisation(self) -> Organisation:
        return self.petition.campaign.organisation

    @property
    def since(self) -> datetime:
        return min(came.since for came in (self.held.recent, self.over) if came)


def tell_due(*, at: datetime) -> int:
    """Of how many petitions staff were told. Three queries where none is flooded."""
    found = _flooded(_held(at=at), flooding.over(at=at), least=flooding.lowest())
    if not found:
        return 0
    staff = _staff({one.organisation.pk for one in found})
    # A loop with queries in it: few petitions are flooded, and one's mistake is its own.
    return sum(_tell(one, staff[one.organisation.pk], at=at) for one in found)


def _held(*, at: datetime) -> Mapping[int, Held]:
    """By petition, from the index of held rows alone: the sum keeps SQLite from walking
    through all signatures in the order of their petitions.
    """
    recent = Q(held_at__gt=at - HOUR) & ~Q(held_for=Signature.Why.RELEASED)
    rows = Signature.objects.held().order_by()
    counted = rows.annotate(of=F("petition_id") + Value(0)).values_list("of").annotate(
        for_staff=Count("pk", filter=Q(held_until=None)),
        for_a_while=Count("pk", filter=~Q(held_until=None)),
        recent=Count("pk", filter=recent),
        since=Min("held_at", filter=recent),
    )  # fmt: skip
    return {
        petition: Held(
            for_staff=for_staff, for_a_while=for_a_while,
            recent=Came(number=number, since=since) if number else None,
        )
        for petition, for_staff, for_a_while, number, since in counted
    }  # fmt: skip


def _flooded(
    held: Mapping[int, Held], over: Mapping[int, Came], *, least: int
) -> list[Flooded]:
    """Those where either reached what their own organisation has set."""
    came = {pk: [one.recent] for pk, one in held.items()}
    for pk, one in over.items():
        came.setdefault(pk, []).append(one)
    most = {
        pk: max((one.number for one in both if one), default=0) for pk, both in came.items()
    }
    many = [pk for pk, number in most.items() if number >= least]
    if not many:
        return []
    rows = Petition.objects.filter(pk__in=many).order_by("pk")
    petitions = list(rows.select_related("campaign__organisation", "snapshot"))
    wanted = flooding.from_number({row.campaign.organisation_id for row in petitions})
    return [
        Flooded(petition=row, held=held.get(row.pk, _NONE), over=over.get(row.pk))
        for row in petitions
        if most[row.pk] >= wanted[row.campaign.organisation_id]
    ]


def _staff(organisations: Iterable[int]) -> dict[int, list[Membership]]:
    """Who may look at abuse, by organisation."""
    rows = Membership.objects.filter(organisation__in=organisations, user__is_active=True)
    found: dict[int, list[Membership]] = {pk: [] for pk in organisations}
    for member in rows.select_related("user").order_by("pk"):
        if roles.may(member.role, Permission.ABUSE_EDIT):
            found[member.organisation_id].append(member)
    return found


@transaction.atomic
def _tell(one: Flooded, staff: Iterable[Membership], *, at: datetime) -> int:
    since = flooding.claim(one.petition.pk, since=one.since, at=at)
    if since is None:
        return 0
    text = _text(one, since=since)
    queueing.queue([_letter(one, to=member, text=text) for member in staff], at=at)
    return 1


def _letter(one: Flooded, *, to: Membership, text: str) -> Letter:
    ours = one.organisation
    title = " ".join(one.petition.campaign.title.split())
    subject = _("Many signatures that look unlike people: %(title)s") % {"title": title}
    return Letter(
        organisation_id=ours.pk, to=to.user.email, subject=subject[:200], text=text,
        from_name=ours.name[:100],
        from_address=ours.from_address or settings.DEFAULT_FROM_EMAIL, kind="flood",
    )  # fmt: skip


def _text(one: Flooded, *, since: datetime) -> str:
    ours, campaign = one.organisation, one.petition.campaign
    local = since.astimezone(ZoneInfo(ours.time_zone))
    path = reverse("dashboard:abuse", args=[ours.slug])
    return _(
        "“%(title)s” gets many signatures at once that look unlike people. It began on "
        "%(since)s.\n\n%(came)s\n\n%(shown)s\n\n"
        "What to do: look at the signals, and at the signatures behind them:\n%(url)s\n\n"
        "If these are robots, remove them there by a rule; that can be undone. If these are "
        "people, as after a newsletter or in a school, press “Count these” in the list of "
        "those held. If you do nothing, what is held for you stays held, and nothing that "
        "counts is taken away.\n\n"
        "While it lasts, this email comes once an hour at most.\n"
    ) % {
        "title": campaign.title,
        "since": f"{formats.date_format(local, 'DATETIME_FORMAT')} {local.tzname()}",
        "came": _came(one),
        "shown": _shown(one),
        "url": f"{settings.BASE_URL}{path}?campaign={campaign.slug}",
    }


def _came(one: Flooded) -> str:
    """What came within the hour, and what is held now."""
    held = one.held
    recent, over = (came.number if came else 0 for came in (held.recent, one.over))
    return "\n".join([
        _("- Held within the last hour: %(n)s.") % {"n": _n(recent)},
        _("- Taken within the last hour although over a limit, after a puzzle or with a late "
          "email: %(n)s.") % {"n": _n(over)},
        _("- Held now: %(n)s that wait for you, and %(m)s that count by themselves when their "
          "hour is over.") % {"n": _n(held.for_staff), "m": _n(held.for_a_while)},
    ])  # fmt: skip


def _shown(one: Flooded) -> str:
    snapshot = getattr(one.petition, "snapshot", None)
    count = snapshot.count if snapshot else 0
    page = ngettext(
        "The public page shows %(n)s signature.",
        "The public page shows %(n)s signatures.",
        count,
    ) % {"n": _n(count)}
    return page + " " + _(
        "None that is held is among them; under “How we count” everybody can read that "
        "%(n)s are held."
    ) % {"n": _n(one.held.for_staff + one.held.for_a_while)}  # fmt: skip


def _n(number: int) -> str:
    return formats.number_format(number, force_grouping=True)
