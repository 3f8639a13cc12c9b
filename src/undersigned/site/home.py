"""An organisation's own page: what it stands for, what it did, what it asks for now."""

from datetime import datetime
from typing import Any

from django.conf import settings

from undersigned.campaigns import goals
from undersigned.campaigns.models import Campaign
from undersigned.lib import markdown
from undersigned.organisations.models import Organisation
from undersigned.petitions.models import CountSnapshot
from undersigned.press import writing
from undersigned.press.models import Release
from undersigned.site import campaign_page, footnotes

TEMPLATE = "site/home.html"
RELEASE_TEMPLATE = "site/release.html"
LIST_TEMPLATE = "site/organisations.html"


def context(organisation: Organisation, *, at: datetime) -> dict[str, Any]:
    """For `TEMPLATE`."""
    campaigns = _campaigns(organisation)
    ended = (Campaign.State.WON, Campaign.State.CLOSED)
    return {
        **campaign_page.frame(organisation),
        "running": [one for one in campaigns if one["campaign"].state not in ended],
        "ended": [one for one in campaigns if one["campaign"].state in ended],
        "agenda": organisation.issue_positions.order_by("place", "pk"),
        "record": organisation.endorsements.order_by("-year", "-pk"),
        "releases": [
            (release, campaign_page.release_url(organisation, release))
            for release in campaign_page.public_releases(organisation, at=at)
        ],
        "canonical": f"{settings.BASE_URL}/o/{organisation.slug}/",
    }


def _campaigns(organisation: Organisation) -> list[dict[str, Any]]:
    rows = Campaign.objects.public().filter(organisation=organisation)
    rows = rows.select_related("target", "launch").order_by("-launched_at", "-announced_at")
    counts = dict(
        CountSnapshot.objects.filter(petition__campaign__in=rows.values("pk")).values_list(
            "petition__campaign_id", "count"
        )
    )
    # Those that take signatures stand first; what is announced comes next.
    order = {Campaign.State.LIVE: 0, Campaign.State.ANNOUNCED: 1}
    listed = [_listed(campaign, counts.get(campaign.pk, 0)) for campaign in rows]
    return sorted(listed, key=lambda one: order.get(one["campaign"].state, 2))


def _listed(campaign: Campaign, count: int) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "count": count,
        "goal": goals.shown(campaign, count=count),
        "launch": getattr(campaign, "launch", None),
        "image_url": campaign_page.picture_url(campaign),
    }


def release_context(
    organisation: Organisation, slug: str, *, at: datetime
) -> dict[str, Any] | None:
    """For `RELEASE_TEMPLATE`; None where no such release is public."""
    rows = campaign_page.public_releases(organisation, at=at).filter(slug=slug)
    release: Release | None = rows.prefetch_related("quotes").first()
    if release is None:
        return None
    launched = release.campaign.launched_at if release.campaign else None
    return {
        **campaign_page.frame(organisation),
        "release": release,
        "moment": release.public_at or launched,
        "body": markdown.render(release.body),
        "quotes": sorted(release.quotes.all(), key=lambda quote: (quote.place, quote.pk)),
        "campaign": release.campaign,
        "claims": [footnotes.cited(claim) for claim in writing.claims_of(release)],
        "canonical": settings.BASE_URL + campaign_page.release_url(organisation, release),
    }
