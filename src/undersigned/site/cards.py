"""Share cards: drawn on the clock when what they show has changed, never for a request."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from undersigned.campaigns import goals
from undersigned.campaigns.models import Campaign, Launch
from undersigned.lib import share_card
from undersigned.petitions import publishing
from undersigned.petitions.models import Petition

_ENOUGH = 0.01  # a count that moved by less than this part is not drawn anew
_AT_ONCE = 20  # cards a turn: a picture takes about 50 ms


def draw_due(*, at: datetime) -> int:  # noqa: ARG001  the clock's form
    """How many were drawn. Beside each lies what it shows, so that a change is found."""
    rows = Campaign.objects.public().select_related(
        "organisation", "target", "petition__snapshot", "launch"
    )
    drawn = 0
    for campaign in rows.order_by("pk"):
        drawn += drawn < _AT_ONCE and draw(campaign)
    return drawn


def draw(campaign: Campaign) -> bool:
    """Whether it had to be drawn."""
    card = _card(campaign)
    folder = settings.PUBLISHED_ROOT / campaign.slug
    facts = {name: getattr(card, name) for name in card.__dataclass_fields__}
    if not _differs(_shown(folder), facts):
        return False
    publishing.replace(folder / "card.png", share_card.draw(card))
    publishing.replace(folder / "card.json", json.dumps(facts).encode())
    return True


def _card(campaign: Campaign) -> share_card.Card:
    organisation = campaign.organisation
    petition: Petition | None = getattr(campaign, "petition", None)
    snapshot = getattr(petition, "snapshot", None)
    count = snapshot.count if snapshot else 0
    simulated = _("SIMULATED.") if petition and petition.is_simulated else ""
    asked = campaign.target.name if campaign.target else ""
    return share_card.Card(
        title=campaign.title,
        organisation=organisation.name,
        count=count if campaign.launched_at else None,
        goal=goals.shown(campaign, count=count) if campaign.state == "live" else 0,
        accent=organisation.accent,
        ask=_("Petition to %(whom)s") % {"whom": asked} if asked else "",
        starts=_starts(campaign),
        banner=f"{simulated} {organisation.banner}".strip(),
    )


def _starts(campaign: Campaign) -> str:
    """The day, in the launch's own time zone; nothing once started, or unplanned."""
    launch: Launch | None = getattr(campaign, "launch", None)
    if campaign.launched_at or launch is None or launch.at is None:
        return ""
    day = launch.at.astimezone(ZoneInfo(launch.time_zone))
    return _("Starts %(day)s") % {"day": date_format(day, "DATE_FORMAT", use_l10n=True)}


def _shown(folder: Path) -> dict[str, object] | None:
    """What the card on disk shows; None when there is none, or half of one."""
    try:
        shown = json.loads((folder / "card.json").read_bytes())
    except (OSError, ValueError):
        return None
    return shown if isinstance(shown, dict) and (folder / "card.png").exists() else None


def _differs(shown: dict[str, object] | None, facts: dict[str, object]) -> bool:
    if shown is None or _without_count(shown) != _without_count(facts):
        return True
    old, new = shown.get("count"), facts["count"]
    if not isinstance(old, int) or not isinstance(new, int):
        return old != new
    return abs(new - old) >= max(1, old * _ENOUGH)


def _without_count(facts: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if name != "count"}
