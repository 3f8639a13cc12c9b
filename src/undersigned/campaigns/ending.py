"""Live → won or closed, with a sentence; and back, when that was a mistake."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.campaigns import preparing
from undersigned.campaigns.models import Campaign, TimelineEntry
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation


class NotEndableError(ValueError):
    """Says in words why not."""


@transaction.atomic
def end(
    *, campaign: Campaign, won: bool, sentence: str, at: datetime, by: auditing.Actor
) -> None:
    """No signature is taken from now on; the page stays. Raises NotEndableError."""
    reconstructed = Organisation.Example.RECONSTRUCTED
    if campaign.organisation.example == reconstructed:
        raise NotEndableError(
            _("An example made from a news report is never shown as won or closed.")
        )
    state = Campaign.State.WON if won else Campaign.State.CLOSED
    rows = Campaign.objects.filter(
        pk=campaign.pk, state__in=(Campaign.State.LIVE, Campaign.State.ANNOUNCED)
    )
    if won:
        rows = rows.filter(launched_at__isnull=False)
    if not rows.update(state=state, state_sentence=sentence, ended_at=at):
        raise NotEndableError(_("Only a campaign that has started can be won or closed."))
    words = _("Won.") if won else _("Closed.")
    preparing.note(
        campaign_id=campaign.pk, kind=TimelineEntry.Kind.ENDED, at=at,
        words=f"{words} {sentence}".strip(),
    )  # fmt: skip
    auditing.record(
        organisation_id=campaign.organisation_id, at=at, by=by,
        verb="marked as won" if won else "closed", subject=preparing.subject(campaign),
        after={"sentence": sentence},
    )  # fmt: skip


@transaction.atomic
def reopen(*, campaign: Campaign, at: datetime, by: auditing.Actor) -> None:
    """Live again, or announced where it had never started. Raises NotEndableError."""
    ended = Campaign.objects.filter(
        pk=campaign.pk, state__in=(Campaign.State.WON, Campaign.State.CLOSED)
    )
    values = {"state_sentence": "", "ended_at": None}
    changed = ended.filter(launched_at__isnull=False).update(
        state=Campaign.State.LIVE, **values
    ) or ended.update(state=Campaign.State.ANNOUNCED, **values)
    if not changed:
        raise NotEndableError(_("It has not ended."))
    preparing.note(
        campaign_id=campaign.pk, kind=TimelineEntry.Kind.CHANGED, at=at,
        words=_("The campaign was taken up again."),
    )  # fmt: skip
    auditing.record(
        organisation_id=campaign.organisation_id, at=at, by=by, verb="reopened",
        subject=preparing.subject(campaign),
    )  # fmt: skip
