"""What every public page of a campaign's petition needs around its content."""

from typing import Any

from undersigned.actions import pages
from undersigned.petitions import links
from undersigned.petitions.reading import Open


def context(opened: Open, **more: object) -> dict[str, Any]:
    return {
        **pages.organisation(opened.organisation),
        "campaign": opened.campaign,
        "petition": opened.petition,
        "campaign_url": links.campaign_path(opened.campaign.slug),
        "zone": opened.organisation.time_zone,
        "simulated": opened.petition.is_simulated,
        **more,
    }
