"""All that the campaign page shows, read in a fixed number of queries; preview reuses it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.urls import reverse

from undersigned.actions import sharing
from undersigned.campaigns import goals
from undersigned.campaigns.models import Campaign, Position
from undersigned.lib import markdown
from undersigned.organisations.models import Organisation
from undersigned.petitions import fragments, quoting, texting
from undersigned.petitions.models import Petition, TextVersion
from undersigned.press.models import Release
from undersigned.site import footnotes, stances, timeline

TEMPLATE = "site/campaign.html"
BESIDE = ("organisation", "target", "petition__snapshot", "petition__text", "launch__election")


def find(slug: str) -> Campaign | None:
    """The campaign with what stands in a single row beside it; None for drafts and none."""
    rows = Campaign.objects.public().filter(slug=slug)
    return rows.select_related(*BESIDE).first()


def new_slug(old: str) -> str | None:
    """Where a campaign lives that once lived here."""
    rows = Campaign.objects.public().filter(old_slugs__slug=old)
    return rows.values_list("slug", flat=True).first()


def public_releases(organisation: Organisation, *, at: datetime) -> QuerySet[Release]:
    """Newest first."""
    rows = Release.objects.public(at=at).filter(organisation=organisation)
    return rows.select_related("campaign").order_by("-public_at", "-pk")


def context(
    campaign: Campaign,
    *,
    at: datetime,
    query: Mapping[str, str] | None = None,
    as_typed: bool = False,
) -> dict[str, Any]:
    """For `TEMPLATE`. Works for a draft too: who may see that is the caller's business.

    `as_typed`: a preview shows what is saved, though the log says the old text yet.
    `query`: what the address says about where a person came from.
    """
    organisation = campaign.organisation
    text = None if as_typed else in_force(campaign)
    texting.put_in_force(campaign, text)
    launch = getattr(campaign, "launch", None)
    zone = launch.time_zone if launch else organisation.time_zone
    return {
        **frame(organisation),
        "campaign": campaign,
        "whom": texting.target_in_force(campaign, text),
        "state": str(campaign.state),
        "launch": launch,
        "zone": zone,
        **_count(campaign),
        **_form(campaign, query or {}, at=at),
        **_signers(campaign),
        **_words(campaign),
        **_case(campaign, text, at=at, zone=ZoneInfo(zone)),
    }


def frame(organisation: Organisation) -> dict[str, Any]:
    """What every page of one organisation needs around its content."""
    slug = organisation.slug
    accent = reverse("organisations:accent_css", args=[slug])
    return {
        "organisation": organisation,
        "home_url": reverse("site:organisation", args=[slug]),
        "accent_css_url": f"{accent}?c={organisation.accent[1:]}",
        "banner": organisation.banner,
        "noindex": organisation.noindex or bool(organisation.example),
        "is_example": bool(organisation.example),
        "is_reconstructed": organisation.example == Organisation.Example.RECONSTRUCTED,
        "organisation_logo_url": organisation.logo and default_storage.url(organisation.logo),
        "base_url": settings.BASE_URL,
    }


def in_force(campaign: Campaign) -> TextVersion | None:
    """What is signed today, once the log says so; a draft shows what its editors typed."""
    petition: Petition | None = getattr(campaign, "petition", None)
    text = petition.text if petition else None
    return text if text is not None and text.is_open else None


def _count(campaign: Campaign) -> dict[str, Any]:
    petition: Petition | None = getattr(campaign, "petition", None)
    snapshot = getattr(petition, "snapshot", None)
    count = snapshot.count if snapshot else 0
    return {
        "petition": petition,
        "count": count,
        "as_of": snapshot.as_of if snapshot else None,
        "goal": goals.shown(campaign, count=count),
        "simulated": petition is not None and petition.is_simulated,
    }


def _form(campaign: Campaign, query: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """The form, as `petitions` makes it; nothing unless the campaign takes signatures."""
    petition: Petition | None = getattr(campaign, "petition", None)
    if petition is None or campaign.state != Campaign.State.LIVE:
        return {}
    petition.campaign = campaign  # it has been read: no second time
    return fragments.form_context(petition, query, at=at)


def _signers(campaign: Campaign) -> dict[str, Any]:
    petition: Petition | None = getattr(campaign, "petition", None)
    if petition is None:
        return {}
    return {"comments": quoting.comments(petition), "names": quoting.names(petition)}


def _words(campaign: Campaign) -> dict[str, Any]:
    return {
        "story": markdown.render(campaign.story),
        "image_url": picture_url(campaign),
        "canonical": f"{settings.BASE_URL}/{campaign.slug}/",
        "description": campaign.summary or campaign.ask,
        "card_url": f"{settings.BASE_URL}/{campaign.slug}/card.png",
        "shares": sharing.shares(campaign, page=f"{settings.BASE_URL}/{campaign.slug}/"),
    }


def picture_url(campaign: Campaign) -> str:
    """Empty when the organiser gave no picture."""
    return str(default_storage.url(campaign.image)) if campaign.image else ""


def _case(
    campaign: Campaign, text: TextVersion | None, *, at: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    demands = texting.demands_in_force(list(campaign.demands.order_by("place", "pk")), text)
    positions = Position.objects.filter(demand__campaign=campaign)
    statements = list(
        campaign.statements.select_related("decision_maker").order_by("-date", "pk")
    )
    claims = campaign.claims.whole().order_by("pk")
    polls = campaign.polls.prefetch_related("questions__results").order_by("published", "pk")
    releases = [
        (release, release_url(campaign.organisation, release))
        for release in public_releases(campaign.organisation, at=at).filter(campaign=campaign)
    ]
    rows = timeline.Rows(
        entries=campaign.timeline.all(),
        statements=statements,
        releases=releases,
        coverage=list(campaign.coverage.all()),
    )
    return {
        "demands": demands,
        "issues": campaign.issues.order_by("place", "pk"),
        "case": footnotes.build(
            claims=claims, polls=polls, results=campaign.results.order_by("-year", "pk")
        ),
        "voices": stances.of(
            target=campaign.target, statements=statements, demands=demands, positions=positions
        ),
        "events": timeline.merge(campaign, rows, zone=zone),
        "coverage": rows.coverage,
    }


def release_url(organisation: Organisation, release: Release) -> str:
    return reverse("site:release", args=[organisation.slug, release.slug])
