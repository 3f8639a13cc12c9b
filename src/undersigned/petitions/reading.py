"""What the form's POST needs to know of a petition, kept for a second: a rush asks no query."""

import time
from dataclasses import dataclass

from django.conf import settings

from undersigned.actions.models import OwnQuestion
from undersigned.campaigns.models import Campaign, OldSlug
from undersigned.organisations.models import Organisation
from undersigned.petitions.models import Petition

_MOST = 500  # campaigns kept; more than an installation has live at a time


@dataclass(frozen=True, kw_only=True)
class Open:
    """A petition with all that its form shows. Shared by threads: read, never changed."""

    petition: Petition
    campaign: Campaign
    organisation: Organisation
    questions: tuple[OwnQuestion, ...]

    @property
    def is_live(self) -> bool:
        return self.campaign.state == Campaign.State.LIVE


# When each was read and what was found, by slug. A dict's own operations need no lock.
_KEPT: dict[str, tuple[float, Open]] = {}


def find(slug: str) -> Open | None:
    """The petition of a public campaign; None where there is none. Up to a second old."""
    now = time.monotonic()
    kept = _KEPT.get(slug)
    if kept is not None and now - kept[0] < settings.FORM_SECONDS:
        return kept[1]
    found = _read(slug)
    if found is not None and settings.FORM_SECONDS:
        if len(_KEPT) >= _MOST:
            _KEPT.clear()
        _KEPT[slug] = (now, found)
    return found


def of(petition: Petition) -> Open:
    """The same for a petition that is at hand, with its campaign and organisation."""
    campaign = petition.campaign
    questions = campaign.questions.filter(retired_at=None).order_by("place", "id")
    return Open(
        petition=petition,
        campaign=campaign,
        organisation=campaign.organisation,
        questions=tuple(questions),
    )


def _read(slug: str) -> Open | None:
    known = Petition.objects.select_related("campaign__organisation").exclude(
        campaign__state=Campaign.State.DRAFT
    )
    found = known.filter(campaign__slug=slug).first()
    if found is None:
        old = OldSlug.objects.filter(slug=slug).values("campaign_id")
        found = known.filter(campaign_id__in=old).first()
    return None if found is None else of(found)
