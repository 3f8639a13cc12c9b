"""From draft to sending: asking, approving, holding, taking back, stopping."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns.models import Campaign
from undersigned.lib import statistics
from undersigned.mailings import (
    audience,
    checking,
    drafting,
    fixing,
    freezing,
    preflight,
    telling,
    variants,
)
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.segments import areas
from undersigned.segments.criteria import RuleError

State = Mailing.State
_OTHERS = gettext_lazy("a kept audience of it was changed or removed meanwhile")
_DRAFT: dict[str, object] = {
    "state": State.DRAFT, "hold_until": None, "approved_at": None, "approved_by_label": "",
    "override_reason": "", "asked_by_id_text": "", "asked_by_label": "", "area": {},
    "rules_seen": "",
}  # fmt: skip


class NotNowError(Exception):
    """The mailing is not in a state in which that can be done: somebody was quicker."""


class BlockedError(Exception):
    """It may not go; `findings` say why."""

    def __init__(self, findings: list[checking.Finding]) -> None:
        super().__init__("; ".join(finding.what for finding in findings))
        self.findings = findings


class SamePersonError(Exception):
    """Who asked to send cannot approve it too."""


@transaction.atomic
def schedule(*, mailing: Mailing, version: int, at: datetime, by: Actor) -> str:
    """Holds it, or lets it wait for a second person; answers the state.

    It goes to nobody outside of the area of the member who asks. Raises BlockedError, and
    NotNowError where it is no draft of that version any more.
    """
    area = areas.of_actor(by, organisation_id=mailing.organisation_id)
    if findings := checking.check(mailing, at=at, by=area):
        raise BlockedError(findings)
    organisation = mailing.organisation
    many = audience.count(mailing, by=area).addresses > organisation.approval_above
    values: dict[str, object] = {
        "state": State.WAITING if many else State.HELD,
        "hold_until": None if many else at + timedelta(minutes=organisation.hold_minutes),
        "asked_by_id_text": by.id[:80],
        "asked_by_label": by.label,
        "area": areas.as_json(area),
        "rules_seen": fixing.digest(mailing),
    }
    _move(
        mailing,
        values,
        at=at,
        by=by,
        verb="asked to send",
        when=Q(state=State.DRAFT, version=version),
    )
    return str(values["state"])


@transaction.atomic
def approve(*, mailing: Mailing, at: datetime, by: Actor) -> None:
    """A second person lets it go; the hold begins. Raises SamePersonError, NotNowError."""
    if mailing.asked_by_id_text == by.id[:80]:
        raise SamePersonError
    let_go(mailing=mailing, at=at, by=by)


@transaction.atomic
def let_go(*, mailing: Mailing, at: datetime, by: Actor, overrides: str = "") -> None:
    """The hold begins. `overrides`: the reason of an owner who needs no second person.

    Raises NotNowError, also where it would go to others than those whom it was asked for.
    """
    if fixing.goes_to_others(mailing):
        raise NotNowError
    values: dict[str, object] = {
        "state": State.HELD,
        "approved_at": at,
        "approved_by_label": by.label,
        "override_reason": overrides,
        "hold_until": at + timedelta(minutes=mailing.organisation.hold_minutes),
    }
    verb = "approved alone" if overrides else "approved"
    noted = {"reason": overrides} if overrides else {}
    # What was seen is approved, and nothing that took its place meanwhile.
    seen = Q(state=State.WAITING, version=mailing.version)
    _move(mailing, values, at=at, by=by, verb=verb, when=seen, noted=noted)


@transaction.atomic
def undo(*, mailing: Mailing, at: datetime, by: Actor) -> None:
    """A draft again: nobody was written to. Raises NotNowError when it has begun."""
    _move(
        mailing,
        _DRAFT,
        at=at,
        by=by,
        verb="took back",
        when=Q(state__in=[State.WAITING, State.HELD]),
    )


@transaction.atomic
def stop(*, mailing: Mailing, at: datetime, by: Actor) -> None:
    """No further person is written to: each message asks just before its content goes."""
    values: dict[str, object] = {"state": State.STOPPED, "stopped_at": at}
    _move(mailing, values, at=at, by=by, verb="stopped", when=Q(state=State.SENDING))


@transaction.atomic
def go_on(*, mailing: Mailing, at: datetime, by: Actor) -> None:
    """A stopped mailing goes on; one that had stopped by itself now goes on unguarded."""
    values: dict[str, object] = {
        "state": State.SENDING, "stopped_at": None, "stopped_because": "",
        "guarded": mailing.guarded and not mailing.stopped_because,
    }  # fmt: skip
    _move(mailing, values, at=at, by=by, verb="went on with", when=Q(state=State.STOPPED))


def start_due(*, at: datetime) -> int:
    """The clock's entry: freezes those whose hold is over, and, with a launch, whose campaign
    is live. It asks the network, for some seconds, so the entry does nothing else.
    """
    held = Mailing.objects.filter(state=State.HELD, hold_until__lte=at).filter(
        Q(starts_with=None)
        | Q(starts_with__state=Campaign.State.LIVE, starts_with__launched_at__lte=at)
    )
    some = held.select_related("organisation")[:5]
    return sum(_start_or_hold_back(mailing, at=at) for mailing in some)


def take_back_due(*, at: datetime) -> int:
    """The clock's entry: makes a draft of what waits or is held for an audience that is another
    one by now; how many.
    """
    asked = Q(state__in=[State.WAITING, State.HELD])
    rows = Mailing.objects.filter(asked).exclude(rules_seen="").select_related("organisation")
    others = [mailing for mailing in rows if fixing.goes_to_others(mailing)]  # few wait
    return sum(_hold_back(mailing, str(_OTHERS), when=asked, at=at) for mailing in others)


def _start_or_hold_back(mailing: Mailing, *, at: datetime) -> bool:
    """The network is asked once more; what it surely refuses is a draft again."""
    try:
        preflight.refuse(mailing)
    except preflight.HeldBackError as error:
        due = Q(state=State.HELD, hold_until__lte=at)
        return _hold_back(mailing, str(error), when=due, at=at)
    statistics.try_to_refresh()  # a list may have been moved in a moment ago
    return _start(mailing, at=at)


@transaction.atomic
def _hold_back(mailing: Mailing, because: str, *, when: Q, at: datetime) -> bool:
    mine = Mailing.objects.filter(when, pk=mailing.pk)
    if not mine.update(**_DRAFT, version=F("version") + 1):
        return False
    auditing.record(
        organisation_id=mailing.organisation_id, at=at, by=auditing.CLOCK, verb="held back",
        subject=drafting.subject_of(mailing), after={"because": because[:500]},
    )  # fmt: skip
    by = mailing.asked_by_id_text
    telling.not_begun(mailing, because=because[:500], asked_by=by, at=at)
    return True


@transaction.atomic
def _start(mailing: Mailing, *, at: datetime) -> bool:
    mine = Mailing.objects.filter(pk=mailing.pk, state=State.HELD, hold_until__lte=at)
    if not mine.update(state=State.SENDING, frozen_at=at, version=F("version") + 1):
        return False
    said = {"blocks": mailing.blocks, "figures": {}}  # as it was before it is fixed
    after = _freeze(mailing, at=at)
    if back := _BACK.get(next(iter(after))):
        Recipient.objects.filter(mailing=mailing).delete()
        Mailing.objects.filter(pk=mailing.pk).update(**back, **said, frozen_at=None)
        if because := after.get("draft again"):  # who waits is written about by `approving`
            by = mailing.asked_by_id_text
            telling.not_begun(mailing, because=str(because), asked_by=by, at=at)
    else:
        variants.begin(mailing, at=at)
    auditing.record(
        organisation_id=mailing.organisation_id, at=at, by=auditing.CLOCK,
        verb="held back" if back else "began to send",
        subject=drafting.subject_of(mailing), after=after,
    )  # fmt: skip
    return True


# Where a mailing goes back to that cannot begin: its draft, with no approval of it left; or
# the second person, where its audience has grown past what one may send to alone.
_BACK: dict[str, dict[str, object]] = {
    "draft again": _DRAFT,
    "waits": {"state": State.WAITING, "hold_until": None},
}


def _freeze(mailing: Mailing, *, at: datetime) -> dict[str, object]:
    """How many are to get it; or why it does not begin, by where it goes back to."""
    if wrong := _as_asked(mailing, at=at):
        return {"draft again": wrong}
    try:
        number = freezing.freeze(mailing=mailing)
    except RuleError as error:  # its audience is gone
        return {"draft again": str(error)}
    if _too_many(number, mailing):
        words = _("more people than its sender may reach at a time")
        return {"draft again": words, "recipients": number}
    if number > mailing.organisation.approval_above and mailing.approved_at is None:
        return {"waits": "more people than one person may send to", "recipients": number}
    return {"recipients": number}


def _as_asked(mailing: Mailing, *, at: datetime) -> str:
    """Why it is not what somebody of the team sent off any more; what it says is fixed."""
    if areas.has_left(mailing.asked_by_id_text, organisation_id=mailing.organisation_id):
        return _("who sent it is in the team no longer")
    if fixing.goes_to_others(mailing):
        return str(_OTHERS)
    return " ".join(fixing.fix(mailing, at=at))


def _too_many(number: int, mailing: Mailing) -> bool:
    """Whether the audience has grown past what its sender may reach at a time."""
    for area in (areas.read(mailing.area), freezing.sender(mailing)):
        if area.most is not None and number > area.most:
            return True
    return False


def _move(
    mailing: Mailing, values: dict[str, object], *, at: datetime, by: Actor, verb: str, when: Q,
    noted: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    rows = Mailing.objects.filter(when, pk=mailing.pk)
    if not rows.update(**values, version=F("version") + 1):
        raise NotNowError
    auditing.record(
        organisation_id=mailing.organisation_id, at=at, by=by, verb=verb,
        subject=drafting.subject_of(mailing), before={"state": mailing.state},
        after={"state": values["state"], **(noted or {})},
    )  # fmt: skip
