"""What machines read: structured data, the sitemap, and what robots may look at."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from undersigned.campaigns.models import Campaign
from undersigned.organisations.models import Organisation
from undersigned.press.models import Release

# So that no word of an organiser can end the element that the data stands in.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}

ROBOTS = """User-agent: *
Disallow: /dashboard/
Disallow: /accounts/
Disallow: /mail/
Sitemap: {base}/sitemap.xml
"""


def structured(campaign: Campaign) -> SafeString | None:
    """JSON-LD; None for an example, which no search engine shall take for the real thing."""
    organisation = campaign.organisation
    if organisation.example or organisation.noindex:
        return None
    moment = campaign.launched_at or campaign.announced_at
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": campaign.title,
        "description": campaign.summary or campaign.ask,
        "url": f"{settings.BASE_URL}/{campaign.slug}/",
        "publisher": {
            "@type": "Organization",
            "name": organisation.name,
            "url": organisation.website or f"{settings.BASE_URL}/o/{organisation.slug}/",
        },
    }
    if moment:
        data["datePublished"] = moment.isoformat()
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308  every character that could leave is escaped


def robots() -> str:
    return ROBOTS.format(base=settings.BASE_URL)


def addresses(*, at: datetime) -> list[str]:
    """Every page that search engines may know: of real organisations alone."""
    real = Organisation.objects.filter(example="", noindex=False)
    homes = real.order_by("pk").values_list("slug", flat=True)
    campaigns = Campaign.objects.public().filter(organisation__in=real.values("pk"))
    slugs = campaigns.order_by("pk").values_list("slug", flat=True)
    releases = Release.objects.public(at=at).filter(organisation__in=real.values("pk"))
    releases = releases.order_by("pk")
    return [
        *(f"{settings.BASE_URL}/o/{slug}/" for slug in homes),
        *(f"{settings.BASE_URL}/{slug}/" for slug in slugs),
        *(
            settings.BASE_URL + reverse("site:release", args=list(release))
            for release in releases.values_list("organisation__slug", "slug")
        ),
    ]
