"""Hands a person's signatures over when two records become one, and tells of them.

Who signed one petition with both records has signed twice: one signature stays, the other is
removed as a duplicate, in the public log too. Under two different names both stay: a name is
what the log tells people apart by, as in a household with one address.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from undersigned.campaigns.models import Campaign
from undersigned.ledger.models import Leaf
from undersigned.lib.text import canonical_name
from undersigned.petitions import removing
from undersigned.petitions.models import Signature
from undersigned.supporters.journal import Journal
from undersigned.supporters.models import Supporter
from undersigned.supporters.told import Told, table

State = Signature.State
_STANDING = (State.CONFIRMED, State.HELD, State.PENDING)  # the first stays


def hand_over(journal: Journal, *, loser: Supporter, winner: Supporter, at: datetime) -> None:
    twice = _signed_twice(loser, winner)
    if twice:
        held = {str(row.uuid): row.held_until for row in twice if row.held_until}
        uuids = [row.uuid for row in twice]
        removing.remove(uuids, reason=Signature.Reason.DUPLICATE, at=at, by=None)
        journal.tell("petitions", {
            "removed": [str(uuid) for uuid in uuids],
            "held_until": {uuid: moment.isoformat() for uuid, moment in held.items()},
        })  # fmt: skip
        journal.count("signatures removed", len(twice))
    rows = Signature.objects.filter(supporter=loser)
    journal.count("signatures", journal.change(rows, supporter=winner))


def take_back(told: dict[str, Any], *, at: datetime) -> None:
    """What was removed counts again, unless it was removed anew for another reason."""
    rows = Signature.objects.filter(
        uuid__in=told["removed"], removed_reason=Signature.Reason.DUPLICATE
    )
    uuids = list(rows.values_list("uuid", flat=True))
    removing.restore(uuids, reason=Signature.Reason.ERROR, at=at, by=None)
    for uuid, moment in told["held_until"].items():  # one or two
        until = datetime.fromisoformat(moment)
        Signature.objects.filter(uuid=UUID(uuid), state=State.HELD).update(held_until=until)


def _signed_twice(loser: Supporter, winner: Supporter) -> list[Signature]:
    """Of each petition that both signed under one name, the signature that goes."""
    rows = Signature.objects.filter(supporter__in=[loser, winner], state__in=_STANDING)
    by_petition: dict[int, list[Signature]] = {}
    for row in rows.order_by("pk"):
        by_petition.setdefault(row.petition_id, []).append(row)
    return [gone for found in by_petition.values() for gone in _doubled(found)]


def _doubled(rows: list[Signature]) -> list[Signature]:
    """Confirmed before held before pending, and the earlier before the later, stays."""
    stays: dict[str, Signature] = {}
    gone = []
    for row in sorted(rows, key=lambda row: (_STANDING.index(State(row.state)), row.pk)):
        name = canonical_name(row.given_name, row.family_name)
        if name in stays or (stays and not name):
            gone.append(row)
        else:
            stays[name] = row
    if "" in stays and len(stays) > 1:
        gone.append(stays[""])  # no name is no other name
    return gone


def foresee(*, loser: Supporter, winner: Supporter) -> list[str]:
    twice = _signed_twice(loser, winner)
    titles = dict(
        Signature.objects.filter(pk__in=[row.pk for row in twice]).values_list(
            "pk", "petition__campaign__title"
        )
    )
    words = _(
        "Both signed “%(title)s”. One signature is removed as a duplicate, in the public log "
        "too; the count does not hold this person twice."
    )
    return [words % {"title": titles[row.pk]} for row in twice]


def acted(*, since: datetime) -> Q:
    """Signed since then, or what they signed is still running."""
    running = (Campaign.State.ANNOUNCED, Campaign.State.LIVE)
    rows = Signature.objects.filter(
        Q(signed_at__gte=since)
        | Q(confirmed_at__gte=since)
        | Q(state=State.CONFIRMED, petition__campaign__state__in=running),
        supporter=OuterRef("pk"),
    )
    return Q(Exists(rows))


def tell(supporter: Supporter) -> list[Told]:
    rows = Signature.objects.filter(supporter=supporter)
    leaves = Leaf.objects.filter(subject__in=rows.values("uuid"), kind=Leaf.Kind.SIGN)
    return [
        table("signatures", _("Signatures"), rows.order_by("signed_at"), {
            "petition__campaign__title": _("Petition"), "state": _("State"),
            "signed_at": _("Signed"), "confirmed_at": _("Confirmed"),
            "withdrawn_at": _("Withdrawn"), "removed_at": _("Removed"),
            "removed_reason": _("Why it was removed"), "given_name": _("First name"),
            "family_name": _("Last name"), "email": _("Email"),
            "canonical_address": _("Address, as we compare it"),
            "postal_code": _("ZIP or postal code"), "region": _("State of the US"),
            "country": _("Country"), "comment": _("Comment"),
            "comment_state": _("Comment is"), "show_name": _("Name may be shown"),
            "name_approved": _("Name is shown"),
            "consent": _("Asked about email, they said"),
            "consent_wording": _("Words that were read"), "answers": _("Answers, as typed"),
            "source": _("Source"), "refcode": _("Code of the link"),
            "utm": _("Marks of the link"), "network": _("Network, a part of the address"),
            "mail_domain": _("Mail domain"), "held_for": _("Held because"),
            "asked_times": _("Emails that asked to confirm"), "uuid": _("Our number for it"),
            "text__number": _("Version of the text"),
        }),
        table("log_entries", _("Entries in the public log, which name nobody"), leaves, {
            "index": _("Place"), "day": _("Day"), "region": _("Region"),
            "is_void": _("No longer counts"),
        }),
    ]  # fmt: skip
