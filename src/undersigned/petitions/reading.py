"""What a rush needs to know of a petition, kept for a second: it costs no query."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from undersigned.actions.models import OwnQuestion
from undersigned.campaigns.models import Campaign, OldSlug
from undersigned.organisations.models import Organisation
from undersigned.petitions import texting
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
        """The campaign runs, and the log says under which text."""
        text = self.petition.text
        is_open = text is not None and text.is_open
        return is_open and self.campaign.state == Campaign.State.LIVE

    @property
    def opens_soon(self) -> bool:
        """It runs, and its text is on its way into the log."""
        return self.campaign.state == Campaign.State.LIVE and not self.is_live


# When each was read and what was found, by slug; written by whoever holds _LOCK.
_LOCK = threading.Lock()
_KEPT: dict[str, tuple[float, Open]] = {}
_BY_ID: dict[int, tuple[float, Petition]] = {}  # the same by primary key


def find(slug: str) -> Open | None:
    """The petition of a public campaign; None where there is none. About a second old.

    One thread reads it anew; the others go on with what is known, or wait if nothing is.
    """
    now = time.monotonic()
    kept = _KEPT.get(slug)
    if kept is not None and now - kept[0] < settings.FORM_SECONDS:
        return kept[1]
    if not _LOCK.acquire(blocking=kept is None):
        return kept[1] if kept is not None else None
    try:
        newer = _KEPT.get(slug)
        if newer is not None and newer is not kept:
            return newer[1]
        return _keep(slug, _read(slug), at=now)
    finally:
        _LOCK.release()


def _keep(slug: str, found: Open | None, *, at: float) -> Open | None:
    if len(_KEPT) >= _MOST:
        _KEPT.clear()
    _KEPT.pop(slug, None)
    if found is not None and settings.FORM_SECONDS:
        _KEPT[slug] = (at, found)
    return found


def in_bulk(ids: Iterable[int]) -> dict[int, Petition]:
    """By primary key, with campaign, organisation and text; about a second old.

    Whether the campaign still runs is to be asked by whoever must know. Shared by threads:
    read, never changed.
    """
    wanted, now = set(ids), time.monotonic()
    kept = {one: found for one in wanted if (found := _BY_ID.get(one))}
    known = {one: row for one, (at, row) in kept.items() if now - at < settings.FORM_SECONDS}
    if wanted <= known.keys():
        return known
    missing = wanted - known.keys()
    read = Petition.objects.select_related("campaign__organisation", "text").in_bulk(missing)
    if settings.FORM_SECONDS:
        if len(_BY_ID) >= _MOST:
            _BY_ID.clear()
        # Who signs under a text is counted once it has its leaf: that is not to be late.
        whole = {one: row for one, row in read.items() if row.text and row.text.leaf_id}
        _BY_ID.update({one: (now, row) for one, row in whole.items()})
    return known | read


def of(petition: Petition) -> Open:
    """The same for a petition that is at hand, with its campaign and organisation."""
    campaign = petition.campaign
    texting.put_in_force(campaign, petition.text)
    questions = campaign.questions.filter(retired_at=None).order_by("place", "id")
    return Open(
        petition=petition,
        campaign=campaign,
        organisation=campaign.organisation,
        questions=tuple(questions),
    )


def _read(slug: str) -> Open | None:
    known = Petition.objects.select_related("campaign__organisation", "text").exclude(
        campaign__state=Campaign.State.DRAFT
    )
    found = known.filter(campaign__slug=slug).first()
    if found is None:
        old = OldSlug.objects.filter(slug=slug).values("campaign_id")
        found = known.filter(campaign_id__in=old).first()
    return None if found is None else of(found)
