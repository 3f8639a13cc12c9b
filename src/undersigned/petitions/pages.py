"""What every public page of a campaign's petition needs around its content."""

from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse

from undersigned.organisations.models import Organisation
from undersigned.petitions import links
from undersigned.petitions.reading import Open


def context(opened: Open, **more: object) -> dict[str, Any]:
    return {
        **organisation(opened.organisation),
        "campaign": opened.campaign,
        "petition": opened.petition,
        "campaign_url": links.campaign_path(opened.campaign.slug),
        "simulated": opened.petition.is_simulated,
        **more,
    }


def organisation(of: Organisation) -> dict[str, Any]:
    """`messages` is empty: these pages read no session."""
    accent = reverse("organisations:accent_css", args=[of.slug])
    return {
        "organisation": of,
        "home_url": f"/o/{of.slug}/",
        "organisation_logo_url": default_storage.url(of.logo) if of.logo else "",
        "accent_css_url": f"{accent}?c={of.accent[1:]}",
        "banner": of.banner,
        "messages": (),
    }
