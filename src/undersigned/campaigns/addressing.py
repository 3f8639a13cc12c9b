"""The address of a campaign's page and its hashtag: free ones, and what old links lead to."""

from datetime import datetime

from django.utils.text import slugify

from undersigned.campaigns.models import Campaign, OldHashtag, OldSlug
from undersigned.organisations.reserved import is_reserved

_LONGEST = 60


class SlugReservedError(ValueError):
    """The installation itself answers at this address."""


class SlugTakenError(ValueError):
    """Another campaign of the installation has this address, or once had it."""


def check(slug: str, *, campaign_id: int) -> None:
    """Raises SlugReservedError, SlugTakenError. Its own old one a campaign may take back."""
    if is_reserved(slug):
        raise SlugReservedError(slug)
    others = Campaign.objects.filter(slug=slug).exclude(pk=campaign_id)
    once = OldSlug.objects.filter(slug=slug).exclude(campaign_id=campaign_id)
    if others.exists() or once.exists():
        raise SlugTakenError(slug)


def suggest(title: str) -> str:
    """A free address made of the title: with a number behind it when others have it."""
    stem = slugify(title)[: _LONGEST - 4].strip("-") or "campaign"
    if is_reserved(stem):
        stem = f"{stem}-campaign"
    taken = set(Campaign.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= set(OldSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def keep_old(campaign: Campaign, *, slug: str, hashtag: str, at: datetime) -> None:
    """Keeps what the campaign gives up, once strangers may have it. Before, nobody does."""
    if campaign.state == Campaign.State.DRAFT:
        return
    if slug != campaign.slug:
        OldSlug.objects.filter(campaign=campaign, slug=slug).delete()
        OldSlug.objects.create(campaign=campaign, slug=campaign.slug, until=at)
    if campaign.hashtag and hashtag != campaign.hashtag:
        OldHashtag.objects.create(campaign=campaign, hashtag=campaign.hashtag, until=at)


def find(slug: str) -> tuple[Campaign | None, bool]:
    """The campaign at an address, and whether the address is an old one of it."""
    rows = Campaign.objects.select_related("organisation")
    campaign = rows.filter(slug=slug).first()
    if campaign is not None:
        return campaign, False
    return rows.filter(old_slugs__slug=slug).first(), True
