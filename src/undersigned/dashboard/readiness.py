"""What a launch holds, and what of it is not ready: read from every room that has a part."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.campaigns.models import Campaign, ChecklistItem
from undersigned.mailings.models import Mailing
from undersigned.press.models import Release


class State(StrEnum):
    READY = "ready"
    NOT_READY = "not_ready"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that the launch holds. `why` says what lacks; empty when it is ready."""

    name: str
    label: str
    why: str = ""
    url: str = ""
    # What starts with the campaign, or is public with it; the rest only holds the launch up.
    happens: str = ""
    mailing: Mailing | None = None  # whose audience the rehearsal counts

    @property
    def state(self) -> State:
        return State.NOT_READY if self.why else State.READY


def parts(campaign: Campaign) -> list[Part]:
    """In the order of the plan's page; four queries."""
    return [
        _page(campaign),
        _share(campaign),
        *_mailings(campaign),
        *_releases(campaign),
        *_checklist(campaign),
    ]


def is_ready(found: Iterable[Part]) -> bool:
    return all(part.state == State.READY for part in found)


def _page(campaign: Campaign) -> Part:
    lacking = [
        words
        for words, there in (
            (_("the ask"), campaign.ask),
            (_("the target"), campaign.target_id),
            (_("a story or a summary"), campaign.story or campaign.summary),
            (_("at least one demand"), campaign.demands.exists()),
            (_("what the picture shows"), campaign.image_alt or not campaign.image),
        )
        if not there
    ]
    why = _("It lacks %(what)s.") % {"what": ", ".join(lacking)} if lacking else ""
    return Part(
        name="page", label=_("Page: %(title)s") % {"title": campaign.title}, why=why,
        url=_address(campaign, "ask" if lacking else "preview"),
        happens=_("opens for signatures at /%(slug)s/") % {"slug": campaign.slug},
    )  # fmt: skip


def _address(campaign: Campaign, name: str) -> str:
    return reverse(f"dashboard:{name}", args=[campaign.organisation.slug, campaign.uuid])


def _share(campaign: Campaign) -> Part:
    """Never lacking: every channel has a usual text."""
    own = len(campaign.share_texts or {})
    words = ngettext(
        "Share texts: %(own)s of your own, the rest as usual",
        "Share texts: %(own)s of your own, the rest as usual",
        own,
    )
    return Part(
        name="share", label=words % {"own": own} if own else _("Share texts: the usual ones"),
        url=_address(campaign, "thanks"), happens=_("stand ready on the thank-you page"),
    )  # fmt: skip


def _mailings(campaign: Campaign) -> list[Part]:
    rows = Mailing.objects.filter(starts_with=campaign).order_by("pk")
    return [
        Part(
            name=f"mailing-{row.pk}",
            label=_("Mailing: %(name)s") % {"name": row.name},
            why=_mailing_lacks(row),
            mailing=row,
            url=reverse("mailings:check", args=[campaign.organisation.slug, row.uuid]),
            happens=_("goes out to its audience"),
        )
        for row in rows
    ]  # fmt: skip


def _mailing_lacks(mailing: Mailing) -> str:
    match mailing.state:
        case Mailing.State.DRAFT:
            return _("It is a draft: check and schedule it.")
        case Mailing.State.WAITING:
            return _("It waits for a second person's approval.")
        case Mailing.State.STOPPED:
            return _("It was stopped.")
        case _:
            return ""


def _releases(campaign: Campaign) -> list[Part]:
    rows = Release.objects.filter(campaign=campaign, with_launch=True, withdrawn_at=None)
    slug = campaign.organisation.slug
    return [
        Part(
            name=f"release-{row.pk}", label=_("Release: %(name)s") % {"name": row.headline},
            why="" if row.approved_at else _("It is not approved."),
            url=reverse("press:release", args=[slug, row.uuid]),
            happens=_("is public in the newsroom"),
        )
        for row in rows.order_by("pk")
    ]  # fmt: skip


def _checklist(campaign: Campaign) -> list[Part]:
    rows = ChecklistItem.objects.filter(launch__campaign=campaign).order_by("place", "pk")
    return [
        Part(
            name=f"item-{row.pk}", label=row.text, url=_address(campaign, "plan"),
            why="" if row.done_at else _("It is not ticked off."),
        )
        for row in rows
    ]  # fmt: skip
