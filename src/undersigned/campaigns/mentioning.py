"""Which campaigns show a claim on their page."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from undersigned.campaigns.models import Campaign
from undersigned.evidence.mentions import Mention
from undersigned.evidence.models import Claim
from undersigned.organisations.models import Organisation


def campaigns(organisation: Organisation, claims: Sequence[Claim]) -> Iterable[Mention]:
    """One query."""
    shown = Campaign.claims.through.objects.filter(
        claim__in=claims, campaign__organisation=organisation
    )
    for row in shown.select_related("campaign").order_by("-pk"):
        yield Mention(
            claim_id=row.claim_id,
            what=_("Campaign “%(name)s”") % {"name": row.campaign.title},
            path=reverse("dashboard:campaign", args=[organisation.slug, row.campaign.uuid]),
        )
