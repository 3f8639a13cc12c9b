"""The public page of a poll: its whole record, what it lacks, its copies and corrections."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from undersigned.campaigns.models import Campaign
from undersigned.evidence import shown
from undersigned.evidence.models import Claim, Poll, Series
from undersigned.organisations.models import Organisation
from undersigned.site import campaign_page, evidence_pages

POLL = "site/poll.html"


def poll(organisation: Organisation, uuid: UUID, *, at: datetime) -> Poll | None:
    """One that everyone may read, because something that is public shows it or rests on it."""
    rows = Poll.objects.filter(organisation=organisation, uuid=uuid).select_related("house")
    campaigns = Campaign.objects.public().filter(organisation=organisation)
    claims = Claim.objects.filter(organisation=organisation).read()
    averages = Series.objects.filter(
        Q(is_public=True) | Q(claims__in=claims), organisation=organisation
    )
    may = (
        Q(campaigns__in=campaigns)
        | Q(questions__results__in=claims.values("result"))
        | Q(questions__results__in=claims.values("other"))
        | Q(questions__topic__in=averages.values("topic"))
    )
    found = rows.filter(may).first()
    if found is not None:
        return found
    found = rows.first()
    return found if found is not None and _is_quoted(found, at=at) else None


def _is_quoted(found: Poll, *, at: datetime) -> bool:
    """A claim that rests on it stands in a release or mailing. It has a few, if any."""
    rests = Q(result__question__poll=found) | Q(other__question__poll=found)
    uuids = Claim.objects.filter(rests).values_list("uuid", flat=True).distinct()
    ours = found.organisation
    return any(evidence_pages.claim(ours, uuid, at=at) is not None for uuid in uuids)


def context(found: Poll, organisation: Organisation) -> dict[str, Any]:
    here = reverse("site:poll", args=[organisation.slug, found.uuid])
    return {
        **campaign_page.frame(organisation),
        "record": shown.record(found),
        "canonical": settings.BASE_URL + here,
    }
