"""'Tell me when it starts': asked on an announced campaign's page, confirmed, told once."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.actions import folding, lettering
from undersigned.actions.lettering import Form, Words, place
from undersigned.actions.models import Interest, Submission
from undersigned.campaigns.models import Campaign
from undersigned.guard import delaying, rationing
from undersigned.lib import tokens
from undersigned.lib.text import canonical_address
from undersigned.outbox import queueing

PURPOSE = "interest"
_BATCH = 100


def fold_due(*, at: datetime) -> int:
    """Folds a batch of requests that wait; how many."""

    def with_(batch: Sequence[Submission]) -> None:
        late = {
            (row.campaign_id, canonical_address(str(row.payload["email"]))): row.network
            for row in batch
            if row.payload.get("late")
        }
        pairs = [(row.campaign_id, str(row.payload["email"])) for row in batch]
        ask(pairs, at=at, late=late)

    return folding.fold(Submission.Kind.INTEREST, with_, at=at)


def ask(
    batch: Sequence[tuple[int, str]],
    *,
    at: datetime,
    late: Mapping[tuple[int, str], str] | None = None,
) -> None:
    """Notes each (campaign, address) once and asks by email; in the caller's transaction.

    `late`: by campaign and canonical address, the network over its rate from which it came;
    these emails wait.
    """
    rows = [
        Interest(
            campaign_id=campaign_id,
            canonical_address=canonical_address(email),
            email=email,
            asked_at=at,
        )
        for campaign_id, email in batch
    ]
    Interest.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    waiting = Interest.objects.filter(
        confirmed_at=None,
        campaign_id__in={campaign_id for campaign_id, _email in batch},
        canonical_address__in={row.canonical_address for row in rows},
    ).select_related("campaign__organisation")
    allowed = rationing.mailboxes(list(waiting), lambda row: row.canonical_address, at=at)
    forms = {row.campaign_id: _asking(row.campaign) for row in allowed}
    then = _times(allowed, late or {}, at=at)
    queueing.queue(
        [
            _letter(forms[row.campaign_id], row, at=at, not_before=then.get(row.pk))
            for row in allowed
        ],
        at=at,
    )


def _times(
    rows: Sequence[Interest], late: Mapping[tuple[int, str], str], *, at: datetime
) -> dict[int, datetime]:
    """When the email goes to those that wait for it, by the row's key."""
    waiting = [(row, late.get((row.campaign_id, row.canonical_address))) for row in rows]
    known = [(row, network) for row, network in waiting if network]
    times = delaying.times([(row.campaign.organisation_id, n) for row, n in known], at=at)
    return {row.pk: then for (row, _network), then in zip(known, times, strict=True)}


def confirm(interest: uuid.UUID, *, at: datetime) -> bool:
    """True if it was confirmed by this."""
    rows = Interest.objects.filter(uuid=interest, confirmed_at=None)
    return rows.update(confirmed_at=at) == 1


def waiting(*, campaign_id: int) -> int:
    """How many will be told."""
    rows = Interest.objects.filter(campaign_id=campaign_id, told_at=None)
    return rows.filter(confirmed_at__isnull=False).count()


def tell_due(*, at: datetime) -> int:
    """Tells those who asked once their campaign is live; each once, however often it runs."""
    due = Interest.objects.filter(
        campaign__state=Campaign.State.LIVE, confirmed_at__isnull=False, told_at=None
    )
    if not due.exists():
        return 0
    with transaction.atomic():
        rows = list(
            due.select_for_update(of=("self",))
            .select_related("campaign__organisation")
            .order_by("pk")[:_BATCH]
        )
        forms = {row.campaign_id: _started(row.campaign) for row in rows}
        queueing.queue(
            [
                forms[row.campaign_id].fill(
                    to=row.email, values={}, dedup_key=f"started:{row.uuid}"
                )
                for row in rows
            ],
            at=at,
        )
        ours = Interest.objects.filter(pk__in=[row.pk for row in rows], told_at=None)
        return ours.update(told_at=at)


def _letter(
    form: Form, row: Interest, *, at: datetime, not_before: datetime | None
) -> queueing.Letter:
    token = tokens.make(PURPOSE, row.uuid, at=at)
    path = reverse("actions:interest_confirm", args=[row.campaign.slug, token])
    return form.fill(
        to=row.email,
        values={"link": settings.BASE_URL + path},
        dedup_key=f"interest:{row.uuid}:{at:%Y%m%d%H%M%S%f}",
        not_before=not_before,
    )


def _asking(campaign: Campaign) -> Form:
    words = Words(
        subject=_("Please confirm: tell me when it starts"),
        before=[
            _("Hello,"),
            _(
                "someone, we hope you, asked to be told when “%(campaign)s” starts. Press the "
                "button to confirm; you then get one email, on the day."
            )
            % {"campaign": campaign.title},
        ],
        button=(_("Tell me when it starts"), place("link")),
        after=[_("If it was not you, do nothing: you will hear no more of it.")],
    )
    return lettering.form(organisation=campaign.organisation, kind="confirmation", words=words)


def _started(campaign: Campaign) -> Form:
    words = Words(
        subject=_("It has started: %(campaign)s") % {"campaign": campaign.title},
        before=[
            _("Hello,"),
            _("you asked us to tell you: “%(campaign)s” takes signatures from now on.")
            % {"campaign": campaign.title},
        ],
        button=(_("Sign now"), f"{settings.BASE_URL}/{campaign.slug}/?source=tell-me"),
        after=[_("This was the one email about it. We have not put you on any list.")],
    )
    return lettering.form(organisation=campaign.organisation, kind="interest", words=words)
