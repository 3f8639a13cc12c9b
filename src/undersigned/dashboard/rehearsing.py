"""What exactly will happen at a launch, in its order: nothing of it is done here."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.actions.models import Interest
from undersigned.campaigns.models import Campaign, Launch
from undersigned.dashboard import readiness
from undersigned.dashboard.readiness import Part, State
from undersigned.mailings import audience


@dataclass(frozen=True, kw_only=True)
class Step:
    """A sentence of the rehearsal. `tone`: '' for what happens, 'warn' for what does not."""

    words: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    at: datetime | None
    zone: str
    holds: bool  # it waits: nothing below happens before all is ready
    steps: list[Step]


def rehearse(campaign: Campaign) -> Rehearsal:
    found = readiness.parts(campaign)
    leaves_out = campaign.launch.when_not_ready == Launch.WhenNotReady.LEAVE_OUT
    return Rehearsal(
        at=campaign.launch.at,
        zone=campaign.launch.time_zone,
        holds=not leaves_out and not readiness.is_ready(found),
        steps=[*_parts(found, leaves_out=leaves_out), _told(campaign), _timeline()],
    )


def _parts(found: list[Part], *, leaves_out: bool) -> list[Step]:
    return [_step(part, leaves_out=leaves_out) for part in found if part.happens or part.why]


def _step(part: Part, *, leaves_out: bool) -> Step:
    words = f"{part.label}: {_happens(part)}" if part.happens else part.label
    if part.state == State.READY or part.name == "page":
        return Step(words=words, note=part.why, tone="warn" if part.why else "")
    if leaves_out:
        note = _("Left out unless it is ready by then. %(why)s") % {"why": part.why}
    else:
        note = _("The launch waits for it. %(why)s") % {"why": part.why}
    return Step(words=words, note=note, tone="warn")


def _happens(part: Part) -> str:
    """A mailing says to how many it would go now."""
    if part.mailing is None:
        return part.happens
    number = audience.count(part.mailing).addresses
    words = ngettext(
        "goes out to %(number)s address", "goes out to %(number)s addresses", number
    )
    return words % {"number": f"{number:,}"}


def _told(campaign: Campaign) -> Step:
    waiting = Interest.objects.filter(campaign=campaign, told_at=None)
    number = waiting.filter(confirmed_at__isnull=False).count()
    words = ngettext(
        "%(number)s person who asked to be told gets one email",
        "%(number)s people who asked to be told get one email each",
        number,
    )
    return Step(words=words % {"number": f"{number:,}"})


def _timeline() -> Step:
    return Step(words=_("The public timeline says that the campaign started"))
